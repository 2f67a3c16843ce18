"""What a server's or the driver's complaint means, in one sentence that says what to do.

The complaint itself is left out: it can quote values.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from netinvest.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = (5, 13)
"""The oldest server whose Cypher has all that is used here; 5.26 (long-term support) is what is tested."""

_SENTENCES = {
    "Neo.ClientError.Security.Unauthorized": (
        "the Neo4j server refuses the user name or password",
        "check NEO4J_USERNAME and NEO4J_PASSWORD, or the keyring's entry",
    ),
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        "the Neo4j server refuses further log-ins after several wrong passwords",
        "wait a minute, then check NEO4J_USERNAME and NEO4J_PASSWORD",
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        "the Neo4j server wants a new password before anything else",
        "run `ALTER CURRENT USER SET PASSWORD FROM 'old' TO 'new'` in cypher-shell, then set NEO4J_PASSWORD",
    ),
    "Neo.ClientError.Security.Forbidden": (
        "the Neo4j user may not write",
        "use a user with the role publisher or higher, or ask for that role; nothing was changed",
    ),
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase": (
        "the Neo4j database is read-only",
        "take it out of server.databases.read_only, or name another in NEO4J_DATABASE; nothing was changed",
    ),
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase": (
        "the Neo4j database is read-only",
        "take it out of server.databases.read_only, or name another in NEO4J_DATABASE; nothing was changed",
    ),
    "Neo.ClientError.Database.DatabaseNotFound": (
        "the Neo4j server has no such database",
        "check NEO4J_DATABASE (Community has only `neo4j`), or create it",
    ),
    "Neo.TransientError.General.MemoryPoolOutOfMemoryError": (
        "the Neo4j server ran out of memory for a transaction",
        "give it more with server.memory.heap.max_size, then run `netinvest sync`",
    ),
    "Neo.TransientError.Transaction.DeadlockDetected": (
        "another process kept writing the same part of the graph",
        "wait until it has ended, then run `netinvest sync`",
    ),
}


def explain(error: Exception, uri: str) -> StoreError:
    """The one sentence for a driver's exception.

    Args:
        error: From the ``neo4j`` package.
        uri: The server's address, which carries no credentials.
    """
    from neo4j import exceptions

    what, remedy = _SENTENCES.get(getattr(error, "code", None) or "", ("", ""))
    chain = list(_causes(error))
    text = " ".join(str(cause) for cause in chain)
    if what:
        pass
    elif isinstance(error, exceptions.ConfigurationError):  # what we ask of it came with Bolt 5
        return _too_old(uri)
    elif any(isinstance(cause, ssl.SSLError) for cause in chain) or "SSL" in text or "TLS" in text:
        what = "no encrypted connection to the Neo4j server comes about"
        remedy = "check its certificate, or use bolt:// or neo4j:// where the network itself is protected"
    elif isinstance(error, exceptions.UnsupportedServerProduct) or "Bolt" in text or "handshake" in text.lower():
        what = "what answers there does not speak this driver's Bolt protocol"
        remedy = f"check the port (Bolt is 7687, the browser 7474) and that it is Neo4j {version(OLDEST)} or newer"
    elif isinstance(
        error, exceptions.ServiceUnavailable | exceptions.SessionExpired | exceptions.DriverError | OSError
    ):
        what = "the Neo4j server does not answer"
        remedy = "start it or check its address; what was written is complete, `netinvest sync` writes the rest"
    else:
        code = getattr(error, "code", None) or type(error).__name__
        what = f"the Neo4j server refuses with {code}"
        remedy = "see the server's log; `netinvest sync` completes what is missing"
    return StoreError(what, where=uri, remedy=remedy)


def check_version(agent: str, uri: str) -> None:
    """Refuse a server that is too old.

    Args:
        agent: What the server calls itself, as ``Neo4j/5.26.20``.
        uri: Its address.

    Raises:
        StoreError: It is too old, or not Neo4j.
    """
    product, _, number = agent.partition("/")
    parts = tuple(int(part) for part in number.split("-")[0].split("+")[0].split(".")[:2] if part.isdigit())
    if product != "Neo4j" or parts < OLDEST:
        raise _too_old(uri)


def _too_old(uri: str) -> StoreError:
    return StoreError(
        f"the server there is older than Neo4j {version(OLDEST)}, or not Neo4j",
        where=uri,
        remedy="use Neo4j 5.26 (long-term support) or newer",
    )


def version(parts: tuple[int, ...]) -> str:
    """``5.13``."""
    return ".".join(map(str, parts))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
