"""Who stands behind an advertised number."""

from __future__ import annotations

import numpy as np
from netinvest.analysis.assessment import assess
from netinvest.analysis.line import find_lines
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
