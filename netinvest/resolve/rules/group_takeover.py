"""A whole group changes its numbers at once: who is who is seen from the others who changed as well."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, factorial, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.resolve.line import OBSERVED
from netinvest.resolve.succession import LONGEST_GAP_DAYS, OVERLAP_DAYS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

MOST_CERTAIN, LEAST = 0.85, 0.3
"""It never merges: who is who in a group rests on who everybody else is."""
PAUSE = 0.2
"""Chance at most that a number's silence (or its absence before) is an ordinary pause of it alone; the group's
together must be far below that."""
TOGETHER_DAYS = 2.0
"""Within which the numbers of a group fall silent, and the new ones appear."""
JOINT = 1e-4
MOST_MEMBERS = 40
FEWEST_CONTACTS = 3
"""Contacts that a pair must have in common, counting those who changed."""
FALSE_DISCOVERY = 0.001
"""Chance at most that the group's outside contacts agree so well, however who is who was chosen among all groups."""
ENOUGH_ALIKE, MARGIN = 0.4, 1.25
CELLS = 0.25
"""What the same cells count for, beside contacts, in finding out who is who."""

_CANDIDATES = f"""
SELECT number, first_day, last_day, pause, absence FROM (
    SELECT l.number, epoch(l.first_at) / 86400 AS first_day, epoch(l.last_at) / 86400 AS last_day,
           exp(-days / (last_day - first_day + 1) * epoch(covered_to - l.last_at) / 86400) AS pause,
           exp(-days / (last_day - first_day + 1) * epoch(l.first_at - covered_from) / 86400) AS absence
    FROM line AS l SEMI JOIN strong USING (number) WHERE days >= 2
) WHERE pause <= {PAUSE} OR absence <= {PAUSE} ORDER BY number
"""
_TIES = """
SELECT number, contact, weight::DOUBLE AS weight, degree FROM strong WHERE number IN (SELECT unnest($numbers))
ORDER BY number, contact
"""
_CELLS = f"""
SELECT number, cell, count(*)::DOUBLE AS records FROM (
    SELECT {OBSERVED} AS number, first_cell AS cell FROM call WHERE first_cell IS NOT NULL
) WHERE number IN (SELECT unnest($numbers)) GROUP BY ALL ORDER BY ALL
"""

_TABLE = """
CREATE OR REPLACE TEMP TABLE grouped (
    x VARCHAR, y VARCHAR, score DOUBLE, contacts INTEGER, outside INTEGER, alike DOUBLE, cells DOUBLE, rival DOUBLE,
    others INTEGER)
"""
_WRITE = """
INSERT INTO pair
SELECT 'phone:' || x, 'phone:' || y, score,
       printf('{a} fell silent and {b} appeared together with %d other such pairs. If these are the same people, %d '
              || 'contacts of {a} and {b} are the same, %d of them outside the group; %.0f%% of their ties and %.0f%% '
              || 'of their cells agree; the next best fits to %.0f%%.',
              others, contacts, outside, 100 * alike, 100 * cells, 100 * rival)
FROM grouped;

INSERT INTO proof
SELECT DISTINCT 'phone:' || x, 'phone:' || y, 'call', source_no, row
FROM grouped JOIN call ON originating_msisdn IN (x, y) OR terminating_msisdn IN (x, y);
"""


@dataclass(frozen=True)
class Records:
    """What the records say of the candidates: shares of ties and of cells, by number."""

    ties: dict[str, dict[str, float]]
    cells: dict[str, dict[str, float]]
    common: dict[str, float]  # of a contact: the share of all ties that are ties to it

    def expected(self, x: str, y: str, apart: set[str]) -> float:
        """Contacts of x outside that a number with as many ties as y would have too by chance (ties by degree)."""
        others = len(self.ties[y].keys() - apart)
        return sum(1 - exp(-others * self.common[contact]) for contact in sorted(self.ties[x].keys() - apart))

    def overlap(self, x: str, y: str, apart: set[str]) -> tuple[float, int]:
        """Shares of ties that both have to the same contacts outside, and how many these are."""
        a, b = self.ties[x], self.ties[y]
        common = sorted(contact for contact in a.keys() & b.keys() if contact not in apart)
        return sum(min(a[contact], b[contact]) for contact in common), len(common)

    def beside(self, x: str, y: str) -> float:
        """Share of records that both have at the same cells."""
        a, b = self.cells.get(x, {}), self.cells.get(y, {})
        return sum(min(a[cell], b[cell]) for cell in sorted(a.keys() & b.keys()))

    def inside(self, numbers: list[str]) -> Floats:
        """Shares of ties of each to each."""
        return np.array([[self.ties[x].get(y, 0.0) for y in numbers] for x in numbers])


