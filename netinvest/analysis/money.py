"""Money: whose earnings reach whom, and where they stay.

Money that leaves somebody who may be exploited is followed upward in proportion (the "haircut" rule of forfeiture
law and of taint analysis: Möser, Böhme, Breuker 2014): an account that received 30 % of its money from them passes
on money that is 30 % theirs. What is followed is kept apart by origin, so that one relative who is sent money by one
person differs from somebody who is paid out of many people's earnings.

How it is misread: landlords, shops and relatives are paid out of earnings too. A share of many origins, kept and not
spent, is the sign; one origin is not. Cash leaves no trace here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.concentration import effective_number

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Mask, Transfers

HOPS = 6
"""Accounts through which money is followed."""
MAX_ORIGINS = 256
"""Origins followed one by one; beyond, they are followed in as many groups."""


@dataclass(frozen=True)
class Money:
    """Per actor; amounts in medians of their currency."""

    received: Floats
    sent: Floats
    payers: Floats  # distinct
    payees: Floats  # distinct
    share: Floats  # part of what was received that comes from the followed origins, 0 to 1
    origins: Floats  # effective number of origins in it (inverse Simpson), 0 without
    retained: Floats  # followed money that did not leave again, by how much of their money the payers gave
    pass_through: Floats  # part of what was received that was sent on, 0 to 1


def amounts(transfers: Transfers, size: int, *, weights: Floats | None = None) -> sparse.csr_matrix:
    """Payer x payee matrix of amounts."""
    value = transfers.amount if weights is None else transfers.amount * weights
    moved = (transfers.start != transfers.end) & (value > 0) & (transfers.start >= 0) & (transfers.end >= 0)
    return sparse.csr_matrix((value[moved], (transfers.start[moved], transfers.end[moved])), shape=(size, size))


def totals(transfers: Transfers, size: int, *, weights: Floats | None = None) -> tuple[Floats, Floats]:
    """All that each actor received and sent, cash and parties outside the records included."""
    value = transfers.amount if weights is None else transfers.amount * weights
    received = np.bincount(transfers.end + 1, weights=value, minlength=size + 1)[1:]
    sent = np.bincount(transfers.start + 1, weights=value, minlength=size + 1)[1:]
    return received.astype(float), sent.astype(float)


def follow_money(flow: sparse.csr_matrix, origin: Floats, *, received: Floats, sent: Floats, absorbing: Mask) -> Money:
    """Follow money from the origins upward.

    Args:
        flow: Payer x payee amounts.
        origin: Weight 0..1 of each actor as an origin.
        received: All that each actor received, ``totals``.
        sent: All that each actor sent.
        absorbing: Actors beyond whom money is not followed (innocent hubs: employers, shops, landlords).
    """
    size = flow.shape[0]
    binary = flow.copy()
    binary.data[:] = 1.0
    sources = np.flatnonzero((origin > 0) & (sent > 0))
    column = np.arange(len(sources)) % MAX_ORIGINS
    width = min(len(sources), MAX_ORIGINS)
    whole = sparse.csr_matrix((origin[sources], (sources, column)), shape=(size, max(width, 1)))
    # dense rows only for those who have any money: most actors are telephones
    moneyed = np.flatnonzero((received > 0) | (sent > 0))
    start, carries = whole[moneyed].toarray(), ~absorbing[moneyed]
    into = sparse.diags_array(np.divide(1.0, received, out=np.zeros(size), where=received > 0)) @ flow.T.tocsr()
    into = into.tocsr()[moneyed][:, moneyed]
    beside = 1.0 - start.sum(axis=1, keepdims=True)
    held = start.copy()
    reached = np.zeros_like(start)
    for _ in range(HOPS):
        reached = into @ held
        # an origin passes on its own earnings besides what it was handed, never more than all
        held = np.where(carries[:, None], reached, 0.0)
        held = np.maximum(held * beside, 0.0) + start
    share, origins = np.zeros(size), np.zeros(size)
    share[moneyed] = np.minimum(reached.sum(axis=1), 1.0)
    origins[moneyed] = effective_number(reached, axis=1)
    # a shop gets a little of everybody's money, the top gets most of a few people's
    portion = sparse.diags_array(np.divide(1.0, sent, out=np.zeros(size), where=sent > 0)) @ flow
    devoted = np.asarray(flow.multiply(portion).sum(axis=0)).ravel()
    devotion = np.divide(devoted, received, out=np.zeros(size), where=received > 0)
    pass_through = np.divide(np.minimum(sent, received), received, out=np.zeros(size), where=received > 0)
    return Money(
        received=received,
        sent=sent,
        payers=np.asarray(binary.sum(axis=0)).ravel(),
        payees=np.asarray(binary.sum(axis=1)).ravel(),
        share=share,
        origins=origins,
        retained=share * devotion * np.maximum(received - sent, 0.0),
        pass_through=pass_through,
    )
