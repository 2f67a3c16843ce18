"""The formats in which a case's network leaves for other tools."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.export.content import Content
    from netinvest.export.report import Report

ENDINGS = {
    "anx": ("anx",),
    "xlsx": ("xlsx",),
    "edges": (),
    "graphml": ("graphml",),
    "gexf": ("gexf",),
    "ftm": ("ftm",),
    "case": ("jsonld",),
    "stix": ("stix",),
}
"""Format to the file endings that name it."""
FORMATS = tuple(ENDINGS)


def form_of(out: Path, form: str | None) -> str:
    """The format asked for, or the one the file's ending names.

    Raises:
        UsageError: It is none of FORMATS.
    """
    ending = out.suffix.removeprefix(".").lower()
    chosen = form or next((name for name, endings in ENDINGS.items() if ending in endings), "")
    if chosen not in ENDINGS:
        raise UsageError(
            f"{chosen!a} is not a format for the network" if chosen else "no format is given",
            where=str(out),
            remedy=f"use --to with one of {', '.join(FORMATS)}",
        )
    return chosen


def write(content: Content, form: str, sink: IO[bytes]) -> Report:
    """Write the content in one of FORMATS.

    Raises:
        UsageError: There is no such format.
    """
    from netinvest.export import anx, case_uco, edge_list, follow_the_money, graph_xml, stix, workbook

    writers = {
        "anx": anx.write,
        "xlsx": workbook.write,
        "edges": edge_list.write,
        "graphml": graph_xml.write_graphml,
        "gexf": graph_xml.write_gexf,
        "ftm": follow_the_money.write,
        "case": case_uco.write,
        "stix": stix.write,
    }
    if form not in writers:
        raise UsageError(f"{form!a} is not a format for the network", remedy=f"use one of {', '.join(FORMATS)}")
    report = writers[form](content, sink)
    if content.annotations and "annotations" not in report.written:
        report.standing.append(
            f"{len(content.annotations):,} annotations drawn by hand (write --to graphml, gexf or anx)"
        )
    return report