def _shares(rows: list[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for number, what, weight in rows:
        found.setdefault(number, {})[what] = weight
    return {n: {what: w / sum(of.values()) for what, w in of.items()} for n, of in found.items()}


def _groups(numbers: list[str], at: dict[str, float], ties: dict[str, dict[str, float]]) -> list[list[str]]:
    """Numbers that are tied to each other and changed together, in components of two or more."""
    chosen, left, groups = set(numbers), set(numbers), []
    for number in numbers:
        if number not in left:
            continue
        left.discard(number)
        members, todo = [number], [number]
        while todo:
            here = todo.pop()
            near = [n for n in sorted(ties[here].keys() & chosen & left) if abs(at[n] - at[here]) <= TOGETHER_DAYS]
            left.difference_update(near)
            members += near
            todo += near
        if 2 <= len(members) <= MOST_MEMBERS:  # noqa: PLR2004
            groups.append(sorted(members))
    return groups


def _agreement(old: Floats, new: Floats, who: Floats) -> Floats:
    """Ties of each old member and each new one to those who are the same according to ``who``."""
    return np.minimum(old[:, None, :, None], new[None, :, None, :]).reshape(*who.shape, -1) @ who.ravel()


def _chance(records: Records, found: list[tuple[Any, ...]], apart: set[str]) -> float:
    """Upper bound of the chance of so many outside contacts in common: Poisson, over all ways to pair the members."""
    from scipy.special import gammainc

    expected = sum(records.expected(row[0], row[1], apart) for row in found)
    seen = sum(row[4] for row in found)
    return float(gammainc(seen, expected)) * factorial(len(found)) if seen else 1.0


def matched(records: Records, old: list[str], new: list[str], tested: int) -> list[tuple[Any, ...]]:
    """Who of the new group is who of the old one, as far as it can be told."""
    from scipy.optimize import linear_sum_assignment

    apart = {*old, *new}
    outside = np.array([[records.overlap(x, y, apart) for y in new] for x in old])
    cells = np.array([[records.beside(x, y) for y in new] for x in old])
    within, among = records.inside(old), records.inside(new)
    known = outside[:, :, 0] + CELLS * cells
    who = (known + 0.01) / (known + 0.01).sum(axis=1, keepdims=True)
    for _ in range(20):  # who is who follows from the contacts, and these from who is who
        total = known + _agreement(within, among, who)
        squared = total**2 + 1e-12  # members who share nothing at all
        who = squared / np.maximum(squared.sum(axis=1, keepdims=True), squared.sum(axis=0, keepdims=True))
    at, to = linear_sum_assignment(-total)
    chosen = np.zeros_like(who)
    chosen[at, to] = 1.0
    inner = _agreement(within, among, chosen)
    shared = np.minimum(within[at][:, at], among[to][:, to]) > 0
    alike = outside[:, :, 0] + inner
    found = []
    for place, (i, j) in enumerate(zip(at.tolist(), to.tolist(), strict=True)):
        rival = max(np.delete(total[i], j).max(initial=0.0), np.delete(total[:, j], i).max(initial=0.0))
        contacts = int(shared[place].sum() + outside[i, j, 1])
        likeness = float(alike[i, j])
        if contacts < FEWEST_CONTACTS or new[j] in records.ties[old[i]]:
            continue
        score = MOST_CERTAIN * np.sqrt(min(1.0, likeness / ENOUGH_ALIKE))
        score *= min(1.0, float(total[i, j]) / max(MARGIN * rival, 1e-9))
        found.append((old[i], new[j], score, contacts, int(outside[i, j, 1]), likeness, float(cells[i, j]), rival))
    found = [row for row in found if row[2] >= LEAST]
    return found if len(found) > 1 and tested * _chance(records, found, apart) <= FALSE_DISCOVERY else []


def _read(con: DuckDBPyConnection, numbers: list[str]) -> Records:
    ties = con.execute(_TIES, {"numbers": numbers}).fetchall()
    cells = con.execute(_CELLS, {"numbers": numbers}).fetchall()
    whole = con.execute("SELECT sum(degree) FROM (SELECT DISTINCT contact, degree FROM strong)").fetchone()
    common = {contact: degree / whole[0] for _, contact, _, degree in ties} if whole else {}
    return Records(_shares([row[:3] for row in ties]), _shares(cells), common)


def find(con: DuckDBPyConnection) -> None:
    """Tie numbers of a group that fell silent together to those of a group that appeared; needs ``read_successions``.

    Groups are numbers tied to each other that end, or begin, within two days of each other, each of them surprisingly
    for its own rhythm (0.2), all together far more so (0.0001). Who is who is found by repeated assignment: two numbers
    are alike by the share of their ties that goes to the same outside contacts, or to members who are taken for the
    same, and by their cells. A pair needs three contacts in common, members who changed included. The outside contacts
    that all pairs have in common must be beyond chance (Poisson, ties drawn by degree) at 0.001, over all ways to pair
    the members and all pairs of groups. The score is 0.85 times the root of the likeness over 0.4, less where another
    member fits nearly as well (1.25).

    Misread: one shift that leaves and another that comes to the same manager and customers; it never merges.
    """
    rows = con.execute(_CANDIDATES).fetchall()
    numbers = [row[0] for row in rows]
    pairs: dict[tuple[str, str], tuple[Any, ...]] = {}
    if numbers:
        records = _read(con, numbers)
        first, last, pause, absence = ({row[0]: row[k] for row in rows} for k in range(1, 5))
        old = _groups([n for n in numbers if pause[n] <= PAUSE], last, records.ties)
        new = _groups([n for n in numbers if absence[n] <= PAUSE], first, records.ties)
        met = [
            (left, right)
            for left in old
            for right in new
            if -OVERLAP_DAYS <= min(first[n] for n in right) - max(last[n] for n in left) <= LONGEST_GAP_DAYS
            and not set(left) & set(right)
        ]
        for left, right in met:
            found = matched(records, left, right, len(met))
            if prod(pause[row[0]] * absence[row[1]] for row in found) <= JOINT:
                pairs |= {row[:2]: (*row, len(found) - 1) for row in found}
    con.execute(_TABLE)
    if pairs:
        con.executemany(f"INSERT INTO grouped VALUES ({', '.join('?' * 9)})", [list(row) for row in pairs.values()])
    con.execute(_WRITE)
    con.execute("DROP TABLE grouped")
