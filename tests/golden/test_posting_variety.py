from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.operation import find_operations
from netinvest.analysis.text_similarity import templates

from .posting_variety import pairwise_scores, variety


@pytest.mark.parametrize("seed", range(6))
def test_templates_and_operations_of_a_varied_market(seed: int) -> None:
    made = variety(seed)
    ads = made.advertisements()
    precision, recall, _ = pairwise_scores(templates(ads.text), np.array(made.written_from))
    assert precision >= 0.99
    assert recall >= 0.9
    precision, recall, f1 = pairwise_scores(find_operations(ads, made.actors).of_ad, np.array(made.hand))
    assert precision >= 0.9  # nobody independent is put into an operation by a text alone
    assert recall >= 0.85
    assert f1 >= 0.9
