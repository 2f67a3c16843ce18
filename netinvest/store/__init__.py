"""The evidence graph: embedded in the case's DuckDB file, or in a Neo4j server; the same answers from both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from netinvest.store.base import GraphStore

EMBEDDED = "embedded"


def open_store(
    spec: str,
    connection: duckdb.DuckDBPyConnection | None,
    case_id: str,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> GraphStore:
    """Open the graph of a case.

    Args:
        spec: ``embedded``, or the address of a server (``bolt://host:7687``, ``neo4j+s://...``) without credentials.
        connection: The ledger's connection; the embedded graph lies in the same file. Not needed for a server.
        case_id: Keeps the cases apart that share a server.
        progress: Called with what is being written, rows done and rows in all.

    Raises:
        UsageError: ``spec`` is neither.
        StoreError: The server cannot be reached or refuses; see ``netinvest.store.neo4j``.
    """
    if spec == EMBEDDED:
        from netinvest.store.embedded import EmbeddedStore

        if connection is None:
            raise UsageError("the embedded store needs the case's ledger", remedy="pass the ledger's connection")
        return EmbeddedStore(connection)
    from netinvest.store.connection import is_server_address

    if not is_server_address(spec):
        raise UsageError(
            "the store is neither `embedded` nor the address of a Neo4j server",
            remedy="use bolt://host:7687, neo4j://host:7687 or neo4j+s://host",
        )
    from netinvest.store.neo4j import Neo4jStore

    return Neo4jStore.connect(spec, case_id=case_id, progress=progress)
