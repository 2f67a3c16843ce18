"""Where a server is and how to log in: from the environment or the keyring, never from argv, a case file or a log."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from netinvest.errors import StoreError, UsageError

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
KEYRING_SERVICE = "netinvest-neo4j"

_ADDRESS = re.compile(r"(?P<scheme>[a-z0-9+]+)://(?P<host>[^/?#@\s]+)/?(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True)
class Login:
    """An address and credentials; the password shows in no ``repr``."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str | None = None


def is_server_address(spec: str) -> bool:
    """Whether ``spec`` starts as the address of a Neo4j server does."""
    return spec.partition("://")[0] in SCHEMES and "://" in spec


def checked_address(uri: str) -> str:
    """An address that may be written into a case file.

    Raises:
        UsageError: It is not an address of a server, or it carries credentials.
    """
    if "@" in uri:
        raise UsageError(
            "the server's address carries a user name or password",
            remedy="give the address alone and the login in NEO4J_USERNAME and NEO4J_PASSWORD or the keyring",
        )
    match = _ADDRESS.fullmatch(uri)
    if match is None or match["scheme"] not in SCHEMES or match["rest"]:
        raise UsageError(
            "that is not the address of a Neo4j server",
            remedy=f"use one of {', '.join(scheme + '://host:7687' for scheme in SCHEMES)}",
        )
    return uri


def find_login(uri: str | None = None) -> Login:
    """The login for a server.

    ``NEO4J_USERNAME`` (else ``neo4j``), ``NEO4J_PASSWORD`` (else the keyring's entry for service
    ``netinvest-neo4j`` and user ``USERNAME@URI``), ``NEO4J_DATABASE`` (else the server's default).

    Args:
        uri: The server; ``NEO4J_URI`` if None.

    Raises:
        UsageError: No address is known, or it is not one.
        StoreError: There is no password.
    """
    uri = uri or os.environ.get("NEO4J_URI", "")
    if not uri:
        raise UsageError("no server is named", remedy="set NEO4J_URI or give its address")
    uri = checked_address(uri)
    username = os.environ.get("NEO4J_USERNAME", "neo4j")
    password = os.environ.get("NEO4J_PASSWORD") or _from_keyring(f"{username}@{uri}")
    if not password:
        raise StoreError(
            "there is no password for the Neo4j server",
            where=uri,
            remedy=f"set NEO4J_PASSWORD, or run `keyring set {KEYRING_SERVICE} {username}@{uri}`",
        )
    return Login(uri, username, password, os.environ.get("NEO4J_DATABASE") or None)


def _from_keyring(entry: str) -> str | None:
    import keyring
    import keyring.errors

    try:
        found: str | None = keyring.get_password(KEYRING_SERVICE, entry)
    except keyring.errors.KeyringError:  # a headless machine has none
        return None
    return found
