"""Comparisons with other agencies, as a case keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.case.opened import Opened

if TYPE_CHECKING:
    import os

    from netinvest.case.match import Terms


class Comparisons(Opened):
    """Mixed into a case."""

    def matches(self) -> list[dict[str, Any]]:
        """Comparisons with other agencies, and of those that are over what both hold; see ``netinvest.case.match``.

        What is shared is told by alias, or by value after a reveal.
        """
        from netinvest.case import match

        with self._open() as ledger, ledger.transaction() as con:
            if expired := match.forget_expired(con):
                self._log(con, "erasure", "comparisons whose day has passed", {"comparisons": expired})
            found = [session.told() | {"shared": list[str]()} for session in match.sessions(con)]
            place = {session["session_id"]: session for session in found}
            hits = match.hits(con)
            if hits:
                disclosure = self._disclosure(con, self._run(con, None))
                disclosure.learn(key for _, key in hits)
                for session_id, key in hits:
                    place[session_id]["shared"].append(disclosure.named(key))
            self._log(con, "consultation", "comparisons listed", {"comparisons": len(found), "shared": len(hits)})
        return found

    def match(
        self,
        message: str | os.PathLike[str] | None,
        out: str | os.PathLike[str] | None,
        *,
        terms: Terms | None = None,
        approved: bool = False,
        name: str | None = None,
        key: str | os.PathLike[str] | None = None,
        public_key: str | os.PathLike[str] | None = None,
    ) -> dict[str, Any]:
        """Take the next step of a comparison with another agency; see ``netinvest.case.match``.

        Args:
            message: What the other side sent; None begins a comparison.
            out: The message to send.
            terms: Legal basis and such, to begin or to answer.
            approved: That the shared identifiers are told, where that is the next step.
            name: Of this agency; the user's by default.
            key: Private key to sign the message with.
            public_key: Who must have signed what the other side sent.

        Returns:
            The comparison as it stands, ``sent`` (which message was written, None if none was) and ``signer`` (the
            public key that signed what was received, base64; blank if nobody did).

        Raises:
            UsageError: Terms or the file to write are missing.
            InputRefused: The message is none, or does not fit.
            CaseError: Another message is due, or a source's handling code forbids it.
        """
        from netinvest.case.comparison import take_part
        from netinvest.case.match_message import Sender
        from netinvest.ledger.audit import current_user

        return take_part(
            self,
            None if message is None else Path(message),
            None if out is None else Path(out),
            terms=terms,
            approved=approved,
            sender=Sender(name or current_user(), None if key is None else Path(key)),
            public_key=None if public_key is None else Path(public_key),
        )
