"""The verb about what is shared with other agencies: match."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, Purpose, Reveal, opened
from netinvest.errors import UsageError

NEXT = {
    "ask": "send it to them; they answer with: netinvest match CASE {out} --basis TEXT --out ANSWER.json",
    "answer": "send it to them; they count with: netinvest match CASE {out} --out COUNT.json",
    "count": "send it to them; they count too with: netinvest match CASE {out}, and may approve with --approve --out",
    "consent": "send it to them; they may approve too with: netinvest match CASE {out} --approve --out MEMBERS.json",
    "members": "send it to them; they read it with: netinvest match CASE {out} --out CLOSING.json",
    "closing": "send it to them; they read it with: netinvest match CASE {out}",
}


def match(
    path: CasePath,
    message: Annotated[
        Path | None, typer.Argument(metavar="MESSAGE.json", help="What the other side sent.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.json", help="Where to write the message.", show_default=False)
    ] = None,
    partner: Annotated[
        str, typer.Option("--with", metavar="AGENCY", help="Begin one with this agency.", show_default=False)
    ] = "",
    basis: Annotated[
        str, typer.Option("--basis", metavar="TEXT", help="Legal basis; logged on both sides.", show_default=False)
    ] = "",
    approve: Annotated[
        bool, typer.Option("--approve", help="Approve that those that both hold are told to both.")
    ] = False,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="Compare every identifier, not those in leads alone.")
    ] = False,
    protected_basis: Annotated[
        str,
        typer.Option(
            "--protected-basis", metavar="TEXT", help="By which victims and minors are in it too.", show_default=False
        ),
    ] = "",
    handling: Annotated[str, typer.Option("--handling", metavar="CODE", help="Of what comes out of it.")] = "H0",
    days: Annotated[int, typer.Option(metavar="N", help="How long it is kept.")] = 90,
    name: Annotated[
        str,
        typer.Option(
            "--as", metavar="AGENCY", help="Your agency's name; your user name by default.", show_default=False
        ),
    ] = "",
    key: Annotated[
        Path | None, typer.Option("--key", metavar="KEY.pem", help="Sign the message with it.", show_default=False)
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option("--public-key", metavar="PUB.pem", help="Who must have signed theirs.", show_default=False),
    ] = None,
    reveal: Reveal = False,
    purpose: Purpose = "",
    as_json: Json = False,
) -> None:
    """Find which identifiers another agency holds too, without either showing the other its list.

    Without a message, list the comparisons. Six files go to and fro: ask, answer, count (now both know how many they
    share, not which), consent, members, closing. Only if both sides approve are the shared ones told, to both. Victims
    and minors are left out. A hit is a lead, with a handling code and a day on which it goes; at most 10,000 a session.
    """
    from netinvest.case.match import Terms
    from netinvest.cli.output import print_json, print_notes, print_table
    from netinvest.cli.run import say

    case = opened(path, reveal=reveal, purpose=purpose)
    if message is None and not partner:
        if out is not None or basis or approve:
            raise UsageError("a comparison begins with --with, or goes on with a message", remedy="give one of them")
        found = case.matches()
        if as_json:
            print_json({"comparisons": found})
        else:
            heading = ("comparison", "", "with", "basis", "handling", "stands", "until", "ours", "theirs", "both")
            names = ("role", "partner", "legal_basis", "handling", "stage", "expires_on", "ours", "theirs", "common")
            print_table(
                (*heading, "shared"),
                [(c["session_id"][:8], *(c[n] for n in names), ", ".join(c["shared"])) for c in found],
                empty="no comparison yet",
            )
        print_notes(case)
        return
    if message is not None and partner:
        raise UsageError("--with begins a comparison, a message goes on with one", remedy="give one of them")
    terms = Terms(basis, partner, protected_basis or None, handling, everybody, days) if basis or partner else None
    done = case.match(message, out, terms=terms, approved=approve, name=name or None, key=key, public_key=public_key)
    if as_json:
        print_json({"comparison": done})
    if message is not None and public_key is None:
        say(
            "note: the message is signed, by whom was not checked: give --public-key"
            if done["signer"]
            else "note: the message is not signed: make sure by another way that it is theirs"
        )
    if done["common"] is not None:
        say(f"{done['common']:,} of our {done['ours']:,} and their {done['theirs']:,} identifiers are the same")
    if done["sent"] is not None:
        say(f"{done['sent']} written to {out}")
        say(NEXT[done["sent"]].format(out=out))
    elif done["stage"] == "over":
        say("the comparison is over: netinvest match lists what both hold; each is a lead to examine")
    print_notes(case)
