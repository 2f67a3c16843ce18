"""Erase a source or a person from a case, and write the file anew.

What is erased: every record of the source, or every record that names an identifier of the person; every text of the
ledger that still holds one of the person's identifiers or names has it cut out; the graph; the findings of every run
(they rest on what is gone; parameters and digests stay, marked as erased); decisions, categories, approvals and
annotations about identifiers that no record names any more; and what was exported into the case's own folder. What
stays: the audit log, which never held a name or number, an entry of its own for the erasure, and how many rows went
from which source.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netinvest.case import annotation
from netinvest.case.disclosure import INHERITED
from netinvest.errors import CaseError, UsageError
from netinvest.ledger import rewrite
from netinvest.resolve.alias import IDENTIFIERS, number_identifiers

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from netinvest.ledger.ledger import Ledger
    from netinvest.store.base import GraphStore

EXPORTS = "exports"
"""Folder of a case for what is exported and should go with what it was made of."""
HOLD = "legal_hold"
REDACTED = "[erased]"
SHORTEST_NAME, SHORTEST_NUMBER = 5, 7
"""Names and numbers shorter than this stand in too many texts to be cut out of them."""

_BY_PERSON = {
    "call": "list_has_any([('phone:' || originating_msisdn), ('phone:' || terminating_msisdn), "
    "('phone:' || forwarded_to_msisdn), ('imsi:' || imsi), ('imei:' || imei)], $keys)",
    "transfer": "list_has_any([('account:' || debtor_account), ('account:' || creditor_account)], $keys)",
    "advertisement": "(source_no, row) IN (SELECT source_no, row FROM advertisement_contact "
    "WHERE list_contains($keys, kind || ':' || value))",
    "subject": "(source_no, row) IN (SELECT source_no, row FROM subject_identifier "
    "WHERE list_contains($keys, kind || ':' || value)) OR (source_no, subject_id) IN ("
    "SELECT source_no, subject_id FROM subject JOIN subject_identifier USING (source_no, row) "
    "WHERE list_contains($keys, kind || ':' || value) AND subject_id IS NOT NULL)",
}
PARTS = {
    "call": ("call_coded", "call_verbatim"),
    "transfer": ("transfer",),
    "advertisement": ("advertisement_contact", "advertisement"),
    "subject": ("subject_identifier", "subject"),
}
"""The tables that records of a kind lie in."""
_UNUSED_WORDS = """
DELETE FROM manner WHERE manner_no NOT IN (SELECT manner_no FROM call_coded);
DELETE FROM word WHERE word_no NOT IN (
    FROM (SELECT unnest([first_cell, last_cell]) AS used FROM call_coded
          UNION SELECT unnest([answered_at_form, service_original]) FROM manner)
    WHERE used IS NOT NULL)
"""
_NAMES = """
SELECT name FROM subject WHERE {subject} UNION
SELECT debtor_name FROM transfer WHERE list_contains($keys, 'account:' || debtor_account) UNION
SELECT creditor_name FROM transfer WHERE list_contains($keys, 'account:' || creditor_account)
"""
_WRITTEN = """
SELECT originating_original FROM call WHERE list_contains($keys, 'phone:' || originating_msisdn) UNION
SELECT terminating_original FROM call WHERE list_contains($keys, 'phone:' || terminating_msisdn) UNION
SELECT debtor_original FROM transfer WHERE list_contains($keys, 'account:' || debtor_account) UNION
SELECT creditor_original FROM transfer WHERE list_contains($keys, 'account:' || creditor_account) UNION
SELECT original FROM advertisement_contact WHERE list_contains($keys, kind || ':' || value) UNION
SELECT original FROM subject_identifier WHERE list_contains($keys, kind || ':' || value)
"""
_STRAY = f"""
CREATE OR REPLACE TEMP TABLE stray AS
SELECT identifier_key FROM alias ANTI JOIN ({IDENTIFIERS}) ON key = identifier_key
WHERE NOT starts_with(identifier_key, 'erased:')
"""
_REPEATED = """
SELECT source_no, count(*) FROM duplicate WHERE (source_no, duplicate_of_row) IN (FROM going) GROUP BY source_no
"""
_KEPT = {"audit", "erasure", "meta"}  # never hold a name or number
_WRITTEN_BY_PEOPLE = frozenset({"note", "decision", "categorisation", "approval", "annotation", "annotation_refusal"})
_TOKEN = re.compile(r"[^\s,;()\[\]\"']+")
_DERIVED = frozenset({"finding", "finding_evidence", "run_actor"})


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took."""

    erasure_id: str
    records: int
    rejected_rows: int
    runs: int
    exports: int  # files in the case's own folder of exports


