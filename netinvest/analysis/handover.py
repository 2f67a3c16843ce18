"""Handing over: who passes most of what they receive to one and the same payee, again and again.

An actor *hands over* to a payee who gets at least half of all that the actor received, in several payments. Nobody
can hand over to two, so the handovers form trees. Where several actors who receive cash or strangers' money hand over
to one collector beyond chance, they are *earners*: the pattern of earnings taken away, and of a firm's branches, a
family's purse, a market stall's till. The stream alone does not say which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.paid import REPEATED, paid
from netinvest.analysis.surprise import Sign, surprise

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Ints, Mask, Transfers

HALF = 0.5
QUARTER = 0.25
DEPTH = 8
"""Handovers followed upward."""


@dataclass(frozen=True)
class Handover:
    """Per actor."""

    payee: Ints  # whom the actor hands over to, -1 for nobody
    collects: Sign  # how many hand over to the actor, against the rate at which payers of anybody do
    strange: Floats  # received in cash, from outside, or from many who each gave little
    earner: Mask  # hands over, as several others, to one collector, and nobody hands over to the actor
    customers: Floats  # named payers of whom each paid once or twice, and none a quarter of all received

    def _step(self) -> sparse.csr_matrix:
        """Payee x payer, 1 where the payer hands over."""
        handing = np.flatnonzero(self.payee >= 0)
        return sparse.csr_matrix((np.ones(len(handing)), (self.payee[handing], handing)), shape=(len(self.payee),) * 2)

    def upstream_of(self, exposed: Mask) -> tuple[Floats, Floats]:
        """Exposed actors who hand over, counted at everybody with whom it ends up; and over how many handovers."""
        step = self._step()
        reached = (exposed & (self.payee >= 0)).astype(float)
        total, layers = np.zeros(len(exposed)), np.zeros(len(exposed))
        for layer in range(1, DEPTH + 1):
            reached = step @ reached
            total = total + reached
            layers[reached > 0] = layer
        return total, layers

    def gathered(self, value: Floats) -> Floats:
        """A value summed over an actor and everybody whose handovers end up with the actor."""
        step, total, carried = self._step(), value.copy(), value
        for _ in range(DEPTH):
            carried = step @ carried
            total = total + carried
        return total


def _strangers_money(transfers: Transfers, weight: Floats, received: Floats) -> Floats:
    """What each actor received in cash, from outside, or from payers of whom none gave a quarter of all it received.

    An employer, a partner or a parent gives more; customers give a little each.
    """
    size = len(received)
    paid = (transfers.end >= 0) & (weight > 0)
    start, end = transfers.start[paid], transfers.end[paid]
    value = transfers.amount[paid] * weight[paid]
    pair, inverse = np.unique((start + 1) * size + end, return_inverse=True)
    given = np.bincount(inverse, weights=value, minlength=len(pair))
    strange = (pair < size) | (given < QUARTER * received[pair % size])
    return np.bincount((pair % size)[strange], weights=given[strange], minlength=size).astype(float)


def _customers(transfers: Transfers, weight: Floats, received: Floats) -> Floats:
    """Named payers of each actor of whom each paid once or twice, and less than a quarter of all it received."""
    size = len(received)
    named = (transfers.end >= 0) & (transfers.start >= 0) & (transfers.start != transfers.end) & (weight > 0)
    pair, inverse = np.unique(transfers.start[named] * size + transfers.end[named], return_inverse=True)
    given = np.bincount(inverse, weights=transfers.amount[named] * weight[named], minlength=len(pair))
    times = np.bincount(inverse, minlength=len(pair))
    seldom = (times < REPEATED) & (given < QUARTER * received[pair % size])
    return np.bincount((pair % size)[seldom], minlength=size).astype(float)


def find_handovers(transfers: Transfers, received: Floats, *, outside: Mask, weights: Floats | None = None) -> Handover:
    """Find who hands over to whom.

    Args:
        transfers: Single transfers.
        received: All each actor received, cash and payments from outside included.
        outside: Payees that do not count as collectors: innocent hubs.
        weights: Of the transfers (a perturbation).
    """
    size = len(received)
    weight = np.ones(len(transfers.start)) if weights is None else weights
    pairs = paid(transfers, size, weights=weights)
    payer, to, amount = pairs.payer, pairs.payee, pairs.amount
    hands = (amount >= HALF * received[payer]) & pairs.habit & (received[payer] > 0) & ~outside[to]
    payee = np.full(size, -1, dtype=np.int64)
    # more than all can leave when records begin late: the largest share then counts
    order = np.argsort(amount[hands], kind="stable")
    payee[payer[hands][order]] = to[hands][order]
    handing = np.flatnonzero(payee >= 0)
    count = np.bincount(payee[handing], minlength=size).astype(float)
    payers = np.bincount(to[~outside[to]], minlength=size).astype(float)
    strength = surprise(count, payers, marked=len(handing), population=int(payers.sum()))
    several = (count >= 2) & (strength >= 2.0)  # noqa: PLR2004
    leaf = (payee >= 0) & (count == 0)
    strange = _strangers_money(transfers, weight, received)
    earner = leaf & several[payee] & (strange >= HALF * received)
    if earner.any():
        # who is handed to and hands over, but earns like those below, is one of them first
        earner |= (payee >= 0) & (count > 0) & (strange >= HALF * float(np.median(strange[earner])))
    expected = payers * (len(handing) / max(payers.sum(), 1.0))
    return Handover(
        payee=payee,
        collects=Sign(np.where(several, strength, 0.0), count, expected, np.power(10.0, -strength)),
        strange=strange,
        earner=earner,
        customers=_customers(transfers, weight, received),
    )
