"""Booking lines: one advertised number behind which several people stand who are in no advertisement.

Customers reach a line; whoever holds it sends them on. The people behind it are in contact with its holder far more
often than people usually are with each other, and belong together. A tie is *close* if it is among the fifth of all
ties in the case with the most days of contact; contact that only the advertised number seeks counts alike. An
advertised actor holds a line if three or more others are close, so many beyond chance (Poisson tail about the close
ties that people usually have: regular clients, however many, make a line's close contacts no less remarkable), and
behind it is whoever of them has a tie with another of them, or with a third person whom another is tied to. Left out
are innocent hubs, whoever is advertised, and those in control.

Somebody who is not advertised at all may keep after others as closely: a *minder*. Only that of the people in close
contact with a minder so many are exposed, or tied to somebody exposed, tells them from a friend.

How it is misread: family and staff of somebody who advertises for themselves call often as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from netinvest.analysis.tie import Ties
    from netinvest.projection.network import Floats, Ints, Mask

CLOSE = 0.2
"""Part of all ties that are close."""
SEVERAL = 3
BEYOND_CHANCE = 3.0
"""Surprise, in powers of ten."""
BEYOND_CHANCE_MINDER = 2.0
"""The same, where the others are exposed or tied to somebody who is."""


def find_lines(ties: Ties, advertised: Mask, *, free: Mask) -> Ints:
    """The holder of the line that each actor stands behind, -1 for none.

    Args:
        ties: Lasting contacts.
        advertised: Whose numbers customers are told to reach.
        free: Who may stand behind a line.
    """
    holder = np.full(len(advertised), -1, dtype=np.int64)
    if not ties.weight.nnz or not advertised.any():
        return holder
    holders = np.flatnonzero(advertised)
    close = _close(ties, (ties.weight[holders] + ties.one_way[holders]).tocsr())
    number = np.asarray(close @ free.astype(float)).ravel()
    lines = np.flatnonzero((number >= SEVERAL) & (_surprise(ties, number) >= BEYOND_CHANCE))
    # where somebody is close to two lines, the one with more behind it has them
    for line in lines[np.lexsort((lines, number[lines]))].tolist():
        behind = close.indices[close.indptr[line] : close.indptr[line + 1]]
        behind = behind[free[behind]]
        holder[behind[_belong_together(ties, behind, holders[line])]] = holders[line]
    return holder


def find_minded(ties: Ties, linked: Mask, *, free: Mask, hub: Mask) -> tuple[Mask, Floats]:
    """Who is in close contact with a minder, and how many others in close contact with that minder count.

    A minder, nobody exposed, is in close contact with three or more who are exposed and linked or tied to somebody who
    is, beyond chance (a hundred to one). Minded are those of them who are tied to somebody exposed and linked.

    Args:
        ties: Lasting contacts.
        linked: Who may be exploited, and is linked to others or to those in control.
        free: Who may be minded.
        hub: Innocent hubs.

    Returns:
        The minders; and per actor how many others the closest minder looks after, 0 for who is not minded.
    """
    nobody = np.zeros(len(linked), dtype=bool), np.zeros(len(linked))
    if not ties.weight.nnz or not linked.any():
        return nobody
    near = free & (np.asarray(ties.weight.astype(bool).astype(float) @ linked.astype(float)).ravel() > 0)
    close = _close(ties, ties.weight)
    number = np.asarray(close @ (near | linked).astype(float)).ravel()
    minder = (number >= SEVERAL) & (_surprise(ties, number) >= BEYOND_CHANCE_MINDER) & ~linked & ~hub
    others = np.asarray((close @ sparse.diags_array(np.where(minder, number, 0.0))).max(axis=1).todense()).ravel()
    return minder, np.where(near & (others > 0), others - 1.0, 0.0)


def _close(ties: Ties, contact: sparse.csr_matrix) -> sparse.csr_matrix:
    """1 where contact is among the closest of all ties."""
    close = contact.copy()
    close.data = (close.data > _limit(ties)).astype(float)
    close.eliminate_zeros()
    return close


def _limit(ties: Ties) -> float:
    return float(np.quantile(ties.weight.data, 1.0 - CLOSE))


def _surprise(ties: Ties, number: Floats) -> Floats:
    """-log10 of the chance that somebody has so many close ties: Poisson about the mean of all who have ties."""
    from scipy.special import gammainc

    usual = float((ties.weight.data > _limit(ties)).sum()) / int((ties.degree > 0).sum())
    return np.asarray(-np.log10(np.maximum(gammainc(np.maximum(number, 1.0), usual), 1e-300)))


def _belong_together(ties: Ties, people: Ints, line: int) -> Mask:
    """Who of some people has a tie with another of them, or to a third person whom another is tied to."""
    tied = ties.weight[people].astype(bool).astype(float).tocsc()
    tied.data[tied.indptr[line] : tied.indptr[line + 1]] = 0.0
    tied = tied.tocsr()
    shared = (tied @ tied.T).tocsr()
    shared.setdiag(0)
    return np.asarray((shared.sum(axis=1) > 0) | (tied[:, people].sum(axis=1) > 0)).ravel()
