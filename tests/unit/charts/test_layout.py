from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
from netinvest.charts import Chart
from netinvest.charts.first_view import LONGEST_PATH, MOST_SHOWN, contact_graph, first_view
from netinvest.charts.layout import CELL, layout
from netinvest.charts.role import Role


def chart_of(case: Any) -> Chart:
    return Chart(case.findings, case.actors, case.links, case.facts, members=case.members)


def test_no_two_symbols_stand_in_one_cell() -> None:
    draw = random.Random(1)  # noqa: S311
    edges = [(draw.randrange(60), draw.randrange(60)) for _ in range(110)]
    places = layout(range(60), edges, [node // 30 for node in range(60)], seed=1)
    assert set(places) == set(range(60))
    points = np.array([places[node] for node in range(60)], dtype=float) / np.array(CELL)
    apart = np.abs(points[:, None] - points[None]).max(axis=2) + np.eye(60)
    assert apart.min() > 0.9


def test_groups_do_not_overlap() -> None:
    groups = [0] * 20 + [1] * 15 + [-1] * 7
    places = layout(range(42), [(i, i + 1) for i in range(34) if i != 19], groups, seed=2)
    boxes = []
    for group in (0, 1, -1):
        points = np.array([places[i] for i in range(42) if groups[i] == group])
        boxes.append((points.min(axis=0), points.max(axis=0)))
    for i, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[i + 1 :]:
            assert (high < other_low).any() or (other_high < low).any()


def test_the_same_seed_gives_the_same_places_and_leaves_random_alone() -> None:
    edges = [(i, (i * 7 + 3) % 200) for i in range(200)]
    random.seed(5)
    first = layout(range(200), edges, [0] * 200, seed=3)
    after = random.random()  # noqa: S311
    random.seed(5)
    assert layout(range(200), list(reversed(edges)), [0] * 200, seed=3) == first
    assert random.random() == after  # noqa: S311


def test_nobody_is_not_an_error() -> None:
    assert layout([], [], [], seed=0) == {}
    assert layout([3], [], [0] * 4, seed=0) == {3: (0, 0)}


def test_first_view_holds_the_leads_and_what_links_them_but_no_hub(ring_case: Any) -> None:
    case = ring_case.RingCase()
    # the leads of a ring are linked through an actor that is no lead when their direct ties are gone
    case.ties = {
        tie: v
        for tie, v in case.ties.items()
        if tie[:2] not in {("actor:00004", "actor:00012"), ("actor:00012", "actor:00004")}
    }
    scene = chart_of(case).scene
    shown = first_view(scene)
    roles = [scene.actors[i].role for i in shown]
    assert Role.SET_ASIDE_HUB not in roles
    assert {
        Role.LIKELY_COORDINATOR,
        Role.LIKELY_LINKED_VICTIM,
        Role.POSSIBLE_VICTIM_OFFENDER,
        Role.FUNNEL_ACCOUNT,
    } <= set(roles)
    assert len(shown) <= MOST_SHOWN


def test_a_path_of_evidence_brings_the_actor_between(ring_case: Any) -> None:
    case = ring_case.RingCase(rings=0)
    a, between, b, far = (case.person() for _ in range(4))
    hub = "actor:00001"
    for start, end in ((a, between), (between, b), (a, hub), (hub, b), (b, far)):
        case.tie(start, end, "calls", 3)
    case.members = dict.fromkeys((a, b, between, far), "N-1")
    from netinvest.model.finding import FindingKind

    case.lead(FindingKind.LIKELY_COORDINATOR, a, 1, "x")
    case.lead(FindingKind.LIKELY_LINKED_VICTIM, b, 1, "y")
    scene = chart_of(case).scene
    assert [scene.actors[i].alias for i in first_view(scene)] == ["A-00004", "A-00005", "A-00006"]
    assert contact_graph(scene).degree(0) == 0  # everybody rings the taxi firm


def test_a_chain_of_acquaintances_is_no_evidence(ring_case: Any) -> None:
    from netinvest.model.finding import FindingKind

    case = ring_case.RingCase(rings=0)
    chain = [case.person() for _ in range(LONGEST_PATH + 2)]
    for start, end in itertools.pairwise(chain):
        case.tie(start, end, "calls", 3)
    for at, actor in enumerate((chain[0], chain[-1]), start=1):
        case.lead(FindingKind.LIKELY_COORDINATOR, actor, at, "x")
    scene = chart_of(case).scene
    assert len(first_view(scene)) == 2


def test_surroundings_grow_from_the_leads_by_the_most_events() -> None:
    """Lead 0 - 1 (9 events) - 3; 0 - 2 (1 event, of its network); 4 rings nobody; 5 is unknown to the roster."""
    from netinvest.charts.roster import surroundings

    start, end, count = (np.array(c, dtype=np.int64) for c in ([0, 2, 1, -1], [1, 0, 3, 0], [9, 1, 5, 50]))
    leads, members = np.arange(5) == 0, np.isin(np.arange(5), [0, 2])

    def kept(most: int) -> list[int]:
        return np.flatnonzero(surroundings(leads, members, start, end, count, most=most)).tolist()

    assert kept(1) == [0]
    assert kept(2) == [0, 2]  # its own network before a busier stranger
    assert kept(3) == [0, 1, 2]
    assert kept(4) == [0, 1, 2, 3]
    assert kept(5) == [0, 1, 2, 3, 4]
