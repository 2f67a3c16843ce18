"""Texts that many rows of a source share, each kept once, under a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ledger.column import array_of, of_array, of_texts, valid

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
        self._words = of_texts([])

    def numbered(self, table: pa.Table) -> pa.Table:
        """A table with numbers in place of its dictionaries."""
        for place, column in enumerate(table.columns):
            if pa.types.is_dictionary(column.type):
                numbers = np.concatenate([self._numbers(chunk) for chunk in column.chunks])
                table = table.set_column(place, table.schema.names[place], of_array(numbers, numbers == 0))
        return table

    def _numbers(self, column: pa.DictionaryArray) -> NDArray[np.int32]:
        """Of each row, 0 for nothing."""
        codes, words = array_of(column.indices, -1), column.dictionary
        used = valid(words)
        used &= np.bincount(codes + 1, minlength=len(words) + 1)[1:] > 0
        places = array_of(pc.index_in(words, value_set=self._words), -1)
        if len(new := np.flatnonzero(used & (places < 0))):
            self._words = pa.concat_arrays([self._words, pc.unique(words.take(of_array(new)))])
            places = array_of(pc.index_in(words, value_set=self._words), -1)
        of_word = np.append(np.where(used, places + self._first, 0), 0).astype(np.int32)
        numbers: NDArray[np.int32] = of_word[codes]
        return numbers

    def table(self) -> pa.Table:
        """All words so far, to be written."""
        numbers = np.arange(self._first, self._first + len(self._words), dtype=np.int32)
        return pa.table({"word_no": of_array(numbers), "text": self._words})
