"""Findings: ranked leads with their indicators, contrary indicators and evidence.

A finding is a lead to examine. It never says that somebody is guilty.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class FindingKind(StrEnum):
    """What a finding proposes."""

    LIKELY_COORDINATOR = "likely_coordinator"
    LIKELY_LINKED_VICTIM = "likely_linked_victim"
    POSSIBLE_VICTIM_OFFENDER = "possible_victim_offender"
    NETWORK = "network"
    AD_CLUSTER = "ad_cluster"
    FUNNEL_ACCOUNT = "funnel_account"
    SET_ASIDE_HUB = "set_aside_hub"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows of one source that support a statement."""

    record: str  # call, transfer, advertisement, subject
    source_id: str  # SHA-256 of the file's bytes
    name: str  # the file's name when it was loaded
    rows: tuple[int, ...]  # row numbers, at most EVIDENCE_ROWS; `case.evidence` gives all
    total: int  # how many rows there are in this source


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measured sign, with what would be expected without it."""

    name: str
    stream: str  # calls, transfers, advertisements, subjects
    value: float
    expected: float | None  # mean under the null model, None where there is none
    p_value: float | None
    sentence: str  # names aliases only, never a number or a name
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a finding is about."""

    actor_id: str
    alias: str
    category: str
    identifiers: tuple[dict[str, str], ...] = ()  # {"kind": ..., "value": ...}


@dataclass(frozen=True, slots=True)
class Finding:
    """A ranked lead."""

    id: str
    kind: FindingKind
    subject: Subject
    rank: int
    score: float
    interval: tuple[int, int] | None  # ranks between which it stayed in 90 % of the perturbations
    stability: float | None  # share of perturbations in which it stayed a finding of this kind
    indicators: tuple[Indicator, ...] = ()
    contrary: tuple[Indicator, ...] = ()
    streams: dict[str, Any] = field(default_factory=dict)  # stream -> rank without it, ties, volume
    decisions: tuple[str, ...] = ()  # decision ids that the subject's identity rests on
    evidence: tuple[Evidence, ...] = ()
    caveats: tuple[str, ...] = ()
    run: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)
