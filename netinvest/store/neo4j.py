"""The graph in a Neo4j server, over Bolt.

Writes go in batches, each a managed transaction that also counts itself in a marker node: when a connection is lost
in the middle of a commit, the repeated batch finds out whether the first try came through. Every write is idempotent
besides, so that a zombie of a lost transaction can do no harm. Rows are sorted by key: two writers take locks in the
same order, and the server's caches are used.
"""

from __future__ import annotations

import secrets
import time
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from netinvest.errors import StoreError
from netinvest.model.graph import ENDPOINTS, KEY_LABEL, Label, RelationshipType
from netinvest.store import cypher, faults
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
from netinvest.store.bolt_rows import columns_to_table, rows_of, rows_to_table
from netinvest.store.connection import Login, find_login

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from neo4j import Driver, ManagedTransaction, Session

    Progress = Callable[[str, int, int], None]

BATCH = 4_000
"""Rows a transaction: the server's state of a transaction grows faster than its rows (measured 2,000 to 50,000)."""

PAGE = 50_000
STARTS = 5_000
"""Nodes whose relationships are read at once."""

PATIENCE_S = 60.0
"""How long a write waits for a server that has gone away: long enough for one to restart."""


class Neo4jStore:
    """One case's graph in a server that may hold others."""

    def __init__(
        self, login: Login, *, case_id: str, patience_s: float = PATIENCE_S, progress: Progress | None = None
    ) -> None:
        self._uri = login.uri
        self._case = case_id
        self._patience_s = patience_s
        self._progress: Progress = progress or (lambda _what, _done, _total: None)
        self._ids: dict[str, str] = {}  # of nodes read or written; checked by the server when used
        self._driver = self._connected(login)
        self._database = login.database

    @classmethod
    def connect(cls, uri: str, *, case_id: str, progress: Progress | None = None) -> Neo4jStore:
        """Log in with what the environment or the keyring holds.

        Raises:
            StoreError: No password, or the server cannot be reached or refuses.
        """
        return cls(find_login(uri), case_id=case_id, progress=progress)

    def create_schema(self) -> None:
        """Constraints and indexes, where they are not there yet."""
        with self._session() as session:
            there = session.execute_read(
                lambda tx: {name for (name,) in tx.run("SHOW INDEXES YIELD name RETURN name").values()}
            )
        for statement in cypher.schema():
            if statement.split()[2] not in there:
                self._patiently(partial(_consume, statement=statement))
        with self._session() as session:
            session.execute_read(_consume, "CALL db.awaitIndexes(300)")

    def upsert_nodes(self, label: Label, table: pa.Table) -> int:
        """Write nodes; a key that is there is overwritten whole."""
        table = conform(table, node_schema(label), label)
        statement = cypher.upsert_nodes(label)

        def write(tx: ManagedTransaction, part: pa.Table) -> int:
            count, keys, ids = _one(tx.run(statement, case=self._case, rows=rows_of(part)))
            self._ids.update(zip(keys, ids, strict=True))
            return int(count)

        return self._load(label, table, write)

    def upsert_relationships(self, rtype: RelationshipType, table: pa.Table) -> int:
        """Write relationships between nodes that are there."""
        table = conform(table, relationship_schema(rtype), rtype)
        check_ends(table, rtype)
        ends = pc.unique(pa.chunked_array([*table["start_key"].chunks, *table["end_key"].chunks], pa.string()))
        self._find_ids(ends.to_pylist())
        statement = cypher.upsert_relationships(rtype)

        def write(tx: ManagedTransaction, part: pa.Table) -> int:
            for again in (False, True):
                count = 0
                groups = self._grouped(part)
                if groups is not None:
                    (count,) = _one(tx.run(statement, case=self._case, groups=groups))
                if count == part.num_rows:
                    break
                if again:
                    raise StoreError(
                        f"{part.num_rows - count} relationships start or end at nodes that are not in the graph",
                        where=rtype,
                        remedy="write the nodes first",
                    )
                keys = {*part["start_key"].to_pylist(), *part["end_key"].to_pylist()}
                for key in keys:  # somebody deleted and made nodes: look them up anew
                    self._ids.pop(key, None)
                self._find_ids(sorted(keys), tx)
            return int(count)

        return self._load(rtype, table, write)

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
        with self._session() as session:
            return session.execute_read(self._read_nodes, label, sources)

    def read_relationships(self, rtype: RelationshipType, *, sources: list[str] | None = None) -> pa.Table:
        """Relationships of a type, sorted by key."""
        with self._session() as session:
            return session.execute_read(self._read_relationships, rtype, sources)

    def neighbourhood(self, keys: Iterable[str], hops: int) -> Graph:
        """The nodes at most ``hops`` relationships away, and everything between them."""
        wanted = sorted({key for key in keys if key.partition(":")[0] in KEY_LABEL})
        with self._session() as session:
            graph: Graph = session.execute_read(self._neighbourhood, wanted, hops)
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
                    written += _one(tx.run(cypher.write_scores(label), case=self._case, rows=chosen))[0]
            if written != len(rows):
                raise StoreError(
                    f"{len(rows) - written} scored keys are not in the graph", remedy="write the nodes first"
                )

        self._patiently(write)

    def read_scores(self) -> pa.Table:
        """The scores, sorted by key."""

        def read(tx: ManagedTransaction) -> list[list[Any]]:
            return [row for label in Label for row in _one(tx.run(cypher.read_scores(label), case=self._case))[0]]

        with self._session() as session:
            return conform(rows_to_table(session.execute_read(read), score_schema()), score_schema(), "scores")

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    # -- connection --------------------------------------------------------------------------------

    def _connected(self, login: Login) -> Driver:
        from neo4j.exceptions import DriverError, Neo4jError

        import neo4j

        driver = neo4j.GraphDatabase.driver(
            login.uri,
            auth=(login.username, login.password),
            max_transaction_retry_time=0,  # `_patiently` does it
            connection_timeout=10,
            user_agent="netinvest",
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
        try:
            faults.check_version(driver.get_server_info().agent, login.uri)
            with driver.session(database=login.database) as session:
                session.run("RETURN 1").consume()  # the database is there
        except StoreError:
            driver.close()
            raise
        except (DriverError, Neo4jError, OSError) as error:
            driver.close()
            raise faults.explain(error, login.uri) from None
        return driver

    @contextmanager
    def _session(self) -> Iterator[Session]:
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            with self._driver.session(database=self._database) as session:
                yield session
        except (DriverError, Neo4jError, OSError) as error:
            raise faults.explain(error, self._uri) from None

    def _patiently(self, work: Callable[[ManagedTransaction], Any]) -> Any:
        """Run an idempotent write until it comes through or patience ends.

        The driver does not repeat a commit whose outcome is unknown, and waits twice as long after each failure.
        """
        from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

        deadline = time.monotonic() + self._patience_s
        pause_s = 0.01
        while True:
            try:
                with self._driver.session(database=self._database) as session:
                    return session.execute_write(work)
            except (DriverError, Neo4jError, OSError) as error:
                passing = isinstance(error, IncompleteCommit | OSError) or error.is_retryable()
                # another process has made the same constraint since we looked
                passing = passing or str(getattr(error, "code", "")).endswith("AlreadyExists")
                if not passing or time.monotonic() > deadline:
                    raise faults.explain(error, self._uri) from None
            # two writers that got into each other's way must not do so again in step
            time.sleep(pause_s * (0.5 + secrets.randbelow(1000) / 1000))
            pause_s = min(pause_s * 2, 1.0)

    # -- writing -----------------------------------------------------------------------------------

    def _load(self, what: str, table: pa.Table, write: Callable[[ManagedTransaction, pa.Table], int]) -> int:
        """Write a sorted table in batches, each with its marker in the same transaction. Returns the rows written."""
        if not table.num_rows:
            return 0
        load = secrets.token_hex(16)
        total = 0

        def begin(tx: ManagedTransaction) -> None:
            _consume(tx, cypher.FORGET_LOADS, case=self._case)
            _consume(tx, cypher.BEGIN_LOAD, case=self._case, load=load)

        self._patiently(begin)
        for number, start in enumerate(range(0, table.num_rows, BATCH)):
            part = table.slice(start, BATCH)

            def batch(tx: ManagedTransaction, number: int = number, part: pa.Table = part) -> int:
                done = _one(tx.run(cypher.LOCK_LOAD, case=self._case, load=load, batch=number))
                if done and done[0] >= number:  # an earlier try did come through
                    return 0
                rows = write(tx, part)
                _consume(tx, cypher.COUNT_BATCH, case=self._case, load=load, batch=number, rows=rows)
                return rows

            total += self._patiently(batch)
            self._progress(str(what), min(start + BATCH, table.num_rows), table.num_rows)
        counted = self._patiently(lambda tx: _one(tx.run(cypher.COUNTED, case=self._case, load=load)))
        self._patiently(lambda tx: _consume(tx, cypher.END_LOAD, case=self._case, load=load))
        return int(counted[0] if counted else total)

    def _delete(self, what: str, statement: str, keys: pa.Table) -> int:
        def write(tx: ManagedTransaction, part: pa.Table) -> int:
            return int(_one(tx.run(statement, case=self._case, rows=rows_of(part)))[0])

        return self._load(what, keys, write)

    def _grouped(self, part: pa.Table) -> list[list[Any]] | None:
        """Rows by start, so that each start is found once; None where an id is not known."""
        ids = self._ids
        try:
            rows = ([ids[row[1]], *row[1:], row[0]] for row in rows_of(part))
            return [
                [ids[start], start, [row[:-1] for row in ties]] for start, ties in groupby(rows, key=itemgetter(-1))
            ]
        except KeyError:
            return None

    def _find_ids(self, keys: list[str], tx: ManagedTransaction | None = None) -> None:
        """Look up the ids of keys that are not known yet."""
        missing = sorted(key for key in keys if key not in self._ids)
        if not missing:
            return

        def read(tx: ManagedTransaction) -> None:
            for label, chosen in groupby(sorted(missing, key=lambda key: (label_of(key), key)), key=label_of):
                some = list(chosen)
                for start in range(0, len(some), PAGE):
                    found, ids = _one(tx.run(cypher.find_ids(label), case=self._case, keys=some[start : start + PAGE]))
                    self._ids.update(zip(found, ids, strict=True))

        if tx:
            read(tx)
        else:
            with self._session() as session:
                session.execute_read(read)

    # -- reading -----------------------------------------------------------------------------------

    def _pages(self, tx: ManagedTransaction, label: Label) -> Iterator[Sequence[str]]:
        """The ids of a label's nodes, a page at a time."""
        after = ""
        while True:
            keys, ids = _one(tx.run(cypher.page_of_keys(label), case=self._case, after=after, limit=PAGE))
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
        tx: ManagedTransaction,
        rtype: RelationshipType,
        sources: list[str] | None = None,
        pages: Iterable[Sequence[str]] | None = None,
        keys: list[str] | None = None,
    ) -> pa.Table:
        schema = relationship_schema(rtype)
        if pages is None:
            pages = (page for label in ENDPOINTS[rtype][0] for page in self._pages(tx, label))

        def statement(by_row: bool) -> str:  # noqa: FBT001 - only `_columns` calls it
            return cypher.read_relationships(
                rtype, supported=sources is not None, within=keys is not None, by_row=by_row
            )

        parts = [
            self._columns(tx, schema, ids[start : start + STARTS], statement, sources=sources, keys=keys)
            for ids in pages
            for start in range(0, len(ids), STARTS)
        ]
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
        record = _one(tx.run(statement(False), case=self._case, ids=ids, **parameters))  # noqa: FBT003
        table = columns_to_table(record, schema)
        if table is None:
            (rows,) = _one(tx.run(statement(True), case=self._case, ids=ids, **parameters))  # noqa: FBT003
            table = rows_to_table(rows, schema)
        return table

    def _neighbourhood(self, tx: ManagedTransaction, wanted: list[str], hops: int) -> Graph:
        for key in wanted:
            self._ids.pop(key, None)
        self._find_ids(wanted, tx)
        reached = {key: self._ids[key] for key in wanted if key in self._ids}
        frontier = list(reached.values())
        for _ in range(hops):
            keys, ids = _one(tx.run(cypher.NEIGHBOURS, case=self._case, ids=frontier))
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
            table = self._read_relationships(tx, rtype, pages=pages, keys=sorted(reached))
            if table.num_rows:
                graph.relationships[rtype] = table
        return graph


def _one(result: Any) -> list[Any]:
    """The values of the only record; empty where there is none."""
    record = result.single()
    return record.values() if record else []


def _consume(tx: ManagedTransaction, statement: str, **parameters: Any) -> None:
    tx.run(statement, **parameters).consume()


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
