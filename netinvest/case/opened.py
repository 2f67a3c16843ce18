"""What every part of the facade stands on: the case's directory, opened for each operation and closed again."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Self

from netinvest.errors import CaseError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netinvest.case.disclosure import Disclosure
    from netinvest.case.settings import Settings
    from netinvest.ledger.audit import Action
    from netinvest.ledger.ledger import Ledger
    from netinvest.store.base import GraphStore

_LATE = "{} sources are past their day of review: ask whether they may still be kept (netinvest sources)"
_CHANGED_SINCE = """
SELECT count(*) FROM audit
WHERE (action = 'alteration' OR (action = 'collection' AND (detail->>'source_id') IS NOT NULL))
  AND seq > (SELECT max(seq) FROM audit WHERE action = 'combination' AND (detail->>'run') = $run)
"""


class Opened:
    """A case's directory; the ledger and the graph are held only while something is done.

    Attributes:
        path: Its directory.
        settings: Name, country, time zone, store.
        notes: What was noticed on the way and should be told to the user.
    """

    def __init__(self, path: Path, settings: Settings, *, purpose: str | None = None) -> None:
        self.path, self.settings, self.notes = path, settings, list[str]()
        self._purpose = purpose

    def __repr__(self) -> str:
        revealed = ", revealed" if self.revealed else ""
        return f"<Case {self.settings.name}{revealed}>"

    def _repr_html_(self) -> str:
        from netinvest.case.text_table import html_table

        settings = self.settings
        shown = "of everybody" if self.revealed else "of those who are not protected"
        row = [settings.name, settings.country or "none", settings.time_zone, settings.store, shown]
        return html_table(["case", "country", "time zone", "store", "names and numbers shown"], [row])

    @property
    def revealed(self) -> bool:
        """Whether names and numbers of protected people are shown."""
        return self._purpose is not None

    def reveal(self, *, purpose: str) -> Self:
        """The same case, showing names and numbers of everybody; each use is logged with the purpose.

        Raises:
            UsageError: The purpose is blank.
        """
        if not purpose.strip():
            raise UsageError("a reveal needs a purpose", remedy="say why in a few words; it is logged")
        return type(self)(self.path, self.settings, purpose=purpose.strip())

    @contextmanager
    def _open(self) -> Iterator[Ledger]:
        from netinvest.case.handling import overdue
        from netinvest.ledger import rewrite
        from netinvest.ledger.ledger import Ledger

        with ExitStack() as stack:
            ledger = stack.enter_context(Ledger.open(self.path))
            if rewrite.finish(ledger):
                self.notes.append("an erasure was cut off before the file was written anew: it is done now")
                ledger = stack.enter_context(Ledger.open(self.path))
            late = overdue(ledger.con)
            notes = [*ledger.notes, *([_LATE.format(late)] if late else [])]
            self.notes += [note for note in notes if note not in self.notes]
            yield ledger

    @contextmanager
    def _store(self, ledger: Ledger) -> Iterator[GraphStore]:
        from netinvest.store import open_store

        store = open_store(self.settings.store, ledger.con, self.settings.id)
        try:
            yield store
        finally:
            store.close()

    def _withhold(self, con: Any) -> None:
        """Keep back the text, images and places of minors' advertisements that nobody approved for this user."""
        from netinvest.case.approval import WITHHELD_ADVERTISEMENTS, parameters

        con.execute(f"CREATE OR REPLACE TEMP TABLE withheld_advertisement AS {WITHHELD_ADVERTISEMENTS}", parameters())
        (kept,) = con.execute("SELECT count(*) FROM withheld_advertisement").fetchone()
        if kept:
            self.notes.append(
                f"text, images and places of {kept:,} advertisements of minors are kept back: a second person lets you "
                "see them with netinvest approve"
            )

    def _log(self, con: Any, action: str, purpose: str, detail: dict[str, Any]) -> None:
        """Write to the audit log; a reveal gives its own purpose and says so."""
        from netinvest.ledger import audit

        if self._purpose is not None:
            detail = {**detail, "revealed": True, "what": purpose}
            action = "disclosure" if action == "consultation" else action
        audit.record(con, _action(action), purpose=self._purpose or purpose, detail=detail)

    def _disclosure(self, con: Any, run_id: str) -> Disclosure:
        from netinvest.case.disclosure import Disclosure

        return Disclosure(con, run_id, revealed=self.revealed)

    def _run(self, con: Any, run: str | None) -> str:
        rows = con.execute("SELECT run_id FROM run WHERE erased_by IS NULL ORDER BY run_no DESC").fetchall()
        if not rows:
            raise CaseError("there is no analysis yet", where=self.path.name, remedy="run: netinvest analyse")
        if run is None:
            return str(rows[0][0])
        if (run,) not in rows:
            raise UsageError("there is no such run", where=self.path.name, remedy="leave --run out for the last one")
        return run

    def _stale(self, con: Any, run_id: str) -> str:
        (later,) = con.execute(_CHANGED_SINCE, {"run": run_id}).fetchone()
        return "files were loaded or decisions made since this analysis: run netinvest analyse again" if later else ""


def _action(name: str) -> Action:
    from netinvest.ledger.audit import Action

    return Action(name)
