"""The party columns of a file: every distinct value is read once, and has one number in the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.ingest.telephone import DAMAGED, OPAQUE, Reading, Telephones
from netinvest.ingest.typist import stable_hash

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netinvest.ingest.coded import Coded

NOBODY = 0


class Parties:
    """Distinct parties of a file, by ordinal; 0 is nobody.

    Args:
        telephones: How numbers are read.
        opaque: Keep every value as it is.
    """

    def __init__(self, telephones: Telephones, *, opaque: bool) -> None:
        self._telephones, self.opaque = telephones, opaque
        self._ordinal: dict[str, int] = {}
        self._values: list[str | None] = [None]
        self._originals: list[str | None] = [None]
        self._kinds: list[str] = [""]
        self._hashes: list[int] = [0]
        self._damaged: list[bool] = [False]
        self._arrays: tuple[int, pa.Array, pa.Array, NDArray[np.uint64]] | None = None

    def ordinals(self, column: Coded) -> NDArray[np.int32]:
        """The ordinal of each row's party."""
        table = np.zeros(len(column.values) + 1, np.int32)
        known = self._ordinal
        for place, value in enumerate(column.values):
            if value is None:
                continue
            ordinal = known.get(value)
            table[place] = self._new(value) if ordinal is None else ordinal
        return table[column.codes]

    def _new(self, value: str) -> int:
        known = self._telephones
        read = Reading(value, OPAQUE) if self.opaque else known.readings.get(value) or known.read(value)
        ordinal = self._ordinal[value] = len(self._values)
        self._values.append(read.value)
        self._originals.append(None if read.value == value else value)
        self._kinds.append(read.kind)
        self._hashes.append(stable_hash(read.value))
        self._damaged.append(read.kind == DAMAGED)
        return ordinal

    def _ready(self) -> tuple[int, pa.Array, pa.Array, NDArray[np.uint64]]:
        if self._arrays is None or self._arrays[0] != len(self._values):
            self._arrays = (
                len(self._values),
                pa.array(self._values, pa.string()),
                pa.array(self._originals, pa.string()),
                np.array(self._hashes, np.uint64),
            )
        return self._arrays

    def values(self, ordinals: NDArray[np.int32]) -> pa.Array:
        """Normalised."""
        return self._ready()[1].take(pa.array(ordinals))

    def originals(self, ordinals: NDArray[np.int32]) -> pa.Array:
        """As the file has them where that differs."""
        return self._ready()[2].take(pa.array(ordinals))

    def hashes(self, ordinals: NDArray[np.int32]) -> NDArray[np.uint64]:
        """Equal for equal normalised values."""
        return self._ready()[3][ordinals]

    def is_known(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where there is somebody: not withheld, not damaged."""
        known: NDArray[np.bool_] = self._ready()[1].is_valid().to_numpy(zero_copy_only=False)
        return known[ordinals]

    def is_damaged(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where a spreadsheet has rounded the number away."""
        return np.array(self._damaged)[ordinals]

    def kinds(self) -> dict[str, int]:
        """How many distinct parties there are of each kind."""
        counts: dict[str, int] = {}
        for kind in self._kinds[1:]:
            counts[kind] = counts.get(kind, 0) + 1
        return counts
