"""Verbs about keeping: what may be passed on, what is held, what is erased."""

from __future__ import annotations

from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, opened

Source = Annotated[
    str, typer.Argument(metavar="SOURCE", help="A file's name, or the beginning of its SHA-256.", show_default=False)
]


def mark(
    path: CasePath,
    source: Source,
    handling: Annotated[
        str,
        typer.Option("--handling", metavar="CODE", help="H0, H1, H2, or 'H3: its restriction'.", show_default=False),
    ] = "",
    grade: Annotated[str, typer.Option("--grade", metavar="GRADE", help="4x4 grade, as B2.", show_default=False)] = "",
    review_by: Annotated[
        str,
        typer.Option(
            "--review-by", metavar="DAY", help="When to ask whether it may still be kept.", show_default=False
        ),
    ] = "",
) -> None:
    """Set a source's handling code, its grade of source and information, or its day of review.

    H0: to prevent and combat crime. H1: not in court without the provider's permission. H2: not to be passed on without
    it. H3: what the provider spells out. A code holds for everything derived from the source: exports are refused.
    """
    from netinvest.cli.output import print_notes
    from netinvest.cli.run import say

    case = opened(path)
    case.mark(source, handling=handling or None, grade=grade or None, review_on=review_by or None)
    say("set")
    print_notes(case)


def permit(
    path: CasePath,
    source: Source,
    by: Annotated[str, typer.Option("--by", metavar="TEXT", help="Who permits it.", show_default=False)],
    reference: Annotated[
        str, typer.Option("--reference", metavar="TEXT", help="Of the answer: a letter, a message.", show_default=False)
    ],
) -> None:
    """Record that the provider of a source permits what its handling code forbids, or a comparison's other side."""
    from netinvest.cli.output import print_notes
    from netinvest.cli.run import say

    case = opened(path)
    case.permit(source, provider=by, reference=reference)
    say("recorded: this no longer keeps anything from leaving the case")
    print_notes(case)


def hold(
    path: CasePath,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)] = "",
    release: Annotated[bool, typer.Option("--release", help="End the hold.")] = False,
) -> None:
    """Put the case under a legal hold, or release it: nothing is erased meanwhile."""
    from netinvest.cli.output import print_notes
    from netinvest.cli.run import say
    from netinvest.errors import UsageError

    if release and reason:
        raise UsageError("--release takes no --reason", remedy="give one of them")
    case = opened(path)
    case.hold(None if release else reason)
    say("the hold is released" if release else "held: nothing is erased until the hold is released")
    print_notes(case)


def erase(
    path: CasePath,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is logged.", show_default=False)],
    source: Annotated[
        str, typer.Option("--source", metavar="SOURCE", help="A file's name or SHA-256.", show_default=False)
    ] = "",
    person: Annotated[
        str,
        typer.Option("--person", metavar="WHO", help="An alias, a finding's id or an identifier.", show_default=False),
    ] = "",
    drawing: Annotated[
        str, typer.Option("--drawing", metavar="ID", help="A drawing that was imported.", show_default=False)
    ] = "",
    as_json: Json = False,
) -> None:
    """Erase a source, a person or a drawing from the case, and write its file anew. This cannot be undone.

    Records, texts, graph, findings and the exports in the case's own folder go; the log of it stays, without names. Run
    netinvest analyse again afterwards. A legal hold forbids it.
    """
    from dataclasses import asdict

    from netinvest.cli.output import print_json, print_notes
    from netinvest.cli.run import say
    from netinvest.errors import UsageError

    case = opened(path)
    if drawing:
        if source or person:
            raise UsageError("an erasure is of one source, person or drawing", remedy="give one of them")
        gone = case.erase_drawing(drawing, reason=reason)
        if as_json:
            print_json({"drawing": drawing, "annotations": gone})
        say(f"erased: {drawing} with {gone:,} annotations; the file is written anew")
        print_notes(case)
        return
    done = case.erase(source=source or None, person=person or None, reason=reason)
    if as_json:
        print_json(asdict(done))
    say(
        f"erased: {done.records:,} records, {done.rejected_rows:,} rejected rows, the findings of {done.runs:,} runs "
        f"and {done.exports:,} exports in the case's folder; the file is written anew"
    )
    say("note: what was exported elsewhere before is in netinvest log; recall it")
    print_notes(case)
