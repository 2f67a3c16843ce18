"""Out of how many equal parts something is made up."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.concentration import effective_number
from scipy import sparse


def test_equal_parts_are_counted_and_small_ones_hardly() -> None:
    parts = np.array([[2.0, 2.0, 2.0], [5.0, 0.0, 0.0], [0.0, 0.0, 0.0], [8.0, 1.0, 1.0]])
    expected = [3.0, 1.0, 0.0, pytest.approx(100 / 66)]
    assert effective_number(parts, axis=1).tolist() == expected
    assert effective_number(sparse.csr_matrix(parts).T.tocsr(), axis=0).tolist() == expected
