"""Hold findings against the truth of a planted case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from netinvest.model.finding import FindingKind

if TYPE_CHECKING:
    from netinvest.model.finding import Finding
    from tests.validation.plant import Truth

CUTS = (5, 10, 20)


@dataclass
class Score:
    """How right a list of findings is; nan where the case has nothing to find."""

    coordinator_ap: float
    coordinator_ap_managers_neutral: float
    first: int  # rank of the first coordinator, 0 for none
    precision: dict[int, float]
    recall: dict[int, float]
    listed: int  # coordinators listed
    exploited_listed: list[str]  # exploited people among them
    victim_ap: float
    overlap: tuple[int, int]  # flagged, planted
    network_f1: float
    networks: list[float]  # stabilities of the networks reported
    steady: int  # coordinators not called unstable


def people(finding: Finding, truth: Truth) -> list[str]:
    """The people whom a finding's identifiers belong to, most identifiers first."""
    held: dict[str, int] = {}
    for identifier in finding.subject.identifiers:
        key = f"{identifier['kind']}:{identifier['value']}"
        if key in truth.owner:
            held[truth.owner[key]] = held.get(truth.owner[key], 0) + 1
    return sorted(held, key=lambda one: (-held[one], one))


def ranking(findings: list[Finding], kind: FindingKind, truth: Truth) -> list[str]:
    """People in the order of a list of leads; somebody's second number or account is no second person."""
    ordered = sorted((f for f in findings if f.kind is kind), key=lambda f: f.rank)
    named = [next(iter(people(f, truth)), f"?{f.id}") for f in ordered]
    return list(dict.fromkeys(named))


def average_precision(order: list[str], wanted: set[str], neutral: set[str] = frozenset()) -> float:  # type: ignore[assignment]
    """Mean over all wanted of the precision where each stands; nan without any."""
    if not wanted:
        return float("nan")
    hits, total = 0, 0.0
    for place, one in enumerate((one for one in order if one not in neutral), start=1):
        if one in wanted:
            hits += 1
            total += hits / place
    return total / len(wanted)


def score(findings: list[Finding], truth: Truth) -> Score:
    """Score a run's findings."""
    coordinators, exploited = truth.having("coordinator"), truth.having("exploited")
    overlap = exploited & truth.having("manager")
    helpers = {one for one in truth.ring if one not in coordinators | exploited}
    leads = ranking(findings, FindingKind.LIKELY_COORDINATOR, truth)
    victims = ranking(findings, FindingKind.LIKELY_LINKED_VICTIM, truth)
    both = ranking(findings, FindingKind.POSSIBLE_VICTIM_OFFENDER, truth)
    every = [one for f in findings if f.kind is FindingKind.LIKELY_COORDINATOR for one in people(f, truth)]
    networks = [f for f in findings if f.kind is FindingKind.NETWORK]
    members = [set(people(f, truth)) for f in networks]
    rings = {ring: {one for one in truth.ring if truth.ring[one] == ring} for ring in set(truth.ring.values())}
    f1 = [
        max((2 * len(found & ring) / (len(found) + len(ring)) for found in members), default=0.0)
        for ring in rings.values()
    ]
    places = [place for place, one in enumerate(leads, start=1) if one in coordinators]
    return Score(
        coordinator_ap=average_precision(leads, coordinators),
        coordinator_ap_managers_neutral=average_precision(leads, coordinators, helpers),
        first=min(places, default=0),
        precision={k: sum(p <= k for p in places) / k for k in CUTS},
        recall={k: sum(p <= k for p in places) / max(len(coordinators), 1) for k in CUTS},
        listed=len(leads),
        exploited_listed=sorted(set(every) & exploited),
        victim_ap=average_precision([*victims], exploited - overlap, overlap),
        overlap=(len(overlap & set(both)), len(overlap)),
        network_f1=float(np.mean(f1)) if f1 else float("nan"),
        networks=sorted((f.stability or 0.0 for f in networks), reverse=True),
        steady=sum(f.kind is FindingKind.LIKELY_COORDINATOR and (f.stability or 0.0) >= 0.5 for f in findings),
    )
