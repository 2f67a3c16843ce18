"""What people decide of innocent hubs: that somebody's links count although many deal with them, or that they do not.

Such a decision stands beside those about identity, with one identifier on both sides; it is withdrawn like them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.resolve.alias import number_identifiers
from netinvest.resolve.decision import keep_decision
from netinvest.resolve.reference import named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.ledger.ledger import Ledger

COUNTS, SET_ASIDE = "counts", "set_aside"
_STANDING = """
SELECT identifier_key, judgement FROM decision JOIN alias ON identifier_key = left_key
WHERE left_key = right_key AND withdrawn_at_utc IS NULL
ORDER BY decided_at_utc, decision_id
"""
_LISTED = """
SELECT decision_id, judgement, rule, reason, left_key, number,
       CASE WHEN withdrawn_at_utc IS NULL THEN 'accepted' ELSE 'withdrawn' END AS state
FROM decision JOIN alias ON identifier_key = left_key WHERE left_key = right_key ORDER BY decision_id
"""


def decide_hub(ledger: Ledger, reference: str, judgement: str, *, reason: str, who: str) -> str:
    """Record that the links of somebody count in the analysis, or that they are set aside as an innocent hub's.

    Args:
        ledger: The open ledger of the case.
        reference: An identifier key, an alias, or the id of a finding about one actor.
        judgement: ``counts`` or ``set_aside``; exposed people stay in whatever is decided.
        reason: Why, in the words of who decides.
        who: Who decides.

    Returns:
        The decision's id. An earlier one about the same identifier is withdrawn by it.

    Raises:
        UsageError: Nobody is called so, or the reason or the name is missing.
    """
    if judgement not in {COUNTS, SET_ASIDE}:
        raise UsageError("a judgement of a hub is counts or set_aside", remedy="write one of the two")
    if not reason.strip() or not who.strip():
        raise UsageError("a decision about a hub needs a reason and a name", remedy="give both")
    number_identifiers(ledger)
    one = named(ledger.con, reference)
    return keep_decision(ledger, one, one, judgement, score=1.0, reason=reason, who=who)


def hub_decisions(con: DuckDBPyConnection) -> dict[str, str]:
    """Identifier key -> the judgement that holds."""
    return dict(con.execute(_STANDING).fetchall())


def listed_hub_decisions(con: DuckDBPyConnection) -> list[tuple[str, str, str, str, str, int, str]]:
    """All of them: id, judgement, rule, reason, identifier key, its number, state (accepted or withdrawn)."""
    return con.execute(_LISTED).fetchall()
