"""Findings about go-betweens in a large list of contacts: who holds busy people apart, and who deals with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netinvest.analysis.go_between import find_go_betweens
from netinvest.findings.lead import PREFIX, Pending, subject_of
from netinvest.findings.wording import LEAD_ONLY
from netinvest.model.finding import Finding, FindingKind, Indicator

if TYPE_CHECKING:
    from netinvest.analysis.go_between import GoBetween
    from netinvest.findings.evidence import EvidenceRequest
    from netinvest.projection.network import Network

SHAPE_ONLY = (
    "By the shape of a list of contacts alone: nothing about exploitation and no money was loaded, and classes, firms "
    "and clubs have such shapes. Any of these people may have been put there: look for signs of exploitation first."
)


def write_go_betweens(network: Network, request: EvidenceRequest, run: str, *, seed: int) -> list[Pending]:
    """Leads of every go-between: this one, the broad contact, then those held apart. The common party is no lead.

    Args:
        network: The network; nothing is found in one with money, or in a record of how often people meet.
        request: Collects the evidence to fetch.
        run: The run's id.
        seed: Of the lists dealt anew.
    """
    if len(network.transfers.start):
        return []
    found = find_go_betweens(network.contacts, network.size, outside=network.service, seed=seed)
    common = {one.common for one in found}
    pending: list[Pending] = []
    named: set[int] = set()
    for one in found:
        for actor, sentence in _sentences(network, one):
            if actor in named or actor in common:
                continue
            named.add(actor)
            indicator = Indicator(
                name="go_between",
                stream="calls",
                value=float(one.surprise),
                expected=None,
                p_value=None,
                sentence=sentence,
            )
            finding = Finding(
                id=f"{PREFIX[FindingKind.LIKELY_COORDINATOR]}-{network.actor_no[actor]:05d}",
                kind=FindingKind.LIKELY_COORDINATOR,
                subject=subject_of(network, actor, possible_victim=False),
                rank=len(pending) + 1,
                score=one.surprise,
                interval=None,
                stability=None,  # how rare the shape is stands in the sentence; nothing was drawn again
                indicators=(indicator,),
                caveats=(LEAD_ONLY, SHAPE_ONLY),
                run=run,
            )
            shape = np.array(sorted({one.actor, one.common, one.broad, *one.apart.tolist()} - {actor, -1}))
            pending.append(Pending(finding, [request.between("call", actor, shape)], []))
    return pending


def _sentences(network: Network, one: GoBetween) -> list[tuple[int, str]]:
    """Who has which place in the shape, and what is said of it."""
    apart = [network.alias[actor] for actor in one.apart.tolist()]
    held = ", ".join(apart)
    middle, common = network.alias[one.actor], network.alias[one.common]
    place = (
        f"{middle} has few contacts, and {len(apart)} of them are busy and not in contact with each other ({held}): "
        f"all of them are in contact with {common} as well, who is not in contact with {middle}. In {one.rare:.0%} of "
        "the lists dealt anew nobody stands like this."
    )
    said = [(one.actor, place)]
    if one.broad >= 0:
        broad = (
            f"{network.alias[one.broad]} is the other contact with most contacts of {middle}, who stands between "
            f"people who are not in contact with each other ({held})."
        )
        said.append((one.broad, broad))
    for actor, alias in zip(one.apart.tolist(), apart, strict=True):
        others = ", ".join(other for other in apart if other != alias)
        held_apart = (
            f"{alias} is in contact with {middle} and {common}, as are {others}; none of these is in contact with "
            "another."
        )
        said.append((actor, held_apart))
    return said
