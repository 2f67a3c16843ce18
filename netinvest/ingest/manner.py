"""What many calls of a source have alike, each once, under a number: service, whose handset, how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.ledger.column import array_of, of_array, valid
from netinvest.ledger.row import next_number

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from netinvest.ingest.shared_words import SharedWords

_MOST = 2**62
_TEXTS = ("answered_at_form", "service_original")
_NUMBERS = {"service": np.int8, "observed_party": np.int8, "time_note": np.int8}
"""Of one byte; the others are of four."""


def alike(*columns: NDArray[np.integer]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Rows that have the same in every column.

    Args:
        columns: Of one length, at least 1.

    Returns:
        For each row, which rows it is like; for each of these, the first.
    """
    packed, size = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        least, most = int(column.min()), int(column.max())
        if least == most:
            continue
        if size * (most - least + 1) > _MOST:
            codes, size = _dense(packed)
            packed = codes.astype(np.int64)
        packed *= most - least + 1
        packed += column
        packed -= least
        size *= most - least + 1
    codes, distinct = _dense(packed)
    first = np.empty(distinct, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # the last that is written stays
    return codes, first


def _dense(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], int]:
    coded = of_array(numbers).dictionary_encode()
    return array_of(coded.indices), len(coded.dictionary)


class Manners:
    """The manners of the calls of one source, by the numbers that the table ``manner`` has them under.

    Args:
        con: The ledger's connection.
        words: Those of the source.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, words: SharedWords) -> None:
        self._first = next_number(con, "manner", "manner_no")
        self._words = words
        self._names: list[str] = []
        self._number: dict[tuple[int | None, ...], int] = {}

    def numbers(self, column: pa.DictionaryArray) -> NDArray[np.int32]:
        """Of each row.

        Args:
            column: Into a column of structures, of which each has every field of the table.
        """
        codes, manners = array_of(column.indices), column.dictionary
        used = np.bincount(codes, minlength=len(manners)) > 0
        self._names = [field.name for field in manners.type]
        fields = [self._field(name, manners.field(name), used) for name in self._names]
        of_manner = np.zeros(len(manners), np.int32)
        for place in np.flatnonzero(used).tolist():
            manner = tuple(field[place] for field in fields)
            of_manner[place] = self._number.setdefault(manner, self._first + len(self._number))
        numbers: NDArray[np.int32] = of_manner[codes]
        return numbers

    def _field(self, name: str, field: pa.Array, used: NDArray[np.bool_]) -> list[int | None]:
        if name not in _TEXTS:
            found: list[int | None] = field.to_pylist()
            return found
        nothing = ~(used & valid(field))
        places = of_array(np.arange(len(field), dtype=np.int32), nothing)
        numbers = self._words.numbers(pa.DictionaryArray.from_arrays(places, field))
        return [number or None for number in numbers.tolist()]

    def table(self) -> pa.Table:
        """All so far, to be written."""
        numbers = np.fromiter(self._number.values(), np.int32, len(self._number))
        columns = {"manner_no": of_array(numbers)}
        for name, values in zip(self._names, zip(*self._number, strict=True), strict=True):
            held = np.array([value or 0 for value in values], _NUMBERS.get(name, np.int32))
            columns[name] = of_array(held, np.array([value is None for value in values]))
        return pa.table(columns)
