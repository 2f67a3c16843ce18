"""Texts that many rows of a source share, each kept once, under a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.ledger.column import array_of, of_array, of_texts

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray


class SharedWords:
    """The words of one source, by the numbers that the table ``word`` has them under.

    Args:
        con: The ledger's connection.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        found = con.execute("SELECT coalesce(max(word_no), 0) FROM word").fetchone()
        self._first: int = (found[0] if found else 0) + 1
        self._number: dict[str, int] = {}

    def numbered(self, table: pa.Table) -> pa.Table:
        """A table with numbers in place of its dictionaries."""
        for place, column in enumerate(table.columns):
            if pa.types.is_dictionary(column.type):
                numbers = np.concatenate([self._numbers(chunk) for chunk in column.chunks])
                table = table.set_column(place, table.schema.names[place], of_array(numbers, numbers == 0))
        return table

    def _numbers(self, column: pa.DictionaryArray) -> NDArray[np.int32]:
        """Of each row, 0 for nothing."""
        codes = array_of(column.indices, -1)
        words = column.dictionary.to_pylist()
        of_word = np.zeros(len(words) + 1, np.int32)
        for code in np.flatnonzero(np.bincount(codes + 1)[1:]).tolist():
            if (word := words[code]) is not None:
                of_word[code] = self._number.setdefault(word, self._first + len(self._number))
        numbers: NDArray[np.int32] = of_word[codes]
        return numbers

    def table(self) -> pa.Table:
        """All words so far, to be written."""
        numbers = np.fromiter(self._number.values(), np.int32, len(self._number))
        return pa.table({"word_no": of_array(numbers), "text": of_texts(list(self._number))})
