"""The rows behind a statement: which file, which rows.

Indicators say which links between actors they rest on; one query a stream fetches the rows of all of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.model.finding import Evidence

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.projection.network import Ints, Network

EVIDENCE_ROWS = 20
"""Row numbers given with an indicator; the rest is counted, and fetched by ``netinvest evidence``."""

_EVENTS = """
WITH event AS ({events})
SELECT ref, source_id, name, count(DISTINCT row) AS total, list_sort(list_distinct(list(row)))[:{limit}] AS rows
FROM wanted JOIN event USING (start, "end") JOIN source USING (source_no)
GROUP BY ref, source_id, name ORDER BY ref, name, source_id
"""
_CALL = """
SELECT s.index AS start, e.index AS "end", source_no, row FROM call
JOIN actor_of AS s ON s.identifier_key = 'phone:' || originating_msisdn
JOIN actor_of AS e ON e.identifier_key = 'phone:' || terminating_msisdn
"""
_TRANSFER = """
SELECT s.index AS start, e.index AS "end", source_no, row FROM transfer
JOIN actor_of AS s ON s.identifier_key = 'account:' || debtor_account
JOIN actor_of AS e ON e.identifier_key = 'account:' || creditor_account
"""
_ADVERTISEMENT = """
SELECT a.index AS start, a.index AS "end", source_no, row FROM advertisement_contact AS c
JOIN actor_of AS a ON a.identifier_key = c.kind || ':' || c.value
"""
_SUBJECT = """
SELECT a.index AS start, a.index AS "end", source_no, row FROM subject_identifier AS c
JOIN actor_of AS a ON a.identifier_key = c.kind || ':' || c.value
"""
_STREAMS = {"call": _CALL, "transfer": _TRANSFER, "advertisement": _ADVERTISEMENT, "subject": _SUBJECT}


@dataclass
class EvidenceRequest:
    """Collects what to fetch; ``ref`` numbers are handed out in order of asking."""

    wanted: dict[str, list[tuple[Ints, Ints, Ints]]] = field(default_factory=lambda: defaultdict(list))
    refs: int = 0

    def links(self, record: str, start: Ints, end: Ints) -> int:
        """Ask for the rows of a record kind between ordered pairs of actors; returns the reference."""
        ref = self.refs
        self.refs += 1
        self.wanted[record].append((np.full(len(start), ref, dtype=np.int64), start, end))
        return ref

    def between(self, record: str, actor: int, others: Ints) -> int:
        """Ask for the rows between an actor and others, both directions."""
        here = np.full(len(others), actor, dtype=np.int64)
        return self.links(record, np.r_[here, others], np.r_[others, here])

    def naming(self, record: str, actors: Ints) -> int:
        """Ask for the advertisements or register rows that name these actors."""
        return self.links(record, actors, actors)

    def fetch(self, con: DuckDBPyConnection, network: Network) -> dict[int, tuple[Evidence, ...]]:
        """Fetch everything asked for; references without rows are absent."""
        keys = [key for held in network.identifiers for key in held]
        index = np.repeat(np.arange(network.size), [len(held) for held in network.identifiers])
        con.register("actor_of", pa.table({"identifier_key": pa.array(keys, pa.string()), "index": index}))
        found: dict[int, list[Evidence]] = defaultdict(list)
        try:
            for record, parts in sorted(self.wanted.items()):
                ref, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
                con.register("wanted", pa.table({"ref": ref, "start": start, "end": end}))
                rows = con.execute(_EVENTS.format(events=_STREAMS[record], limit=EVIDENCE_ROWS)).fetchall()
                con.unregister("wanted")
                for number, source_id, name, total, numbers in rows:
                    found[number].append(
                        Evidence(record=record, source_id=source_id, name=name, rows=tuple(numbers), total=total)
                    )
        finally:
            con.unregister("actor_of")
        return {number: tuple(evidence) for number, evidence in found.items()}
