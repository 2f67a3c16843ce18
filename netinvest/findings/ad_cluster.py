"""Findings about posting operations: how they belong together, what they write, when, and where."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from netinvest.analysis.posting import WEEKDAYS, circuit, rhythm
from netinvest.analysis.template import template_of
from netinvest.findings.lead import PREFIX, Pending, group_subject, plain
from netinvest.findings.wording import LEAD_ONLY
from netinvest.model.category import Category
from netinvest.model.finding import Finding, FindingKind, Indicator
from netinvest.plural import plural

if TYPE_CHECKING:
    from netinvest.analysis.assessment import Assessment
    from netinvest.findings.evidence import EvidenceRequest
    from netinvest.projection.network import Ints, Network

MOST_TEMPLATES, MOST_STAYS = 5, 10
ADULT = 18
COPIED = "People who work together by choice advertise together; texts are copied and stolen."
WITHHELD = "Texts and places are withheld: one of those advertised may be a minor."


def _date(day: float) -> str:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)
    return f"{at.day} {at:%B %Y}"


def _may_be_minor(network: Network, ads: Ints) -> bool:
    listed = np.isin(network.advertisements.contact_ad, ads)
    claimed = network.advertisements.claimed_age[ads]
    known = network.known[Category.MINOR][network.advertisements.contact_actor[listed]]
    return bool(known.any() or ((claimed >= 0) & (claimed < ADULT)).any())


def _templates(network: Network, template: Ints, ads: Ints) -> list[Indicator]:
    """A sentence for each text that stands under several contacts, the most used first."""
    listings = network.advertisements
    hands: dict[int, set[int]] = {ad: set() for ad in ads.tolist()}
    for ad, actor in zip(listings.contact_ad.tolist(), listings.contact_actor.tolist(), strict=True):
        if ad in hands:
            hands[ad].add(actor)
    found: list[Indicator] = []
    for number, count in sorted(Counter(template[ads].tolist()).items(), key=lambda item: (-item[1], item[0])):
        chosen = ads[template[ads] == number].tolist()
        contacts = len(set().union(*(hands[ad] for ad in chosen)))
        if number < 0 or contacts < 2 or len(found) == MOST_TEMPLATES:  # noqa: PLR2004
            continue
        words = template_of([listings.text[ad] for ad in chosen], [frozenset(hands[ad]) for ad in chosen])
        if words:
            text = (
                f"{plural(count, 'advertisement')} for {contacts} contacts, [n] filled in n ways: \u201c{words}\u201d."
            )
            found.append(plain("template", "advertisements", count, text))
    return found


def _rhythm(network: Network, ads: Ints) -> list[Indicator]:
    found = rhythm(network.advertisements.day[ads])
    if found is None:
        return []
    text = (
        f"It posted in {found.sittings} sittings, half of them within {found.pause_days:.1f} days of the one before; "
        f"{found.weekday_share:.0%} on {WEEKDAYS[found.weekday]}"
    )
    if found.hour is None:
        text += "."
    else:
        odds = "beyond chance" if found.hour_p < 0.001 else "no more than chance may bring"  # noqa: PLR2004
        until = (found.hour + 3) % 24
        text += f", {found.hour_share:.0%} between {found.hour:02d} and {until:02d} o'clock UTC, {odds}."
    return [plain("posting_rhythm", "advertisements", found.pause_days, text)]


def _circuit(network: Network, ads: Ints) -> list[Indicator]:
    stays = circuit([network.advertisements.place[ad] for ad in ads.tolist()], network.advertisements.day[ads])
    if len({stay.place for stay in stays}) < 2:  # noqa: PLR2004
        return []
    told = "; ".join(
        f"{stay.place} {_date(stay.first_day)}"
        + (f" to {_date(stay.last_day)}" if _date(stay.last_day) != _date(stay.first_day) else "")
        + f" ({stay.advertisements})"
        for stay in stays[:MOST_STAYS]
    )
    more = f"; and {len(stays) - MOST_STAYS} more" if len(stays) > MOST_STAYS else ""
    text = f"Its places in order, with advertisements: {told}{more}."
    return [plain("circuit", "advertisements", len(stays), text)]


def write_ad_clusters(network: Network, assessment: Assessment, request: EvidenceRequest, run: str) -> list[Pending]:
    """Posting operations with more than one contact, the most contacts first."""
    operations, ads = assessment.measures.operations, network.advertisements
    chosen = [k for k in range(len(operations.sizes)) if operations.contacts[k] > 1]
    chosen.sort(key=lambda k: (-int(operations.contacts[k]), -int(operations.sizes[k]), k))
    pending = []
    for rank, operation in enumerate(chosen, start=1):
        named = np.concatenate(
            [
                ads.contact_actor[operations.of_ad[ads.contact_ad] == operation],
                ads.poster_actor[operations.of_ad[ads.poster_ad] == operation],
            ]
        )
        members = np.unique(named)
        own = np.flatnonzero(operations.of_ad == operation)
        number, contacts = int(operations.sizes[operation]), int(operations.contacts[operation])
        joined = ", ".join(sorted(operations.joined_by[operation]))
        templates = plural(len(set(operations.template[own].tolist()) - {-1}), "text template")
        sentence = (
            f"{number} advertisements for {contacts} contacts belong together by common {joined}; they use {templates}."
        )
        withheld = _may_be_minor(network, own)
        places = Counter(ads.place[ad] for ad in own.tolist() if ads.place[ad])
        indicators = [plain("posted_together", "advertisements", number, sentence), *_rhythm(network, own)]
        if not withheld:
            indicators += [*_circuit(network, own), *_templates(network, operations.template, own)]
        finding = Finding(
            id=f"{PREFIX[FindingKind.AD_CLUSTER]}-{network.actor_no[members].min():05d}",
            kind=FindingKind.AD_CLUSTER,
            subject=group_subject(network, members, FindingKind.AD_CLUSTER, rank),
            rank=rank,
            score=float(contacts),
            interval=None,
            stability=None,
            indicators=tuple(indicators),
            streams={
                "advertisements": {"links": number, "contacts": contacts},
                "members": [network.alias[actor] for actor in members],
                "places": {} if withheld else dict(places.most_common(12)),
            },
            caveats=(LEAD_ONLY, *((WITHHELD,) if withheld else ()), COPIED),
            run=run,
        )
        ref = request.naming("advertisement", members)  # whatever is said of them is said by these
        pending.append(Pending(finding, [ref] * len(indicators), []))
    return pending
