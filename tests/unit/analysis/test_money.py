"""Money followed in proportion, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.analysis.money import Money, amounts, follow_money, totals
from tests.unit.analysis.sketch import Sketch


def follow(sketch: Sketch, origin: dict[int, float], *, absorbing: tuple[int, ...] = ()) -> Money:
    transfers, size = sketch.transfers(), sketch.size
    received, sent = totals(transfers, size)
    weight = np.zeros(size)
    weight[list(origin)] = list(origin.values())
    stop = np.zeros(size, dtype=bool)
    stop[list(absorbing)] = True
    return follow_money(amounts(transfers, size), weight, received=received, sent=sent, absorbing=stop)


def test_a_third_of_what_came_in_is_a_third_of_what_goes_out() -> None:
    # 0 may be exploited and pays 30 to 1, who gets 60 from 2 as well, and pays 3
    money = follow(Sketch(4).pay(0, 1, 30).pay(2, 1, 60).pay(1, 3, 45), {0: 1.0})
    assert money.share[1] == pytest.approx(1 / 3)
    assert money.share[3] == pytest.approx(1 / 3)
    assert money.origins[3] == pytest.approx(1.0)
    assert money.pass_through[1] == pytest.approx(0.5)


def test_origins_are_counted_by_how_evenly_they_give() -> None:
    even = follow(Sketch(4).pay(0, 3, 10).pay(1, 3, 10).pay(2, 3, 10), {0: 1, 1: 1, 2: 1})
    assert even.origins[3] == pytest.approx(3.0)
    uneven = follow(Sketch(4).pay(0, 3, 80).pay(1, 3, 10).pay(2, 3, 10), {0: 1, 1: 1, 2: 1})
    assert uneven.origins[3] == pytest.approx(1 / (0.8**2 + 0.1**2 + 0.1**2))


def test_cash_from_outside_counts_among_what_was_received() -> None:
    money = follow(Sketch(3).pay(0, 1, 10).pay(-1, 1, 30), {0: 1.0})
    assert money.share[1] == pytest.approx(0.25)
    assert money.received.tolist() == [0, 40, 0]


def test_money_is_not_followed_beyond_an_absorbing_account() -> None:
    drawn = Sketch(3).pay(0, 1, 10).pay(1, 2, 10)
    assert follow(drawn, {0: 1.0}).share[2] == pytest.approx(1.0)
    absorbed = follow(drawn, {0: 1.0}, absorbing=(1,))
    assert absorbed.share[1] == pytest.approx(1.0)
    assert absorbed.share[2] == 0


def test_what_is_kept_counts_by_how_much_of_their_money_the_payers_gave() -> None:
    # 0 gives all it sends, 1 gives a tenth; both are followed; nothing leaves again
    money = follow(Sketch(4).pay(0, 2, 10).pay(1, 2, 10).pay(1, 3, 90), {0: 1.0, 1: 1.0})
    devotion = (10 * 1.0 + 10 * 0.1) / 20
    assert money.retained[2] == pytest.approx(1.0 * devotion * 20)


def test_half_an_origin_gives_half() -> None:
    assert follow(Sketch(2).pay(0, 1, 8), {0: 0.5}).share[1] == pytest.approx(0.5)


def test_money_that_goes_round_ends_and_does_not_grow() -> None:
    money = follow(Sketch(3).pay(0, 1, 10).pay(1, 2, 10).pay(2, 0, 10), {0: 1.0})
    assert (money.share <= 1 + 1e-12).all()
    assert money.share[2] == pytest.approx(1.0)


def test_payers_and_payees_are_counted_once() -> None:
    money = follow(Sketch(3).pay(0, 2, 1, times=5).pay(1, 2, 1).pay(2, 0, 1), {0: 1.0})
    assert (money.payers.tolist(), money.payees.tolist()) == ([1, 0, 2], [1, 1, 1])


def test_weights_of_a_perturbation_scale_amounts() -> None:
    transfers = Sketch(2).pay(0, 1, 5).pay(0, 1, 7, day=1).transfers()
    weights = np.array([2.0, 0.0])
    assert amounts(transfers, 2, weights=weights)[0, 1] == 10
    assert [total.tolist() for total in totals(transfers, 2, weights=weights)] == [[0, 10], [10, 0]]


payment = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 50))


@settings(max_examples=80, deadline=None)
@given(payments=st.lists(payment, max_size=20), origins=st.sets(st.integers(0, 5)))
def test_shares_stay_shares(payments: list[tuple[int, int, int]], origins: set[int]) -> None:
    drawn = Sketch(6)
    for start, end, amount in payments:
        if start != end:
            drawn.pay(start, end, amount)
    money = follow(drawn, dict.fromkeys(origins, 1.0))
    assert (money.share >= 0).all()
    assert (money.share <= 1 + 1e-9).all()
    assert (money.pass_through <= 1).all()
    assert (money.retained <= money.received + 1e-9).all()
    assert money.received.sum() == pytest.approx(money.sent.sum())
    assert (money.origins <= len(origins) + 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(payments=st.lists(payment, max_size=20))
def test_if_everybody_is_an_origin_all_money_is_theirs(payments: list[tuple[int, int, int]]) -> None:
    drawn = Sketch(6)
    for start, end, amount in payments:
        if start != end:
            drawn.pay(start, end, amount)
    money = follow(drawn, dict.fromkeys(range(6), 1.0))
    assert np.allclose(money.share, (money.received > 0).astype(float))
