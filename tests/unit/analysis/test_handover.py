"""Handing over: trees, layers, roots; rounds do not hang; a till is not an earner."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.analysis.handover import DEPTH, Handover, find_handovers
from netinvest.analysis.money import totals
from tests.unit.analysis.sketch import Sketch

CASH = -1


def handovers(sketch: Sketch, *, outside: tuple[int, ...] = ()) -> Handover:
    transfers = sketch.transfers()
    received, _ = totals(transfers, sketch.size)
    out = np.zeros(sketch.size, dtype=bool)
    out[list(outside)] = True
    return find_handovers(transfers, received, outside=out)


def earnings(sketch: Sketch, earner: int, collector: int, *, cash: int = 10, part: float = 0.8) -> None:
    """Cash comes in, most of it is handed over in several payments."""
    sketch.pay(CASH, earner, 1.0, times=cash)
    sketch.pay(earner, collector, cash * part / 4, times=4, day=20)


def background(sketch: Sketch, people: range) -> None:
    """Everybody else pays shops, who hand over to nobody: what a collector is measured against."""
    for person in people:
        sketch.pay(CASH, person, 10)
        for shop in range(5):
            sketch.pay(person, sketch.size - 1 - shop, 1)


def ring() -> Sketch:
    """0, 1, 2 earn for 6; 3, 4, 5 for 7; 6 and 7 hand over to 8, who keeps it."""
    drawn = Sketch(60)
    for earner, collector in ((0, 6), (1, 6), (2, 6), (3, 7), (4, 7), (5, 7)):
        earnings(drawn, earner, collector)
    for collector in (6, 7):
        drawn.pay(collector, 8, 4, times=4, day=40)
    background(drawn, range(10, 55))
    return drawn


def test_earners_collectors_and_the_top() -> None:
    found = handovers(ring())
    assert found.payee[:9].tolist() == [6, 6, 6, 7, 7, 7, 8, 8, -1]
    assert np.flatnonzero(found.earner).tolist() == [0, 1, 2, 3, 4, 5]
    upstream, layers = found.upstream_of(found.earner)
    assert upstream[[6, 7, 8, 9]].tolist() == [3, 3, 6, 0]
    assert layers[[6, 7, 8, 9]].tolist() == [1, 1, 2, 0]
    assert np.flatnonzero(found.collects.strength).tolist() == [6, 7, 8]
    assert found.collects.count[[6, 7, 8]].tolist() == [3, 3, 2]


def test_what_those_below_spend_is_gathered_at_the_top() -> None:
    found = handovers(ring())
    spent = np.zeros(60)
    spent[[0, 3, 6]] = [1, 2, 4]
    assert found.gathered(spent)[[6, 7, 8, 9]].tolist() == [5, 2, 7, 0]


def test_less_than_half_or_too_few_payments_are_no_handover() -> None:
    drawn = Sketch(4).pay(CASH, 0, 10).pay(0, 1, 1.6, times=3).pay(CASH, 2, 10).pay(2, 1, 4, times=2)
    assert handovers(drawn).payee.tolist() == [-1, -1, -1, -1]


def test_half_in_three_payments_is_one() -> None:
    assert handovers(Sketch(2).pay(CASH, 0, 9).pay(0, 1, 1.5, times=3)).payee[0] == 1


def test_if_more_leaves_than_came_the_larger_payee_counts() -> None:
    drawn = Sketch(3).pay(CASH, 0, 10).pay(0, 2, 3, times=3).pay(0, 1, 2, times=3)
    assert handovers(drawn).payee[0] == 2


def test_an_innocent_hub_collects_nothing() -> None:
    found = handovers(ring(), outside=(6,))
    assert found.payee[:3].tolist() == [-1, -1, -1]
    assert not found.earner[:3].any()


def test_wages_handed_over_are_not_earnings() -> None:
    # three clerks are paid by one employer every week and hand over to a common purse
    drawn = Sketch(60)
    for clerk in (0, 1, 2):
        drawn.pay(9, clerk, 1, times=10).pay(clerk, 6, 2, times=4, day=20)
    background(drawn, range(10, 55))
    found = handovers(drawn)
    assert found.payee[:3].tolist() == [6, 6, 6]
    assert not found.earner.any()


def test_a_single_pair_is_no_pattern() -> None:
    drawn = Sketch(60)
    earnings(drawn, 0, 6)
    background(drawn, range(10, 55))
    found = handovers(drawn)
    assert found.payee[0] == 6
    assert not found.earner.any()
    assert found.collects.strength[6] == 0


def test_money_that_goes_round_ends() -> None:
    drawn = Sketch(3)
    for start, end in ((0, 1), (1, 2), (2, 0)):
        drawn.pay(start, end, 2, times=4)
    found = handovers(drawn)
    assert found.payee.tolist() == [1, 2, 0]
    assert not found.earner.any()
    upstream, layers = found.upstream_of(np.array([True, False, False]))
    assert (upstream >= 1).all()
    assert (layers <= DEPTH).all()


def test_only_the_exposed_who_hand_over_are_counted() -> None:
    exposed = np.zeros(60, dtype=bool)
    exposed[[0, 3, 12]] = True
    upstream, _ = handovers(ring()).upstream_of(exposed)
    assert upstream[[6, 7, 8]].tolist() == [1, 1, 2]


@settings(max_examples=60, deadline=None)
@given(
    payments=st.lists(
        st.tuples(st.integers(-1, 7), st.integers(-1, 7), st.integers(1, 9), st.integers(1, 5)), max_size=25
    )
)
def test_everybody_hands_over_to_one_at_most_and_never_to_themselves(
    payments: list[tuple[int, int, int, int]],
) -> None:
    drawn = Sketch(8)
    for start, end, amount, times in payments:
        if start != end:
            drawn.pay(start, end, amount, times=times)
    found = handovers(drawn)
    handing = found.payee >= 0
    assert (found.payee[handing] != np.flatnonzero(handing)).all()
    assert not (found.earner & ~handing).any()
    upstream, layers = found.upstream_of(np.ones(8, dtype=bool))
    collected = np.bincount(found.payee[handing], minlength=8)
    assert ((upstream > 0) == (collected > 0)).all()
    assert ((layers > 0) == (collected > 0)).all()
