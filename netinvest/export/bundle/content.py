"""What an exhibit bundle holds, gathered from a case: everything by alias, every number with its file and row."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.export.records import RECORD_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from netinvest.ledger.audit import Entry

_CHANGES = {"collection", "alteration", "combination", "erasure"}

_EVIDENCE = """
SELECT finding_id AS finding, indicator, record, left(source_id, 64) AS source_sha256, e.row AS row,
       {record_id} AS record_id
FROM finding_evidence AS e JOIN source USING (source_no)
WHERE run_id = $run ORDER BY ALL
"""
_RECORD_ID = RECORD_ID.replace("'|{table}|' || row", "'|' || record || '|' || e.row")

# Links of the chart's people: every line between two of them, and the rows it is drawn from.
_LINKS = """
WITH shown AS (
    SELECT DISTINCT actor_no FROM run_actor WHERE run_id = $run AND identifier_key IN (
        SELECT (i->>'kind') || ':' || (i->>'value')
        FROM (SELECT unnest(body->'$.subject.identifiers[*]') AS i FROM finding WHERE run_id = $run AND kind IN (
            'likely_coordinator', 'possible_victim_offender', 'likely_linked_victim', 'network')))
), held AS (SELECT identifier_key, actor_no FROM run_actor SEMI JOIN shown USING (actor_no) WHERE run_id = $run),
event AS (
    SELECT 'phone:' || originating_msisdn AS start, 'phone:' || terminating_msisdn AS "end",
           CASE service WHEN 'voice' THEN 'calls' ELSE 'messages' END AS stream, source_no, row FROM call
    UNION ALL
    SELECT 'account:' || debtor_account, 'account:' || creditor_account, 'transfers', source_no, row FROM transfer
)
SELECT printf('A-%05d', s.actor_no) AS "from", printf('A-%05d', e.actor_no) AS "to", stream,
       left(source_id, 64) AS source_sha256, event.row AS row
FROM event JOIN held AS s ON s.identifier_key = event.start JOIN held AS e ON e.identifier_key = event."end"
JOIN source USING (source_no)
WHERE s.actor_no <> e.actor_no ORDER BY ALL
"""


def log_until_last_change(entries: list[Entry]) -> list[Entry]:
    """The audit log up to the last entry that changed the case: what was read or exported since changes no bundle."""
    last = max((place for place, entry in enumerate(entries) if entry.action in _CHANGES), default=-1)
    return entries[: last + 1]


def tables(con: DuckDBPyConnection, run_id: str) -> dict[str, bytes]:
    """``evidence.csv`` and ``links.csv``: the rows behind every finding, and behind every line of the chart."""
    run = {"run": run_id}
    return {
        "evidence.csv": _csv(con, _EVIDENCE.format(record_id=_RECORD_ID), run),
        "links.csv": _csv(con, _LINKS, run),
    }


def _csv(con: DuckDBPyConnection, sql: str, parameters: dict[str, Any]) -> bytes:
    from pyarrow import csv as arrow_csv

    sink = io.BytesIO()
    table = con.execute(sql, parameters).to_arrow_table()
    arrow_csv.write_csv(table, sink, arrow_csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()


def sources(con: DuckDBPyConnection, shown: Callable[[str], str]) -> list[dict[str, Any]]:
    """Every source: SHA-256, name as it may be shown, kind, how it was read, counts, handling."""
    rows = con.execute(
        "SELECT left(source_id, 64) AS sha256, name, bytes, kind, profile, loader_version, "
        "options::VARCHAR AS options, authority, handling, source_grade, information_grade, "
        "lines, rows, loaded, rejected, duplicate, structural_lines FROM source ORDER BY source_no"
    )
    found: list[dict[str, Any]] = rows.to_arrow_table().to_pylist()
    for source in found:
        source["name"] = shown(source["name"])
        source["options"] = json.loads(source["options"])
        source["options"].pop("notes", None)
    return found


def runs(con: DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every analysis that was made, also those nobody liked, oldest first."""
    rows = con.execute(
        "SELECT run_id, strftime(started_at_utc, '%Y-%m-%dT%H:%M:%SZ') AS started_at_utc, version, seed, "
        "parameters::VARCHAR AS parameters, network_digest, findings_digest, erased_by FROM run "
        "ORDER BY started_at_utc, run_id"
    )
    found: list[dict[str, Any]] = rows.to_arrow_table().to_pylist()
    for run in found:
        run["parameters"] = json.loads(run["parameters"])
    return found


def method_cards() -> dict[str, bytes]:
    """The method cards, as this version of netinvest documents them."""
    from importlib.resources import files

    packaged = Path(str(files("netinvest"))) / "methods"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs" / "methods"
    return {f"methods/{card.name}": card.read_bytes() for card in sorted(folder.glob("*.md"))}


def environment() -> dict[str, str]:
    """Versions of what the findings depend on."""
    from importlib.metadata import version
    from platform import python_version

    names = ("netinvest", "duckdb", "igraph", "networkx", "numpy", "scipy", "pandas", "pyarrow", "phonenumbers")
    return {"python": python_version(), **{name: version(name) for name in names}}
