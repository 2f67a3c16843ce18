"""CPU of projection, Leiden, PageRank, cores and betweenness, each against its peer in the same run.

Contacts of 100,000 actors with 1,000,000 edges: heavy-tailed activity, seven in ten inside a circle of 200. Medians of
three. Usage: network.py [ACTORS], or network.py --growth [PICTURE], which measures 10,000 to 1,000,000 actors with ten
edges each and draws them.
"""

# ruff: noqa: PLC0415, S101 - a peer is imported where it is measured; figures of different answers compare nothing
from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 3
EDGES = 10
TOP = 100
PEER_SOURCES = 256
REFERENCE = 2_048
"""Sources of the reference that the top is compared with: others than either sample's."""
GROWTH = (10_000, 30_000, 100_000, 300_000, 1_000_000)
GROWTH_LINE = 1e-5
# twice as many calls as pairs; the records of one source
CALLS = """
INSERT INTO call_verbatim (source_no, row, originating_msisdn, terminating_msisdn, answered_at_utc, duration_s, service)
SELECT 1, row_number() OVER (), '+4477' || lpad(a::VARCHAR, 8, '0'), '+4477' || lpad(b::VARCHAR, 8, '0'),
       TIMESTAMP '2026-01-01' + to_seconds((hash(a, b, k, 't') % 15552000)::BIGINT), 60 + hash(a, b, k) % 200, 'voice'
FROM edge, range(3) AS r(k) WHERE k <= hash(a, b, 'n') % 3
"""
SOURCE = """
INSERT INTO source SELECT 1, 'x', 'x', 1, 'text', 'calls', 'x', 'x', 'x', '{}', 'x', NULL, NULL, NULL, NULL, NULL,
                          TIMESTAMP '2026-01-01', 'x', 1, 1, 1, 0, 0, 0
"""
# what the projection gives of calls, from the same calls
GROUP_BY = """
SELECT originating_msisdn, terminating_msisdn, count(*), sum(duration_s), count(DISTINCT answered_at_utc::DATE),
       min(answered_at_utc), max(answered_at_utc)
FROM call GROUP BY ALL
"""