def hold(con: DuckDBPyConnection, reason: str) -> None:
    """Keep a case from being erased from: a court has asked for it, or may.

    Raises:
        UsageError: No reason is given.
    """
    if not reason.strip():
        raise UsageError("a legal hold needs a reason", remedy="say why in a few words; it is logged")
    con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [HOLD, reason.strip()])


def release(con: DuckDBPyConnection) -> None:
    """End a legal hold.

    Raises:
        CaseError: There is none.
    """
    if held(con) is None:
        raise CaseError("the case is under no legal hold")
    con.execute("DELETE FROM meta WHERE name = ?", [HOLD])


def held(con: DuckDBPyConnection) -> str | None:
    """Why the case is under a legal hold, None if it is not."""
    row = con.execute("SELECT value FROM meta WHERE name = ?", [HOLD]).fetchone()
    return str(row[0]) if row else None


def check_not_held(con: DuckDBPyConnection) -> None:
    """Raise where a legal hold forbids erasure.

    Raises:
        CaseError: It does.
    """
    reason = held(con)
    if reason is not None:
        raise CaseError(
            f"the case is under a legal hold ({reason}): nothing may be erased",
            remedy="release it first with: netinvest hold CASE --release",
        )


def next_id(con: DuckDBPyConnection) -> str:
    """The id of the next erasure."""
    (earlier,) = con.execute("SELECT count(DISTINCT erasure_id) FROM erasure").fetchone() or (0,)
    return f"E-{earlier + 1}"


def keys_of_person(ledger: Ledger, who: str) -> list[str]:
    """The identifiers of the actor that a reference names, as they are resolved now.

    Raises:
        UsageError: No record of the case names it.
    """
    from netinvest.resolve import resolve
    from netinvest.resolve.reference import named

    actors = resolve(ledger).identifiers
    key, _ = named(ledger.con, who)
    actor_of = dict(zip(actors["identifier_key"].to_pylist(), actors["actor_no"].to_pylist(), strict=True))
    # a handset of several actors is nobody's: it goes alone
    return sorted(other for other, actor in actor_of.items() if key in actor_of and actor == actor_of[key]) or [key]


def erase_source(ledger: Ledger, store: GraphStore, source_no: int) -> Erased:
    """Erase everything that a file brought. Call in a transaction; ``rewrite`` follows its commit."""
    con = ledger.con
    records = sum(_count(con, table, "source_no = $source", {"source": source_no}) for table in _BY_PERSON)
    refused = _count(
        con, "(SELECT DISTINCT source_no, row FROM rejection)", "source_no = $source", {"source": source_no}
    )
    for table in _tables(con, "source_no"):
        if table not in _KEPT:
            con.execute(f"DELETE FROM {table} WHERE source_no = ?", [source_no])
    return finish(ledger, store, {source_no: (records, refused, 0)}, whole=True)


