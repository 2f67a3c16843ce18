"""Who belongs to a network: those linked to its core beyond chance, and no customers."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.exposure import measure_exposure
from netinvest.analysis.grouping import RESOLUTIONS, Ground, Recurrence, belonging, find_ground
from netinvest.analysis.measure import measure
from scipy import sparse
from tests.unit.analysis.sketch import Sketch


def links(size: int, pairs: list[tuple[int, int]]) -> sparse.csr_matrix:
    start, end = np.array(pairs).T
    one_way = sparse.csr_matrix((np.ones(len(pairs)), (start, end)), shape=(size, size))
    return (one_way + one_way.T).tocsr()


def test_two_links_of_two_belong_and_two_of_many_do_not() -> None:
    # 0..3 are inside; 10 has its only two links with them, 11 two of thirty, 12 one of one
    town = [(k, k + 1) for k in range(20, 119, 2)]
    busy = [(11, k) for k in range(50, 78)]
    found = belonging(
        links(120, [(0, 1), (1, 2), (2, 3), (10, 0), (10, 1), (11, 0), (11, 1), (12, 0), *town, *busy]),
        np.arange(120) < 4,
        2.0,
    )
    assert found[10]
    assert not found[11:].any()


def ring(*, customers: int = 30) -> Sketch:
    """0 leads, 1 keeps 2..7 who are advertised together, 8 drives, customers call and pay them."""
    drawn = Sketch(600)
    exposed = range(2, 8)
    drawn.talk(1, exposed).talk(0, 1, days=8).talk(8, 1).pay(1, 8, 1.0, times=2)
    for one in exposed:
        drawn.advertise("sweet and new in town", *exposed, day=float(one)).pay(one, 1, 5.0, times=4)
    drawn.pay(1, 0, 20.0, times=4)
    for client in range(100, 100 + customers):
        for one in (2 + client % 6, 2 + (client + 1) % 6):
            drawn.call(client, one, days=2).pay(client, one, 1.0)
    for one in range(200, 598):
        drawn.talk(one, [one + 1, one + 2])
    return drawn


def ground_of(drawn: Sketch) -> Ground:
    network = drawn.network()
    measures = measure(network)
    return find_ground(network, measures, measure_exposure(network, measures))


def test_the_driver_joins_and_customers_do_not() -> None:
    ground = ground_of(ring())
    assert ground.inside[:8].sum() >= 7
    assert ground.inside[8]
    assert not ground.core[8]
    assert not ground.inside[9:].any()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_records_bring_the_same_networks_back(seed: int) -> None:
    ground = ground_of(ring())
    recurrence = Recurrence(ground, seed=seed)
    for _ in range(3):
        recurrence.add(ground)
    assert recurrence.resolution in RESOLUTIONS
    assert max(recurrence.agreement().values()) == 1.0
    assert recurrence.resolution == max(r for r, value in recurrence.agreement().items() if value == 1.0)
    assert recurrence.networks()
    assert set(recurrence.stability().tolist()) <= {0.0, 1.0}


def test_a_star_and_a_group_without_control_are_not_firm() -> None:
    ground = ground_of(ring())
    members = np.flatnonzero(ground.inside)
    assert ground.is_network(members)
    quiet = Ground(**{**vars(ground), "shows_control": np.zeros_like(ground.core)})
    assert not quiet.is_firm(members)
    star = Ground(**{**vars(ground), "links": links(600, [(1, k) for k in range(2, 9)])})
    assert not star.is_firm(members)
