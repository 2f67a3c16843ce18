"""The usual centralities of a network of contacts, of any size: to compare, not to rank by.

They are what other tools show, and an investigator will be asked about them. On calls alone they find the wrong people:
customers make an exploited person's telephone the centre. Nothing in a finding rests on these numbers.

Betweenness (Freeman 1977) is summed over the shortest paths from every actor (Brandes 2001, J Math Sociol 25:163) in
small networks, and estimated from a sample of sources in large ones (Brandes, Pich 2007, Int J Bifurcat Chaos 17:2303),
each with a stated standard error. The sample is corrected by what is known of the whole network: how much an actor
lies on the ways of its direct neighbours, of whom the sample holds too many or too few (the regression estimator of
sampling theory: Cochran 1977, *Sampling Techniques*, ch. 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Ints

Singles: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]

SOURCES = 128
"""Actors from whom the shortest paths are followed in a large network."""
EXACT = 2_000
"""Actors up to which they are followed from everybody."""
BLOCK = 32
"""Sources followed at a time: a row of them is two lines of the processor's cache."""
PRIOR = 2.0
"""Sampled neighbours that the common slope of the correction counts for."""
VARIES = 0.5
"""How much the slopes of actors differ from the common one, as a part of it."""


@dataclass(frozen=True)
class Betweenness:
    """Per actor: pairs of others between whom it lies, each counted by its share of their shortest paths."""

    value: Floats
    error: Floats  # standard error, 0 where the shortest paths were followed from everybody
    sources: int


def symmetric(start: Ints, end: Ints, size: int) -> sparse.csr_matrix:
    """The undirected network of links in either direction: n x n, binary, sorted, without loops."""
    kept = start != end
    row, column = np.r_[start[kept], end[kept]], np.r_[end[kept], start[kept]]
    found = sparse.csr_matrix((np.ones(len(row), dtype=np.float32), (row, column)), shape=(size, size))
    found.data[:] = 1.0
    return found


def pagerank(weight: sparse.csr_matrix, *, damping: float = 0.85, tolerance: float = 1e-8) -> Floats:
    """PageRank (Brin, Page 1998) by iteration from everybody alike; adds up to 1.

    Args:
        weight: n x n, non-negative; row i has the links of actor i. Who has none passes on to everybody.
        damping: Chance to follow a link.
        tolerance: Change, summed over all actors, at which it ends.
    """
    size = weight.shape[0]
    out = np.asarray(weight.sum(axis=1, dtype=float)).ravel()
    share = np.divide(1.0, out, out=np.zeros(size), where=out > 0)
    back = weight.T.astype(float)
    value = np.full(size, 1.0 / max(size, 1))
    for _ in range(200):
        lost = float(value[out == 0].sum())
        following = damping * (back @ (value * share) + lost / size) + (1.0 - damping) / size
        change = float(np.abs(following - value).sum())
        value = following
        if change < tolerance:
            break
    return value


def core_numbers(adjacency: sparse.csr_matrix) -> Ints:
    """The largest k for which an actor is in a part where everybody has k links inside it (Seidman 1983).

    By peeling (Batagelj, Zaversnik 2003), all actors of one shell at a time.
    """
    begin, neighbour = adjacency.indptr.astype(np.int64), adjacency.indices
    degree = np.diff(begin)
    core = np.zeros(len(degree), dtype=np.int64)
    left = np.flatnonzero(degree)
    inside = degree > 0
    shell = 0
    while len(left):
        shell = max(shell, int(degree[left].min()))
        peeled = left[degree[left] <= shell]
        while len(peeled):
            core[peeled] = shell
            inside[peeled] = False
            length = begin[peeled + 1] - begin[peeled]
            at = np.arange(int(length.sum())) + np.repeat(begin[peeled] - np.cumsum(length) + length, length)
            losing = neighbour[at]
            losing = losing[inside[losing]]
            np.subtract.at(degree, losing, 1)
            peeled = np.unique(losing[degree[losing] <= shell])
        left = left[inside[left]]
    return core