def erase_person(ledger: Ledger, store: GraphStore, keys: list[str]) -> Erased:
    """Erase every record that names one of these identifiers. Call in a transaction; ``rewrite`` follows its commit."""
    con = ledger.con
    given = {"keys": keys}
    annotation.erase_of(con, keys)
    names = f"SELECT * FROM ({_NAMES.format(subject=_BY_PERSON['subject'])} UNION {_WRITTEN})"
    needles = _needles(keys, [text for (text,) in con.execute(names, given).fetchall() if text])
    gone: dict[int, list[int]] = {}
    for table, named in _BY_PERSON.items():
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE going AS SELECT DISTINCT source_no, row FROM {table} WHERE {named}", given
        )
        for source_no, rows in con.execute("SELECT source_no, count(*) FROM going GROUP BY source_no").fetchall():
            gone.setdefault(source_no, [0, 0, 0])[0] += rows
        for source_no, rows in con.execute(_REPEATED).fetchall():  # rows that say the same as one that goes
            gone[source_no][2] += rows
        con.execute("DELETE FROM duplicate WHERE (source_no, duplicate_of_row) IN (FROM going)")
        for part in (*PARTS[table], "remark"):
            con.execute(f"DELETE FROM {part} WHERE (source_no, row) IN (FROM going)")
    con.execute(_UNUSED_WORDS)
    _erase_refused(con, needles, gone)
    # what was said of the person goes as a whole, before the numbers are cut out of what is left
    con.execute("DELETE FROM decision WHERE list_contains($keys, left_key) OR list_contains($keys, right_key)", given)
    for table in ("categorisation", "approval"):
        con.execute(f"DELETE FROM {table} WHERE list_contains($keys, identifier_key)", given)
    _cut_out(con, needles)
    return finish(ledger, store, {no: (a, b, c) for no, (a, b, c) in gone.items()}, whole=False)


def _needles(keys: list[str], written: list[str]) -> list[str]:
    """What to look for in texts, longest first: identifiers, their digits, the ways they and the names were written."""
    found = set()
    for key in keys:
        value = key.partition(":")[2]
        found |= {value, value.lstrip("+")}
    found |= {text.strip() for text in written}
    kept = {
        needle
        for needle in found
        if len(needle) >= (SHORTEST_NUMBER if any(c.isdigit() for c in needle) else SHORTEST_NAME)
    }
    return sorted(kept, key=lambda needle: (-len(needle), needle))


def _erase_refused(con: DuckDBPyConnection, needles: list[str], gone: dict[int, list[int]]) -> None:
    """Refused rows whose value holds a needle go as a whole; how many is counted."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE going AS SELECT DISTINCT source_no, row FROM rejection "
        "WHERE list_bool_or([contains(lower(value), lower(n)) FOR n IN $needles])",
        {"needles": needles},
    )
    for source_no, rows in con.execute("SELECT source_no, count(*) FROM going GROUP BY source_no").fetchall():
        gone.setdefault(source_no, [0, 0, 0])[1] += rows
    con.execute("DELETE FROM rejection WHERE (source_no, row) IN (FROM going)")


def _cut_out(con: DuckDBPyConnection, needles: list[str], *, tables: frozenset[str] | None = None) -> None:
    """Cut the needles out of every text that is left: a remittance line, an advertisement's body, a reason."""
    pattern = "|".join(map(re.escape, needles))
    if not pattern:
        return
    for table, column in _text_columns(con):
        if tables is None or table in tables:
            con.execute(
                f'UPDATE "{table}" SET "{column}" = regexp_replace("{column}"::VARCHAR, $p, $r, \'gi\') '
                f"WHERE regexp_matches(\"{column}\"::VARCHAR, $p, 'i')",
                {"p": pattern, "r": REDACTED},
            )


def _text_columns(con: DuckDBPyConnection) -> list[tuple[str, str]]:
    """Table and column of every text that may name somebody and is not made anew."""
    columns = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (table_oid) "
        "WHERE NOT internal AND schema_name = 'main' AND database_name = current_database() "
        "AND data_type IN ('VARCHAR', 'JSON')"
    ).fetchall()
    skipped = {*_KEPT, *_DERIVED, "alias"}
    return [
        (table, column)
        for table, column in columns
        if table not in skipped and not table.startswith("graph_") and column != "source_id"
    ]


