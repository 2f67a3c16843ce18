"""Company: with whom of the others who may be exploited somebody is held, and in how many ways.

Two people are *joined* in a stream if one hand advertises both, if they are tied or have a tie with one and the same
controller, if both give at least a quarter of what they receive to one and the same payee, or if they were advertised
in the same places in the same weeks, in at least two places. One way alone has many innocent reasons: friends speak,
agents post for several, touring follows fairs. Ways that agree across streams are what a ring looks like from below.

How it is misread: people who work together by choice share a flat, a tour and an agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.surprise import Sign

if TYPE_CHECKING:
    from netinvest.analysis.operation import Operations
    from netinvest.analysis.tie import Ties
    from netinvest.projection.network import Advertisements, Ints, Mask

WEEK = 7.0
PLACES = 2
"""Places in which two are advertised in the same week, from which they move together."""
COHERENT = 1 / 3
"""Part of the pairs of exposed people around somebody that are joined without them, from which it is one company."""


def _binary(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sparse.csr_matrix:
    made = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    made.data[:] = 1.0
    return made


def _pairs(members: sparse.csr_matrix, least: float = 1.0) -> sparse.csr_matrix:
    """Actors x actors: 1 where two share at least so many groups, nobody with themselves."""
    shared = (members @ members.T).tocsr()
    shared.setdiag(0)
    shared.data = (shared.data >= least).astype(float)
    shared.eliminate_zeros()
    return shared


def advertised_together(operations: Operations, exposed: Mask, line: Ints) -> sparse.csr_matrix:
    """Exposed actors x exposed actors: advertised in one posting operation, or behind a line that is."""
    size = len(exposed)
    operation = np.where(line >= 0, operations.of_actor[line], operations.of_actor)
    who = np.flatnonzero(exposed & (operation >= 0))
    return _pairs(_binary(who, operation[who], (size, max(len(operations.sizes), 1))))


def moved_together(ads: Advertisements, exposed: Mask) -> sparse.csr_matrix:
    """Exposed actors x exposed actors: advertised in the same places in the same weeks, in several places."""
    size = len(exposed)
    use = exposed[ads.contact_actor] & np.isfinite(ads.day[ads.contact_ad])
    use &= np.array([bool(place) for place in ads.place], dtype=bool)[ads.contact_ad] if len(ads.place) else False
    if not use.any():
        return sparse.csr_matrix((size, size))
    actor, ad = ads.contact_actor[use], ads.contact_ad[use]
    place = np.unique(np.array(ads.place), return_inverse=True)[1][ad]
    week = np.floor(ads.day[ad] / WEEK).astype(np.int64)
    met = sparse.csr_matrix((size, size))
    for one in np.unique(place).tolist():
        here = place == one
        _, when = np.unique(week[here], return_inverse=True)
        met = met + _pairs(_binary(actor[here], when, (size, int(when.max()) + 1)))
    met.data = (met.data >= PLACES).astype(float)
    met.eliminate_zeros()
    return met.tocsr()


def tied_through(ties: Ties, controllers: Mask, exposed: Mask) -> sparse.csr_matrix:
    """Exposed actors x exposed actors: tied to each other, or both to one controller."""
    among = sparse.diags_array(exposed.astype(float))
    tied = ties.weight.astype(bool).astype(float)
    direct = (among @ tied @ among).tocsr()
    common = _pairs((among @ tied @ sparse.diags_array(controllers.astype(float))).tocsr())
    return _united(direct, common)


def paying_alike(main: sparse.csr_matrix, exposed: Mask, merchants: Mask) -> sparse.csr_matrix:
    """Exposed actors x exposed actors: one payee has at least a quarter of what either received.

    Args:
        main: Payee x payer, ``main_payments``.
        exposed: Who may be exploited.
        merchants: Payees that do not count.
    """
    persons = sparse.diags_array((~merchants).astype(float))
    return _pairs((sparse.diags_array(exposed.astype(float)) @ main.T.astype(bool).astype(float) @ persons).tocsr())


def _united(*parts: sparse.csr_matrix) -> sparse.csr_matrix:
    made = parts[0]
    for part in parts[1:]:
        made = made + part
    made = made.tocsr()
    made.data[:] = 1.0
    return made


def coherent(ties: Ties, exposed: Mask, together: sparse.csr_matrix) -> Mask:
    """Whether the exposed people around an actor belong together without the actor: tied, or advertised by one hand.

    Whoever supports or drives many unconnected people has ties with as many; those around a controller are one company.
    """
    among = sparse.diags_array(exposed.astype(float))
    tied = ties.weight.astype(bool).astype(float)
    joined = _united((among @ tied @ among).tocsr(), together)
    around = (tied @ among).tocsr()
    number = np.asarray(around.sum(axis=1)).ravel()
    pairs = np.asarray((around @ joined).multiply(around).sum(axis=1)).ravel()
    return np.asarray(pairs >= COHERENT * np.maximum(number * (number - 1), 1.0))


def held_with_others(streams: list[sparse.csr_matrix], known: Mask) -> Sign:
    """How strongly each exposed actor is held together with others.

    Of everybody joined in more than one way: the ways beyond the first, summed. Where a register knows one of the two
    as a victim, that is a way more. ``count`` is how many others that are.
    """
    size = len(known)
    ways = sum(streams[1:], streams[0]).tocoo()
    certain = known[ways.row] | known[ways.col]
    beyond = np.asarray(ways.data + certain - 1.0, dtype=float)
    strength = np.bincount(ways.row, weights=beyond, minlength=size).astype(float)
    return Sign(strength, np.bincount(ways.row, weights=beyond > 0, minlength=size).astype(float))
