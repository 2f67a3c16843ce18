"""Cells as operators write them: one CGI in all its separators, hexadecimal as decimal, area and cell together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ingest.coded import Coded
from netinvest.ingest.typist import stable_hash
from netinvest.ledger.column import array_of, of_array, of_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_PARTS = re.compile(r"(\d{3})[-.:/_ ](\d{2,3})[-.:/_ ]([0-9A-Fa-f]{1,8})[-.:/_ ]([0-9A-Fa-f]{1,9})")
_IN_NETWORK = re.compile(r"(\d{3})[-.:/_ ]?(\d{2,3})[-.:/_ ]([0-9A-Fa-f]{5,9})")  # an E-UTRAN cell, without an area
_IN_AREA = re.compile(r"([0-9A-Fa-f]{4})[-.:/_ ]([0-9A-Fa-f]{4,8})")
_FIGURES = re.compile(r"[0-9A-Fa-f]{1,9}")
_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]{1,8})[hH]?")
_LETTER = re.compile("[A-Fa-f]")
_BARE = re.compile(r"\d{1,9}")
_TOLD = re.compile(
    r"(?:cell(?:[ -]?(?:id|site|tower))?|cgi|ecgi|celda|cellule|funkzelle|cella|tower|bts|erb)\b[\s:'\"=#,]*"
    r"(?:(?:id|no|cgi)\b[\s:'\"=#,]*)?(\d{3}[-.:/_ ]\d{2,3}[-.:/_ ][0-9A-Fa-f]+[-.:/_ ][0-9A-Fa-f]+|\d{4,})",
    re.IGNORECASE,
)
_DECIMAL = 10
_MOST_KNOWN = 200_000  # the cells of an area come in every block
_LONG = 4  # figures: of a shorter cell a letter may be its sector


def hexadecimal(values: Iterable[str | None]) -> bool:
    """Whether the areas and cells of CGIs are written in hexadecimal: one letter tells it of all."""
    return any(map(_lettered, values))


def _lettered(value: str | None) -> bool:
    if value is None or _LETTER.search(value) is None:
        return False
    return any(form.fullmatch(value) is not None for form in (_PARTS, _IN_NETWORK, _IN_AREA))


def _in_hexadecimal(cells: Iterable[str | None], areas: Iterable[str | None]) -> bool:
    """Whether cells and areas in columns of their own are: all could be, and a long enough one has a letter."""
    values = [value for value in (*cells, *areas) if value is not None]
    if _LETTER.search("".join(values)) is None:
        return False
    lettered = any(len(v) >= _LONG and _LETTER.search(v) and not v.isalpha() for v in values)
    return lettered and all(map(_FIGURES.fullmatch, values))


@lru_cache(_MOST_KNOWN)
def read_cell(text: str, base: int = _DECIMAL) -> str:
    """A cell in one form: ``404-10-1234-56789`` whatever stood between the parts; other texts as they are.

    Args:
        text: As written, without blanks around it.
        base: 16 where areas and cells of this file are hexadecimal.
    """
    if match := _PARTS.fullmatch(text):
        return f"{match[1]}-{match[2]}-{int(match[3], base)}-{int(match[4], base)}"
    if base != _DECIMAL and (match := _IN_NETWORK.fullmatch(text)):
        return f"{match[1]}-{match[2]}-{int(match[3], base)}"
    if base != _DECIMAL and (match := _IN_AREA.fullmatch(text)):
        return f"{int(match[1], base)}-{int(match[2], base)}"
    if text[:2] in {"0x", "0X"} and (match := _HEX.fullmatch(text)):
        return str(int(match[1], 16))
    return text


@dataclass(frozen=True, slots=True)
class CellColumn:
    """The cells of some rows.

    Attributes:
        codes: int32, places in what is known of the file; -1 for no cell.
        known: The cells of the file.
    """

    codes: NDArray[np.int32]
    known: Cells

    def present(self) -> NDArray[np.bool_]:
        """Where there is a cell."""
        return self.codes >= 0

    def hashes(self) -> NDArray[np.uint64]:
        """Equal for equal cells, 0 for none."""
        return np.append(self.known.hashes, np.uint64(0))[self.codes]

    def shared(self) -> pa.DictionaryArray:
        """As Arrow texts, each once."""
        return pa.DictionaryArray.from_arrays(of_array(self.codes, self.codes < 0), self.known.texts)


class Cells:
    """The cells of one file: each is read once, whichever block and column it comes in.

    Attributes:
        texts: Distinct cells in one form, in the order of their codes.
        hashes: Of each.

    Args:
        nulls: Marks for nothing.
    """

    def __init__(self, nulls: frozenset[str]) -> None:
        self._nulls = nulls
        self.texts = of_texts([])
        self.hashes = np.zeros(0, np.uint64)
        self._base = self._area_base = _DECIMAL
        self._code: dict[str, int] = {}
        self._raw, self._of_raw = of_texts([]), np.zeros(0, np.int32)

    def read(self, column: Coded, area: Coded) -> CellColumn:
        """A column of cells, those of mere numbers with the area they are numbered in.

        Args:
            column: Cells as written.
            area: Location or tracking area codes beside them; without values where there is no such column.
        """
        if area.values and _in_hexadecimal(column.values, area.values):
            self._area_base = 16
        numbered = _BARE if self._area_base == _DECIMAL else _FIGURES
        if area.values and any(v is not None and numbered.fullmatch(v) for v in column.values):
            return self._within(column, area)
        raw = column.plain if column.plain is not None else of_texts(column.raw)
        places = array_of(pc.index_in(raw, value_set=self._raw), -1)
        if (new := places < 0).any():
            unread = raw.filter(of_array(new))
            values = Coded.of(unread, self._nulls).values
            if self._base == _DECIMAL and hexadecimal(values):  # one letter tells it of all
                self._base, self._raw, self._of_raw = 16, of_texts([]), np.zeros(0, np.int32)
                return self.read(column, area)
            places[new] = len(self._raw) + np.arange(len(unread))
            read = [None if value is None else read_cell(value, self._base) for value in values]
            self._raw, self._of_raw = pa.concat_arrays([self._raw, unread]), np.append(self._of_raw, self._codes(read))
        return CellColumn(np.append(self._of_raw[places], np.int32(-1))[column.codes], self)

    def _within(self, column: Coded, area: Coded) -> CellColumn:
        """Cells numbered within areas."""
        cells = [None if value is None else self._numbered(value) for value in column.values]
        areas = [*(None if value is None else self._numbered(value) for value in area.values), None]
        pairs = column.codes.astype(np.int64) * len(areas) + area.codes % len(areas)
        distinct, places = np.unique(pairs[column.codes >= 0], return_inverse=True)
        read = [_together(cells[pair // len(areas)], areas[pair % len(areas)]) for pair in distinct.tolist()]
        codes = np.full(len(column.codes), -1, np.int32)
        codes[column.codes >= 0] = self._codes(read)[places]
        return CellColumn(codes, self)

    def _numbered(self, value: str) -> str:
        """A cell or an area in a column of its own."""
        if self._area_base != _DECIMAL and _FIGURES.fullmatch(value):
            return str(int(value, self._area_base))
        return read_cell(value, self._base)

    def _codes(self, cells: list[str | None]) -> NDArray[np.int32]:
        """The codes of cells in one form, of new ones too."""
        known = len(self._code)
        codes = [-1 if cell is None else self._code.setdefault(cell, len(self._code)) for cell in cells]
        if len(self._code) > known:
            new = list(self._code)[known:]
            self.texts = pa.concat_arrays([self.texts, of_texts(new)])
            self.hashes = np.append(self.hashes, np.array([*map(stable_hash, new)], np.uint64))
        return np.array(codes, np.int32)


def _together(cell: str | None, area: str | None) -> str | None:
    return f"{area}-{cell}" if cell is not None and area is not None and _BARE.fullmatch(cell) else cell


def cell_told(lines: Sequence[str]) -> str | None:
    """The one cell that a tower dump is of, by its preamble (``Call Details of CELL ID 404-10-1-2``)."""
    told = [match[1] for line in lines if (match := _TOLD.search(line))]
    base = 16 if hexadecimal(told) else _DECIMAL
    found = {read_cell(text, base) for text in told}
    return found.pop() if len(found) == 1 else None
