"""What the sources of a case may be used for, how long they are kept, and how they are erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.case.opened import Opened
from netinvest.errors import UsageError

if TYPE_CHECKING:
    from netinvest.case.erasure import Erased


class Custody(Opened):
    """Mixed into a case."""

    def mark(
        self, source: str, *, handling: str | None = None, grade: str | None = None, review_on: str | None = None
    ) -> None:
        """Set a source's handling code, 4x4 grade or day of review; see ``netinvest.case.handling``."""
        from netinvest.case.handling import mark

        with self._open() as ledger, ledger.transaction() as con:
            detail = mark(con, source, handling=handling, grade=grade, review_on=review_on)
            self._log(con, "alteration", "handling of a source set", detail)

    def permit(self, source: str, *, provider: str, reference: str) -> None:
        """Record that a source's provider, or a comparison's other side, permits what its handling code forbids."""
        from netinvest.case.handling import permit

        with self._open() as ledger, ledger.transaction() as con:
            detail = permit(con, source, provider=provider, answer=reference)
            self._log(con, "alteration", "permission recorded", detail)

    def check_may_leave(self, *, court: bool = False) -> None:
        """Refuse where a source's handling code keeps what is derived from it in the case, or out of court.

        Raises:
            CaseError: It does, and its provider's permission is not recorded.
        """
        from netinvest.case.handling import check_may_leave

        with self._open() as ledger:
            check_may_leave(ledger.con, court=court)

    def hold(self, reason: str | None) -> None:
        """Put the case under a legal hold, or with None release it: nothing is erased meanwhile."""
        from netinvest.case import erasure

        with self._open() as ledger, ledger.transaction() as con:
            if reason is None:
                erasure.release(con)
            else:
                erasure.hold(con, reason)
            self._log(con, "alteration", reason or "legal hold released", {"legal_hold": reason is not None})

    def erase(self, *, source: str | None = None, person: str | None = None, reason: str) -> Erased:
        """Erase a source or a person and write the case file anew; see ``netinvest.case.erasure``.

        Raises:
            CaseError: A legal hold forbids it.
            UsageError: Not exactly one of the two, nobody so named, or no reason.
        """
        from netinvest.case import erasure
        from netinvest.case.disclosure import inherit_protection, note_protected
        from netinvest.case.handling import source_named
        from netinvest.ledger import rewrite

        if (source is None) == (person is None):
            raise UsageError("an erasure is of one source or of one person", remedy="give one of them")
        if not reason.strip():
            raise UsageError("an erasure needs a reason", remedy="say why in a few words; it is logged")
        with self._open() as ledger, self._store(ledger) as store:
            with ledger.transaction() as con:
                erasure.check_not_held(con)
                last = con.execute("SELECT run_id FROM run WHERE erased_by IS NULL ORDER BY run_no DESC LIMIT 1")
                analysed = last.fetchone()
                if analysed:  # whom a register protected stays protected without it
                    note_protected(con, analysed[0])
                if source is not None:
                    source_no, source_id = source_named(con, source)
                    done = erasure.erase_source(ledger, store, source_no)
                    detail: dict[str, Any] = {"source_id": source_id}
                else:
                    done = erasure.erase_person(ledger, store, erasure.keys_of_person(ledger, person or ""))
                    detail = {"person": "one"}
                if analysed:
                    inherit_protection(con)
                detail |= {"erasure": done.erasure_id, "records": done.records, "rejected": done.rejected_rows}
                self._log(con, "erasure", reason, {**detail, "runs": done.runs, "exports": done.exports})
            erasure.clear_exports(self.path)
            rewrite.finish(ledger)
        return done
