"""Decisions about identity that people take: same, different, and taking one back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.resolve.alias import number_identifiers
from netinvest.resolve.reference import named

if TYPE_CHECKING:
    from netinvest.ledger.ledger import Ledger

MACHINE = "netinvest"
"""Who decides where no person does: the name that proposals, and what the rules take back, bear."""


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def decide(ledger: Ledger, a: str, b: str, judgement: str, *, reason: str, who: str) -> str:
    """Record that two identifiers belong to the same actor, or to different ones.

    An earlier standing decision of a person about the same two is withdrawn by this one; a rule's proposal stays on
    record and is overruled. ``different`` also keeps the two apart where others link them (see ``resolve``).

    Args:
        ledger: The open ledger of the case.
        a: An identifier key (``phone:...``) or an alias (``A-00042``: the identifier that has this number).
        b: Another.
        judgement: ``same`` or ``different``.
        reason: Why, in the words of who decides.
        who: Who decides.

    Returns:
        The decision's id.

    Raises:
        UsageError: An identifier is not in the case, the two are one, the judgement is neither word, or the reason
            or the name is missing.
    """
    if judgement not in {"same", "different"}:
        raise UsageError("a judgement is same or different", remedy="write one of the two")
    if not reason.strip() or not who.strip():
        raise UsageError("a decision about identity needs a reason and a name", remedy="give both")
    number_identifiers(ledger)
    left, right = sorted((named(ledger.con, a), named(ledger.con, b)))
    if left == right:
        raise UsageError("the two identifiers are one and the same", remedy="give two different ones")
    return keep_decision(ledger, left, right, judgement, score=float(judgement == "same"), reason=reason, who=who)


def keep_decision(
    ledger: Ledger,
    left: tuple[str, int],
    right: tuple[str, int],
    judgement: str,
    *,
    score: float,
    reason: str,
    who: str,
) -> str:
    """Write a person's decision; an earlier standing one about the same two is withdrawn by it."""
    con = ledger.con
    pair = [left[0], right[0]]
    with ledger.transaction():
        con.execute(
            """
            UPDATE decision SET withdrawn_at_utc = ?, withdrawn_by = ?
            WHERE left_key = ? AND right_key = ? AND rule = 'person' AND withdrawn_at_utc IS NULL""",
            [_now(), who, *pair],
        )
        earlier = con.execute(
            "SELECT count(*) FROM decision WHERE left_key = ? AND right_key = ? AND rule = 'person'", pair
        ).fetchone()
        decision_id = f"D-{left[1]:05d}-{right[1]:05d}-person-{earlier[0] + 1 if earlier else 1}"
        con.execute(
            """
            INSERT INTO decision (decision_id, left_key, right_key, judgement, rule, score, reason, evidence,
                                  decided_by, decided_at_utc)
            VALUES (?, ?, ?, ?, 'person', ?, ?, ?, ?, ?)""",
            [decision_id, *pair, judgement, score, reason, json.dumps([]), who, _now()],
        )
    return decision_id


def judge(ledger: Ledger, decision_id: str, judgement: str, *, reason: str, who: str) -> str:
    """Accept (``same``) or refuse (``different``) what a proposal says of two identifiers; see ``decide``."""
    row = ledger.con.execute("SELECT left_key, right_key FROM decision WHERE decision_id = ?", [decision_id]).fetchone()
    if row is None:
        raise UsageError("there is no decision of this id", remedy="list the decisions of the case")
    return decide(ledger, row[0], row[1], judgement, reason=reason, who=who)


def withdraw(ledger: Ledger, decision_id: str, *, who: str) -> None:
    """Take a decision back. It stays on record, and no rule brings it back.

    A withdrawn proposal no longer merges; a withdrawn refusal no longer keeps apart. Withdrawing what is withdrawn
    changes nothing.

    Raises:
        UsageError: There is no such decision, or nobody is named.
    """
    if not who.strip():
        raise UsageError("a withdrawal needs a name", remedy="say who withdraws")
    con = ledger.con
    if con.execute("SELECT 1 FROM decision WHERE decision_id = ?", [decision_id]).fetchone() is None:
        raise UsageError("there is no decision of this id", remedy="list the decisions of the case")
    with ledger.transaction():
        con.execute(
            """
            UPDATE decision SET withdrawn_at_utc = coalesce(withdrawn_at_utc, ?), withdrawn_by = ?
            WHERE decision_id = ? AND (withdrawn_at_utc IS NULL OR withdrawn_by = ?)""",
            [_now(), who, decision_id, MACHINE],
        )
