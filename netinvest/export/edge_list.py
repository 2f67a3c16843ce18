"""The links as CSV, one a line; text that a spreadsheet would run gets an apostrophe in front.

What was drawn by hand stands after the evidence, with ``layer`` annotation and its author.
"""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING

from netinvest.export.content import moment, money
from netinvest.export.report import Report
from netinvest.export.spreadsheet import runs

if TYPE_CHECKING:
    from netinvest.export.content import Content

HEADINGS = (
    "from", "to", "stream", "count", "first_at_utc", "last_at_utc", "amount", "currency", "sources", "grade",
    "layer", "label", "drawn_by", "statement",
)  # fmt: skip


def write(content: Content, sink: IO[bytes]) -> Report:
    """Write the links."""
    report = Report("edges")

    def guarded(value: object) -> str:
        text = report.unicode_text(value)
        if runs(text):
            report.changed("texts that a spreadsheet would run (with an apostrophe in front)")
            return f"'{text}"
        return text

    buffer = io.TextIOWrapper(sink, encoding="utf-8", newline="")
    table = csv.writer(buffer, lineterminator="\r\n")
    table.writerow(HEADINGS)
    for link in content.links:
        table.writerow(
            guarded(value)
            for value in (
                link.start, link.end, link.stream, link.count, moment(link.first_at_utc), moment(link.last_at_utc),
                "" if link.amount is None else money(link.amount), link.currency, content.origins(link),
                content.grade(link), "evidence", "", "", "",
            )
        )  # fmt: skip
    notes = 0
    for drawn in content.annotations:
        notes += not drawn.end
        if drawn.end:
            said = ("annotation", drawn.text, drawn.author, drawn.statement)
            row = (drawn.start, drawn.end, "", "", "", "", "", "", drawn.origin, "", *said)
            table.writerow(guarded(value) for value in row)
    buffer.flush()
    buffer.detach()
    report.written = {"links": len(content.links), **content.counted_annotations()}
    if notes:
        report.standing.append(f"{notes:,} notes that somebody drew on actors: write --to graphml for them")
    report.standing.append("actors without a link, and the leads: write --to xlsx for them")
    return report
