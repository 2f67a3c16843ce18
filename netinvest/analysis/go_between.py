"""Go-betweens in a large list of who is in contact with whom: few contacts, and between people who avoid each other.

In a list of contacts that says nothing of how often (friends in a social network, an address book), thousands of people
are in it whom nobody selected, and the middle is whoever collects contacts. What an organisation leaves there is the
shape of its rules (VAST 2009, Grinstein et al.): somebody with few contacts holds several busy people apart from each
other, who all deal with one more person, the *common party*. Two people share several contacts by chance where these
are hubs; that they share three who are busy, are no hubs, and are not in contact with each other, is rare.

For a pair of somebody with few contacts and another, the shared contacts are counted that have BUSIER times as many
contacts as the first and more than nine tenths of all have, are no hubs, and have no contact among themselves. With
degrees d_i, d_j and the sum of d_k (d_k - 1) over all who are as busy, lambda = d_i d_j sum / (2 m)^2 are to be
expected (configuration model, Newman 2010). The chance is P(Poisson(lambda) >= count), times the chance that one of the
remaining contacts has as many contacts as the broadest of them. Because the best of many pairs is surprising anyhow,
the links are dealt anew REDEALT times with the same degrees: what is reported surprises more than the best pair of RARE
of them.

How it is misread: a class, a firm and its customers have such shapes as well. The common party may be somebody who is
worked on, and is never a lead of this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from netinvest.projection.network import Contacts, Ints, Mask

FEWEST, MOST = 1_001, 50_000
"""Actors from which the middle says nothing, and up to which the search stays within a minute."""
FEW = 9
"""Contacts at most of a go-between."""
SHARED = 3
BUSIER = 3
BUSY_QUANTILE = 0.9
HUB_QUANTILE, HUB = 0.99, 60
"""A hub has more contacts than 99 % of all, and than 60."""
REDEALT = 40
RARE, LISTED = 0.75, 3
"""Share of the lists dealt anew that hold nothing as surprising; and how many are reported at most."""
UNCOUNTED = 0.95
"""Share of the pairs with equally many contacts from which a list says nothing of how often."""


@dataclass(frozen=True)
class GoBetween:
    """Somebody with few contacts between several who avoid each other.

    Attributes:
        actor: The go-between.
        apart: Whom both deal with, and who do not deal with each other.
        common: The common party.
        broad: The other contact of the go-between with the most contacts; -1 without any.
        surprise: -log10 of the chance of the shape.
        rare: Share of the lists dealt anew that hold nothing as surprising.
    """

    actor: int
    apart: Ints
    common: int
    broad: int
    surprise: float
    rare: float


def is_uncounted(contacts: Contacts) -> bool:
    """Whether the contacts say who is in contact with whom, and nothing of how often."""
    count = contacts.calls + contacts.messages
    return bool(len(count)) and float((count == np.bincount(count).argmax()).mean()) >= UNCOUNTED


def find_go_betweens(contacts: Contacts, size: int, *, outside: Mask, seed: int) -> list[GoBetween]:
    """The go-betweens of a large list of contacts, most surprising first; none in a record of how often people meet.

    Args:
        contacts: Directed contacts; direction says nothing here.
        size: Number of actors.
        outside: Who is no lead: service numbers.
        seed: Of the lists dealt anew.
    """
    if not is_uncounted(contacts):
        return []
    kept = (contacts.start != contacts.end) & ~outside[contacts.start] & ~outside[contacts.end]
    pairs = np.unique(np.sort(np.c_[contacts.start[kept], contacts.end[kept]], axis=1), axis=0)
    number = len(np.unique(pairs))
    if not FEWEST <= number <= MOST:
        return []
    found = _search(pairs, size)
    if not found:
        return []
    generator = np.random.default_rng(seed)
    levels = np.array(
        [max((one.surprise for one in _search(_dealt(pairs, generator), size)), default=0.0) for _ in range(REDEALT)]
    )
    best: dict[int, GoBetween] = {}
    for one in sorted(found, key=lambda one: (-one.surprise, one.actor, one.common)):
        rare = float((one.surprise > levels).mean())
        if rare >= RARE:
            best.setdefault(one.actor, replace(one, rare=rare))
    return list(best.values())[:LISTED]


def _adjacency(pairs: Ints, size: int) -> sparse.csr_matrix:
    one_way = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return (one_way + one_way.T).astype(bool).astype(float).tocsr()


def _search(pairs: Ints, size: int) -> list[GoBetween]:
    """Every pair that shares enough; with its surprise; how rare that is, is not known yet."""
    from scipy.special import gammainc

    adjacency = _adjacency(pairs, size)
    degree = np.diff(adjacency.indptr).astype(float)
    some = degree[degree > 0]
    few = np.flatnonzero((degree >= SHARED) & (degree <= FEW))
    hub = max(float(np.quantile(some, HUB_QUANTILE)), HUB)
    between = (degree > float(np.quantile(some, BUSY_QUANTILE))) & (degree <= hub)
    mine = adjacency[few] @ sparse.diags_array(between.astype(float))
    shared = (mine @ adjacency).tocoo()
    enough = (shared.data >= SHARED) & (few[shared.row] != shared.col)
    found = []
    ends = float(degree.sum())
    for row, other in sorted(zip(shared.row[enough].tolist(), shared.col[enough].tolist(), strict=True)):
        actor = int(few[row])
        own = adjacency.indices[adjacency.indptr[actor] : adjacency.indptr[actor + 1]]
        theirs = adjacency.indices[adjacency.indptr[other] : adjacency.indptr[other + 1]]
        if other in own:
            continue
        could = between & (degree >= BUSIER * degree[actor])
        both = np.intersect1d(own, theirs)
        both = both[could[both]]
        if len(both) < SHARED or adjacency[both][:, both].nnz:
            continue
        as_busy = between & (degree >= degree[both].min())
        expected = degree[actor] * degree[other] * float((degree * (degree - 1))[as_busy].sum()) / ends**2
        chance = float(gammainc(len(both), expected))
        rest = np.setdiff1d(own, both)
        broad = int(rest[np.lexsort((rest, -degree[rest]))[0]]) if len(rest) else -1
        if broad >= 0:
            chance *= 1 - (1 - float(degree[degree >= degree[broad]].sum()) / ends) ** len(rest)
        surprise = round(float(-np.log10(max(chance, 1e-300))), 6)
        found.append(GoBetween(actor, both.astype(np.int64), other, broad, surprise, 0.0))
    return found


def _dealt(pairs: Ints, generator: np.random.Generator) -> Ints:
    """The links dealt anew: everybody keeps as many ends; loops and repeated links fall away."""
    ends = generator.permutation(pairs.ravel()).reshape(-1, 2)
    ends = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1)
    return np.unique(ends, axis=0)
