"""The graph in a Neo4j server, over Bolt.

Rows are written sorted by key, in batches (``netinvest.store.batch``): two writers take locks in the same order, and
the server's caches are used. Relationships of a type that the case has none of yet are created, by two sessions at
once; where some are there, they are merged.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from netinvest.errors import StoreError
from netinvest.model.graph import ENDPOINTS, KEY_LABEL, Label, RelationshipType
from netinvest.store import cypher
from netinvest.store.base import (
    RELATIONSHIP_KEY,
    Graph,
    check_ends,
    conform,
    label_of,
    node_schema,
    relationship_schema,
    score_schema,
)
from netinvest.store.batch import LANES, Batches, Signature, lanes_of
from netinvest.store.bolt import PATIENCE_S, Bolt, consume, one
from netinvest.store.bolt_rows import columns_to_table, grouped_by_start, rows_of, rows_to_table
from netinvest.store.connection import Login, find_login

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from neo4j import ManagedTransaction, Transaction
    from netinvest.store.batch import Progress

    Reading: TypeAlias = ManagedTransaction | Transaction
    Each = Callable[[Callable[[Reading, Sequence[str]], pa.Table], Iterable[Sequence[str]]], Iterable[pa.Table]]

PAGE = 50_000
STARTS = 5_000
"""Nodes whose relationships are read at once."""

READERS = 2
"""Sessions that read relationships at once."""


class Neo4jStore:
    """One case's graph in a server that may hold others.

    Attributes:
        bolt: The connection.
    """

    def __init__(
        self, login: Login, *, case_id: str, patience_s: float = PATIENCE_S, progress: Progress | None = None
    ) -> None:
        self._case = case_id
        self._ids: dict[str, str] = {}  # of nodes read or written; checked by the server when used
        self.bolt = Bolt(login, patience_s=patience_s)
        self._batches = Batches(self.bolt, case_id, progress or (lambda _what, _done, _total: None))

    @classmethod
    def connect(cls, uri: str, *, case_id: str, progress: Progress | None = None) -> Neo4jStore:
        """Log in with what the environment or the keyring holds.

        Raises:
            StoreError: No password, or the server cannot be reached or refuses.
        """
        return cls(find_login(uri), case_id=case_id, progress=progress)

    def create_schema(self) -> None:
        """Constraints and indexes, where they are not there yet."""
        there = self.bolt.read(lambda tx: {name for (name,) in tx.run("SHOW INDEXES YIELD name RETURN name").values()})
        for statement in cypher.schema():
            if statement.split()[2] not in there:
                self.bolt.write(partial(consume, statement=statement))
        self.bolt.read(consume, "CALL db.awaitIndexes(300)")

    def upsert_nodes(self, label: Label, table: pa.Table) -> int:
        """Write nodes; a key that is there is overwritten whole."""
        table = conform(table, node_schema(label), label)
        statement = cypher.upsert_nodes(label)

        def write(tx: ManagedTransaction, part: pa.Table) -> int:
            count, keys, ids = one(tx.run(statement, case=self._case, rows=rows_of(part)))
            self._ids.update(zip(keys, ids, strict=True))
            return int(count)

        return self._batches.write(label, table, write)

    def upsert_relationships(self, rtype: RelationshipType, table: pa.Table) -> int:
        """Write relationships between nodes that are there."""
        table = conform(table, relationship_schema(rtype), rtype)
        check_ends(table, rtype)
        if not table.num_rows:
            return 0
        ends = pc.unique(pa.chunked_array([*table["start_key"].chunks, *table["end_key"].chunks], pa.string()))
        self._find_ids(ends.to_pylist())
        signature = Signature(self._case, rtype)
        fresh = self.bolt.write(signature.claim)

        def write(tx: ManagedTransaction, part: pa.Table, lanes: Sequence[int]) -> int:
            undisturbed = signature.still_holds(tx, lanes)
            self._write_relationships(tx, rtype, part, fresh=fresh and undisturbed)
            return int(part.num_rows)

        if not fresh:
            return self._batches.write(rtype, table, partial(write, lanes=range(LANES)))
        lanes = [(part, partial(write, lanes=[number])) for number, part in enumerate(lanes_of(table))]
        return self._batches.write_lanes(rtype, lanes)

    def delete_nodes(self, label: Label, keys: pa.Table) -> int:
        """Delete nodes with their relationships and scores."""
        return self._delete(label, cypher.delete_nodes(label), keys.select(["key"]))

    def delete_relationships(self, rtype: RelationshipType, keys: pa.Table) -> int:
        """Delete by key."""
        keys = keys.select(list(RELATIONSHIP_KEY))
        deleted = 0
        for start in ENDPOINTS[rtype][0]:
            for end in ENDPOINTS[rtype][1]:
                chosen = pc.and_(_labelled(keys["start_key"], start), _labelled(keys["end_key"], end))
                statement = cypher.delete_relationships(rtype, start, end)
                deleted += self._delete(rtype, statement, keys.filter(chosen))
        return deleted

    def delete_source(self, source_id: str) -> int:
        """Take a source's support away, and delete what had no other."""
        deleted = 0
        for rtype in RelationshipType:
            alone, shared = _split_support(self.read_relationships(rtype, sources=[source_id]), source_id)
            deleted += self.delete_relationships(rtype, alone)
            self.upsert_relationships(rtype, shared)
        for label in Label:
            alone, shared = _split_support(self.read_nodes(label, sources=[source_id]), source_id)
            deleted += self.delete_nodes(label, alone)
            self.upsert_nodes(label, shared)
        return deleted

    def read_nodes(self, label: Label, *, sources: list[str] | None = None) -> pa.Table:
        """Nodes of a label, sorted by key."""
        table: pa.Table = self.bolt.read(self._read_nodes, label, sources)
        return table

    def read_relationships(self, rtype: RelationshipType, *, sources: list[str] | None = None) -> pa.Table:
        """Relationships of a type, sorted by key."""
        with self.bolt.reading() as tx, ThreadPoolExecutor(READERS) as pool:

            def each(work: Callable[[Reading, Sequence[str]], pa.Table], ids: Iterable[Sequence[str]]) -> Any:
                return pool.map(partial(self.bolt.read, work), ids)

            pages = (page for label in ENDPOINTS[rtype][0] for page in self._pages(tx, label))
            return self._read_relationships(each, rtype, pages, sources=sources)

    def neighbourhood(self, keys: Iterable[str], hops: int) -> Graph:
        """The nodes at most ``hops`` relationships away, and everything between them."""
        wanted = sorted({key for key in keys if key.partition(":")[0] in KEY_LABEL})
        graph: Graph = self.bolt.read(self._neighbourhood, wanted, hops)
        return graph

    def write_scores(self, table: pa.Table) -> None:
        """Replace all scores, in one transaction: ranks of two analyses never stand side by side."""
        table = conform(table, score_schema(), "scores")
        rows = rows_of(table)

        def write(tx: ManagedTransaction) -> None:
            written = 0
            for label in Label:
                tx.run(cypher.clear_scores(label), case=self._case).consume()
                chosen = [row for row in rows if label_of(row[0]) == label]
                if chosen:
                    written += one(tx.run(cypher.write_scores(label), case=self._case, rows=chosen))[0]
            if written != len(rows):
                raise StoreError(
                    f"{len(rows) - written} scored keys are not in the graph", remedy="write the nodes first"
                )

        self.bolt.write(write)

    def read_scores(self) -> pa.Table:
        """The scores, sorted by key."""

        def read(tx: ManagedTransaction) -> list[list[Any]]:
            return [row for label in Label for row in one(tx.run(cypher.read_scores(label), case=self._case))[0]]

        return conform(rows_to_table(self.bolt.read(read), score_schema()), score_schema(), "scores")

    def close(self) -> None:
        """Close the connections."""
        self.bolt.close()

    # -- writing -----------------------------------------------------------------------------------

    def _delete(self, what: str, statement: str, keys: pa.Table) -> int:
        def write(tx: ManagedTransaction, part: pa.Table) -> int:
            return int(one(tx.run(statement, case=self._case, rows=rows_of(part)))[0])

        return self._batches.write(what, keys, write)

    def _write_relationships(
        self, tx: ManagedTransaction, rtype: RelationshipType, part: pa.Table, *, fresh: bool
    ) -> None:
        """Write a batch; where an id leads nowhere, because somebody deleted and made nodes, look all up anew."""
        missing = self._unwritten(tx, part, cypher.write_relationships(rtype, fresh=fresh))
        if missing:
            keys = {*part["start_key"].to_pylist(), *part["end_key"].to_pylist()}
            for key in keys:
                self._ids.pop(key, None)
            self._find_ids(sorted(keys), tx)
            # the others of the batch are there by now
            missing = self._unwritten(tx, part, cypher.write_relationships(rtype, fresh=False))
        if missing:
            raise StoreError(
                f"{missing} relationships start or end at nodes that are not in the graph",
                where=rtype,
                remedy="write the nodes first",
            )

    def _unwritten(self, tx: ManagedTransaction, part: pa.Table, statement: str) -> int:
        """Run the statement over a batch; how many rows found no node."""
        try:
            groups = grouped_by_start(part, self._ids)
        except KeyError:
            return int(part.num_rows)
        return int(part.num_rows) - int(one(tx.run(statement, case=self._case, groups=groups))[0])

    def _find_ids(self, keys: list[str], tx: ManagedTransaction | None = None) -> None:
        """Look up the ids of keys that are not known yet."""
        missing = sorted(key for key in keys if key not in self._ids)
        if not missing:
            return

        def read(tx: ManagedTransaction) -> None:
            for label, chosen in groupby(sorted(missing, key=lambda key: (label_of(key), key)), key=label_of):
                some = list(chosen)
                for start in range(0, len(some), PAGE):
                    found, ids = one(tx.run(cypher.find_ids(label), case=self._case, keys=some[start : start + PAGE]))
                    self._ids.update(zip(found, ids, strict=True))

        if tx:
            read(tx)
        else:
            self.bolt.read(read)

    # -- reading -----------------------------------------------------------------------------------

    def _pages(self, tx: ManagedTransaction, label: Label) -> Iterator[Sequence[str]]:
        """The ids of a label's nodes, a page at a time."""
        after = ""
        while True:
            keys, ids = one(tx.run(cypher.page_of_keys(label), case=self._case, after=after, limit=PAGE))
            if not keys:
                return
            self._ids.update(zip(keys, ids, strict=True))
            yield ids
            after = keys[-1]

    def _read_nodes(
        self,
        tx: ManagedTransaction,
        label: Label,
        sources: list[str] | None = None,
        pages: Iterable[Sequence[str]] | None = None,
    ) -> pa.Table:
        schema = node_schema(label)

        def statement(by_row: bool) -> str:  # noqa: FBT001 - only `_columns` calls it
            return cypher.read_nodes(label, supported=sources is not None, by_row=by_row)

        parts = [
            self._columns(tx, schema, ids, statement, sources=sources)
            for ids in (self._pages(tx, label) if pages is None else pages)
        ]
        return conform(pa.concat_tables(parts) if parts else schema.empty_table(), schema, label)

    def _read_relationships(
        self,
        each: Each,
        rtype: RelationshipType,
        pages: Iterable[Sequence[str]],
        *,
        sources: list[str] | None = None,
        keys: list[str] | None = None,
    ) -> pa.Table:
        schema = relationship_schema(rtype)

        def statement(by_row: bool) -> str:  # noqa: FBT001 - only `_columns` calls it
            return cypher.read_relationships(
                rtype, supported=sources is not None, within=keys is not None, by_row=by_row
            )

        def read(tx: Reading, ids: Sequence[str]) -> pa.Table:
            return self._columns(tx, schema, ids, statement, sources=sources, keys=keys)

        starts = (ids[start : start + STARTS] for ids in pages for start in range(0, len(ids), STARTS))
        parts = list(each(read, starts))
        return conform(pa.concat_tables(parts) if parts else schema.empty_table(), schema, rtype)

    def _columns(
        self,
        tx: ManagedTransaction,
        schema: pa.Schema,
        ids: Sequence[str],
        statement: Callable[[bool], str],
        **parameters: Any,
    ) -> pa.Table:
        """Fetch by column; where a column has some NULLs, which lists leave out, again by row."""
        record = one(tx.run(statement(False), case=self._case, ids=ids, **parameters))  # noqa: FBT003
        table = columns_to_table(record, schema)
        if table is None:
            (rows,) = one(tx.run(statement(True), case=self._case, ids=ids, **parameters))  # noqa: FBT003
            table = rows_to_table(rows, schema)
        return table

    def _neighbourhood(self, tx: ManagedTransaction, wanted: list[str], hops: int) -> Graph:
        for key in wanted:
            self._ids.pop(key, None)
        self._find_ids(wanted, tx)
        reached = {key: self._ids[key] for key in wanted if key in self._ids}
        frontier = list(reached.values())
        for _ in range(hops):
            keys, ids = one(tx.run(cypher.NEIGHBOURS, case=self._case, ids=frontier))
            found = dict(zip(keys, ids, strict=True))
            frontier = [found[key] for key in sorted(found.keys() - reached.keys())]
            reached |= found
        by_label = {label: [i for key, i in sorted(reached.items()) if label_of(key) == label] for label in Label}
        graph = Graph()
        for label, ids in by_label.items():
            if ids:
                graph.nodes[label] = self._read_nodes(tx, label, pages=[ids])
        for rtype in RelationshipType:
            pages = [by_label[label] for label in ENDPOINTS[rtype][0] if by_label[label]]
            table = self._read_relationships(partial(_each_in, tx), rtype, pages, keys=sorted(reached))
            if table.num_rows:
                graph.relationships[rtype] = table
        return graph


def _each_in(
    tx: Reading, work: Callable[[Reading, Sequence[str]], pa.Table], ids: Iterable[Sequence[str]]
) -> Iterable[pa.Table]:
    return (work(tx, some) for some in ids)


def _labelled(keys: pa.ChunkedArray, label: Label) -> pa.ChunkedArray:
    """Which keys have a prefix of the label."""
    pattern = "|".join(prefix for prefix, owner in KEY_LABEL.items() if owner == label)
    return pc.match_substring_regex(keys, f"^({pattern}):")


def _split_support(table: pa.Table, source_id: str) -> tuple[pa.Table, pa.Table]:
    """Rows that only this source supports, and the others without it."""
    support = [[other for other in row if other != source_id] for row in table["sources"].to_pylist()]
    shared = pa.array([bool(others) for others in support], pa.bool_())
    at = table.column_names.index("sources")
    others = table.set_column(at, "sources", pa.array(support, pa.list_(pa.string())))
    return table.filter(pc.invert(shared)), others.filter(shared)
