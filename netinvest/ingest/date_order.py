# ruff: noqa: E501 - letters of many languages in one pattern
"""Whether day or month comes first, where no date of the column itself proves it: declared, or shown by the rest."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from netinvest.ingest.clock import in_order, proves, read_day, split_moment

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from netinvest.ingest.clock import Day

# day in English, French, German, Italian and Turkish, Russian; the year in those, and in Spanish
_PATTERN = re.compile(
    r"(?<!\w)(?:(D{1,2}|J{1,2}|T{1,2}|G{1,2}|Д{1,2})[-/. ](?:M{1,3}|\u041c{1,3}|A{2})|(M{1,2}|\u041c{1,2})[-/. ](?:D{1,2}|J{2}|T{2}))"
    r"[-/. ](?:Y|J|A|R|Г){2,4}(?!\w)",
    re.IGNORECASE,
)
_FEWEST = 10  # dates
_OFTEN = 2  # turns more


def declared_order(lines: Sequence[str]) -> str | None:
    """The order of day and month that a preamble or heading declares: ``Dates: DD/MM/YYYY``, ``TT.MM.JJJJ``.

    Args:
        lines: Texts above the rows.

    Returns:
        ``dmy``, ``mdy``, or None where none is declared, or both.
    """
    found = {"dmy" if m[1] else "mdy" for line in lines for m in _PATTERN.finditer(line)}
    return found.pop() if len(found) == 1 else None


def order_elsewhere(rows: Sequence[Sequence[str]], used: Collection[int]) -> str | None:
    """The order that dates in columns which are not read prove: a file is written by one hand.

    Args:
        rows: The first rows, as cells.
        used: Positions of the columns that are read.

    Returns:
        ``dmy``, ``mdy``, or None where no column proves one, or they prove both.
    """
    proven: set[str] = set()
    for place in range(max(map(len, rows), default=0)):
        if place in used:
            continue
        values = [text for row in rows if place < len(row) and (text := row[place].strip(" '\""))]
        days = [read_day(value) or read_day((split_moment(value) or ("",))[0]) for value in values]
        if values and None not in days:
            proven |= {order for day in days if day is not None and (order := proves(day))}
    return proven.pop() if len(proven) == 1 else None


def running_order(days: Sequence[Day]) -> str | None:
    """The order of day and month in which the dates of a statement run on from row to row.

    A statement is kept by date. If the dates never (but for one row in twenty) turn back in one order, and do in
    the other, the order is told.

    Args:
        days: The dates as written, in the order of the rows.

    Returns:
        ``dmy``, ``mdy``, or None where it is not told.
    """
    turned: dict[str, int] = {}
    for order in ("dmy", "mdy"):
        read = [day for d in days if (day := in_order(d, order)) is not None]
        if len(read) < _FEWEST:
            return None
        steps = [b - a for a, b in pairwise(read) if a != b]
        back = sum(step < 0 for step in steps)
        turned[order] = min(back, len(steps) - back)  # newest first is an order too
    likely, other = sorted(turned, key=lambda order: turned[order])
    few = max(1, len(days) // 20)
    return likely if turned[likely] <= few and turned[other] >= turned[likely] + _OFTEN else None
