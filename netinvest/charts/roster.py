"""The actors of a projection as columns, sorted by actor id; rows are made only for those a chart shows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


class Roster:
    """All actors of a projection."""

    def __init__(self, actors: pa.Table) -> None:
        """Args: actors: ``actor_id, alias, category, protected, identifiers`` and perhaps ``roles``."""
        self._table = actors.sort_by("actor_id")
        self.ids: list[str] = [str(i) for i in self._table["actor_id"].to_pylist()]
        self.aliases: list[str] = [str(a) for a in self._table["alias"].to_pylist()]
        self.categories: list[str | None] = self._table["category"].to_pylist()
        self.flagged: list[bool | None] = self._table["protected"].to_pylist()

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def place(self) -> dict[str, int]:
        """Actor id to row."""
        return {actor_id: at for at, actor_id in enumerate(self.ids)}

    @cached_property
    def by_alias(self) -> dict[str, int]:
        """Alias to row."""
        return {alias: at for at, alias in enumerate(self.aliases)}

    @cached_property
    def by_identifier(self) -> dict[tuple[str, str], int]:
        """Kind and value of an identifier to row."""
        everybody = self.rows(range(len(self)))
        return {(i["kind"], i["value"]): at for at, row in enumerate(everybody) for i in row["identifiers"] or ()}

    def rows(self, places: Iterable[int]) -> list[dict[str, Any]]:
        """These actors as dicts, in the order given."""
        import pyarrow as pa

        rows: list[dict[str, Any]] = self._table.take(pa.array(list(places), pa.int64())).to_pylist()
        return rows

    def ends(self, links: pa.Table) -> tuple[Ints, Ints]:
        """Rows of the actors at the start and the end of each link, -1 for one that is not in the roster."""
        import pyarrow as pa
        import pyarrow.compute as pc

        ids = pa.array(self.ids, pa.string())

        def found(name: str) -> Ints:
            places = pc.fill_null(pc.index_in(links[name].cast(pa.string()), value_set=ids), -1)
            return np.asarray(places.to_numpy(), dtype=np.int64)

        return found("start_actor_id"), found("end_actor_id")


def surroundings(leads: Mask, members: Mask, start: Ints, end: Ints, count: Ints, *, most: int) -> Mask:
    """Whom to keep of a case that is too large for one page.

    Leads always; then their networks' members and then everybody else, ring after ring outward from whoever is
    kept, those with the most events first (ties by actor id).

    Args:
        leads: Actors that are leads.
        members: Actors in a network that is a lead.
        start: Actor at the start of each link, -1 where unknown.
        end: Actor at its end.
        count: Its events.
        most: How many to keep at most (leads excepted).

    Returns:
        A mask over actors.
    """
    size = len(leads)
    if size <= most:
        return np.ones(size, dtype=bool)
    known = (start >= 0) & (end >= 0)
    start, end, count = start[known], end[known], np.maximum(count[known], 1)
    kept = leads.copy()
    for wanted in (members, np.ones(size, dtype=bool)):
        while (room := most - int(kept.sum())) > 0:
            outward, inward = kept[start] & ~kept[end], kept[end] & ~kept[start]
            weight = np.bincount(end[outward], count[outward], size) + np.bincount(start[inward], count[inward], size)
            nearest = np.flatnonzero((weight > 0) & wanted)
            if not len(nearest):
                break
            kept[nearest[np.lexsort((nearest, -weight[nearest]))][:room]] = True
    return kept
