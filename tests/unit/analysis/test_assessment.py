"""The whole assessment: reproducible, and its ranks and stability mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.assessment import Assessment, assess
from netinvest.analysis.perturbation import LEAST, MOST, WORK, draws, number_of_perturbations, ranks, without
from tests.unit.analysis.sketch import Sketch
from tests.unit.analysis.test_measure import ring


@pytest.fixture(scope="module")
def drawn() -> Sketch:
    story = ring()
    for person in range(3, 11):
        story.pay(-1, person, 1.0, times=10).pay(person, 1 if person < 7 else 2, 2.0, times=4, day=30)
    return story.pay(1, 0, 6, times=4, day=50).pay(2, 0, 6, times=4, day=50)


@pytest.fixture(scope="module")
def assessed(drawn: Sketch) -> Assessment:
    return assess(drawn.network(), seed=3, perturbations=30)


def same(one: Assessment, other: Assessment) -> bool:
    for kind in ("coordinators", "both", "victims"):
        here, there = getattr(one, kind), getattr(other, kind)
        for name in ("actors", "score", "low", "high", "stability"):
            if not np.array_equal(getattr(here, name), getattr(there, name), equal_nan=True):
                return False
        if any(not np.array_equal(here.without[s], there.without[s]) for s in here.without):
            return False
    if one.agreement != other.agreement or not np.array_equal(one.network_stability, other.network_stability):
        return False
    return [g.members.tolist() for g in one.networks] == [g.members.tolist() for g in other.networks]


def test_the_ring_is_found(assessed: Assessment) -> None:
    assert assessed.coordinators.actors[0] == 0
    assert set(assessed.victims.actors.tolist()) == set(range(3, 11))
    # everybody in it stands in some network; of the town at most one whom chance gave two links with it
    members = set().union(*(group.members.tolist() for group in assessed.networks))
    assert members >= set(range(11))
    assert len(members) <= 12
    assert all(set(group.joined.tolist()) <= set(group.members.tolist()) for group in assessed.networks)
    assert (assessed.network_stability > 0).any()


def test_the_same_seed_gives_the_same_and_rows_may_be_drawn_in_any_order(drawn: Sketch, assessed: Assessment) -> None:
    assert same(assess(drawn.network(), seed=3, perturbations=30), assessed)
    generator = np.random.default_rng(1)
    shuffled = Sketch(drawn.size)
    for name in ("contacts", "payments", "ads"):
        rows = getattr(drawn, name)
        setattr(shuffled, name, [rows[i] for i in generator.permutation(len(rows))])
    assert same(assess(shuffled.network(), seed=3, perturbations=30), assessed)


def test_intervals_hold_most_ranks_and_stability_is_a_share(assessed: Assessment) -> None:
    leads = assessed.coordinators
    assert (leads.low <= leads.high).all()
    assert leads.stability[0] > 0.8
    assert ((leads.stability >= 0) & (leads.stability <= 1)).all()


def test_a_stream_left_out_tells_what_a_lead_rests_on(assessed: Assessment) -> None:
    # nobody else is a lead without the advertisements: who might be exploited is not known then
    assert set(assessed.coordinators.without) == {"calls", "transfers", "advertisements"}
    assert assessed.victims.without["advertisements"][0] == 0 or assessed.victims.without["calls"][0] > 0


def test_without_perturbations_nothing_is_said_about_stability(drawn: Sketch) -> None:
    found = assess(drawn.network(), seed=3, perturbations=0)
    assert np.isnan(found.coordinators.stability).all()
    assert found.perturbations == 0
    assert found.networks
    assert np.isnan(found.network_stability).all()
    assert found.resolution == 1.0


def test_progress_ends_at_the_whole(drawn: Sketch) -> None:
    seen: list[tuple[int, int]] = []
    assess(drawn.network(), seed=1, perturbations=4, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(k, 7) for k in range(1, 8)]


def test_draws_follow_the_counts_and_the_seed(drawn: Sketch) -> None:
    network = drawn.network()
    some = list(draws(network, 200, seed=5))
    days = np.mean([draw.contact_days for draw in some], axis=0)
    assert np.allclose(days, network.contacts.active_days, atol=2.0)
    assert np.mean([draw.advertisement_kept.mean() for draw in some]) == pytest.approx(0.9, abs=0.03)
    again = next(iter(draws(network, 1, seed=5)))
    assert np.array_equal(again.contact_days, some[0].contact_days)


def test_large_networks_get_fewer_perturbations_but_never_too_few() -> None:
    small = Sketch(3).talk(0, 1).network()
    assert number_of_perturbations(small) == MOST
    assert number_of_perturbations(small, 5) == 5
    many = Sketch(3)
    many.payments = [(0.0, 0, 1, 1.0, -1)] * 1_000_000
    assert number_of_perturbations(many.network()) == WORK // 1_000_001
    assert LEAST <= WORK // 1_000_001 <= MOST


@pytest.mark.parametrize("stream", ["calls", "transfers", "advertisements"])
def test_a_stream_is_left_out_whole(drawn: Sketch, stream: str) -> None:
    network = without(drawn.network(), stream)
    left = {
        "calls": len(network.contacts.start),
        "transfers": len(network.transfers.start),
        "advertisements": len(network.advertisements.key) + len(network.advertisements.contact_ad),
    }
    assert [name for name, number in left.items() if number == 0] == [stream]


def test_ranks_of_leads_who_lost_their_score_come_after_the_last() -> None:
    score = np.array([0.0, 5.0, 3.0, 0.0])
    assert ranks(score, np.array([0, 1, 2, 3])).tolist() == [3, 1, 2, 3]
