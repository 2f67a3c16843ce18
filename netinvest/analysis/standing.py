"""Standing in a network of contacts in which nothing else is known: whom many turn to, and whom the middle hears.

For calls or meetings of a group that somebody has already selected, with no sign of exploitation and no money. Two
signs are of the thick of it: *turned_to*, PageRank (Brin, Page 1998): contacts count for more the fewer others they
have; *prominence*, the eigenvector centrality (Bonacich 1972): contacts count for more the more prominent they are. Two
find the quiet leader, few contacts and the right ones (Morselli 2009): *ear of the middle*, contact with those who
broker (betweenness on ways through frequent contact, Freeman 1977), and *reach*, how many people are one or two steps
away. Leaders stand out by one kind and not by the other: some are in the thick of it (Calderoni, Superchi 2019, Crime
Law Soc Change 72:419), some stay behind one who is. So the best of somebody's places counts, and the next best half.

How it is misread: whoever is watched most looks central (Berlusconi 2013): wiretaps begin with the wiretapped. Being
in the middle is no offence, and exploited people who were made to collect or recruit stand there as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.surprise import Sign

if TYPE_CHECKING:
    import igraph

    from netinvest.projection.network import Contacts, Floats, Ints, Mask

FEWEST, LARGEST = 11, 1_000
"""Actors from which a place means something, and up to which somebody may have selected them."""
LISTED, PART = 40, 3
"""Leads by standing alone: at most so many, and one in so many of the actors."""
RANKED = ("turned_to", "prominence", "ear_of_the_middle", "reach")
REDRAWS, LEAST_REDRAWS, WORK = 200, 20, 100_000_000
"""Redraws, and how many actors times links are visited in all of them at most."""
SOURCES = 256
"""Actors from which ways are followed where there are more than this many times four (Brandes, Pich 2007)."""


@dataclass(frozen=True)
class Standing:
    """Leads by standing, best first.

    Attributes:
        actors: The leads.
        signs: Per actor of the network.
        score: Of all actors.
        low: 5th percentile of each lead's rank over the redraws.
        high: 95th percentile.
        stability: Part of the redraws in which each remained among as many first.
    """

    actors: Ints
    signs: dict[str, Sign]
    score: Floats
    low: Ints
    high: Ints
    stability: Floats


def measure_standing(contacts: Contacts, size: int, *, weights: Floats | None = None) -> dict[str, Sign]:
    """The four signs, and brokerage, which one of them rests on.

    Args:
        contacts: Directed contacts.
        size: Number of actors.
        weights: Contacts of each pair to use instead of the observed ones (a redraw).
    """
    import igraph

    count = (contacts.calls + contacts.messages).astype(float) if weights is None else weights
    kept = (count > 0) & (contacts.start != contacts.end)
    one_way = sparse.csr_matrix((count[kept], (contacts.start[kept], contacts.end[kept])), shape=(size, size))
    both = (one_way + one_way.T).tocsr()
    upper = sparse.triu(both, k=1).tocoo()
    order = np.lexsort((upper.col, upper.row))
    row, column, weight = upper.row[order], upper.col[order], upper.data[order]
    graph = igraph.Graph(n=size, edges=np.c_[row, column].tolist(), directed=False)
    between = _betweenness(graph, weight)
    adjacency = both.astype(bool).astype(float)
    linked = np.diff(both.indptr) > 0  # whom two steps lead back to themselves
    turned_to = np.where(linked, np.array(graph.pagerank()), 0.0) if len(row) else np.zeros(size)
    prominent = _eigenvector(adjacency)
    # rounded, so that the order of summation decides no tie
    between, prominent, turned_to = np.round(between, 9), np.round(prominent, 9), np.round(turned_to, 9)
    return {
        "turned_to": Sign.plain(turned_to),
        "brokerage": Sign.plain(between),
        "prominence": Sign.plain(np.where(prominent > 1e-6, prominent, 0.0)),  # noqa: PLR2004
        "ear_of_the_middle": Sign.plain(np.round(np.asarray(both @ between).ravel(), 6)),
        "reach": Sign.plain(np.diff((adjacency @ adjacency + adjacency).tocsr().indptr).astype(float) - linked),
    }


def _betweenness(graph: igraph.Graph, weight: Floats) -> Floats:
    """Betweenness, an edge being as long as one divided by its contacts; in a large one from some sources."""
    size = graph.vcount()
    if not graph.ecount():
        return np.zeros(size)
    length = (1.0 / weight).tolist()
    if size <= 4 * SOURCES:
        return np.array(graph.betweenness(weights=length))
    some = np.flatnonzero(np.array(graph.degree()) > 0)
    sources = some[np.linspace(0, len(some) - 1, SOURCES).astype(np.int64)]
    return np.array(graph.betweenness(weights=length, sources=sources.tolist(), targets=None))


def _eigenvector(adjacency: sparse.csr_matrix) -> Floats:
    """Eigenvector centrality, 0 to 1, by iteration from everybody alike: no random start."""
    value: Floats = np.ones(adjacency.shape[0])
    for _ in range(100):
        # one's own value is added, or two halves of a bipartite network would take turns
        value = adjacency @ value + value
        value = value / max(float(value.max()), 1.0)
    return value


def place_score(signs: list[Floats]) -> Floats:
    """How high the best of somebody's places is, -log10(place / number), and half of how high the next best is.

    Args:
        signs: One array each, of one length; larger is higher, who shows nothing (0) stands last. Equals share a place.
    """
    from scipy.stats import rankdata

    places = np.stack([rankdata(-sign, method="average") for sign in signs]) / len(signs[0])
    height = np.sort(np.where(np.stack(signs) > 0, -np.log10(places), 0.0), axis=0)
    return np.asarray(height[-1] + height[-2] / 2)


def find_standing(contacts: Contacts, size: int, *, outside: Mask, seed: int) -> Standing | None:
    """Who stands out in a network of contacts; None where it is too large or too small to say.

    Args:
        contacts: Directed contacts.
        size: Number of actors.
        outside: Who is no lead: service numbers, hubs.
        seed: Of the redraws (Poisson about the observed number of contacts).
    """
    present = np.zeros(size, dtype=bool)
    present[contacts.start] = present[contacts.end] = True
    number = int(present.sum())
    if not FEWEST <= number <= LARGEST:
        return None

    def scored(weights: Floats | None) -> tuple[dict[str, Sign], Floats]:
        signs = measure_standing(contacts, size, weights=weights)
        inside = [np.where(outside, 0.0, signs[name].strength)[present] for name in RANKED]
        score = np.zeros(size)
        score[present] = place_score(inside)
        return signs, score

    signs, score = scored(None)
    order = np.lexsort((np.arange(size), -score))
    actors = order[score[order] > 0][: min(LISTED, number // PART)].astype(np.int64)
    if not len(actors):
        return Standing(actors, signs, score, actors, actors, np.empty(0))
    generator = np.random.default_rng(seed)
    observed = (contacts.calls + contacts.messages).astype(float)
    placed = []
    redraws = max(LEAST_REDRAWS, min(REDRAWS, WORK // (number * len(contacts.start))))
    for _ in range(redraws):
        _, again = scored(generator.poisson(observed).astype(float))
        position = np.empty(size, dtype=np.int64)
        position[np.lexsort((np.arange(size), -again))] = np.arange(1, size + 1)
        placed.append(position[actors])
    ranks = np.array(placed, dtype=np.int64)
    low, high = np.percentile(ranks, [5, 95], axis=0, method="nearest").astype(np.int64)
    return Standing(actors, signs, score, low, high, (ranks <= len(actors)).mean(axis=0))
