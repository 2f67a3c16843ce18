"""Wages: staff of one employer, and pay that goes on to the same others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.analysis.exposure import measure_exposure
from netinvest.analysis.measure import measure
from netinvest.analysis.money import totals
from netinvest.analysis.wages import Wages, find_wages
from tests.unit.analysis.sketch import Sketch

SIZE = 60
FIRM, STAFF = 50, range(10, 16)
TAKERS = (30, 31)


def town() -> Sketch:
    """Strangers pay one another, and a firm pays six."""
    drawn = Sketch(SIZE)
    for one in range(32, 49):
        drawn.pay(one, one + 1, 1.0, times=2)
    for one in STAFF:
        drawn.pay(FIRM, one, 10.0, times=4)
    return drawn


def wages(drawn: Sketch) -> Wages:
    transfers = drawn.transfers()
    received, _ = totals(transfers, SIZE)
    return find_wages(transfers, received, outside=np.zeros(SIZE, dtype=bool))


def test_who_is_paid_like_three_others_is_staff_and_who_is_paid_far_more_is_not() -> None:
    drawn = town().pay(FIRM, 16, 50.0, times=4)
    for one in (20, 21):  # two are no staff
        drawn.pay(51, one, 10.0, times=4)
    assert np.flatnonzero(wages(drawn).staff).tolist() == list(STAFF)


@pytest.mark.parametrize("share", [0.2, 0.3, 0.45])
def test_pay_that_goes_on_to_common_payees_is_withheld(share: float) -> None:
    drawn = town()
    for one in STAFF:
        for taker in TAKERS:
            drawn.pay(one, taker, 10.0 * share, times=4)
    found = wages(drawn).withheld
    if share < 0.25:  # a part that rent or a union may be
        assert not found.any()
    else:
        assert np.flatnonzero(found).tolist() == list(STAFF)
        assert found[list(STAFF)] == pytest.approx(2 * share)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_some_who_pay_one_landlord_are_not_all_the_people_of_a_firm(number: int) -> None:
    drawn = town().pay(FIRM, 16, 10.0, times=4)
    for one in range(10, 10 + number):
        drawn.pay(one, 30, 6.0, times=4)
    assert not wages(drawn).withheld.any()


def test_people_whose_wages_are_withheld_may_be_exploited_and_are_linked() -> None:
    drawn = town()
    for one in STAFF:
        drawn.pay(one, 30, 8.0, times=4).talk(one, 30, days=10)
    network = drawn.network()
    exposure = measure_exposure(network, measure(network))
    assert exposure.linked[list(STAFF)].all()
    assert exposure.signs["wages_withheld"].strength[list(STAFF)] == pytest.approx(0.8)


def test_earnings_do_not_end_with_staff() -> None:
    """Three advertised shops, a firm that takes all of it in, and its payroll."""
    drawn = town()
    for number, shop in enumerate((20, 21, 22)):
        drawn.advertise("massage, licensed, card accepted", shop, day=number)
        drawn.pay(-1, shop, 20.0, times=4).pay(shop, FIRM, 20.0, times=4)
    measures = measure(drawn.network())
    assert measures.signs["earnings_end_here"].strength[list(STAFF)].any()
    assert not measures.coordination[list(STAFF)].any()


@given(st.randoms(use_true_random=False), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_the_order_of_payments_does_not_matter(random: object, number: int) -> None:
    drawn = town()
    for _ in range(number):
        a, b = random.sample(range(SIZE), 2)  # type: ignore[attr-defined]
        drawn.pay(a, b, random.choice((1.0, 4.0, 9.0)), times=random.choice((1, 3)))  # type: ignore[attr-defined]
    first = wages(drawn)
    random.shuffle(drawn.payments)  # type: ignore[attr-defined]
    again = wages(drawn)
    assert first.staff.tolist() == again.staff.tolist()
    assert first.withheld == pytest.approx(again.withheld)
    assert ((first.withheld == 0) | (first.withheld >= 0.5)).all()
    assert (first.withheld <= 1).all()
