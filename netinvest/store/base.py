"""What every graph store does: few methods, Arrow tables in and out, the same answers everywhere.

A node table has ``key``, ``sources`` and the properties of its label; a relationship table has ``start_key``,
``end_key``, ``discriminator`` (empty where a pair has one relationship of a type), ``sources`` and the properties of
its type (``netinvest.model.graph``). ``sources`` is the sorted list of the SHA-256 of the files that support the row.
Tables come back sorted by key, so that two stores that hold the same graph give equal tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from netinvest.errors import StoreError
from netinvest.model.graph import (
    ENDPOINTS,
    KEY_LABEL,
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Label,
    RelationshipType,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

NODE_KEY = ("key",)
RELATIONSHIP_KEY = ("start_key", "end_key", "discriminator")

ARROW_TYPES = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "timestamp": pa.timestamp("us"),
    "decimal(28,8)": pa.decimal128(28, 8),
    "list<string>": pa.list_(pa.string()),
}

SCORE_PROPERTIES = {
    "community": "int64",
    "rank": "int64",
    "score": "double",
    "finding": "string",
    "indicators": "list<string>",
}
"""What an analysis writes back on nodes; a server shows them with the prefix ``ni_``."""


@dataclass(frozen=True)
class Graph:
    """A part of the graph: one table a label and one a relationship type, empty tables left out."""

    nodes: dict[Label, pa.Table] = field(default_factory=dict)
    relationships: dict[RelationshipType, pa.Table] = field(default_factory=dict)


class GraphStore(Protocol):
    """One case's graph."""

    def create_schema(self) -> None:
        """Make constraints, indexes or tables that are not there yet."""

    def upsert_nodes(self, label: Label, table: pa.Table) -> int:
        """Write nodes; a key that is there is overwritten whole. Returns how many rows were written."""

    def upsert_relationships(self, rtype: RelationshipType, table: pa.Table) -> int:
        """Write relationships between nodes that are there; as ``upsert_nodes``.

        Raises:
            StoreError: An end is missing; nothing of the table's batch is written.
        """

    def delete_nodes(self, label: Label, keys: pa.Table) -> int:
        """Delete the nodes of the column ``key`` with their relationships and scores. Returns how many there were."""

    def delete_relationships(self, rtype: RelationshipType, keys: pa.Table) -> int:
        """Delete by ``start_key``, ``end_key``, ``discriminator``. Returns how many there were."""

    def delete_source(self, source_id: str) -> int:
        """Take a source's support away, and delete what had no other. Returns how many rows were deleted.

        Counts and sums of what remains are stale until ``netinvest.store.build.sync`` computes them again.
        """

    def read_nodes(self, label: Label, *, sources: list[str] | None = None) -> pa.Table:
        """All nodes of a label, or those supported by one of these sources; sorted by key."""

    def read_relationships(self, rtype: RelationshipType, *, sources: list[str] | None = None) -> pa.Table:
        """All relationships of a type, or those supported by one of these sources; sorted by key."""

    def neighbourhood(self, keys: Iterable[str], hops: int) -> Graph:
        """The nodes at most ``hops`` relationships away in either direction, and everything between them."""

    def write_scores(self, table: pa.Table) -> None:
        """Replace all scores: ``key`` and the columns of ``SCORE_PROPERTIES``.

        Raises:
            StoreError: A key is not in the graph.
        """

    def read_scores(self) -> pa.Table:
        """The scores, sorted by key."""

    def close(self) -> None:
        """Let go of connections; what was written stays."""


@cache
def node_schema(label: Label) -> pa.Schema:
    """The columns of a label's table."""
    fields = [("key", pa.string()), ("sources", ARROW_TYPES["list<string>"])]
    return pa.schema(fields + [(name, ARROW_TYPES[kind]) for name, kind in NODE_PROPERTIES[label].items()])


@cache
def relationship_schema(rtype: RelationshipType) -> pa.Schema:
    """The columns of a relationship type's table."""
    fields = [(name, pa.string()) for name in RELATIONSHIP_KEY] + [("sources", ARROW_TYPES["list<string>"])]
    return pa.schema(fields + [(name, ARROW_TYPES[kind]) for name, kind in RELATIONSHIP_PROPERTIES[rtype].items()])


@cache
def score_schema() -> pa.Schema:
    """The columns of the table of scores."""
    return pa.schema([("key", pa.string()), *((name, ARROW_TYPES[kind]) for name, kind in SCORE_PROPERTIES.items())])


def label_of(key: str) -> Label:
    """The label of the node that a key names."""
    return KEY_LABEL[key.partition(":")[0]]


def conform(table: pa.Table, schema: pa.Schema, what: str) -> pa.Table:
    """A table in exactly a schema's columns, sorted by key: what stores write.

    Args:
        table: Columns of the schema, in any order, castable without loss.
        schema: From ``node_schema``, ``relationship_schema`` or ``score_schema``, or its key columns only.
        what: Label or type, for the message.

    Raises:
        StoreError: A column is missing or of another type, a key is NULL or occurs twice, an end has a wrong label.
    """
    missing = [name for name in schema.names if name not in table.column_names]
    if missing:
        raise StoreError(f"the table lacks {', '.join(missing)}", where=what, remedy="give every column of the model")
    try:
        table = table.select(schema.names).cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise StoreError(
            "a column does not fit the model's type", where=what, remedy="see docs/graph-model.md"
        ) from error
    names = [name for name in (*RELATIONSHIP_KEY, "key") if name in schema.names]
    if any(table[name].null_count for name in names):
        raise StoreError("a key is missing", where=what, remedy="give every row its key")
    if not _ascends(table, names):
        table = table.sort_by([(name, "ascending") for name in names])
        if not _ascends(table, names):
            raise StoreError("a key occurs twice in one table", where=what, remedy="aggregate to one row a key")
    return table


def _ascends(table: pa.Table, names: list[str]) -> bool:
    """Whether every row's key is greater than that of the row before it."""
    if table.num_rows < 2:  # noqa: PLR2004 - a pair
        return True
    later = pa.scalar(False)  # noqa: FBT003 - equal in every column
    for name in reversed(names):
        column = table[name].combine_chunks()
        before, after = column.slice(0, len(column) - 1), column.slice(1)
        later = pc.or_(pc.less(before, after), pc.and_(pc.equal(before, after), later))
    return bool(pc.all(later).as_py())


def check_ends(table: pa.Table, rtype: RelationshipType) -> None:
    """Refuse relationships that start or end at a label the model does not allow.

    Raises:
        StoreError: There is one.
    """
    for name, allowed in zip(("start_key", "end_key"), ENDPOINTS[rtype], strict=True):
        seen = prefixes(table[name])
        wrong = sorted(prefix for prefix in seen if KEY_LABEL.get(prefix) not in allowed)
        if wrong:
            raise StoreError(
                f"{name} has a prefix that {rtype} does not allow",
                where=str(rtype),
                remedy=f"allowed are {', '.join(allowed)}",
            )


def prefixes(keys: pa.ChunkedArray) -> list[str]:
    """The distinct key prefixes of a column, sorted."""
    cut = pc.struct_field(pc.extract_regex(keys, r"^(?P<prefix>[a-z]*):"), "prefix")
    return sorted("" if value is None else value for value in pc.unique(cut).to_pylist())
