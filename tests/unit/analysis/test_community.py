"""Communities: a planted partition comes back, whatever the order."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.community import consensus_communities
from scipy import sparse

GROUPS = np.repeat(np.arange(4), 12)


def planted(seed: int = 0, *, inside: float = 0.5, across: float = 0.02) -> sparse.csr_matrix:
    generator = np.random.default_rng(seed)
    same = GROUPS[:, None] == GROUPS[None, :]
    upper = np.triu(generator.random(same.shape) < np.where(same, inside, across), 1)
    return sparse.csr_matrix((upper + upper.T).astype(float))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_partition_comes_back(seed: int) -> None:
    found = consensus_communities(planted(seed), np.ones(48, dtype=bool), seed=seed)
    assert (found == GROUPS).mean() == 1.0


def test_the_same_seed_gives_the_same_and_python_keeps_its_own_chance() -> None:
    import random

    random.seed(5)
    expected = random.getrandbits(64)
    random.seed(5)
    weight = planted(4, inside=0.25, across=0.1)
    first = consensus_communities(weight, np.ones(48, dtype=bool), seed=9)
    assert random.getrandbits(64) == expected
    assert (consensus_communities(weight, np.ones(48, dtype=bool), seed=9) == first).all()


def test_the_order_of_actors_does_not_change_a_clear_partition() -> None:
    order = np.random.default_rng(3).permutation(48)
    weight = planted(1)
    moved = consensus_communities(weight[order][:, order].tocsr(), np.ones(48, dtype=bool), seed=1)
    assert ((moved[:, None] == moved[None, :]) == (GROUPS[order][:, None] == GROUPS[order][None, :])).all()


def test_outsiders_are_in_no_community() -> None:
    members = np.arange(48) < 24
    found = consensus_communities(planted(1), members, seed=1)
    assert (found[24:] == -1).all()
    assert found[:24].tolist() == GROUPS[:24].tolist()


def test_who_is_linked_to_nobody_stands_alone() -> None:
    weight = sparse.csr_matrix((3, 3))
    assert consensus_communities(weight, np.ones(3, dtype=bool), seed=1).tolist() == [0, 1, 2]
    assert consensus_communities(weight, np.zeros(3, dtype=bool), seed=1).tolist() == [-1, -1, -1]
