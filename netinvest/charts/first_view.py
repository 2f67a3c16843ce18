"""Which actors the chart opens on: the leads, and the paths of evidence that link them.

A whole case drawn at once is a hairball that nobody can read. For each network a small tree is grown: from its
first lead, the next lead is joined by the shortest path to what is drawn already (the shortest-path heuristic
for Steiner trees, Takahashi and Matsuyama 1980). A step is short where many events, and several streams, tie
two actors, and long where one of them has many contacts. No path leads through a set-aside hub, nor through
anybody else who has very many contacts without being a lead: everybody rings the taxi firm.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from netinvest.charts.role import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    import igraph

    from netinvest.charts.scene import Scene

MOST_SHOWN = 120
MOST_LEADS = {
    Role.LIKELY_COORDINATOR: 15,
    Role.POSSIBLE_VICTIM_OFFENDER: 15,
    Role.LIKELY_LINKED_VICTIM: 30,
    Role.FUNNEL_ACCOUNT: 10,
}
LONGEST_PATH = 4  # steps; a longer chain of acquaintances links anybody to anybody
MOST_CONTACTS = 60  # of an actor who is no lead, for paths to lead through it
STREAM_WEIGHT = (1.0, 1.0, 2.0, 2.0)  # money and shared advertisements say more than a call


def first_view(scene: Scene) -> list[int]:
    """Indices of the actors to open on, ascending; at most MOST_SHOWN."""
    leads = [actor for role, most in MOST_LEADS.items() for actor in scene.leads(role)[:most]]
    chosen = set(leads)
    network = contact_graph(scene)
    costs = network.es["cost"]
    for group in _groups(scene, leads):
        drawn = {group[0]}
        for lead in group[1:]:
            if lead in drawn:
                continue
            path = _shortest(network, lead, sorted(drawn), costs)
            if path and len(path) - 1 <= LONGEST_PATH and len(chosen | set(path)) <= MOST_SHOWN:
                drawn |= set(path)
                chosen |= set(path)
            drawn.add(lead)
    return sorted(chosen)


def contact_graph(scene: Scene) -> igraph.Graph:
    """One edge a pair of actors, with ``cost`` for shortest paths; hubs have no edges.

    The cost of a step is (1/2 + 1/strength) log2(2 + contacts of the busier of the two); strength is the sum over
    streams of STREAM_WEIGHT log2(1 + events).
    """
    import igraph

    links = scene.links
    hubs = np.array([actor.role is Role.SET_ASIDE_HUB for actor in scene.actors], dtype=bool)
    strength: dict[tuple[int, int], float] = defaultdict(float)
    for start, end, stream, count in zip(links.start, links.end, links.stream, links.count, strict=True):
        if start != end and not hubs[start] and not hubs[end]:
            pair = (int(min(start, end)), int(max(start, end)))
            strength[pair] += STREAM_WEIGHT[stream] * float(np.log2(1 + max(count, 1)))
    contacts = np.bincount(np.array(list(strength), dtype=np.int64).ravel(), minlength=len(scene.actors))
    busy = (contacts > MOST_CONTACTS) & np.array([actor.role is Role.OTHER for actor in scene.actors], dtype=bool)
    pairs = sorted(pair for pair in strength if not busy[pair[0]] and not busy[pair[1]])
    network = igraph.Graph(n=len(scene.actors), edges=pairs)
    network.es["cost"] = [
        float((0.5 + 1.0 / strength[a, b]) * np.log2(2 + max(contacts[a], contacts[b]))) for a, b in pairs
    ]
    return network


def _groups(scene: Scene, leads: Sequence[int]) -> list[list[int]]:
    """Leads by network, in order of lead; those without a network together."""
    groups: dict[int, list[int]] = defaultdict(list)
    for lead in leads:
        groups[scene.actors[lead].network].append(lead)
    return [groups[key] for key in sorted(groups)]


def _shortest(network: igraph.Graph, start: int, ends: list[int], costs: list[float]) -> list[int]:
    """The cheapest path from ``start`` to any of ``ends``; ties go to the lower actor."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # igraph warns of every end it cannot reach
        distances = network.distances(start, ends, weights=costs)[0]
        nearest = min(range(len(ends)), key=lambda at: (distances[at], ends[at]))
        if np.isinf(distances[nearest]):
            return []
        return [int(v) for v in network.get_shortest_paths(start, ends[nearest], weights=costs)[0]]
