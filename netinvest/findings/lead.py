"""From measures to findings about single actors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from netinvest.findings.wording import (
    CONTRARY,
    CONTROL,
    CONTROL_OF_EXPOSED,
    EXPOSURE,
    LEAD_ONLY,
    UNSTABLE,
    VICTIM_FIRST,
)
from netinvest.model.category import PROTECTED, Category
from netinvest.model.finding import Finding, FindingKind, Indicator, Subject
from netinvest.model.identifier import Identifier
from netinvest.projection.network import PURPOSES

if TYPE_CHECKING:
    from scipy import sparse

    from netinvest.analysis.assessment import Assessment, Leads
    from netinvest.analysis.surprise import Sign
    from netinvest.findings.evidence import EvidenceRequest
    from netinvest.findings.wording import Wording
    from netinvest.model.finding import Evidence
    from netinvest.projection.network import Ints, Network

STABLE = 0.5
"""A lead that stayed one in fewer perturbations is called unstable."""
PREFIX = {
    FindingKind.LIKELY_COORDINATOR: "coordinator",
    FindingKind.LIKELY_LINKED_VICTIM: "linked-victim",
    FindingKind.POSSIBLE_VICTIM_OFFENDER: "victim-offender",
    FindingKind.FUNNEL_ACCOUNT: "funnel",
    FindingKind.SET_ASIDE_HUB: "hub",
    FindingKind.NETWORK: "network",
    FindingKind.AD_CLUSTER: "ad-cluster",
}


@dataclass
class Pending:
    """A finding whose evidence is still to be fetched: (position in indicators or contrary) -> reference."""

    finding: Finding
    indicator_refs: list[int | None]
    contrary_refs: list[int | None]

    def owners(self) -> list[tuple[int, str, str]]:
        """Whose the references are: ``(reference, finding id, indicator name)``."""
        both = (*self.finding.indicators, *self.finding.contrary)
        refs = (*self.indicator_refs, *self.contrary_refs)
        return [(ref, self.finding.id, i.name) for i, ref in zip(both, refs, strict=True) if ref is not None]

    def complete(self, fetched: dict[int, tuple[Evidence, ...]]) -> Finding:
        """The finding with its evidence; the finding's own evidence is that of all its indicators."""

        def fill(indicators: tuple[Indicator, ...], refs: list[int | None]) -> tuple[Indicator, ...]:
            return tuple(
                replace(indicator, evidence=fetched.get(ref, ()) if ref is not None else ())
                for indicator, ref in zip(indicators, refs, strict=True)
            )

        indicators = fill(self.finding.indicators, self.indicator_refs)
        contrary = fill(self.finding.contrary, self.contrary_refs)
        seen: dict[tuple[str, str], Evidence] = {}
        for indicator in indicators:
            for item in indicator.evidence:
                have = seen.get((item.record, item.source_id))
                rows = sorted({*item.rows, *(have.rows if have else ())})
                seen[item.record, item.source_id] = replace(
                    item, rows=tuple(rows), total=max(item.total, have.total if have else 0, len(rows))
                )
        return replace(self.finding, indicators=indicators, contrary=contrary, evidence=tuple(seen.values()))


def category_of(network: Network, actor: int, *, possible_victim: bool) -> str:
    """The category to show: the register's, most protective first; else possible_victim or unknown."""
    held = network.categories[actor]
    for category in (Category.MINOR, Category.VICTIM, Category.POSSIBLE_VICTIM):
        if category in held:
            return str(category)
    if possible_victim:
        return str(Category.POSSIBLE_VICTIM)
    for category in (Category.CONVICTED, Category.SUSPECT, Category.WITNESS, Category.CONTACT):
        if category in held:
            return str(category)
    return str(Category.UNKNOWN)


def is_protected(category: str) -> bool:
    """Whether names and numbers of this category need a reveal."""
    return category in {str(c) for c in PROTECTED}


def identifiers_of(network: Network, actors: Ints) -> tuple[dict[str, str], ...]:
    """The identifiers of actors, sorted."""
    keys = sorted({key for actor in actors.tolist() for key in network.identifiers[actor]})
    return tuple({"kind": str(i.kind), "value": i.value} for i in map(Identifier.from_key, keys))


def plain(name: str, stream: str, value: float, sentence: str) -> Indicator:
    """A sign without a null model."""
    return Indicator(name=name, stream=stream, value=round(value, 6), expected=None, p_value=None, sentence=sentence)


def group_subject(network: Network, members: Ints, kind: FindingKind, rank: int) -> Subject:
    """Several actors as one subject."""
    number = int(network.actor_no[members].min())
    return Subject(
        actor_id=f"{kind}:{number:05d}",
        alias=f"{'Network' if kind is FindingKind.NETWORK else 'Ad cluster'} {rank}",
        category="unknown",
        identifiers=identifiers_of(network, members),
    )


