"""Cells as operators write them: one CGI in all its separators, hexadecimal as decimal, area and cell together."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from netinvest.ingest.coded import Coded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PARTS = re.compile(r"(\d{3})[-.:/_ ](\d{2,3})[-.:/_ ]([0-9A-Fa-f]{1,8})[-.:/_ ]([0-9A-Fa-f]{1,9})")
_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]{1,8})[hH]?")
_LETTER = re.compile("[A-Fa-f]")
_BARE = re.compile(r"\d{1,9}")
_TOLD = re.compile(
    r"(?:cell(?:[ -]?(?:id|site|tower))?|cgi|ecgi|celda|cellule|funkzelle|cella|tower|bts|erb)\b[\s:'\"=#,]*"
    r"(?:(?:id|no|cgi)\b[\s:'\"=#,]*)?(\d{3}[-.:/_ ]\d{2,3}[-.:/_ ][0-9A-Fa-f]+[-.:/_ ][0-9A-Fa-f]+|\d{4,})",
    re.IGNORECASE,
)

_MOST_KNOWN = 200_000  # the same cells come in every block


def hexadecimal(values: Iterable[str | None]) -> bool:
    """Whether the areas and cells of CGIs are written in hexadecimal: one letter tells it of all."""
    return any(map(_lettered, values))


@lru_cache(_MOST_KNOWN)
def _lettered(value: str | None) -> bool:
    match = None if value is None else _PARTS.fullmatch(value)
    return match is not None and _LETTER.search(match[3] + match[4]) is not None


@lru_cache(_MOST_KNOWN)
def read_cell(text: str, base: int = 10) -> str:
    """A cell in one form: ``404-10-1234-56789`` whatever stood between the parts; other texts as they are.

    Args:
        text: As written, without blanks around it.
        base: 16 where areas and cells of this file are hexadecimal.
    """
    if match := _PARTS.fullmatch(text):
        return f"{match[1]}-{match[2]}-{int(match[3], base)}-{int(match[4], base)}"
    if text[:2] in {"0x", "0X"} and (match := _HEX.fullmatch(text)):
        return str(int(match[1], 16))
    return text


def cells(column: Coded, area: Coded) -> Coded:
    """A column of cells, those of mere numbers with the area they are numbered in.

    Args:
        column: Cells as written.
        area: Location or tracking area codes beside them; without values where there is no such column.
    """
    base = 16 if hexadecimal(column.values) else 10
    read = [None if v is None else read_cell(v, base) for v in column.values]
    if not area.values or not any(v is not None and _BARE.fullmatch(v) for v in read):
        return Coded(column.codes, read, column.raw)
    areas = [None if v is None else read_cell(v) for v in area.values]
    width = len(areas) + 1
    pairs = column.codes.astype(np.int64) * width + np.where(area.codes < 0, width - 1, area.codes)
    distinct, codes = np.unique(pairs[column.codes >= 0], return_inverse=True)
    values = [_together(read[pair // width], [*areas, None][pair % width]) for pair in distinct.tolist()]
    spread = np.full(len(column.codes), -1, np.int32)
    spread[column.codes >= 0] = codes
    return Coded(spread, values, [column.raw[pair // width] for pair in distinct.tolist()])


def _together(cell: str | None, area: str | None) -> str | None:
    return f"{area}-{cell}" if cell is not None and area is not None and _BARE.fullmatch(cell) else cell


def cell_told(lines: Sequence[str]) -> str | None:
    """The one cell that a tower dump is of, by its preamble (``Call Details of CELL ID 404-10-1-2``)."""
    found = {read_cell(match[1]) for line in lines if (match := _TOLD.search(line))}
    return found.pop() if len(found) == 1 else None
