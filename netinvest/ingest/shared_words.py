"""Texts that many rows of a source share, each kept once, under a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ledger.column import array_of, of_array, of_texts, valid
from netinvest.ledger.row import next_number

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray


class SharedWords:
    """The words of one source, by the numbers that the table ``word`` has them under.

    Args:
        con: The ledger's connection.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._first = next_number(con, "word", "word_no")
        self._words = of_texts([])
        self._last: list[tuple[pa.Array, NDArray[np.int32]]] = []

    def numbers(self, column: pa.DictionaryArray) -> NDArray[np.int32]:
        """Of each row, 0 for nothing."""
        codes, words = array_of(column.indices, -1), column.dictionary
        used = valid(words)
        used &= np.bincount(codes + 1, minlength=len(words) + 1)[1:] > 0
        numbers = self._known(words)
        if len(new := np.flatnonzero(used & (numbers[:-1] == 0))):
            self._words = pa.concat_arrays([self._words, pc.unique(words.take(of_array(new)))])
            self._last.clear()
            numbers = self._known(words)
        found: NDArray[np.int32] = numbers[codes]
        return found

    def _known(self, words: pa.Array) -> NDArray[np.int32]:
        """The number of each word, 0 for those that have none; and 0 at the end."""
        for known, numbers in self._last:  # mostly the very words of the block before
            if known.equals(words):
                return numbers
        places = array_of(pc.index_in(words, value_set=self._words), -1)
        numbers = np.append(np.where(places < 0, 0, places + self._first), 0).astype(np.int32)
        self._last = [*self._last[-3:], (words, numbers)]
        return numbers

    def table(self) -> pa.Table:
        """All words so far, to be written."""
        numbers = np.arange(self._first, self._first + len(self._words), dtype=np.int32)
        return pa.table({"word_no": of_array(numbers), "text": self._words})
