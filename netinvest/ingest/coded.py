"""A text column as codes into its distinct values: whatever is said of a value is said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

NULLS = frozenset({"", "-", "--", "---", "n/a", "na", "null", "none", "nil", "\\n", "#n/a", "<null>", "(null)", "."})
_BLANKS = " \t\u00a0\u200b\u200e\u200f\u202a\u202c\u2066\u2069\ufeff"


def cleaned(value: str, nulls: frozenset[str] = NULLS) -> str | None:
    """A value without what spreadsheets and reports dress it in; None for nothing.

    Blanks, ``="..."``, quotation marks and apostrophes around it, and the apostrophe that keeps a number a text.
    """
    text = value.strip(_BLANKS)
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip(_BLANKS)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip(_BLANKS)
    elif text.startswith("'"):
        text = text[1:].strip(_BLANKS)
    return None if text.casefold() in nulls else text


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: ``values[codes]``; code -1 is nothing.

    Attributes:
        codes: int32, one a row.
        values: The distinct values, cleaned; None for marks of nothing.
        raw: The same as the file has them.
    """

    codes: NDArray[np.int32]
    values: list[str | None]
    raw: list[str]

    @classmethod
    def of(cls, column: pa.ChunkedArray | pa.Array, nulls: frozenset[str] = NULLS) -> Coded:
        """Code a string column, or take one that is coded."""
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if isinstance(array, pa.ChunkedArray):
            array = array.chunk(0) if array.num_chunks else pa.array([], array.type)
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        raw = array.dictionary.to_pylist()
        codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        return cls(codes, [cleaned(value, nulls) for value in raw], raw)

    def lookup(self, function: Callable[[str], Any], dtype: Any, null: Any) -> NDArray[Any]:
        """``function`` of each distinct value, spread over the rows."""
        table = np.empty(len(self.values) + 1, dtype=dtype)
        table[-1] = null
        for place, value in enumerate(self.values):
            table[place] = null if value is None else function(value)
        return table[self.codes]

    def present(self) -> NDArray[np.bool_]:
        """Where there is a value."""
        table = np.array([value is not None for value in self.values] + [False])
        return table[self.codes]

    def text(self, values: Iterable[str | None] | None = None) -> pa.Array:
        """The column as Arrow text, of other values if given."""
        chosen = list(self.values if values is None else values)
        chosen.append(None)
        indices = np.where(self.codes < 0, len(chosen) - 1, self.codes)
        return pa.array(chosen, pa.string()).take(pa.array(indices))


def nothing(rows: int) -> Coded:
    """A column that the file does not have."""
    return Coded(np.full(rows, -1, np.int32), [], [])


def null_marks(more: Iterable[str]) -> frozenset[str]:
    """The marks for nothing of a profile."""
    return NULLS | {mark.strip().casefold() for mark in more}
