"""What a user writes to name somebody: an alias, an actor id, a finding's id, or an identifier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NUMBERED = re.compile(r"(?:A-|actor:|(?:coordinator|victim-offender|linked-victim|funnel|hub)-)(\d+)")


def named(con: DuckDBPyConnection, reference: str) -> tuple[str, int]:
    """Key and number of the identifier that ``reference`` names.

    Args:
        con: The ledger's connection; its identifiers are numbered.
        reference: An identifier key (``phone:...``), an alias as printed (``A-00042``: the identifier of this number),
            an actor id or the id of a finding about one actor.

    Raises:
        UsageError: No record of the case names it.
    """
    numbered = _NUMBERED.fullmatch(reference)
    where = ("number = ?", int(numbered[1])) if numbered else ("identifier_key = ?", reference)
    found = con.execute(f"SELECT identifier_key, number FROM alias WHERE {where[0]}", [where[1]]).fetchone()
    if found is None:
        raise UsageError(
            "no record of the case names this identifier",
            remedy="give an identifier as kind:value, such as phone:+447700900123, or an alias such as A-00042",
        )
    return str(found[0]), int(found[1])
