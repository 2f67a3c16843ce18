"""How much money can have flowed: maximum flow through transfers in time order.

Every actor is split into one node a moment at which it paid or was paid; a transfer leads from the payer's node to the
payee's, with its amount as capacity, and from each node an edge without limit leads to the same actor's next moment:
money can wait, it cannot go back in time. The maximum flow of this network (Ford, Fulkerson 1958, *Constructing
maximal dynamic flows from static flows*, Oper. Res. 6:419) is the largest amount that conserves money at every actor.
What was on an account before counts for nothing, so the true amount is at most that.

Amounts are whole numbers (of a currency's smallest unit in the records), so that every result is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netinvest.projection.network import Ints, Mask


@dataclass(frozen=True)
class Payments:
    """Transfers between actors 0..size-1; ``time`` is any whole number that grows with time."""

    size: int
    start: Ints
    end: Ints
    time: Ints
    amount: Ints

    def kept(self, mask: Mask) -> Payments:
        """Only these transfers."""
        return Payments(self.size, self.start[mask], self.end[mask], self.time[mask], self.amount[mask])

    def reversed(self) -> Payments:
        """Time and direction turned round: what follows money down then follows it up."""
        return Payments(self.size, self.end, self.start, -self.time, self.amount)

    def nodes(self) -> tuple[Ints, Ints, Ints]:
        """``(actor of each node, node of each payer, node of each payee)``; nodes of an actor stand in time order."""
        keys = np.c_[np.r_[self.start, self.end], np.r_[self.time, self.time]]
        distinct, node = np.unique(keys, axis=0, return_inverse=True)
        node = node.reshape(-1)
        return distinct[:, 0], node[: len(self.start)], node[len(self.start) :]


def cone(payments: Payments, source: int, *, steps: int, barred: Mask) -> tuple[Mask, Ints]:
    """Which transfers money of the source can have taken in at most ``steps`` transfers, and the fewest to each actor.

    Args:
        payments: All transfers.
        source: Where the money starts.
        steps: Transfers one after the other at most.
        barred: Actors that money may reach but is not followed through (shops, exchanges).

    Returns:
        A mask over the transfers, and per actor the number of steps (0 for the source, -1 where none lead).
    """
    never = np.iinfo(np.int64).max
    arrival = np.full(payments.size, never)
    arrival[source] = np.iinfo(np.int64).min
    fewest = np.full(payments.size, -1, dtype=np.int64)
    fewest[source] = 0
    used = np.zeros(len(payments.start), dtype=bool)
    follow = ~barred
    follow[source] = True
    for step in range(1, steps + 1):
        open_ = follow[payments.start] & (arrival[payments.start] <= payments.time) & (payments.end != source)
        fresh = open_ & ~used
        if not fresh.any():
            break
        used |= fresh
        np.minimum.at(arrival, payments.end[fresh], payments.time[fresh])
        reached = np.unique(payments.end[fresh])
        fewest[reached[fewest[reached] < 0]] = step
    return used, fewest


def largest_flow(payments: Payments, sources: Iterable[int], targets: Iterable[int]) -> tuple[int, Ints]:
    """The most that can have flowed from the sources to the targets, and over which transfers.

    Returns:
        The amount, and the part of each transfer's amount in one flow of that size (there may be others).
    """
    import igraph

    none = np.zeros(len(payments.start), dtype=np.int64)
    source, target = (np.isin(np.arange(payments.size), list(chosen)) for chosen in (sources, targets))
    useful = ~source[payments.end] & ~target[payments.start]
    inside = payments.kept(useful)
    if not len(inside.start):
        return 0, none
    actor, payer, payee = inside.nodes()
    waits = np.flatnonzero(actor[1:] == actor[:-1])
    limitless = float(inside.amount.sum() + 1)
    begin, end = len(actor), len(actor) + 1
    leaves, arrives = np.flatnonzero(source[actor]), np.flatnonzero(target[actor])
    edges = np.c_[
        np.r_[payer, waits, np.full(len(leaves), begin), arrives],
        np.r_[payee, waits + 1, leaves, np.full(len(arrives), end)],
    ]
    capacity = np.full(len(edges), limitless)
    capacity[: len(payer)] = inside.amount
    graph = igraph.Graph(n=end + 1, edges=edges, directed=True)
    found = graph.maxflow(begin, end, capacity.tolist())
    none[useful] = np.rint(np.array(found.flow[: len(payer)])).astype(np.int64)
    return round(found.value), none
