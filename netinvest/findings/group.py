"""Findings about groups, accounts and hubs: networks, funnel accounts, hubs set aside."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from netinvest.findings.lead import PREFIX, STABLE, Pending, group_subject, plain, subject_of
from netinvest.findings.wording import LEAD_ONLY, UNSTABLE
from netinvest.model.finding import Finding, FindingKind
from netinvest.plural import plural

if TYPE_CHECKING:
    from collections.abc import Collection

    from scipy import sparse

    from netinvest.analysis.assessment import Assessment
    from netinvest.findings.evidence import EvidenceRequest
    from netinvest.projection.network import Ints, Mask, Network

SET_ASIDE = "Set aside as an innocent hub: its links carried nothing in this analysis. Set aside is not cleared."
SET_ASIDE_BY_PERSON = "Set aside by a decision: its links carried nothing in this analysis. Set aside is not cleared."
REVERSIBLE = (
    "If its links should count: netinvest decide CASE, this alias, --counts (and --withdraw to take that back)."
)
FUNNEL_PASS_THROUGH = 0.6
"""Part of the money received that leaves again, from which an account is a funnel."""
FUNNEL_PAYERS = 4


def write_networks(network: Network, assessment: Assessment, request: EvidenceRequest, run: str) -> list[Pending]:
    """Communities of people who may be exploited and those linked to them, the largest exposed part first."""
    measures = assessment.measures
    victims = measures.victims
    found = [
        (float(stability), int(victims[group.members].sum()), group)
        for group, stability in zip(assessment.networks, assessment.network_stability, strict=True)
    ]
    found.sort(
        key=lambda item: (-np.nan_to_num(item[0]) * np.log1p(len(item[2].members)), -item[1], item[2].members.min())
    )
    agreement = {str(resolution): round(value, 4) for resolution, value in assessment.agreement.items()}
    pending = []
    for rank, (stability, exposed, group) in enumerate(found, start=1):
        members = group.members
        inside = np.zeros(network.size, dtype=bool)
        inside[members] = True
        ads = network.advertisements
        places = Counter(ads.place[ad] for ad in ads.contact_ad[inside[ads.contact_actor]].tolist() if ads.place[ad])
        tie_links = measures.ties.weight[members][:, members].tocoo()
        pay_links = measures.flow[members][:, members].tocoo()
        alias = f"Network {rank}"
        indicators = [
            plain(
                "exposed_members",
                "advertisements",
                exposed,
                f"{alias} has {len(members)} members; {exposed} of them may be exploited.",
            )
        ]
        refs: list[int | None] = [_behind(request, members, victims, tie_links, pay_links)]
        if len(group.joined):
            text = (
                f"{alias} holds {plural(len(group.joined), 'member')} without a sign of their own, who share more "
                "links with the others than chance would bring."
            )
            indicators.append(plain("joined_by_links", "calls", len(group.joined), text))
            joined = np.zeros(network.size, dtype=bool)
            joined[group.joined] = True
            refs.append(_ties_of(request, members, joined, tie_links, pay_links))
        if tie_links.nnz:
            text = f"{tie_links.nnz // 2} pairs of its members are in lasting contact."
            indicators.append(plain("lasting_contacts", "calls", tie_links.nnz // 2, text))
            refs.append(request.links("call", members[tie_links.row], members[tie_links.col]))
        if pay_links.nnz:
            text = f"Money moved between {pay_links.nnz} pairs of its members."
            indicators.append(plain("money_inside", "transfers", pay_links.nnz, text))
            refs.append(request.links("transfer", members[pay_links.row], members[pay_links.col]))
        stable = stability >= STABLE or not assessment.perturbations
        finding = Finding(
            id=f"{PREFIX[FindingKind.NETWORK]}-{network.actor_no[members].min():05d}",
            kind=FindingKind.NETWORK,
            subject=group_subject(network, members, FindingKind.NETWORK, rank),
            rank=rank,
            score=round(float(np.nan_to_num(stability) * np.log1p(len(members))), 6),
            interval=None,
            stability=None if np.isnan(stability) else round(stability, 4),
            indicators=tuple(indicators),
            streams={
                "calls": {"links": tie_links.nnz // 2},
                "transfers": {"links": pay_links.nnz},
                "advertisements": {"links": int(inside[ads.contact_actor].sum())},
                "members": [network.alias[actor] for actor in members],
                "joined": [network.alias[actor] for actor in group.joined],
                "in_another_network_too": [network.alias[actor] for actor in group.shared],
                "places": dict(places.most_common(12)),
                "resolution": {"chosen": assessment.resolution, "agreement": agreement},
            },
            caveats=(
                LEAD_ONLY,
                *(() if stable else (UNSTABLE,)),
                "Being in a network says how people are linked, not what they did.",
            ),
            run=run,
        )
        pending.append(Pending(finding, refs, []))
    return pending


def _behind(
    request: EvidenceRequest, members: Ints, victims: Mask, ties: sparse.coo_array, pays: sparse.coo_array
) -> int:
    """What says that some members may be exploited: who names them, and their ties and payments inside."""
    exposed = members[victims[members]]
    ref = request.naming("advertisement", exposed)
    request.naming("subject", exposed, ref=ref)
    return _ties_of(request, members, victims, ties, pays, ref=ref)


def _ties_of(
    request: EvidenceRequest, members: Ints, some: Mask, ties: sparse.coo_array, pays: sparse.coo_array,
    *, ref: int | None = None,
) -> int:  # fmt: skip
    """The ties and payments inside a group that some of its members have part in."""

    def of_them(links: sparse.coo_array) -> tuple[Ints, Ints]:
        start, end = members[links.row], members[links.col]
        chosen = some[start] | some[end]
        return start[chosen], end[chosen]

    ref = request.links("call", *of_them(ties), ref=ref)
    return request.links("transfer", *of_them(pays), ref=ref)


def write_funnel_accounts(
    network: Network, assessment: Assessment, request: EvidenceRequest, run: str
) -> list[Pending]:
    """Accounts into which several people's money runs and out of which most of it leaves again."""
    measures = assessment.measures
    money = measures.money
    payees = np.maximum(money.payees, 1.0)
    interest = (money.share > 0) | (not measures.victims.any())
    chosen = np.flatnonzero(
        (money.payers >= FUNNEL_PAYERS)
        & (money.pass_through >= FUNNEL_PASS_THROUGH)
        & (money.payers >= 2 * payees)
        & ~measures.hubs.money
        & interest
    )
    score = money.pass_through * np.log1p(money.payers / payees) * np.log1p(money.received)
    score = score * np.where(measures.victims.any(), 0.1 + money.share, 1.0)
    order = chosen[np.lexsort((chosen, -score[chosen]))]
    leading = np.zeros(network.size, dtype=bool)
    leading[assessment.coordinators.actors] = True
    pending = []
    for rank, actor in enumerate(order.tolist(), start=1):
        alias = network.alias[actor]
        sentence = (
            f"{plural(round(money.payers[actor]), 'payer')} paid into the accounts of {alias}, and "
            f"{money.pass_through[actor]:.0%} of it left to {plural(round(money.payees[actor]), 'payee')}."
        )
        payer = np.sort(measures.flow.tocsc().indices[_span(measures.flow.tocsc().indptr, actor)].astype(np.int64))
        indicators = [plain("funnel", "transfers", float(money.pass_through[actor]), sentence)]
        refs: list[int | None] = [request.links("transfer", payer, np.full(len(payer), actor, dtype=np.int64))]
        if money.share[actor] > 0:
            text = (
                f"{money.share[actor]:.0%} of what {alias} received can be followed back to about "
                f"{plural(round(money.origins[actor]), 'person', 'people')} who may be exploited, or to accounts that "
                "their callers pay."
            )
            indicators.append(plain("earnings_share", "transfers", float(money.share[actor]), text))
            refs.append(refs[0])
        # whose account is used is protected unless they are a likely coordinator: many earners look like this
        exposed = bool(
            measures.victims[actor] | assessment.exposure.linked[actor] | (measures.earns[actor] & ~leading[actor])
        )
        finding = Finding(
            id=f"{PREFIX[FindingKind.FUNNEL_ACCOUNT]}-{network.actor_no[actor]:05d}",
            kind=FindingKind.FUNNEL_ACCOUNT,
            subject=subject_of(network, actor, possible_victim=exposed),
            rank=rank,
            score=round(float(score[actor]), 6),
            interval=None,
            stability=None,
            indicators=tuple(indicators),
            streams={"transfers": {"links": round(money.payers[actor] + money.payees[actor])}},
            caveats=(LEAD_ONLY, "Somebody whose account is used may be exploited, deceived or unaware."),
            run=run,
        )
        pending.append(Pending(finding, refs, []))
    return pending


