"""The rows behind a statement: which file, which rows.

Indicators say which links between actors they rest on; one query a stream fetches the rows of all of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.model.finding import Evidence

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.projection.network import Ints, Network

EVIDENCE_ROWS = 20
"""Row numbers given with an indicator; the rest is counted, kept in the ledger, and shown by ``netinvest evidence``."""

_ROWS = """
INSERT INTO evidence_row
WITH event AS ({events})
SELECT DISTINCT ref, '{record}', source_no, row FROM wanted JOIN event USING (start, "end")
"""
# numbered rather than listed and cut: a list of everything would be built first
_FIRST = """
SELECT ref, record, source_id, name, total, row
FROM (
    SELECT ref, record, source_no, row, count(*) OVER place AS total,
           row_number() OVER (PARTITION BY ref, record, source_no ORDER BY row) AS nth
    FROM evidence_row WINDOW place AS (PARTITION BY ref, record, source_no)
) JOIN source USING (source_no)
WHERE nth <= ?
ORDER BY ref, record, source_id, row
"""
_KEEP = """
INSERT INTO finding_evidence
SELECT ?, finding_id, indicator, record, source_no, row FROM evidence_row JOIN owner USING (ref)
ORDER BY finding_id, indicator, record, source_no, row
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

    def links(self, record: str, start: Ints, end: Ints, *, ref: int | None = None) -> int:
        """Ask for the rows of a record kind between ordered pairs of actors; returns the reference.

        Rows of another kind that the same statement rests on are asked for with the reference of the first.
        """
        if ref is None:
            ref = self.refs
            self.refs += 1
        self.wanted[record].append((np.full(len(start), ref, dtype=np.int64), start, end))
        return ref

    def between(self, record: str, actor: int, others: Ints) -> int:
        """Ask for the rows between an actor and others, both directions."""
        here = np.full(len(others), actor, dtype=np.int64)
        return self.links(record, np.r_[here, others], np.r_[others, here])

    def naming(self, record: str, actors: Ints, *, ref: int | None = None) -> int:
        """Ask for the advertisements or register rows that name these actors."""
        return self.links(record, actors, actors, ref=ref)

    def fetch(self, con: DuckDBPyConnection, network: Network) -> dict[int, tuple[Evidence, ...]]:
        """Fetch everything asked for; references without rows are absent."""
        keys = [key for held in network.identifiers for key in held]
        index = np.repeat(np.arange(network.size), [len(held) for held in network.identifiers])
        con.register("actor_of", pa.table({"identifier_key": pa.array(keys, pa.string()), "index": index}))
        con.execute(
            "CREATE OR REPLACE TEMP TABLE evidence_row (ref BIGINT, record VARCHAR, source_no INTEGER, row BIGINT)"
        )
        try:
            for record, parts in sorted(self.wanted.items()):
                ref, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
                con.register("wanted", pa.table({"ref": ref, "start": start, "end": end}))
                con.execute(_ROWS.format(events=_STREAMS[record], record=record))
                con.unregister("wanted")
        finally:
            con.unregister("actor_of")
        found: dict[int, list[Evidence]] = defaultdict(list)
        rows = con.execute(_FIRST, [EVIDENCE_ROWS]).fetchall()
        for (number, record, source_id, name, total), group in groupby(rows, key=lambda row: row[:5]):
            numbers = tuple(row[5] for row in group)
            found[number].append(Evidence(record=record, source_id=source_id, name=name, rows=numbers, total=total))
        return {number: tuple(evidence) for number, evidence in found.items()}

    def keep(self, con: DuckDBPyConnection, run_id: str, owners: list[tuple[int, str, str]]) -> None:
        """Write all rows that were fetched into the ledger.

        Args:
            con: The connection that ``fetch`` ran on.
            run_id: The run they belong to.
            owners: ``(reference, finding id, indicator name)``.
        """
        refs, findings, indicators = zip(*owners, strict=True) if owners else ((), (), ())
        con.register(
            "owner",
            pa.table(
                {
                    "ref": pa.array(refs, pa.int64()),
                    "finding_id": pa.array(findings, pa.string()),
                    "indicator": pa.array(indicators, pa.string()),
                }
            ),
        )
        con.execute(_KEEP, [run_id])
        con.unregister("owner")
