"""Networks: who belongs together, over all streams.

Only those take part whom ``grouping`` found to belong, joined by contact, money and common advertisement. Communities
are found by the Leiden algorithm (Traag, Waltman, van Eck 2019, Sci. Rep. 9:5233) on modularity, once in each of
several seeded runs; pairs found together in most runs stay together (consensus clustering: Lancichinetti, Fortunato
2012, Sci. Rep. 2:336).

How it is misread: a community is a group of links, not an organisation. Somebody can be in it by family or debt.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from netinvest.projection.network import Ints, Mask

RUNS = 20
AGREEMENT = 0.5


def consensus_communities(
    weight: sparse.csr_matrix, members: Mask, *, seed: int, resolution: float = 1.0, runs: int = RUNS
) -> Ints:
    """Community of each actor, -1 outside; numbered by their lowest actor.

    Args:
        weight: Symmetric, non-negative link weights, n x n.
        members: Who takes part.
        seed: Of the Leiden runs.
        resolution: Of the modularity; 1 is the usual one.
        runs: Leiden runs to agree.
    """
    import igraph

    size = weight.shape[0]
    label = np.full(size, -1, dtype=np.int64)
    inside = np.flatnonzero(members)
    if not len(inside):
        return label
    block = weight[inside][:, inside].tocoo()
    upper = block.row < block.col
    row, column, value = block.row[upper], block.col[upper], block.data[upper]
    graph = igraph.Graph(n=len(inside), edges=zip(row.tolist(), column.tolist(), strict=True))
    together = np.zeros(len(row))
    generator = random.Random(seed)  # noqa: S311 - reproducible, not secret
    igraph.set_random_number_generator(generator)
    try:
        for _ in range(runs):
            found = np.array(
                graph.community_leiden(
                    objective_function="modularity", weights=value.tolist(), resolution=resolution, n_iterations=4
                ).membership
            )
            together += found[row] == found[column]
    finally:
        igraph.set_random_number_generator(random)
    stays = together / runs > AGREEMENT
    agreed = sparse.coo_matrix((stays[stays], (row[stays], column[stays])), shape=(len(inside),) * 2)
    label[inside] = connected_components(agreed, directed=False)[1]
    return label
