"""Who stands at the top: nobody who hands most over to a lead, and nobody behind those whose money they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.ends import ABOVE, HOPS, Ends

if TYPE_CHECKING:
    from netinvest.projection.network import Floats

LEAD = 0.001
"""Least score of a lead: whoever shows a sign that counts is one, and rank aggregation orders them. What is few or many
is asked of each sign (``measure.LEAST``, ``ends.ABOVE``): a rank among few actors cannot be improbable, however strong
the sign."""
HALF = 0.5


def tops(score: Floats, ends: Ends) -> Floats:
    """Scores with everybody above at least as high as whom they stand above; who hands most over to a lead is none.

    Somebody half of whose receipts end with a lead is in the middle, or is exploited: not at the top.
    """
    result = score.copy()
    above = [(x, y) for x, y in ends.above() if score[x] > 0 and score[y] > 0]
    for _ in range(HOPS):
        for x, y in above:
            result[y] = max(result[y], result[x])
    found = ends.share.tocoo()
    most = {
        int(ends.origins[row])
        for row, column, part in zip(found.row.tolist(), found.col.tolist(), found.data.tolist(), strict=True)
        if part >= HALF and ends.origins[row] != column and score[column] >= LEAD
    }
    result[sorted(most)] = 0.0
    return result


def main_payments(flow: sparse.csr_matrix, received: Floats) -> sparse.csr_matrix:
    """Payee x payer, where the payee got at least a quarter of what the payer received: wages and change are less."""
    part = (sparse.diags_array(1.0 / np.maximum(received, 1e-12)) @ flow).tocsr()
    part.data[part.data < ABOVE] = 0.0
    part.eliminate_zeros()
    return part.T.tocsr()
