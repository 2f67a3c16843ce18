"""What a user typed, and the actor it names: an alias, a finding's id, an actor id, or an identifier.

Typing a number shows nothing: the answer speaks of the alias. An identifier that no record of the analysis names is
answered with the nearest one's alias, never with the identifier itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.ingest.identifier_text import identifiers_of
from netinvest.ingest.telephone import Telephones
from netinvest.model.identifier import IdentifierKind
from netinvest.resolve.alias import alias

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NUMBERED = re.compile(r"(?:A-|actor:)0*(\d{1,9})")
_FINDING = re.compile(r"[a-z]+(?:-[a-z]+)*-\d+")
_SHOWN = 8
"""Members of a group that an error names."""
_NEAR = 2
"""Digits or letters in which a near identifier may differ."""

_BY_NUMBER = """
SELECT actor_no FROM run_actor WHERE run_id = $run AND actor_no = $number
UNION ALL SELECT actor_no FROM alias JOIN run_actor USING (identifier_key) WHERE run_id = $run AND number = $number
LIMIT 1
"""
_BY_FINDING = """
SELECT actor_id, (body->'$.streams.members')::VARCHAR[] FROM finding WHERE run_id = ? AND finding_id = ?
"""
_BY_KEY = "SELECT DISTINCT actor_no FROM run_actor WHERE run_id = $run AND identifier_key IN (SELECT unnest($keys))"
_NEAREST = """
SELECT actor_no, min(levenshtein(identifier_key, key)) AS apart
FROM run_actor, (SELECT unnest($keys) AS key)
WHERE run_id = $run AND split_part(identifier_key, ':', 1) = split_part(key, ':', 1)
GROUP BY actor_no HAVING apart <= $near ORDER BY apart, actor_no LIMIT 1
"""
_NEAREST_ALIAS = """
SELECT DISTINCT actor_no, levenshtein(printf('%05d', actor_no), printf('%05d', $number::BIGINT)) AS apart
FROM run_actor WHERE run_id = $run ORDER BY apart, actor_no LIMIT 1
"""


def actor_named(con: DuckDBPyConnection, run_id: str, text: str, *, country: str = "") -> int:
    """The number of the actor that ``text`` names in a run.

    Args:
        con: The ledger's connection.
        run_id: The run whose actors are meant.
        text: ``A-00042``, ``actor:00042``, ``coordinator-00042``, ``phone:+44...``, or a number, account, address or
            user name as people write it.
        country: ISO 3166-1 alpha-2: how a number without a prefix is read.

    Raises:
        UsageError: It names nobody, several people, or a group.
    """
    if not isinstance(text, str):
        raise UsageError(
            f"whoever is meant is given as text, not as {type(text).__name__}",
            remedy="write an alias ('A-00042'), a finding's id, or an identifier as it is written",
        )
    text = text.strip()
    if match := _NUMBERED.fullmatch(text):
        return _by_number(con, run_id, int(match[1]), text)
    row = con.execute(_BY_FINDING, [run_id, text]).fetchone()
    if row is not None:
        about, members = row
        if not str(about).startswith("actor:"):
            shown = ", ".join((members or [])[:_SHOWN]) + (" ..." if len(members or []) > _SHOWN else "")
            raise UsageError("this finding is about a group", where=text, remedy=f"give one of its members: {shown}")
        return int(about.partition(":")[2])
    keys = identifier_keys(text, country=country)
    found = [number for (number,) in con.execute(_BY_KEY, {"run": run_id, "keys": keys}).fetchall()] if keys else []
    if len(found) == 1:
        return int(found[0])
    if found:
        names = ", ".join(alias(number) for number in sorted(found))
        raise UsageError("what was typed can be read as several actors", remedy=f"give one of {names}")
    if _FINDING.fullmatch(text):
        raise UsageError(
            "this analysis has no such finding", where=text[:60], remedy="list them with: netinvest findings"
        )
    near = con.execute(_NEAREST, {"run": run_id, "keys": keys, "near": _NEAR}).fetchone() if keys else None
    hint = f"the nearest one belongs to {alias(near[0])}" if near else "none comes near it; check how it was typed"
    raise UsageError("no record of this analysis names the identifier that was typed", remedy=hint)


def _by_number(con: DuckDBPyConnection, run_id: str, number: int, text: str) -> int:
    row = con.execute(_BY_NUMBER, {"run": run_id, "number": number}).fetchone()
    if row is not None:
        return int(row[0])
    near = con.execute(_NEAREST_ALIAS, {"run": run_id, "number": number}).fetchone()
    hint = f"the nearest alias is {alias(near[0])}" if near else "the analysis has no actors"
    raise UsageError("this analysis has no such actor", where=text[:60], remedy=hint)


def identifier_keys(text: str, *, country: str = "") -> list[str]:
    """The identifier keys that a typed text can mean; as written comes first."""
    telephones = Telephones(country or None)
    stated, _, value = text.partition(":")
    kind = IdentifierKind(stated) if stated in set(IdentifierKind) else None
    keys = [text] if kind else []
    written = value if kind else text
    kinds: list[IdentifierKind | None] = [kind] if kind else [None, *IdentifierKind]
    for cell in dict.fromkeys((written, re.sub(r"[\s()./-]+", "", written))):
        for reading in kinds:
            keys += [found.key for found, _, _ in identifiers_of(cell, reading, telephones) if found is not None]
    return list(dict.fromkeys(keys))
