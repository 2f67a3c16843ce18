"""The party columns of a file: every distinct value is read once, and has one number in the whole file.

Values that are plain digits are told apart and read by their codes, a column at a time; all others as texts. Equal
texts have one ordinal whichever way they come.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ingest.code_index import CodeIndex
from netinvest.ingest.coded import NULLS, Coded
from netinvest.ingest.digits import POWERS, code_of, codes_of, figures_of, lengths_of, texts_of
from netinvest.ingest.telephone import DAMAGED, E164, KINDS, NAME, OPAQUE, SERVICE, UNKNOWN, Reading, Telephones
from netinvest.ingest.telephone_column import Readings, read_codes
from netinvest.ingest.typist import mix, stable_hash
from netinvest.ledger.column import array_of, of_array, of_texts, valid

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOBODY = 0
_LONGEST_PREFIX = 5
_STRIP = 1_000_000
UNFIT = -1
"""The form of an original that has to be kept as text."""
_HALF = 0.5
_ENOUGH = 50_000
"""Rows that tell whether parties are numbers."""


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


def forms_of(values: NDArray[np.int64], originals: NDArray[np.int64]) -> NDArray[np.int32]:
    """``form_of`` of values and originals that are coded; UNFIT where a value has no code."""
    forms = np.where(values == originals, np.int32(0), np.int32(UNFIT))
    lengths, original_lengths = lengths_of(values), lengths_of(originals)
    figures, original_figures = figures_of(values, lengths), figures_of(originals, original_lengths)
    open_ = (forms == UNFIT) & (values != 0) & (originals < 0)
    for prefix in range(_LONGEST_PREFIX + 1):
        rest = np.maximum(original_lengths - prefix, 0)
        ends = open_ & (rest > 0) & (lengths >= rest)
        ends &= figures % POWERS[rest] == original_figures % POWERS[rest]
        form = (lengths + (values > 0) - rest) * _STRIP + 10**prefix + original_figures // POWERS[rest]
        forms[ends] = form[ends]
        open_ &= ~ends
    return forms


@dataclass(frozen=True)
class _Known:
    """What is known of each ordinal."""

    values: pa.Array
    originals: pa.Array
    kinds: NDArray[np.int8]
    hashes: NDArray[np.uint64]
    codes: NDArray[np.int64]
    forms: NDArray[np.int32]

    def with_more(self, new: _Known) -> _Known:
        """These and those behind them."""
        return _Known(
            pa.concat_arrays([self.values, new.values]),
            pa.concat_arrays([self.originals, new.originals]),
            np.concatenate([self.kinds, new.kinds]),
            np.concatenate([self.hashes, new.hashes]),
            np.concatenate([self.codes, new.codes]),
            np.concatenate([self.forms, new.forms]),
        )

    @cached_property
    def somebody(self) -> NDArray[np.bool_]:
        """Whether there is somebody: not withheld, not damaged."""
        return valid(self.values)

    @cached_property
    def damaged(self) -> NDArray[np.bool_]:
        """Whether a spreadsheet has rounded the number away."""
        found: NDArray[np.bool_] = self.kinds == KINDS.index(DAMAGED)
        return found

    @cached_property
    def fit(self) -> NDArray[np.bool_]:
        """Whether code and form say all that value and original do."""
        found: NDArray[np.bool_] = (self.forms != UNFIT) & ((self.codes != 0) | ~self.somebody)
        return found


def _of_texts(values: list[str | None], originals: list[str | None], kinds: list[str]) -> _Known:
    codes = np.array([*map(code_of, values)], np.int64)
    return _Known(
        of_texts(values),
        of_texts(originals),
        np.array([*map(KINDS.index, kinds)], np.int8),
        _hashes(codes, values),
        codes,
        np.array([*map(form_of, values, originals)], np.int32),
    )


def _hashes(codes: NDArray[np.int64], values: list[str | None]) -> NDArray[np.uint64]:
    """Equal for equal values: by the code where there is one."""
    found = mix(codes.view(np.uint64), np.full(len(codes), len(KINDS), np.uint64))
    for place in np.flatnonzero(codes == 0).tolist():
        found[place] = stable_hash(values[place])
    return found


class Parties:
    """Distinct parties of a file, by ordinal; 0 is nobody.

    Args:
        telephones: How numbers are read.
        opaque: Keep every value as it is.
    """

    def __init__(self, telephones: Telephones, *, opaque: bool) -> None:
        self._telephones, self.opaque = telephones, opaque
        self._ordinal: dict[str, int] = {}
        self._index = CodeIndex()
        self._all = _of_texts([None], [None], [""])

    @classmethod
    def told_by(cls, columns: list[pa.Array], telephones: Telephones, nulls: frozenset[str] = NULLS) -> Parties:
        """The parties of a file of which nobody says whether they are numbers, names or pseudonyms.

        They are kept as they are where in every column most distinct values, and those of most rows, are no numbers: a
        customer with hardly a contact but senders of messages is no pseudonym, and one column of numbers decides.

        Args:
            columns: Arrow text, of the first rows.
            telephones: How numbers are read.
            nulls: Marks for nothing.
        """
        trial = cls(telephones, opaque=False)
        read = [trial.read(column.slice(0, _ENOUGH), nulls) for column in columns]
        told = [trial._hold_no_numbers(found[found != NOBODY]) for found in read if found.any()]
        return cls(telephones, opaque=True) if told and all(told) else trial

    def _hold_no_numbers(self, ordinals: NDArray[np.int32]) -> bool:
        """Whether most of these parties, and those of most rows, are no numbers."""
        kinds = self._all.kinds
        for seen in (kinds[np.unique(ordinals)], kinds[ordinals]):
            counts = np.bincount(seen, minlength=len(KINDS))
            numbers, others = counts[KINDS.index(E164)], sum(counts[KINDS.index(k)] for k in (SERVICE, NAME, UNKNOWN))
            if numbers >= _HALF * (numbers + others):
                return False
        return True

    def ordinals(self, column: Coded) -> NDArray[np.int32]:
        """The ordinal of each row's party."""
        codes = np.array([*map(code_of, column.values)], np.int64)
        table = np.append(self._of_codes(codes), np.int32(NOBODY))
        for place in np.flatnonzero(codes == 0).tolist():
            table[place] = NOBODY if (value := column.values[place]) is None else self._ordinal.get(value, UNFIT)
        new = [column.values[place] for place in np.flatnonzero(table == UNFIT).tolist()]
        if new:
            texts = [text for text in new if text is not None]
            read = [Reading(t, OPAQUE) if self.opaque else self._telephones.read(t) for t in texts]
            originals = [None if r.value == t else t for r, t in zip(read, texts, strict=True)]
            places = self._add(_of_texts([r.value for r in read], originals, [r.kind for r in read]))
            self._ordinal.update(zip(texts, places.tolist(), strict=True))
            table[table == UNFIT] = places
        return table[column.codes]

    def read(self, column: pa.Array, nulls: frozenset[str] = NULLS) -> NDArray[np.int32]:
        """The ordinal of each row's party, of a column of Arrow text: the same as ``ordinals`` of it coded."""
        codes = codes_of(column)
        found = self._of_codes(codes, [code for code in map(code_of, nulls) if code])
        others = np.flatnonzero(codes == 0)
        if len(others):
            found[others] = self.ordinals(Coded.of(column.take(of_array(others)), nulls))
        return found

    def _of_codes(self, codes: NDArray[np.int64], nulls: list[int] | None = None) -> NDArray[np.int32]:
        """The ordinals of codes, of new ones too; NOBODY for 0."""
        found = self._index.places(codes)
        unseen = (found == UNFIT) & (codes != 0)
        if unseen.any():
            new = np.sort(array_of(pc.unique(of_array(codes[unseen]))))
            nobody = np.isin(new, nulls or [])
            places = np.zeros(len(new), np.int32)
            places[~nobody] = self._add(self._of_new(new[~nobody]))
            self._index.add(new, places)
            found[unseen] = self._index.places(codes[unseen])
        return np.where(codes == 0, np.int32(NOBODY), found)

    def _of_new(self, codes: NDArray[np.int64]) -> _Known:
        """What distinct codes stand for."""
        if self.opaque:
            read = Readings(codes, np.full(len(codes), KINDS.index(OPAQUE), np.int8), {})
        else:
            read = read_codes(self._telephones, codes)
        values, originals = texts_of(read.values), texts_of(np.where(read.values == codes, 0, codes))
        if read.texts:
            texts = values.to_pylist()
            for place, text in read.texts.items():
                texts[place] = text
            values = of_texts(texts)
        return _Known(
            values, originals, read.kinds, _hashes(read.values, values.to_pylist()), read.values,
            forms_of(read.values, codes),
        )  # fmt: skip

    def _add(self, new: _Known) -> NDArray[np.int32]:
        first = len(self._all.codes)
        self._all = self._all.with_more(new)
        return np.arange(first, first + len(new.codes), dtype=np.int32)

    def values(self, ordinals: NDArray[np.int32]) -> pa.Array:
        """Normalised."""
        return self._all.values.take(of_array(ordinals))

    def originals(self, ordinals: NDArray[np.int32]) -> pa.Array:
        """As the file has them where that differs."""
        return self._all.originals.take(of_array(ordinals))

    def codes(self, ordinals: NDArray[np.int32]) -> NDArray[np.int64]:
        """Normalised, as ``netinvest.ingest.digits`` codes them; 0 for nobody."""
        return self._all.codes[ordinals]

    def forms(self, ordinals: NDArray[np.int32]) -> NDArray[np.int32]:
        """How the file has them, as ``form_of`` says."""
        return self._all.forms[ordinals]

    def fit(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where code and form say all that value and original do."""
        return self._all.fit[ordinals]

    def hashes(self, ordinals: NDArray[np.int32]) -> NDArray[np.uint64]:
        """Equal for equal normalised values."""
        return self._all.hashes[ordinals]

    def is_known(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where there is somebody: not withheld, not damaged."""
        return self._all.somebody[ordinals]

    def is_damaged(self, ordinals: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Where a spreadsheet has rounded the number away."""
        return self._all.damaged[ordinals]

    def kinds(self) -> dict[str, int]:
        """How many distinct parties there are of each kind."""
        counts = np.bincount(self._all.kinds[1:], minlength=len(KINDS))
        return {kind: int(count) for kind, count in zip(KINDS, counts, strict=True) if count}
