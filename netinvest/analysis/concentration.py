"""Concentration: out of how many equal parts something is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

    from netinvest.projection.network import Floats


def effective_number(parts: Floats | sparse.csr_matrix, *, axis: int) -> Floats:
    """Inverse Simpson index, (sum)^2 / sum of squares: 1 for one part, n for n equal ones, 0 without any.

    It is Hill's number of order 2 (Hill 1973, Ecology 54:427; of parties: Laakso, Taagepera 1979).

    Args:
        parts: Amounts, nothing negative.
        axis: Along which they are parts of one whole.
    """
    whole = np.asarray(parts.sum(axis=axis), dtype=float).ravel()
    squares = np.asarray((parts**2 if isinstance(parts, np.ndarray) else parts.power(2)).sum(axis=axis)).ravel()
    return np.asarray(np.divide(whole**2, squares, out=np.zeros(len(whole)), where=squares > 0))
