"""What is said of cases in which nobody is known to be exploited, and of cases without a ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from netinvest.analysis.assessment import assess
from netinvest.findings.evidence import EvidenceRequest
from netinvest.findings.structure import FLOW_ONLY, STRUCTURE_ONLY, write_structure
from netinvest.model.finding import Finding, FindingKind
from netinvest.synthetic import generate
from tests.unit.analysis.sketch import Sketch
from tests.unit.findings.filled import analysed, fill

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 200


def crowd(seed: int) -> Sketch:
    """Single calls and everyday payments among strangers."""
    generator = np.random.default_rng(seed)
    drawn = Sketch(SIZE)
    for one, other in generator.integers(0, SIZE, (3000, 2)).tolist():
        if one != other:
            drawn.call(one, other)
    for one, other in generator.integers(0, SIZE, (1500, 2)).tolist():
        if one != other:
            drawn.pay(one, other, float(np.exp(generator.normal())), day=float(generator.integers(0, 120)))
    return drawn


def findings(drawn: Sketch) -> list[Finding]:
    network = drawn.network()
    assessment = assess(network, seed=1, perturbations=0)
    return [item.finding for item in write_structure(network, assessment, EvidenceRequest(), "run", seed=1)]


def test_a_crowd_has_no_structure() -> None:
    assert findings(crowd(1)) == []


def test_a_dense_block_is_a_network_with_its_caveat() -> None:
    drawn = crowd(1)
    for caller in range(10, 15):
        for called in range(13, 19):
            if caller != called:
                drawn.call(caller, called, days=6)
    (finding,) = findings(drawn)
    assert finding.kind is FindingKind.NETWORK
    assert finding.streams["members"] == [f"A-{actor:05d}" for actor in range(10, 19)]
    assert len(finding.subject.identifiers) == 9
    assert STRUCTURE_ONLY in finding.caveats
    assert finding.indicators[0].sentence.startswith("5 members of Network 1 reached 6 of its members ")


def test_a_gathering_and_a_round_through_one_account_are_one_finding() -> None:
    drawn = crowd(1)
    for payer in range(20, 28):
        drawn.pay(payer, 5, 50.0, day=10.0 * (payer - 19))
    for start, end, day in ((5, 6, 30.0), (6, 7, 40.0), (7, 5, 50.0)):
        drawn.pay(start, end, 80.0, day=day)
    found = findings(drawn)
    # chance may add one at the end of such a list
    assert [f.subject.alias for f in found if f.subject.alias < "A-00020"] == ["A-00005", "A-00006", "A-00007"]
    assert len(found) <= 4
    assert [i.name for i in found[0].indicators] == ["alike_payments", "payment_round"]
    assert found[0].indicators[0].sentence.startswith("8 of the ")
    assert set(found[0].streams["members"]) == {f"A-{actor:05d}" for actor in (6, 7, *range(20, 28))}
    assert all(FLOW_ONLY in f.caveats and f.kind is FindingKind.FUNNEL_ACCOUNT for f in found)


def test_structure_alone_is_not_reported_beside_exposed_people(tmp_path: Path) -> None:
    case = generate(seed=2, scale="small", difficulty="easy")
    with fill(tmp_path / "case.duckdb", case) as ledger:
        caveats = {caveat for f in analysed(ledger, perturbations=0).findings for caveat in f.caveats}
    assert not caveats & {STRUCTURE_ONLY, FLOW_ONLY}


@pytest.mark.parametrize("seed", [2, 3, 6])
def test_without_a_ring_no_stable_network_holds_a_coordinator(seed: int, tmp_path: Path) -> None:
    with fill(tmp_path / "case.duckdb", generate(seed=seed, scale="small", rings=0)) as ledger:
        found = analysed(ledger, perturbations=20).findings
    leads = {f.subject.alias for f in found if f.kind is FindingKind.LIKELY_COORDINATOR}
    for finding in found:
        if finding.kind is FindingKind.NETWORK and finding.stability is not None and finding.stability >= 0.5:
            assert not leads & set(finding.streams["members"])
