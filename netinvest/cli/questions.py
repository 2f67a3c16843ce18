"""Verbs that ask: between, around, timeline, compare, whatif, common, movement, money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from netinvest.cli.options import CasePath, Json, Purpose, Reveal, RunId, opened

if TYPE_CHECKING:
    from netinvest.case import Case
    from netinvest.case.asking import Reply
    from netinvest.case.questions import Look

WHO = "An alias (A-00042), a finding's id, an actor id, or a number, account or handle as written."
Who = Annotated[str, typer.Argument(metavar="WHO", help=WHO, show_default=False)]
Several = Annotated[list[str], typer.Argument(metavar="WHO...", help=WHO, show_default=False)]
Stream = Annotated[
    list[str] | None,
    typer.Option(
        "--stream",
        metavar="STREAM",
        help="calls, messages, transfers, advertisements or devices; may be repeated; all by default.",
        show_default=False,
    ),
]
Since = Annotated[
    str, typer.Option("--since", metavar="DAY", help="First day, in the case's time zone.", show_default=False)
]
Until = Annotated[str, typer.Option("--until", metavar="DAY", help="Last day, included.", show_default=False)]
Limit = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Lines in a table; JSON gives all.")]
Rows = Annotated[
    int, typer.Option("--rows", min=0, metavar="N", help="Row numbers named with each line in JSON; 0 for all.")
]
ThroughHubs = Annotated[bool, typer.Option("--through-hubs", help="Also through innocent hubs (shops, taxis).")]
LINES = 25


def between(
    path: CasePath,
    a: Who,
    b: Who,
    steps: Annotated[int, typer.Option(min=1, max=8, help="A path's length at most.")] = 4,
    through_hubs: ThroughHubs = False,
    stream: Stream = None,
    since: Since = "",
    until: Until = "",
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """How are two linked? The strongest path of evidence and the shortest ones."""
    case = opened(path, reveal=reveal, purpose=purpose)
    look = _look(stream, since, until, run, rows)
    _show(case, case.between(a, b, steps=steps, through_hubs=through_hubs, **look), limit, as_json=as_json)


def around(
    path: CasePath,
    who: Who,
    among: Annotated[bool, typer.Option("--among", help="Also how the counterparts deal with each other.")] = False,
    stream: Stream = None,
    since: Since = "",
    until: Until = "",
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Whom does somebody deal with? One line a counterpart and stream, the most lasting first."""
    case = opened(path, reveal=reveal, purpose=purpose)
    _show(case, case.around(who, among=among, **_look(stream, since, until, run, rows)), limit, as_json=as_json)


def timeline(
    path: CasePath,
    who: Several,
    only_between: Annotated[bool, typer.Option("--only-between", help="Only what links two of those named.")] = False,
    stream: Stream = None,
    since: Since = "",
    until: Until = "",
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """What happened when? Every record that names them, oldest first."""
    case = opened(path, reveal=reveal, purpose=purpose)
    look = _look(stream, since, until, run, rows)
    _show(case, case.timeline(*who, only_between=only_between, **look), limit, as_json=as_json)


def compare(
    path: CasePath,
    first: Annotated[str, typer.Argument(metavar="FIRST", help="2026-01-01..2026-01-31", show_default=False)],
    second: Annotated[str, typer.Argument(metavar="SECOND", help="2026-02-01..2026-02-28", show_default=False)],
    who: Annotated[str, typer.Argument(metavar="[WHO]", help=f"Of one only. {WHO}", show_default=False)] = "",
    stream: Stream = None,
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """What changed between two periods? Links that appeared, ended, grew or shrank beyond chance come first."""
    case = opened(path, reveal=reveal, purpose=purpose)
    look = _look(stream, "", "", run, rows)
    _show(case, case.compare(first, second, who or None, **look), limit, as_json=as_json)


def whatif(
    path: CasePath,
    who: Several,
    whole: Annotated[bool, typer.Option("--whole", help="In the whole case, not in the network of the first.")] = False,
    stream: Stream = None,
    since: Since = "",
    until: Until = "",
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """What would be left without somebody? Those named are taken out one after the other."""
    case = opened(path, reveal=reveal, purpose=purpose)
    _show(case, case.whatif(*who, whole=whole, **_look(stream, since, until, run, rows)), limit, as_json=as_json)


def common(
    path: CasePath,
    who: Several,
    stream: Stream = None,
    since: Since = "",
    until: Until = "",
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Whom do several have in common, and how far is that more than chance?"""
    case = opened(path, reveal=reveal, purpose=purpose)
    _show(case, case.common(*who, **_look(stream, since, until, run, rows)), limit, as_json=as_json)


def movement(
    path: CasePath,
    who: Who,
    stream: Stream = None,
    since: Since = "",
    until: Until = "",
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Where was somebody? Stays by the cells of their telephones and the places of their advertisements."""
    case = opened(path, reveal=reveal, purpose=purpose)
    _show(case, case.movement(who, **_look(stream, since, until, run, rows)), limit, as_json=as_json)


def money(
    path: CasePath,
    who: Who,
    up: Annotated[bool, typer.Option("--up", help="Where it came from, not where it went.")] = False,
    to: Annotated[
        str, typer.Option("--to", metavar="WHO", help="Only to (with --up: from) this one, transfer by transfer.")
    ] = "",
    steps: Annotated[int, typer.Option(min=1, max=20, help="Transfers one after the other at most.")] = 6,
    through_hubs: ThroughHubs = False,
    since: Since = "",
    until: Until = "",
    limit: Limit = LINES,
    rows: Rows = 20,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Where can somebody's money have gone, or come from? Upper bounds, in time order, nothing counted twice."""
    case = opened(path, reveal=reveal, purpose=purpose)
    look = _look(None, since, until, run, rows)
    reply = case.money(who, up=up, to=to or None, steps=steps, through_hubs=through_hubs, **look)
    _show(case, reply, limit, as_json=as_json)


def _look(stream: list[str] | None, since: str, until: str, run: str, rows: int) -> Look:
    return {"streams": tuple(stream or ()), "since": since, "until": until, "run": run or None, "rows": rows}


def _show(case: Case, reply: Reply, limit: int, *, as_json: bool) -> None:
    """An answer: sentences, lines, who may be exploited, files, how it is misread."""
    from netinvest.case.text_table import clean
    from netinvest.cli.output import print_json, print_notes, print_table, print_text
    from netinvest.cli.run import say

    if as_json:
        print_json(reply.to_dict())
        print_notes(case)
        return
    found, reply = len(reply.lines), reply.first(limit)
    for sentence in reply.said:
        print_text(clean(sentence))
    headings, lines = reply.table()
    if lines:
        print_text("")
        print_table(headings, lines)
    if case.revealed:
        print_text("")
        print_table(
            ("alias", "category", "identifiers"),
            [(who["alias"], who["category"], " ".join(who["identifiers"])) for who in reply.actors],
        )
    else:
        exposed = [who["alias"] for who in reply.actors if who["category"] in {"victim", "possible_victim", "minor"}]
        if exposed:
            print_text(f"\nMay be exploited: {', '.join(exposed)}.")
    if reply.files():
        print_text("")
        print_table(("file", "SHA-256"), reply.files())
    if reply.caveats:
        print_text("\nKeep in mind\n" + "\n".join(f"  - {clean(caveat)}" for caveat in reply.caveats))
    if found > limit:
        say(f"{limit} of {found:,} lines; see --limit, or --json for all")
    print_notes(case)
