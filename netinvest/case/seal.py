"""The head of the audit log, signed and time-stamped, in a file kept elsewhere.

A chain that its holder can rewrite proves nothing: a seal does, as long as it lies with somebody else. It says how many
entries the log had and what the digest of the last one was; a log that was cut, edited, reordered or rolled back with
the whole file does not hold that entry at that place any more.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netinvest.errors import InputRefused, VerificationFailed
from netinvest.export import signature, time_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from netinvest.ledger.audit import Entry

_STATEMENT = ("netinvest_seal", "case", "entries", "head", "sealed_at_utc", "sealed_by")


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed head: what is stated, who signed it, and the authority's response if there is one."""

    statement: dict[str, Any]
    signed: dict[str, str]
    stamp: bytes | None = None

    @property
    def content(self) -> bytes:
        """What is time-stamped: the statement and its signature."""
        return signature.canonical({**self.statement, **self.signed})

    def written(self) -> bytes:
        """The seal as its file holds it: JSON."""
        stamp = {"time_stamp": base64.b64encode(self.stamp).decode("ascii")} if self.stamp else {}
        return json.dumps({**self.statement, **self.signed, **stamp}, indent=1).encode("ascii") + b"\n"

    @classmethod
    def read(cls, path: Path) -> Seal:
        """Read what ``written`` gave.

        Raises:
            InputRefused: It is no seal.
        """
        try:
            values = json.loads(path.read_text(encoding="ascii"))
            statement = {name: values[name] for name in _STATEMENT}
            stamp = base64.b64decode(values["time_stamp"], validate=True) if "time_stamp" in values else None
            return cls(statement, {name: str(values[name]) for name in ("public_key", "signature")}, stamp)
        except (OSError, ValueError, KeyError, TypeError):
            raise InputRefused(
                "this is no seal", where=str(path), remedy="give the file that netinvest seal wrote"
            ) from None


def seal(entries: Sequence[Entry], key: Path) -> Seal:
    """Sign the head of a log.

    Raises:
        UsageError: The key cannot be read.
        VerificationFailed: The log is broken already.
    """
    from netinvest.ledger import audit

    head = audit.verify(entries)
    last = entries[-1]
    statement = {
        "netinvest_seal": 1,
        "case": last.case_name,
        "entries": len(entries),
        "head": head,
        "sealed_at_utc": last.at_utc,
        "sealed_by": last.actor,
    }
    return Seal(statement, signature.sign(signature.canonical(statement), key))


def check(
    found: Seal, entries: Sequence[Entry], *, where: str, key: str | None = None, authority: Path | None = None
) -> datetime | None:
    """Check a log against a seal.

    Args:
        found: The seal.
        entries: The log, oldest first.
        where: The seal's file, for errors.
        key: The public key that must have signed it, base64.
        authority: Root certificate of the time-stamping authority.

    Returns:
        When an authority stamped it, None where none did.

    Raises:
        VerificationFailed: The seal was changed, or the log is not the one that was sealed and what came after it.
    """
    from netinvest.ledger import audit

    signature.check(signature.canonical(found.statement), found.signed, key=key, where=where)
    audit.verify(entries)
    count, head = int(found.statement["entries"]), found.statement["head"]
    if len(entries) < count or entries[count - 1].digest != head:
        raise VerificationFailed(
            f"the log is not the one that was sealed with {count} entries: it was cut, written anew or rolled back",
            where=where,
            remedy="compare with a copy of the case from the day of the seal",
        )
    if found.stamp is None:
        if authority is not None:
            raise VerificationFailed("the seal bears no time stamp", where=where, remedy="leave --authority out")
        return None
    return time_stamp.stamped_at(found.stamp, found.content, authority=authority)
