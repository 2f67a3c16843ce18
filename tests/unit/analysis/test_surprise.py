"""Surprise against enumeration by hand."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from netinvest.analysis.surprise import CEILING, association, surprise
from scipy import sparse


def test_enumerated_by_hand() -> None:
    # 2 of 10 people are marked; somebody knows 3, both marked among them: C(8,1) of C(10,3) = 8 of 120
    value = surprise(np.array([2.0]), np.array([3.0]), marked=2, population=10)
    assert 10 ** -value[0] == pytest.approx(8 / 120)
    groups = list(combinations(range(10), 3))
    assert sum({0, 1} <= set(group) for group in groups) / len(groups) == pytest.approx(8 / 120)


@given(
    population=st.integers(2, 40),
    marked=st.integers(0, 40),
    draws=st.integers(1, 40),
    observed=st.integers(1, 40),
)
def test_the_tail_of_the_hypergeometric_distribution(population: int, marked: int, draws: int, observed: int) -> None:
    marked, draws = min(marked, population), min(draws, population)
    observed = min(observed, draws, marked)
    if observed == 0:
        return
    tail = sum(
        comb(marked, k) * comb(population - marked, draws - k)
        for k in range(observed, min(draws, marked) + 1)
        if draws - k <= population - marked
    ) / comb(population, draws)
    value = surprise(np.array([float(observed)]), np.array([float(draws)]), marked=marked, population=population)
    assert value[0] == pytest.approx(min(-np.log10(tail), CEILING), abs=1e-6)


def test_nothing_observed_is_no_surprise_and_the_impossible_is_cut() -> None:
    assert surprise(np.array([0.0]), np.array([5.0]), marked=3, population=10).tolist() == [0.0]
    extreme = surprise(np.array([100.0]), np.array([100.0]), marked=100, population=10**6)
    assert extreme.tolist() == [CEILING]


def test_association_counts_counterparts_not_weights() -> None:
    # actor 0 knows 1, 2, 3 with different weights; 1 and 2 are of interest; 4 knows 3 only
    links = sparse.csr_matrix(
        ([9.0, 1.0, 1.0, 1.0, 9.0, 1.0, 1.0, 1.0], ([0, 0, 0, 4, 1, 2, 3, 3], [1, 2, 3, 3, 0, 0, 0, 4])), shape=(6, 6)
    )
    sign = association(links, np.array([False, True, True, False, False, True]))
    assert sign.count.tolist() == [2, 0, 0, 0, 0, 0]
    # actor 5 is of interest, and in touch with nobody: not in the population of those who are met
    assert sign.expected is not None
    assert sign.expected[0] == pytest.approx(3 * 2 / 5)
    assert sign.p_value is not None
    assert sign.p_value[0] == pytest.approx(comb(3, 1) / comb(5, 3))
    assert sign.strength[4] == 0


def test_whoever_could_have_been_a_counterpart_counts_besides_whoever_is_one() -> None:
    # 0 is tied to 1, 2 and 3, and nobody else has ties: of them all it had to be these three
    links = sparse.csr_matrix((np.ones(6), ([0, 0, 0, 1, 2, 3], [1, 2, 3, 0, 0, 0])), shape=(30, 30))
    interesting = np.isin(np.arange(30), (1, 2, 3))
    alone = association(links, interesting)
    heard = association(links, interesting, among=np.ones(30, dtype=bool))
    assert alone.strength[0] < 1.0
    assert heard.strength[0] == pytest.approx(-np.log10(1 / comb(30, 3)))
    assert heard.expected[0] == pytest.approx(3 * 3 / 30)
