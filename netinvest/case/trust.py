"""How a case is checked: against itself, its sources, and a seal of its log that was kept elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from netinvest.case.opened import Opened

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from netinvest.case.verification import Check
    from netinvest.ledger.audit import Entry


class Trust(Opened):
    """Mixed into a case."""

    def verify(
        self,
        *,
        head: str | None = None,
        sources: str | os.PathLike[str] | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> list[Check]:
        """Check what the case promises about itself; see ``netinvest.case.verification``.

        Args:
            head: Digest of the audit log noted earlier, elsewhere.
            sources: Folder with the source files: the last findings are made anew from them and compared. Of a case
                that holds a part of them (a sub-case, or after an erasure) each record is looked for in them instead.
            progress: Called with what is done, steps done and steps in all.
        """
        from netinvest.case.exhibit import remade
        from netinvest.case.recipe import provenance, recipe
        from netinvest.case.record_check import record_check
        from netinvest.case.verification import verify

        with self._open() as ledger:
            checks = verify(ledger.con, head=head)
            if sources is None:
                return checks
            held = provenance(ledger.con, self.settings)
            if held["erasures"]:
                return [*checks, record_check(ledger.con, held, Path(sources), progress=progress)]
            made = recipe(ledger.con, self.settings, self._run(ledger.con, None))
        return [*checks, remade(made, Path(sources), progress=progress)]

    def log(self) -> list[Entry]:
        """The audit log, oldest first."""
        from netinvest.ledger import audit

        with self._open() as ledger:
            return audit.entries(ledger.con)

    def verify_log(self, *, head: str | None = None) -> Check:
        """Check the chain of the audit log alone."""
        from netinvest.case.verification import audit_check

        with self._open() as ledger:
            return audit_check(ledger.con, head=head)

    def seal(
        self, out: str | os.PathLike[str], *, key: str | os.PathLike[str], authority_url: str | None = None
    ) -> bytes:
        """Sign the head of the audit log into a file to be kept elsewhere; see ``netinvest.case.seal``.

        Args:
            out: The seal's file.
            key: Private key, PEM.
            authority_url: Where to ask for a time stamp at once; nothing is sent without it.

        Returns:
            A request for a time stamp, in DER, to be sent to an authority.
        """
        from dataclasses import replace

        from netinvest.case import leaving
        from netinvest.case.seal import seal
        from netinvest.export import time_stamp
        from netinvest.ledger import audit

        with self._open() as ledger, leaving.committed(ledger, Path(out)) as sink:
            self._log(ledger.con, "consultation", "audit log sealed", {"entries": len(audit.entries(ledger.con)) + 1})
            made = seal(audit.entries(ledger.con), Path(key))
            asked = time_stamp.request(made.content)
            if authority_url:
                response = time_stamp.ask(authority_url, asked)
                time_stamp.stamped_at(response, made.content, authority=None)
                made = replace(made, stamp=response)
            sink.write(made.written())
        return asked

    def verify_seal(
        self,
        seal: str | os.PathLike[str],
        *,
        key: str | os.PathLike[str] | None = None,
        authority: str | os.PathLike[str] | None = None,
    ) -> Check:
        """Check the audit log against a seal that was kept elsewhere."""
        from netinvest.case.verification import seal_check

        with self._open() as ledger:
            return seal_check(
                ledger.con, Path(seal), key=Path(key) if key else None, authority=Path(authority) if authority else None
            )
