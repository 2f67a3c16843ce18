"""Standing in a small network of contacts: the middle, and the quiet leader behind it."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.standing import Standing, find_standing, measure_standing, place_score
from tests.unit.analysis.sketch import Sketch

GROUPS, LEADER, LIEUTENANTS = 4, 0, (1, 2, 3, 4)


def cells(seed: int) -> Sketch:
    """Four lieutenants with cells of nine; a quiet leader who speaks, often, with the lieutenants and a relative."""
    generator = np.random.default_rng(seed)
    sketch = Sketch(5 + 9 * GROUPS + 1)
    for number, lieutenant in enumerate(LIEUTENANTS):
        members = range(5 + 9 * number, 5 + 9 * (number + 1))
        for member in members:
            sketch.talk(lieutenant, member, days=int(generator.integers(1, 5)))
        sketch.talk(LEADER, lieutenant, days=9)
    return sketch.talk(LEADER, sketch.size - 1, days=3)


def standing(sketch: Sketch, seed: int = 7) -> Standing | None:
    return find_standing(sketch.contact_table(), sketch.size, outside=np.zeros(sketch.size, dtype=bool), seed=seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_leader_with_few_contacts_stands_among_the_first_and_stays_there(seed: int) -> None:
    found = standing(cells(seed))
    assert found is not None
    leads = found.actors.tolist()
    assert LEADER in leads[:3]
    assert found.stability[leads.index(LEADER)] >= 0.9
    assert set(leads[:5]) == {LEADER, *LIEUTENANTS}
    assert len(leads) <= cells(seed).size // 3


def test_the_same_seed_says_the_same() -> None:
    one, other = standing(cells(1)), standing(cells(1))
    assert one is not None
    assert other is not None
    assert one.low.tolist() == other.low.tolist()
    assert one.stability.tolist() == other.stability.tolist()


def test_a_handful_and_a_multitude_say_nothing() -> None:
    assert standing(Sketch(5).talk(0, [1, 2, 3, 4])) is None
    many = Sketch(10_002)
    for actor in range(1, 10_002):
        many.call(0, actor)
    assert standing(many) is None


@pytest.mark.parametrize("seed", [1, 2])
def test_reach_counts_everybody_one_or_two_steps_away(seed: int) -> None:
    sketch = cells(seed)
    reach = measure_standing(sketch.contact_table(), sketch.size)["reach"].strength
    assert reach[LEADER] == sketch.size - 1  # everybody is a lieutenant's, or the relative
    assert reach[LIEUTENANTS[0]] == 9 + 1 + len(LIEUTENANTS) - 1 + 1
    assert reach[5] == 8 + 1 + 1


def test_the_best_place_counts_and_half_of_the_next() -> None:
    score = place_score([np.array([9.0, 1.0, 0.0]), np.array([1.0, 9.0, 0.0]), np.array([9.0, 8.0, 7.0])])
    assert score.tolist() == pytest.approx([np.log10(3) * 1.5, np.log10(3) + np.log10(1.5) / 2, 0.0])
