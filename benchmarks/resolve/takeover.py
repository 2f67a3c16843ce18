"""CPU of proposing and resolving over calls, against one DuckDB aggregation of the same calls to directed pairs.

The aggregation is what every projection needs anyway. Prints seconds and the ratio for 115,000 and 1,000,000 calls.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from netinvest.ledger.ledger import Ledger
from netinvest.resolve import propose, resolve

PAIRS = "SELECT originating_msisdn, terminating_msisdn, count(*), min(answered_at_utc) FROM call GROUP BY ALL"

# Everybody has some forty contacts anywhere, calls those early in the list more, and one in thirty changes
# number in the middle of 180 days.
CALLS = """
INSERT INTO call_verbatim (source_no, row, originating_msisdn, terminating_msisdn, answered_at_utc, duration_s, service,
                  observed_party, imsi, imei, first_cell)
WITH draw AS (
    SELECT i AS row, (hash(i, 'who') % $phones)::BIGINT AS a,
           (pow(hash(i, 'near') % 1000 / 1000, 2) * 20)::INT + 1 AS step,
           hash(i, 'when') % 15552000 AS s, hash(i, 'side') % 2 = 0 AS out
    FROM range($calls) AS t(i)
), number AS (
    SELECT row, s, out, a, (hash(a, step) % $phones)::BIGINT AS b FROM draw
)
SELECT 1, row,
       '+4477' || lpad((CASE WHEN out THEN x ELSE y END)::VARCHAR, 8, '0'),
       '+4477' || lpad((CASE WHEN out THEN y ELSE x END)::VARCHAR, 8, '0'),
       TIMESTAMP '2026-01-01' + to_seconds(s), 60, 'voice', 'originating',
       '23499' || lpad((CASE WHEN out THEN x ELSE y END)::VARCHAR, 10, '0'),
       '35' || lpad((CASE WHEN out THEN x ELSE y END)::VARCHAR, 12, '0'), 'cell-' || a % 300
FROM (
    SELECT *, CASE WHEN a % 30 = 0 AND s > 7000000 THEN a + 50000000 ELSE a END AS x,
           CASE WHEN b % 30 = 0 AND s > 7000000 THEN b + 50000000 ELSE b END AS y
    FROM number
)
"""


def measure(calls: int, phones: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger.create(Path(folder) / "case.duckdb") as ledger:
        ledger.con.execute(CALLS, {"calls": calls, "phones": phones})
        begin, wall = time.process_time(), time.perf_counter()
        ledger.con.execute(PAIRS).fetchall()
        pairs = time.process_time() - begin
        begin, wall = time.process_time(), time.perf_counter()
        propose(ledger)
        proposed, waited = time.process_time() - begin, time.perf_counter() - wall
        begin = time.process_time()
        actors = resolve(ledger)
        resolved = time.process_time() - begin
        # a number's successor is the same number plus fifty million
        found = ledger.con.execute(
            """
            SELECT count(*) FILTER (score >= 0.9), count(*) FILTER (score >= 0.9 AND right_key[13:] = left_key[13:])
            FROM decision WHERE rule = 'contact_takeover'"""
        ).fetchone()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{calls:>9,} calls, {phones:,} phones: propose {proposed:.1f} CPU-s ({waited:.1f} s), "
            f"resolve {resolved:.1f}, aggregation {pairs:.2f}; peak {memory:.0f} MB; "
            f"{actors.identifiers.num_rows:,} identifiers; changes merged and right: {found}"
        )


if __name__ == "__main__":
    measure(115_000, 4_000)
    measure(1_000_000, 30_000)
