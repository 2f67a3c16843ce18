"""A case of its own that holds the records of some actors: to analyse a part further without the rest.

It is a copy of the case from which everything else is taken out, as an erasure takes it out: the counts of every source
add up, files keep their SHA-256 and rows, actors keep their aliases, and whoever is protected stays so. Handling codes,
grades, categories, decisions and approvals about those who stay go with it; findings, notes, comparisons with other
agencies and the audit log do not. Its own log begins with the case it was made from, the run, and the head of that
case's log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.case import annotation, directory, erasure
from netinvest.case import settings as settings_
from netinvest.case.disclosure import inherit_protection, note_protected
from netinvest.errors import CaseError, UsageError
from netinvest.resolve.alias import alias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from netinvest.case.case import Case
    from netinvest.case.opened import Opened
    from netinvest.case.settings import Settings

MADE_FROM = "subcase_of"
"""The entry of ``meta`` that says which case, run and log head a sub-case was made from."""
MOST = 100_000  # actors

# the identifiers that a record of a kind names as its parties
_PARTIES = {
    "call": "SELECT source_no, row, unnest(['phone:' || originating_msisdn, 'phone:' || terminating_msisdn, "
    "'phone:' || forwarded_to_msisdn]) AS key FROM call",
    "transfer": "SELECT source_no, row, unnest(['account:' || debtor_account, 'account:' || creditor_account]) AS key "
    "FROM transfer",
    "advertisement": "SELECT source_no, row, kind || ':' || value AS key FROM advertisement_contact",
    "subject": "SELECT source_no, row, kind || ':' || value AS key FROM subject_identifier",
}
_BOTH_ENDS = frozenset(("call", "transfer"))
_STAYING = """
INSERT INTO staying SELECT source_no, row FROM ({parties}) LEFT JOIN staying_key USING (key) WHERE key IS NOT NULL
GROUP BY source_no, row HAVING bool_or(stays IS NOT NULL) AND ({one} OR bool_and(stays IS NOT NULL))
"""
_COUNTS = (
    "SELECT source_no, count(*) FROM {kind} ANTI JOIN staying USING (source_no, row) GROUP BY source_no",
    "SELECT source_no, count(DISTINCT row) FROM rejection GROUP BY source_no",
    "SELECT source_no, count(*) FROM duplicate GROUP BY source_no",
)
_EMPTIED = {
    "rejection", "duplicate", "file_mark", "note", "run", "audit", "annotation_refusal",
    "match_session", "match_element", "match_hit",  # what another agency told this case, and open secrets
}  # fmt: skip


def write_subcase(
    case: Opened, actors: Iterable[str], out: Path, *, contacts: bool = False, run: str | None = None
) -> Case:
    """Write a sub-case; see ``Case.subcase``."""
    from netinvest.case.case import Case
    from netinvest.questions.reference import actor_named

    named = list(dict.fromkeys(actors))
    if not named or len(named) > MOST:
        raise UsageError("a sub-case is of one actor or more", remedy="name them by alias, or select them in the chart")
    directory.check_free(out)
    with case._open() as ledger, ledger.transaction() as con:  # noqa: SLF001 - a part of the facade
        run_id = case._run(con, run)  # noqa: SLF001
        numbers = {actor_named(con, run_id, name, country=case.settings.country) for name in named}
        keys = [
            key
            for (key,) in con.execute(
                "SELECT identifier_key FROM run_actor WHERE run_id = $run AND list_contains($actors, actor_no)",
                {"run": run_id, "actors": sorted(numbers)},
            ).fetchall()
        ]
        detail = {"run": run_id, "actors": [alias(number) for number in sorted(numbers)], "contacts": contacts}
        case._log(con, "disclosure", "sub-case written", detail)  # noqa: SLF001
        head = _head(con)
    own, zone = case.settings, case.settings.time_zone
    chosen = settings_.checked(
        directory.name_of(out), country=own.country or None, time_zone=zone, store=settings_.EMBEDDED
    )
    origin = {"case": case.settings.name, "id": case.settings.id, "head": head, **detail, "actors": len(numbers)}
    with directory.made_whole(out) as part:
        _copy(case.path, part)
        _take_out(part, chosen, keys, origin, contacts=contacts)
        chosen.write(part)
    return Case(out, chosen)


def _head(con: DuckDBPyConnection) -> str:
    (digest,) = con.execute("SELECT digest FROM audit ORDER BY seq DESC LIMIT 1").fetchone() or ("",)
    return str(digest)


def _copy(path: Path, part: Path) -> None:
    """The case file, table by table, into a new one; another process that holds it is waited for and named."""
    import duckdb

    from netinvest.ledger.ledger import DATABASE, STORAGE_VERSION, Ledger

    Ledger.open(path).close()  # whoever holds the case is named here
    old, new = (str(folder / DATABASE).replace("'", "''") for folder in (path, part))
    with duckdb.connect() as con:
        try:
            con.execute(f"ATTACH '{old}' AS old_case (READ_ONLY)")
            con.execute(f"ATTACH '{new}' AS new_case (STORAGE_VERSION '{STORAGE_VERSION}')")
            con.execute("COPY FROM DATABASE old_case TO new_case")
            con.execute("DETACH new_case")
        except duckdb.Error:
            raise CaseError(
                "the case file cannot be copied", where=path.name, remedy="see that nobody works on it, and make room"
            ) from None


def _take_out(path: Path, settings: Settings, keys: list[str], origin: dict[str, Any], *, contacts: bool) -> None:
    import json

    import pyarrow as pa

    from netinvest.ledger import audit, rewrite
    from netinvest.ledger.ledger import Ledger
    from netinvest.store import open_store

    with Ledger.open(path) as ledger:
        store = open_store(settings_.EMBEDDED, ledger.con, settings.id)
        with ledger.transaction() as con:
            con.register("chosen", pa.table({"key": pa.array(keys, pa.string())}))
            con.execute("CREATE OR REPLACE TEMP TABLE staying_key AS SELECT key, true AS stays FROM chosen")
            con.unregister("chosen")
            note_protected(con, origin["run"])
            gone = _take_out_records(con, contacts=contacts)
            there = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            for table in _EMPTIED & there:
                con.execute(f"DELETE FROM {table}")
            erasure.finish(ledger, store, gone, whole=False)
            inherit_protection(con)
            if annotation.exist(con):
                con.execute(
                    "DELETE FROM annotation WHERE start_key NOT IN (SELECT key FROM staying_key) "
                    "OR end_key NOT IN (SELECT key FROM staying_key)"
                )
            con.execute("INSERT OR REPLACE INTO meta VALUES ('case_name', ?)", [settings.name])
            con.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [MADE_FROM, json.dumps(origin)])
            audit.record(con, audit.Action.COLLECTION, purpose="sub-case made from another case", detail=origin)
        store.close()
        rewrite.finish(ledger)


def _take_out_records(con: DuckDBPyConnection, *, contacts: bool) -> dict[int, tuple[int, int, int]]:
    """Take out what does not name the actors.

    Returns:
        Of each source, by number: how many records, rejected rows and duplicates are left out.
    """
    gone: dict[int, list[int]] = {}

    def count(place: int, sql: str) -> None:
        for source_no, rows in con.execute(sql).fetchall():
            gone.setdefault(source_no, [0, 0, 0])[place] += rows

    con.execute("CREATE OR REPLACE TEMP TABLE staying (source_no INTEGER, row BIGINT)")
    for kind, parties in _PARTIES.items():  # a source holds records of one kind
        one = "true" if contacts or kind not in _BOTH_ENDS else "false"
        con.execute(_STAYING.format(parties=parties, one=one))
        count(0, _COUNTS[0].format(kind=kind))
    count(1, _COUNTS[1])
    count(2, _COUNTS[2])
    for part in (*(part for parts in erasure.PARTS.values() for part in parts), "remark"):
        con.execute(f"DELETE FROM {part} WHERE (source_no, row) NOT IN (SELECT source_no, row FROM staying)")
    if not contacts:
        for part in ("advertisement_contact", "subject_identifier"):
            con.execute(f"DELETE FROM {part} WHERE kind || ':' || value NOT IN (SELECT key FROM staying_key)")
    return {source_no: (counts[0], counts[1], counts[2]) for source_no, counts in gone.items()}
