"""Networks: those with a sign of their own, those linked to them beyond chance, and how these fall into groups.

The *core* are actors with a sign (linked exposed people, those in control, leads). Whoever shares at least two links
with the core joins it, if that many are improbable (a hundred to one) given how many links they have: a driver, a
mule, somebody exploited who was never advertised. A link is lasting contact, or money, each counting once; contact
that did not last counts where both reached out and neither of them is advertised, for customers know the advertised
number only; and money paid to somebody exploited joins nobody, for customers pay them. (Seed-set expansion: Kloumann,
Kleinberg 2014, KDD; the test is the hypergeometric one of ``surprise``.)

Groups are the consensus communities of what results. Their resolution is not fixed: it is the one whose groups come
back best in perturbed records (Hennig 2007, Comput. Stat. Data Anal. 52:258: the mean greatest Jaccard similarity).
Somebody whose links into a second group would let them join it belongs to both.

How it is misread: being linked is not taking part. Whoever joins has no sign of their own, and is listed so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.community import RUNS, consensus_communities
from netinvest.analysis.surprise import surprise
from netinvest.analysis.top import LEAD

if TYPE_CHECKING:
    from netinvest.analysis.exposure import Exposure
    from netinvest.analysis.measure import Measures
    from netinvest.projection.network import Floats, Ints, Mask, Network

RESOLUTIONS = (1.0, 0.5, 0.25, 0.1)
"""Of the modularity, from fine to coarse."""
JOINS, JOINS_SECOND = 2.0, 3.0
"""Surprise of the links from which somebody joins the core, and from which a second group as well."""
LINKS = 2
"""Fewer links than this are no belonging."""
ROUNDS = 3
"""Times that those who joined may bring others."""
LEAST_MEMBERS = 3


@dataclass(frozen=True)
class Ground:
    """What groups are sought in: links among those who belong, all of one pass."""

    core: Mask  # has a sign of its own
    inside: Mask  # core, and who joined
    links: sparse.csr_matrix  # n x n: 1 for lasting contact and 1 for money, all actors
    weight: sparse.csr_matrix  # n x n: of lasting contact, money and common advertisement
    exposed: Mask
    shows_control: Mask  # a lead, or exposed with signs of control, or handed over to by several
    person: Mask  # has a phone or an account: a name on an advertisement alone is nobody yet

    def is_network(self, members: Ints) -> bool:
        """Whether some members may be exploited, some not, and enough of them are people."""
        exposed = self.exposed[members]
        return bool(exposed.any() and not exposed.all() and self.person[members].sum() >= LEAST_MEMBERS)

    def is_firm(self, members: Ints) -> bool:
        """Whether it is a network that shows control and holds together by more than a tree of links.

        A star around one landlord, agent or purse falls apart with any single link; people who work together are
        linked in more than one way.
        """
        if not (self.is_network(members) and self.shows_control[members].any()):
            return False
        among = self.links[members][:, members]
        touched = int((np.diff(among.indptr) > 0).sum())
        return int(among.sum()) // 2 >= touched > 2  # noqa: PLR2004


@dataclass(frozen=True)
class Group:
    """One network; arrays are sorted actors."""

    members: Ints
    joined: Ints  # without a sign of their own
    shared: Ints  # belong to another network first


def _ones(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    return matrix.astype(bool).astype(float)


def _core(measures: Measures, exposure: Exposure) -> Mask:
    found = exposure.linked | exposure.both | measures.controllers | (measures.coordination >= LEAD)
    return np.asarray(found & ~measures.hubs.any)


def _contact(network: Network, measures: Measures, days: Floats) -> sparse.csr_matrix:
    """Weight of contact: lasting; or less, where both reached out and neither is advertised."""
    contacts, size = network.contacts, network.size
    reached = sparse.csr_matrix((days, (contacts.start, contacts.end)), shape=(size, size))
    both = (reached + reached.T).multiply(reached.astype(bool).multiply(reached.T.astype(bool))).tocsr()
    hidden = sparse.diags_array((~(measures.victims | (measures.operations.of_actor >= 0))).astype(float))
    loose = (hidden @ both @ hidden).tocsr()
    loose = (loose - loose.multiply(_ones(measures.ties.weight))).tocsr()
    loose.data = np.log1p(loose.data)
    return (measures.ties.weight + loose).tocsr()


def _money(measures: Measures, core: Mask) -> sparse.csr_matrix:
    """Weight of money either way, without what customers pay."""
    flow = measures.flow.tocoo()
    kept = core[flow.row] | ~measures.victims[flow.col]
    paid = sparse.csr_matrix((np.log1p(flow.data[kept]), (flow.row[kept], flow.col[kept])), shape=flow.shape)
    return (paid + paid.T).tocsr()


def _advertised_together(operations: Ints, inside: Mask) -> sparse.csr_matrix:
    """A clique of k contacts would weigh k - 1 times a tie; each contact's share adds up to one tie."""
    advertised = np.flatnonzero((operations >= 0) & inside)
    shape = (len(operations), max(int(operations.max(initial=-1)) + 1, 1))
    by = sparse.csr_matrix((np.ones(len(advertised)), (advertised, operations[advertised])), shape=shape)
    share = 1.0 / np.maximum(np.asarray(by.sum(axis=0)).ravel() - 1.0, 1.0)
    return (by @ sparse.diags_array(share) @ by.T).tocsr()


