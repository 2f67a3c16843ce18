"""What every graph store promises, on generated graphs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from netinvest.errors import StoreError
from netinvest.model.graph import (
    ENDPOINTS,
    KEY_LABEL,
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Label,
    RelationshipType,
)
from netinvest.store import open_store
from netinvest.store.base import SCORE_PROPERTIES, Graph, GraphStore, node_schema, relationship_schema, score_schema
from netinvest.store.sync import copy, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.neo4j.server import Server

PREFIX = {label: prefix for prefix, label in KEY_LABEL.items()}
SOURCES = [f"{n:064x}" for n in range(3)]


@pytest.fixture
def embedded() -> Iterator[GraphStore]:
    with duckdb.connect() as con:
        yield open_store("embedded", con, "contract")


@pytest.fixture
def neo4j(neo4j_server: Server, case_id: str) -> Iterator[GraphStore]:
    store = neo4j_server.store(case_id)
    yield store
    store.close()


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest) -> GraphStore:
    store: GraphStore = request.getfixturevalue(request.param)
    store.create_schema()
    return store


# -- generated graphs ----------------------------------------------------------------------------------

# Every character that may stand in a file, but for lone surrogates, which Arrow has none of.
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": text,
    "bool": st.booleans(),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "double": st.floats(allow_nan=False),
    "timestamp": st.datetimes(),  # between years 1 and 9999
    "list<string>": st.lists(text, max_size=3),
    "decimal(28,8)": st.integers(-(10**28) + 1, 10**28 - 1).map(lambda n: Decimal(n).scaleb(-8)),
}
support = st.lists(st.sampled_from(SOURCES), unique=True, max_size=3).map(sorted)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    graph = Graph()
    keys: dict[Label, list[str]] = {}
    for label in Label:
        values = draw(st.lists(text, unique=True, max_size=3))
        keys[label] = [f"{PREFIX[label]}:{value}" for value in values]
        rows = [
            {"key": key, "sources": draw(support)}
            | {name: draw(st.none() | VALUES[kind]) for name, kind in NODE_PROPERTIES[label].items()}
            for key in keys[label]
        ]
        graph.nodes[label] = pa.Table.from_pylist(rows, node_schema(label))
    for rtype in RelationshipType:
        starts, ends = ([key for label in side for key in keys[label]] for side in ENDPOINTS[rtype])
        rows = []
        if starts and ends:
            names = st.tuples(st.sampled_from(starts), st.sampled_from(ends), st.sampled_from(["", "EUR", "`x`"]))
            rows = [
                {"start_key": start, "end_key": end, "discriminator": which, "sources": draw(support)}
                | {name: draw(st.none() | VALUES[kind]) for name, kind in RELATIONSHIP_PROPERTIES[rtype].items()}
                for start, end, which in draw(st.lists(names, unique=True, max_size=3))
            ]
        graph.relationships[rtype] = pa.Table.from_pylist(rows, relationship_schema(rtype))
    return graph


def keyed(table: pa.Table) -> dict[tuple[str, ...], dict[str, Any]]:
    names = [name for name in ("start_key", "end_key", "discriminator", "key") if name in table.column_names]
    return {tuple(row[name] for name in names): row for row in table.to_pylist()}


def held(store: GraphStore) -> dict[str, dict[tuple[str, ...], dict[str, Any]]]:
    return {str(label): keyed(store.read_nodes(label)) for label in Label} | {
        str(rtype): keyed(store.read_relationships(rtype)) for rtype in RelationshipType
    }


def wanted(graph: Graph) -> dict[str, dict[tuple[str, ...], dict[str, Any]]]:
    return {str(kind): keyed(table) for kind, table in (*graph.nodes.items(), *graph.relationships.items())}


GENERATED = settings(
    max_examples=5,  # a server takes a second and more for each
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # against a server, shrinking takes many minutes
    suppress_health_check=list(HealthCheck),
)


@GENERATED
@given(graph=graphs(), then=graphs())
def test_reads_what_was_written_and_only_the_last_of_it(store: GraphStore, graph: Graph, then: Graph) -> None:
    check_reading(store, graph, then)


@GENERATED
@given(graph=graphs())
def test_a_source_leaves_with_what_only_it_supports(store: GraphStore, graph: Graph) -> None:
    check_leaving(store, graph)


@pytest.mark.soak
@settings(GENERATED, max_examples=100)
@given(graph=graphs(), then=graphs())
def test_graphs_in_great_number(store: GraphStore, graph: Graph, then: Graph) -> None:
    check_reading(store, graph, then)
    check_leaving(store, graph)


def check_reading(store: GraphStore, graph: Graph, then: Graph) -> None:
    replace(store, graph)
    assert held(store) == wanted(graph)
    done = replace(store, graph)
    assert done.written == done.deleted == 0
    replace(store, then)
    assert held(store) == wanted(then)


def check_leaving(store: GraphStore, graph: Graph) -> None:
    replace(store, graph)
    store.delete_source(SOURCES[1])

    def left(rows: dict[tuple[str, ...], dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
        return {
            key: row | {"sources": [s for s in row["sources"] if s != SOURCES[1]]}
            for key, row in rows.items()
            if row["sources"] != [SOURCES[1]]
        }

    expected = {kind: left(rows) for kind, rows in wanted(graph).items()}
    nodes = {key[0] for label in Label for key in expected[str(label)]}
    for rtype in RelationshipType:  # a relationship does not outlive its ends
        expected[str(rtype)] = {k: row for k, row in expected[str(rtype)].items() if k[0] in nodes and k[1] in nodes}
    assert held(store) == expected


@pytest.mark.neo4j
@settings(GENERATED, max_examples=3)
@given(graph=graphs())
def test_both_stores_give_equal_tables_and_copy_each_other(
    embedded: GraphStore, neo4j: GraphStore, graph: Graph
) -> None:
    replace(embedded, graph)
    copy(embedded, neo4j)
    for label in Label:
        assert embedded.read_nodes(label).equals(neo4j.read_nodes(label))
    for rtype in RelationshipType:
        assert embedded.read_relationships(rtype).equals(neo4j.read_relationships(rtype))
    keys = [key for table in graph.nodes.values() for key in table["key"].to_pylist()[:1]]
    for hops in (0, 1, 2):
        assert embedded.neighbourhood(keys, hops) == neo4j.neighbourhood(keys, hops)
    with duckdb.connect() as con:
        back = open_store("embedded", con, "back")
        copy(neo4j, back)
        assert held(back) == wanted(graph)


# -- particular promises -----------------------------------------------------------------------------


def phones(*values: str, sources: list[str] | None = None) -> pa.Table:
    rows = [{"key": f"phone:{v}", "sources": sources or SOURCES[:1], "service_number": False} for v in values]
    return pa.Table.from_pylist(rows, node_schema(Label.PHONE))


def calls(*pairs: tuple[str, str], count: int = 1) -> pa.Table:
    rows = [
        {
            "start_key": f"phone:{a}",
            "end_key": f"phone:{b}",
            "discriminator": "",
            "sources": SOURCES[:1],
            "count": count,
        }
        for a, b in pairs
    ]
    return pa.Table.from_pylist(rows, relationship_schema(RelationshipType.CALLED))


def test_tables_come_back_sorted_by_the_bytes_of_their_keys(store: GraphStore) -> None:
    # UTF-16 order, which Java's strings have, puts U+1F600 before U+FF21
    values = ["b", "B", "a", "\uff21", "\U0001f600", "é", "e\u0301", "10", "9"]
    store.upsert_nodes(Label.PHONE, phones(*values))
    keys = store.read_nodes(Label.PHONE)["key"].to_pylist()
    assert keys == sorted((f"phone:{v}" for v in values), key=lambda key: key.encode())


def test_a_missing_end_refuses_the_batch_whole(store: GraphStore) -> None:
    store.upsert_nodes(Label.PHONE, phones("1", "2"))
    with pytest.raises(StoreError, match="not in the graph"):
        store.upsert_relationships(RelationshipType.CALLED, calls(("1", "2"), ("1", "3")))
    assert store.read_relationships(RelationshipType.CALLED).num_rows == 0


def test_wrong_tables_are_refused(store: GraphStore) -> None:
    with pytest.raises(StoreError, match="twice"):
        store.upsert_nodes(Label.PHONE, phones("1", "1"))
    with pytest.raises(StoreError, match="lacks service_number"):
        store.upsert_nodes(Label.PHONE, phones("1").drop(["service_number"]))
    with pytest.raises(StoreError, match="prefix"):
        store.upsert_relationships(RelationshipType.POSTED_IN, calls(("1", "2")))
    with pytest.raises(StoreError, match="key is missing"):
        store.upsert_nodes(Label.PHONE, pa.Table.from_pylist([{"key": None}], node_schema(Label.PHONE)))


def test_overwrites_whole_rows(store: GraphStore) -> None:
    store.upsert_nodes(Label.PHONE, phones("1", "2"))
    store.upsert_relationships(RelationshipType.CALLED, calls(("1", "2"), count=5))
    row = calls(("1", "2")).to_pylist()[0] | {"count": None, "duration_s": 7}
    store.upsert_relationships(
        RelationshipType.CALLED, pa.Table.from_pylist([row], relationship_schema(RelationshipType.CALLED))
    )
    assert store.read_relationships(RelationshipType.CALLED).to_pylist() == [row]


def test_reads_by_source(store: GraphStore) -> None:
    store.upsert_nodes(Label.PHONE, phones("1", sources=SOURCES[:2]))
    store.upsert_nodes(Label.PHONE, phones("2", sources=SOURCES[2:]))
    assert store.read_nodes(Label.PHONE, sources=[SOURCES[1]])["key"].to_pylist() == ["phone:1"]
    assert store.read_nodes(Label.PHONE, sources=SOURCES).num_rows == 2
    assert store.read_nodes(Label.PHONE, sources=[]).num_rows == 0


def test_neighbourhood_goes_both_ways_and_no_further(store: GraphStore) -> None:
    store.upsert_nodes(Label.PHONE, phones(*"12345"))
    store.upsert_relationships(
        RelationshipType.CALLED, calls(("1", "2"), ("3", "2"), ("3", "4"), ("4", "5"), ("1", "1"))
    )
    near = store.neighbourhood(["phone:1", "phone:absent"], 2)
    assert near.nodes[Label.PHONE]["key"].to_pylist() == ["phone:1", "phone:2", "phone:3"]
    assert [
        (r["start_key"][-1], r["end_key"][-1]) for r in near.relationships[RelationshipType.CALLED].to_pylist()
    ] == [
        ("1", "1"),
        ("1", "2"),
        ("3", "2"),
    ]
    assert store.neighbourhood(["phone:absent"], 3) == Graph()


def test_deleting_a_node_takes_its_relationships_and_scores(store: GraphStore) -> None:
    store.upsert_nodes(Label.PHONE, phones(*"123"))
    store.upsert_relationships(RelationshipType.CALLED, calls(("1", "2"), ("2", "3"), ("3", "1")))
    store.write_scores(scores("phone:1", "phone:2"))
    assert store.delete_nodes(Label.PHONE, pa.table({"key": ["phone:2", "phone:absent"]})) == 1
    assert list(keyed(store.read_relationships(RelationshipType.CALLED))) == [("phone:3", "phone:1", "")]
    assert store.read_scores()["key"].to_pylist() == ["phone:1"]
    gone = calls(("3", "1"), ("1", "3"))
    assert store.delete_relationships(RelationshipType.CALLED, gone) == 1
    assert store.read_relationships(RelationshipType.CALLED).num_rows == 0


def scores(*keys: str) -> pa.Table:
    row = {"community": 3, "rank": 1, "score": 0.25, "finding": "network", "indicators": ["a", "b"]}
    assert row.keys() == SCORE_PROPERTIES.keys()
    return pa.Table.from_pylist([{"key": key} | row for key in keys], score_schema())


def test_scores_replace_each_other_and_outlive_a_write_of_their_node(store: GraphStore) -> None:
    store.upsert_nodes(Label.PHONE, phones("1", "2"))
    store.write_scores(scores("phone:2", "phone:1"))
    assert store.read_scores().equals(scores("phone:1", "phone:2"))
    store.upsert_nodes(Label.PHONE, phones("1"))
    assert store.read_scores()["key"].to_pylist() == ["phone:1", "phone:2"]
    with pytest.raises(StoreError, match="not in the graph"):
        store.write_scores(scores("phone:3"))
    store.write_scores(scores("phone:2"))
    assert store.read_scores().equals(scores("phone:2"))
    store.write_scores(scores())
    assert store.read_scores().num_rows == 0