def subject_of(network: Network, actor: int, *, possible_victim: bool) -> Subject:
    """The subject of a finding about one actor."""
    return Subject(
        actor_id=f"actor:{network.actor_no[actor]:05d}",
        alias=network.alias[actor],
        category=category_of(network, actor, possible_victim=possible_victim),
        identifiers=identifiers_of(network, np.array([actor])),
    )


class LeadWriter:
    """Writes findings about single actors from an assessment, and notes the evidence each indicator needs."""

    def __init__(self, network: Network, assessment: Assessment, request: EvidenceRequest, run: str) -> None:
        self._network, self._assessment, self._request, self._run = network, assessment, request, run
        measures = assessment.measures
        self._tied = measures.ties.weight.tocsr()
        self._paid_by = measures.flow.T.tocsr()
        self._pays = measures.flow.tocsr()
        self._masks = {
            "victims": measures.victims,
            "controllers": measures.controllers,
            "exposed_or_control": measures.victims | measures.controllers,
            "minders_or_exposed": assessment.exposure.minder | measures.victims,
            "clients": measures.clients,
            "anybody": np.ones(network.size, dtype=bool),
        }
        self._listed = {FindingKind(kind): 0 for kind in FindingKind}

    def _row(self, matrix: sparse.csr_matrix, actor: int, mask: str) -> Ints:
        others = matrix.indices[matrix.indptr[actor] : matrix.indptr[actor + 1]].astype(np.int64)
        return np.sort(others[self._masks[mask][others]])

    def _evidence(self, wording: Wording, actor: int) -> int | None:  # noqa: C901 - a case for each kind of link
        match wording.rests_on:
            case ("tied", mask):
                return self._request.between("call", actor, self._row(self._tied, actor, mask))
            case ("spoke_with", mask):
                return self._request.between("call", actor, np.flatnonzero(self._masks[mask]))
            case ("paid_by", mask):
                others = self._row(self._paid_by, actor, mask)
                return self._request.links("transfer", others, np.full(len(others), actor, dtype=np.int64))
            case ("pays", mask):
                others = self._row(self._pays, actor, mask)
                return self._request.links("transfer", np.full(len(others), actor, dtype=np.int64), others)
            case ("handed_by", _):
                others = np.flatnonzero(self._assessment.measures.handover.payee == actor)
                return self._request.links("transfer", others, np.full(len(others), actor, dtype=np.int64))
            case ("tree_below", mask):
                below = self._below(actor)
                if not len(below):  # what ends here was paid in parts, by nobody who hands over most of it
                    below = self._row(self._paid_by, actor, mask)
                    return self._request.links("transfer", below, np.full(len(below), actor, dtype=np.int64))
                return self._request.links("transfer", below, self._assessment.measures.handover.payee[below])
            case ("held_with", mask):  # by ties, by what both pay, by what names them
                here = np.array([actor])
                ref = self._request.between("call", actor, self._row(self._tied, actor, mask))
                paid = self._row(self._pays, actor, mask)
                self._request.links("transfer", np.full(len(paid), actor, dtype=np.int64), paid, ref=ref)
                self._request.naming("subject", here, ref=ref)
                return self._request.naming("advertisement", here, ref=ref)
            case ("trade_below", _):
                transfers = self._network.transfers
                made = (
                    (transfers.purpose >= 0) & (transfers.end >= 0) & (transfers.purpose != PURPOSES.index("transport"))
                )
                made &= np.isin(transfers.start, np.append(self._below(actor), actor))
                pairs = np.unique(np.c_[transfers.start[made], transfers.end[made]], axis=0)
                return self._request.links("transfer", pairs[:, 0], pairs[:, 1])
            case ("called_by", _):
                casual = self._assessment.measures.ties.casual.tocsc()
                others = np.sort(casual.indices[casual.indptr[actor] : casual.indptr[actor + 1]].astype(np.int64))
                return self._request.links("call", others, np.full(len(others), actor, dtype=np.int64))
            case ("named_in", record):
                return self._request.naming(record, np.array([actor]))
        return None

    def _below(self, actor: int) -> Ints:
        """Everybody whose handovers end up with the actor."""
        payee = self._assessment.measures.handover.payee
        below: list[int] = []
        level = np.flatnonzero(payee == actor)
        while len(level) and len(below) < self._network.size:
            below += level.tolist()
            level = np.setdiff1d(np.flatnonzero(np.isin(payee, level)), [*below, actor])
        return np.array(sorted(below), dtype=np.int64)

    def _indicators(
        self, actor: int, signs: dict[str, Sign], words: dict[str, Wording]
    ) -> tuple[tuple[Indicator, ...], list[int | None]]:
        indicators: list[Indicator] = []
        refs: list[int | None] = []
        for name, sign in signs.items():
            if sign.strength[actor] <= 0:
                continue
            wording = words[name]
            expected = None if sign.expected is None else float(sign.expected[actor])
            value = float(sign.strength[actor] if wording.shows_strength else sign.count[actor])
            indicators.append(
                Indicator(
                    name=name,
                    stream=wording.stream,
                    value=round(value, 6),
                    expected=None if expected is None else round(expected, 6),
                    p_value=None if sign.p_value is None else float(f"{sign.p_value[actor]:.3g}"),
                    sentence=wording.say(
                        alias=self._network.alias[actor],
                        value=float(sign.strength[actor]),
                        count=float(sign.count[actor]),
                        expected=expected,
                    ),
                )
            )
            refs.append(self._evidence(wording, actor))
        return tuple(indicators), refs

    def write(self, kind: FindingKind, leads: Leads, place: int) -> Pending:
        """The finding about the lead in a place of a list."""
        actor = int(leads.actors[place])
        measures, exposure = self._assessment.measures, self._assessment.exposure
        exposed = self._indicators(actor, exposure.signs, EXPOSURE)
        stable = float(leads.stability[place]) >= STABLE or not self._assessment.perturbations
        caveats = [LEAD_ONLY] + ([] if stable else [UNSTABLE])
        if kind is FindingKind.LIKELY_COORDINATOR:
            indicators, refs = self._indicators(actor, measures.signs, CONTROL)
            contrary, contrary_refs = self._innocent_reading(actor)
        elif kind is FindingKind.POSSIBLE_VICTIM_OFFENDER:
            # exculpatory signs first: they are the indicators; the signs of control stand after them
            control = self._indicators(actor, exposure.control_signs, CONTROL_OF_EXPOSED)
            indicators, refs = exposed
            contrary, contrary_refs = control
            caveats.insert(0, VICTIM_FIRST)
        else:
            (indicators, refs), (contrary, contrary_refs) = exposed, ((), [])
        words = {**EXPOSURE, **CONTROL_OF_EXPOSED, **CONTROL} if kind is not FindingKind.LIKELY_COORDINATOR else CONTROL
        caveats += [words[indicator.name].misread for indicator in indicators]
        rank = self._listed[kind] = self._listed[kind] + 1
        streams = {
            stream: {
                "rank_without": int(others[place]) or None,
                "links": self._links(stream, actor),
            }
            for stream, others in leads.without.items()
        }
        finding = Finding(
            id=f"{PREFIX[kind]}-{self._network.actor_no[actor]:05d}",
            kind=kind,
            subject=subject_of(self._network, actor, possible_victim=kind is not FindingKind.LIKELY_COORDINATOR),
            rank=rank,
            score=round(float(leads.score[place]), 6),
            interval=(int(leads.low[place]), int(leads.high[place])),
            stability=None if np.isnan(leads.stability[place]) else round(float(leads.stability[place]), 4),
            indicators=indicators,
            contrary=contrary,
            streams=streams,
            caveats=tuple(dict.fromkeys(caveats)),
            run=self._run,
        )
        return Pending(finding, refs, contrary_refs)

    def _links(self, stream: str, actor: int) -> int:
        measures = self._assessment.measures
        if stream == "calls":
            return len(self._row(self._tied, actor, "anybody"))
        if stream == "transfers":
            return len(self._row(self._paid_by, actor, "anybody")) + len(self._row(self._pays, actor, "anybody"))
        ads = self._network.advertisements
        return int((ads.contact_actor == actor).sum() + (ads.poster_actor == actor).sum()) if len(measures.known) else 0

    def _innocent_reading(self, actor: int) -> tuple[tuple[Indicator, ...], list[int | None]]:
        """What speaks against control: money passed on, many other contacts."""
        measures = self._assessment.measures
        indicators: list[Indicator] = []
        refs: list[int | None] = []
        alias = self._network.alias[actor]
        degree = measures.ties.degree[actor]
        inside = measures.signs["control_ties"].count[actor] + measures.signs["reporting_lines"].count[actor]
        signs = {
            "passes_money_on": float(measures.money.pass_through[actor]) if measures.money.received[actor] > 0 else 0.0,
            "ordinary_contacts": float(max(degree - inside, 0.0) / degree) if degree > 0 else 0.0,
        }
        for name, value in signs.items():
            if value >= 0.5:  # noqa: PLR2004
                wording = CONTRARY[name]
                indicators.append(
                    Indicator(
                        name=name,
                        stream=wording.stream,
                        value=round(value, 6),
                        expected=None,
                        p_value=None,
                        sentence=wording.say(alias=alias, value=value, count=value, expected=None),
                    )
                )
                refs.append(self._evidence(wording, actor))
        return tuple(indicators), refs
