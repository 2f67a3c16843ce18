"""Where each of many numbers stands: a column looked up at once, and added to from block to block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hashing
_FIRST_BITS = 12
_FULL = 3  # slots a number, at least: most are found at the first look


class CodeIndex:
    """Numbers to places, by open addressing in arrays.

    ``pyarrow.compute.index_in`` does the same and hashes all that is known anew for every block.
    """

    def __init__(self) -> None:
        self._count = 0
        self._allot(_FIRST_BITS)

    def places(self, numbers: NDArray[np.int64]) -> NDArray[np.int32]:
        """The place of each number; -1 for those that have none, and for 0."""
        slots = self._slots(numbers)
        held = self._numbers[slots]
        found: NDArray[np.int32] = np.where(held == numbers, self._places[slots], np.int32(-1))
        open_ = np.flatnonzero((held != numbers) & (held != 0))
        while len(open_):
            slots[open_] = (slots[open_] + 1) & self._mask
            held, wanted = self._numbers[slots[open_]], numbers[open_]
            hit = held == wanted
            found[open_[hit]] = self._places[slots[open_[hit]]]
            open_ = open_[~hit & (held != 0)]
        found[numbers == 0] = -1
        return found

    def add(self, numbers: NDArray[np.int64], places: NDArray[np.int32]) -> None:
        """Give places to numbers that have none.

        Args:
            numbers: Distinct; none is 0.
            places: Of each, from 0 on.
        """
        self._count += len(numbers)
        if self._count * _FULL > self._mask:
            known = np.flatnonzero(self._numbers)
            held = self._numbers[known], self._places[known]
            self._allot((self._count * _FULL * 2).bit_length())
            self._put(*held)
        self._put(numbers, places)

    def _allot(self, bits: int) -> None:
        self._shift, self._mask = np.uint64(64 - bits), (1 << bits) - 1
        self._numbers, self._places = np.zeros(1 << bits, np.int64), np.zeros(1 << bits, np.int32)

    def _slots(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        return ((numbers.view(np.uint64) * _SPREAD) >> self._shift).view(np.int64)

    def _put(self, numbers: NDArray[np.int64], places: NDArray[np.int32]) -> None:
        slots = self._slots(numbers)
        while len(numbers):
            free = self._numbers[slots] == 0
            self._numbers[slots[free]] = numbers[free]  # of several for one slot the last stays
            kept = self._numbers[slots] == numbers
            self._places[slots[kept]] = places[kept]
            numbers, places, slots = numbers[~kept], places[~kept], (slots[~kept] + 1) & self._mask
