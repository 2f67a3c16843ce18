"""Where money ends, and who stands above whom."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.ends import Ends, find_ends
from netinvest.analysis.money import amounts, totals
from netinvest.analysis.top import tops
from tests.unit.analysis.sketch import Sketch


def ends_of(sketch: Sketch, *origins: int, merchants: tuple[int, ...] = ()) -> Ends:
    transfers, size = sketch.transfers(), sketch.size
    flow = amounts(transfers, size)
    received, sent = totals(transfers, size)
    mask = np.isin(np.arange(size), origins)
    return find_ends(flow, received, sent, origins=mask, merchants=np.isin(np.arange(size), merchants))


def chain() -> Sketch:
    # 0 earns 10 in notes, hands 8 to 1, who hands 7 to 2; 2 buys at the shop 3
    return Sketch(5).pay(-1, 0, 10.0).pay(0, 1, 8.0).pay(1, 2, 7.0).pay(2, 3, 6.0)


def test_money_comes_to_rest_with_who_keeps_it() -> None:
    share = ends_of(chain(), 0, merchants=(3,)).share.toarray()[0]
    assert share[1] == pytest.approx(0.8 * 1 / 8)
    assert share[2] == pytest.approx(0.8 * 7 / 8)
    assert share.sum() == pytest.approx(0.8)


def test_buying_is_keeping_and_paying_a_person_is_not() -> None:
    assert ends_of(chain(), 0, merchants=(3,)).keeps[2] == pytest.approx(1.0)
    assert ends_of(chain(), 0).keeps[2] == pytest.approx(1 / 7)


def test_notes_drawn_are_lost_from_sight() -> None:
    ends = ends_of(chain().pay(2, -1, 7.0), 0, merchants=(3,))
    assert ends.keeps[2] == 0.0
    assert ends.share.toarray()[0, 2] == 0.0


def test_above_are_those_with_whom_a_quarter_ends() -> None:
    assert ends_of(chain(), 0, 1, merchants=(3,)).above() == [(0, 2), (1, 2)]


def test_money_that_goes_round_is_never_more_than_there_was() -> None:
    ring = Sketch(4).pay(-1, 0, 5.0).pay(0, 1, 5.0).pay(1, 2, 5.0).pay(2, 0, 5.0).pay(1, 3, 1.0)
    assert ends_of(ring, 0, 1, 2).share.sum(axis=1).max() <= 1.0 + 1e-9


def test_who_hands_most_over_to_a_lead_is_none_and_the_one_above_is_at_least_as_high() -> None:
    ends = ends_of(chain(), 0, 1, merchants=(3,))
    found = tops(np.array([0.0, 9.0, 2.0, 0.0, 3.0]), ends)
    assert found.tolist() == [0.0, 0.0, 9.0, 0.0, 3.0]


def test_hands_are_counted_by_how_much_came_from_each() -> None:
    drawn = Sketch(5).pay(-1, 0, 10.0).pay(0, 2, 8.0).pay(-1, 1, 10.0).pay(1, 2, 8.0).pay(-1, 3, 10.0).pay(3, 4, 8.0)
    ends = ends_of(drawn, 0, 1, 3)
    everybody = np.ones(5, dtype=bool)
    assert ends.hands(everybody).tolist() == [0, 0, pytest.approx(2), 0, pytest.approx(1)]
    assert ends.hands(np.arange(5) != 1)[2] == pytest.approx(1)
    assert ends.reaching(everybody)[2] == pytest.approx(1.6)


@pytest.mark.parametrize("wage", [1.0, 2.0, 6.0])
def test_wages_are_less_than_what_goes_up(wage: float) -> None:
    # 0 earns 20, hands 8 to 1, and pays 2 for driving
    drawn = Sketch(4).pay(-1, 0, 20.0).pay(0, 1, 8.0).pay(0, 2, wage)
    reached = ends_of(drawn, 0).reaching(np.arange(4) == 0)
    assert reached[1] == pytest.approx(8 / 20)
    assert reached[2] == pytest.approx(wage / 20 if wage > 0.3 * 8 else 0.0)