def betweenness(adjacency: sparse.csr_matrix, *, seed: int, sources: int = SOURCES) -> Betweenness:
    """Betweenness on unweighted shortest paths.

    Args:
        adjacency: Symmetric, binary, n x n, single precision.
        seed: Of the sample.
        sources: Sampled actors, where there are more than ``EXACT``.
    """
    size = adjacency.shape[0]
    if size <= max(EXACT, sources):
        total = np.zeros(size)
        for at in range(0, size, BLOCK):
            total += _dependency(adjacency, np.arange(at, min(at + BLOCK, size))).sum(axis=1, dtype=float)
        return Betweenness(total / 2.0, np.zeros(size), size)
    sample = np.sort(np.random.default_rng(seed).choice(size, sources, replace=False))
    return _estimate(adjacency, sample)


def _times(adjacency: sparse.csr_matrix, degree: Ints, value: Singles) -> Singles:
    """The product with a matrix most of whose rows may be empty."""
    filled = np.flatnonzero(value.any(axis=1))
    if 2 * int(degree[filled].sum()) < adjacency.nnz:
        return np.asarray(adjacency[filled].T @ value[filled])
    return np.asarray(adjacency @ value)


def _dependency(adjacency: sparse.csr_matrix, sources: Ints) -> Singles:
    """N x sources: for how many others, by share of paths, an actor lies on the way from a source (Brandes 2001)."""
    size, degree = adjacency.shape[0], np.diff(adjacency.indptr)
    front = np.zeros((size, len(sources)), dtype=np.float32)
    front[sources, np.arange(len(sources))] = 1.0
    seen = front > 0
    fronts = [front]  # shortest paths to each actor, at each distance
    while True:
        paths = _times(adjacency, degree, fronts[-1])
        paths *= ~seen
        reached = paths > 0
        if not reached.any():
            break
        seen |= reached
        fronts.append(paths)
    total = np.zeros_like(front)
    below = None
    for distance in range(len(fronts) - 1, 1, -1):
        paths = fronts[distance]
        each = np.divide(1.0, paths, out=np.zeros_like(paths), where=paths > 0)
        if below is not None:
            each += each * below
        below = _times(adjacency, degree, each)
        below *= fronts[distance - 1]
        total += below
    return total


def _estimate(adjacency: sparse.csr_matrix, sample: Ints) -> Betweenness:
    """The mean dependency over the sample, corrected by the neighbours it should hold, and its standard error."""
    size, number = adjacency.shape[0], len(sample)
    degree = np.diff(adjacency.indptr).astype(float)
    around = adjacency @ degree
    # how likely a way that begins at s goes on over its neighbour v: by the degrees of its neighbours
    passes = sparse.diags_array(degree) @ adjacency @ sparse.diags_array(1.0 / np.maximum(around, 1.0))
    passes = passes.tocsc()
    expected = np.asarray(passes.sum(axis=1)).ravel() / size
    per_neighbour = np.asarray(passes.power(2).sum(axis=1)).ravel() / np.maximum(degree, 1.0)
    sums = np.zeros((4, size))  # of the dependency, its square, its product with passes, ...
    for at in range(0, number, BLOCK):
        these = sample[at : at + BLOCK]
        dependency = _dependency(adjacency, these)
        near = passes[:, these]
        sums[0] += dependency.sum(axis=1, dtype=float)
        sums[1] += np.einsum("vs,vs->v", dependency, dependency, dtype=float)
        sums[2] += np.asarray(near.multiply(dependency).sum(axis=1)).ravel()
        sums[3] += np.asarray(near.power(2).sum(axis=1)).ravel()
    met = np.asarray(passes[:, sample].sum(axis=1)).ravel()
    mean = sums[0] / number
    variance = np.maximum(sums[1] - sums[0] * mean, 0.0)
    together = sums[2] - met * mean
    spread = np.maximum(sums[3] - met * met / number, 0.0)
    common = float(together.sum() / max(spread.sum(), 1e-12))
    prior = PRIOR * per_neighbour
    slope = (together + prior * common) / np.maximum(spread + prior, 1e-12)
    value = np.maximum(mean + slope * (expected - met / number), 0.0)
    left = np.maximum(variance - 2 * slope * together + slope * slope * spread, 0.0) / max(number - 2, 1)
    # what is not known of the slope counts as far as the sample is off the network
    unsure = np.square(VARIES * common * (expected - met / number)) * prior / np.maximum(spread + prior, 1e-12)
    error = np.sqrt((left / number + unsure) * (1.0 - number / size))
    return Betweenness(value * size / 2.0, error * size / 2.0, number)
