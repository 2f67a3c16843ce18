"""One pass over a network: signs of exploitation from below, signs of control from above.

The pass goes upward. First: who may be exploited (advertised, or known from a register). Second: who is in lasting
contact with several of them, or paid by several of them, beyond chance. Third: who those report to, and whose pocket
the earnings end in. Calls alone do not show the third; the streams together may.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.hub import Hubs, find_hubs
from netinvest.analysis.money import Money, amounts, follow_money
from netinvest.analysis.operation import Operations, find_operations
from netinvest.analysis.rank_aggregation import aggregate
from netinvest.analysis.surprise import Sign, association
from netinvest.analysis.tie import Ties, find_ties
from netinvest.model.category import PROTECTED

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Mask, Network

BEYOND_CHANCE = 3.0
"""Surprise (one in a thousand) from which an association is used in a further step."""
SEVERAL_ORIGINS = 1.5
"""Effective number of origins from which money counts as gathered from several people."""


@dataclass(frozen=True)
class Draw:
    """One perturbation: days of contact, weights of transfers, and advertisements kept."""

    contact_days: Floats
    transfer_weight: Floats
    advertisement_kept: Mask


@dataclass(frozen=True)
class Measures:
    """Everything one pass measured; arrays are per actor."""

    ties: Ties  # without innocent hubs
    flow: sparse.csr_matrix  # payer x payee amounts
    money: Money
    hubs: Hubs
    operations: Operations
    known: Mask  # a register says victim, possible victim or minor
    advertised: Mask
    clients: Mask  # called somebody who may be exploited, casually
    controllers: Mask  # in lasting contact with, or paid by, several who may be exploited
    signs: dict[str, Sign]  # of control
    eligible: Mask  # may be a likely coordinator at all
    coordination: Floats  # aggregated score of the signs of control

    @property
    def victims(self) -> Mask:
        """Who may be exploited, before anything about control is asked."""
        return self.known | self.advertised


def _posts(network: Network, operations: Operations) -> Floats:
    """Contacts in the operation an actor posts for, 0 below two."""
    ads = network.advertisements
    posts = np.zeros(network.size)
    if len(ads.poster_ad):
        np.maximum.at(posts, ads.poster_actor, operations.contacts[operations.of_ad[ads.poster_ad]].astype(float))
    posts[posts < 2] = 0  # noqa: PLR2004
    return posts


def _without(ties: Ties, hub: Mask) -> Ties:
    keep = sparse.diags_array((~hub).astype(float))
    weight = (keep @ ties.weight @ keep).tocsr()
    weight.eliminate_zeros()
    return replace(ties, weight=weight)


def measure(
    network: Network, *, seed: int = 0, operations: Operations | None = None, draw: Draw | None = None
) -> Measures:
    """Measure every actor of a network.

    Args:
        network: The network.
        seed: Of the text hashing.
        operations: Posting operations found before (a perturbation does not read the texts again).
        draw: Perturbed weights; the observed ones without.
    """
    size, ads = network.size, network.advertisements
    ties = find_ties(network.contacts, size, service=network.service, days=draw.contact_days if draw else None)
    flow = amounts(network.transfers, size, weights=draw.transfer_weight if draw else None)
    payers = flow.T.tocsr()

    advertised = np.zeros(size, dtype=bool)
    advertised[ads.contact_actor if draw is None else ads.contact_actor[draw.advertisement_kept[ads.contact_ad]]] = True
    known = np.logical_or.reduce([network.known[category] for category in sorted(PROTECTED)])
    victims = advertised | known

    near = np.maximum(association(ties.weight, victims).strength, association(payers, victims).strength)
    parties = np.asarray(np.diff((flow + payers).tocsr().indptr), dtype=float)
    hubs = find_hubs(ties, parties, exempt=victims, suspicious=near)
    ties = _without(ties, hubs.calls)
    if operations is None:
        operations = find_operations(ads, size, ties=ties, hub=hubs.calls, seed=seed)

    clients = (np.asarray(ties.casual @ victims.astype(float)).ravel() > 0) & ~victims
    control = association(ties.weight, victims)
    paid_by_victims = association(payers, victims)
    paid_by_clients = association(payers, clients)
    collects = np.maximum(paid_by_victims.strength, paid_by_clients.strength) >= BEYOND_CHANCE
    controllers = ~victims & ~hubs.any & ((control.strength >= BEYOND_CHANCE) | (collects & ~clients))

    origin = np.where(victims, 1.0, np.where(~hubs.money & (paid_by_clients.strength >= BEYOND_CHANCE), 0.5, 0.0))
    money = follow_money(flow, origin, absorbing=hubs.money)
    several = money.origins > SEVERAL_ORIGINS
    signs = {
        "control_ties": control,
        "reporting_lines": association(ties.weight, controllers),
        "paid_by_exposed": paid_by_victims,
        "paid_by_clients": paid_by_clients,
        "paid_by_controllers": association(payers, controllers),
        "paid_in_the_end": Sign.plain(np.where(several, money.retained, 0.0)),
        "gathers_earnings": Sign.plain(np.where(several, money.share * money.origins, 0.0), money.origins),
        "posts_for_others": Sign.plain(_posts(network, operations)),
    }
    eligible = ~victims & ~hubs.any & ~network.service
    signs_of_eligible = [sign.among(eligible).strength for sign in signs.values()]
    return Measures(
        ties=ties,
        flow=flow,
        money=money,
        hubs=hubs,
        operations=operations,
        known=known,
        advertised=advertised,
        clients=clients,
        controllers=controllers,
        signs=signs,
        eligible=eligible,
        coordination=np.where(eligible, aggregate(signs_of_eligible), 0.0),
    )