def edges(actors: int, *, seed: int = 1) -> np.ndarray:
    """Pairs of actors, each once, ten times as many as actors."""
    rng = np.random.default_rng(seed)
    activity = np.exp(rng.normal(0, 1.2, actors))
    circle = rng.integers(0, max(actors // 200, 1), actors)
    order = np.argsort(circle, kind="stable")
    begin = np.searchsorted(circle[order], np.arange(circle.max() + 2))
    wanted = actors * EDGES
    drawn = wanted * 5 // 4
    start, end = (rng.choice(actors, drawn, p=activity / activity.sum()) for _ in range(2))
    low, high = begin[circle[start]], begin[circle[start] + 1]
    near = order[(low + rng.random(drawn) ** 2 * (high - low)).astype(np.int64)]
    end = np.where(rng.random(drawn) < 0.7, near, end)  # noqa: PLR2004
    pair = np.unique(np.sort(np.c_[start, end][start != end], axis=1), axis=0)
    return rng.permutation(pair)[:wanted]


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def compare(name: str, bar: float, ours: Callable[[], Any], peer: Callable[[], Any]) -> tuple[Any, Any]:
    """Both in turn, and the ratio of the medians."""
    mine, other = [], []
    for _ in range(REPEATS):
        used, result = cpu(ours)
        mine.append(used)
        used, expected = cpu(peer)
        other.append(used)
    a, b = statistics.median(mine), statistics.median(other)
    print(f"{name}: {a:.2f} CPU-s, peer {b:.2f}, ratio {a / b:.3f} (bar {bar})", flush=True)
    return result, expected


def projection(pairs: np.ndarray) -> None:
    from netinvest.ledger.ledger import Ledger
    from netinvest.projection.link import project_links
    from netinvest.resolve import resolve
    from netinvest.store.embedded import EmbeddedStore
    from netinvest.store.sync import sync

    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "a.case") as ledger:
        con = ledger.con
        con.execute(SOURCE)
        con.register("edge", pa.table({"a": pairs[:, 0], "b": pairs[:, 1]}))
        con.execute(CALLS)
        store = EmbeddedStore(con)
        sync(con, store)
        found = resolve(ledger).identifiers
        actor_of = pa.table({"identifier_key": found["identifier_key"], "index": found["actor_no"].cast(pa.int64())})
        links, grouped = compare(
            "projection to actors, against DuckDB's GROUP BY of the calls",
            1.2,
            lambda: project_links(con, store, actor_of),
            lambda: con.execute(GROUP_BY).to_arrow_table(),
        )
        assert links.num_rows == grouped.num_rows == len(pairs)


def communities(pairs: np.ndarray, size: int) -> None:
    import igraph
    from netinvest.analysis.community import consensus_communities

    value = 0.1 + np.random.default_rng(2).random(len(pairs))
    half = sparse.coo_matrix((value, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    weight = (half + half.T).tocsr()

    def ours() -> np.ndarray:
        return consensus_communities(weight, np.ones(size, dtype=bool), seed=1, runs=1)

    def peer() -> list[int]:
        igraph.set_random_number_generator(random.Random(1))  # noqa: S311 - reproducible
        graph = igraph.Graph(n=size, edges=pairs.tolist())
        return graph.community_leiden(
            objective_function="modularity", weights=value.tolist(), n_iterations=4
        ).membership

    mine, other = compare("one Leiden run with its graph, against igraph", 1.0, ours, peer)
    graph = igraph.Graph(n=size, edges=pairs.tolist())
    quality = [graph.modularity(list(found), weights=value.tolist()) for found in (mine, other)]
    print(f"  modularity {quality[0]:.4f}, peer {quality[1]:.4f}")


def simple(pairs: np.ndarray, size: int) -> None:
    import networkx as nx
    from netinvest.analysis import centrality

    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs.tolist())
    adjacency = centrality.symmetric(pairs[:, 0], pairs[:, 1], size)
    rank, peer = compare(
        "PageRank, against networkx", 0.05, lambda: centrality.pagerank(adjacency), lambda: nx.pagerank(graph)
    )
    assert np.abs(rank - [peer[node] for node in range(size)]).sum() < 2e-6 * size  # networkx ends at 1e-6 an actor
    core, peer = compare(
        "core numbers, against networkx",
        0.05,
        lambda: centrality.core_numbers(adjacency),
        lambda: nx.core_number(graph),
    )
    assert core.tolist() == [peer[node] for node in range(size)]


def brokers(pairs: np.ndarray, size: int) -> None:
    import igraph
    from netinvest.analysis import centrality

    adjacency = centrality.symmetric(pairs[:, 0], pairs[:, 1], size)
    graph = igraph.Graph(n=size, edges=pairs.tolist())
    shuffled = np.random.default_rng(3).permutation(size)
    peers, others = shuffled[:PEER_SOURCES], shuffled[PEER_SOURCES : PEER_SOURCES + REFERENCE]
    used, found = cpu(lambda: centrality.betweenness(adjacency, seed=7))
    theirs, sampled = cpu(lambda: np.array(graph.betweenness(directed=False, sources=peers.tolist())))
    print(
        f"betweenness from {found.sources} sources, against igraph from {PEER_SOURCES}: {used:.2f} CPU-s, peer "
        f"{theirs:.2f}, ratio {used / theirs:.3f} (bar 0.2)",
        flush=True,
    )
    reference = np.zeros(size)
    for at in range(0, len(others), centrality.BLOCK):
        reference += centrality._dependency(adjacency, others[at : at + centrality.BLOCK]).sum(axis=1, dtype=float)  # noqa: SLF001
    reference *= size / len(others) / 2
    top = np.argsort(-reference)[:TOP]
    for name, value in (("ours", found.value), ("igraph", sampled * size / PEER_SOURCES)):
        hit = len(np.intersect1d(top, np.argsort(-value)[:TOP]))
        off = float(np.mean(np.abs(value[top] / reference[top] - 1)))
        print(f"  {name}: {hit} of the top {TOP} of {len(others)} other sources, mean error {off:.1%}")
    print(f"  stated standard error of the top: {float(np.mean(found.error[top] / found.value[top])):.1%}")


def growth(picture: Path) -> None:
    """Measure each size, and draw anew after each: the largest takes long."""
    from netinvest.analysis import centrality
    from netinvest.analysis.community import consensus_communities

    seconds: dict[str, list[float]] = {}
    for size in GROWTH:
        pairs = edges(size)
        weight = centrality.symmetric(pairs[:, 0], pairs[:, 1], size)
        everybody = np.ones(size, dtype=bool)
        for name, work in {
            "Leiden, one run": lambda w=weight, e=everybody: consensus_communities(w, e, seed=1, runs=1),
            "betweenness, 128 sources": lambda w=weight: centrality.betweenness(w, seed=7),
            "PageRank": lambda w=weight: centrality.pagerank(w),
            "core numbers": lambda w=weight: centrality.core_numbers(w),
        }.items():
            seconds.setdefault(name, []).append(cpu(work)[0])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        latest = ", ".join(f"{name} {used[-1]:.2f}" for name, used in seconds.items())
        print(f"{size:>9,} actors, {len(pairs):,} edges: CPU-s {latest}; peak {peak:.1f} GB", flush=True)
        draw(seconds, picture)


def draw(seconds: dict[str, list[float]], picture: Path) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6.4, 4))
    for name, used in seconds.items():
        axes.loglog(GROWTH[: len(used)], used, marker="o", label=name)
    axes.loglog(GROWTH, [GROWTH_LINE * size for size in GROWTH], color="0.7", linestyle=":", label="in proportion")
    axes.set(xlabel="actors (ten edges each)", ylabel="CPU seconds")
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    if "--growth" in sys.argv:
        given = [word for word in sys.argv[1:] if word != "--growth"]
        growth(Path(given[0]) if given else Path("growth.svg"))
        return
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    pairs = edges(size)
    print(f"{size:,} actors, {len(pairs):,} edges")
    projection(pairs)
    communities(pairs, size)
    simple(pairs, size)
    brokers(pairs, size)


if __name__ == "__main__":
    main()
