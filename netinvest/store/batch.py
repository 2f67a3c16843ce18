"""Sorted tables written in batches over Bolt, so that nothing is lost or doubled whatever breaks.

Each batch is one transaction that also counts itself in a *marker* node: when a connection is lost in the middle of
a commit, the repeated batch finds out whether the first try came through.

A table may be cut into *lanes* that are written at the same time. Relationships are cut by their start. Each lane of
a type has one *writer* node for the case, which every batch locks and signs: who finds another's signature knows that
somebody else has written since, and no longer takes for granted what is in the graph.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from netinvest.errors import StoreError
from netinvest.store import cypher
from netinvest.store.bolt import consume, one

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neo4j import ManagedTransaction
    from netinvest.model.graph import RelationshipType
    from netinvest.store.bolt import Bolt

    Progress = Callable[[str, int, int], None]
    Write = Callable[[ManagedTransaction, pa.Table], int]

BATCH = 4_000
"""Rows a transaction: the server's state of a transaction grows faster than its rows (measured 2,000 to 50,000)."""

LANES = 2
"""Sessions that write new relationships at once. Two processes must agree on it: a start has one lane."""


def lanes_of(table: pa.Table) -> list[pa.Table]:
    """Relationships by the lane of their start, in the order they came."""
    starts = table["start_key"].combine_chunks().dictionary_encode()
    lane_of_start = pa.array([crc32(key.encode()) % LANES for key in starts.dictionary.to_pylist()], pa.int32())
    lane = lane_of_start.take(starts.indices)
    return [table.filter(pc.equal(lane, number)) for number in range(LANES)]


class Signature:
    """One load's signature on the writer nodes of a relationship type."""

    def __init__(self, case_id: str, rtype: RelationshipType) -> None:
        self._case, self._rtype, self._load = case_id, rtype, secrets.token_hex(16)
        self._holds = True

    def claim(self, tx: ManagedTransaction) -> bool:
        """Sign everywhere; whether the type has no relationship yet."""
        self._sign(tx, range(LANES))
        return bool(one(tx.run(cypher.is_empty(self._rtype), case=self._case))[0])

    def still_holds(self, tx: ManagedTransaction, lanes: Sequence[int]) -> bool:
        """Lock and sign; whether nobody else has ever signed since this load's claim."""
        if any(earlier != self._load for earlier in self._sign(tx, lanes)):
            self._holds = False  # for good: what the other wrote stays
        return self._holds

    def _sign(self, tx: ManagedTransaction, lanes: Sequence[int]) -> list[str | None]:
        """Who had signed before."""
        return [one(tx.run(cypher.SIGN, case=self._case, id=f"{self._rtype} {n}", load=self._load))[0] for n in lanes]


class Batches:
    """Writes a case's tables."""

    def __init__(self, bolt: Bolt, case_id: str, progress: Progress) -> None:
        self._bolt, self._case, self._progress = bolt, case_id, progress

    def write(self, what: str, table: pa.Table, write: Write) -> int:
        """Write a sorted table in one lane. Returns how many rows ``write`` says it has written."""
        return self.write_lanes(what, [(table, write)])

    def write_lanes(self, what: str, lanes: Sequence[tuple[pa.Table, Write]]) -> int:
        """Write sorted tables at the same time, each with its own ``write``."""
        lanes = [lane for lane in lanes if lane[0].num_rows]
        rows = sum(table.num_rows for table, _ in lanes)
        if not rows:
            return 0
        loads = [secrets.token_hex(16) for _ in lanes]

        def begin(tx: ManagedTransaction) -> None:
            consume(tx, cypher.FORGET_LOADS, case=self._case)
            consume(tx, cypher.BEGIN_LOADS, case=self._case, loads=loads)

        self._bolt.write(begin)
        self._run(what, rows, list(zip(loads, lanes, strict=True)))
        (counted,) = self._bolt.write(lambda tx: one(tx.run(cypher.COUNTED, case=self._case, loads=loads)))
        self._bolt.write(lambda tx: consume(tx, cypher.END_LOADS, case=self._case, loads=loads))
        return int(counted)

    def _run(self, what: str, rows: int, lanes: list[tuple[str, tuple[pa.Table, Write]]]) -> None:
        """All lanes to their end, progress told by the thread that called."""
        written: SimpleQueue[int | None] = SimpleQueue()
        stop = Event()

        def run(load: str, table: pa.Table, write: Write) -> None:
            try:
                for number, start in enumerate(range(0, table.num_rows, BATCH)):
                    if stop.is_set():
                        return
                    part = table.slice(start, BATCH)
                    self._batch(load, number, part, write)
                    written.put(part.num_rows)
            except BaseException:
                stop.set()
                raise
            finally:
                written.put(None)

        done, left = 0, len(lanes)
        with ThreadPoolExecutor(len(lanes)) as pool:
            running = [pool.submit(run, load, *lane) for load, lane in lanes]
            try:
                while left:
                    count = written.get()
                    if count is None:
                        left -= 1
                    else:
                        done += count
                        self._progress(what, done, rows)
            finally:
                stop.set()  # whoever interrupts us waits for the batches under way, not for the rest
        for lane in running:
            lane.result()

    def _batch(self, load: str, number: int, part: pa.Table, write: Write) -> None:
        def batch(tx: ManagedTransaction) -> None:
            done = one(tx.run(cypher.LOCK_LOAD, case=self._case, load=load, batch=number))
            if not done:
                raise StoreError(
                    "somebody has removed the marker of this load from the server",
                    where=self._bolt.uri,
                    remedy="run `netinvest sync`, which writes what is missing",
                )
            if done[0] < number:  # else an earlier try did come through
                rows = write(tx, part)
                consume(tx, cypher.COUNT_BATCH, case=self._case, load=load, batch=number, rows=rows)

        self._bolt.write(batch)
