"""Booking lines: one advertised number behind which several people stand who are in no advertisement.

Customers reach a line; whoever holds it sends them on. The people behind it are in contact with its holder far more
often than people usually are with each other, and belong together. A tie is *close* if it is among the fifth of all
ties in the case with the most days of contact; contact that only the advertised number seeks counts alike. An
advertised actor holds a line if three or more others are close, so many beyond chance (Poisson tail about the close
ties that people usually have: regular clients, however many, make a line's close contacts no less remarkable), and
behind it is whoever of them has a tie with another of them, or with a third person whom another is tied to. Left out
are innocent hubs, whoever is advertised, and those in control.

How it is misread: family and staff of somebody who advertises for themselves call often as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from netinvest.analysis.tie import Ties
    from netinvest.projection.network import Ints, Mask

CLOSE = 0.2
"""Part of all ties that are close."""
SEVERAL = 3
BEYOND_CHANCE = 3.0
"""Surprise, in powers of ten."""


def find_lines(ties: Ties, advertised: Mask, *, free: Mask) -> Ints:
    """The holder of the line that each actor stands behind, -1 for none.

    Args:
        ties: Lasting contacts.
        advertised: Whose numbers customers are told to reach.
        free: Who may stand behind a line.
    """
    from scipy.special import gammainc

    holder = np.full(len(advertised), -1, dtype=np.int64)
    if not ties.weight.nnz or not advertised.any():
        return holder
    holders = np.flatnonzero(advertised)
    close = (ties.weight[holders] + ties.one_way[holders]).tocsr()
    limit = np.quantile(ties.weight.data, 1.0 - CLOSE)
    close.data = (close.data > limit).astype(float)
    close.eliminate_zeros()
    number = np.asarray(close @ free.astype(float)).ravel()
    usual = float((ties.weight.data > limit).sum()) / int((ties.degree > 0).sum())
    chance = gammainc(np.maximum(number, 1.0), usual)
    lines = np.flatnonzero((number >= SEVERAL) & (chance <= 10.0**-BEYOND_CHANCE))
    # where somebody is close to two lines, the one with more behind it has them
    for line in lines[np.lexsort((lines, number[lines]))].tolist():
        behind = close.indices[close.indptr[line] : close.indptr[line + 1]]
        behind = behind[free[behind]]
        holder[behind[_belong_together(ties, behind, holders[line])]] = holders[line]
    return holder


def _belong_together(ties: Ties, people: Ints, line: int) -> Mask:
    """Who of some people has a tie with another of them, or to a third person whom another is tied to."""
    tied = ties.weight[people].astype(bool).astype(float).tocsc()
    tied.data[tied.indptr[line] : tied.indptr[line + 1]] = 0.0
    tied = tied.tocsr()
    shared = (tied @ tied.T).tocsr()
    shared.setdiag(0)
    return np.asarray((shared.sum(axis=1) > 0) | (tied[:, people].sum(axis=1) > 0)).ravel()
