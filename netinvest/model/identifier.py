"""Identifiers: what a record names a person, device or account by.

An identifier's *key* is ``kind:value``; it is the key of its node in the graph store. Keys are real
numbers and accounts: they stay inside the case. Outside, an actor is shown by its alias.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class IdentifierKind(StrEnum):
    """What may identify an actor."""

    PHONE = "phone"  # msisdn: E.164 with +, or a bare national/opaque number where that is all there is
    ACCOUNT = "account"  # IBAN, BBAN, card, wallet
    EMAIL = "email"
    HANDLE = "handle"  # user name on a site or messenger, site:name where the site is known
    IMSI = "imsi"  # subscription
    IMEI = "imei"  # device, 14 digits (type allocation code + serial)


class Identifier(NamedTuple):
    """One identifier, normalised."""

    kind: IdentifierKind
    value: str

    @property
    def key(self) -> str:
        """``kind:value``."""
        return f"{self.kind}:{self.value}"

    @classmethod
    def from_key(cls, key: str) -> Identifier:
        """The inverse of ``key``."""
        kind, _, value = key.partition(":")
        return cls(IdentifierKind(kind), value)