def _span(indptr: Ints, row: int) -> slice:
    return slice(int(indptr[row]), int(indptr[row + 1]))


def write_hubs(network: Network, assessment: Assessment, run: str, *, exposed: Collection[str] = ()) -> list[Pending]:
    """Innocent hubs that were set aside, and why; reversible by a decision of the analyst.

    Args:
        network: Who is meant.
        assessment: What was found.
        run: The run.
        exposed: Aliases of those whom another finding calls possible victims: what somebody is does not change by list.
    """
    hubs, victims = assessment.measures.hubs, assessment.measures.victims
    weight = np.maximum(np.where(hubs.calls, hubs.counterparts, 0), np.where(hubs.money, hubs.parties, 0))
    chosen = np.flatnonzero(hubs.any)
    order = chosen[np.lexsort((chosen, -weight[chosen]))]
    pending = []
    for rank, actor in enumerate(order.tolist(), start=1):
        alias = network.alias[actor]
        indicators = []
        if hubs.calls[actor]:
            text = f"{alias} has {round(hubs.counterparts[actor])} counterparts by call or message" + (
                "." if network.set_aside[actor] else ", few of them lasting."
            )
            indicators.append(plain("many_counterparts", "calls", float(hubs.counterparts[actor]), text))
        if hubs.money[actor]:
            text = f"{alias} has {round(hubs.parties[actor])} payers and payees."
            indicators.append(plain("many_parties", "transfers", float(hubs.parties[actor]), text))
        finding = Finding(
            id=f"{PREFIX[FindingKind.SET_ASIDE_HUB]}-{network.actor_no[actor]:05d}",
            kind=FindingKind.SET_ASIDE_HUB,
            subject=subject_of(network, actor, possible_victim=bool(victims[actor]) or alias in exposed),
            rank=rank,
            score=round(float(weight[actor]), 6),
            interval=None,
            stability=None,
            indicators=tuple(indicators),
            caveats=(SET_ASIDE_BY_PERSON if network.set_aside[actor] else SET_ASIDE, REVERSIBLE),
            run=run,
        )
        pending.append(Pending(finding, [None] * len(indicators), []))
    return pending
