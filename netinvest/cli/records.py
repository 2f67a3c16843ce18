"""Verbs about records: create, load, sources, rejections, records."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, opened


def create(
    path: Annotated[Path, typer.Argument(metavar="CASE", help="Directory to make, such as harbour.case.")],
    country: Annotated[
        str, typer.Option(metavar="CC", help="Country of numbers without a prefix: GB, FR, US ...", show_default=False)
    ] = "",
    time_zone: Annotated[str, typer.Option(metavar="ZONE", help="Zone of times that state none.")] = "UTC",
    store: Annotated[
        str, typer.Option(metavar="STORE", help="embedded, or the address of a Neo4j server (bolt://, neo4j+s://).")
    ] = "embedded",
    as_json: Json = False,
) -> None:
    """Make a case: one directory that holds records, graph, decisions and audit log."""
    from netinvest.case import create_case
    from netinvest.cli.output import print_json
    from netinvest.cli.run import say

    case = create_case(path, country=country or None, time_zone=time_zone, store=store)
    settings = case.settings
    if as_json:
        print_json(
            {
                "case": settings.name,
                "country": settings.country,
                "time_zone": settings.time_zone,
                "store": settings.store,
            }
        )
    else:
        zone = f"country {settings.country or 'none'}, time zone {settings.time_zone}, store {settings.store}"
        say(f"case {settings.name} made: {zone}")


class DateOrder(StrEnum):
    """How dates of three figures are written."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


def load(
    path: CasePath,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files, folders, archives.", show_default=False)
    ],
    profile: Annotated[
        str, typer.Option("--as", metavar="PROFILE", help="Read them by this profile.", show_default=False)
    ] = "",
    dates: Annotated[
        DateOrder | None,
        typer.Option(help="Order of day and month, where the files do not tell.", show_default=False),
    ] = None,
    authority: Annotated[
        str, typer.Option(metavar="TEXT", help="Under which authority they were obtained.", show_default=False)
    ] = "",
    handling: Annotated[
        str,
        typer.Option(metavar="CODE", help="H0, H1, H2, or 'H3: its restriction'; see mark.", show_default=False),
    ] = "",
    grade: Annotated[
        str, typer.Option(metavar="GRADE", help="4x4 grade of source and information, as B2.", show_default=False)
    ] = "",
    review_by: Annotated[
        str, typer.Option(metavar="DAY", help="When to ask whether they may still be kept.", show_default=False)
    ] = "",
    rehash: Annotated[
        bool, typer.Option("--rehash", help="Read all bytes, even of files not touched since they were loaded.")
    ] = False,
    max_rejected: Annotated[
        float, typer.Option(metavar="PERCENT", min=0, max=100, help="End with 1 if more of a file is rejected.")
    ] = 5.0,
    as_json: Json = False,
) -> int:
    """Load files, recognised by content: call records, transfers, advertisements, registers.

    A folder or an archive (zip, tar, gz) is loaded file by file. A row that cannot be read is rejected with a reason;
    a file that cannot be is refused, and changes nothing. Loading the same bytes again changes nothing, so that a load
    that was interrupted is begun again with the same command.
    """
    from netinvest.case.load_report import HEADINGS
    from netinvest.cli.output import print_json, print_notes, print_table, progress_bar
    from netinvest.cli.run import DONE, LOOK, REFUSED, say

    case = opened(path)
    with progress_bar() as told:
        report = case.load(
            *files,
            profile=profile or None,
            date_order=dates.value if dates else None,
            authority=authority or None,
            handling=handling or None,
            grade=grade or None,
            review_on=review_by or None,
            rehash=rehash,
            progress=told,
            raising=False,
        )
    if as_json:
        print_json(report.to_dict())
    elif report.sources:
        print_table(HEADINGS, report.loaded_rows())
    for refusal in report.refusals():
        say(refusal if refusal.startswith(" ") else f"netinvest: {refusal}")
    for note in report.notes():
        say(f"note: {note}")
    over = report.over(max_rejected)
    for source in over:
        say(
            f"note: {source.rejected:,} of {source.rows:,} rows of {source.name} were rejected, "
            f"more than {max_rejected:g} %: see netinvest rejections"
        )
    if report.graph_behind:
        say(f"netinvest: {report.graph_behind}")
        say("note: the records are in the case; netinvest sync completes the graph on the server")
    print_notes(case)
    if not report.refused and not over and not report.graph_behind:
        return DONE
    return LOOK if report.of_use() else REFUSED


def sources(path: CasePath, as_json: Json = False) -> None:
    """List the files of the case: kind, rows, SHA-256, when and by whom loaded."""
    from netinvest.cli.output import print_json, print_notes, print_table

    case = opened(path)
    found = case.sources()
    if as_json:
        print_json({"sources": found})
    else:
        names = ("name", "kind", "profile", "rows", "loaded", "rejected", "duplicate", "loaded_at_utc", "source_id")
        headings = ("file", *names[1:7], "loaded at", "SHA-256")
        print_table(headings, [[source[name] for name in names] for source in found], empty="no file is loaded yet")
    print_notes(case)


def rejections(
    path: CasePath,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """List rows that were refused: file, row, field, value, reason. The values are the file's own; it is logged."""
    from netinvest.cli.output import print_json, print_notes, print_table

    case = opened(path)
    found = case.rejections(limit=limit)
    if as_json:
        print_json({"rejections": found})
    else:
        names = ("name", "row", "field", "value", "reason")
        print_table(("file", *names[1:]), [[r[name] for name in names] for r in found], empty="no row was rejected")
    print_notes(case)


def records(
    path: CasePath,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="calls, transfers, advertisements or subjects.", show_default=False)
    ],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv, parquet or json.")] = "csv",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to a file.", show_default=False)] = None,
) -> None:
    """Give back the normalised records, with source, row and original text.

    These are the records themselves, with the names and numbers in them; it is logged as a disclosure. In CSV, text
    that begins with = - @, a tab or a carriage return, or with + and anything but digits, gets an apostrophe in front,
    so that no spreadsheet runs it; JSON and Parquet carry it unchanged.
    """
    import sys

    from netinvest.cli.output import print_notes
    from netinvest.cli.run import say
    from netinvest.errors import UsageError

    if form == "parquet" and out is None and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal", remedy="give a file with --out")
    case = opened(path)
    written = case.write_records(kind, form, out)
    if out is not None:
        say(f"{written:,} records written to {out}")
    print_notes(case)
