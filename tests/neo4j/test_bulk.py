"""What the admin tool imports is what the embedded store holds."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import duckdb
import netinvest as ni
import pyarrow as pa
import pytest
from netinvest.cli.app import app
from netinvest.errors import UsageError
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import open_store
from netinvest.store.base import Graph, node_schema, relationship_schema, score_schema
from netinvest.store.bulk import write_import_files
from netinvest.store.sync import replace
from tests.neo4j.fixtures import require_server_software
from tests.neo4j.server import Installation, free_port, stop
from typer.testing import CliRunner

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
        score = {"key": "account:Y1", "community": 2, "rank": None, "score": 0.1, "finding": None}
        embedded.write_scores(pa.Table.from_pylist([score | {"indicators": ["a, b", 'c"']}], score_schema()))
        arguments = write_import_files(embedded, "bulk", tmp_path / "files")
        scores = embedded.read_scores()
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
        assert store.read_scores().equals(scores)
        assert replace(store, graph).written == 0
        store.close()
    finally:
        stop(server.pid or 0, signal.SIGKILL)


def test_the_folder_is_whole_or_absent(tmp_path: Path) -> None:
    with duckdb.connect() as con:
        store = open_store("embedded", con, "")
        store.create_schema()
        (tmp_path / "taken").mkdir()
        (tmp_path / "taken" / "mine.txt").touch()
        with pytest.raises(UsageError, match="something here already"):
            write_import_files(store, "bulk", tmp_path / "taken")
        with pytest.raises(UsageError, match="cannot be written"):
            write_import_files(store, "bulk", tmp_path / "absent" / "deeper")
    assert [path.name for path in tmp_path.rglob("*")] == ["taken", "mine.txt"]


def test_published_as_files_by_the_command(tmp_path: Path) -> None:
    case = ni.create_case(tmp_path / "a.case", country="GB")
    calls = "caller,called,start,duration\n+447700900001,+447700900002,2026-01-02 10:00:00,60\n"
    (tmp_path / "calls.csv").write_text(calls)
    case.load(tmp_path / "calls.csv")
    done = CliRunner().invoke(app, ["publish", str(case.path), "--files", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "CALLED.csv",
        "Phone.csv",
        "Source.csv",
        "import.sh",
    }
    assert f"--nodes=Phone={tmp_path / 'out' / 'Phone.csv'}" in (tmp_path / "out" / "import.sh").read_text()
    assert case.log()[-1].action == "disclosure"
    both = CliRunner().invoke(app, ["publish", str(case.path), "bolt://host", "--files", "x"])
    assert both.exit_code != 0
