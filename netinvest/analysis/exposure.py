"""Signs of exploitation, and signs that somebody exploited is also made to control others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.rank_aggregation import aggregate
from netinvest.analysis.surprise import Sign

if TYPE_CHECKING:
    from netinvest.analysis.measure import Measures
    from netinvest.projection.network import Floats, Mask, Network


KEEN = 1.5
MANY = 2


@dataclass(frozen=True)
class Exposure:
    """Per actor; signs have strength 0 on everybody who is not exposed."""

    signs: dict[str, Sign]
    score: Floats
    linked: Mask  # exposed, and linked to somebody in control or advertised together with others
    control_signs: dict[str, Sign]  # signs of control, of exposed actors only
    control_score: Floats
    both: Mask  # exposed, with signs of control too


def _places(network: Network) -> Floats:
    """Distinct places in which each actor is advertised."""
    ads = network.advertisements
    seen = {
        (actor, ads.place[ad])
        for ad, actor in zip(ads.contact_ad.tolist(), ads.contact_actor.tolist(), strict=True)
        if ads.place[ad]
    }
    return np.bincount(np.array([a for a, _ in seen], dtype=np.int64), minlength=network.size).astype(float)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def _directs(network: Network, measures: Measures) -> Sign:
    """Days on which an exposed actor reached tied exposed others, where that is much and mostly their own initiative.

    Much: half as much again as exposed actors with such ties usually do. And either on their own initiative, reaching
    out on more days than being reached by a standard deviation of a fair coin; or with two others more than is usual.
    """
    victims, size, contacts = measures.victims, network.size, network.contacts
    days = sparse.csr_matrix((contacts.active_days.astype(float), (contacts.start, contacts.end)), shape=(size, size))
    days = days.multiply(measures.ties.weight.astype(bool)).tocsr()
    exposed = victims.astype(float)
    out, back = np.asarray(days @ exposed).ravel(), np.asarray(days.T @ exposed).ravel()
    usual = victims & (out > 0)
    if not usual.any():
        return Sign.plain(np.zeros(size))
    typical = float(np.median(out[usual]))
    tied = np.asarray(measures.ties.weight.astype(bool).astype(float) @ exposed).ravel()
    many = tied >= float(np.median(tied[victims & (measures.ties.degree > 0)])) + MANY
    keen = (out >= KEEN * typical) & (many | (out - back >= np.sqrt(np.maximum(out + back, 1.0))))
    count = np.where(victims & keen, out, 0.0)
    return Sign(count, count, expected=np.full(size, typical))


def measure_exposure(network: Network, measures: Measures) -> Exposure:
    """Measure who may be exploited, and who of them shows signs of control as well."""
    victims, above = measures.victims, measures.controllers.astype(float)
    tied = measures.ties.weight.astype(bool).astype(float)
    to_control = np.asarray(tied @ above).ravel()
    upward = np.asarray(measures.flow @ above).ravel()
    others = measures.operations.fellows().astype(float)
    strangers = measures.ties.casual_in
    plain = {
        "advertised_with_others": others,
        "tied_to_controllers": to_control,
        "contact_narrowed": _share(to_control, measures.ties.degree),
        "money_handed_up": _share(upward, measures.money.sent),
        "sought_by_strangers": strangers,
        "moved_between_places": np.maximum(_places(network) - 1, 0.0),
        "hands_over_with_others": measures.exploited_earner.astype(float),
        "known_to_a_register": measures.known.astype(float),
    }
    signs = {name: Sign.plain(value).among(victims) for name, value in plain.items()}
    linked = (
        victims
        & ~measures.hubs.money
        & ((to_control > 0) | (upward > 0) | (others > 0) | measures.known | measures.exploited_earner)
    )

    # control by somebody exposed: several others pay them, they post for others, or they keep after the others
    from_others = np.asarray(measures.flow.T.astype(bool).astype(float) @ victims.astype(float)).ravel()
    control_signs = {
        "receives_from_exposed": Sign.plain(np.where(from_others > 1, from_others, 0.0)).among(victims),
        "handed_over_to": Sign.plain(measures.handover.collects.count).among(victims),
        "posts_for_others": measures.signs["posts_for_others"].among(victims),
        "directs_others": _directs(network, measures),
        "between_both": measures.signs["control_ties"].among(measures.unclear),
    }
    both = victims & ~measures.hubs.money & np.any([sign.strength > 0 for sign in control_signs.values()], axis=0)
    return Exposure(
        signs=signs,
        score=np.where(victims, aggregate([sign.strength for sign in signs.values()]), 0.0),
        linked=linked,
        control_signs=control_signs,
        control_score=np.where(both, aggregate([sign.strength for sign in control_signs.values()]), 0.0),
        both=both,
    )
