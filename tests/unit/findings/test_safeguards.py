"""Survivors first: whoever shows a sign of exploitation is never a likely coordinator, whatever the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.analysis.assessment import Assessment, assess
from netinvest.findings.evidence import EvidenceRequest
from netinvest.findings.group import write_funnel_accounts, write_hubs
from netinvest.findings.lead import LeadWriter
from netinvest.findings.wording import CONTROL_OF_EXPOSED, EXPOSURE, VICTIM_FIRST
from netinvest.model.category import PROTECTED, Category
from netinvest.model.finding import Finding, FindingKind
from tests.unit.analysis.sketch import Sketch

if TYPE_CHECKING:
    from netinvest.projection.network import Network

SIZE = 90


def ring(seed: int) -> Sketch:  # noqa: C901 - a story told in one go
    """A ring among strangers: 0 leads, 1 and 2 manage, 3 to 10 are exploited; anything may be wrong with it."""
    generator = np.random.default_rng(seed)
    drawn = Sketch(SIZE)
    for person in range(20, SIZE):
        for other in generator.choice(np.arange(20, SIZE), 4, replace=False).tolist():
            if other != person:
                drawn.talk(person, other, days=int(generator.integers(4, 30)))
        drawn.pay(-1, person, 10)
        for shop in generator.choice(np.arange(60, SIZE), 4, replace=False).tolist():
            if shop != person:
                drawn.pay(person, shop, 1.0, day=float(generator.integers(0, 90)))
    exploited = range(3, 11)
    for person in exploited:
        manager = 1 + person % 2
        drawn.talk(manager, person, days=int(generator.integers(6, 40)))
        drawn.pay(-1, person, 1.0, times=10).pay(person, manager, 2.0, times=4, day=30)
        drawn.advertise("sweet lady new in town quiet flat call now", person, day=float(person), poster=11)
        for client in generator.choice(np.arange(20, SIZE), 12, replace=False).tolist():
            drawn.call(client, person)
    drawn.talk(0, [1, 2], days=20)
    drawn.pay(1, 0, 4, times=4, day=50).pay(2, 0, 4, times=4, day=50)
    for person in generator.choice(12, 5).tolist():
        drawn.register(person, str(generator.choice([str(c) for c in Category])))
    for person in generator.choice(12, 2).tolist():
        drawn.advertise(f"text {person}", person, day=80.0, age=int(generator.integers(15, 30)))
    for _ in range(int(generator.integers(0, 6))):
        one, other = generator.choice(14, 2, replace=False).tolist()
        drawn.talk(one, other, days=15).pay(one, other, 3.0, times=4)
    return drawn


def leads(network: Network, assessment: Assessment) -> list[Finding]:
    writer = LeadWriter(network, assessment, EvidenceRequest(), "run")
    return [
        writer.write(kind, found, place).finding
        for kind, found in (
            (FindingKind.LIKELY_COORDINATOR, assessment.coordinators),
            (FindingKind.POSSIBLE_VICTIM_OFFENDER, assessment.both),
            (FindingKind.LIKELY_LINKED_VICTIM, assessment.victims),
        )
        for place in range(len(found.actors))
    ]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_sign_of_exploitation_among_the_coordinators(seed: int) -> None:
    network = ring(seed).network()
    assessment = assess(network, seed=1, perturbations=0)
    measures = assessment.measures
    coordinators = set(assessment.coordinators.actors.tolist())
    protected = {
        *network.advertisements.contact_actor.tolist(),
        *(a for a in range(SIZE) if network.categories[a] & {str(c) for c in PROTECTED}),
        *np.flatnonzero(measures.handover.earner).tolist(),
        *np.flatnonzero(measures.unclear).tolist(),
        *np.flatnonzero(measures.victims).tolist(),
        *np.flatnonzero(network.service).tolist(),
    }
    assert not coordinators & protected
    assert not coordinators & set(assessment.both.actors.tolist())
    assert not coordinators & set(assessment.victims.actors.tolist())
    # who shows signs of control as well is not taken off the list of those who may need help
    linked = set(np.flatnonzero(assessment.exposure.linked & (assessment.exposure.score > 0)).tolist())
    assert set(assessment.both.actors.tolist()) & linked <= set(assessment.victims.actors.tolist())
    for finding in leads(network, assessment):
        actor = network.alias.index(finding.subject.alias)
        held = network.categories[actor]
        # suspicion comes from a register, never from a score
        if finding.subject.category in {Category.SUSPECT, Category.CONVICTED}:
            assert finding.subject.category in held
            assert finding.kind is FindingKind.LIKELY_COORDINATOR
        if held & PROTECTED or finding.kind is not FindingKind.LIKELY_COORDINATOR:
            assert finding.subject.category in PROTECTED
        if finding.kind is FindingKind.POSSIBLE_VICTIM_OFFENDER:
            assert finding.caveats[0] == VICTIM_FIRST
            assert {i.name for i in finding.indicators} <= set(EXPOSURE)
            assert {i.name for i in finding.contrary} <= set(CONTROL_OF_EXPOSED)
            assert finding.contrary


@pytest.mark.parametrize("seed", range(6))
def test_whoever_the_register_names_stays_a_lead_to_help(seed: int) -> None:
    """A registered victim is not lost among hubs, coordinators or the unlinked."""
    drawn = ring(seed)
    for client in range(20, 40):
        drawn.pay(client, 5, 1.0, purpose=1)
    network = drawn.register(5, "victim").network()
    assessment = assess(network, seed=1, perturbations=0)
    assert 5 in {*assessment.both.actors.tolist(), *assessment.victims.actors.tolist()}
    assert not assessment.measures.hubs.any[5]


def test_the_most_protective_category_is_shown() -> None:
    network = ring(1).register(0, "suspect", "victim").register(1, "minor", "convicted").network()
    found = {f.subject.alias: f for f in leads(network, assess(network, seed=1, perturbations=0))}
    assert found["A-00000"].subject.category == "victim"
    assert found["A-00001"].subject.category == "minor"
    assert all(found[alias].kind is not FindingKind.LIKELY_COORDINATOR for alias in ("A-00000", "A-00001"))


def test_accounts_and_hubs_of_the_exploited_are_described_as_theirs() -> None:
    for seed in range(8):
        network = ring(seed).network()
        assessment = assess(network, seed=1, perturbations=0)
        exposed = {network.alias[actor] for actor in np.flatnonzero(assessment.measures.victims)}
        request = EvidenceRequest()
        pending = write_funnel_accounts(network, assessment, request, "run") + write_hubs(network, assessment, "run")
        for finding in (item.finding for item in pending):
            assert finding.subject.category in PROTECTED or finding.subject.alias not in exposed
