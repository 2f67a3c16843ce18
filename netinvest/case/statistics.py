"""Counts of a case for a report that others read: no names, no aliases, and no count below eleven.

What is suppressed, and why something larger is too, says ``netinvest.export.suppression``.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.export.suppression import SMALLEST, suppressed, with_totals
from netinvest.model.category import Category
from netinvest.model.finding import FindingKind
from netinvest.resolve.description import ADULT_YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from netinvest.case.result import Result

SUPPRESSED = "suppressed"
TOTAL = "total"
_LEADS = (  # somebody with several leads counts for the first of these
    FindingKind.POSSIBLE_VICTIM_OFFENDER,
    FindingKind.LIKELY_LINKED_VICTIM,
    FindingKind.LIKELY_COORDINATOR,
)
_PEOPLE = "SELECT actor_no, min(category) FROM run_actor WHERE run_id = $run GROUP BY actor_no"
_ADVERTISED = f"""
SELECT strftime(first_at, '%Y-%m'),
       CASE WHEN youngest < {ADULT_YEARS} THEN 'a minor by an advertisement' ELSE 'others' END
FROM (SELECT actor_no, min(posted_at_utc) AS first_at, min(claimed_age) AS youngest
      FROM advertisement JOIN advertisement_contact USING (source_no, row)
      JOIN run_actor ON run_id = $run AND identifier_key = kind || ':' || value
      WHERE role = 'contact' GROUP BY actor_no)
WHERE first_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Counts with totals; None where one is suppressed."""

    name: str
    rows: tuple[str, ...]  # the last is the total
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]


def statistics(con: DuckDBPyConnection, result: Result) -> list[Table]:
    """People by category and lead, and people advertised by month.

    Args:
        con: The ledger's connection.
        result: The run that is counted, as it may be shown.
    """
    run = {"run": result.run_id}
    lead_of: dict[str, int] = {}
    for finding in result.findings:
        if finding["kind"] in _LEADS and finding["subject"]["actor_id"]:
            place, actor = _LEADS.index(finding["kind"]), finding["subject"]["actor_id"]
            lead_of[actor] = min(place, lead_of.get(actor, place))
    names = [kind.replace("_", " ") for kind in _LEADS]
    people = [
        (category.replace("_", " "), names[lead_of[actor]] if actor in lead_of else "no lead")
        for actor, category in ((f"actor:{no:05d}", str(found)) for no, found in con.execute(_PEOPLE, run).fetchall())
    ]
    advertised = [(str(month), str(who)) for month, who in con.execute(_ADVERTISED, run).fetchall()]
    return [
        _table("people by category and lead", people, [c.replace("_", " ") for c in Category], [*names, "no lead"]),
        _table(
            "people by the month they were first advertised", advertised, sorted({month for month, _ in advertised}),
            ["a minor by an advertisement", "others"],
        ),
    ]  # fmt: skip


def _table(name: str, cases: Iterable[tuple[str, str]], rows: list[str], columns: list[str]) -> Table:
    counts = np.zeros((len(rows), len(columns)), np.int64)
    for row, column in cases:
        counts[rows.index(row), columns.index(column)] += 1
    hidden, table = suppressed(counts), with_totals(counts)
    shown = tuple(
        tuple(None if hidden[at, place] else int(table[at, place]) for place in range(table.shape[1]))
        for at in range(table.shape[0])
    )
    return Table(name, (*rows, TOTAL), (*columns, TOTAL), shown)


def as_csv(tables: Iterable[Table]) -> bytes:
    """A line a count: ``table, row, column, count``; a suppressed one is the word."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["table", "row", "column", f"count ({SUPPRESSED}: below {SMALLEST}, or would tell one that is)"])
    for table in tables:
        for row, counts in zip(table.rows, table.counts, strict=True):
            for column, count in zip(table.columns, counts, strict=True):
                writer.writerow([table.name, row, column, SUPPRESSED if count is None else count])
    return text.getvalue().encode()


def plain(table: Table) -> dict[str, Any]:
    """The table in plain JSON types; None is a suppressed count."""
    return {"name": table.name, "rows": table.rows, "columns": table.columns, "counts": table.counts}
