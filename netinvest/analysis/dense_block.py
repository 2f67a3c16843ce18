"""Dense blocks: groups of callers who keep to one group of called, more than their numbers of contacts explain.

For a case without any sign of exploitation: structure is all there is. Each ordered pair weighs the surprise of its
contacts, -log10 P(X >= observed) with X Poisson about (contacts made) x (contacts received) / (all contacts), so that
somebody whom everybody calls weighs nothing. The block of greatest average weight is found by greedy peeling
(Charikar 2000, APPROX; degree-weighted as in FRAUDAR: Hooi et al. 2016, KDD), taken out, and the next one sought, for
as long as it is denser than every densest block of networks in which the same contacts were dealt at random.

How it is misread: families, firms, schools and call centres are dense blocks. Density says nothing about the purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from netinvest.projection.network import Contacts, Floats, Ints, Mask

LEAST_SURPRISE, MOST_SURPRISE = 3.0, 10.0
"""Pairs below the first are left out; above the second a chatty pair weighs no more, so that breadth counts."""
LEAST_SIDE = 3
"""A block has at least so many callers and so many called: fewer is a pair or a star."""
MOST_BLOCKS, MOST_SEARCHES = 20, 60
SHUFFLES = 20
"""Networks dealt at random; a block is denser than the densest block of each (p <= 1 in 21)."""
REDRAWS = 50


@dataclass(frozen=True)
class Block:
    """One dense block; somebody may stand on both sides.

    Attributes:
        callers: Actors who reached out.
        called: Actors who were reached.
        contacts: Calls and messages from the ones to the others.
        expected: The same by chance, given everybody's number of contacts.
        density: Summed surprise of the pairs by the number of callers and called.
        chance: Greatest density found in networks dealt at random.
        stability: Share of redrawn records in which the block is denser than that.
    """

    callers: Ints
    called: Ints
    contacts: int
    expected: float
    density: float
    chance: float
    stability: float

    @property
    def members(self) -> Ints:
        """Everybody in it, sorted."""
        return np.union1d(self.callers, self.called)


@dataclass(frozen=True)
class _Pairs:
    start: Ints
    end: Ints
    count: Floats
    expected: Floats
    weight: Floats

    def only(self, keep: Mask) -> _Pairs:
        return _Pairs(*(column[keep] for column in vars(self).values()))


def _weight(count: Floats, expected: Floats) -> Floats:
    from scipy.stats import poisson

    surprise = -poisson.logsf(count - 1, expected) / np.log(10)
    return np.where(surprise >= LEAST_SURPRISE, np.minimum(surprise, MOST_SURPRISE), 0.0)


def _pairs(start: Ints, end: Ints, count: Floats, size: int) -> _Pairs:
    """Pairs with more contacts than chance brings."""
    made = np.bincount(start, weights=count, minlength=size)
    got = np.bincount(end, weights=count, minlength=size)
    expected = made[start] * got[end] / max(float(count.sum()), 1.0)
    # a single contact of two who have hardly any others is improbable, and means nothing
    weight = np.where(count > 1, _weight(count, expected), 0.0)
    pairs = _Pairs(start, end, count, expected, weight)
    return pairs.only(weight > 0)


def _densest(pairs: _Pairs) -> tuple[Mask, float]:
    """The pairs of the densest block that peeling finds, and its density."""
    _, start = np.unique(pairs.start, return_inverse=True)
    _, end = np.unique(pairs.end, return_inverse=True)
    end = end + start.max(initial=-1) + 1
    size = int(end.max(initial=-1)) + 1
    inside = np.ones(len(start), dtype=bool)
    best, best_density = np.zeros(len(start), dtype=bool), 0.0
    while inside.any():
        weight = np.where(inside, pairs.weight, 0.0)
        degree = np.bincount(start, weight, size) + np.bincount(end, weight, size)
        present = degree > 0
        density = float(weight.sum() / present.sum())
        if density > best_density:
            best, best_density = inside.copy(), density
        # whoever adds less than the average density goes; the average is twice that, so that some always can
        gone = present & (degree <= max(density, float(degree[present].min())))
        inside &= ~(gone[start] | gone[end])
    return best, best_density


def _densest_by_chance(start: Ints, end: Ints, count: Ints, size: int, generator: np.random.Generator) -> float:
    callers, called = np.repeat(start, count), np.repeat(end, count)
    pair, times = np.unique(callers * size + generator.permutation(called), return_counts=True)
    return _densest(_pairs(pair // size, pair % size, times.astype(float), size))[1]


def dense_blocks(contacts: Contacts, size: int, *, seed: int) -> list[Block]:
    """Find the dense blocks of the contact network, the densest first.

    Args:
        contacts: Directed contacts; calls and messages count alike.
        size: Number of actors.
        seed: Of the networks dealt at random and of the redrawn records.
    """
    generator = np.random.default_rng(seed)
    moved = contacts.start != contacts.end
    start, end = contacts.start[moved], contacts.end[moved]
    count = (contacts.calls + contacts.messages)[moved]
    pairs = _pairs(start, end, count.astype(float), size)
    if not len(pairs.start):
        return []
    chance = max(_densest_by_chance(start, end, count, size, generator) for _ in range(SHUFFLES))
    blocks: list[Block] = []
    for _ in range(MOST_SEARCHES):
        inside, density = _densest(pairs)
        if density <= chance or len(blocks) == MOST_BLOCKS:
            break
        block = _block(pairs.only(inside), start, end, count, density=density, chance=chance)
        if min(len(block.callers), len(block.called)) >= LEAST_SIDE:
            blocks.append(replace(block, stability=_stability(pairs.only(inside), block, generator)))
        pairs = pairs.only(~inside)
    return blocks


def _block(pairs: _Pairs, start: Ints, end: Ints, count: Ints, *, density: float, chance: float) -> Block:
    callers, called = np.unique(pairs.start), np.unique(pairs.end)
    made, got = np.isin(start, callers), np.isin(end, called)
    by_caller = np.bincount(start, weights=count)[callers]
    by_called = np.bincount(end, weights=count)[called]
    return Block(
        callers=callers,
        called=called,
        contacts=int(count[made & got].sum()),
        expected=float(by_caller.sum() * by_called.sum() / count.sum()),
        density=density,
        chance=chance,
        stability=float("nan"),
    )


def _stability(pairs: _Pairs, block: Block, generator: np.random.Generator) -> float:
    nodes = len(block.callers) + len(block.called)
    redrawn = generator.poisson(pairs.count, (REDRAWS, len(pairs.count))).astype(float)
    density = np.where(redrawn > 1, _weight(redrawn, pairs.expected), 0.0).sum(axis=1) / nodes
    return float((density > block.chance).mean())
