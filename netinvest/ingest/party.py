"""The party columns of a file: every distinct value is read once, and has one number in the whole file.

Values that are plain digits are told apart by their codes, a column at a time; all others as texts. Both are read by
``Telephones``, and equal texts have one ordinal whichever way they come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ingest.coded import NULLS, Coded, cleaned
from netinvest.ingest.digits import code_of, codes_of, text_of
from netinvest.ingest.telephone import DAMAGED, OPAQUE, Reading, Telephones
from netinvest.ingest.typist import stable_hash
from netinvest.ledger.column import array_of, of_array, of_texts, valid

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOBODY = 0
_LONGEST_PREFIX = 5
_STRIP = 1_000_000
UNFIT = -1
"""The form of an original that has to be kept as text."""


def form_of(value: str | None, original: str | None) -> int:
    """How an original follows from a value: characters to take off, and digits to put before the rest.

    Returns:
        0 where they are one; UNFIT where it does not follow; else what ``number_as_written`` in the ledger's schema
        reads.
    """
    if original is None:
        return 0
    for length in range(min(_LONGEST_PREFIX, len(original) - 1) + 1 if value else 0):
        prefix, rest = original[:length], original[length:]
        if prefix and not (prefix.isascii() and prefix.isdigit()):
            break
        if value is not None and value.endswith(rest):
            return (len(value) - len(rest)) * _STRIP + int("1" + prefix)
    return UNFIT


class _Arrays(NamedTuple):
    """What is known of each ordinal."""

    size: int
    values: pa.Array
    originals: pa.Array
    known: NDArray[np.bool_]
    damaged: NDArray[np.bool_]
    hashes: NDArray[np.uint64]
    codes: NDArray[np.int64]
    forms: NDArray[np.int32]
    fits: NDArray[np.bool_]

    def with_more(self, new: _Arrays) -> _Arrays:
        """These and those behind them."""
        return _Arrays(
            size=new.size,
            values=pa.concat_arrays([self.values, new.values]),
            originals=pa.concat_arrays([self.originals, new.originals]),
            known=np.concatenate([self.known, new.known]),
            damaged=np.concatenate([self.damaged, new.damaged]),
            hashes=np.concatenate([self.hashes, new.hashes]),
            codes=np.concatenate([self.codes, new.codes]),
            forms=np.concatenate([self.forms, new.forms]),
            fits=np.concatenate([self.fits, new.fits]),
        )


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
        self._coded: list[int] = [0]
        self._forms: list[int] = [0]
        self._arrays: _Arrays | None = None
        self._codes, self._of_code = np.zeros(0, np.int64), np.zeros(0, np.int32)

    def ordinals(self, column: Coded) -> NDArray[np.int32]:
        """The ordinal of each row's party."""
        table = np.zeros(len(column.values) + 1, np.int32)
        for place, value in enumerate(column.values):
            table[place] = self._ordinal_of(value)
        return table[column.codes]

    def read(self, column: pa.Array, nulls: frozenset[str] = NULLS) -> NDArray[np.int32]:
        """The ordinal of each row's party, of a column of Arrow text: the same as ``ordinals`` of it coded."""
        codes = codes_of(column)
        found = self._known(codes)
        unseen = (found < 0) & (codes != 0)
        if unseen.any():
            new = np.unique(codes[unseen])
            texts = [cleaned(text, nulls) for text in map(text_of, new.tolist()) if text is not None]
            self._of_code = np.append(self._of_code, np.array([*map(self._ordinal_of, texts)], np.int32))
            self._codes = np.append(self._codes, new)
            found[unseen] = self._known(codes[unseen])
        others = np.flatnonzero(codes == 0)
        if len(others):
            found[others] = self.ordinals(Coded.of(column.take(of_array(others)), nulls))
        return found

    def _known(self, codes: NDArray[np.int64]) -> NDArray[np.int32]:
        """The ordinals of codes; -1 for those not seen yet."""
        places = array_of(pc.index_in(of_array(codes), value_set=of_array(self._codes)), -1)
        found: NDArray[np.int32] = np.append(self._of_code, np.int32(-1))[places]
        return found

    def _ordinal_of(self, value: str | None) -> int:
        if value is None:
            return NOBODY
        ordinal = self._ordinal.get(value)
        if ordinal is None:
            known = self._telephones
            read = Reading(value, OPAQUE) if self.opaque else known.readings.get(value) or known.read(value)
            ordinal = self._ordinal[value] = len(self._values)
            original = None if read.value == value else value
            self._values.append(read.value)
            self._originals.append(original)
            self._coded.append(code_of(read.value))
            self._forms.append(form_of(read.value, original))
            self._kinds.append(read.kind)
            self._hashes.append(stable_hash(read.value))
        return ordinal

    def _ready(self) -> _Arrays:
        """The arrays, with those added that have come since: a file's last blocks bring few new parties."""
        known = self._arrays
        start = 0 if known is None else known.size
        if known is None or start != len(self._values):
            values, codes = of_texts(self._values[start:]), np.array(self._coded[start:], np.int64)
            there = valid(values)
            forms = np.array(self._forms[start:], np.int32)
            damaged = np.array([kind == DAMAGED for kind in self._kinds[start:]])
            new = _Arrays(
                len(self._values), values, of_texts(self._originals[start:]), there, damaged,
                np.array(self._hashes[start:], np.uint64), codes, forms, (forms != UNFIT) & ((codes != 0) | ~there),
            )  # fmt: skip
            self._arrays = known = new if known is None else known.with_more(new)
        return known

    def values(self, ordinals: NDArray[np.int32]) -> pa.Array:
        """Normalised."""
        return self._ready().values.take(of_array(ordinals))

    def originals(self, ordinals: NDArray[np.int32]) -> pa.Array:
        """As the file has them where that differs."""
        return self._ready().originals.take(of_array(ordinals))

    def codes(self, ordinals: NDArray[np.int32]) -> NDArray[np.int64]:
        """Normalised, as ``netinvest.ingest.digits`` codes them; 0 for nobody."""
        return self._ready().codes[ordinals]

    def forms(self, ordinals: NDArray[np.int32]) -> NDArray[np.int32]:
        """How the file has them, as ``form_of`` says."""
        return self._ready().forms[ordinals]

    def fit(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where code and form say all that value and original do."""
        fits: NDArray[np.bool_] = self._ready().fits[ordinals]
        return fits

    def hashes(self, ordinals: NDArray[np.int32]) -> NDArray[np.uint64]:
        """Equal for equal normalised values."""
        return self._ready().hashes[ordinals]

    def is_known(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where there is somebody: not withheld, not damaged."""
        return self._ready().known[ordinals]

    def is_damaged(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where a spreadsheet has rounded the number away."""
        damaged: NDArray[np.bool_] = self._ready().damaged[ordinals]
        return damaged

    def kinds(self) -> dict[str, int]:
        """How many distinct parties there are of each kind."""
        counts: dict[str, int] = {}
        for kind in self._kinds[1:]:
            counts[kind] = counts.get(kind, 0) + 1
        return counts
