"""One call in the records of two operators, whose clocks differ a little.

Two reports of the same second are one event by the graph's first rule. Clocks differ, so reports of different sources
with the same parties and service are one event as well if

- no more than ``TOLERANCE_S`` lie between the first and the last of them,
- their durations, where they have one, differ by no more than ``DURATION_S``, and
- nothing is ambiguous: no source has two, and no other report of these parties lies within the tolerance of any.

A call that lasts longer than the tolerance cannot begin again within it, so a call truly repeated is two events. Calls
repeated within seconds in both files are not linked, but counted as often as the file with its own clock has them.
All reports stay in the ledger as they are; the event has the earliest time and the longest duration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

TOLERANCE_S = 5
DURATION_S = 1

_PARTIES = "originating_msisdn, terminating_msisdn"
_CALLS = f"""
    SELECT source_no, row, {_PARTIES}, service, answered_at_utc AS t, duration_s AS d FROM call
    WHERE originating_msisdn IS NOT NULL AND terminating_msisdn IS NOT NULL"""
_LINKED = f"""
    WITH report AS ({_CALLS}),
    shared AS (SELECT {_PARTIES} FROM report GROUP BY ALL HAVING min(source_no) <> max(source_no)),
    parted AS (
        SELECT *, coalesce(t - lag(t) OVER (PARTITION BY {_PARTIES}, service ORDER BY t)
                           > to_seconds({TOLERANCE_S}), true) AS apart
        FROM report SEMI JOIN shared USING ({_PARTIES})),
    numbered AS (  -- the frame holds all of one time: they have one number whatever their order
        SELECT *, sum(apart::INTEGER) OVER (PARTITION BY {_PARTIES}, service ORDER BY t) AS nth FROM parted),
    one AS (
        SELECT {_PARTIES}, service, nth, min(t) AS first_t FROM numbered GROUP BY ALL
        HAVING count(*) = count(DISTINCT source_no) AND max(t) > min(t)
           AND max(t) - min(t) <= to_seconds({TOLERANCE_S}) AND coalesce(max(d) - min(d), 0) <= {DURATION_S})
    SELECT source_no, row, first_t FROM numbered JOIN one USING ({_PARTIES}, service, nth)"""


def timed_calls(con: duckdb.DuckDBPyConnection) -> str:
    """SQL for the view ``call`` with ``t``, the time of the event that a row reports (UTC).

    Args:
        con: A connection to the ledger, asked whether more than one file has calls.
    """
    found = con.execute("SELECT count(*) FROM source WHERE kind = 'calls'").fetchone()
    if found is None or found[0] <= 1:
        return "(SELECT *, answered_at_utc AS t FROM call)"
    moved = f"call LEFT JOIN ({_LINKED}) USING (source_no, row)"
    return f"(SELECT call.*, coalesce(first_t, answered_at_utc) AS t FROM {moved})"
