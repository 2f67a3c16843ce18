"""A case on a server: the same findings, the same graph, and the investigator's queries."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import netinvest as ni
import pytest
from netinvest.case.graph import publish_graph, pull_graph, sync_graph, write_graph_files
from netinvest.errors import CaseError, StoreError
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import open_store
from netinvest.store.sync import sync
from netinvest.synthetic import write_case
from tests.neo4j.server import free_port

if TYPE_CHECKING:
    from netinvest.case import Case
    from netinvest.store.base import GraphStore
    from tests.neo4j.server import Server

pytestmark = pytest.mark.neo4j

SEED = 11
QUERIES = Path(__file__).parents[2] / "docs" / "investigator.cypher"
MAY_BE_EMPTY = {12}  # money that goes in a circle


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, neo4j_server: Server) -> Any:
    """The same files in an embedded case and in one on the server, both analysed."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in neo4j_server.environment().items():
            environment.setenv(name, value)
        root = tmp_path_factory.mktemp("cases")
        truth = write_case(root / "files", seed=SEED, scale="small")
        files = sorted(path for path in (root / "files").iterdir() if path != truth)
        made = []
        for name, store in (("embedded", "embedded"), ("server", neo4j_server.uri)):
            case = ni.create_case(root / name / "same.case", country="GB", store=store)
            case.load(*files)
            case.analyse(seed=SEED, perturbations=4)
            made.append(case)
        yield made


def test_a_load_writes_to_the_server(tmp_path: Path, cases: Any) -> None:
    """Before any analysis, and nothing is loaded where the server cannot be reached."""
    calls = tmp_path / "calls.csv"
    calls.write_text(
        "calling number,called number,start time,duration,service\n"
        "+447700900101,+447700900102,2026-03-01T10:00:00Z,60,voice\n"
    )
    uri = cases[1].settings.store
    case = ni.create_case(tmp_path / "a.case", country="GB", store=uri)
    assert case.load(calls).graph_behind == ""
    assert graph(case)[RelationshipType.CALLED].num_rows == 1
    assert sync_graph(case).written == 0
    lost = ni.create_case(tmp_path / "b.case", country="GB", store=f"bolt://127.0.0.1:{free_port()}")
    with pytest.raises(StoreError):
        lost.load(calls)
    assert lost.sources() == []


