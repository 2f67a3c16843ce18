"""The rows behind a finding: which file, its SHA-256, which row, and what the row says.

Without a reveal a row shows what can be shown: the parties (by alias where they are protected), times, amounts, sites.
Texts, names and technical identifiers may name somebody protected and are left out. A row that names a minor shows no
more than that after a reveal either, and no place, unless a second person approved it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.export.records import RECORD_ID, TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.case.disclosure import Disclosure

_PARTIES = {
    "call": {"originating_msisdn": "phone", "terminating_msisdn": "phone", "forwarded_to_msisdn": "phone"},
    "transfer": {"debtor_account": "account", "creditor_account": "account"},
    "advertisement": {},
    "subject": {},
}
_OPEN = {
    "call": ("answered_at_utc", "duration_s", "service"),
    "transfer": ("booked_at_utc", "amount", "currency", "transfer_type"),
    "advertisement": ("site", "posted_at_utc", "location"),
    "subject": ("category", "basis"),
}
_PLACES = {"location"}
_NAMED = {"advertisement": "advertisement_contact", "subject": "subject_identifier"}
KIND_OF = {table: kind for kind, table in TABLES.items()}


_ALL = """
SELECT finding_id, indicator, record, source_id, list(row ORDER BY row)
FROM finding_evidence JOIN source USING (source_no)
WHERE run_id = ? AND list_contains(?, finding_id)
GROUP BY finding_id, indicator, record, source_id
"""


def rows_behind(
    con: DuckDBPyConnection, findings: list[dict[str, Any]], disclosure: Disclosure
) -> list[dict[str, Any]]:
    """All rows that the indicators of findings rest on, in the order of the indicators.

    Returns:
        One dict a row: finding, indicator, for_or_against, record, record_id, name, source_id, row, said (a dict of
        what the record says), and ``total``, how many rows of that source the indicator rests on.
    """
    complete: dict[tuple[str, str, str, str], list[int]] = {}
    for run in sorted({finding.get("run", "") for finding in findings}):
        names = [finding["id"] for finding in findings if finding.get("run", "") == run]
        for *place, rows in con.execute(_ALL, [run, names]).fetchall():
            complete[place[0], place[1], place[2], place[3]] = rows

    def rows_of(finding: dict[str, Any], indicator: dict[str, Any], item: dict[str, Any]) -> list[int]:
        kept = complete.get((finding["id"], indicator["name"], item["record"], item["source_id"]))
        return kept or list(item["rows"])

    wanted: dict[tuple[str, str, int], dict[str, Any]] = {}
    statements = [
        (finding, side, indicator)
        for finding in findings
        for side in ("indicators", "contrary")
        for indicator in finding[side]
    ]
    for finding, _, indicator in statements:
        for item in indicator["evidence"]:
            for row in rows_of(finding, indicator, item):
                wanted[item["record"], item["source_id"], row] = {}
    for table in sorted({key[0] for key in wanted}):
        _fetch(con, table, wanted, disclosure)
    return [
        {
            "finding": finding["id"],
            "indicator": indicator["name"],
            "for_or_against": "for" if side == "indicators" else "against",
            "record": item["record"],
            "name": item["name"],
            "source_id": item["source_id"],
            "row": row,
            "total": item["total"],
            **wanted[item["record"], item["source_id"], row],
        }
        for finding, side, indicator in statements
        for item in indicator["evidence"]
        for row in rows_of(finding, indicator, item)
    ]


def _fetch(
    con: DuckDBPyConnection, table: str, wanted: dict[tuple[str, str, int], dict[str, Any]], disclosure: Disclosure
) -> None:
    """Fill in record_id and what the rows of one table say."""
    import pyarrow as pa

    keys = sorted((source_id, row) for record, source_id, row in wanted if record == table)
    con.register(
        "asked",
        pa.table({"source_id": [key[0] for key in keys], "row": pa.array([key[1] for key in keys], pa.int64())}),
    )
    columns = (
        f"{table}.* EXCLUDE (source_no, row)"
        if disclosure.revealed
        else ", ".join(f'{table}."{name}"' for name in (*_PARTIES[table], *_OPEN[table]))
    )
    records = (
        con.execute(
            f"SELECT {RECORD_ID.format(table=table)} AS record_id, source_id, {table}.row AS row, {columns} "
            f"FROM asked JOIN source USING (source_id) JOIN {table} USING (source_no, row) ORDER BY source_id, row"
        )
        .to_arrow_table()
        .to_pylist()
    )
    named = _named(con, table) if table in _NAMED else {}
    con.unregister("asked")
    disclosure.learn(
        [f"{kind}:{record[column]}" for record in records for column, kind in _PARTIES[table].items() if record[column]]
        + [key for keys in named.values() for key in keys]
    )
    for record in records:
        place = (table, record.pop("source_id"), record.pop("row"))
        record_id = record.pop("record_id")
        parties = [f"{kind}:{record[column]}" for column, kind in _PARTIES[table].items()]
        if disclosure.withholds([*parties, *named.get(place[1:], ())]):
            kept = {*_PARTIES[table], *_OPEN[table]} - _PLACES
            record = {column: value for column, value in record.items() if column in kept}  # noqa: PLW2901
        for column, kind in _PARTIES[table].items():
            if record[column]:
                record[column] = disclosure.shown(kind, record[column])
        said = {name: _plain(value) for name, value in record.items() if value is not None}
        if table in _NAMED:
            said["names"] = [disclosure.shown(*key.split(":", 1)) for key in named.get(place[1:], ())]
        wanted[place] = {"record_id": record_id, "said": said}


def _named(con: DuckDBPyConnection, table: str) -> dict[tuple[str, int], list[str]]:
    """The identifiers that the asked advertisements or register rows name."""
    rows = con.execute(
        f"SELECT source_id, row, list(DISTINCT kind || ':' || value ORDER BY kind || ':' || value) FROM asked "
        f"JOIN source USING (source_id) JOIN {_NAMED[table]} USING (source_no, row) GROUP BY source_id, row"
    ).fetchall()
    return {(source_id, row): keys for source_id, row, keys in rows}


def _plain(value: Any) -> Any:
    """JSON types: times in ISO 8601 with Z, amounts as text."""
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value
