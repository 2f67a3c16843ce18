"""Posting operations: what joins advertisements, and what must not."""

from __future__ import annotations

import pytest
from netinvest.analysis.operation import COMMON_TEMPLATE, STOCK_IMAGE, Operations, find_operations
from netinvest.analysis.tie import find_ties
from tests.unit.analysis.sketch import Sketch

SWEET = "sweet and friendly lady new in town quiet flat near the station call me now"
WARM = "warm hands and good talk after work by the old harbour bridge until late"


def operations(sketch: Sketch) -> Operations:
    network = sketch.network()
    ties = find_ties(network.contacts, network.size, service=network.service)
    return find_operations(network.advertisements, network.size, ties=ties)


def together(sketch: Sketch, one: int, other: int) -> bool:
    found = operations(sketch)
    assert (found.of_actor[[one, other]] >= 0).all()
    return bool(found.of_actor[one] == found.of_actor[other])


def test_one_contact_is_one_operation() -> None:
    found = operations(Sketch(3).advertise(SWEET, 0).advertise(WARM, 0, 1, day=9).advertise(WARM[:20], 2, day=20))
    assert found.of_actor[0] == found.of_actor[1] != found.of_actor[2]
    assert found.contacts[found.of_actor[0]] == 2
    assert found.sizes[found.of_actor[0]] == 2
    assert found.joined_by[found.of_actor[0]] == {"contact"}
    assert found.fellows().tolist() == [1, 1, 0]


def test_one_poster_joins_and_is_no_contact() -> None:
    drawn = Sketch(4).advertise(SWEET, 0, poster=3).advertise(WARM, 1, day=9, poster=3)
    found = operations(drawn)
    assert found.of_actor[0] == found.of_actor[1]
    assert found.of_actor[3] == -1
    assert found.contacts[found.of_actor[0]] == 2
    assert "poster" in found.joined_by[found.of_actor[0]]


@pytest.mark.parametrize(("bearers", "joined"), [(STOCK_IMAGE, True), (STOCK_IMAGE + 1, False)])
def test_an_image_joins_unless_it_is_a_stock_image(bearers: int, joined: bool) -> None:  # noqa: FBT001
    drawn = Sketch(bearers)
    for actor in range(bearers):
        drawn.advertise(f"{'abcdefghij'[actor] * 5} text {'klmnopqrst'[actor] * 4}", actor, day=actor, images=("d1",))
    assert together(drawn, 0, bearers - 1) == joined


def test_a_stolen_template_does_not_join() -> None:
    assert not together(Sketch(2).advertise(SWEET, 0).advertise(SWEET, 1, day=30), 0, 1)


def test_a_template_and_two_postings_in_one_sitting_join() -> None:
    drawn = Sketch(2)
    for day in (3.0, 9.0):
        drawn.advertise(SWEET, 0, day=day).advertise(SWEET, 1, day=day + 1 / 24)
    assert together(drawn, 0, 1)


def test_one_sitting_alone_may_be_chance() -> None:
    drawn = Sketch(2).advertise(SWEET, 0, day=3).advertise(SWEET, 1, day=3 + 1 / 24)
    assert not together(drawn, 0, 1)


def test_two_templates_in_common_join() -> None:
    drawn = Sketch(2)
    for actor, day in ((0, 3), (1, 40)):
        drawn.advertise(SWEET, actor, day=day).advertise(WARM, actor, day=day + 9)
    assert together(drawn, 0, 1)


def test_a_few_words_are_found_by_many() -> None:
    phrases = ("new in town", "own flat", "just arrived", "outcall only", "no rush")
    drawn = Sketch(4)
    for day in range(8):
        text = f"sweet, {phrases[day % 5]}, {phrases[(day + 2) % 5]}"
        for person in (0, 1):
            drawn.advertise(text, person, day=day + person / 24)
    assert not together(drawn, 0, 1)
    for person in (0, 1):
        drawn.talk(2, person)
    assert together(drawn, 0, 1)


def test_a_template_and_a_common_third_person_join() -> None:
    drawn = Sketch(3).advertise(SWEET, 0).advertise(SWEET, 1, day=30)
    assert together(drawn.talk(2, [0, 1]), 0, 1)


def test_a_common_third_person_without_a_template_does_not() -> None:
    assert not together(Sketch(3).advertise(SWEET, 0).advertise(WARM, 1, day=30).talk(2, [0, 1]), 0, 1)


def test_a_template_that_everybody_uses_joins_nobody() -> None:
    size = COMMON_TEMPLATE + 1
    drawn = Sketch(size + 1).talk(size, [0, 1])
    for actor in range(size):
        drawn.advertise(SWEET, actor, day=3 * actor)
    assert not together(drawn, 0, 1)


def test_advertisements_without_a_date_or_a_text_are_carried() -> None:
    drawn = Sketch(2).advertise("", 0, day=float("nan")).advertise("07700 900123", 1, day=float("nan"))
    found = operations(drawn)
    assert found.template.tolist() == [-1, -1]
    assert found.contacts.tolist() == [1, 1]


def test_no_advertisements() -> None:
    assert operations(Sketch(2)).of_actor.tolist() == [-1, -1]
