"""Columns of registers that no heading tells, told by their values: what somebody is in the case."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from netinvest.ingest.category_words import read_category

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.loading.heading import Match

_NEARLY_ALL, _FEW = 0.8, 0.5


def complete(match: Match, values: dict[int, list[str]], columns: dict[str, int]) -> set[str]:
    """Add the one column of words for a category: a category that is overlooked leaves a victim without protection.

    Args:
        match: The headings that are known.
        values: What stands in the columns, by position.
        columns: Those that headings tell; changed. A column that is headed as the category and holds none gives way.

    Returns:
        What was added.
    """
    if "category" in columns and _share(values.get(columns["category"], [])) >= _FEW:
        return set()
    places = [at for at in match.unknown if at not in columns.values() and _share(values.get(at, [])) >= _NEARLY_ALL]
    if len(places) != 1:
        return set()
    columns["category"] = places[0]
    return {"category"}


def _share(values: Sequence[str]) -> float:
    counts = Counter(values)
    return sum(count for value, count in counts.items() if read_category(value) is not None) / max(len(values), 1)
