"""The links as CSV, one a line; text that a spreadsheet would run gets an apostrophe in front."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING

from netinvest.export.content import moment, money
from netinvest.export.report import Report
from netinvest.export.spreadsheet import runs

if TYPE_CHECKING:
    from netinvest.export.content import Content

HEADINGS = ("from", "to", "stream", "count", "first_at_utc", "last_at_utc", "amount", "currency", "sources", "grade")


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
                content.grade(link),
            )
        )  # fmt: skip
    buffer.flush()
    buffer.detach()
    report.written = {"links": len(content.links)}
    report.standing.append("actors without a link, and the leads: write --to xlsx for them")
    return report
