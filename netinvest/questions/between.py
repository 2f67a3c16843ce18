"""How two actors are linked: the shortest paths of evidence, and the one whose weakest step is strongest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.errors import UsageError
from netinvest.plural import plural
from netinvest.questions.answer import Answer, Line, moment, money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.questions.inquiry import Inquiry

_LINKS = """
SELECT least(start, "end") AS a, greatest(start, "end") AS b, greatest(count(DISTINCT t::DATE), 1) AS days FROM event
WHERE start NOT IN (SELECT unnest($hubs)) AND "end" NOT IN (SELECT unnest($hubs)) GROUP BY a, b ORDER BY a, b
"""
_STEP = """
SELECT start, "end", stream, currency, count(*) AS count, count(DISTINCT t::DATE) AS days, min(t) AS first_at,
       max(t) AS last_at, sum(amount) AS amount, list(event_no) AS events
FROM event WHERE (start = $a AND "end" = $b) OR (start = $b AND "end" = $a)
GROUP BY start, "end", stream, currency ORDER BY stream, start <> $a, currency
"""
SHORTEST = 5
"""Shortest paths shown; there may be more, and the answer says how many."""
TRIED = 10_000
"""Shortest paths compared at most."""


@dataclass(frozen=True)
class Links:
    """Undirected links between actors, twice each: from ``start`` to ``end``, positions in ``actors``."""

    actors: np.ndarray  # sorted numbers
    start: np.ndarray
    end: np.ndarray
    days: np.ndarray

    def steps(self, path: list[int]) -> list[int]:
        """Days of evidence of each step of a path of positions."""
        return [int(self.days[(self.start == a) & (self.end == b)][0]) for a, b in pairwise(path)]


def between(inquiry: Inquiry, a: int, b: int, *, steps: int = 4, through_hubs: bool = False) -> Answer:
    """Paths of evidence between two actors.

    A shortest path has the fewest steps; among equally short ones the one whose steps rest on more days comes first.
    The strongest path has, among all of at most ``steps`` steps, the largest minimum of days over its steps (the
    widest path; Pollack 1960, Oper. Res. 8:733), and of equally wide ones the fewest steps.

    Args:
        inquiry: Case, run and scope.
        a: One actor.
        b: The other.
        steps: A path's length at most.
        through_hubs: Also through innocent hubs and service numbers.

    Raises:
        UsageError: Both are the same actor, or ``steps`` is below 1.
    """
    if a == b:
        raise UsageError(
            "both are one and the same actor", remedy="netinvest decisions says why they were brought together"
        )
    if steps < 1:
        raise UsageError("a path has at least one step", where="steps", remedy="give 4, say")
    inquiry.events()
    hubs = set() if through_hubs else inquiry.hubs() - {a, b}
    links = _links(inquiry, hubs)
    answer = Answer("between", (a, b), [])
    place = {int(number): position for position, number in enumerate(links.actors)}
    distance = _distances(links, place[a]) if a in place else None
    if distance is None or b not in place or not 0 < distance[place[b]] <= steps:
        answer.said.append(f"No path of at most {steps} steps links {{{a}}} and {{{b}}} ({inquiry.scope.said()}).")
        if hubs:
            answer.said.append(f"{len(hubs)} innocent hubs and service numbers were passed by.")
        return answer
    length, (number, shortest) = int(distance[place[b]]), _shortest(links, distance, place[a], place[b])
    strongest = _strongest(links, place[a], place[b], steps)
    answer.said.append(
        f"{{{a}}} and {{{b}}} are linked in {plural(length, 'step')}, by "
        f"{plural(number, 'path')} of that length ({inquiry.scope.said()})."
    )
    weakest = min(links.steps(strongest))
    if strongest in shortest:
        shortest.remove(strongest)
    answer.said.append(
        f"The weakest step of the strongest path ({len(strongest) - 1} of at most {steps} steps) rests on records of "
        f"{plural(weakest, 'day')}."
    )
    strong_kind = "strongest and shortest" if len(strongest) - 1 == length else "strongest"
    paths = [(strong_kind, strongest), *(("shortest", path) for path in shortest)]
    for nth, (kind, path) in enumerate(paths, 1):
        answer.lines += _told(inquiry, nth, kind, [int(links.actors[position]) for position in path])
    answer.caveats = [
        "A path is a chain of separate dealings, not a message passed on: look at the times of its steps.",
        "Innocent hubs that nobody has recognised make short paths between strangers.",
    ]
    return answer


def _links(inquiry: Inquiry, hubs: set[int]) -> Links:
    table = inquiry.con.execute(_LINKS, {"hubs": sorted(hubs)}).to_arrow_table()
    a, b, days = (table[name].to_numpy() for name in ("a", "b", "days"))
    actors = np.unique(np.r_[a, b])
    left, right = np.searchsorted(actors, a), np.searchsorted(actors, b)
    return Links(actors, np.r_[left, right], np.r_[right, left], np.r_[days, days])


def _distances(links: Links, source: int) -> np.ndarray:
    """Steps from the source, -1 where there is no path."""
    distance = np.full(len(links.actors), -1, dtype=np.int64)
    distance[source] = 0
    frontier = distance == 0
    for steps in range(1, len(links.actors)):
        reached = np.unique(links.end[frontier[links.start]])
        reached = reached[distance[reached] < 0]
        if not len(reached):
            break
        distance[reached] = steps
        frontier = distance == steps
    return distance


def _shortest(links: Links, distance: np.ndarray, source: int, target: int) -> tuple[int, list[list[int]]]:
    """How many shortest paths there are, and the strongest of them by their weakest step, then by all days."""
    onward = distance[links.start] + 1 == distance[links.end]
    inward: dict[int, list[tuple[int, int]]] = {}
    for start, end, days in zip(
        *(column[onward].tolist() for column in (links.start, links.end, links.days)), strict=True
    ):
        inward.setdefault(end, []).append((start, days))
    ways: dict[int, int] = {source: 1}

    def count(node: int) -> int:
        if node not in ways:
            ways[node] = sum(count(before) for before, _ in inward[node])
        return ways[node]

    def walk(node: int) -> Iterator[tuple[list[int], list[int]]]:
        if node == source:
            yield [source], []
            return
        for before, days in sorted(inward[node], key=lambda step: (-step[1], step[0])):
            for path, rests in walk(before):
                yield [*path, node], [*rests, days]

    tried = sorted((-min(rests), -sum(rests), path) for path, rests in islice(walk(target), TRIED))
    return count(target), [path for _, _, path in tried[:SHORTEST]]


def _strongest(links: Links, source: int, target: int, steps: int) -> list[int]:
    """The widest path of at most ``steps`` steps, as short as that width allows."""
    size = len(links.actors)
    width = np.zeros(size)
    width[source] = np.inf
    parents, widths = [], [width]
    for _ in range(steps):
        through = np.minimum(widths[-1][links.start], links.days)
        order = np.lexsort((links.start, -through, links.end))
        first = order[np.r_[True, np.diff(links.end[order]) != 0]]
        parent = np.full(size, -1, dtype=np.int64)
        parent[links.end[first]] = links.start[first]
        reached = np.zeros(size)
        reached[links.end[first]] = through[first]
        parents.append(parent)
        widths.append(reached)
    hops = int(np.argmax([reached[target] for reached in widths[1:]])) + 1
    path = [target]
    for parent in reversed(parents[:hops]):
        path.append(int(parent[path[-1]]))
    return path[::-1]


def _told(inquiry: Inquiry, nth: int, kind: str, path: list[int]) -> list[Line]:
    lines = []
    for step, (a, b) in enumerate(pairwise(path), 1):
        for row in inquiry.rows(_STEP, {"a": a, "b": b}):
            values: dict[str, Any] = {
                "path": nth,
                "kind": kind,
                "step": step,
                "from": row["start"],
                "to": row["end"],
                "stream": row["stream"],
                "records": row["count"],
                "days": row["days"],
                "first_at_utc": moment(row["first_at"]),
                "last_at_utc": moment(row["last_at"]),
                "amount": None if row["amount"] is None else f"{money(row['amount'])} {row['currency'] or ''}".strip(),
            }
            lines.append(Line(values, row["events"]))
    return lines
