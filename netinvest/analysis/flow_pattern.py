"""Flow patterns: alike payments gathered in one account, payers in a burst, and money that goes round.

For cases in which nobody is known to be exploited, and beside the money followed in those where somebody is. Each
pattern is held against what the other accounts of the same records do:

- *gathering*: of an account's n payers, k paid within one narrow band of amounts, or within one week. If the payments
  to all other accounts fall into that band with share p, the chance of k or more is a binomial tail, multiplied by the
  bands tried; over the accounts, one false gathering in twenty is allowed (Benjamini, Hochberg 1995), and of bursts,
  since payments crowd on paydays in all records, a chance of one in a hundred that any is false (Bonferroni). Fan-in
  is a pattern of the money-laundering literature (Altman et al. 2023, NeurIPS; Suzumura, Kanezashi 2021, AMLSim).
- *round*: payments of alike amounts that lead from an account back to it in at most ten hops. Where b payments of
  the band follow on one by chance, b^n / n rounds of n payments are to be expected, and one in (n - 1)! of them is in
  the order of time; rounds are taken in the order of that number. The same search runs on records in which the amounts
  were dealt at random among the payments (decoys, as in mass spectrometry: Elias, Gygi 2007), and the list ends where
  decoys would make up more than a twentieth of it.

How it is misread: rents, fees, subscriptions and collections for a present are alike payments to one account; firms of
one group pay each other round. An account opened for an occasion has all its payers in a week.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Ints, Mask, Transfers

ALIKE = 1.1
"""Greatest by least amount of payments that count as alike."""
WEEK = 7.0
GATHERED = 3
"""Fewer payers are never a gathering."""
FALSE_GATHERINGS = 0.05
"""Gatherings of alike payments by chance among those reported, at most."""
FALSE_BURSTS = 0.01
"""Chance that any burst reported is chance."""
LEAST_HOPS, HOPS = 3, 10
"""Payments on a round; to and fro between two is none."""
DECOYS = 20
FALSE_ROUNDS = 0.05
"""Part of the rounds that may be chance."""


@dataclass(frozen=True)
class Gathering:
    """Payers of one account who paid alike amounts, or in one week.

    Attributes:
        account: The account's actor.
        kind: ``alike`` or ``burst``.
        payers: Who paid within the band, sorted.
        of: Payers of the account in all.
        low: Least amount (log, relative to the median of its currency), or first day.
        high: Greatest amount, or last day.
        expected: Payers in the band by chance.
        chance: Of so many in any band of this account.
    """

    account: int
    kind: str
    payers: Ints
    of: int
    low: float
    high: float
    expected: float
    chance: float


@dataclass(frozen=True)
class Round:
    """Payments of alike amounts that come back to where they began.

    Attributes:
        actors: In order of payment, beginning with the lowest.
        low: Least amount, relative to the median of its currency.
        high: Greatest amount.
        in_order: Whether the payments, from some actor on, follow each other in time.
        chance: Part of the rounds at least as improbable that decoys make up, at most ``FALSE_ROUNDS``.
    """

    actors: tuple[int, ...]
    low: float
    high: float
    in_order: bool
    chance: float


def find_gatherings(transfers: Transfers, size: int, *, outside: Mask) -> list[Gathering]:
    """Accounts that gather alike payments, or payers in a burst; the least probable first.

    Args:
        transfers: Single transfers.
        size: Number of actors.
        outside: Accounts that are not looked at (innocent hubs).
    """
    known = (transfers.start >= 0) & (transfers.end >= 0) & (transfers.start != transfers.end) & (transfers.amount > 0)
    start, end = transfers.start[known], transfers.end[known]
    amount = np.log(transfers.amount[known])
    found = _concentrated(start, end, amount, width=float(np.log(ALIKE)), size=size, outside=outside, kind="alike")
    # a payer counts for a burst on the first payment only: habit is no burst
    order = np.lexsort((transfers.day[known], start, end))
    s, e = start[order], end[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (s[1:] != s[:-1]) | (e[1:] != e[:-1])
    day = transfers.day[known][order][first]
    found += _concentrated(s[first], e[first], day, width=WEEK, size=size, outside=outside, kind="burst")
    return sorted(found, key=lambda g: (g.chance, g.account, g.kind))


def _concentrated(
    start: Ints, end: Ints, position: Floats, *, width: float, size: int, outside: Mask, kind: str
) -> list[Gathering]:
    """Accounts whose payers stand closer together than those of others: a scan over windows of one width."""
    from scipy.stats import binom

    order = np.lexsort((start, position, end))
    start, end, position = start[order], end[order], position[order]
    everybody = np.sort(position)
    reach = position + width * (1 + 1e-9)
    # one key for (account, position): accounts lie further apart than any window reaches
    step = float(np.ptp(everybody)) + 2 * width + 1 if len(everybody) else 1.0
    zero = everybody[0] if len(everybody) else 0.0
    key = end * step + (position - zero)
    stop = np.searchsorted(key, end * step + (reach - zero), side="right")
    here = stop - np.arange(len(start))
    in_all = np.searchsorted(everybody, reach, side="right") - np.searchsorted(everybody, position, side="left")
    held = np.bincount(end, minlength=size)
    share = (in_all - here + 1) / (len(start) - held[end] + 1)
    pair = np.unique(end * np.int64(size) + start)
    payers = np.bincount(pair // size, minlength=size)
    tried = np.maximum(held[end], 1)

    def chance(count: Ints, window: Ints) -> Floats:
        # a window begins at one of the payments: the others are what chance puts into it
        tail = binom.sf(count - 2, payers[end[window]] - 1, np.minimum(share[window], 1.0))
        return np.asarray(np.minimum(tail * tried[window], 1.0))

    # more payments than payers can stand in a window: the first pass is generous, the second exact
    window = np.flatnonzero((here >= GATHERED) & ~outside[end])
    window = window[chance(np.minimum(here[window], payers[end[window]]), window) < FALSE_GATHERINGS]
    best: dict[int, tuple[float, int, Ints]] = {}
    for place in window.tolist():
        who = np.unique(start[place : stop[place]])
        value = float(chance(np.array([len(who)]), np.array([place]))[0])
        account = int(end[place])
        if len(who) >= GATHERED and (account not in best or value < best[account][0]):
            best[account] = (value, place, who)
    tested = int(((payers >= GATHERED) & ~outside).sum())
    return [
        Gathering(
            account=int(end[place]),
            kind=kind,
            payers=who,
            of=int(payers[end[place]]),
            low=float(position[place]),
            high=float(position[stop[place] - 1]),
            expected=float(payers[end[place]] * min(share[place], 1.0)),
            chance=value,
        )
        for value, place, who in _discoveries(sorted(best.values(), key=lambda item: item[:2]), tested, kind)
    ]


def _discoveries(ordered: list[tuple[float, int, Ints]], tested: int, kind: str) -> list[tuple[float, int, Ints]]:
    """Those improbable enough, given how many accounts were looked at."""
    last = 0
    for rank, (value, _, _) in enumerate(ordered, start=1):
        if value * tested <= (FALSE_GATHERINGS * rank if kind == "alike" else FALSE_BURSTS):
            last = rank
    return ordered[:last]


def find_rounds(transfers: Transfers, size: int, *, outside: Mask, seed: int) -> list[Round]:
    """Rounds of alike payments, beyond those that amounts dealt at random make; the least probable first.

    Args:
        transfers: Single transfers.
        size: Number of actors.
        outside: Actors through whom no round goes (innocent hubs).
        seed: Of the decoys.
    """
    known = (transfers.start >= 0) & (transfers.end >= 0) & (transfers.start != transfers.end) & (transfers.amount > 0)
    known &= ~outside[transfers.start] & ~outside[transfers.end]
    start, end = transfers.start[known], transfers.end[known]
    position, day = np.log(transfers.amount[known]), transfers.day[known]
    generator = np.random.default_rng(seed)
    found = _rounds(start, end, position, day, size)
    decoys = np.sort(
        [
            decoy.expected
            for _ in range(DECOYS)
            for decoy in _rounds(start, end, generator.permutation(position), day, size).values()
        ]
    )
    ordered = sorted(found.items(), key=lambda item: (item[1].expected, item[0]))
    # one is added, so that decoys which happen to yield nothing do not make anything certain
    worse = np.searchsorted(decoys, [item.expected for _, item in ordered], side="right") + 1
    rate = worse / DECOYS / np.arange(1, len(ordered) + 1)
    rate = np.minimum.accumulate(rate[::-1])[::-1]
    kept = [
        Round(actors, float(np.exp(item.low)), float(np.exp(item.high)), item.in_order, float(part))
        for (actors, item), part in zip(ordered, rate.tolist(), strict=True)
        if part <= FALSE_ROUNDS
    ]
    return sorted(kept, key=lambda r: (r.chance, len(r.actors), r.actors))


@dataclass(frozen=True)
class _Found:
    low: float
    high: float
    in_order: bool
    expected: float  # rounds of this length, in this band and order, in a random network


def _rounds(start: Ints, end: Ints, position: Floats, day: Floats, size: int) -> dict[tuple[int, ...], _Found]:
    """The shortest round through each payment of each band of amounts; bands overlap by half."""
    found: dict[tuple[int, ...], _Found] = {}
    if not len(start):
        return found
    width = float(np.log(ALIKE))
    order = np.lexsort((day, end, start, position))
    start, end, position, day = start[order], end[order], position[order], day[order]
    band = np.floor(position / (width / 2)).astype(np.int64)
    # payments that follow on one, over all amounts; a band has its part of them if amounts are dealt at random
    overall = float(np.bincount(start, minlength=size) @ np.bincount(end, minlength=size)) / len(start)
    for number in np.unique(band).tolist():
        low, high = np.searchsorted(band, [number, number + 2])
        here = slice(low, high)
        branching = overall * (high - low) / len(start)
        for actors, payments in _rounds_of_band(start[here], end[here], day[here], size):
            amounts, length = position[here][payments], len(actors)
            in_order = _in_order(day[here][payments])
            expected = branching**length / length / (factorial(length - 1) if in_order else 1)
            if actors not in found or expected < found[actors].expected:
                found[actors] = _Found(float(amounts.min()), float(amounts.max()), in_order, expected)
    return found


def _in_order(days: Floats) -> bool:
    """Whether days along a round rise, from some place on, with one step back to the beginning."""
    return int((np.roll(days, -1) < days).sum()) <= 1


def _rounds_of_band(start: Ints, end: Ints, day: Floats, size: int) -> list[tuple[tuple[int, ...], Ints]]:
    """Rounds among payments of one band: actors in order, and one payment for each step."""
    import igraph

    # who never pays or is never paid in the band lies on no round: most of the band falls away
    alive = np.arange(len(start))
    while len(alive):
        pays, paid = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        pays[start[alive]] = True
        paid[end[alive]] = True
        keep = paid[start[alive]] & pays[end[alive]]
        if keep.all():
            break
        alive = alive[keep]
    if not len(alive):
        return []
    pair = np.unique(start[alive] * np.int64(size) + end[alive])
    # the first payment of a pair in time stands for it
    earliest: dict[int, int] = {}
    for place in alive[np.argsort(day[alive], kind="stable")].tolist():
        earliest.setdefault(int(start[place]) * size + int(end[place]), place)
    nodes, ends = np.unique(np.r_[pair // size, pair % size], return_inverse=True)
    graph = igraph.Graph(n=len(nodes), edges=ends.reshape(2, -1).T.tolist(), directed=True)
    component = np.array(graph.connected_components(mode="strong").membership)
    rounds: dict[tuple[int, ...], Ints] = {}
    for edge in graph.es:
        if component[edge.source] != component[edge.target]:
            continue
        back = graph.get_shortest_path(edge.target, edge.source, mode="out")
        if not LEAST_HOPS <= len(back) <= HOPS:
            continue
        turn = back.index(min(back))
        actors = tuple(int(nodes[v]) for v in back[turn:] + back[:turn])
        steps = zip(actors, actors[1:] + actors[:1], strict=True)
        rounds[actors] = np.array([earliest[a * size + b] for a, b in steps], dtype=np.int64)
    return sorted(rounds.items(), key=lambda item: item[0])
