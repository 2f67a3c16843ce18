"""Dense blocks: planted ones are found whole, chance and large numbers of calls are not."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.dense_block import dense_blocks
from netinvest.projection.network import Contacts

SIZE = 400


def contacts(calls: np.ndarray) -> Contacts:
    """Directed pairs out of single calls (n x 2)."""
    pair, count = np.unique(calls[:, 0] * SIZE + calls[:, 1], return_counts=True)
    zero = np.zeros(len(pair))
    return Contacts(
        start=pair // SIZE,
        end=pair % SIZE,
        calls=count,
        messages=zero.astype(np.int64),
        duration_s=zero.astype(np.int64),
        active_days=count,
        first_day=zero,
        last_day=zero,
    )


def chance(seed: int, number: int = 3_000) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return np.stack([generator.integers(0, SIZE, number), generator.integers(0, SIZE, number)], axis=1)


def planted(seed: int, callers: range, called: range, number: int = 300) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return np.stack([generator.choice(callers, number), generator.choice(called, number)], axis=1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_chance_has_no_block(seed: int) -> None:
    assert dense_blocks(contacts(chance(seed)), SIZE, seed=seed) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_block_is_found_whole_and_alone(seed: int) -> None:
    calls = np.concatenate([chance(seed), planted(seed, range(20, 26), range(24, 30))])
    (block,) = dense_blocks(contacts(calls), SIZE, seed=seed)
    assert block.callers.tolist() == [20, 21, 22, 23, 24, 25]
    assert block.called.tolist() == [24, 25, 26, 27, 28, 29]
    assert block.members.tolist() == list(range(20, 30))
    inside = np.isin(calls[:, 0], block.callers) & np.isin(calls[:, 1], block.called) & (calls[:, 0] != calls[:, 1])
    assert block.contacts == inside.sum()
    assert block.density > block.chance
    assert block.stability > 0.9


def test_two_blocks_are_told_apart() -> None:
    calls = np.concatenate(
        [chance(1), planted(1, range(20, 26), range(30, 36)), planted(2, range(50, 55), range(60, 65))]
    )
    blocks = dense_blocks(contacts(calls), SIZE, seed=1)
    assert {tuple(block.callers.tolist()) for block in blocks} == {tuple(range(20, 26)), tuple(range(50, 55))}
    assert blocks[0].density >= blocks[1].density


def test_somebody_whom_everybody_calls_is_no_block() -> None:
    taxi = np.stack([np.repeat(np.arange(SIZE - 1), 3), np.full(3 * (SIZE - 1), SIZE - 1)], axis=1)
    assert dense_blocks(contacts(np.concatenate([chance(1), taxi])), SIZE, seed=1) == []


def test_one_chatty_pair_is_no_block() -> None:
    pair = np.tile([[7, 8], [8, 7]], (200, 1))
    assert dense_blocks(contacts(np.concatenate([chance(1), pair])), SIZE, seed=1) == []


def test_the_same_seed_gives_the_same() -> None:
    calls = contacts(np.concatenate([chance(1), planted(1, range(20, 26), range(30, 36))]))
    one, other = (dense_blocks(calls, SIZE, seed=5)[0] for _ in range(2))
    assert (one.density, one.chance, one.stability) == (other.density, other.chance, other.stability)


def test_nobody_called() -> None:
    assert dense_blocks(contacts(np.empty((0, 2), dtype=np.int64)), SIZE, seed=1) == []
