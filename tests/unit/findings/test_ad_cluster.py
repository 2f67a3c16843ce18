"""What is told of a posting operation: templates with slots, rhythm, places in order; and what is withheld."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from netinvest.analysis.assessment import assess
from netinvest.analysis.posting import Stay, circuit, rhythm
from netinvest.analysis.template import template_of
from netinvest.findings.ad_cluster import WITHHELD, write_ad_clusters
from netinvest.findings.evidence import EvidenceRequest
from tests.unit.analysis.sketch import Sketch

if TYPE_CHECKING:
    from netinvest.model.finding import Finding

FRAME = "sweet {} new in town quiet flat near the {} call me now {}"
TOLD = r"sweet \[[23]\] new in town quiet flat near the \[[23]\] call me now \[\d+\]"


def texts(seed: int, number: int = 12) -> list[str]:
    """One template in several hands: paraphrase, emoji, a name, a number that is written in many ways."""
    draw = random.Random(seed)  # noqa: S311 - reproducible, not secret
    found = []
    for _ in range(number):
        text = FRAME.format(draw.choice(["lady", "girl", "woman"]), draw.choice(["station", "river", "park"]), "")
        words = text.split()
        words.insert(draw.randrange(len(words)), draw.choice("💋🌹✨🔥💎"))
        digits = f"07700 900{draw.randint(100, 999)}"
        words += draw.choice(
            [[digits], list(digits), [digits.replace("0", "o")], ["name", draw.choice("ABCDE") + "na"]]
        )
        found.append(" ".join(words).upper() if draw.random() < 0.3 else " ".join(words))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_template_is_its_constant_words_and_its_slots(seed: int) -> None:
    written = texts(seed)
    found = template_of(written, [frozenset({n}) for n in range(len(written))])
    assert re.fullmatch(TOLD, found)


@given(shuffle=st.randoms(use_true_random=False))
def test_the_order_of_the_texts_does_not_matter(shuffle: random.Random) -> None:
    pairs = [(text, frozenset({n})) for n, text in enumerate(texts(1))]
    told = template_of(*zip(*pairs, strict=True))
    shuffle.shuffle(pairs)
    assert template_of(*zip(*pairs, strict=True)) == told


def test_what_stands_under_one_contact_only_is_a_slot() -> None:
    anna = ["sweet anna in town call now", "sweet anna in town call now"]
    assert template_of(anna, [frozenset({1}), frozenset({1, 2})]) == ""
    both = template_of([*anna, "sweet bea in town call now"], [frozenset({1}), frozenset({1}), frozenset({2})])
    assert both == "sweet [2] in town call now"


def test_rhythm_finds_the_hour_and_says_where_there_is_none() -> None:
    rng = np.random.default_rng(1)
    evenings = np.sort(np.arange(60) + rng.uniform(19, 21, 60) / 24)
    found = rhythm(np.r_[evenings, evenings + 0.01, np.nan])
    assert found is not None
    assert (found.sittings, found.hour in (18, 19)) == (60, True)
    assert found.hour_p < 1e-6
    assert found.pause_days == pytest.approx(1, abs=0.1)
    chance = [rhythm(rng.uniform(0, 90, 40)) for _ in range(200)]
    assert sum(r is not None and r.hour_p < 0.01 for r in chance) <= 8
    fridays = rhythm(np.arange(0, 70, 7.0) + 1)  # 2 January 1970, by the day only
    assert fridays is not None
    assert (fridays.hour, fridays.weekday, fridays.weekday_share) == (None, 4, 1.0)
    assert rhythm(np.array([1.0, np.nan])) is None


def test_a_circuit_is_stays_in_order() -> None:
    places = ["York", "Leeds", "York", "York", "", "Leeds"]
    found = circuit(places, np.array([0.0, 3, 2, 20, 5, np.nan]))
    assert found == [Stay("York", 0.0, 2.0, 2), Stay("Leeds", 3.0, 3.0, 1), Stay("York", 20.0, 20.0, 1)]


def cluster(drawn: Sketch) -> Finding:
    network = drawn.network()
    (pending,) = write_ad_clusters(network, assess(network, seed=1, perturbations=0), EvidenceRequest(), "run")
    return pending.finding


def operation(*, age: int = -1) -> Sketch:
    drawn = Sketch(12)
    for day, text in enumerate(texts(3)):
        place = ("Leeds", "York", "Hull")[day // 2 % 3]
        drawn.advertise(text, day % 4, day=day + 0.8, poster=9, place=place, age=age if day == 5 else -1)
    return drawn


def test_an_operation_is_told_with_rhythm_places_and_template() -> None:
    found = {i.name: i.sentence for i in cluster(operation()).indicators}
    assert list(found) == ["posted_together", "posting_rhythm", "circuit", "template"]
    assert re.search(TOLD, found["template"])
    assert "Leeds 1 January 1970 to 8 January 1970 (4); York 3 January 1970 to 10 January 1970 (4)" in found["circuit"]


@pytest.mark.parametrize("how", ["register", "claim"])
def test_texts_and_places_of_a_possible_minor_are_withheld(how: str) -> None:
    drawn = operation(age=16 if how == "claim" else -1)
    if how == "register":
        drawn.register(2, "minor")
    found = cluster(drawn)
    told = str(found)
    assert WITHHELD in found.caveats
    assert not any(word in told for word in ("sweet", "quiet", "Leeds", "York"))


def test_one_template_of_independent_people_is_no_operation() -> None:
    drawn = Sketch(12)
    for day, text in enumerate(texts(4)):
        drawn.advertise(text, day % 6, day=3.0 * day)
    network = drawn.network()
    assert write_ad_clusters(network, assess(network, seed=1, perturbations=0), EvidenceRequest(), "run") == []
