"""Findings about a case in which nobody is known to be exploited: structure is all there is to report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netinvest.analysis.dense_block import Block, dense_blocks
from netinvest.analysis.flow_pattern import Gathering, Round, find_gatherings, find_rounds
from netinvest.analysis.rank_aggregation import aggregate
from netinvest.analysis.standing import find_standing
from netinvest.findings.go_between import write_go_betweens
from netinvest.findings.lead import PREFIX, STABLE, Pending, identifiers_of, subject_of
from netinvest.findings.wording import LEAD_ONLY, UNSTABLE
from netinvest.model.finding import Finding, FindingKind, Indicator, Subject

if TYPE_CHECKING:
    from netinvest.analysis.assessment import Assessment
    from netinvest.findings.evidence import EvidenceRequest
    from netinvest.projection.network import Network

STRUCTURE_ONLY = (
    "Structure only: nothing about exploitation was loaded, and families, firms and schools are dense as well."
)
FLOW_ONLY = (
    "Structure only: nothing about exploitation was loaded; rents, fees, wages and collections make alike payments, "
    "and firms of one group pay each other round."
)
STANDING_ONLY = (
    "By position in the contacts alone: nothing about exploitation and no money was loaded. Whoever is watched most "
    "looks central, and somebody exploited may have been put there: look for signs of exploitation first."
)
STANDING = {
    "turned_to": "Many who have few other contacts are in contact with {alias}; place {place} of all.",
    "brokerage": "On shortest ways through lasting contact {alias} stands between others; place {place} of all.",
    "prominence": "{alias} is in contact with people who are in contact with many; place {place} of all.",
    "ear_of_the_middle": "{alias} is in frequent contact with those who stand between others; place {place} of all.",
    "reach": "{value} people are in contact with {alias} or with one of the contacts of {alias}; place {place} of all.",
}
"""What each sign says."""
USED = "Somebody whose account is used may be exploited, deceived or unaware."


def write_structure(
    network: Network, assessment: Assessment, request: EvidenceRequest, run: str, *, seed: int
) -> list[Pending]:
    """Dense blocks of callers and flow patterns; for a case without anybody who may be exploited.

    Args:
        network: The network.
        assessment: Its assessment: innocent hubs of money stay out.
        request: Collects the evidence to fetch.
        run: The run's id.
        seed: Of the networks and payments dealt at random.
    """
    blocks = dense_blocks(network.contacts, network.size, seed=seed)
    found = [_block_finding(network, block, rank, request, run) for rank, block in enumerate(blocks, start=1)]
    outside = assessment.measures.hubs.money
    gatherings = find_gatherings(network.transfers, network.size, outside=outside)
    rounds = find_rounds(network.transfers, network.size, outside=outside, seed=seed)
    return (
        found
        + _standing_findings(network, assessment, request, run, seed=seed)
        + write_go_betweens(network, request, run, seed=seed)
        + _flow_findings(network, gatherings, rounds, request, run)
    )


def _standing_findings(
    network: Network, assessment: Assessment, request: EvidenceRequest, run: str, *, seed: int
) -> list[Pending]:
    """Who stands out in a small network of contacts with neither money nor leads of another kind in it."""
    if len(network.transfers.start) or len(assessment.coordinators.actors):
        return []
    # in a selected group the busiest number is no taxi rank: hubs are not set aside
    standing = find_standing(network.contacts, network.size, outside=network.service, seed=seed)
    if standing is None:
        return []
    pending = []
    for place, actor in enumerate(standing.actors.tolist()):
        alias = network.alias[actor]
        indicators = tuple(
            Indicator(
                name=name,
                stream="calls",
                value=round(float(sign.strength[actor]), 6),
                expected=None,
                p_value=None,
                sentence=STANDING[name].format(
                    alias=alias,
                    value=int(sign.strength[actor]),
                    place=int((sign.strength > sign.strength[actor]).sum()) + 1,
                ),
            )
            for name, sign in standing.signs.items()
            if sign.strength[actor] > 0
        )
        stable = float(standing.stability[place])
        finding = Finding(
            id=f"{PREFIX[FindingKind.LIKELY_COORDINATOR]}-{network.actor_no[actor]:05d}",
            kind=FindingKind.LIKELY_COORDINATOR,
            subject=subject_of(network, actor, possible_victim=False),
            rank=place + 1,
            score=round(float(standing.score[actor]), 6),
            interval=(int(standing.low[place]), int(standing.high[place])),
            stability=round(stable, 4),
            indicators=indicators,
            caveats=(LEAD_ONLY, STANDING_ONLY, *(() if stable >= STABLE else (UNSTABLE,))),
            run=run,
        )
        others = np.arange(network.size)
        ref = request.between("call", actor, others[others != actor])
        pending.append(Pending(finding, [ref] * len(indicators), []))
    return pending


def _block_finding(network: Network, block: Block, rank: int, request: EvidenceRequest, run: str) -> Pending:
    alias = f"Network {rank}"
    lowest = int(network.actor_no[block.members].min())
    contacts = network.contacts
    inside = np.isin(contacts.start, block.callers) & np.isin(contacts.end, block.called)
    indicator = Indicator(
        name="dense_block",
        stream="calls",
        value=float(block.contacts),
        expected=round(block.expected, 6),
        p_value=None,
        sentence=(
            f"{len(block.callers)} members of {alias} reached {len(block.called)} of its members {block.contacts} "
            f"times; chance would bring {block.expected:.1f}. The block comes again in {block.stability:.0%} of "
            "repeats on perturbed records."
        ),
    )
    finding = Finding(
        id=f"{PREFIX[FindingKind.NETWORK]}-{lowest:05d}-{rank}",
        kind=FindingKind.NETWORK,
        subject=Subject(
            actor_id=f"{FindingKind.NETWORK}:{lowest:05d}-{rank}",
            alias=alias,
            category="unknown",
            identifiers=identifiers_of(network, block.members),
        ),
        rank=rank,
        score=round(block.density, 6),
        interval=None,
        # how firmly the block stands is in its sentence; nothing says that it is a network of the kind looked for
        stability=None,
        indicators=(indicator,),
        streams={
            "calls": {"links": int(inside.sum()), "density": round(block.density, 3), "chance": round(block.chance, 3)},
            "members": [network.alias[actor] for actor in block.members],
        },
        caveats=(
            LEAD_ONLY,
            STRUCTURE_ONLY,
            *(() if block.stability >= STABLE else (UNSTABLE,)),
            "Being in a network says how people are linked, not what they did.",
        ),
        run=run,
    )
    return Pending(finding, [request.links("call", contacts.start[inside], contacts.end[inside])], [])


def _flow_findings(
    network: Network, gatherings: list[Gathering], rounds: list[Round], request: EvidenceRequest, run: str
) -> list[Pending]:
    """One finding an account, with every pattern it lies in; ranked as leads are."""
    strength = {name: np.zeros(network.size) for name in ("alike", "burst", "round")}
    for gathering in gatherings:
        strength[gathering.kind][gathering.account] = -np.log10(max(gathering.chance, 1e-300))
    for found in rounds:
        strength["round"][list(found.actors)] += 1.0
    score = aggregate(list(strength.values()))
    chosen = np.flatnonzero(score > 0)
    gathered = {(g.account, g.kind): g for g in gatherings}
    through: dict[int, list[Round]] = {}
    for found in rounds:
        for actor in found.actors:
            through.setdefault(actor, []).append(found)
    pending = []
    for rank, actor in enumerate(chosen[np.lexsort((chosen, -score[chosen]))].tolist(), start=1):
        indicators: list[Indicator] = []
        refs: list[int | None] = []
        members: set[int] = set()
        for kind in ("alike", "burst"):
            if (actor, kind) in gathered:
                gathering = gathered[actor, kind]
                indicators.append(_gathering_indicator(network.alias[actor], gathering))
                refs.append(request.links("transfer", gathering.payers, np.full(len(gathering.payers), actor)))
                members.update(gathering.payers.tolist())
        if actor in through:
            indicators.append(_round_indicator(network.alias[actor], through[actor]))
            steps = sorted({s for r in through[actor] for s in zip(r.actors, np.roll(r.actors, -1), strict=True)})
            start, end = np.array(steps, dtype=np.int64).T
            refs.append(request.links("transfer", start, end))
            members.update(a for r in through[actor] for a in r.actors if a != actor)
        finding = Finding(
            id=f"{PREFIX[FindingKind.FUNNEL_ACCOUNT]}-{network.actor_no[actor]:05d}",
            kind=FindingKind.FUNNEL_ACCOUNT,
            subject=subject_of(network, actor, possible_victim=False),
            rank=rank,
            score=round(float(score[actor]), 6),
            interval=None,
            stability=None,
            indicators=tuple(indicators),
            streams={
                "transfers": {"links": len(members)},
                "members": [network.alias[member] for member in sorted(members)],
            },
            caveats=(LEAD_ONLY, FLOW_ONLY, USED),
            run=run,
        )
        pending.append(Pending(finding, refs, []))
    return pending


def _gathering_indicator(alias: str, gathering: Gathering) -> Indicator:
    number = len(gathering.payers)
    how = "paid alike amounts" if gathering.kind == "alike" else "first paid within one week"
    return Indicator(
        name="alike_payments" if gathering.kind == "alike" else "burst_of_payers",
        stream="transfers",
        value=float(number),
        expected=round(gathering.expected, 6),
        p_value=float(f"{gathering.chance:.3g}"),
        sentence=(
            f"{number} of the {gathering.of} payers of {alias} {how}; as payments to others go, "
            f"{gathering.expected:.1f} would."
        ),
    )


def _round_indicator(alias: str, rounds: list[Round]) -> Indicator:
    ordered = sum(found.in_order for found in rounds)
    steps = min(len(found.actors) for found in rounds)
    return Indicator(
        name="payment_round",
        stream="transfers",
        value=float(len(rounds)),
        expected=round(max(found.chance for found in rounds) * len(rounds), 6),
        p_value=None,
        sentence=(
            f"Rounds of alike payments that come back to where they began and pass through {alias}: {len(rounds)}, the "
            f"shortest of {steps} payments; rounds whose payments follow each other in time: {ordered}."
        ),
    )