def test_a_server_lost_on_the_way_leaves_the_records_and_says_so(
    tmp_path: Path, cases: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netinvest.store.neo4j import Neo4jStore

    calls = tmp_path / "calls.csv"
    calls.write_text(
        "calling number,called number,start time,duration,service\n"
        "+447700900103,+447700900104,2026-03-01T10:00:00Z,60,voice\n"
    )
    case = ni.create_case(tmp_path / "a.case", country="GB", store=cases[1].settings.store)

    def gone(*_: Any) -> int:
        raise StoreError("the Neo4j server does not answer", remedy="check that it runs")

    with monkeypatch.context() as patched:
        patched.setattr(Neo4jStore, "upsert_relationships", gone)
        report = case.load(calls)
    assert "does not answer" in report.graph_behind
    assert [source["loaded"] for source in case.sources()] == [1]
    assert sync_graph(case).written > 0
    assert graph(case)[RelationshipType.CALLED].num_rows == 1


def test_what_may_not_be_passed_on_is_not_published(
    tmp_path: Path, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in neo4j_server.environment().items():
        monkeypatch.setenv(name, value)
    calls = tmp_path / "calls.csv"
    calls.write_text(
        "calling number,called number,start time,duration,service\n"
        "+447700900105,+447700900106,2026-03-01T10:00:00Z,60,voice\n"
    )
    case = ni.create_case(tmp_path / "a.case", country="GB")
    (source,) = case.load(calls, handling="H3 not without the officer in charge").sources
    with pytest.raises(CaseError, match="must not be passed on"):
        publish_graph(case, neo4j_server.uri)
    with pytest.raises(CaseError, match="must not be passed on"):
        write_graph_files(case, tmp_path / "files")
    assert not any(table.num_rows for table in graph(case, neo4j_server.uri).values())
    assert not (tmp_path / "files").exists()
    case.permit(source.source_id, provider="agency", reference="letter 1")
    publish_graph(case, neo4j_server.uri)
    assert graph(case, neo4j_server.uri) == graph(case)
    assert [entry.purpose for entry in case.log() if entry.action == "disclosure"] == ["graph published to a server"]


def graph(case: Case, uri: str | None = None) -> dict[str, Any]:
    with case._open() as ledger:
        store = open_store(uri or case.settings.store, ledger.con, case.settings.id)
        try:
            tables: dict[str, Any] = {label: store.read_nodes(label) for label in Label}
            tables |= {rtype: store.read_relationships(rtype) for rtype in RelationshipType}
            return tables | {"scores": store.read_scores()}
        finally:
            store.close()


def findings(case: Case) -> str:
    with case._open() as ledger:
        rows = ledger.con.execute("SELECT * FROM finding ORDER BY run_id, kind, rank, finding_id").fetchall()
        runs = ledger.con.execute("SELECT run_id, network_digest, findings_digest FROM run").fetchall()
    return repr((runs, rows))


def test_both_stores_give_the_same_findings_and_graph(cases: list[Case]) -> None:
    embedded, server = cases
    assert findings(embedded) == findings(server)
    tables = graph(embedded)
    assert tables == graph(server)
    assert tables[RelationshipType.CALLED].num_rows > 500
    assert tables["scores"].num_rows > 10


def test_published_and_pulled_it_is_the_same(
    cases: list[Case], neo4j_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in neo4j_server.environment().items():
        monkeypatch.setenv(name, value)
    embedded = cases[0]
    before = graph(embedded)
    assert publish_graph(embedded, neo4j_server.uri).written == sum(
        table.num_rows for name, table in before.items() if name != "scores"
    )
    assert publish_graph(embedded, neo4j_server.uri).written == 0
    assert graph(embedded, neo4j_server.uri) == before
    shutil.copytree(embedded.path, tmp_path / "back.case")
    back = ni.open_case(tmp_path / "back.case")
    with back._open() as ledger:
        store = open_store("embedded", ledger.con, "")
        for label in Label:
            store.delete_nodes(label, store.read_nodes(label))
    pull_graph(back, neo4j_server.uri)
    assert graph(back) == before
    stranger = ni.create_case(tmp_path / "stranger.case")
    with pytest.raises(CaseError, match="holds nothing of this case"):
        pull_graph(stranger, neo4j_server.uri)


def test_sync_completes_and_removes(
    cases: list[Case], neo4j_server: Server, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in neo4j_server.environment().items():
        monkeypatch.setenv(name, value)
    server = cases[1]
    before = graph(server)
    store = neo4j_server.store(server.settings.id)
    gone = store.read_relationships(RelationshipType.CALLED).slice(10, 50)
    store.delete_relationships(RelationshipType.CALLED, gone)
    done = sync_graph(server)
    assert (done.written, done.deleted) == (50, 0)
    assert graph(server) == before
    store.close()


def test_a_source_taken_from_the_ledger_leaves_the_graph_as_if_it_had_never_been(
    cases: list[Case], neo4j_server: Server, case_id: str
) -> None:
    store = neo4j_server.store(case_id)
    with cases[0]._open() as ledger, ledger.transaction() as con:
        sync(con, store)
        number, source_id = con.execute(
            "SELECT source_no, source_id FROM source JOIN call USING (source_no) GROUP BY ALL ORDER BY count(*) DESC, 1"
        ).fetchone()
        for table in ("call_coded", "call_verbatim"):
            con.execute(f"DELETE FROM {table} WHERE source_no = ?", [number])
        con.execute("DELETE FROM source WHERE source_no = ?", [number])
        sync(con, store, [source_id])
        fresh = neo4j_server.store(f"{case_id}-fresh")
        sync(con, fresh)
        assert _tables(store) == _tables(fresh)
        con.execute("ROLLBACK")
        con.execute("BEGIN TRANSACTION")
    store.close()
    fresh.close()


def _tables(store: GraphStore) -> list[Any]:
    return [store.read_nodes(label) for label in Label] + [
        store.read_relationships(rtype) for rtype in RelationshipType
    ]


# -- the investigator's queries ------------------------------------------------------------------------


@cache
def queries() -> dict[int, tuple[list[str], str]]:
    """Number -> parameters and statement."""
    found = {}
    for block in re.split(r"\n(?=// \d+\. )", QUERIES.read_text(encoding="utf-8"))[1:]:
        head, parameters, *statement = block.splitlines()
        number = int(head.split(".")[0].removeprefix("// "))
        found[number] = (
            parameters.removeprefix("// parameters: ").split(", "),
            "\n".join(statement).rstrip().rstrip(";"),
        )
    return found


def test_there_are_twenty() -> None:
    assert sorted(queries()) == list(range(1, 21))


@pytest.fixture(scope="module")
def chosen(cases: list[Case], neo4j_server: Server) -> dict[str, Any]:
    """Parameters that have an answer in the case."""
    embedded = graph(cases[0])
    calls = embedded[RelationshipType.CALLED].to_pandas()
    seen = set(embedded[RelationshipType.SEEN_AT]["start_key"].to_pylist())
    listed = set(embedded[RelationshipType.LISTS]["end_key"].to_pylist())
    callers = calls.groupby("start_key")["end_key"].nunique()
    phone = max(seen & listed & set(callers.index), key=lambda key: (callers[key], key))
    neighbours = set(calls[calls.start_key == phone].end_key) | set(calls[calls.end_key == phone].start_key)
    near = calls[calls.start_key.isin(neighbours) & ~calls.end_key.isin({phone, *neighbours})]
    transfers = embedded[RelationshipType.TRANSFERRED]["start_key"].to_pylist()
    holder = embedded[Label.ACTOR]["alias"].to_pylist()[0]
    community = next(value for value in embedded["scores"]["community"].to_pylist() if value is not None)
    return {
        "case": cases[1].settings.id,
        "phone": phone,
        "other_phone": min(near.end_key),
        "account": max(sorted(set(transfers)), key=transfers.count),
        "alias": holder,
        "community": community,
    }


@pytest.mark.parametrize("number", range(1, 21))
def test_query(number: int, chosen: dict[str, Any], neo4j_server: Server) -> None:
    names, statement = queries()[number]
    store = neo4j_server.store(chosen["case"])
    with store.bolt.session() as session:
        result = session.run(statement, {name: chosen[name] for name in names})
        rows = result.data()
    store.close()
    assert rows or number in MAY_BE_EMPTY
