"""Bring a store in step with the ledger, or with another store."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from netinvest.model.graph import Label, RelationshipType
from netinvest.store import build
from netinvest.store.base import NODE_KEY, RELATIONSHIP_KEY, Graph, conform, node_schema, relationship_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    import pyarrow as pa

    from netinvest.store.base import GraphStore


@dataclass(frozen=True)
class Synced:
    """What a sync did, in rows."""

    written: int = 0
    unchanged: int = 0
    deleted: int = 0

    def __add__(self, other: Synced) -> Synced:
        return Synced(self.written + other.written, self.unchanged + other.unchanged, self.deleted + other.deleted)


def sync(con: duckdb.DuckDBPyConnection, store: GraphStore, source_ids: Sequence[str] | None = None) -> Synced:
    """Make the store hold what the ledger says.

    Only labels and types that follow from the ledger alone; ``replace`` writes the others. Rows that are there already
    are not written again: a second sync writes nothing, and one that was cut off is completed by the next.

    Args:
        con: A connection to the ledger.
        store: The graph.
        source_ids: Touch only what these sources support or supported; None for everything.
    """
    store.create_schema()
    named = None if source_ids is None else sorted(set(source_ids))
    step = _Step(store)
    for label in build.NODES:
        stored = store.read_nodes(label, sources=named)
        only = None if named is None else build.Touched(tuple(named), stored)
        step.nodes(label, build.nodes(con, label, only=only), stored)
    for rtype in build.RELATIONSHIPS:
        stored = store.read_relationships(rtype, sources=named)
        only = None if named is None else build.Touched(tuple(named), stored)
        step.relationships(rtype, build.relationships(con, rtype, only=only), stored)
    return step.delete()


def replace(store: GraphStore, graph: Graph) -> Synced:
    """Make the store hold exactly these tables for their labels and types; other labels and types stay as they are.

    For what resolution and analysis derive: actors, clusters and the relationships that tie them.
    """
    store.create_schema()
    step = _Step(store)
    for label, table in graph.nodes.items():
        step.nodes(label, conform(table, node_schema(label), label), store.read_nodes(label))
    for rtype, table in graph.relationships.items():
        step.relationships(rtype, conform(table, relationship_schema(rtype), rtype), store.read_relationships(rtype))
    return step.delete()


def copy(origin: GraphStore, target: GraphStore) -> Synced:
    """Make the target hold what the origin holds, scores included: publish to a server, or pull from one."""
    everything = Graph(
        {label: origin.read_nodes(label) for label in Label},
        {rtype: origin.read_relationships(rtype) for rtype in RelationshipType},
    )
    done = replace(target, everything)
    target.write_scores(origin.read_scores())
    return done


class _Step:
    """Writes what differs as it comes, and deletes at the end: relationships first, so that each is counted once."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._done = Synced()
        self._stale: list[tuple[RelationshipType, pa.Table]] = []
        self._gone: list[tuple[Label, pa.Table]] = []

    def nodes(self, label: Label, fresh: pa.Table, stored: pa.Table) -> None:
        changed, unchanged, gone = _difference(fresh, stored, NODE_KEY)
        self._done += Synced(self._store.upsert_nodes(label, changed) if changed.num_rows else 0, unchanged)
        self._gone.append((label, gone))

    def relationships(self, rtype: RelationshipType, fresh: pa.Table, stored: pa.Table) -> None:
        changed, unchanged, stale = _difference(fresh, stored, RELATIONSHIP_KEY)
        self._done += Synced(self._store.upsert_relationships(rtype, changed) if changed.num_rows else 0, unchanged)
        self._stale.append((rtype, stale))

    def delete(self) -> Synced:
        deleted = sum(self._store.delete_relationships(rtype, keys) for rtype, keys in self._stale if keys.num_rows)
        deleted += sum(self._store.delete_nodes(label, keys) for label, keys in self._gone if keys.num_rows)
        return self._done + Synced(deleted=deleted)


def _difference(fresh: pa.Table, stored: pa.Table, key: tuple[str, ...]) -> tuple[pa.Table, int, pa.Table]:
    """The fresh rows that are not stored as they are, how many are, and the stored keys that are no more."""
    keys = stored.select(list(key))
    if not stored.num_rows or not fresh.num_rows:
        return fresh, 0, keys
    if fresh.equals(stored):
        return fresh.slice(0, 0), fresh.num_rows, keys.slice(0, 0)
    names = ", ".join(key)
    with _engine().cursor() as engine:
        engine.register("fresh", fresh)
        engine.register("stored", stored)
        changed = engine.execute(f"(FROM fresh EXCEPT FROM stored) ORDER BY {names}").to_arrow_table()
        gone = engine.execute(f"SELECT {names} FROM stored ANTI JOIN fresh USING ({names}) ORDER BY {names}")
        return changed.cast(fresh.schema), fresh.num_rows - changed.num_rows, gone.to_arrow_table()


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """A database in memory, to compare tables in: starting one takes as long as comparing a million rows."""
    import duckdb

    return duckdb.connect()
