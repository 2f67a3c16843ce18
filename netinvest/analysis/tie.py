"""Ties: who is in lasting contact, and who only ever called once or twice.

A customer calls, is served and is gone; control, friendship and work last, and run both ways. Two actors are *tied*
when they were in contact on at least ``TIE_DAYS`` days spread over at least ``TIE_SPAN`` days, each of them reaching
the other on at least ``BOTH_WAYS`` days. A regular customer who is hardly ever called back is not tied.
Everything else is *casual*.

How it is misread: a tie says that contact lasted, not what it was about. Friends, relatives, colleagues and support
workers are tied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from netinvest.projection.network import Contacts, Floats, Mask

TIE_DAYS = 6
"""Days with contact, both directions together."""
TIE_SPAN = 14.0
"""Days from the first to the last contact."""
BOTH_WAYS = 3
"""Days on which each of the two reached the other."""
STRANGERS = 15
"""Casual callers from which a number is sought by strangers."""
SOME, MOST = 0.2, 0.5
"""How many are reached back, against the casual callers: fewer, and a number takes orders; more, and it sends out."""


@dataclass(frozen=True)
class Ties:
    """The tie network and the casual contacts.

    ``weight`` is symmetric, CSR, n x n: log(1 + days of contact), 0 without a tie. ``one_way`` is the same, caller x
    called, for contact that lasts as a tie does and that the called hardly return. ``casual_in`` counts the distinct
    actors that called or wrote to an actor without a tie; ``casual_out`` the reverse.
    """

    weight: sparse.csr_matrix
    one_way: sparse.csr_matrix
    casual_in: Floats
    casual_out: Floats
    casual: sparse.csr_matrix  # caller x called, binary

    @property
    def degree(self) -> Floats:
        """Number of ties of each actor."""
        return np.asarray(np.diff(self.weight.indptr), dtype=float)

    @property
    def sought(self) -> Mask:
        """Whom many strangers reach, and who reaches some people in the same way, as under an advertised number.

        Takeaways, surgeries and shops hardly ever ring a customer back; a dispatcher rings most.
        """
        part = np.divide(self.casual_out, self.casual_in, out=np.zeros(len(self.casual_in)), where=self.casual_in > 0)
        return np.asarray((self.casual_in >= STRANGERS) & (part >= SOME) & (part <= MOST))

    @property
    def heard(self) -> Mask:
        """Who was in contact with anybody, lasting or not."""
        return np.asarray((self.casual_in + self.casual_out + self.degree) > 0)


def find_ties(contacts: Contacts, size: int, *, service: Mask, days: Floats | None = None) -> Ties:
    """Split the contacts into ties and casual contacts.

    Args:
        contacts: Directed contacts.
        size: Number of actors.
        service: Short codes and the like, left out of both.
        days: Days of contact to use instead of the observed ones (a perturbation); rows of 0 are absent.
    """
    active = contacts.active_days.astype(float) if days is None else days
    present = (active > 0) & ~service[contacts.start] & ~service[contacts.end] & (contacts.start != contacts.end)
    start, end = contacts.start[present], contacts.end[present]
    low, high = np.minimum(start, end), np.maximum(start, end)
    pair, inverse = np.unique(low * size + high, return_inverse=True)
    upward = np.bincount(inverse, weights=np.where(start < end, active[present], 0.0), minlength=len(pair))
    total = np.bincount(inverse, weights=active[present], minlength=len(pair))
    first = np.full(len(pair), np.inf)
    last = np.full(len(pair), -np.inf)
    np.minimum.at(first, inverse, contacts.first_day[present])
    np.maximum.at(last, inverse, contacts.last_day[present])
    rarer = np.minimum(upward, total - upward)
    lasts = (total >= TIE_DAYS) & (last - first >= TIE_SPAN)
    tied = lasts & (rarer >= BOTH_WAYS)
    kept_after = lasts & ~tied
    forth = upward[kept_after] >= total[kept_after] / 2
    caller, called = pair[kept_after] // size, pair[kept_after] % size
    caller, called = np.where(forth, caller, called), np.where(forth, called, caller)
    u, v, w = pair[tied] // size, pair[tied] % size, np.log1p(total[tied])
    shape = (size, size)
    weight = sparse.csr_matrix((np.r_[w, w], (np.r_[u, v], np.r_[v, u])), shape=shape)
    loose = ~tied[inverse]
    casual = sparse.csr_matrix((np.ones(loose.sum()), (start[loose], end[loose])), shape=shape)
    return Ties(
        weight=weight,
        one_way=sparse.csr_matrix((np.log1p(total[kept_after]), (caller, called)), shape=shape),
        casual_in=np.asarray(casual.sum(axis=0)).ravel(),
        casual_out=np.asarray(casual.sum(axis=1)).ravel(),
        casual=casual,
    )
