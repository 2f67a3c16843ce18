"""Workbooks: every sheet that has the same columns, numbers and identifiers as text, dates as dates."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from netinvest.errors import InputRefused
from netinvest.ingest.edge import NEAR
from netinvest.ingest.opening import opened
from netinvest.ingest.recognise import Grid, Recognition
from netinvest.loading.heading import folded
from netinvest.loading.loader import Loader, Texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST = 512 * 1024 * 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what a locked XLSX is packed in
_SAMPLE = 260
_TAIL = 20
_ROUNDED = re.compile(r"\d{9,11}0{5}")  # no handset of an ordinary series has five zeros at the end


def is_workbook(head: bytes) -> bool:
    """Whether a file is an XLSX (a ZIP whose first members are a workbook's) or an old XLS."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    return head.startswith(b"PK\x03\x04") and (
        b"xl/" in head or b"[Content_Types].xml" in head or b"_rels/" in head[:4096]
    )


def as_text(cell: Any) -> str:
    """A cell as the text a person sees, an identifier without decimals, a date as ISO 8601."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)  # serials are floats
        return rounded.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S")
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(cell)


def _read(column: str, cell: Any) -> str:
    """The text of a cell; a device number that was rounded before it became a number shows that it was."""
    text = as_text(cell)
    rounded = column.endswith("imei") and isinstance(cell, int | float) and _ROUNDED.fullmatch(text)
    return f"{float(text):.5E}" if rounded else text


class Workbook:
    """The sheets of a workbook.

    Attributes:
        names: The sheets, in order.
        lines: Rows so far; the second sheet's rows are counted on from the first's.
        edges: The first and last rows of the last sheet read, and their numbers.
    """

    def __init__(self, path: Path) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        stream, _ = opened(path)
        with stream:
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise InputRefused("the workbook is larger than 512 MB", where=path.name, remedy="export it as CSV")
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            self.names = list(self._book.sheet_names)
        except (CalamineError, OSError, ValueError) as error:
            if isinstance(error, PasswordError) or _ENCRYPTED in data:
                raise InputRefused(
                    "the workbook is locked by a password", where=path.name,
                    remedy="open it with its password, save it without a password, and load that",
                ) from None  # fmt: skip
            raise InputRefused(
                "the workbook is damaged", where=path.name,
                remedy="open it with its program and save it as XLSX or CSV, or ask for it again",
            ) from None  # fmt: skip
        self._name = path.name
        self.lines = 0
        self.edges: list[tuple[int, list[str]]] = []
        self._cache: dict[str, list[list[Any]]] = {}

    def _rows(self, sheet: str) -> list[list[Any]]:
        from python_calamine import CalamineError

        if sheet not in self._cache:
            try:
                # rows above the first filled one are counted too
                self._cache[sheet] = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except (CalamineError, ValueError):
                raise InputRefused("a sheet of the workbook cannot be read", where=self._name) from None
        return self._cache[sheet]

    def grids(self) -> list[Grid]:
        """The beginning of every sheet that holds something.

        Raises:
            InputRefused: None does.
        """
        found = [
            Grid([[as_text(cell) for cell in row] for row in self._rows(name)[:_SAMPLE]], sheet=name)
            for name in self.names
            if not all(map(_structural, self._rows(name)))
        ]
        if not found:
            raise InputRefused(
                "the workbook holds nothing: its sheets are empty", where=self._name,
                remedy="check what was exported, and for what period",
            )  # fmt: skip
        return found

    def read(self, found: Recognition, loaders: list[Loader]) -> Iterator[Texts]:  # noqa: ARG002
        """All sheets; those with other columns are structural."""
        heading = [folded(cell) for cell in found.heading]
        for name in self.names:
            rows = self._rows(name)
            place = self._heading_at(rows, heading) if name != found.grid.sheet else found.heading_row
            if place is None:
                self.lines += len(rows)
                nothing = pa.table({column: pa.array([], pa.string()) for column in found.columns})
                yield Texts(nothing, np.empty(0, np.int64), (), len(rows))
                continue
            first = found.first_row if name == found.grid.sheet else place + 1
            yield self._block(rows, first, found)
            del self._cache[name]

    @staticmethod
    def _heading_at(rows: list[list[Any]], heading: list[str]) -> int | None:
        return next(
            (p for p, row in enumerate(rows[:60]) if heading and [folded(as_text(c)) for c in row] == heading), None
        )

    def _block(self, rows: list[list[Any]], first: int, found: Recognition) -> Texts:
        body = rows[first:]
        filled = [place for place, row in enumerate(body) if not _structural(row)]
        columns = {
            name: pa.array(
                [_read(name, body[place][at]) if at < len(body[place]) else "" for place in filled], pa.string()
            )
            for name, at in found.columns.items()
        }
        numbers = np.array(filled, np.int64) + self.lines + first + 1
        self.lines += len(rows)
        ends = sorted({*range(first, min(first + NEAR, len(rows))), *range(max(first, len(rows) - _TAIL), len(rows))})
        self.edges = [(self.lines - len(rows) + place + 1, [as_text(cell) for cell in rows[place]]) for place in ends]
        return Texts(pa.table(columns), numbers, (), len(rows) - len(filled))


def _structural(row: list[Any]) -> bool:
    text = "".join(cell if isinstance(cell, str) else as_text(cell) for cell in row).strip()
    return not text.strip("-=_*+| ")
