"""Identifiers blinded so that two agencies can tell which they share, and nothing about the others.

Private set intersection after Meadows (1986) and Huberman, Franklin and Hogg (1999), in the form that tells the number
alone first (De Cristofaro, Gasti and Tsudik, 2012): each side multiplies the point of an identifier by a secret number
of its own, in either order with the same result. The group is NIST P-256 (FIPS 186, prime order, so no small subgroup),
through OpenSSL's key agreement in ``cryptography``. A point is passed on by its x-coordinate: a point and its negative
share it, and multiplication keeps them together. An identifier becomes a point by hashing with a counter until the hash
is the x-coordinate of one (as in Google's Private Join and Compute); this takes a time that depends on the identifier,
which nobody sees, because messages are files. A message that is no point is refused.

What it rests on: the decisional Diffie-Hellman problem in P-256, SHA-256 as a random oracle, and two sides that follow
the protocol. A side that lies about its set learns whether what it made up is in the other's: hence the caps.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Iterable

_CURVE = ec.SECP256R1()
_DOMAIN = b"netinvest match 1"
_SIZE = 32  # bytes of a coordinate


def new_secret() -> str:
    """A secret number for one session, in hexadecimal."""
    return f"{ec.generate_private_key(_CURVE).private_numbers().private_value:064x}"


def blinded(keys: Iterable[str], secret: str, session: str) -> list[str]:
    """Identifiers under one side's secret, in the order given; each session has other points.

    Args:
        keys: Identifier keys.
        secret: Of this side.
        session: The session's id.
    """
    own = _private(secret)
    return [own.exchange(ec.ECDH(), _hashed(key, session)).hex() for key in keys]


def blinded_again(points: Iterable[str], secret: str) -> list[str]:
    """What the other side blinded, under this side's secret as well, in the order given.

    Raises:
        ValueError: One is no point of the curve.
    """
    own = _private(secret)
    return [own.exchange(ec.ECDH(), _point(bytes.fromhex(point))).hex() for point in points]


def _private(secret: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(secret, 16), _CURVE)


def _point(coordinate: bytes) -> ec.EllipticCurvePublicKey:
    if len(coordinate) != _SIZE:
        raise ValueError("not a coordinate")
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, b"\x02" + coordinate)


def _hashed(key: str, session: str) -> ec.EllipticCurvePublicKey:
    counter = 0
    while True:  # one hash in two is a coordinate
        text = b"\0".join((_DOMAIN, session.encode(), counter.to_bytes(4, "big"), key.encode("utf-8", "surrogatepass")))
        try:
            return _point(hashlib.sha256(text).digest())
        except ValueError:
            counter += 1
