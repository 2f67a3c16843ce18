"""Who is held together with whom, and around whom people belong together."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.assessment import assess
from netinvest.analysis.company import coherent, held_with_others, moved_together, paying_alike
from netinvest.analysis.tie import find_ties
from scipy import sparse
from tests.unit.analysis.sketch import Sketch


def joined(size: int, *pairs: tuple[int, int]) -> sparse.csr_matrix:
    made = np.zeros((size, size))
    for a, b in pairs:
        made[a, b] = made[b, a] = 1.0
    return sparse.csr_matrix(made)


def test_one_way_alone_counts_nothing_and_a_register_is_a_way() -> None:
    one, other = joined(5, (0, 1), (0, 2), (3, 4)), joined(5, (0, 1))
    nobody = np.zeros(5, dtype=bool)
    assert held_with_others([one, other], nobody).strength.tolist() == [1, 1, 0, 0, 0]
    known = np.array([False, False, False, True, False])
    held = held_with_others([one, other], known)
    assert held.strength.tolist() == [1, 1, 0, 1, 1]
    assert held.count.tolist() == [1, 1, 0, 1, 1]


def test_two_travel_together_from_two_places_on() -> None:
    drawn = Sketch(4)
    for actor, places in enumerate((("Leeds", "York"), ("Leeds", "York"), ("Leeds",), ("York", "Hull"))):
        for place in places:
            drawn.advertise("a text", actor, place=place, day={"Leeds": 1.0, "York": 9.0, "Hull": 20.0}[place])
    exposed = np.ones(4, dtype=bool)
    assert moved_together(drawn.network().advertisements, exposed).todense().tolist() == (
        joined(4, (0, 1)).todense().tolist()
    )


def test_a_merchant_in_common_joins_nobody() -> None:
    main = sparse.csr_matrix(([1.0] * 4, ([3, 3, 4, 4], [0, 1, 1, 2])), shape=(5, 5))
    exposed = np.array([True, True, True, False, False])
    merchant = np.array([False, False, False, False, True])
    assert paying_alike(main, exposed, merchant).todense().tolist() == joined(5, (0, 1)).todense().tolist()


@pytest.mark.parametrize(("together", "expected"), [(True, True), (False, False)])
def test_company_around_somebody_is_joined_without_them(*, together: bool, expected: bool) -> None:
    drawn = Sketch(5)
    for other in range(4):
        drawn.talk(4, other)
    if together:
        for one, other in ((0, 1), (1, 2), (2, 3)):
            drawn.talk(one, other)
    network = drawn.network()
    ties = find_ties(network.contacts, 5, service=network.service)
    exposed = np.array([True] * 4 + [False])
    assert bool(coherent(ties, exposed, sparse.csr_matrix((5, 5)))[4]) is expected


def test_who_hands_half_on_to_other_people_is_no_coordinator() -> None:
    """An exploited person who collects for two managers, each of whom gets less than half."""
    drawn = Sketch(60)
    for week in range(12):
        for earner in range(4):
            drawn.advertise(f"text of {earner}", earner, day=float(week * 7))
            drawn.pay(earner, 10, 5.0, day=float(week * 7 + 1))
        drawn.pay(10, 11, 8.0, day=float(week * 7 + 2))
        drawn.pay(10, 12, 8.0, day=float(week * 7 + 2))
        for shopper in range(20, 50):
            drawn.pay(shopper, 51 + shopper % 3, 1.0, day=float(week * 7 + 3))
    assert 10 not in assess(drawn.network(), seed=1, perturbations=0).coordinators.actors.tolist()
