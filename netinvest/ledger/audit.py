"""The audit log: a hash chain of what was done with the case, by whom, when and why.

Each entry's digest is SHA-256 over the canonical JSON of the entry and the digest of the entry before it, so an entry
that is changed, removed or moved breaks the chain where it stood. Whoever can write the file can also compute a whole
new chain: what shows that is a head digest noted elsewhere (``netinvest log --verify --head``).

The actions are those of Directive (EU) 2016/680, article 25.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from netinvest.errors import UsageError, VerificationFailed
from netinvest.ledger.row import insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duckdb import DuckDBPyConnection

GENESIS = "0" * 64
"""The digest that the first entry continues."""


class Action(StrEnum):
    """What can be done with personal data."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chain. ``detail`` names files, counts and aliases, never a value read from a source."""

    seq: int
    at_utc: str  # ISO 8601 with Z
    actor: str  # user name of who did it
    action: str
    case_name: str
    purpose: str
    detail: dict[str, Any]
    previous_digest: str
    digest: str

    def computed_digest(self) -> str:
        """What the digest has to be for this content."""
        content = asdict(self)
        del content["digest"]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def current_user() -> str:
    """The name of the user whose process this is."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def record(
    con: DuckDBPyConnection,
    action: Action,
    *,
    purpose: str,
    detail: Mapping[str, Any],
    who: str | None = None,
) -> Entry:
    """Append an entry. Call it in the transaction of what it records: both are kept, or neither.

    Args:
        con: The ledger's connection, open for writing.
        action: What was done.
        purpose: Why, in the user's words, or what the command does by itself.
        detail: Files, counts, aliases; plain JSON types.
        who: User name; the process's by default.

    Raises:
        UsageError: The purpose is blank.
    """
    if not purpose.strip():
        raise UsageError("an entry of the audit log needs a purpose", remedy="say why in a few words")
    last = con.execute("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1").fetchone() or (0, GENESIS)
    name = con.execute("SELECT value FROM meta WHERE name = 'case_name'").fetchone()
    open_entry = Entry(
        seq=int(last[0]) + 1,
        at_utc=datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        actor=who or current_user(),
        action=str(action),
        case_name=str(name[0]) if name else "",
        purpose=purpose,
        detail=dict(detail),
        previous_digest=str(last[1]),
        digest="",
    )
    written = {**asdict(open_entry), "digest": open_entry.computed_digest()}
    insert(con, "audit", {**written, "detail": json.dumps(written["detail"], sort_keys=True)})
    return Entry(**written)


def entries(con: DuckDBPyConnection) -> list[Entry]:
    """All entries, oldest first."""
    rows = con.execute(
        "SELECT seq, at_utc, actor, action, case_name, purpose, detail::VARCHAR, previous_digest, digest "
        "FROM audit ORDER BY seq"
    ).fetchall()
    names = [field.name for field in fields(Entry)]
    return [Entry(**{**dict(zip(names, row, strict=True)), "detail": json.loads(row[6])}) for row in rows]


def verify(chain: Iterable[Entry], *, head: str | None = None) -> str:
    """Check a chain from its first entry on.

    Args:
        chain: Entries in the order they stand.
        head: A digest noted earlier, elsewhere; it must still be in the chain. Without it, entries missing at the
            very end cannot be noticed.

    Returns:
        The head: the digest of the last entry (``GENESIS`` for an empty chain).

    Raises:
        VerificationFailed: An entry was changed, removed, added or moved; the first such place is named.
    """
    previous, seen = GENESIS, {GENESIS}
    for place, entry in enumerate(chain, start=1):
        where = f"audit log, entry {place}"
        if entry.seq != place or entry.previous_digest != previous:
            raise VerificationFailed(
                "the chain is broken: an entry before this one was removed, added or moved",
                where=where,
                remedy="compare with a copy of the case that you trust",
            )
        if entry.computed_digest() != entry.digest:
            raise VerificationFailed(
                "the entry was changed after it was written",
                where=where,
                remedy="compare with a copy of the case that you trust",
            )
        previous = entry.digest
        seen.add(previous)
    if head is not None and head not in seen:
        raise VerificationFailed(
            "the head noted earlier is not in the chain: entries at the end are missing, or the chain was written anew",
            where="audit log",
            remedy="compare with a copy of the case that you trust",
        )
    return previous
