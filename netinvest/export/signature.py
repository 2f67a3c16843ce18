"""Signatures of what leaves a case: Ed25519 (RFC 8032), keys in PEM files, the password from the environment."""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING, Any

from netinvest.errors import UsageError, VerificationFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PASSWORD = "NETINVEST_KEY_PASSWORD"  # noqa: S105 - the variable's name
"""Environment variable with the password of a private key."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way in which content is written to be signed: JSON, keys sorted, no blanks, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def make_key(path: Path) -> Path:
    """Make a key pair: the private key at ``path``, readable by its owner alone, the public one beside it.

    Returns:
        Path of the public key: hand it to whoever is to verify, by another way than what is signed.

    Raises:
        UsageError: There is a file already, or it cannot be written.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    password = os.environ.get(PASSWORD, "").encode()
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    beside = path.with_suffix(".pub.pem")
    try:
        if path.exists() or beside.exists():
            raise UsageError("there is a file already", where=str(path), remedy="choose another name for the key")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private)
        beside.write_bytes(public)
    except OSError as error:
        raise UsageError(
            f"the key cannot be written ({error.strerror})", where=str(path), remedy="choose another folder"
        ) from None
    return beside


def _private(path: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    password = os.environ.get(PASSWORD, "").encode() or None
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password)
    except OSError as error:
        raise UsageError(
            f"the key cannot be read ({error.strerror})", where=str(path), remedy="make one with: netinvest key"
        ) from None
    except TypeError:
        what = "is not protected by a password" if password else "is protected by a password"
        raise UsageError(
            f"the key {what}", where=str(path), remedy=f"{'unset' if password else 'set'} {PASSWORD}"
        ) from None
    except ValueError:
        raise UsageError(
            "the key cannot be read: a wrong password, or no PEM file", where=str(path), remedy=f"check {PASSWORD}"
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError("the key is not an Ed25519 key", where=str(path), remedy="make one with: netinvest key")
    return key


def sign(content: bytes, key: Path) -> dict[str, str]:
    """Sign bytes.

    Returns:
        ``public_key`` and ``signature``, base64 of their raw bytes (32 and 64).

    Raises:
        UsageError: The key cannot be read.
    """
    from cryptography.hazmat.primitives import serialization

    private = _private(key)
    raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {
        "public_key": base64.b64encode(raw).decode("ascii"),
        "signature": base64.b64encode(private.sign(content)).decode("ascii"),
    }


def public_key(path: Path) -> str:
    """The public key in a PEM file, base64 of its raw bytes.

    Raises:
        UsageError: It cannot be read, or is of another kind.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(
            "this is no public Ed25519 key", where=str(path), remedy="give the .pub.pem file that netinvest key wrote"
        )
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode("ascii")


def check(content: bytes, signed: Mapping[str, Any], *, key: str | None, where: str) -> None:
    """Check a signature.

    Args:
        content: What was signed.
        signed: What ``sign`` returned.
        key: The public key it must be of; None takes the one it names: that proves only that nothing was changed.
        where: For the error.

    Raises:
        VerificationFailed: The signature does not fit.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        if key is not None and signed["public_key"] != key:
            raise VerificationFailed("it was signed with another key", where=where, remedy="ask who signed it")
        raw = base64.b64decode(signed["public_key"], validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(signed["signature"], validate=True), content)
    except (KeyError, TypeError, ValueError, InvalidSignature):
        raise VerificationFailed(
            "the signature does not fit: it was changed after it was signed", where=where, remedy="compare with a copy"
        ) from None
