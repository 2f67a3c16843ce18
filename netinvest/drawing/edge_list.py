"""A list of links as CSV: one a row, its ends in two columns that the heading names."""

from __future__ import annotations

import csv
import io

from netinvest.drawing.drawing import Drawing, DrawnLink, folded
from netinvest.errors import InputRefused
from netinvest.export.spreadsheet import runs

_STARTS = ("from", "source", "start", "source_id", "from_id", "entity_1", "end_1", "a")
_ENDS = ("to", "target", "end", "target_id", "to_id", "entity_2", "end_2", "b")
_DELIMITERS = (",", ";", "\t", "|")


def read_edge_list(data: bytes, name: str) -> Drawing:
    """Read a list of links.

    Raises:
        InputRefused: It is no text, no table, or its heading names no two ends.
    """
    from netinvest.ingest.encoding import detect

    try:
        text = data.decode(detect(data[: 256 * 1024], name).name)
    except UnicodeDecodeError:
        raise InputRefused("its characters cannot be read", where=name, remedy="save it as UTF-8") from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), -_DELIMITERS.index(mark)))
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    drawing = Drawing("edges")
    headings: list[str] = []
    start = end = -1
    ends: set[str] = set()
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if not headings:
                headings = [folded(cell) for cell in row]
                start, end = _column(headings, _STARTS, name), _column(headings, _ENDS, name)
                ends = {headings[start], headings[end]}
                continue
            place = f"row {rows.line_num:,}"
            cells = [_unguarded(cell.strip()) for cell in row]
            if len(cells) != len(headings) or not cells[start] or not cells[end]:
                drawing.unread.append((place, "it does not have a value for each end, or not as many as the heading"))
            else:
                said = {h: c for h, c in zip(headings, cells, strict=True) if c and h not in ends}
                drawing.links.append(DrawnLink(place, cells[start], cells[end], said))
            drawing.check_size(name)
    except csv.Error:
        raise InputRefused(
            "the table cannot be read (an unclosed quote, or a cell beyond 131,072 characters)",
            where=f"{name}:{rows.line_num}",
            remedy="save it again as CSV",
        ) from None
    if not headings:
        raise InputRefused("the file is empty", where=name, remedy="save it again")
    return drawing


def _column(headings: list[str], names: tuple[str, ...], file: str) -> int:
    found = next((headings.index(name) for name in names if name in headings), None)
    if found is None:
        raise InputRefused(
            "its first row names no two columns for the ends of a link",
            where=file,
            remedy="call them from and to, or source and target",
        )
    return found


def _unguarded(cell: str) -> str:
    """Without the apostrophe that our own export puts before what a spreadsheet would run."""
    return cell[1:] if cell.startswith("'") and runs(cell[1:]) else cell
