"""Verbs about trust: verify, log."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, opened

Head = Annotated[
    str,
    typer.Option(
        "--head", metavar="DIGEST", help="A head noted earlier; it must still be in the chain.", show_default=False
    ),
]


def verify(path: CasePath, head: Head = "", as_json: Json = False) -> int:
    """Check the counts of every source, the findings of every run, and the audit log."""
    from netinvest.cli.output import print_json, print_notes, print_table
    from netinvest.cli.run import DONE, LOOK

    case = opened(path)
    checks = case.verify(head=head or None)
    if as_json:
        print_json({"checks": [asdict(check) for check in checks], "holds": all(check.holds for check in checks)})
    else:
        rows = [("holds" if check.holds else "FAILS", check.promise, check.detail) for check in checks]
        print_table(("", "promise", ""), rows)
    print_notes(case)
    return DONE if all(check.holds for check in checks) else LOOK


def log(
    path: CasePath,
    check: Annotated[bool, typer.Option("--verify", help="Check that the chain is unbroken; print its head.")] = False,
    head: Head = "",
    as_json: Json = False,
) -> int:
    """Show who did what with the case, when and why.

    Note the head elsewhere: with --head it shows a log that was cut at its end or written anew.
    """
    from netinvest.cli.output import print_json, print_notes, print_table
    from netinvest.cli.run import DONE, LOOK, say

    case = opened(path)
    entries = case.log()
    verified = case.verify_log(head=head or None) if check or head else None
    if as_json:
        print_json(
            {
                "entries": [asdict(entry) for entry in entries],
                **({"holds": verified.holds, "detail": verified.detail} if verified else {}),
            }
        )
    else:
        rows = [
            (e.seq, e.at_utc[:19].replace("T", " "), e.actor, e.action, e.purpose, _detail(e.detail), e.digest[:16])
            for e in entries
        ]
        print_table(("", "at (UTC)", "who", "action", "purpose", "detail", "digest"), rows)
    print_notes(case)
    if verified is None:
        return DONE
    say(f"{verified.promise}: {verified.detail}" if verified.holds else f"netinvest: {verified.detail}")
    return DONE if verified.holds else LOOK


def _detail(detail: dict[str, object]) -> str:
    told = {
        name: " ".join(map(str, v)) if isinstance(v, list) else str(v) for name, v in detail.items() if v is not None
    }
    return ", ".join(f"{name} {value}" for name, value in sorted(told.items()) if value)
