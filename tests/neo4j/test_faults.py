"""Whatever breaks on the way, the graph afterwards equals the undisturbed one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyarrow as pa
import pytest
from netinvest.errors import StoreError
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import batch, cypher
from netinvest.store.base import node_schema, relationship_schema
from tests.neo4j.fixtures import require_server_software
from tests.neo4j.proxy import Cut, CuttingProxy
from tests.neo4j.server import Installation, Server, free_port, stop

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.store.neo4j import Neo4jStore

pytestmark = pytest.mark.neo4j

PHONES = 120
SOURCE = "5" * 64


def phones(count: int = PHONES) -> pa.Table:
    rows = [{"key": f"phone:+44770090{n:04d}", "sources": [SOURCE], "service_number": n % 7 == 0} for n in range(count)]
    return pa.Table.from_pylist(rows, node_schema(Label.PHONE))


def calls(count: int = PHONES, *, each: int = 3) -> pa.Table:
    keys = phones(count)["key"].to_pylist()
    rows = [
        {"start_key": keys[n], "end_key": keys[(n * 7 + k) % count], "discriminator": "", "sources": [SOURCE]}
        | {"count": n + k, "duration_s": 60 * n, "active_days": 1}
        for n in range(count)
        for k in range(each)
    ]
    rows.sort(key=lambda row: (row["start_key"], row["end_key"]))
    return pa.Table.from_pylist(rows, relationship_schema(RelationshipType.CALLED))


def assert_whole(store: Neo4jStore, count: int = PHONES, *, each: int = 3) -> None:
    assert store.read_nodes(Label.PHONE).equals(phones(count))
    assert store.read_relationships(RelationshipType.CALLED).equals(calls(count, each=each))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "BATCH", 6)


@pytest.mark.parametrize("cut", [Cut.BEFORE, Cut.DURING, Cut.AFTER])
@pytest.mark.usefixtures("small_batches")
def test_fifty_cuts_lose_and_double_nothing(neo4j_server: Server, case_id: str, cut: Cut) -> None:
    address = urlsplit(neo4j_server.uri)
    target = (address.hostname or "127.0.0.1", address.port or 7687)
    through = neo4j_server.store(case_id)  # makes the schema undisturbed
    through.create_schema()
    with CuttingProxy(target, cut, lambda seen: seen % 3 != 0) as proxy:
        store = neo4j_server.store(case_id, uri=f"bolt://127.0.0.1:{proxy.port}")
        assert store.upsert_nodes(Label.PHONE, phones()) == PHONES
        assert store.upsert_relationships(RelationshipType.CALLED, calls()) == PHONES * 3
        assert proxy.cuts >= 50
        assert_whole(through)
        # a deletion that is repeated finds nothing more to delete: only the marker knows how many there were
        assert store.delete_nodes(Label.PHONE, phones()) == PHONES
        store.close()
    assert through.read_nodes(Label.PHONE).num_rows == 0
    assert _markers(through, case_id) == 0
    through.close()


@pytest.mark.usefixtures("small_batches")
def test_cuts_within_a_statement(neo4j_server: Server, case_id: str) -> None:
    address = urlsplit(neo4j_server.uri)
    through = neo4j_server.store(case_id)
    through.create_schema()
    with CuttingProxy(
        (address.hostname or "", address.port or 7687), Cut.WITHIN, lambda seen: seen in (9, 40)
    ) as proxy:
        store = neo4j_server.store(case_id, uri=f"bolt://127.0.0.1:{proxy.port}")
        store.upsert_nodes(Label.PHONE, phones())
        store.upsert_relationships(RelationshipType.CALLED, calls())
        store.close()
        assert proxy.cuts == 2
    assert_whole(through)
    through.close()


WRITER = """
import sys
from netinvest.store import batch, open_store
from netinvest.model.graph import Label, RelationshipType
from tests.neo4j.test_faults import phones, calls
batch.BATCH = 50
store = open_store(sys.argv[1], None, sys.argv[2])
store.create_schema()
tables = [phones(600), calls(600)]
for _ in range(3):
    store.upsert_nodes(Label.PHONE, tables[0])
    store.upsert_relationships(RelationshipType.CALLED, tables[1])
