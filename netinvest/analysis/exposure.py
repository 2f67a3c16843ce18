"""Signs of exploitation, and signs that somebody exploited is also made to control others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.company import (
    advertised_together,
    held_with_others,
    moved_together,
    paying_alike,
    tied_through,
)
from netinvest.analysis.line import find_minded
from netinvest.analysis.rank_aggregation import aggregate
from netinvest.analysis.surprise import Sign
from netinvest.analysis.top import LEAD

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
    linked: Mask  # exposed, and linked to somebody in control or advertised together with others; or minded
    minder: Mask  # in close contact with several of those, by calls alone
    control_signs: dict[str, Sign]  # signs of control, of exposed actors only
    control_score: Floats
    both: Mask  # linked or advertised for others, with signs of control too


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
    """Days on which an exposed actor reached tied exposed others, where that is much and not mere company.

    Company is mutual, and control is not: exploited people are reached by those who look after them rather than reach
    out. Much is half as much again as the exposed people around them do, with several, unless clearly reached more
    than reaching; or half as much again as is usual among all exposed, and clearly on their own initiative. Clearly: by
    a standard deviation of a fair coin.
    """
    victims, size, contacts = measures.victims, network.size, network.contacts
    tied = measures.ties.weight.astype(bool).astype(float)
    days = sparse.csr_matrix((contacts.active_days.astype(float), (contacts.start, contacts.end)), shape=(size, size))
    days = days.multiply(tied).tocsr()
    exposed = victims.astype(float)
    out, back = np.asarray(days @ exposed).ravel(), np.asarray(days.T @ exposed).ravel()
    usual = victims & (out > 0)
    if not usual.any():
        return Sign.plain(np.zeros(size))
    typical = float(np.median(out[usual]))
    number = np.asarray(tied @ exposed).ravel()
    around = np.asarray(tied @ (exposed * out)).ravel() / np.maximum(number, 1.0)
    initiative = (out - back) / np.sqrt(np.maximum(out + back, 1.0))
    keeps_after = (number >= MANY) & (out >= KEEN * around) & (initiative >= -1.0)
    keeps_after |= (out >= KEEN * typical) & (initiative >= 1.0)
    count = np.where(usual & keeps_after, out, 0.0)
    return Sign(count, count, expected=np.full(size, typical))


def _in_order(victims: Mask, known: Mask, held: Floats, other: Floats) -> Floats:
    """One number for three keys: known to a register, then how strongly held with others, then all other signs.

    Never 0: the aggregated score of the others is, where many share a rank, and nobody is left out for that.
    """
    first = float(held[victims].max(initial=0.0)) + 2.0
    return np.where(victims, known * first + held + (LEAD + other) / (1.0 + LEAD + other), 0.0)


def measure_exposure(network: Network, measures: Measures) -> Exposure:
    """Measure who may be exploited, and who of them shows signs of control as well."""
    victims, above = measures.victims, measures.controllers.astype(float)
    tied = measures.ties.weight.astype(bool).astype(float)
    to_control = np.asarray(tied @ above).ravel()
    upward = np.asarray(measures.flow @ above).ravel()
    others = measures.operations.fellows().astype(float)
    strangers = measures.ties.casual_in
    behind = np.bincount(measures.line[measures.line >= 0], minlength=network.size).astype(float)
    plain = {
        "advertised_with_others": others,
        "tied_to_controllers": to_control,
        "contact_narrowed": _share(to_control, measures.ties.degree),
        "money_handed_up": _share(upward, measures.money.sent),
        "sought_by_strangers": strangers,
        "moved_between_places": np.maximum(_places(network) - 1, 0.0),
        "hands_over_with_others": measures.exploited_earner.astype(float),
        "wages_withheld": measures.wages.withheld,
        "known_to_a_register": measures.known.astype(float),
        "behind_a_line": np.where(measures.line >= 0, behind[measures.line] - 1.0, 0.0),
    }
    signs = {name: Sign.plain(value).among(victims) for name, value in plain.items()}
    hubs = measures.hubs.money
    score = aggregate([sign.strength for sign in signs.values()])
    held = held_with_others(
        [
            advertised_together(measures.operations, victims, measures.line),
            tied_through(measures.ties, measures.controllers, victims),
            moved_together(network.advertisements, victims),
            paying_alike(measures.main, victims, hubs),
            # handing over at least half, as others do, to somebody who shows a further sign: more than a common payee
            paying_alike(measures.main, measures.exploited_earner | (measures.wages.withheld > 0), hubs),
        ],
        measures.known,
    )
    linked = (
        victims
        & ~measures.hubs.money
        & (
            (to_control > 0)
            | (upward > 0)
            | (others > 0)
            | measures.known
            | measures.exploited_earner
            | (measures.wages.withheld > 0)
            | (measures.line >= 0)
        )
    )
    score = _in_order(victims, measures.known, held.strength, score)

    free = ~(victims | measures.hubs.any | network.service | measures.controllers) & (measures.coordination == 0)
    minder, others_minded = find_minded(measures.ties, linked, free=free, hub=measures.hubs.any)
    minded = others_minded > 0
    signs["close_to_a_minder"] = Sign.plain(others_minded)

    # control by somebody exposed: several others pay them, they post for others, or they keep after the others
    from_others = np.asarray(measures.flow.T.astype(bool).astype(float) @ victims.astype(float)).ravel()
    shown = victims | (measures.made_to_collect > 0)
    control_signs = {
        "receives_from_exposed": Sign.plain(np.where(from_others > 1, from_others, 0.0)).among(shown),
        "handed_over_to": Sign.plain(measures.handover.collects.count).among(shown),
        "posts_for_others": measures.signs["posts_for_others"].among(victims),
        "holds_a_line": Sign.plain(behind).among(victims),
        "directs_others": _directs(network, measures),
        "between_both": measures.signs["control_ties"].among(measures.unclear),
    }
    # who is merely advertised, such as a landlord who collects rents, shows no sign of exploitation to be weighed first
    in_the_trade = linked | (victims & ~measures.hubs.money & (behind > 0))
    both = in_the_trade & np.any([sign.strength > 0 for sign in control_signs.values()], axis=0)
    both |= measures.made_to_collect > 0
    return Exposure(
        signs={"held_with_others": held, **signs, "made_to_collect": Sign.plain(measures.made_to_collect)},
        score=np.where(minded, LEAD / 2 * others_minded / (1.0 + others_minded), score),  # behind all others
        linked=linked | minded,
        minder=minder,
        control_signs=control_signs,
        control_score=np.where(both, aggregate([sign.strength for sign in control_signs.values()]), 0.0),
        both=both,
    )
