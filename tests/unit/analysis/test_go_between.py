"""Go-betweens in generated lists of contacts: found where they are planted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from netinvest.analysis.go_between import GoBetween, find_go_betweens
from tests.unit.analysis.sketch import Sketch


class Planted(NamedTuple):
    """A list of contacts and who is who in it."""

    sketch: Sketch
    common: int
    between: int
    broad: int
    apart: set[int]


def crowd(generator: np.random.Generator, people: int, extra: int) -> tuple[Sketch, np.ndarray]:
    """People who are in contact by chance, a few of them with very many."""
    likely = np.minimum(generator.pareto(generator.uniform(1.4, 2.2), people) + 1, 60)
    likely /= likely.sum()
    sketch = Sketch(people + extra)
    pairs = generator.choice(people, (int(people * generator.uniform(2.5, 4)), 2), p=likely)
    for one, other in {(min(pair), max(pair)) for pair in pairs.tolist() if pair[0] != pair[1]}:
        sketch.call(one, other)
    return sketch, likely


def planted(seed: int) -> Planted:
    generator = np.random.default_rng(seed)
    people, handlers = int(generator.integers(1500, 3500)), int(generator.integers(3, 5))
    sketch, likely = crowd(generator, people, 3 + handlers)
    common, between, broad = people, people + 1, people + 2
    apart = set(range(people + 3, people + 3 + handlers))
    for actor, contacts in [(common, 40), (broad, 150), *((one, int(generator.integers(28, 40))) for one in apart)]:
        for other in generator.choice(people, contacts, replace=False, p=likely).tolist():
            sketch.call(actor, other)
    for one in apart:
        sketch.call(common, one).call(between, one)
    return Planted(sketch.call(between, broad), common, between, broad, apart)


def found_in(sketch: Sketch, seed: int = 7) -> list[GoBetween]:
    return find_go_betweens(sketch.contact_table(), sketch.size, outside=np.zeros(sketch.size, dtype=bool), seed=seed)


def test_the_planted_go_between_stands_first_in_most_lists() -> None:
    first = 0
    for seed in range(6):
        case = planted(seed)
        found = found_in(case.sketch)
        assert len(found) <= 3
        if found and found[0].actor == case.between:
            first += 1
            assert set(found[0].apart.tolist()) == case.apart
            assert (found[0].common, found[0].broad) == (case.common, case.broad)
    assert first >= 5


def test_chance_alone_seldom_makes_one() -> None:
    lists = [crowd(np.random.default_rng(100 + seed), 2000, 0)[0] for seed in range(10)]
    assert sum(bool(found_in(sketch)) for sketch in lists) <= 5


@pytest.mark.parametrize("change", ["counted", "small", "in contact"])
def test_nothing_is_said_where_the_shape_says_nothing(change: str) -> None:
    case = planted(1)
    if change == "counted":  # a record of calls: the middle is a customers' favourite
        generator = np.random.default_rng(1)
        case.sketch.contacts = [
            (a, b, int(generator.integers(1, 9)), first, last) for a, b, _, first, last in case.sketch.contacts
        ]
        assert found_in(case.sketch) == []
    elif change == "small":
        near = [row for row in case.sketch.contacts if max(row[:2]) >= case.common or max(row[:2]) < 300]
        case.sketch.contacts = [row for row in near if min(row[:2]) < 300]
        assert found_in(case.sketch) == []
    else:  # they know each other
        for one in case.apart:
            for other in case.apart - {one}:
                case.sketch.call(one, other)
        assert case.between not in [one.actor for one in found_in(case.sketch)]


def test_any_order_of_rows_and_direction_says_the_same() -> None:
    case = planted(2)
    turned = planted(2).sketch
    generator = np.random.default_rng(5)
    turned.contacts = [
        (b, a, *rest) if generator.random() < 0.5 else (a, b, *rest) for a, b, *rest in reversed(turned.contacts)
    ]
    one, other = found_in(case.sketch), found_in(turned)
    assert [(g.actor, g.apart.tolist(), g.common, g.broad, g.surprise, g.rare) for g in one] == [
        (g.actor, g.apart.tolist(), g.common, g.broad, g.surprise, g.rare) for g in other
    ]
