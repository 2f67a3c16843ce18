"""A second person's leave to show what belongs to a minor: to whom, why, until when.

It is recorded by the approver under their own user name, and holds for the recipient's user name alone; nobody approves
for themselves.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from netinvest.errors import UsageError
from netinvest.ledger.audit import current_user
from netinvest.ledger.row import insert
from netinvest.resolve import minor
from netinvest.resolve.alias import number_identifiers
from netinvest.resolve.reference import named

if TYPE_CHECKING:
    from netinvest.ledger.ledger import Ledger

STANDING = "recipient = $recipient AND approved_by <> recipient AND expires_at_utc > $now"
"""SQL over ``approval``: it holds for who asks now; see ``parameters``."""
WITHHELD_ADVERTISEMENTS = f"""
SELECT source_no, row FROM ({minor.ADVERTISEMENTS})
EXCEPT
SELECT source_no, row FROM advertisement_contact WHERE kind || ':' || value IN (
    SELECT identifier_key FROM approval WHERE {STANDING}
    UNION SELECT held.identifier_key FROM run_actor AS held JOIN run_actor AS approved USING (run_id, actor_no)
    JOIN approval ON approval.identifier_key = approved.identifier_key
    WHERE {STANDING} AND run_id = (SELECT run_id FROM run ORDER BY run_no DESC LIMIT 1))
"""
"""SQL: the advertisements of minors whose text, images and places nobody approved for who asks now."""
DAYS = 14
LONGEST_DAYS = 365


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def parameters() -> dict[str, Any]:
    """The parameters of ``STANDING``: who asks, and when."""
    return {"recipient": current_user(), "now": _now()}


def approve(ledger: Ledger, who: str, *, recipient: str, purpose: str, days: int = DAYS) -> tuple[str, str]:
    """Record that a minor's data may be shown to a recipient.

    Args:
        ledger: Open for writing.
        who: The minor: an alias, a finding's id or an identifier.
        recipient: User name of who may see it.
        purpose: Why.
        days: How long it holds.

    Returns:
        The approval's id, and the alias number it is about as ``A-00042``.

    Raises:
        UsageError: Nobody is so named, the recipient is the approver, or the purpose or the period is missing.
    """
    approver = current_user()
    if not purpose.strip():
        raise UsageError("an approval needs a purpose", remedy="say why in a few words; it is logged")
    if not recipient.strip():
        raise UsageError("an approval needs a recipient", remedy="give the user name of who may see it")
    if recipient == approver:
        raise UsageError(
            "nobody approves for themselves", remedy="a second person records the approval under their own user name"
        )
    if not 0 < days <= LONGEST_DAYS:
        raise UsageError(f"an approval holds for 1 to {LONGEST_DAYS} days", remedy="give --days within these")
    number_identifiers(ledger)
    key, number = named(ledger.con, who)
    with ledger.transaction() as con:
        (earlier,) = con.execute("SELECT count(*) FROM approval").fetchone() or (0,)
        approval_id = f"P-{number:05d}-{earlier + 1}"
        now = _now()
        insert(
            con,
            "approval",
            {
                "approval_id": approval_id,
                "identifier_key": key,
                "recipient": recipient,
                "purpose": purpose.strip(),
                "approved_by": approver,
                "approved_at_utc": now,
                "expires_at_utc": now + timedelta(days=days),
            },
        )
    return approval_id, f"A-{number:05d}"
