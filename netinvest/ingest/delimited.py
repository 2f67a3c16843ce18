"""A delimited text in blocks of text columns: every line is a row, is refused with a reason, or is structural.

pyarrow cuts the columns; it is given whole records only. What it could misread (an unclosed quotation mark, NUL, an
endless field) is found before, so that one bad line costs one line.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from netinvest.errors import InputRefused
from netinvest.ledger.column import of_array, valid
from netinvest.loading.loader import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LONGEST_FIELD = 1024 * 1024
KEPT = 200  # characters of a refused line
_MOST_JOINED = 400  # lines of one quoted value
_MOST_BYTES = 4 * 1024 * 1024
_TAIL = 40
_STRUCTURAL = re.compile(r"[\s\-=_*+|#~.,;:'\"\u2014\u2500\u2550]*")

Refused = tuple[int, str, str | None, str]


@dataclass(frozen=True)
class Layout:
    """How a text is cut.

    Attributes:
        delimiter: One character.
        skip: Lines before the first row.
        width: Columns of a row.
        columns: Canonical column to position.
        plain: Canonical columns with about as many values as rows, which are not worth coding.
        heading: The heading's cells, to know it when it is repeated.
    """

    delimiter: str
    skip: int
    width: int
    columns: dict[str, int]
    plain: frozenset[str] = frozenset()
    heading: tuple[str, ...] = ()


@dataclass
class Delimited:
    """Reads blocks of lines.

    Attributes:
        lines: Records so far, blank ones included: the number of the last row.
        tail: The last lines and their row numbers, to tell a footer.
    """

    layout: Layout
    lines: int = 0
    tail: list[tuple[int, str]] = field(default_factory=list)
    _row_after: int = 0

    def read(self, blocks: Iterator[bytes]) -> Iterator[Texts]:
        """Cut blocks of whole lines (UTF-8, LF) into columns."""
        to_skip = self.layout.skip
        carry = b""
        pending = next(blocks, None)
        while pending is not None:
            block, pending = carry + pending if carry else pending, next(blocks, None)
            carry = b""
            skipped = 0
            while to_skip and block:
                block = block[block.find(b"\n") + 1 or len(block) :]
                to_skip -= 1
                skipped += 1
            self.lines += skipped
            if not block:
                if skipped:
                    yield Texts(self._nothing(), np.empty(0, np.int64), (), skipped)
                continue
            block, carry, records, refused, structural = self._whole(block, last=pending is None)
            yield self._cut(block, records, refused, structural + skipped)
        self.tail = self.tail[-_TAIL:]

    def _nothing(self) -> pa.Table:
        return pa.table({name: pa.nulls(0, pa.string()) for name in self.layout.columns})

    def _whole(self, block: bytes, *, last: bool) -> tuple[bytes, bytes, NDArray[np.int64] | None, list[Refused], int]:
        """Take out what may not reach the parser.

        Returns:
            The block to parse; what belongs to the next; the row number of each record in it (None: they rise by
            one from here); refused lines; structural lines.
        """
        nul, quoted, long = b"\0" in block, b'"' in block, _has_long_line(block)
        odd = _irregular_lines(block, self.layout.delimiter) if quoted else np.empty(0, np.int64)
        if not (nul or long or len(odd)):
            return block, b"", None, [], 0
        lines = block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        open_lines = set(odd.tolist())
        kept: list[bytes] = []
        numbers: list[int] = []
        refused: list[Refused] = []
        row, place = self.lines, 0
        while place < len(lines):
            line = lines[place]
            row += 1
            if b"\0" in line:
                refused.append((row, "line", _shown(line), "holds a NUL character"))
            elif place in open_lines and not self._fits(line):
                end = self._closing(lines, place, open_lines)
                if end is None and not last and len(lines) - place < _MOST_JOINED and _size(lines, place) < _MOST_BYTES:
                    carry = b"\n".join(lines[place:]) + (b"\n" if block.endswith(b"\n") else b"")
                    self._row_after = row - 1
                    self._note_tail(lines[:place])
                    return b"\n".join([*kept, b""]), carry, np.array(numbers, np.int64), refused, 0
                if end is None:
                    refused.append((row, "line", _shown(line), "a quotation mark is opened and not closed"))
                else:
                    kept.append(self._requoted(b"\n".join(lines[place : end + 1])))
                    numbers.append(row)
                    place = end
            elif place in open_lines:
                kept.append(self._requoted(line))
                numbers.append(row)
            elif len(line) > LONGEST_FIELD and max(map(len, self._fields(line)), default=0) > LONGEST_FIELD:
                refused.append((row, "line", _shown(line), "a field is longer than 1 MiB"))
            else:
                kept.append(line)
                numbers.append(row)
            place += 1
        self._row_after = row
        self._note_tail(lines)
        return b"\n".join([*kept, b""]), b"", np.array(numbers, np.int64), refused, 0

    def _fields(self, line: bytes) -> list[str]:
        limit = csv.field_size_limit(2**31 - 1)
        try:
            texts = line.decode("utf-8", "replace").split("\n")
            rows = [text + "\n" for text in texts[:-1]] + texts[-1:]
            return next(csv.reader(rows, delimiter=self.layout.delimiter, strict=True), [])
        except csv.Error:
            return []
        finally:
            csv.field_size_limit(limit)

    def _fits(self, line: bytes) -> bool:
        return len(self._fields(line)) == self.layout.width

    def _requoted(self, line: bytes) -> bytes:
        """A line with quotation marks in odd places, so written that there is one way to read it."""
        return self.layout.delimiter.join('"' + text.replace('"', '""') + '"' for text in self._fields(line)).encode()

    def _closing(self, lines: list[bytes], start: int, open_lines: set[int]) -> int | None:
        """The line on which the record that starts here is whole."""
        size = len(lines[start])
        for end in range(start + 1, min(start + _MOST_JOINED, len(lines))):
            size += len(lines[end]) + 1
            if size > _MOST_BYTES:
                return None
            if end in open_lines and self._joined(lines[start : end + 1]):
                return end
        return None

    def _joined(self, lines: list[bytes]) -> bool:
        texts = [line.decode("utf-8", "replace") + "\n" for line in lines]
        texts[-1] = texts[-1][:-1]
        try:
            rows = list(csv.reader(texts, delimiter=self.layout.delimiter, strict=True))
        except csv.Error:
            return False
        return len(rows) == 1 and len(rows[0]) == self.layout.width

    def _note_tail(self, lines: list[bytes]) -> None:
        last = [line.decode("utf-8", "replace")[:KEPT] for line in lines[-_TAIL:]]
        self.tail = list(enumerate(last, self.lines + len(lines) - len(last) + 1))

    def _cut(self, block: bytes, records: NDArray[np.int64] | None, refused: list[Refused], structural: int) -> Texts:
        layout = self.layout
        bad: list[arrow_csv.InvalidRow] = []

        def on_bad(row: arrow_csv.InvalidRow) -> str:
            bad.append(row)
            return "skip"

        names = [f"c{place}" for place in range(layout.width)]
        used = {name: names[place] for name, place in layout.columns.items()}
        coded = pa.dictionary(pa.int32(), pa.string())
        types = {column: pa.string() if name in layout.plain else coded for name, column in used.items()}
        wanted = list(dict.fromkeys(used.values()))
        if not block:
            table = pa.table({column: pa.nulls(0, types[column]) for column in wanted})
        else:
            table = arrow_csv.read_csv(
                pa.BufferReader(block),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=min(len(block) + 1, 2**31 - 1)
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=layout.delimiter,
                    quote_char='"' if b'"' in block else False,
                    newlines_in_values=records is not None,
                    ignore_empty_lines=False,
                    invalid_row_handler=on_bad,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=wanted,
                    column_types=types,
                    strings_can_be_null=True,
                    null_values=[""],
                    check_utf8=False,
                ),
            )
        if records is None:
            count = table.num_rows + len(bad)
            rows = np.arange(self.lines + 1, self.lines + count + 1, dtype=np.int64)
            last = (
                block[max(0, len(block) - 64 * 1024) :]
                .decode("utf-8", "replace")
                .removesuffix("\n")
                .split("\n")[-_TAIL:]
            )
            self.tail = list(enumerate((line[:KEPT] for line in last), self.lines + count - len(last) + 1))
            self.lines += count
        else:
            rows = records
            self.lines = self._row_after
            if table.num_rows + len(bad) != len(records):
                raise InputRefused(
                    "the quotation marks do not tell where rows begin", where=f"row {int(records[0])} or after",
                    remedy="export the file again, with quotation marks within values doubled",
                )  # fmt: skip
        if bad:
            places = np.array([row.number - 1 for row in bad], np.int64)
            for place, row in zip(places, bad, strict=True):
                text = row.text.strip()
                if _STRUCTURAL.fullmatch(text):
                    structural += 1
                else:
                    refused.append(
                        (int(rows[place]), "line", row.text[:KEPT],
                         f"has {row.actual_columns} columns where the heading has {row.expected_columns}")
                    )  # fmt: skip
            rows = np.delete(rows, places)
        table, rows, blank = self._without_blanks(table, rows, block, bad)
        renamed = pa.table({name: table.column(column) for name, column in used.items()})
        return Texts(renamed, rows, refused, structural + blank)

    def _without_blanks(
        self, table: pa.Table, rows: NDArray[np.int64], block: bytes, bad: list[arrow_csv.InvalidRow]
    ) -> tuple[pa.Table, NDArray[np.int64], int]:
        """Take out rows that hold nothing: blank lines, lines of delimiters, rules, the heading again."""
        if not table.num_rows or any(column.null_count == 0 for column in table.columns):
            return table, rows, 0
        blank = np.ones(table.num_rows, bool)
        for column in table.columns:
            blank &= ~valid(column)
        if not blank.any():
            return table, rows, 0
        # columns that are not read may hold something: then it is a row, for others to refuse
        lines = block.split(b"\n")
        if len(lines) - (not lines[-1]) == table.num_rows + len(bad):
            gone = {row.number - 1 for row in bad}
            own = [line for place, line in enumerate(lines) if place not in gone]
            for place in np.flatnonzero(blank):
                blank[place] = bool(_STRUCTURAL.fullmatch(own[place].decode("utf-8", "replace")))
        keep = np.flatnonzero(~blank)
        return table.take(of_array(keep)), rows[keep], int(blank.sum())


def _shown(line: bytes) -> str:
    return line[: KEPT * 4].decode("utf-8", "replace").replace("\0", "\ufffd")[:KEPT]


def _size(lines: list[bytes], start: int) -> int:
    return sum(map(len, lines[start:]))


def _has_long_line(block: bytes) -> bool:
    """Whether a line may be longer than the longest field: it then fills a window of half that size."""
    window = LONGEST_FIELD // 2
    return any(block.find(b"\n", at, at + window) < 0 for at in range(0, len(block) - window, window))


def _irregular_lines(block: bytes, delimiter: str) -> NDArray[np.int64]:
    """Lines whose quotation marks do not all open at the start of a field and close at its end.

    Of ``a"b,"c`` one reader says that a quotation is open, and another that none is: these are looked at one by one.
    """
    text = np.frombuffer(b"\n" + block + b"\n", np.uint8)
    quotes = np.flatnonzero(text == ord('"'))
    ends = np.flatnonzero(text == ord("\n"))
    line_of = np.searchsorted(ends, quotes) - 1
    first = np.searchsorted(quotes, ends[:-1])  # of each line, the first of its quotation marks
    opening = (np.arange(len(quotes)) - first[line_of]) % 2 == 0
    beside = np.where(opening, text[quotes - 1], text[quotes + 1])
    good = (beside == ord(delimiter)) | (beside == ord("\n")) | (beside == ord('"'))
    odd = np.bincount(line_of, minlength=len(ends) - 1) % 2 == 1
    odd[line_of[~good]] = True
    return np.flatnonzero(odd)
