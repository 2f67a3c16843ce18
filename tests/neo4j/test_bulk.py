"""What the admin tool imports is what the embedded store holds."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import open_store
from netinvest.store.base import Graph, node_schema, relationship_schema
from netinvest.store.bulk import write_import_files
from netinvest.store.sync import replace
from tests.neo4j.fixtures import require_server_software
from tests.neo4j.server import Installation, free_port, stop

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.neo4j

ROWS = [
    {"key": "account:X1", "sources": ["s1", "s2"], "agent": 'A "quoted", name\nover two lines'},
    {"key": "account:Y1", "sources": ["s1"], "agent": None},
]
TRANSFER = {
    "start_key": "account:X1",
    "end_key": "account:Y1",
    "discriminator": "GBP",
    "sources": ["s1", "s2"],
    "count": 3,
    "amount": "12345678901234567.00000001",
    "active_days": 1,
}


def test_imported_by_the_admin_tool(tmp_path: Path) -> None:
    require_server_software()
    schema = relationship_schema(RelationshipType.TRANSFERRED)
    transfers = pa.Table.from_pylist([{k: v for k, v in TRANSFER.items() if k != "amount"}], schema)
    at = schema.get_field_index("amount")
    transfers = transfers.set_column(at, "amount", pa.array([TRANSFER["amount"]]).cast(pa.decimal128(28, 8)))
    times = pa.array([1_700_000_000_123_456], pa.int64()).cast(pa.timestamp("us"))
    transfers = transfers.set_column(schema.get_field_index("first_at_utc"), "first_at_utc", times)
    graph = Graph(
        {Label.BANK_ACCOUNT: pa.Table.from_pylist(ROWS, node_schema(Label.BANK_ACCOUNT))},
        {RelationshipType.TRANSFERRED: transfers},
    )
    with duckdb.connect() as con:
        embedded = open_store("embedded", con, "")
        replace(embedded, graph)
        arguments = write_import_files(embedded, "bulk", tmp_path / "files", con)
        nodes = embedded.read_nodes(Label.BANK_ACCOUNT)
        ties = embedded.read_relationships(RelationshipType.TRANSFERRED)
    installation = Installation(tmp_path / "home", free_port(), heap_mb=384)
    installation.prepare()
    installation.admin(*arguments)
    server = installation.start()
    try:
        store = server.store("bulk")
        store.create_schema()
        assert store.read_nodes(Label.BANK_ACCOUNT).equals(nodes)
        assert store.read_relationships(RelationshipType.TRANSFERRED).equals(ties)
        assert replace(store, graph).written == 0
        store.close()
    finally:
        stop(server.pid or 0, signal.SIGKILL)
