"""Where actors stand: each network laid out by itself, then packed beside the others.

Positions are computed here, once, so that the same case always looks the same and the page opens at once.
Components are drawn by Kamada-Kawai while small and by Fruchterman-Reingold beyond, spread until no two
symbols with their names overlap, turned so that they lie flat, and packed on shelves like books.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

Points: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

CELL = (86.0, 58.0)  # room for a symbol and its name, canvas units
KAMADA_KAWAI_MOST = 120
LARGE = 1_500  # beyond it names are read after zooming in, and fewer rounds do
MANY_ROUNDS, FEW_ROUNDS = 500, 200
GAP_COMPONENTS, GAP_GROUPS = 70.0, 150.0
ASPECT = 1.45  # the room between the panels on a laptop screen


def layout(
    nodes: Sequence[int], edges: Iterable[tuple[int, int]], group_of: Sequence[Hashable], *, seed: int
) -> dict[int, tuple[int, int]]:
    """Positions of ``nodes``.

    Args:
        nodes: Actors to place.
        edges: Pairs of actors; pairs that leave ``nodes`` are ignored.
        group_of: A group for every actor (by actor index): groups stand together.
        seed: Drawn from by the layout only; recorded with the run.

    Returns:
        Actor to integer canvas coordinates, centred on the origin.
    """
    members: dict[Hashable, list[int]] = defaultdict(list)
    for node in nodes:
        members[group_of[node]].append(node)
    inner: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
    placed = set(nodes)
    for start, end in edges:
        if start in placed and end in placed and start != end and group_of[start] == group_of[end]:
            inner[group_of[start]].append((start, end))
    blocks = [(group, _group(group, inner[key], seed)) for key, group in members.items()]
    blocks.sort(key=lambda block: (-len(block[0]), block[0][0]))
    positions = _pack([points for _, points in blocks], GAP_GROUPS)
    return {
        node: (round(float(x)), round(float(y)))
        for (group, _), points in zip(blocks, positions, strict=True)
        for node, (x, y) in zip(group, points, strict=True)
    }


def _group(nodes: list[int], edges: list[tuple[int, int]], seed: int) -> Points:
    """One network: its components, packed."""
    import igraph

    local = {node: i for i, node in enumerate(nodes)}
    pairs = sorted({(local[min(e)], local[max(e)]) for e in edges})
    graph = igraph.Graph(n=len(nodes), edges=pairs)
    components = sorted((sorted(c) for c in graph.connected_components()), key=lambda c: (-len(c), c[0]))
    points = np.zeros((len(nodes), 2))
    shapes = [_component(graph.induced_subgraph(c), seed) for c in components if len(c) > 1]
    single = [c[0] for c in components if len(c) == 1]
    if single:
        shapes.append(_grid(len(single)))
    linked = [c for c in components if len(c) > 1]
    for component, placed in zip([*linked, single] if single else linked, _pack(shapes, GAP_COMPONENTS), strict=True):
        points[component] = placed
    return points


def _grid(size: int) -> Points:
    columns = max(1, int(np.ceil(np.sqrt(size * ASPECT * CELL[1] / CELL[0]))))
    at = np.arange(size)
    return np.stack([(at % columns) * CELL[0], (at // columns) * CELL[1]], axis=1).astype(np.float64)


def _component(graph: Any, seed: int) -> Points:
    import igraph

    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - a drawing, not a secret
    try:
        start = graph.layout_circle()
        if graph.vcount() <= KAMADA_KAWAI_MOST:
            drawn = graph.layout_kamada_kawai(seed=start, maxiter=50 * graph.vcount() + 200)
        else:
            drawn = graph.layout_fruchterman_reingold(
                niter=FEW_ROUNDS if graph.vcount() > LARGE else MANY_ROUNDS, grid="auto"
            )
    finally:
        igraph.set_random_number_generator(random)
    points = np.asarray(drawn.coords, dtype=np.float64)
    return _spread(_scaled(_flat(points), graph.get_edgelist()))


def _flat(points: Points) -> Points:
    """Turned so that the longest axis lies level, with a fixed sign."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    if axes.shape[0] < 2:  # noqa: PLR2004 - two points make one axis
        return np.asarray(centred)
    signs = np.where(axes[np.arange(2), np.abs(axes).argmax(axis=1)] < 0, -1.0, 1.0)
    return np.asarray(centred @ (axes * signs[:, None]).T)


def _scaled(points: Points, edges: list[tuple[int, int]]) -> Points:
    """Sized so that the median link is a little longer than a symbol with its name is wide."""
    ends = np.asarray(edges, dtype=np.int64)
    lengths = np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)
    return np.asarray(points * (CELL[0] * 1.25 / max(float(np.median(lengths)), 1e-9)))


def _spread(points: Points) -> Points:
    """Push apart whoever stands in another's cell, along the axis that needs the shorter push."""
    from scipy.spatial import cKDTree

    points = points.copy()
    cell = np.asarray(CELL)
    rounds = FEW_ROUNDS // 5 if len(points) > LARGE else FEW_ROUNDS
    for _ in range(rounds):
        pairs = cKDTree(points / cell).query_pairs(1.0, p=np.inf, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        apart = points[pairs[:, 1]] - points[pairs[:, 0]]
        apart[(apart == 0).all(axis=1)] = (1e-3, 1e-3)
        missing = cell - np.abs(apart)
        level = missing[:, 0] <= missing[:, 1]
        push = np.where(np.stack([level, ~level], axis=1), np.sign(apart) * (missing / 2 + 0.5), 0.0)
        push[(push == 0).all(axis=1)] = (0.5, 0.0)
        np.add.at(points, pairs[:, 0], -push * 0.6)
        np.add.at(points, pairs[:, 1], push * 0.6)
    return points


def _pack(shapes: list[Points], gap: float) -> list[Points]:
    """Blocks on shelves, largest first as given, the whole about ASPECT times as wide as high."""
    if not shapes:
        return []
    sizes = [np.ptp(points, axis=0) + gap for points in shapes]
    room = sum(float(w * h) for w, h in sizes)
    width = max(float(np.sqrt(room * ASPECT)), *(float(w) for w, _ in sizes))
    placed: list[Points] = []
    x = y = shelf = 0.0
    for points, (w, h) in zip(shapes, sizes, strict=True):
        if x > 0 and x + w > width * 1.05:
            x, y, shelf = 0.0, y + shelf, 0.0
        placed.append(points - points.min(axis=0) + np.array([x, y]))
        x, shelf = x + float(w), max(shelf, float(h))
    everything = np.concatenate(placed)
    centre = (everything.min(axis=0) + everything.max(axis=0)) / 2
    return [points - centre for points in placed]
