"""Text from files is a value, whatever it looks like; labels and property names come from the closed model only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from netinvest.errors import StoreError
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import cypher
from netinvest.store.base import node_schema, relationship_schema

if TYPE_CHECKING:
    from tests.neo4j.server import Server

pytestmark = pytest.mark.neo4j

STRINGS = [
    "' OR 1=1 //", '" OR 1=1 //', "`) DETACH DELETE n //", "'}) DETACH DELETE n //", "\\", "\\'", "\\u0027",
    "\\\\u0060",
    "` SET n:Admin //", "Phone`", "Phone:Admin", "Phone {key: 'x'}", "$case", "{case}", "$`case`", "${jndi:ldap://x}",
    "'; MATCH (n) DETACH DELETE n; //", "/* comment", "*/ RETURN 1 /*", "// comment", "\n", "\r\n", "\t",
    "\x00", "a\x00b",
    "\x1b[31m", "\u200b", "\u202e", "\u2066", "\ufeff", "\ufffe", "\uffff", "\U0010ffff", "\U0001f600",
    "e\u0301", "\u00e9",
    "\u1e9e", "\u0130", "NULL", "null", "true", "NaN", "-0", "1e309", "9223372036854775808", "", " ", "x" * 7000,
    "CALL apoc.load.json('http://example.invalid')", "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
]  # fmt: skip


def test_fifty_strings_as_values(neo4j_server: Server, case_id: str) -> None:
    assert len(set(STRINGS)) == 50
    store = neo4j_server.store(f"{case_id} `'\"}}) //")  # the case's id is a value too
    store.create_schema()
    handles = pa.Table.from_pylist(
        [{"key": f"handle:{text}", "sources": [text], "kind": text} for text in STRINGS], node_schema(Label.HANDLE)
    )
    ads = pa.Table.from_pylist(
        [{"key": f"ad:{text}", "sources": ["s"], "site": text} for text in STRINGS], node_schema(Label.ADVERTISEMENT)
    )
    listed = pa.Table.from_pylist(
        [
            {"start_key": f"ad:{text}", "end_key": f"handle:{text}", "discriminator": text, "sources": [text]}
            | {"where_found": text}
            for text in STRINGS
        ],
        relationship_schema(RelationshipType.LISTS),
    )
    store.upsert_nodes(Label.HANDLE, handles)
    store.upsert_nodes(Label.ADVERTISEMENT, ads)
    for _ in range(2):
        store.upsert_relationships(RelationshipType.LISTS, listed)
    by_bytes = [("key", "ascending")]
    assert store.read_nodes(Label.HANDLE).equals(handles.sort_by(by_bytes))
    assert store.read_nodes(Label.ADVERTISEMENT).equals(ads.sort_by(by_bytes))
    ends = [("start_key", "ascending"), ("end_key", "ascending"), ("discriminator", "ascending")]
    assert store.read_relationships(RelationshipType.LISTS).equals(listed.sort_by(ends))
    assert store.neighbourhood([f"handle:{STRINGS[2]}"], 1).nodes[Label.ADVERTISEMENT]["site"].to_pylist() == [
        STRINGS[2]
    ]
    assert store.delete_relationships(RelationshipType.LISTS, listed) == 50
    assert store.delete_nodes(Label.HANDLE, handles) == 50
    assert store.delete_nodes(Label.ADVERTISEMENT, ads) == 50
    store.close()


def known_names() -> set[str]:
    """Every label, type and property that netinvest's statements name."""
    statements = [cypher.upsert_nodes(label) for label in Label]
    statements += [cypher.write_relationships(rtype, fresh=True) for rtype in RelationshipType]
    statements += [
        cypher.write_scores(Label.ACTOR),
        cypher.BEGIN_LOADS,
        cypher.SIGN,
        cypher.LOCK_LOAD,
        cypher.COUNT_BATCH,
    ]
    return set(re.findall(r"\w+", " ".join(statements)))


def test_fifty_strings_as_would_be_names(neo4j_server: Server, case_id: str) -> None:
    store = neo4j_server.store(case_id)
    store.create_schema()

    def names() -> list[str]:
        with store.bolt.session() as session:
            found = []
            for kind, column in (
                ("labels", "label"),
                ("propertyKeys", "propertyKey"),
                ("relationshipTypes", "relationshipType"),
            ):
                found += [row[0] for row in session.run(f"CALL db.{kind}() YIELD {column} RETURN {column}").values()]
            return sorted(found)

    store.upsert_nodes(Label.PHONE, pa.table({"key": ["phone:1"], "sources": [["s"]], "service_number": [True]}))
    before = set(names())
    for text in STRINGS:
        extra = pa.table({"key": ["phone:1"], "sources": [["s"]], "service_number": [True], f"{text}_": ["x"]})
        store.upsert_nodes(Label.PHONE, extra)  # a column that is not the model's is not written
        with pytest.raises(KeyError):
            store.upsert_nodes(text, extra)  # type: ignore[arg-type]
        with pytest.raises(KeyError):
            store.upsert_relationships(text, extra)  # type: ignore[arg-type]
        wrong = pa.table({"start_key": [text], "end_key": ["phone:1"], "discriminator": [""], "sources": [["s"]]})
        wrong = wrong.append_column("where_found", pa.array(["x"]))
        with pytest.raises(StoreError, match="prefix"):
            store.upsert_relationships(RelationshipType.LISTS, wrong)
        assert store.neighbourhood([text], 1).nodes == {}
    assert set(names()) - before <= known_names()  # other tests write at the same time
    store.close()