def belonging(links: sparse.csr_matrix, inside: Mask, least: float) -> Mask:
    """Who shares more links with some actors than chance brings.

    Args:
        links: n x n, whole numbers.
        inside: With whom.
        least: Surprise from which it is more.
    """
    ends = np.asarray(links.sum(axis=1)).ravel()
    shared = np.asarray(links @ inside.astype(float)).ravel()
    strength = surprise(shared, ends, marked=int(ends[inside].sum()), population=int(ends.sum()))
    return np.asarray((shared >= LINKS) & (strength >= least))


def find_ground(network: Network, measures: Measures, exposure: Exposure, *, days: Floats | None = None) -> Ground:
    """Who belongs to any network, and how they are linked.

    Args:
        network: The network.
        measures: Its measures.
        exposure: Its exposure.
        days: Days of contact to use instead of the observed ones (a perturbation).
    """
    observed = network.contacts.active_days.astype(float) if days is None else days
    allowed = ~measures.hubs.any & ~network.service
    keep = sparse.diags_array(allowed.astype(float))
    core = _core(measures, exposure)
    contact = (keep @ _contact(network, measures, observed) @ keep).tocsr()
    money = (keep @ _money(measures, core) @ keep).tocsr()
    for matrix in (contact, money):
        matrix.setdiag(0)
        matrix.eliminate_zeros()
    links = (_ones(contact) + _ones(money)).tocsr()
    inside, operations, ads = core.copy(), measures.operations.of_actor.copy(), network.advertisements
    # who posts for those in the core belongs to them
    posted = measures.operations.of_ad[ads.poster_ad]
    operations[ads.poster_actor] = np.where(operations[ads.poster_actor] < 0, posted, operations[ads.poster_actor])
    of_core = np.isin(posted, operations[core]) & (measures.operations.contacts[posted] > 1)
    inside[ads.poster_actor[of_core]] = True
    inside &= allowed
    for _ in range(ROUNDS):
        new = belonging(links, inside, JOINS) & allowed & ~inside
        if not new.any():
            break
        inside |= new
    collects = measures.signs["collects_earnings"].strength > 0
    return Ground(
        core=core,
        inside=inside,
        links=links,
        weight=(contact + money + _advertised_together(operations, inside)).tocsr(),
        exposed=measures.victims,
        shows_control=exposure.both | (measures.coordination >= LEAD) | collects,
        person=network.reachable,
    )


def _partition(ground: Ground, *, seed: int, resolution: float, runs: int = RUNS) -> list[Ints]:
    """The communities of those who belong, by their lowest actor."""
    label = consensus_communities(ground.weight, ground.inside, seed=seed, resolution=resolution, runs=runs)
    order = np.argsort(label, kind="stable")
    order = order[label[order] >= 0]
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []


def _similarity(group: Ints, others: list[Ints]) -> tuple[float, int]:
    """The greatest Jaccard similarity of a group with any of others, and with which."""
    best, place = 0.0, -1
    for number, other in enumerate(others):
        common = len(np.intersect1d(group, other, assume_unique=True))
        if common and (found := common / (len(group) + len(other) - common)) > best:
            best, place = found, number
    return best, place


class Recurrence:
    """Whether groups come back in perturbed records; one for all resolutions."""

    def __init__(self, ground: Ground, *, seed: int) -> None:
        self._seed, self._ground = seed, ground
        self.groups = {
            r: [g for g in _partition(ground, seed=seed, resolution=r) if len(g) >= LEAST_MEMBERS] for r in RESOLUTIONS
        }
        self._found: dict[float, list[list[float]]] = {r: [] for r in RESOLUTIONS}
        self._firm: dict[float, list[list[float]]] = {r: [] for r in RESOLUTIONS}

    def add(self, ground: Ground) -> None:
        """Look for the groups in one perturbation."""
        for resolution, groups in self.groups.items():
            others = _partition(ground, seed=self._seed, resolution=resolution, runs=1)
            found = [_similarity(group, others) for group in groups]
            self._found[resolution].append([value for value, _ in found])
            self._firm[resolution].append(
                [value if place >= 0 and ground.is_firm(others[place]) else 0.0 for value, place in found]
            )

    def agreement(self) -> dict[float, float]:
        """Of each resolution: the mean similarity of its groups with what came back, larger groups counting more."""
        result = {}
        for resolution, groups in self.groups.items():
            sizes = np.array([len(group) for group in groups], dtype=float)
            found = np.array(self._found[resolution])
            result[resolution] = float(found.mean(axis=0) @ sizes / sizes.sum()) if found.size else 0.0
        return result

    @property
    def resolution(self) -> float:
        """The resolution whose groups come back best; the usual one where nothing was perturbed."""
        agreement = self.agreement()
        return max(RESOLUTIONS, key=lambda r: (round(agreement[r], 6), r)) if any(agreement.values()) else 1.0

    def _chosen(self) -> list[int]:
        groups = self.groups[self.resolution]
        return [place for place, group in enumerate(groups) if self._ground.is_network(group)]

    def networks(self) -> list[Group]:
        """The groups of the chosen resolution that are networks, completed by those who belong to another first."""
        ground, groups, result = self._ground, self.groups[self.resolution], []
        for place in self._chosen():
            inside = np.zeros(len(ground.core), dtype=bool)
            inside[groups[place]] = True
            shared = np.flatnonzero(belonging(ground.links, inside, JOINS_SECOND) & ground.inside & ~inside)
            members = np.union1d(groups[place], shared)
            result.append(Group(members, members[~ground.core[members]], shared))
        return result

    def stability(self) -> Floats:
        """Of each network: mean similarity with what came back, 0 where that was no firm network."""
        chosen, firm = self._chosen(), self._firm[self.resolution]
        if not firm:
            return np.full(len(chosen), np.nan)
        return np.asarray(np.array([[row[place] for place in chosen] for row in firm]).mean(axis=0))
