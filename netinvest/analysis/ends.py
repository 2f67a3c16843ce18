"""Where money ends: in whose hands what somebody passes on comes to rest.

Each payment to a person is followed, in proportion (haircut: Möser, Böhme, Breuker 2014), through everybody who passes
it on, until somebody keeps it. Buying is keeping: what is spent at merchants, landlords and other hubs was had by the
spender; only payments to people move it on, and notes drawn are lost from sight. ``E[x, y]`` is the part of all that x
received (or sent, if that is more) which came to rest with y. Whoever at least a quarter of x's receipts come to rest
with is *above* x: managers stand above those who earn, mules below those who are paid in the end.

How it is misread: parents, partners, lenders and owners of firms are above somebody in this sense. It counts only for
money that begins with somebody exploited or with an account that pays for the trade.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.concentration import effective_number

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Ints, Mask

HOPS = 6
ABOVE = 0.25
"""Part of what somebody received from which the one with whom it ends is above them."""
MAINLY = 0.3
"""Part of the largest share of x's money from which a share counts: wages and errands are less than what goes up."""
TRACE = 0.02
"""Smaller parts are dropped on the way."""


@dataclass(frozen=True)
class Ends:
    """Where the money of some actors ends."""

    origins: Ints  # whose money was followed, ascending
    share: sparse.csr_matrix  # origins x actors: E
    keeps: Floats  # part of what each actor received that went to no person and was not drawn in notes

    def above(self) -> list[tuple[int, int]]:
        """Pairs (below, above)."""
        found = self.share.tocoo()
        high = found.data >= ABOVE
        pairs = zip(self.origins[found.row[high]].tolist(), found.col[high].tolist(), strict=True)
        return sorted((x, y) for x, y in pairs if x != y)

    def _reached(self, origins: Mask) -> sparse.csr_matrix:
        """Main shares of what each of some origins passed on, one's own left out: 0 in the rows of all others."""
        rows = np.arange(len(self.origins))
        own = sparse.csr_matrix((np.ones(len(rows)), (rows, self.origins)), shape=self.share.shape)
        others = (self.share - self.share.multiply(own)).tocsr()
        most = np.asarray(others.max(axis=1).todense()).ravel() if others.nnz else np.zeros(others.shape[0])
        others.data[others.data < MAINLY * np.repeat(most, np.diff(others.indptr))] = 0.0
        return (sparse.diags_array(origins[self.origins].astype(float)) @ others).tocsr()

    def reaching(self, origins: Mask) -> Floats:
        """Sum over some origins of the part that ended with each actor."""
        return np.asarray(self._reached(origins).sum(axis=0)).ravel()

    def hands(self, origins: Mask) -> Floats:
        """Out of how many hands that is (inverse Simpson): 0 without any."""
        return effective_number(self._reached(origins), axis=0)


def find_ends(flow: sparse.csr_matrix, received: Floats, sent: Floats, *, origins: Mask, merchants: Mask) -> Ends:
    """Follow the money of some actors to where it ends.

    Args:
        flow: Payer x payee amounts.
        received: All that each actor received, ``money.totals``.
        sent: All that each actor sent.
        origins: Whose money is followed.
        merchants: Who is no person here: innocent hubs of money.
    """
    size = flow.shape[0]
    person = sparse.diags_array((~merchants).astype(float))
    onward = (flow @ person).tocsr()
    out = np.asarray(onward.sum(axis=1)).ravel()
    notes = np.maximum(sent - np.asarray(flow.sum(axis=1)).ravel(), 0.0)
    whole = np.maximum(received, np.maximum(sent, 1e-12))
    keeps = np.maximum(1.0 - (out + notes) / np.maximum(received, 1e-12), 0.0) * (received > 0)
    step = sparse.diags_array((~merchants) / whole) @ onward
    chosen = np.flatnonzero(origins & (out > 0))
    start = sparse.csr_matrix((np.ones(len(chosen)), (np.arange(len(chosen)), chosen)), shape=(len(chosen), size))
    moving = (start @ step).tocsr()
    share = sparse.csr_matrix(moving.shape)
    kept = sparse.diags_array(keeps)
    for _ in range(HOPS):
        moving.data[moving.data < TRACE] = 0.0
        moving.eliminate_zeros()
        if not moving.nnz:
            break
        share = share + moving @ kept
        moving = (moving @ step).tocsr()
    share = share.tocsr()
    share.sort_indices()
    return Ends(chosen, share, keeps)
