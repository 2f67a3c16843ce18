"""One file in the making: rows of text under a heading, spoilt on purpose in places, written in some medium."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from xml.sax.saxutils import escape

import numpy as np

from netinvest.synthetic.truth import DirtyRow, FileTruth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.random import Generator

REJECTED, DUPLICATE = "rejected", "duplicate"
Spoil = tuple[str, "Callable[[list[str]], list[str]]"]
"""Why a row will be refused, and how it is spoilt."""


@dataclass(slots=True)
class Sheet:
    """A file's content.

    Attributes:
        name: File name with its ending; ``.gz`` compresses, ``.xlsx`` and ``.jsonl`` choose the medium.
        kind: calls, transfers, advertisements or subjects.
        layout: The layout's name.
        heading: Column headings; empty for JSON Lines.
        rows: Cells (or one JSON object's text) a row.
        preamble: Lines before the heading.
        footer: Lines after the last row.
        spoils: Ways to make a row of this layout unacceptable.
    """

    name: str
    kind: str
    layout: str
    heading: list[str]
    rows: list[list[str]]
    preamble: list[list[str]] = field(default_factory=list)
    rule: list[str] | None = None  # a dashed line under the heading
    footer: list[list[str]] = field(default_factory=list)
    delimiter: str = ","
    quote_all: bool = False
    encoding: str = "utf-8"
    terminator: str = "\r\n"
    spoils: list[Spoil] = field(default_factory=list)
    repeats: bool = True  # False where a day holds no time: there, a repeated row may be a second event
    cover: list[list[str]] = field(default_factory=list)  # XLSX: a sheet before the one with rows
    dirty: list[DirtyRow] = field(default_factory=list)

    @property
    def _first(self) -> int:
        """The number of the first data row."""
        return len(self.preamble) + bool(self.heading) + (self.rule is not None) + 1

    def spoil(self, rng: Generator, *, rate: float = 0.0015, least: int = 1) -> None:
        """Spoil added copies of rows and repeat others, so that nothing true is lost.

        A spoilt row is refused, a repeated row is the same record once more: the rest of the file loads unchanged.
        """
        if len(self.rows) < 20:
            return
        refused = max(least, rng.poisson(len(self.rows) * rate)) if self.spoils else 0
        repeated = max(least, rng.poisson(len(self.rows) * rate)) if self.repeats else 0
        added: list[tuple[int, str, str, list[str]]] = []  # before which row, fate, why, cells
        for _ in range(refused):
            why, change = self.spoils[int(rng.integers(len(self.spoils)))]
            model = self.rows[int(rng.integers(len(self.rows)))]
            added.append((int(rng.integers(5, len(self.rows))), REJECTED, why, change(list(model))))
        for at in rng.choice(len(self.rows) - 1, min(repeated, len(self.rows) - 1), replace=False):
            later = int(rng.integers(at + 1, len(self.rows) + 1))
            added.append((later, DUPLICATE, "the same row again", list(self.rows[int(at)])))
        added.sort(key=lambda item: item[0])
        rows: list[list[str]] = []
        upto = 0
        for before, fate, why, cells in added:
            rows += self.rows[upto:before]
            upto = before
            rows.append(cells)
            self.dirty.append(DirtyRow(self._first + len(rows) - 1, fate, why))
        self.rows = rows + self.rows[upto:]

    def write(self, directory: Path) -> FileTruth:
        """Write the file and say what is in it."""
        if self.name.endswith(".xlsx"):
            body = self._xlsx()
        elif ".jsonl" in self.name:
            body = "".join(f"{row[0]}\n" for row in self.rows).encode(self.encoding)
        else:
            body = self._delimited()
        if self.name.endswith(".gz"):
            body = gzip.compress(body, 6, mtime=0)
        (directory / self.name).write_bytes(body)
        structural = self._first - 1 + len(self.footer)
        rejected = sum(d.fate == REJECTED for d in self.dirty)
        duplicate = sum(d.fate == DUPLICATE for d in self.dirty)
        return FileTruth(
            self.name,
            self.kind,
            self.layout,
            len(self.rows) + structural,
            len(self.rows),
            len(self.rows) - rejected - duplicate,
            rejected,
            duplicate,
            structural,
            tuple(self.dirty),
        )

    def _lines(self) -> list[list[str]]:
        head = [self.heading] if self.heading else []
        return [*self.preamble, *head, *([self.rule] if self.rule is not None else []), *self.rows, *self.footer]

    def _delimited(self) -> bytes:
        text = io.StringIO()
        quoting: Literal[0, 1] = csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL
        csv.writer(text, delimiter=self.delimiter, quoting=quoting, lineterminator=self.terminator).writerows(
            self._lines()
        )
        return text.getvalue().encode(self.encoding)

    def _xlsx(self) -> bytes:
        """A workbook of text cells; written here because reading is all that netinvest's dependencies do."""
        sheets = ([("Cover", self.cover)] if self.cover else []) + [("Records", self._lines())]
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_OOXML}.worksheet+xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            f'ContentType="{_OOXML}.sheet.main+xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            + "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, (name, _) in enumerate(sheets, 1))
            + "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                for i in range(1, len(sheets) + 1)
            )
            + "</Relationships>",
        }
        for i, (_, lines) in enumerate(sheets, 1):
            parts[f"xl/worksheets/sheet{i}.xml"] = _worksheet(lines)
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                # a fixed date: the same case is the same bytes
                archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), _XML + content, zipfile.ZIP_DEFLATED)
        return whole.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OOXML = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _worksheet(lines: list[list[str]]) -> str:
    body = []
    for number, line in enumerate(lines, 1):
        cells = "".join(
            f'<c r="{_letters(place)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for place, text in enumerate(line)
            if text != ""
        )
        body.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(body)}</sheetData></worksheet>'


def _letters(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def columns(*cells: Any) -> list[list[str]]:
    """Rows of text out of columns of anything; None becomes an empty text."""
    as_text = [["" if v is None else str(v) for v in (c.tolist() if isinstance(c, np.ndarray) else c)] for c in cells]
    return [list(row) for row in zip(*as_text, strict=True)]


def objects(records: list[dict[str, Any]]) -> list[list[str]]:
    """One JSON object a row."""
    return [[json.dumps(record, ensure_ascii=False)] for record in records]


def replacing(place: int, text: str, why: str) -> Spoil:
    """Spoil the cell at ``place``."""
    return why, lambda row: [*row[:place], text, *row[place + 1 :]]


RAGGED: Spoil = ("fewer fields than the heading", lambda row: row[: max(len(row) // 2, 1)])
