"""What people state in a case: who is one person, what somebody is, who may see what belongs to a minor."""

from __future__ import annotations

from typing import Any

from netinvest.case.opened import Opened
from netinvest.errors import UsageError


class Identity(Opened):
    """Mixed into a case."""

    def decide(self, a: str, b: str, *, same: bool, reason: str) -> str:
        """Record that two identifiers or aliases belong to the same person, or to different ones.

        Returns:
            The decision's id. It counts from the next analysis on.
        """
        from netinvest.ledger import audit
        from netinvest.resolve import decide

        with self._open() as ledger, ledger.transaction() as con:
            judgement = "same" if same else "different"
            decision = decide(ledger, a, b, judgement, reason=reason, who=audit.current_user())
            self._log(con, "alteration", reason, {"decision": decision, "judgement": judgement})
        return decision

    def decide_hub(self, who: str, *, counts: bool, reason: str) -> str:
        """Record that somebody's links count although many deal with them, or that they are set aside as a hub's.

        Returns:
            The decision's id, to withdraw it. It counts from the next analysis on.
        """
        from netinvest.ledger import audit
        from netinvest.resolve import decide_hub

        with self._open() as ledger, ledger.transaction() as con:
            judgement = "counts" if counts else "set_aside"
            decision = decide_hub(ledger, who, judgement, reason=reason, who=audit.current_user())
            self._log(con, "alteration", reason, {"decision": decision, "judgement": judgement})
        return decision

    def withdraw(self, decision: str, *, reason: str) -> None:
        """Take a decision or a proposal back; it stays on record."""
        from netinvest.ledger import audit
        from netinvest.resolve import withdraw

        with self._open() as ledger, ledger.transaction() as con:
            withdraw(ledger, decision, who=audit.current_user())
            self._log(con, "alteration", reason, {"withdrawn": decision})

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision and proposal about identity: id, the two actors' aliases, judgement, rule, score, state."""
        from netinvest.case import listing

        with self._open() as ledger, ledger.transaction() as con:
            found = listing.decisions(ledger, revealed=self.revealed)
            self._log(con, "consultation", "decisions listed", {"decisions": len(found)})
        return found

    def categorise(
        self, who: str, category: str, *, basis: str, nature: str = "assessment", grade: str | None = None
    ) -> str:
        """State what somebody is, with its basis; see ``netinvest.resolve.categorisation``.

        Protection counts at once, everything else from the next analysis on.

        Returns:
            The statement's id.
        """
        from netinvest.ledger import audit
        from netinvest.resolve import categorise

        with self._open() as ledger, ledger.transaction() as con:
            author = audit.current_user()
            made = categorise(ledger, who, category, basis=basis, author=author, nature=nature, grade=grade)
            self._log(con, "alteration", "category stated", {"statement": made, "category": category, "nature": nature})
        return made

    def withdraw_category(self, statement: str, *, reason: str) -> None:
        """Take a statement of category back; it stays on record."""
        from netinvest.ledger import audit
        from netinvest.resolve import withdraw_category

        if not reason.strip():
            raise UsageError("a withdrawal needs a reason", remedy="say why in a few words")
        with self._open() as ledger, ledger.transaction() as con:
            withdraw_category(ledger, statement, author=audit.current_user())
            self._log(con, "alteration", reason, {"withdrawn": statement})

    def categories(self) -> list[dict[str, Any]]:
        """What registers, people and the last analysis say actors are; see ``netinvest.case.category_list``."""
        from netinvest.case.category_list import category_list

        with self._open() as ledger, ledger.transaction() as con:
            found = category_list(ledger)
            self._log(con, "consultation", "categories listed", {"statements": len(found)})
        return found

    def approve(self, who: str, *, recipient: str, purpose: str, days: int | None = None) -> str:
        """As a second person, let a recipient see what belongs to a minor; see ``netinvest.case.approval``.

        Returns:
            The approval's id.
        """
        from netinvest.case.approval import DAYS, approve

        with self._open() as ledger, ledger.transaction() as con:
            made, alias = approve(
                ledger, who, recipient=recipient, purpose=purpose, days=DAYS if days is None else days
            )
            self._log(con, "alteration", purpose, {"approval": made, "of": alias, "recipient": recipient})
        return made
