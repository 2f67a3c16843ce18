"""Robust rank aggregation against a direct computation."""

from __future__ import annotations

from math import comb, log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from netinvest.analysis.rank_aggregation import aggregate, normalised_ranks


def rho(ranks: list[float]) -> float:
    """Kolde et al. 2012, formula (1), with the tail of the binomial distribution written out."""
    number = len(ranks)
    tails = [
        sum(comb(number, j) * r**j * (1 - r) ** (number - j) for j in range(k, number + 1))
        for k, r in enumerate(sorted(ranks), start=1)
    ]
    return min(1.0, number * min(tails))


def test_ties_share_their_worst_rank_and_nothing_measured_is_last() -> None:
    assert normalised_ranks(np.array([5.0, 3.0, 3.0, 0.0])).tolist() == [0.25, 0.75, 0.75, 1.0]
    assert normalised_ranks(np.array([0.0, -1.0])).tolist() == [1.0, 1.0]


def test_by_hand() -> None:
    # first of 100 in one of two indicators, nothing in the other: rho = 2 min(1 - .99^2, 1) = .0398
    one = np.zeros(100)
    one[7] = 1.0
    score = aggregate([one, np.zeros(100)])
    assert score[7] == pytest.approx(-log10(2 * (1 - 0.99**2)))
    # first of 100 in both: rho = 2 min(1 - .99^2, .01^2) = .0002
    assert aggregate([one, one])[7] == pytest.approx(-log10(2 * 0.01**2))
    assert np.flatnonzero(score).tolist() == [7]


@settings(max_examples=60)
@given(values=arrays(float, st.tuples(st.integers(1, 7), st.integers(1, 12)), elements=st.integers(0, 4).map(float)))
def test_a_sceptic_recomputes_it_from_the_values(values: np.ndarray) -> None:
    size = values.shape[1]
    score = aggregate(list(values))
    for actor in range(size):
        ranks = [float((row >= row[actor]).sum()) / size if row[actor] > 0 else 1.0 for row in values]
        assert score[actor] == pytest.approx(-log10(rho(ranks)), abs=1e-9)


@given(st.permutations(range(5)))
def test_the_order_of_indicators_and_actors_does_not_matter(order: list[int]) -> None:
    values = np.array([[3.0, 1, 0, 0, 2], [0, 4, 4, 1, 0], [1, 0, 0, 0, 0]])
    expected = aggregate(list(values))
    assert np.allclose(aggregate(list(values[::-1])), expected)
    assert np.allclose(aggregate(list(values[:, order])), expected[order])


def test_an_indicator_that_an_actor_cannot_show_is_left_out_for_that_actor() -> None:
    one, other = np.array([3.0, 2.0, 1.0, 0.0]), np.array([0.0, 0.0, 0.0, 1.0])
    could = np.array([[True] * 4, [False, True, True, True]])
    assert aggregate([one, other], could)[0] == pytest.approx(aggregate([one])[0])
    assert aggregate([one, other], could)[1:].tolist() == aggregate([one, other])[1:].tolist()
