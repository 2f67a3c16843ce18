"""A text column as codes into its distinct values: whatever is said of a value is said once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from netinvest.ledger.column import array_of, of_array, of_texts, valid

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from numpy.typing import NDArray

NULLS = frozenset({"", "-", "--", "---", "n/a", "na", "null", "none", "nil", "\\n", "#n/a", "<null>", "(null)", "."})
_CALLED = frozenset({"Null", "Nil", "Na"})
"""Marks for nothing that are surnames where they are written as such."""
_LONGEST_MARK = 4
_ELIDED = re.compile(r"'[^\W\d_][^\w]")  # 't Hart, 's-Gravenhage: part of the name
_BLANKS = " \t\u00a0\u200b\u200e\u200f\u202a\u202c\u2066\u2069\ufeff"


def cleaned(value: str, nulls: frozenset[str] = NULLS) -> str | None:
    """A value without what spreadsheets and reports dress it in; None for nothing.

    Blanks, ``="..."``, quotation marks and apostrophes around it, and the apostrophe that keeps a number a text.
    """
    if value.isalnum() and len(value) > _LONGEST_MARK:
        return value
    text = value.strip(_BLANKS)
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip(_BLANKS)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip(_BLANKS)
    elif text.startswith("'") and not _ELIDED.match(text):
        text = text[1:].strip(_BLANKS)
    return None if text.casefold() in nulls else text


seen = lru_cache(maxsize=10_000)(cleaned)
"""The same for the first rows of a file, at which every profile looks."""

_KNOWN: dict[frozenset[str], dict[str, str | None]] = {}
_MOST_KNOWN = 100_000


def _all_cleaned(raw: list[str], nulls: frozenset[str]) -> list[str | None]:
    """``cleaned`` of each; the same values come in every block."""
    known = _KNOWN.setdefault(nulls, {})
    if len(known) > _MOST_KNOWN:
        known.clear()
    for value in raw:
        if value not in known:
            known[value] = cleaned(value, nulls)
    return [known[value] for value in raw]


class Coded:
    """A column: ``values[codes]``; code -1 is nothing.

    Args:
        codes: int32, one a row.
        values: The distinct values, cleaned; None for marks of nothing.
        raw: The same as the file has them.

    Attributes:
        plain: The distinct values as Arrow text where they have not been looked at yet: what can be said of all of
            them at once (fixed widths, digits) need not be said of each.
    """

    __slots__ = ("_each", "_nulls", "_raw", "_values", "codes", "plain")

    def __init__(self, codes: NDArray[np.int32], values: list[str | None], raw: list[str]) -> None:
        self.codes = codes
        self._values: list[str | None] | None = values
        self._raw: list[str] | None = raw
        self.plain: pa.Array | None = None
        self._nulls: frozenset[str] = NULLS
        self._each = False

    @classmethod
    def each(cls, column: pa.Array, nulls: frozenset[str] = NULLS, places: NDArray[np.int32] | None = None) -> Coded:
        """A column of about as many values as rows: coded only if its values are looked at one by one.

        Args:
            column: Arrow text.
            nulls: Marks for nothing.
            places: For each row the place of its text in ``column``, -1 for nothing; None: they are the rows.
        """
        if places is None:
            there = valid(column)
            places = np.where(there, np.cumsum(there, dtype=np.int32) - 1, np.int32(-1))
            column = column.drop_null() if column.null_count else column
        found = cls(places, [], [])
        found.plain, found._values, found._raw, found._nulls, found._each = column, None, None, nulls, True
        return found

    def encode(self) -> None:
        """Code what ``each`` has left as it is: the codes change."""
        if self._each and self.plain is not None:
            coded = self.plain.dictionary_encode()
            codes = array_of(coded.indices, -1)
            self.codes, self.plain, self._each = np.append(codes, np.int32(-1))[self.codes], coded.dictionary, False

    @classmethod
    def of(cls, column: pa.ChunkedArray | pa.Array, nulls: frozenset[str] = NULLS) -> Coded:
        """Code a string column, or take one that is coded."""
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if isinstance(array, pa.ChunkedArray):
            array = array.chunk(0) if array.num_chunks else pa.nulls(0, array.type)
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        codes = array_of(array.indices, -1).astype(np.int32, copy=False)
        found = cls(codes, [], [])
        found.plain, found._values, found._raw, found._nulls = array.dictionary, None, None, nulls
        return found

    @property
    def raw(self) -> list[str]:
        """The distinct values as the file has them."""
        self.encode()
        if self._raw is None:
            self._raw = self.plain.to_pylist() if self.plain is not None else []
        return self._raw

    @property
    def values(self) -> list[str | None]:
        """The distinct values, cleaned."""
        self.encode()
        if self._values is None:
            self._values = _all_cleaned(self.raw, self._nulls)
        return self._values

    def of_names(self, declared: Collection[str] = ()) -> Coded:
        """The column where it says what people are called: ``Null`` is a surname, ``NULL`` and ``null`` are marks.

        Args:
            declared: Marks for nothing that the profile lists: they are, in every spelling.
        """
        called = _CALLED - {mark.strip().capitalize() for mark in declared}
        if called.isdisjoint(map(str.strip, self.raw)):
            return self
        values = [r.strip() if r.strip() in called else v for r, v in zip(self.raw, self.values, strict=True)]
        return Coded(self.codes, values, self.raw)

    def figures(self) -> NDArray[np.int64] | None:
        """The distinct values as whole numbers, where all are nothing but digits."""
        if self.plain is None or not len(self.plain):
            return None
        try:
            numbers: NDArray[np.int64] = array_of(self.plain.cast(pa.int64()))
        except pa.ArrowInvalid:
            return None
        return numbers

    def letters(self) -> NDArray[np.uint8] | None:
        """The distinct values as a matrix of bytes, where all have one length."""
        if self.plain is None or not len(self.plain):
            return None
        offsets = np.frombuffer(self.plain.buffers()[1], np.int32)[
            self.plain.offset : self.plain.offset + len(self.plain) + 1
        ]
        length = int(offsets[1] - offsets[0])
        if length == 0 or (offsets[-1] - offsets[0]) != length * len(self.plain) or (np.diff(offsets) != length).any():
            return None
        data = np.frombuffer(self.plain.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
        return data.reshape(-1, length)

    def lookup(self, function: Callable[[str], Any], dtype: Any, null: Any) -> NDArray[Any]:
        """``function`` of each distinct value, spread over the rows."""
        found = [null if value is None else function(value) for value in self.values]  # first: codes may come with them
        return np.array([*found, null], dtype)[self.codes]

    def counts(self) -> NDArray[np.int64]:
        """How many rows have each distinct value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    def present(self) -> NDArray[np.bool_]:
        """Where there is a value."""
        table = np.array([value is not None for value in self.values] + [False])
        return table[self.codes]

    def text(self, values: Iterable[str | None] | None = None) -> pa.Array:
        """The column as Arrow text, of other values if given."""
        chosen = list(self.values if values is None else values)
        chosen.append(None)
        indices = np.where(self.codes < 0, len(chosen) - 1, self.codes)
        return of_texts(chosen).take(of_array(indices))

    def shared(self, values: Iterable[str | None] | None = None) -> pa.DictionaryArray:
        """The same as ``text``, each text once."""
        chosen = of_texts(list(self.values if values is None else values))
        return pa.DictionaryArray.from_arrays(of_array(self.codes, self.codes < 0), chosen)


def nothing(rows: int) -> Coded:
    """A column that the file does not have."""
    return Coded(np.full(rows, -1, np.int32), [], [])


def null_marks(more: Iterable[str]) -> frozenset[str]:
    """The marks for nothing of a profile."""
    return NULLS | {mark.strip().casefold() for mark in more}
