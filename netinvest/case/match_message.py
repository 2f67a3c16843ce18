"""A message of a comparison between agencies: JSON in a file, written by one side and checked by the other."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from netinvest.errors import InputRefused, NetinvestError, VerificationFailed
from netinvest.export import signature
from netinvest.model.handling import checked

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.case.match import Session

MOST = 10_000
"""Identifiers of one side in a session."""
_FORMAT = "netinvest match 1"
_POINT = re.compile(r"[0-9a-f]{64}")
_SESSION = re.compile(r"[0-9a-f]{32}")
_LONGEST_TEXT = 400
_LONGEST = 4 * 70 * MOST  # bytes of a file


class Stage(StrEnum):
    """The messages, in their order."""

    ASK = "ask"
    ANSWER = "answer"
    COUNT = "count"
    CONSENT = "consent"
    MEMBERS = "members"
    CLOSING = "closing"


_BODY = {
    Stage.ASK: ("blinded",),
    Stage.ANSWER: ("blinded", "doubled"),
    Stage.COUNT: ("doubled",),
    Stage.CONSENT: (),
    Stage.MEMBERS: ("members",),
    Stage.CLOSING: ("members",),
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes a message, and the private key (PEM) it is signed with; without one it is not signed."""

    name: str
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was read and is well-formed."""

    stage: Stage
    session: str
    sender: str
    legal_basis: str
    handling: str
    expires_on: date
    body: dict[str, list[str]]
    signer: str = ""  # the public key that signed it, base64; blank where nobody did


def written(stage: Stage, session: Session, sender: Sender, body: dict[str, list[str]]) -> bytes:
    """A message as it is sent.

    Raises:
        UsageError: The sender's key cannot be read.
    """
    values: dict[str, Any] = {
        "format": _FORMAT,
        "stage": str(stage),
        "session": session.session_id,
        "sender": sender.name,
        "legal_basis": session.legal_basis,
        "handling": session.handling,
        "expires_on": session.expires_on.isoformat(),
        **body,
    }
    if sender.key is not None:
        values |= signature.sign(signature.canonical(values), sender.key)
    return json.dumps(values, indent=0, ensure_ascii=True).encode("ascii") + b"\n"


def read(path: Path, *, key: str | None = None) -> Message:
    """Read and check a message.

    Args:
        path: The file.
        key: The public key that must have signed it, base64.

    Raises:
        InputRefused: It cannot be read, is none, bears no signature of the key, or its day has passed.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise InputRefused(f"it cannot be read ({error.strerror})", where=str(path), remedy="check the path") from None
    try:
        made = _message(content, path.name)
    except VerificationFailed as error:
        raise InputRefused(str(error), remedy="ask the other side for it anew") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NetinvestError):
        raise InputRefused(
            "this is no message of a comparison, or it was changed on its way", where=path.name,
            remedy="ask the other side for it anew",
        ) from None  # fmt: skip
    if key is not None and made.signer != key:
        raise InputRefused(
            "the message is signed with another key" if made.signer else "the message is not signed", where=path.name,
            remedy="ask the other side whether it is theirs",
        )  # fmt: skip
    if made.expires_on < datetime.now(UTC).date():
        raise InputRefused("the comparison's day has passed", where=path.name, remedy="begin a new one")
    return made


def _message(content: bytes, where: str) -> Message:
    if len(content) > _LONGEST:
        raise ValueError("too long")
    values = json.loads(content.decode("ascii"))
    stage = Stage(values["stage"])
    texts = [values[name] for name in ("sender", "legal_basis", "handling")]
    if values["format"] != _FORMAT or not _SESSION.fullmatch(values["session"]):
        raise ValueError("another format")
    if not all(isinstance(text, str) and 0 < len(text) <= _LONGEST_TEXT for text in texts):
        raise ValueError("no text")
    body = {name: values[name] for name in _BODY[stage]}
    for points in body.values():
        if not (isinstance(points, list) and len(points) <= MOST and all(map(_POINT.fullmatch, points))):
            raise ValueError("no points")
        if sorted(set(points)) != points:  # an order of their own would tell which are whose
            raise ValueError("not in order")
    signed = {name: values.pop(name) for name in ("public_key", "signature") if name in values}
    if signed:
        signature.check(signature.canonical(values), signed, key=None, where=where)
    return Message(
        stage, values["session"], texts[0], texts[1], checked(texts[2]), date.fromisoformat(values["expires_on"]), body,
        signed.get("public_key", ""),
    )  # fmt: skip
