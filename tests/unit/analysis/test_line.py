"""Who stands behind an advertised number."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.assessment import assess
from netinvest.analysis.line import find_lines, find_minded
from netinvest.analysis.tie import find_ties
from tests.unit.analysis.sketch import Sketch


def town(*, close: int) -> Sketch:
    """Sixty people in small circles; actor 0 is advertised and in contact with 1 to 5 on ``close`` days each way."""
    drawn = Sketch(80)
    for one in range(10, 70):
        drawn.talk(one, [10 + (one - 10 + step) % 60 for step in (1, 2)], days=6)
    drawn.talk(0, range(1, 6), days=close).talk(0, range(70, 75), days=6)
    for one in range(1, 5):
        drawn.talk(one, one + 1, days=7)
    return drawn.advertise("friendly, all week", 0)


def lines(drawn: Sketch) -> list[int]:
    network = drawn.network()
    ties = find_ties(network.contacts, network.size, service=network.service)
    advertised = np.arange(network.size) == 0
    return np.flatnonzero(find_lines(ties, advertised, free=~advertised) == 0).tolist()


def test_those_in_close_contact_with_an_advertised_number_and_with_each_other_stand_behind_it() -> None:
    assert lines(town(close=60)) == [1, 2, 3, 4, 5]


def test_contact_as_everybody_has_it_puts_nobody_behind_a_line() -> None:
    assert lines(town(close=6)) == []


def test_close_contacts_who_do_not_know_each_other_stand_behind_no_line() -> None:
    drawn = town(close=60)
    drawn.contacts = [row for row in drawn.contacts if not (row[0] in range(1, 6) and row[1] in range(1, 6))]
    assert lines(drawn) == []


def test_people_behind_a_line_may_be_exploited_and_its_holder_may_be_both() -> None:
    assessment = assess(town(close=60).network(), seed=1, perturbations=0)
    assert {1, 2, 3, 4, 5} <= set(assessment.victims.actors.tolist())
    assert 0 in assessment.both.actors.tolist()
    assert not {0, 1, 2, 3, 4, 5} & set(assessment.coordinators.actors.tolist())


def desk(*, days: int, known_to: int | None = 6) -> Sketch:
    """Actor 0 is advertised and sends 1 to 5 out on so many days; they never call it, and all know 6."""
    drawn = town(close=6)
    drawn.contacts = [row for row in drawn.contacts if not {row[0], row[1]} & {*range(6)}]
    for one in range(1, 6):
        drawn.call(0, one, days=days)
        if known_to is not None:
            drawn.talk(known_to, one, days=7)
    return drawn.talk(0, range(70, 75), days=6)


def test_a_desk_that_only_calls_out_is_a_line_as_well() -> None:
    assert lines(desk(days=60)) == [1, 2, 3, 4, 5]
    assert lines(desk(days=6)) == [], "clients are called back on a few days"
    assert lines(desk(days=60, known_to=None)) == [], "regular clients have nobody in common"


def test_regular_clients_who_are_called_back_hide_no_line() -> None:
    drawn = town(close=60)
    drawn.talk(0, range(10, 60), days=6)
    assert lines(drawn) == [1, 2, 3, 4, 5]


def minded(drawn: Sketch, *linked: int) -> tuple[list[int], list[int]]:
    network = drawn.network()
    ties = find_ties(network.contacts, network.size, service=network.service)
    exposed = np.isin(np.arange(network.size), linked)
    minder, others = find_minded(ties, exposed, free=~exposed, hub=np.zeros(network.size, dtype=bool))
    return np.flatnonzero(minder).tolist(), np.flatnonzero(others).tolist()


def flat(*, fellows: int, days: int = 60) -> Sketch:
    """70 keeps after 1 to 5; so many of them are tied to 6, who may be exploited."""
    drawn = town(close=6)
    drawn.contacts = [row for row in drawn.contacts if not {row[0], row[1]} & {*range(6)}]
    return drawn.talk(70, range(1, 6), days=days).talk(6, range(1, 1 + fellows), days=7)


@pytest.mark.parametrize("fellows", [0, 2, 3, 5])
def test_a_minder_is_told_by_how_many_are_close_to_exposed_people(fellows: int) -> None:
    several = fellows > 2
    assert minded(flat(fellows=fellows), 6) == (([70], [*range(1, 1 + fellows)]) if several else ([], []))


def test_contact_as_everybody_has_it_makes_no_minder() -> None:
    assert minded(flat(fellows=5, days=6), 6) == ([], [])
    assert minded(flat(fellows=5)) == ([], []), "nobody is exposed"


def test_minded_people_stand_behind_all_others_and_are_no_coordinators() -> None:
    drawn = flat(fellows=5).register(6, "victim")
    assessment = assess(drawn.network(), seed=1, perturbations=0)
    assert assessment.victims.actors.tolist()[0] == 6
    assert set(assessment.victims.actors.tolist()[1:]) == {1, 2, 3, 4, 5}
    assert not {1, 2, 3, 4, 5, 6} & set(assessment.coordinators.actors.tolist())
    assert not assessment.measures.victims[1:6].any()
