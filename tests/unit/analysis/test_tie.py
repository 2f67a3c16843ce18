"""Ties and casual contact."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.tie import BOTH_WAYS, TIE_DAYS, TIE_SPAN, Ties, find_ties
from tests.unit.analysis.sketch import Sketch


def ties(sketch: Sketch, **options: object) -> Ties:
    nobody = np.zeros(sketch.size, dtype=bool)
    return find_ties(sketch.contact_table(), sketch.size, **{"service": nobody, **options})  # type: ignore[arg-type]


def test_contact_both_ways_over_weeks_is_a_tie() -> None:
    found = ties(Sketch(2).talk(0, 1, days=10))
    assert found.degree.tolist() == [1, 1]
    assert found.weight[0, 1] == found.weight[1, 0] == pytest.approx(np.log(21))
    assert found.casual.nnz == 0


def test_a_regular_customer_who_is_hardly_called_back_is_casual() -> None:
    found = ties(Sketch(2).call(0, 1, days=50).call(1, 0, days=BOTH_WAYS - 1))
    assert found.degree.tolist() == [0, 0]
    assert (found.casual_in.tolist(), found.casual_out.tolist()) == ([1, 1], [1, 1])


@pytest.mark.parametrize(
    ("days", "back", "span", "tied"),
    [
        (TIE_DAYS - BOTH_WAYS, BOTH_WAYS, TIE_SPAN, True),
        (TIE_DAYS - BOTH_WAYS - 1, BOTH_WAYS, TIE_SPAN, False),
        (20, BOTH_WAYS - 1, TIE_SPAN, False),
        (20, 20, TIE_SPAN - 0.5, False),
    ],
)
def test_each_bound_of_a_tie(days: int, back: int, span: float, tied: bool) -> None:  # noqa: FBT001
    drawn = Sketch(2).call(0, 1, days=days, first=5, last=5 + span).call(1, 0, days=back, first=6, last=7)
    assert bool(ties(drawn).degree[0]) == tied


def test_the_span_runs_from_the_first_contact_of_either_to_the_last_of_either() -> None:
    drawn = Sketch(2).call(0, 1, days=5, first=0, last=8).call(1, 0, days=5, first=7, last=15)
    assert ties(drawn).degree[0] == 1


def test_short_codes_and_self_calls_are_left_out() -> None:
    drawn = Sketch(3).talk(0, 1).call(2, 2, days=30)
    found = ties(drawn, service=np.array([True, False, False]))
    assert found.weight.nnz == found.casual.nnz == 0


def test_perturbed_days_take_the_place_of_the_observed() -> None:
    drawn = Sketch(2).talk(0, 1, days=10)
    assert ties(drawn, days=np.array([10.0, 0.0])).degree.tolist() == [0, 0]
    assert ties(drawn, days=np.array([0.0, 0.0])).casual.nnz == 0


def test_no_contacts_at_all() -> None:
    assert ties(Sketch(3)).degree.tolist() == [0, 0, 0]
