from __future__ import annotations

import igraph
import numpy as np
import pytest
from netinvest.analysis import centrality
from scipy import sparse


def _drawn(kind: str, size: int, seed: int) -> tuple[sparse.csr_matrix, igraph.Graph]:
    """A network of one kind, with a part of its own and somebody without contacts."""
    rng = np.random.default_rng(seed)
    if kind == "even":
        pairs = rng.integers(0, size - 12, (size * 3, 2))
    elif kind == "heavy":
        activity = rng.pareto(1.2, size - 12) + 0.05
        pairs = rng.choice(size - 12, (size * 4, 2), p=activity / activity.sum())
    else:  # a chain of circles
        circle = np.repeat(np.arange((size - 12) // 20), 60) * 20
        pairs = circle[:, None] + rng.integers(0, 22, (len(circle), 2))
    own = np.arange(size - 12, size - 2)
    pairs = np.r_[pairs[pairs.max(axis=1) < size - 12], np.c_[own[:-1], own[1:]]]
    adjacency = centrality.symmetric(pairs[:, 0], pairs[:, 1], size)
    upper = sparse.triu(adjacency, k=1).tocoo()
    return adjacency, igraph.Graph(n=size, edges=list(zip(upper.row.tolist(), upper.col.tolist(), strict=True)))


@pytest.mark.parametrize("kind", ["even", "heavy", "chain"])
@pytest.mark.parametrize("seed", range(3))
def test_small_networks_agree_with_igraph(kind: str, seed: int) -> None:
    adjacency, graph = _drawn(kind, 300, seed)
    found = centrality.betweenness(adjacency, seed=0)
    assert found.sources == 300
    assert not found.error.any()
    np.testing.assert_allclose(found.value, graph.betweenness(), rtol=1e-4, atol=1e-3)
    assert centrality.core_numbers(adjacency).tolist() == graph.coreness()
    np.testing.assert_allclose(centrality.pagerank(adjacency), graph.pagerank(), rtol=1e-4)


def test_pagerank_follows_weights_and_directions() -> None:
    weight = sparse.csr_matrix(np.array([[0, 3.0, 1], [0, 0, 2], [1, 0, 0]]))
    graph = igraph.Graph.Weighted_Adjacency(weight.toarray().tolist())
    np.testing.assert_allclose(centrality.pagerank(weight), graph.pagerank(weights="weight"), rtol=1e-6)
    nobody_calls_on = centrality.pagerank(sparse.csr_matrix((3, 3)))
    np.testing.assert_allclose(nobody_calls_on, np.full(3, 1 / 3))


@pytest.mark.parametrize(("kind", "seed"), [("even", 1), ("heavy", 2), ("heavy", 3), ("chain", 4)])
def test_the_estimate_is_as_near_as_its_error_says(kind: str, seed: int) -> None:
    adjacency, graph = _drawn(kind, 2_500, seed)
    true = np.array(graph.betweenness())
    found = centrality.betweenness(adjacency, seed=seed)
    assert found.sources == centrality.SOURCES
    top = np.argsort(-true)[:100]
    within = np.abs(found.value - true)[top] <= 2 * found.error[top]
    assert within.mean() >= 0.85  # of a normal error 0.95 would be
    assert np.abs(np.mean(found.value[top] / true[top]) - 1) < 0.1


@pytest.mark.parametrize("kind", ["even", "heavy"])
def test_the_correction_is_worth_more_than_as_many_sources_again(kind: str) -> None:
    adjacency, graph = _drawn(kind, 2_500, 5)
    true = np.array(graph.betweenness())
    top = np.argsort(-true)[:100]

    def off(value: np.ndarray) -> float:
        return float(np.mean(np.abs(value[top] / true[top] - 1)))

    corrected, plain = [], []
    for seed in range(4):
        corrected.append(off(centrality.betweenness(adjacency, seed=seed).value))
        sample = np.random.default_rng(seed + 100).choice(2_500, 2 * centrality.SOURCES, replace=False)
        plain.append(off(np.array(graph.betweenness(sources=sample.tolist())) * 2_500 / len(sample)))
    assert np.mean(corrected) < np.mean(plain)


def test_the_same_seed_gives_the_same_bytes() -> None:
    adjacency, _ = _drawn("heavy", 2_500, 6)
    once, again = (centrality.betweenness(adjacency, seed=3) for _ in range(2))
    assert once.value.tobytes() == again.value.tobytes()
    assert once.error.tobytes() == again.error.tobytes()
    assert centrality.betweenness(adjacency, seed=4).value.tobytes() != once.value.tobytes()
