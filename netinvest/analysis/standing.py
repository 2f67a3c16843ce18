"""Standing in a small network of contacts in which nothing else is known: the middle, and who the middle listens to.

For calls or meetings of a group that somebody has already selected, with no sign of exploitation and no money. Three
signs, each of another family: *brokerage*, betweenness on ways through lasting contact (Freeman 1977; the best single
predictor of leadership in meeting and wiretap networks: Calderoni, Superchi 2019, Crime Law Soc Change 72:419);
*prominence*, the eigenvector centrality (Bonacich 1972); and *ear of the middle*, contact with those who broker, which
finds the quiet leader: few contacts and the right ones (Morselli 2009). Ranks are aggregated as elsewhere.

How it is misread: whoever is watched most looks central (Berlusconi 2013): wiretaps begin with the wiretapped. Being
in the middle is no offence, and exploited people who were made to collect or recruit stand there as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.rank_aggregation import aggregate
from netinvest.analysis.surprise import Sign
from netinvest.analysis.top import LEAD

if TYPE_CHECKING:
    from netinvest.projection.network import Contacts, Floats, Ints, Mask

LARGEST = 1_000
"""Actors up to which a network is one that somebody selected; in a larger one the middle is anybody."""
MOST = 10
"""Leads by standing alone."""
REDRAWS = 200


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
    """The three signs.

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
    between = np.array(graph.betweenness(weights=(1.0 / weight).tolist())) if len(row) else np.zeros(size)
    prominent = _eigenvector(both.astype(bool).astype(float))
    # rounded, so that the order of summation decides no tie
    between, prominent = np.round(between, 9), np.round(prominent, 9)
    return {
        "brokerage": Sign.plain(between),
        "prominence": Sign.plain(np.where(prominent > 1e-6, prominent, 0.0)),  # noqa: PLR2004
        "ear_of_the_middle": Sign.plain(np.round(np.asarray(both @ between).ravel(), 6)),
    }


def _eigenvector(adjacency: sparse.csr_matrix) -> Floats:
    """Eigenvector centrality, 0 to 1, by iteration from everybody alike: no random start."""
    value: Floats = np.ones(adjacency.shape[0])
    for _ in range(100):
        # one's own value is added, or two halves of a bipartite network would take turns
        value = adjacency @ value + value
        value = value / max(float(value.max()), 1.0)
    return value


def find_standing(contacts: Contacts, size: int, *, outside: Mask, seed: int) -> Standing | None:
    """Who stands out in a small network of contacts; None where it is too large or has too few contacts to say.

    Args:
        contacts: Directed contacts.
        size: Number of actors.
        outside: Who is no lead: service numbers, hubs.
        seed: Of the redraws (Poisson about the observed number of contacts).
    """
    present = np.zeros(size, dtype=bool)
    present[contacts.start] = present[contacts.end] = True
    if not MOST < present.sum() <= LARGEST:
        return None

    def scored(weights: Floats | None) -> tuple[dict[str, Sign], Floats]:
        signs = measure_standing(contacts, size, weights=weights)
        inside = [np.where(present & ~outside, sign.strength, 0.0)[present] for sign in signs.values()]
        score = np.zeros(size)
        score[present] = aggregate(inside)
        return signs, score

    signs, score = scored(None)
    order = np.lexsort((np.arange(size), -score))
    actors = order[score[order] >= LEAD][:MOST].astype(np.int64)
    if not len(actors):
        return Standing(actors, signs, score, actors, actors, np.empty(0))
    generator = np.random.default_rng(seed)
    observed = (contacts.calls + contacts.messages).astype(float)
    placed = []
    for _ in range(REDRAWS):
        _, again = scored(generator.poisson(observed).astype(float))
        position = np.empty(size, dtype=np.int64)
        position[np.lexsort((np.arange(size), -again))] = np.arange(1, size + 1)
        placed.append(position[actors])
    ranks = np.array(placed, dtype=np.int64)
    low, high = np.percentile(ranks, [5, 95], axis=0, method="nearest").astype(np.int64)
    return Standing(actors, signs, score, low, high, (ranks <= len(actors)).mean(axis=0))
