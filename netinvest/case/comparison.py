"""One step of a comparison with another agency: what they sent, what is sent, and the log, together or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from netinvest.case import leaving, match, match_message
from netinvest.case.handling import check_may_leave
from netinvest.case.match_message import Stage
from netinvest.errors import UsageError
from netinvest.export import signature

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.case.opened import Opened

_LOGGED = ("session_id", "partner", "legal_basis", "protected_basis", "ours", "theirs", "common")


def take_part(
    case: Opened,
    message: Path | None,
    out: Path | None,
    *,
    terms: match.Terms | None,
    approved: bool,
    sender: match_message.Sender,
    public_key: Path | None,
) -> dict[str, Any]:
    """See ``Case.match``."""
    if public_key is not None and message is None:
        raise UsageError("a public key is of whoever sent a message", remedy="leave --public-key out to begin")
    key = None if public_key is None else signature.public_key(public_key)
    got = match_message.read(message, key=key) if message is not None else None
    beginning = got is None or got.stage is Stage.ASK
    if beginning and terms is None:
        raise UsageError("a comparison needs its legal basis", remedy="give --basis; it is logged and told them")
    if beginning and out is None:
        raise _file_needed()
    with case._open() as ledger, ExitStack() as stack:  # noqa: SLF001 - a part of the facade
        check_may_leave(ledger.con)
        file = None if out is None else stack.enter_context(leaving.file(case, ledger, out, "comparison"))
        con = ledger.con if file is not None else stack.enter_context(ledger.transaction())
        sent: Stage | None
        if beginning and terms is not None:
            run = case._run(con, None)  # noqa: SLF001
            session, sent, text = match.begin(con, run, terms, sender, got)
        elif got is not None:
            session, sent, text = match.go_on(con, sender, got, approved=approved)
        told = session.told() | {"sent": None if sent is None else str(sent), "signer": got.signer if got else ""}
        detail = {key: told[key] for key in _LOGGED if told[key] is not None}
        if got is not None:
            received = detail | {"received": str(got.stage), "signer": got.signer or None}
            case._log(con, "combination", "comparison with another agency", received)  # noqa: SLF001
        if file is None and text:
            raise _file_needed()
        if file is not None:
            if not text:
                raise UsageError(
                    "there is no message to send yet",
                    remedy="approve with --approve that the shared ones are told, or leave --out out",
                )
            file.purpose, file.detail = f"comparison with another agency: {sent}", detail
            file.sink.write(text)
    return told


def _file_needed() -> UsageError:
    return UsageError("there is a message to send", remedy="give --out, the file to write it to")
