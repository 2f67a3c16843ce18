"""Innocent hubs: numbers and accounts that everybody deals with.

A taxi rank, a takeaway, a call centre, a bulk sender, an employer, a landlord: many counterparts, hardly any lasting
contact, and no more dealings with people who may be exploited than chance brings. They are set aside, listed with the
reason, and their links carry nothing in the analysis. Whoever is advertised, or whose ties gather around people who
may be exploited, is never set aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from netinvest.analysis.tie import Ties
    from netinvest.projection.network import Floats, Mask

OUTLIER = 3.5
"""Robust z-score (median and MAD of the log) from which a number of counterparts is out of the ordinary
(Iglewicz and Hoaglin 1993)."""
LEAST = 25
"""Fewer counterparts than this are never a hub."""


@dataclass(frozen=True)
class Hubs:
    """Who is set aside, and the counts that say why."""

    calls: Mask
    money: Mask
    counterparts: Floats  # by call or message
    parties: Floats  # by transfer

    @property
    def any(self) -> Mask:
        """Set aside for either reason."""
        return self.calls | self.money


def outlying(count: Floats) -> Mask:
    """Counts far above those of the actors that have any."""
    some = count > 0
    if not some.any():
        return np.zeros(len(count), dtype=bool)
    logs = np.log1p(count)
    median = np.median(logs[some])
    spread = max(1.4826 * float(np.median(np.abs(logs[some] - median))), 0.25)
    return np.asarray((logs > median + OUTLIER * spread) & (count >= LEAST))


def find_hubs(
    ties: Ties,
    parties: Floats,
    *,
    exempt: Mask,
    suspicious: Floats,
    passing: Floats,
    sells: Mask,
    counts: Mask,
    set_aside: Mask,
) -> Hubs:
    """Find the innocent hubs.

    Args:
        ties: Lasting and casual contacts.
        parties: Distinct payers and payees of each actor.
        exempt: Never set aside: advertised, known victims.
        suspicious: Surprise of an actor's lasting contact with exposed people; from 4 (one in ten thousand) it is
            no innocent hub of calls.
        passing: Sent by received, per actor. Who has many payers, and sends on most of what they pay, is a funnel
            and no merchant.
        sells: Is paid by several for rooms, transport or advertising.
        counts: By decision of a person no hub.
        set_aside: By decision of a person a hub, unless exempt.
    """
    counterparts = ties.casual_in + ties.casual_out + ties.degree
    free = ~exempt & (suspicious < 4.0)  # noqa: PLR2004
    merchant = ~exempt & ((passing < 0.5) | (passing > 2.0))  # noqa: PLR2004
    # lasting contact with most counterparts is a circle of friends or colleagues, not a hub
    loose = ties.degree < 0.5 * counterparts
    decided = set_aside & ~exempt & ~counts
    return Hubs(
        calls=(outlying(counterparts) & loose & free & ~counts) | (decided & (counterparts > 0)),
        money=(((outlying(parties) & merchant) | sells) & ~counts) | (decided & (parties > 0)),
        counterparts=counterparts,
        parties=parties,
    )
