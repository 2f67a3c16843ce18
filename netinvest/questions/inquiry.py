"""What every question is given: the run whose actors are meant, the scope, and whom to pass by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netinvest.plural import plural
from netinvest.questions.answer import moment
from netinvest.questions.event import Scope, gather, hold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

_HUBS = """
SELECT DISTINCT split_part(actor_id, ':', 2)::INTEGER FROM finding
WHERE run_id = $run AND kind = 'set_aside_hub' AND actor_id IS NOT NULL
"""
_SERVICE = """
SELECT actor_no FROM run_actor WHERE run_id = $run
GROUP BY actor_no HAVING count(*) = 1 AND list_contains($numbers, any_value(identifier_key))
"""
_LEADS = """
SELECT DISTINCT split_part(actor_id, ':', 2)::INTEGER FROM finding
WHERE run_id = $run AND kind = 'likely_coordinator' AND actor_id IS NOT NULL
"""


@dataclass(frozen=True)
class Inquiry:
    """A connection, a run and a scope.

    Attributes:
        con: The ledger's connection.
        run_id: The run whose actors are meant.
        scope: Streams and period.
        service_numbers: Identifier keys of short codes and voicemail.
        protected: Actors that may be exploited, as known now.
    """

    con: DuckDBPyConnection
    run_id: str
    scope: Scope
    service_numbers: tuple[str, ...] = ()
    protected: frozenset[int] = frozenset()

    def events(self, *, touching: Iterable[int] | None = None, among: Iterable[int] | None = None) -> int:
        """Make the table ``event``; see ``netinvest.questions.event.gather``."""
        hold(self.con, self.run_id)
        return gather(self.con, self.scope, touching=touching, among=among)

    def hubs(self) -> set[int]:
        """Innocent hubs that the run set aside, and service numbers: a path through them says nothing."""
        run = {"run": self.run_id}
        found = {int(number) for (number,) in self.con.execute(_HUBS, run).fetchall()}
        service = {"run": self.run_id, "numbers": list(self.service_numbers)}
        return found | {int(number) for (number,) in self.con.execute(_SERVICE, service).fetchall()}

    def leads(self) -> set[int]:
        """The likely coordinators of the run who are not protected."""
        found = self.con.execute(_LEADS, {"run": self.run_id}).fetchall()
        return {int(number) for (number,) in found} - self.protected

    def nothing(self, actor: int) -> list[str]:
        """That no record links an actor with anybody in the scope, and where those outside of it lie.

        ``event`` holds those of the whole time and of all streams afterwards.
        """
        said = [f"No record links {{{actor}}} with anybody in what was asked for ({self.scope.said()})."]
        hold(self.con, self.run_id)
        gather(self.con, Scope(), touching=[actor])
        found = self.rows("SELECT stream, count(*) AS n, min(t) AS a, max(t) AS b FROM event GROUP BY 1 ORDER BY 1")
        for row in found:
            span = f", {moment(row['a'])} to {moment(row['b'])}" if row["a"] is not None else ""
            said.append(f"In the whole case: {row['stream']}: {plural(row['n'], 'record')}{span}.")
        return said

    def rows(self, sql: str, parameters: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as plain dicts."""
        found: list[dict[str, Any]] = self.con.execute(sql, parameters or {}).to_arrow_table().to_pylist()
        return found
