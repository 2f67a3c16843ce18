"""Reporting by calls: who is in contact with those in control, and whether that looks like being above or below.

Calls alone cannot tell somebody exploited from somebody in control: both are in contact with controllers. What tells
them apart is how often (controllers keep after those they control, daily; those above hear seldom, as wiretap studies
say of leaders: Morselli 2009, *Inside Criminal Networks*, ch. 4: strategic positioning, few contacts and the right
ones), with how many controllers, and how many exposed people are among the contacts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.surprise import Sign, association

if TYPE_CHECKING:
    from netinvest.projection.network import Ints, Mask, Network

CALL_SIGNS = frozenset({"few_but_right", "control_ties", "reporting_lines"})
BEYOND_CHANCE = 3.0
"""Surprise (one in a thousand) from which an association is used in a further step."""
SEVERAL = 3
"""Acquaintances among those in control from which that alone is a sign."""
SHARE_OF_RECORDS = 0.25
"""Part of the time covered by calls from which contact lasts."""
CLEARLY = 1.2
"""How much more surprising contact with exploited people must be than contact with controllers."""


def few_but_right(network: Network, hub: Mask, victims: Mask, controllers: Mask) -> tuple[Sign, Mask]:
    """Any contact, lasting or not, with several controllers beyond chance, and seldom.

    Seldom: with each on fewer days than exposed people usually are in contact with controllers, who hear from them
    daily. And fewer exposed people than controllers among the contacts: others hear of the trade from below.
    """
    contacts, size = network.contacts, network.size
    person = ~hub & ~network.service
    kept = person[contacts.start] & person[contacts.end] & (contacts.active_days > 0)
    days = sparse.csr_matrix(
        (contacts.active_days[kept].astype(float), (contacts.start[kept], contacts.end[kept])), shape=(size, size)
    )
    days = (days + days.T).tocsr()
    with_control = (days @ sparse.diags_array(controllers.astype(float))).tocsr()
    with_control.eliminate_zeros()
    met = np.diff(with_control.indptr)
    long = np.bincount(_lasting(network, kept, controllers), minlength=size)
    usual = with_control[np.flatnonzero(victims)].data
    if not len(usual):
        return Sign.plain(np.zeros(size)), np.ones(size, dtype=bool)
    each = np.asarray(with_control.sum(axis=1)).ravel() / np.maximum(met, 1)
    found = association(days, controllers)
    exposed = np.asarray(days.astype(bool).astype(float) @ victims.astype(float)).ravel()
    seldom = each < np.median(usual)
    return found.among((long >= 2) & seldom & (exposed < met) & ~victims), seldom  # noqa: PLR2004


def _lasting(network: Network, kept: Mask, controllers: Mask) -> Ints:
    """Who was in contact with a controller over a quarter of the records or more, once for each such controller.

    A telephone that somebody exploited had for some weeks has few contacts with controllers, but not over months.
    """
    contacts, size = network.contacts, network.size
    start, end = contacts.start[kept], contacts.end[kept]
    if not len(start):
        return np.empty(0, dtype=np.int64)
    first, last = contacts.first_day[kept], contacts.last_day[kept]
    pair, inverse = np.unique(np.minimum(start, end) * size + np.maximum(start, end), return_inverse=True)
    begin, until = np.full(len(pair), np.inf), np.full(len(pair), -np.inf)
    np.minimum.at(begin, inverse, first)
    np.maximum.at(until, inverse, last)
    long = until - begin >= SHARE_OF_RECORDS * (last.max() - first.min())
    one, other = pair[long] // size, pair[long] % size
    return np.asarray(np.r_[one[controllers[other]], other[controllers[one]]], dtype=np.int64)


def by_calls_alone(signs: dict[str, Sign]) -> tuple[Mask, Mask]:
    """Who has nothing but calls to go by and cannot be told from somebody controlled; and who of them is listed.

    Close to exploited people and as close to those in control: somebody exploited whose number was never advertised
    looks like this, and so may a helper of those in control. Clear are only those whose lasting contacts are with
    exploited people far more than with controllers (one of them at most), and those who have none with exploited
    people at all.
    """
    control, reporting = signs["control_ties"], signs["reporting_lines"]
    others = np.any([sign.strength > 0 for name, sign in signs.items() if name not in CALL_SIGNS], axis=0)
    above = (control.strength >= BEYOND_CHANCE) & (control.strength > CLEARLY * reporting.strength)
    # several of both is the circle of an exploited person, too: no ratio tells them apart
    above &= reporting.count < 2  # noqa: PLR2004
    apart = (control.count == 0) & (reporting.count > 0)
    unclear = ~others & ((control.count > 0) | (reporting.count > 0)) & ~above & ~apart
    # to know two of them a little, and nothing else, is what somebody exploited and never advertised shows as well
    few = signs["few_but_right"]
    slight = ~others & (few.strength > 0) & (few.count < SEVERAL) & ~(control.strength > 0) & ~(reporting.strength > 0)
    return unclear | slight, unclear & (control.count >= 2) & (reporting.count >= 2)  # noqa: PLR2004
