"""Verbs about decisions: decide, decisions."""

from __future__ import annotations

from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, Purpose, Reveal, opened


def decide(
    path: CasePath,
    a: Annotated[str, typer.Argument(metavar="A", help="An alias (A-00042) or identifier (phone:+44...).")] = "",
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")] = "",
    same: Annotated[bool, typer.Option("--same", help="They belong to one person.")] = False,
    different: Annotated[bool, typer.Option("--different", help="They belong to different people.")] = False,
    counts: Annotated[bool, typer.Option("--counts", help="A is no innocent hub: its links count.")] = False,
    set_aside: Annotated[bool, typer.Option("--set-aside", help="A is an innocent hub: its links do not.")] = False,
    withdraw: Annotated[
        str, typer.Option("--withdraw", metavar="ID", help="Take a decision or proposal back.", show_default=False)
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; kept with the decision.", show_default=False)
    ] = "",
) -> None:
    """Decide that two identifiers belong to one person, or do not; whether a hub counts; or take a decision back.

    It counts from the next analysis on. Nothing is overwritten: decisions are added and withdrawn.
    """
    from netinvest.cli.output import print_notes, print_text
    from netinvest.cli.run import say
    from netinvest.errors import UsageError

    if sum(map(bool, (same, different, counts, set_aside, withdraw))) != 1:
        raise UsageError(
            "a decision is one of --same, --different, --counts, --set-aside or --withdraw ID",
            remedy="give exactly one",
        )
    if not reason.strip():
        raise UsageError("a decision needs --reason", remedy="say why in a few words")
    if withdraw and (a or b):
        raise UsageError("--withdraw takes the id of a decision and no identifiers", remedy="leave A and B out")
    if (counts or set_aside) and (not a or b):
        raise UsageError("a decision about a hub is about one identifier", remedy="give A alone")
    if (same or different) and not (a and b):
        raise UsageError("a decision is about two identifiers", remedy="give A and B")
    case = opened(path)
    if withdraw:
        case.withdraw(withdraw, reason=reason)
        say("withdrawn; it counts from the next analysis on")
    elif counts or set_aside:
        print_text(case.decide_hub(a, counts=counts, reason=reason))
        say("decided; it counts from the next analysis on")
    else:
        print_text(case.decide(a, b, same=same, reason=reason))
        say("decided; it counts from the next analysis on")
    print_notes(case)


def decisions(path: CasePath, reveal: Reveal = False, purpose: Purpose = "", as_json: Json = False) -> None:
    """List proposals and decisions about who is who, with their reasons and whether they hold."""
    from netinvest.cli.output import print_json, print_notes, print_table

    case = opened(path, reveal=reveal, purpose=purpose)
    found = case.decisions()
    if as_json:
        print_json({"decisions": found})
    else:
        names = ("decision_id", "left_kind", "left", "right_kind", "right", "judgement", "rule", "score", "state")
        shown = ("decision", "", "left", "", "right", "judgement", "rule", "score", "state", "reason")
        print_table(
            shown, [[d[name] for name in (*names, "reason")] for d in found], empty="no decision and no proposal yet"
        )
    print_notes(case)
