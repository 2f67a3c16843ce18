"""Communities of a case for the chart: who belongs together, and where each community stands.

A case of more than some thousand actors drawn at once is a hairball. So its networks, and the communities of
everybody else (Leiden on modularity: Traag, Waltman, van Eck 2019), each get a disc of their own; discs that share
many events lie near each other and none overlaps another. The page draws the discs folded and opens them in place.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netinvest.charts.layout import CELL, arrange, pack

if TYPE_CHECKING:
    from netinvest.charts.layout import Points
    from netinvest.charts.roster import Ints
    from netinvest.charts.scene import Scene

SMALLEST = 4  # members; whoever is in a smaller one stands with the hardly linked
MOST_PLACED = 700  # discs placed by their ties; more are packed on shelves
ROUNDS = 200
GAP = 60.0  # canvas units between two discs
HARDLY_LINKED = "Hardly linked"


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of a scene, and the place of everybody in them."""

    of: Ints  # community of each actor
    names: list[str]
    networks: list[int]  # the network that a community is, -1 for one that is no lead
    centres: Points
    radii: list[float]
    places: Points  # of each actor


def communities(scene: Scene) -> Communities:
    """The networks that are leads, then the communities of everybody else by size."""
    of, names, networks = _membership(scene)
    start, end = scene.links.start, scene.links.end
    groups: list[list[int]] = [[] for _ in names]
    for actor, at in enumerate(of.tolist()):
        groups[at].append(actor)
    inner: list[list[tuple[int, int]]] = [[] for _ in names]
    together = of[start] == of[end]
    for a, b in zip(start[together].tolist(), end[together].tolist(), strict=True):
        inner[of[a]].append((a, b))
    places, radii = np.zeros((len(of), 2)), []
    for members, edges in zip(groups, inner, strict=True):
        shape = arrange(members, edges, seed=scene.facts.seed, thorough=False)
        shape = shape - (shape.min(axis=0) + shape.max(axis=0)) / 2
        places[members] = shape
        radii.append(float(np.linalg.norm(shape, axis=1).max()) + CELL[0] * 0.7)
    apart = ~together
    ties = Counter(zip(of[start[apart]].tolist(), of[end[apart]].tolist(), strict=True))
    centres = _centres(np.array(radii), ties, scene.facts.seed)
    return Communities(of, names, networks, centres, radii, places + centres[of] if len(of) else places)


def _membership(scene: Scene) -> tuple[Ints, list[str], list[int]]:
    """Community of each actor, the communities' names, and the network that each is."""
    import igraph

    network = np.array([actor.network for actor in scene.actors], dtype=np.int64)
    rest = np.flatnonzero(network < 0)
    place = np.full(len(network), -1, dtype=np.int64)
    place[rest] = np.arange(len(rest))
    links = scene.links
    open_ = (network[links.start] < 0) & (network[links.end] < 0) & (links.start != links.end)
    ends = np.stack([place[links.start[open_]], place[links.end[open_]]], axis=1)
    graph = igraph.Graph(n=len(rest), edges=ends.tolist())
    graph.es["weight"] = np.log2(1.0 + links.count[open_].clip(1)).tolist()
    graph.simplify(combine_edges="sum")
    igraph.set_random_number_generator(random.Random(scene.facts.seed))  # noqa: S311 - a drawing, not a secret
    try:
        found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=2)
    finally:
        igraph.set_random_number_generator(random)
    parts = sorted(([int(v) for v in part] for part in found), key=lambda part: (-len(part), part[0]))
    large = [part for part in parts if len(part) >= SMALLEST]
    small = [v for part in parts if len(part) < SMALLEST for v in part]

    used = sorted(set(network[network >= 0].tolist()))
    of = np.zeros(len(network), dtype=np.int64)
    for at, number in enumerate(used):
        of[network == number] = at
    for at, part in enumerate([*large, small] if small else large):
        of[rest[part]] = len(used) + at
    names = [scene.networks[number] for number in used] + [f"Community {at + 1}" for at in range(len(large))]
    return of, names + [HARDLY_LINKED] * bool(small), used + [-1] * (len(large) + bool(small))


def _centres(radii: Points, ties: Counter[tuple[int, int]], seed: int) -> Points:
    """Centres of discs: near whom they share events with, and apart by a gap."""
    import igraph

    if not len(radii):
        return np.zeros((0, 2))
    if len(radii) > MOST_PLACED:
        square = np.array([(-1.0, -1.0), (1.0, 1.0)])
        return np.array([shape.mean(axis=0) for shape in pack([square * radius for radius in radii], GAP)])
    pairs = sorted({(min(pair), max(pair)) for pair in ties})
    weights = [float(np.log2(1 + ties[a, b] + ties[b, a])) for a, b in pairs]
    graph = igraph.Graph(n=len(radii), edges=pairs)
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    try:
        drawn = graph.layout_fruchterman_reingold(weights=weights or None, niter=500)
    finally:
        igraph.set_random_number_generator(random)
    at = np.asarray(drawn.coords, dtype=np.float64)
    at = at - at.mean(axis=0)
    extent = float(np.linalg.norm(at, axis=1).max())
    return _apart(at * (1.3 * float(np.sqrt((radii**2).sum())) / max(extent, 1e-9)), radii)


def _apart(at: Points, radii: Points) -> Points:
    """Push discs off each other, the small ones further, drawing all a little inward as long as they overlap."""
    first, second = np.triu_indices(len(radii), 1)
    least = radii[first] + radii[second] + GAP
    area = radii**2
    share = (area[second] / (area[first] + area[second]))[:, None]
    for turn in range(ROUNDS):
        if turn < ROUNDS // 2:
            at = at * 0.985
        line = at[second] - at[first]
        far = np.linalg.norm(line, axis=1)
        over = far < least
        if not over.any() and turn >= ROUNDS // 2:
            break
        far = np.maximum(far, 1e-6)
        push = np.where(over[:, None], line * ((least - far) / far)[:, None], 0.0)
        np.add.at(at, first, -push * share)
        np.add.at(at, second, push * (1 - share))
    return at * _grown(at, radii)


def _grown(at: Points, radii: Points) -> float:
    """How much larger the whole must be drawn so that no disc overlaps another."""
    first, second = np.triu_indices(len(radii), 1)
    if not len(first):
        return 1.0
    far = np.linalg.norm(at[second] - at[first], axis=1)
    return max(1.0, float(((radii[first] + radii[second]) / np.maximum(far, 1e-6)).max()))
