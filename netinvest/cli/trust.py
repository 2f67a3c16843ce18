"""Verbs about trust: verify, log, key, seal, stamp."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from netinvest.cli.options import CasePath, Json, opened
from netinvest.errors import UsageError

Head = Annotated[
    str,
    typer.Option(
        "--head", metavar="DIGEST", help="A head noted earlier; it must still be in the chain.", show_default=False
    ),
]


PublicKey = Annotated[
    Path | None,
    typer.Option("--public-key", metavar="PUB.pem", help="Who must have signed the seal.", show_default=False),
]
Authority = Annotated[
    Path | None,
    typer.Option("--authority", metavar="ROOT.pem", help="Who must have stamped the seal.", show_default=False),
]


def verify(
    path: Annotated[
        Path, typer.Argument(metavar="CASE|BUNDLE", help="A case, or an exhibit bundle.", show_default=False)
    ],
    head: Head = "",
    sources: Annotated[
        Path | None,
        typer.Option(
            "--sources",
            metavar="FOLDER",
            help="The source files: make the findings anew from them and compare; of a sub-case, look for each record.",
            show_default=False,
        ),
    ] = None,
    public_key: PublicKey = None,
    as_json: Json = False,
) -> int:
    """Check a case or an exhibit bundle: nothing was changed, and with the source files the same findings come out.

    Of a case: the counts of every source, the findings of every run, the audit log. Of a bundle: every byte, the
    signature, the audit log.
    """
    from netinvest.cli.output import print_json, print_notes, print_table, progress_bar
    from netinvest.cli.run import DONE, LOOK

    notes = None
    with progress_bar() as told:
        if path.is_file():
            from netinvest.case.exhibit import check_bundle

            if head:
                raise UsageError("--head is about the log of a case", remedy="leave it out for a bundle")
            checks = check_bundle(path, public_key=public_key, sources=sources, progress=told)
        else:
            if public_key:
                raise UsageError(
                    "--public-key is about a bundle or a seal", remedy="use netinvest log --seal for a case"
                )
            notes = opened(path)
            checks = notes.verify(head=head or None, sources=sources, progress=told)
    if as_json:
        print_json({"checks": [asdict(check) for check in checks], "holds": all(check.holds for check in checks)})
    else:
        rows = [("holds" if check.holds else "FAILS", check.promise, check.detail) for check in checks]
        print_table(("", "promise", ""), rows)
    if notes is not None:
        print_notes(notes)
    return DONE if all(check.holds for check in checks) else LOOK


def log(
    path: CasePath,
    check: Annotated[bool, typer.Option("--verify", help="Check that the chain is unbroken; print its head.")] = False,
    head: Head = "",
    seal: Annotated[
        Path | None,
        typer.Option("--seal", metavar="SEAL.json", help="A seal made earlier, kept elsewhere.", show_default=False),
    ] = None,
    public_key: PublicKey = None,
    authority: Authority = None,
    as_json: Json = False,
) -> int:
    """Show who did what with the case, when and why.

    Note the head elsewhere, or seal it: with --head or --seal it shows a log that was cut at its end or written anew.
    """
    from netinvest.cli.output import print_json, print_notes, print_table
    from netinvest.cli.run import DONE, LOOK, say

    case = opened(path)
    entries = case.log()
    if seal is None and (public_key or authority):
        raise UsageError("--public-key and --authority are about a seal", remedy="give --seal too")
    verified = case.verify_log(head=head or None) if check or head else None
    if seal is not None and (verified is None or verified.holds):
        verified = case.verify_seal(seal, key=public_key, authority=authority)
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


def key(
    out: Annotated[Path, typer.Argument(metavar="KEY.pem", help="File to write.", show_default=False)],
) -> None:
    """Make a key to sign seals and bundles with.

    The private key stays with you; with NETINVEST_KEY_PASSWORD set, under that password. Hand the public key to those
    who verify, by another way than what is signed.
    """
    from netinvest.cli.output import print_text
    from netinvest.cli.run import say
    from netinvest.export.signature import PASSWORD, make_key

    public = make_key(out)
    print_text(str(public))
    say(f"{out} is the private key: keep it to yourself; {public} is the public one")
    import os

    if not os.environ.get(PASSWORD):
        say(f"note: no password protects the private key; set {PASSWORD} to have one")


def seal(
    path: CasePath,
    out: Annotated[Path, typer.Argument(metavar="SEAL.json", help="File to write.", show_default=False)],
    key: Annotated[
        Path, typer.Option("--key", metavar="KEY.pem", help="Private key to sign with.", show_default=False)
    ],
    request: Annotated[
        Path | None,
        typer.Option("--request", metavar="FILE.tsq", help="Write a time-stamp request too.", show_default=False),
    ] = None,
    authority_url: Annotated[
        str, typer.Option("--authority-url", metavar="URL", help="Ask this authority at once.", show_default=False)
    ] = "",
) -> None:
    """Sign the head of the audit log, to be kept elsewhere: later it shows a log that was cut, changed or rolled back.

    A time stamp (RFC 3161) shows when. The request holds a digest and nothing of the case: send it to an authority
    yourself and add the answer with netinvest stamp, or name the authority's address; nothing is sent otherwise.
    """
    from netinvest.cli.output import print_notes, print_text
    from netinvest.cli.run import say

    case = opened(path)
    asked = case.seal(out, key=key, authority_url=authority_url or None)
    if request is not None:
        from netinvest import output

        with output.binary(request) as sink:
            sink.write(asked)
        say(f"send {request} to a time-stamping authority, and add its answer with: netinvest stamp {out} ANSWER.tsr")
    print_text(str(out))
    say("keep the seal where the case is not: with somebody else, on paper, at a registry")
    print_notes(case)


def stamp(
    sealed: Annotated[Path, typer.Argument(metavar="SEAL.json", help="The seal.", show_default=False)],
    response: Annotated[Path, typer.Argument(metavar="ANSWER.tsr", help="The authority's answer.", show_default=False)],
    authority: Authority = None,
) -> None:
    """Add an authority's time stamp to a seal."""
    from dataclasses import replace

    from netinvest import output
    from netinvest.case.seal import Seal
    from netinvest.cli.run import say
    from netinvest.export import time_stamp

    found = Seal.read(sealed)
    try:
        answer = response.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the answer cannot be read ({error.strerror})", where=str(response), remedy="check the path"
        ) from None
    at = time_stamp.stamped_at(answer, found.content, authority=authority)
    with output.binary(sealed) as sink:
        sink.write(replace(found, stamp=answer).written())
    say(f"stamped {at.isoformat()}")


def _detail(detail: dict[str, object]) -> str:
    told = {
        name: " ".join(map(str, v)) if isinstance(v, list) else str(v) for name, v in detail.items() if v is not None
    }
    return ", ".join(f"{name} {value}" for name, value in sorted(told.items()) if value)
