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
    from collections.abc import Iterable, Sequence

Points: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

CELL = (86.0, 58.0)  # room for a symbol and its name, canvas units
KAMADA_KAWAI_MOST, KAMADA_KAWAI_FEW = 120, 60
LARGE = 400  # beyond it names are read after zooming in, and fewer rounds do
MANY_ROUNDS, FEW_ROUNDS, HASTY_ROUNDS = 500, 200, 40
GAP_COMPONENTS, GAP_GROUPS = 90.0, 150.0
CLOSEST = 1e-3  # two actors on one spot are parted along the diagonal
ASPECT = 1.45  # the room between the panels on a laptop screen


def layout(
    nodes: Sequence[int], edges: Iterable[tuple[int, int]], group_of: Sequence[int], *, seed: int
) -> dict[int, tuple[int, int]]:
    """Positions of ``nodes``.

    Args:
        nodes: Actors to place.
        edges: Pairs of actors; pairs that leave ``nodes`` are ignored.
        group_of: A group for every actor (by actor index): groups stand together, in their order; -1 is none, and last.
        seed: Drawn from by the layout only; recorded with the run.

    Returns:
        Actor to integer canvas coordinates, centred on the origin.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for node in nodes:
        members[group_of[node]].append(node)
    inner: dict[int, list[tuple[int, int]]] = defaultdict(list)
    placed = set(nodes)
    for start, end in edges:
        if start in placed and end in placed and start != end and group_of[start] == group_of[end]:
            inner[group_of[start]].append((start, end))
    order = sorted(members, key=lambda key: (key < 0, key))
    blocks = [(members[key], arrange(members[key], inner[key], seed=seed)) for key in order]
    positions = pack([points for _, points in blocks], GAP_GROUPS)
    return {
        node: (round(float(x)), round(float(y)))
        for (group, _), points in zip(blocks, positions, strict=True)
        for node, (x, y) in zip(group, points, strict=True)
    }


def arrange(nodes: Sequence[int], edges: Iterable[tuple[int, int]], *, seed: int, thorough: bool = True) -> Points:
    """One network: its components, packed.

    Args:
        nodes: Actors to place.
        edges: Pairs of them.
        seed: Of the layout.
        thorough: Spread until hardly two names overlap; else a few rounds do, for what is read after zooming in.
    """
    import igraph

    local = {node: i for i, node in enumerate(nodes)}
    pairs = sorted({(local[min(e)], local[max(e)]) for e in edges})
    graph = igraph.Graph(n=len(nodes), edges=pairs)
    components = sorted((sorted(c) for c in graph.connected_components()), key=lambda c: (-len(c), c[0]))
    points = np.zeros((len(nodes), 2))
    shapes = [_component(graph.induced_subgraph(c), seed, thorough=thorough) for c in components if len(c) > 1]
    single = [c[0] for c in components if len(c) == 1]
    if single:
        shapes.append(_grid(len(single)))
    linked = [c for c in components if len(c) > 1]
    for component, placed in zip([*linked, single] if single else linked, pack(shapes, GAP_COMPONENTS), strict=True):
        points[component] = placed
    return points


def _grid(size: int) -> Points:
    columns = max(1, int(np.ceil(np.sqrt(size * ASPECT * CELL[1] / CELL[0]))))
    at = np.arange(size)
    return np.stack([(at % columns) * CELL[0], (at // columns) * CELL[1]], axis=1).astype(np.float64)


def _component(graph: Any, seed: int, *, thorough: bool) -> Points:
    import igraph

    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - a drawing, not a secret
    try:
        start = graph.layout_circle()
        if graph.vcount() <= (KAMADA_KAWAI_MOST if thorough else KAMADA_KAWAI_FEW):
            drawn = graph.layout_kamada_kawai(seed=start, maxiter=50 * graph.vcount() + 200)
        else:
            drawn = graph.layout_fruchterman_reingold(
                niter=FEW_ROUNDS if graph.vcount() > LARGE else MANY_ROUNDS, grid="auto"
            )
    finally:
        igraph.set_random_number_generator(random)
    points = np.asarray(drawn.coords, dtype=np.float64)
    return _spread(_scaled(_flat(points), graph.get_edgelist()), thorough=thorough)


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


def _spread(points: Points, *, thorough: bool) -> Points:
    """Push apart whoever stands in another's cell, along the line between them."""
    from scipy.spatial import cKDTree

    points = points.copy()
    cell = np.asarray(CELL)
    rounds = HASTY_ROUNDS if not thorough else 3 * MANY_ROUNDS if len(points) <= KAMADA_KAWAI_MOST else FEW_ROUNDS // 2
    for _ in range(rounds):
        pairs = cKDTree(points / cell).query_pairs(1.0, p=np.inf, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        apart = points[pairs[:, 1]] - points[pairs[:, 0]]
        apart[(np.abs(apart) < CLOSEST).all(axis=1)] = (CLOSEST, CLOSEST)
        near = np.abs(apart / cell).max(axis=1)
        # along the line between them, until one stands on the border of the other's cell; never a leap
        push = apart * np.minimum(1.02 / near - 1.0, 0.5 * cell.min() / np.linalg.norm(apart, axis=1))[:, None] / 2
        np.add.at(points, pairs[:, 0], -push)
        np.add.at(points, pairs[:, 1], push)
    return points


def pack(shapes: list[Points], gap: float) -> list[Points]:
    """Blocks on centred shelves, in the order given, in the width that makes the whole come nearest to ASPECT."""
    if not shapes:
        return []
    sizes = [(float(w), float(h)) for w, h in (np.ptp(points, axis=0) + gap for points in shapes)]
    widest = max(w for w, _ in sizes)
    widths = sorted({max(widest, sum(w for w, _ in sizes[:upto])) for upto in range(1, min(len(sizes), 60) + 1)})
    shelves = min((_shelve(sizes, width) for width in widths), key=lambda s: _extent(s, sizes))
    width = max(sum(sizes[i][0] for i in shelf) for shelf in shelves)
    placed = list(shapes)
    y = 0.0
    for shelf in shelves:
        x = (width - sum(sizes[i][0] for i in shelf)) / 2
        height = max(sizes[i][1] for i in shelf)
        for i in shelf:
            low = shapes[i].min(axis=0)
            placed[i] = shapes[i] - low + np.array([x + gap / 2, y + (height - sizes[i][1]) / 2 + gap / 2])
            x += sizes[i][0]
        y += height
    everything = np.concatenate(placed)
    centre = (everything.min(axis=0) + everything.max(axis=0)) / 2
    return [points - centre for points in placed]


def _shelve(sizes: list[tuple[float, float]], width: float) -> list[list[int]]:
    shelves: list[list[int]] = [[]]
    x = 0.0
    for i, (w, _) in enumerate(sizes):
        if shelves[-1] and x + w > width * 1.001:
            shelves.append([])
            x = 0.0
        shelves[-1].append(i)
        x += w
    return shelves


def _extent(shelves: list[list[int]], sizes: list[tuple[float, float]]) -> float:
    """How large a screen of the right shape would have to be."""
    width = max(sum(sizes[i][0] for i in shelf) for shelf in shelves)
    return max(width / ASPECT, sum(max(sizes[i][1] for i in shelf) for shelf in shelves))