def _cut_out_strays(con: DuckDBPyConnection) -> None:
    """Cut identifiers that no record names any more out of what people wrote: notes, reasons, bases."""
    stray = {key.partition(":")[2] for (key,) in con.execute("FROM stray").fetchall()}
    stray |= {value.lstrip("+") for value in stray}
    stray = {value for value in stray if len(value) >= SHORTEST_NUMBER}
    columns = _text_columns(con)
    written = {
        token
        for table, column in columns
        if table in _WRITTEN_BY_PEOPLE
        for (text,) in con.execute(f'SELECT DISTINCT "{column}"::VARCHAR FROM "{table}"').fetchall()
        for token in _TOKEN.findall(text or "")
    }
    _cut_out(con, sorted(stray & written, key=lambda value: (-len(value), value)), tables=_WRITTEN_BY_PEOPLE)


def finish(ledger: Ledger, store: GraphStore, gone: dict[int, tuple[int, int, int]], *, whole: bool) -> Erased:
    """What follows whatever was taken out: stray identifiers, the graph, the findings, the counts."""
    from netinvest.store.sync import sync

    con = ledger.con
    number_identifiers(ledger)
    erasure_id = next_id(con)
    for source_no, (records, refused, duplicates) in gone.items():
        if not whole:
            con.execute(
                "INSERT INTO erasure VALUES (?, ?, ?, ?, ?)", [erasure_id, source_no, records, refused, duplicates]
            )
    if whole or not gone:
        con.execute("INSERT INTO erasure VALUES (?, 0, 0, 0, 0)", [erasure_id])
    con.execute(_STRAY)
    _cut_out_strays(con)
    con.execute("DELETE FROM decision WHERE left_key IN (FROM stray) OR right_key IN (FROM stray)")
    for table in ("categorisation", "approval", "match_element", "match_hit"):
        con.execute(f"DELETE FROM {table} WHERE identifier_key IN (FROM stray)")
    annotation.erase_of(con, (key for (key,) in con.execute("FROM stray").fetchall()))
    # a number is never given again: old papers go on meaning nobody
    con.execute("UPDATE alias SET identifier_key = 'erased:' || number WHERE identifier_key IN (FROM stray)")
    _forget_derived(store)
    sync(con, store)
    (runs,) = con.execute("SELECT count(*) FROM run WHERE erased_by IS NULL").fetchone() or (0,)
    con.execute("UPDATE run SET erased_by = ? WHERE erased_by IS NULL", [erasure_id])
    for table in ("finding", "finding_evidence"):
        con.execute(f"DELETE FROM {table}")
    con.execute("DELETE FROM run_actor WHERE run_id <> ? OR identifier_key IN (FROM stray)", [INHERITED])
    rewrite.mark_pending(con)
    totals = [sum(counts[place] for counts in gone.values()) for place in (0, 1)]
    return Erased(erasure_id, totals[0], totals[1], int(runs), _exports(ledger.path))


def _forget_derived(store: GraphStore) -> None:
    """Actors, clusters and scores go: the next analysis writes them anew."""
    from netinvest.model.graph import Label, RelationshipType
    from netinvest.store import build
    from netinvest.store.base import Graph, node_schema, relationship_schema, score_schema
    from netinvest.store.sync import replace

    nodes = {label: node_schema(label).empty_table() for label in Label if label not in build.NODES}
    relationships = {
        rtype: relationship_schema(rtype).empty_table()
        for rtype in RelationshipType
        if rtype not in build.RELATIONSHIPS
    }
    replace(store, Graph(nodes, relationships))
    store.write_scores(score_schema().empty_table())


def _exports(path: Path) -> int:
    return sum(1 for file in (path / EXPORTS).rglob("*") if file.is_file())


def clear_exports(path: Path) -> None:
    """Remove what was exported into the case's own folder."""
    shutil.rmtree(path / EXPORTS, ignore_errors=True)


def _count(con: DuckDBPyConnection, table: str, where: str, parameters: dict[str, Any]) -> int:
    (found,) = con.execute(f"SELECT count(*) FROM {table} WHERE {where}", parameters).fetchone() or (0,)
    return int(found)


def _tables(con: DuckDBPyConnection, column: str) -> list[str]:
    rows = con.execute(
        "SELECT table_name FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (table_oid) WHERE column_name = ? "
        "AND NOT internal AND schema_name = 'main' AND database_name = current_database() ORDER BY table_name",
        [column],
    ).fetchall()
    return [name for (name,) in rows]
