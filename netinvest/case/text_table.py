"""Tables as plain text and as HTML, for anything that may hold text out of a source."""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def clean(value: Any) -> str:
    """One line of text that moves no cursor, turns no direction and hides nothing."""
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return "".join(
        " " if c in "\t\n\r\u2028\u2029" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c
        for c in text
    )


def text_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Columns padded with blanks, two blanks between them; numbers to the right."""
    rows = list(rows)
    cells = [list(headings), *([clean(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headings))]
    right = [
        bool(rows) and all(isinstance(row[i], int | float) or row[i] is None or row[i] == "" for row in rows)
        for i in range(len(headings))
    ]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    )


def html_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """An HTML table; every cell is text."""

    def line(cells: Iterable[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line((clean(value) for value in row), "td") for row in rows)
    return f"<table><thead>{line(headings, 'th')}</thead><tbody>{body}</tbody></table>"
