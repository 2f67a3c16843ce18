"""Arguments and options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from netinvest.case import Case

CasePath = Annotated[Path, typer.Argument(metavar="CASE", help="The case's directory.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Reveal = Annotated[
    bool, typer.Option("--reveal", help="Show names and numbers of protected people too; needs --purpose; is logged.")
]
Purpose = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="Why they are revealed.", show_default=False)]
RunId = Annotated[
    str, typer.Option("--run", metavar="RUN", help="An earlier analysis; the last one by default.", show_default=False)
]


def opened(path: Path, *, reveal: bool = False, purpose: str = "") -> Case:
    """The case, revealed if that is asked for with a purpose.

    Raises:
        UsageError: A reveal without a purpose, or a purpose without a reveal.
    """
    from netinvest.case import open_case

    if reveal and not purpose.strip():
        raise UsageError("--reveal needs --purpose", remedy="say why in a few words; it is written to the audit log")
    if purpose and not reveal:
        raise UsageError("--purpose has nothing to explain without --reveal", remedy="give both, or neither")
    case = open_case(path)
    return case.reveal(purpose=purpose) if reveal else case
