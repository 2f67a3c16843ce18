"""Verbs about what people are, and who may see what belongs to minors: category, approve."""

from __future__ import annotations

from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, opened

Who = Annotated[
    str,
    typer.Argument(metavar="WHO", help="An alias, a finding's id or an identifier.", show_default=False),
]


def category(
    path: CasePath,
    who: Who = "",
    stated: Annotated[
        str,
        typer.Argument(
            metavar="CATEGORY",
            help="suspect, convicted, victim, possible_victim, minor, witness or contact.",
            show_default=False,
        ),
    ] = "",
    basis: Annotated[
        str, typer.Option("--basis", metavar="TEXT", help="What the statement rests on.", show_default=False)
    ] = "",
    fact: Annotated[bool, typer.Option("--fact", help="It is a fact; an assessment by default.")] = False,
    grade: Annotated[
        str,
        typer.Option(
            "--grade", metavar="GRADE", help="4x4 grade of source and information, as B2.", show_default=False
        ),
    ] = "",
    withdraw: Annotated[
        str, typer.Option("--withdraw", metavar="ID", help="Take a statement back.", show_default=False)
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why it is taken back.", show_default=False)
    ] = "",
    as_json: Json = False,
) -> None:
    """List what registers and people say actors are; or state it, with its basis; or take a statement back.

    No score ever makes anybody a suspect: only a register or a person does. Protection of a victim counts at once.
    """
    from netinvest.cli.output import print_json, print_notes, print_table, print_text
    from netinvest.cli.run import say
    from netinvest.errors import UsageError

    if withdraw and (who or stated):
        raise UsageError("--withdraw takes the id of a statement and nobody else", remedy="leave WHO and CATEGORY out")
    if bool(who) != bool(stated):
        raise UsageError("a statement is WHO and CATEGORY", remedy="give both, or neither for the list")
    case = opened(path)
    if withdraw:
        case.withdraw_category(withdraw, reason=reason)
        say("withdrawn; run netinvest analyse again")
    elif who:
        nature = "fact" if fact else "assessment"
        print_text(case.categorise(who, stated, basis=basis, nature=nature, grade=grade or None))
        say("stated; protection counts at once, leads follow with the next analysis")
    else:
        found = case.categories()
        if as_json:
            print_json({"categories": found})
        else:
            headings = ("alias", "category", "", "basis", "grade", "by", "at (UTC)", "statement", "stands")
            rows = [
                (
                    item["alias"],
                    item["category"].replace("_", " "),
                    item["nature"],
                    item["basis"],
                    f"{item['source_grade'] or ''}{item['information_grade'] or ''}",
                    item["author"],
                    item["at_utc"],
                    item["statement"],
                    "yes" if item["stands"] else "withdrawn",
                )
                for item in found
            ]
            print_table(headings, rows, empty="nobody is said to be anything yet")
    print_notes(case)


def approve(
    path: CasePath,
    who: Who,
    recipient: Annotated[
        str, typer.Option("--for", metavar="USER", help="User name of who may see it.", show_default=False)
    ],
    purpose: Annotated[str, typer.Option("--purpose", metavar="TEXT", help="Why; it is logged.", show_default=False)],
    days: Annotated[int, typer.Option(metavar="N", help="How long it holds.")] = 14,
) -> None:
    """As a second person, let somebody see a minor's numbers, names, and the text and places of their advertisements.

    A reveal alone does not show them. Nobody approves for themselves.
    """
    from netinvest.cli.output import print_notes, print_text
    from netinvest.cli.run import say

    case = opened(path)
    print_text(case.approve(who, recipient=recipient, purpose=purpose, days=days))
    say(f"approved for {recipient} for {days} days; {recipient} reveals with --reveal --purpose")
    print_notes(case)
