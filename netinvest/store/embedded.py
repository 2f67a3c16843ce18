"""The graph as tables in the case's own DuckDB file, one a label and one a relationship type."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from netinvest.errors import StoreError
from netinvest.model.graph import Label, RelationshipType
from netinvest.store.base import (
    NODE_KEY,
    RELATIONSHIP_KEY,
    Graph,
    check_ends,
    conform,
    node_schema,
    relationship_schema,
    score_schema,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.decimal128(28, 8): "DECIMAL(28, 8)",
    pa.list_(pa.string()): "VARCHAR[]",
}
_SCORES = "graph_score"


def _name(kind: Label | RelationshipType) -> str:
    """The table of a label or a type."""
    return f"graph_{kind.name.lower()}"


class EmbeddedStore:
    """A graph store over the connection of a ledger, which stays the ledger's to close."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._con = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; joins a transaction that the ledger has begun."""
        if self._in_transaction():
            yield  # whoever began it decides
            return
        self._con.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self._con.execute("ROLLBACK")
            raise
        self._con.execute("COMMIT")

    def create_schema(self) -> None:
        """Make the tables that are not there yet."""
        schemas = {_name(label): node_schema(label) for label in Label}
        schemas |= {_name(rtype): relationship_schema(rtype) for rtype in RelationshipType}
        for name, schema in {**schemas, _SCORES: score_schema()}.items():
            columns = ", ".join(f'"{field.name}" {_SQL_TYPES[field.type]}' for field in schema)
            self._con.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")

    def upsert_nodes(self, label: Label, table: pa.Table) -> int:
        """Write nodes; a key that is there is overwritten whole."""
        table = conform(table, node_schema(label), label)
        with self.transaction():
            self._replace(_name(label), NODE_KEY, table)
        return int(table.num_rows)

    def upsert_relationships(self, rtype: RelationshipType, table: pa.Table) -> int:
        """Write relationships between nodes that are there."""
        table = conform(table, relationship_schema(rtype), rtype)
        check_ends(table, rtype)
        with self.transaction(), self._given(table):
            missing = self._con.execute(
                f"SELECT count(*) FROM (SELECT start_key AS key FROM given UNION SELECT end_key FROM given) "
                f"ANTI JOIN ({_ALL_KEYS}) USING (key)"
            ).fetchone()
            if missing and missing[0]:
                raise StoreError(
                    f"{missing[0]} nodes that relationships start or end at are not in the graph",
                    where=rtype,
                    remedy="write the nodes first",
                )
            self._replace(_name(rtype), RELATIONSHIP_KEY, table)
        return int(table.num_rows)

    def delete_nodes(self, label: Label, keys: pa.Table) -> int:
        """Delete nodes with their relationships and scores."""
        with self.transaction(), self._given(keys.select(["key"])):
            return self._delete_given_nodes(label)

    def delete_relationships(self, rtype: RelationshipType, keys: pa.Table) -> int:
        """Delete by key."""
        with self.transaction(), self._given(keys.select(list(RELATIONSHIP_KEY))):
            return self._delete_given(_name(rtype), RELATIONSHIP_KEY)

    def delete_source(self, source_id: str) -> int:
        """Take a source's support away, and delete what had no other."""
        deleted = 0
        with self.transaction():
            for rtype in RelationshipType:
                name = _name(rtype)
                alone = self._con.execute(f"DELETE FROM {name} WHERE sources = [?]", [source_id]).fetchone()
                deleted += alone[0] if alone else 0
                self._drop_support(name, source_id)
            for label in Label:
                alone_nodes = self._con.execute(
                    f"SELECT key FROM {_name(label)} WHERE sources = [?]", [source_id]
                ).to_arrow_table()
                deleted += self.delete_nodes(label, alone_nodes)
                self._drop_support(_name(label), source_id)
        return deleted

    def read_nodes(self, label: Label, *, sources: list[str] | None = None) -> pa.Table:
        """Nodes of a label, sorted by key."""
        return self._read(_name(label), node_schema(label), sources)

    def read_relationships(self, rtype: RelationshipType, *, sources: list[str] | None = None) -> pa.Table:
        """Relationships of a type, sorted by key."""
        return self._read(_name(rtype), relationship_schema(rtype), sources)

    def neighbourhood(self, keys: Iterable[str], hops: int) -> Graph:
        """The nodes at most ``hops`` relationships away, and everything between them."""
        with self.transaction(), self._given(pa.table({"key": pa.array(sorted(set(keys)), pa.string())})):
            self._con.execute(
                f"CREATE OR REPLACE TEMP TABLE reached AS "
                f"SELECT key, 0 AS hop FROM given SEMI JOIN ({_ALL_KEYS}) USING (key)"
            )
            for hop in range(hops):
                self._con.execute(
                    f"INSERT INTO reached SELECT DISTINCT key, {hop + 1} FROM ("
                    f"SELECT pair.b AS key FROM ({_ALL_PAIRS}) pair JOIN reached ON pair.a = key WHERE hop = {hop}"
                    ") found ANTI JOIN reached USING (key)"
                )
            near = "SEMI JOIN reached ON reached.key = "
            nodes = {label: self._select(f"{_name(label)} AS it {near} it.key", node_schema(label)) for label in Label}
            ties = {
                rtype: self._select(
                    f"{_name(rtype)} AS it {near} it.start_key WHERE it.end_key IN (SELECT key FROM reached)",
                    relationship_schema(rtype),
                )
                for rtype in RelationshipType
            }
            self._con.execute("DROP TABLE reached")
        return Graph(
            {label: table for label, table in nodes.items() if table.num_rows},
            {rtype: table for rtype, table in ties.items() if table.num_rows},
        )

    def write_scores(self, table: pa.Table) -> None:
        """Replace all scores."""
        table = conform(table, score_schema(), "scores")
        with self.transaction(), self._given(table):
            missing = self._con.execute(f"SELECT count(*) FROM given ANTI JOIN ({_ALL_KEYS}) USING (key)").fetchone()
            if missing and missing[0]:
                raise StoreError(f"{missing[0]} scored keys are not in the graph", remedy="write the nodes first")
            self._con.execute(f"DELETE FROM {_SCORES}")
            self._con.execute(f"INSERT INTO {_SCORES} SELECT * FROM given")

    def read_scores(self) -> pa.Table:
        """The scores, sorted by key."""
        return self._select(_SCORES, score_schema())

    def close(self) -> None:
        """The connection is the ledger's."""

    def _in_transaction(self) -> bool:
        # Outside a transaction every statement has an id of its own; BEGIN inside one would abort it.
        first, second = (self._con.execute("SELECT txid_current()").fetchone() for _ in range(2))
        return first == second

    # -- one table ---------------------------------------------------------------------------------

    @contextmanager
    def _given(self, table: pa.Table) -> Iterator[None]:
        """Queries see the Arrow table as ``given``."""
        self._con.register("given", table)
        try:
            yield
        finally:
            self._con.unregister("given")

    def _replace(self, name: str, key: tuple[str, ...], table: pa.Table) -> None:
        with self._given(table):
            self._delete_given(name, key)
            self._con.execute(f"INSERT INTO {name} SELECT * FROM given")

    def _delete_given(self, name: str, key: tuple[str, ...]) -> int:
        same = " AND ".join(f"{name}.{column} = given.{column}" for column in key)
        row = self._con.execute(f"DELETE FROM {name} USING given WHERE {same}").fetchone()
        return int(row[0]) if row else 0

    def _delete_given_nodes(self, label: Label) -> int:
        for rtype in RelationshipType:
            name = _name(rtype)
            for end in ("start_key", "end_key"):
                self._con.execute(f"DELETE FROM {name} USING given WHERE {name}.{end} = given.key")
        self._delete_given(_SCORES, NODE_KEY)
        return self._delete_given(_name(label), NODE_KEY)

    def _drop_support(self, name: str, source_id: str) -> None:
        self._con.execute(
            f"UPDATE {name} SET sources = list_filter(sources, lambda s: s <> ?) WHERE list_contains(sources, ?)",
            [source_id, source_id],
        )

    def _read(self, name: str, schema: pa.Schema, sources: list[str] | None) -> pa.Table:
        if sources is None:
            return self._select(name, schema)
        return self._select(f"{name} AS it WHERE list_has_any(it.sources, ?)", schema, [sources])

    def _select(self, source: str, schema: pa.Schema, values: list[list[str]] | None = None) -> pa.Table:
        key = [column for column in (*RELATIONSHIP_KEY, *NODE_KEY) if column in schema.names]
        columns = ", ".join(f'"{column}"' for column in schema.names)
        query = f"SELECT {columns} FROM {source} ORDER BY {', '.join(key)}"
        return self._con.execute(query, values or []).to_arrow_table().cast(schema).combine_chunks()


_ALL_KEYS = " UNION ALL ".join(f"SELECT key FROM {_name(label)}" for label in Label)
_ALL_PAIRS = " UNION ALL ".join(
    f"SELECT start_key AS a, end_key AS b FROM {_name(rtype)} UNION ALL SELECT end_key, start_key FROM {_name(rtype)}"
    for rtype in RelationshipType
)
