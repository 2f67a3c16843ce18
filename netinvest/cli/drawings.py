"""Verbs about drawings of other tools: import, drawings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, Purpose, Reveal, opened


def import_(
    path: CasePath,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="GraphML, GEXF, or links as CSV.", show_default=False)],
    author: Annotated[
        str, typer.Option("--author", metavar="TEXT", help="Who drew it; you by default.", show_default=False)
    ] = "",
    form: Annotated[
        str,
        typer.Option(
            "--from", metavar="FORMAT", help="graphml, gexf or edges; told by the content.", show_default=False
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Take back what somebody drew in Gephi, yEd, i2 or networkx: links and notes, never evidence.

    They are kept apart from the records: no analysis reads them, charts draw them dashed with their author, and they
    can be switched off and erased. Nodes mean people by alias (A-00042), by kind:value, or by number, account or
    address. What names nobody, or states records, is refused, counted and listed by netinvest drawings. A CSV has
    columns from and to (or source and target), and label or note. Ends with 1 where something was refused.
    """
    from netinvest.cli.output import print_json, print_notes, print_text
    from netinvest.cli.run import say

    case = opened(path)
    done = case.import_drawing(file, author=author or None, form=form or None)
    if as_json:
        print_json(done.to_dict())
    elif done.drawing_id:
        print_text(done.drawing_id)
    for line in done.said():
        say(line)
    print_notes(case)
    if done.refused:
        raise typer.Exit(1)


def drawings(path: CasePath, reveal: Reveal = False, purpose: Purpose = "", as_json: Json = False) -> None:
    """List the drawings taken in: file, SHA-256, author, what of it was kept and what refused.

    JSON gives each refused element with its place and reason; its value only with --reveal.
    """
    from netinvest.cli.output import print_json, print_notes, print_table

    case = opened(path, reveal=reveal, purpose=purpose)
    found = case.drawings()
    if as_json:
        print_json({"drawings": found})
    else:
        names = ("drawing", "name", "form", "author", "imported_at", "links", "notes")
        print_table(
            ("drawing", "file", "format", "drawn by", "taken in", "links", "notes", "refused", "SHA-256"),
            [
                [*(d[n] for n in names), len(d["refused"]), d["sha256"]] if not d["erased_by"]
                else [d["drawing"], f"erased ({d['erased_by']})", d["form"], "", d["imported_at"], 0, 0, 0, d["sha256"]]
                for d in found
            ],
            empty="no drawing was taken in",
        )  # fmt: skip
    print_notes(case)