store.close()
"""


def test_two_processes_write_one_case_at_once(neo4j_server: Server, case_id: str) -> None:
    environment = {**os.environ, **neo4j_server.environment()}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, neo4j_server.uri, case_id], env=environment) for _ in range(2)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    store = neo4j_server.store(case_id)
    assert_whole(store, 600)
    assert _markers(store, case_id) == 0
    store.close()


@pytest.mark.usefixtures("small_batches")
def test_a_first_load_overtaken_by_another_doubles_nothing(neo4j_server: Server, case_id: str) -> None:
    """The first creates because there is nothing yet; another writes all of it in between; the first must notice."""
    first, second = neo4j_server.store(case_id), neo4j_server.store(case_id)
    first.create_schema()
    first.upsert_nodes(Label.PHONE, phones())
    overtaken = []

    def progress(_what: str, done: int, _total: int) -> None:
        if done >= 60 and not overtaken:
            overtaken.append(done)
            assert second.upsert_relationships(RelationshipType.CALLED, calls()) == PHONES * 3

    first._batches._progress = progress
    assert first.upsert_relationships(RelationshipType.CALLED, calls()) == PHONES * 3
    assert overtaken
    assert_whole(first)
    first.close()
    second.close()


@pytest.mark.usefixtures("small_batches")
def test_two_first_loads_at_once_double_nothing(neo4j_server: Server, case_id: str) -> None:
    stores = [neo4j_server.store(case_id) for _ in range(2)]
    stores[0].create_schema()
    stores[0].upsert_nodes(Label.PHONE, phones())
    with ThreadPoolExecutor(2) as both:
        written = list(both.map(lambda store: store.upsert_relationships(RelationshipType.CALLED, calls()), stores))
    assert written == [PHONES * 3] * 2
    assert_whole(stores[0])
    for store in stores:
        store.close()


def test_new_relationships_are_created_and_known_ones_merged(
    neo4j_server: Server, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = neo4j_server.store(case_id)
    store.create_schema()
    store.upsert_nodes(Label.PHONE, phones())
    asked: list[bool] = []
    statement = cypher.write_relationships
    monkeypatch.setattr(
        cypher, "write_relationships", lambda rtype, *, fresh: asked.append(fresh) or statement(rtype, fresh=fresh)
    )
    for _ in range(2):
        store.upsert_relationships(RelationshipType.CALLED, calls())
    assert asked == [True] * batch.LANES + [False]
    assert_whole(store)
    store.close()


@pytest.mark.usefixtures("small_batches")
def test_a_failing_lane_stops_the_other_and_is_told(neo4j_server: Server, case_id: str) -> None:
    store = neo4j_server.store(case_id)
    store.create_schema()
    store.upsert_nodes(Label.PHONE, phones(119))  # the last phone is missing
    with pytest.raises(StoreError, match="not in the graph"):
        store.upsert_relationships(RelationshipType.CALLED, calls())
    store.upsert_nodes(Label.PHONE, phones())
    store.upsert_relationships(RelationshipType.CALLED, calls())
    assert_whole(store)
    store.close()


def test_deadlocks_are_retried(neo4j_server: Server, case_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two writers that take the same nodes in opposite order."""
    monkeypatch.setattr(batch, "BATCH", 300)
    stores = [neo4j_server.store(case_id) for _ in range(2)]
    stores[0].create_schema()
    stores[0].upsert_nodes(Label.PHONE, phones(100))
    forward = calls(100)
    backward = forward.rename_columns(["end_key", "start_key", *forward.column_names[2:]])
    threads = [
        threading.Thread(target=store.upsert_relationships, args=(RelationshipType.CALLED, table))
        for store, table in zip(stores, (forward, backward), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    pairs = {(row["start_key"], row["end_key"]) for table in (forward, backward) for row in table.to_pylist()}
    held = stores[0].read_relationships(RelationshipType.CALLED)
    assert list(zip(*(held[name].to_pylist() for name in ("start_key", "end_key")), strict=True)) == sorted(pairs)
    for store in stores:
        store.close()


@pytest.mark.usefixtures("small_batches")
def test_ids_given_again_lead_to_no_wrong_node(neo4j_server: Server, case_id: str) -> None:
    """A server gives the id of a deleted node to the next one; what a store remembers is then wrong."""
    store, other = neo4j_server.store(case_id), neo4j_server.store(case_id)
    store.create_schema()
    store.upsert_nodes(Label.PHONE, phones())
    other.delete_nodes(Label.PHONE, phones())
    table = phones()
    other.upsert_nodes(Label.PHONE, table.slice(60))
    other.upsert_nodes(Label.PHONE, table.slice(0, 60))
    store.upsert_relationships(RelationshipType.CALLED, calls())
    assert_whole(store)
    store.close()
    other.close()


def test_cases_do_not_see_each_other(neo4j_server: Server, case_id: str) -> None:
    mine, theirs = neo4j_server.store(case_id), neo4j_server.store(f"{case_id}-other")
    mine.create_schema()
    mine.upsert_nodes(Label.PHONE, phones())
    theirs.upsert_nodes(Label.PHONE, phones(3))
    mine.upsert_relationships(RelationshipType.CALLED, calls())
    assert theirs.read_relationships(RelationshipType.CALLED).num_rows == 0
    assert theirs.neighbourhood(["phone:+447700900000"], 2).nodes[Label.PHONE].num_rows == 1
    with pytest.raises(StoreError, match="not in the graph"):
        theirs.upsert_relationships(RelationshipType.CALLED, calls())
    theirs.delete_source(SOURCE)
    assert theirs.read_nodes(Label.PHONE).num_rows == 0
    assert_whole(mine)
    mine.close()
    theirs.close()


def test_server_killed_restarted_stopped_and_made_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_server_software()
    monkeypatch.setattr(batch, "BATCH", 20)
    installation = Installation(tmp_path, free_port(), heap_mb=384)
    installation.prepare()
    server = installation.start()
    try:
        store = server.store("killed", patience_s=120)
        with ThreadPoolExecutor(4) as several:  # all find an empty database
            list(several.map(lambda _: store.create_schema(), range(4)))
        store.upsert_nodes(Label.PHONE, phones())
        reached, failed = threading.Event(), []

        def progress(_what: str, done: int, _total: int) -> None:
            if done >= 100:
                reached.set()

        def load() -> None:
            try:
                store.upsert_relationships(RelationshipType.CALLED, calls())
            except StoreError as error:
                failed.append(error)

        store._batches._progress = progress
        loader = threading.Thread(target=load)
        loader.start()
        assert reached.wait(60)
        stop(server.pid or 0, signal.SIGKILL)
        server = installation.start()
        loader.join(timeout=150)
        assert not failed
        assert not loader.is_alive()
        assert_whole(store)

        store.bolt.patience_s = 1
        stop(server.pid or 0, signal.SIGKILL)
        with pytest.raises(StoreError, match=r"does not answer; start it .* `netinvest sync` writes the rest"):
            store.upsert_nodes(Label.PHONE, phones())
        store.close()

        with (tmp_path / "conf" / "neo4j.conf").open("a") as conf:
            conf.write("server.databases.read_only=neo4j\n")
        server = installation.start()
        store = server.store("killed", patience_s=1)
        store.create_schema()  # is there already: a reader needs no right to write
        assert_whole(store)
        with pytest.raises(StoreError, match="database is read-only"):
            store.upsert_nodes(Label.PHONE, phones())
        store.close()
    finally:
        stop(server.pid or 0, signal.SIGKILL)


def _markers(store: Neo4jStore, case_id: str) -> int:
    with store.bolt.session() as session:
        return int(session.run("MATCH (l:NetinvestLoad {case: $case}) RETURN count(l)", case=case_id).single()[0])
