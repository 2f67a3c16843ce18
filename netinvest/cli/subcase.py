"""The verb that makes a case of a part of another: subcase."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, RunId, opened

MOST_BYTES = 8 * 1024 * 1024


def subcase(
    path: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The new case's directory.", show_default=False)],
    actors: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHO", help="Aliases, findings or identifiers.", show_default=False),
    ] = None,
    selection: Annotated[
        Path | None,
        typer.Option("--selection", metavar="FILE", help="A selection saved from the .html chart.", show_default=False),
    ] = None,
    contacts: Annotated[bool, typer.Option("--contacts", help="With their records with everybody else.")] = False,
    run: RunId = "",
    as_json: Json = False,
) -> None:
    """Make a case of its own of the records of some actors, to analyse further; the first stays as it is.

    Files keep their SHA-256 and rows, actors their aliases; handling codes, categories and decisions about them go
    along. Name them, or select them in the .html chart (lasso) and save the selection there. Both cases log it.
    """
    from netinvest.cli.output import print_json, print_notes, print_text
    from netinvest.cli.run import say

    case = opened(path)
    chosen = [*(actors or ()), *(_selected(selection, case.path) if selection is not None else ())]
    made = case.subcase(*chosen, out=out, contacts=contacts, run=run or None)
    if as_json:
        print_json({"out": str(made.path), "actors": len(set(chosen)), "contacts": contacts})
    else:
        print_text(str(made.path))
    say("the sub-case is made: run netinvest analyse on it")
    print_notes(case)


def _selected(path: Path, case: Path) -> list[str]:
    """The aliases of a selection that a chart saved.

    Raises:
        InputRefused: It cannot be read, holds no selection, or one of another case.
    """
    import json

    from netinvest.case import open_case
    from netinvest.errors import InputRefused

    try:
        with path.open("rb") as file:
            found = json.loads(file.read(MOST_BYTES))
        aliases, run = found["selected"], found["run"]
        sound = found["format"] == "netinvest selection 1" and all(isinstance(alias, str) for alias in aliases)
    except OSError as error:
        raise InputRefused(
            f"the file cannot be read ({error.strerror})", where=path.name, remedy="check the path"
        ) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        sound = False
    if not sound:
        raise InputRefused(
            "the file holds no selection of a chart", where=path.name, remedy="save it from the chart: Selection (JSON)"
        )
    with open_case(case)._open() as ledger:  # noqa: SLF001 - aliases mean nobody outside their case
        if ledger.con.execute("SELECT 1 FROM run WHERE run_id = ?", [str(run)]).fetchone() is None:
            raise InputRefused(
                "the selection is of another case: its aliases mean other people",
                where=path.name,
                remedy="use its case",
            )
    return list(aliases)
