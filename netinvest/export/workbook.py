"""XLSX, by xlsxwriter: sheets for actors, links, leads, sources, annotations, and what was not carried.

Every cell that is not a count is text: a spreadsheet drops digits of numbers beyond fifteen and runs text that begins
like a formula. A text longer than a cell holds goes on in the next line of its own sheet, Long texts.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from netinvest.export.content import moment, money
from netinvest.export.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from netinvest.export.content import Content

LONGEST = 32_767  # characters of a cell
MOST_ROWS = 1_048_575  # beside the heading
EXACT = 999_999_999_999_999  # the largest count that keeps its digits


def write(content: Content, sink: IO[bytes]) -> Report:
    """Write a workbook; the same content gives the same bytes."""
    import xlsxwriter

    report = Report("xlsx")
    book = xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": report.xml_text(content.case), "created": content.made_at.replace(tzinfo=None)})
    sheets = _Sheets(book, report)
    sheets.add("About", ("what", "value"), content.summary().items())
    sheets.add(
        "Actors",
        ("alias", "category", "protected", "identifiers", "identifiers_withheld", "leads"),
        (
            (a.alias, a.category, "yes" if a.protected else "no", "; ".join(f"{k}:{v}" for k, v in a.identifiers),
             a.withheld, "; ".join(a.leads))
            for a in content.actors
        ),
    )  # fmt: skip
    sheets.add(
        "Links",
        ("from", "to", "stream", "count", "first_at_utc", "last_at_utc", "amount", "currency", "sources", "grade"),
        (
            (k.start, k.end, k.stream, k.count, moment(k.first_at_utc), moment(k.last_at_utc),
             "" if k.amount is None else money(k.amount), k.currency, content.origins(k), content.grade(k))
            for k in content.links
        ),
    )  # fmt: skip
    sheets.add(
        "Leads",
        (
            "finding", "kind", "rank", "low", "high", "stability", "alias", "category", "indicators", "contrary",
            "caveats",
        ),
        (
            (f["id"], str(f["kind"]), f["rank"], *(f["interval"] or ("", "")),
             "" if f["stability"] is None else f"{f['stability']:.2f}", f["subject"]["alias"], f["subject"]["category"],
             " ".join(i["sentence"] for i in f["indicators"]), " ".join(i["sentence"] for i in f["contrary"]),
             " ".join(f["caveats"]))
            for f in content.leads
        ),
    )  # fmt: skip
    sheets.add(
        "Sources",
        ("sha256", "name", "kind", "rows", "grade", "handling"),
        ((s.sha256, s.name, s.kind, s.rows, s.grade, s.handling) for s in content.sources),
    )
    if content.annotations:
        sheets.add(
            "Annotations",
            ("from", "to", "text", "statement", "drawn_by", "drawn_in", "taken_in_at_utc"),
            ((a.start, a.end, a.text, a.statement, a.author, a.origin, moment(a.at_utc)) for a in content.annotations),
        )
    sheets.finish()
    book.close()
    report.written = {"actors": len(content.actors), "links": len(content.links), "leads": len(content.leads)}
    report.written |= content.counted_annotations()
    return report


class _Sheets:
    def __init__(self, book: Any, report: Report) -> None:
        self._book, self._report = book, report
        self._bold = book.add_format({"bold": True})
        self._long: list[tuple[str, str, str]] = []

    def add(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self._bold)
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                self._report.changed(f"rows of {name} beyond what a sheet holds (write --to csv)")
                continue
            for column, value in enumerate(row):
                if isinstance(value, int) and abs(value) <= EXACT:
                    sheet.write_number(number, column, value)
                elif value != "":
                    sheet.write_string(number, column, self._fitting(f"{name} {number + 1} {headings[column]}", value))
        sheet.autofilter(0, 0, 0, len(headings) - 1)

    def _fitting(self, place: str, value: Any) -> str:
        text = self._report.xml_text(value)
        if len(text) <= LONGEST:
            return text
        self._report.changed("texts longer than a cell holds (whole in the sheet Long texts, in parts)")
        for part, at in enumerate(range(0, len(text), LONGEST), start=1):
            self._long.append((place, str(part), text[at : at + LONGEST]))
        mark = "\u2026 (whole in the sheet Long texts)"
        return text[: LONGEST - len(mark)] + mark

    def finish(self) -> None:
        if self._long:
            self.add("Long texts", ("sheet, row and column", "part", "text"), list(self._long))
        self.add("Not carried", ("what",), [(line,) for line in self._report.lost] or [("Everything was carried.",)])
