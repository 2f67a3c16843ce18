"""Innocent hubs."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.hub import LEAST, Hubs, find_hubs
from netinvest.analysis.tie import find_ties
from tests.unit.analysis.sketch import Sketch

SIZE = 200


def hubs(sketch: Sketch, *, parties: dict[int, float] | None = None, **given: dict[int, float]) -> Hubs:
    def column(values: dict[int, float] | None) -> np.ndarray:
        result = np.zeros(SIZE)
        for actor, value in (values or {}).items():
            result[actor] = value
        return result

    found = find_ties(sketch.contact_table(), SIZE, service=np.zeros(SIZE, dtype=bool))
    return find_hubs(
        found,
        column(parties),
        exempt=column(given.get("exempt")) > 0,
        suspicious=column(given.get("suspicious")),
        passing=column(given.get("passing")),
        sells=column(given.get("sells")) > 0,
        counts=column(given.get("counts")) > 0,
        set_aside=column(given.get("set_aside")) > 0,
    )


def village() -> Sketch:
    """People with four friends each, and a taxi that everybody called once."""
    drawn = Sketch(SIZE)
    for person in range(2, SIZE):
        drawn.call(person, 0)
        for step in (1, 2):
            drawn.talk(person, 2 + (person - 2 + step) % (SIZE - 2))
    return drawn


def test_a_taxi_is_set_aside_with_its_count() -> None:
    found = hubs(village())
    assert np.flatnonzero(found.any).tolist() == [0]
    assert found.counterparts[0] == SIZE - 2


@pytest.mark.parametrize("why", ["exempt", "suspicious"])
def test_advertised_people_and_whoever_is_close_to_them_never_are(why: str) -> None:
    assert not hubs(village(), **{why: {0: 5.0}}).any.any()  # type: ignore[arg-type]


def test_a_person_decides_who_counts_and_who_does_not_unless_exposed() -> None:
    assert not hubs(village(), counts={0: 1.0}).any.any()
    assert np.flatnonzero(hubs(village(), set_aside={0: 1.0, 5: 1.0}).any).tolist() == [0, 5]
    assert not hubs(village(), set_aside={5: 1.0}, exempt={0: 1.0, 5: 1.0}).any.any()


def test_a_large_circle_of_lasting_friends_is_no_hub() -> None:
    drawn = village()
    drawn.talk(0, range(2, SIZE))
    assert not hubs(drawn).any.any()


def test_fewer_than_the_least_is_never_a_hub() -> None:
    drawn = Sketch(SIZE)
    for caller in range(2, 1 + LEAST):
        drawn.call(caller, 0)
    assert not hubs(drawn).any.any()


def test_a_shop_keeps_what_it_is_paid_and_a_funnel_does_not() -> None:
    parties = dict.fromkeys(range(2, SIZE), 4.0) | {0: 150.0, 1: 150.0}
    found = hubs(Sketch(SIZE), parties=parties, passing={0: 0.1, 1: 0.95})
    assert np.flatnonzero(found.money).tolist() == [0]
    assert not found.calls.any()


def test_whoever_sells_rooms_is_a_merchant_whatever_the_number() -> None:
    found = hubs(Sketch(SIZE), parties={5: 4.0}, sells={5: 1.0})
    assert np.flatnonzero(found.money).tolist() == [5]
