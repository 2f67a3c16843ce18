"""Events between actors: each call, message, transfer, advertisement and shared device once, with all its rows.

The rules by which two rows are one event are those of the graph (``netinvest.store.build``). A question works on the
temporary table ``event``, which holds what its scope lets through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netinvest.store.build import AD_KEY, OBSERVED, REFERENCE
from netinvest.store.same_call import timed_calls

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from duckdb import DuckDBPyConnection

STREAMS = ("calls", "messages", "transfers", "advertisements", "devices")
"""What may link two actors; in ``devices`` both used one handset."""
SHARED_BY_MANY = 6
"""A device number under more than so many actors is a rounded or cloned one and links nobody."""

# one row a report: its event is told by stream, actors, ``day`` (microseconds, of transfers of the day) and ``code``
_CALLS = """
SELECT CASE service WHEN 'voice' THEN 'calls' ELSE 'messages' END AS stream, s.actor_no AS start, e.actor_no AS "end",
       epoch_us(t) AS day, hash(originating_msisdn, terminating_msisdn, service) AS code,
       t, duration_s::BIGINT AS duration_s, NULL::DECIMAL(28, 8) AS amount,
       NULL::VARCHAR AS currency, false AS day_only, 'call' AS record, source_no, row
FROM timed_call AS call
LEFT JOIN holder AS s ON s.identifier_key = 'phone:' || originating_msisdn
LEFT JOIN holder AS e ON e.identifier_key = 'phone:' || terminating_msisdn
WHERE service IN ('voice', 'sms', 'mms')
"""
_TRANSFERS = f"""
SELECT 'transfers', s.actor_no, e.actor_no, epoch_us(day),
       hash(debtor_account, creditor_account, currency, amount, reference, nth),
       booked_at_utc, NULL, amount, currency, booked_precision = 'day', 'transfer', source_no, row
FROM (
    SELECT *, {REFERENCE} AS reference, booked_at_utc::DATE AS day, row_number() OVER (
        PARTITION BY source_no, debtor_account, creditor_account, currency, amount, booked_at_utc::DATE, {REFERENCE}
        ORDER BY booked_at_utc, row) AS nth
    FROM transfer)
LEFT JOIN holder AS s ON s.identifier_key = 'account:' || debtor_account
LEFT JOIN holder AS e ON e.identifier_key = 'account:' || creditor_account
"""
_ADVERTISEMENTS = f"""
SELECT DISTINCT 'advertisements', s.actor_no, e.actor_no, coalesce(epoch_us(posted_at_utc), 0), hash({AD_KEY}),
       posted_at_utc, NULL, NULL, NULL, false, 'advertisement', source_no, row
FROM advertisement_contact AS p
JOIN advertisement_contact AS c USING (source_no, row)
JOIN advertisement USING (source_no, row)
LEFT JOIN holder AS s ON s.identifier_key = p.kind || ':' || p.value
LEFT JOIN holder AS e ON e.identifier_key = c.kind || ':' || c.value
WHERE c.role = 'contact' AND (p.role = 'poster' OR (p.kind, p.value) < (c.kind, c.value))
"""
# the first and the last use of one handset by each of two actors
_DEVICES = f"""
WITH used AS (
    SELECT imei, actor_no, min(answered_at_utc) AS first_at,
           arg_min({{'source_no': source_no, 'row': row}}, (answered_at_utc, source_no, row)) AS first_use,
           arg_max({{'source_no': source_no, 'row': row}}, (answered_at_utc, source_no, row)) AS last_use
    FROM call JOIN holder ON identifier_key = 'phone:' || {OBSERVED} WHERE imei IS NOT NULL GROUP BY imei, actor_no),
few AS (SELECT imei FROM used GROUP BY imei HAVING count(*) BETWEEN 2 AND {SHARED_BY_MANY}),
shared AS (
    SELECT s.actor_no AS start, e.actor_no AS "end", imei, greatest(s.first_at, e.first_at) AS t,
           unnest([s.first_use, s.last_use, e.first_use, e.last_use]) AS use
    FROM few JOIN used AS s USING (imei) JOIN used AS e USING (imei) WHERE s.actor_no < e.actor_no)
SELECT DISTINCT 'devices', start, "end", epoch_us(t), hash(imei), t, NULL, NULL, NULL, false, 'call',
       use.source_no, use.row
FROM shared
"""
_EVENT = """
CREATE OR REPLACE TEMP TABLE event AS
SELECT event_no, any_value(stream) AS stream, any_value(start) AS start, any_value("end") AS "end", min(t) AS t,
       max(duration_s) AS duration_s, any_value(amount) AS amount, any_value(currency) AS currency,
       bool_or(day_only) AS day_only
FROM event_row GROUP BY event_no
"""
_SQL = {
    "calls": _CALLS,
    "messages": _CALLS,
    "transfers": _TRANSFERS,
    "advertisements": _ADVERTISEMENTS,
    "devices": _DEVICES,
}


@dataclass(frozen=True)
class Scope:
    """What a question looks at.

    Attributes:
        streams: Which of ``STREAMS``.
        since: The first moment, UTC without zone; None for no bound.
        until: The first moment after it.
    """

    streams: tuple[str, ...] = STREAMS
    since: datetime | None = None
    until: datetime | None = None

    def said(self) -> str:
        """In words, for an answer's head."""
        words = ["all streams" if self.streams == STREAMS else ", ".join(self.streams)]
        if self.since is not None:
            words.append(f"from {self.since:%Y-%m-%d %H:%M} UTC")
        if self.until is not None:
            words.append(f"before {self.until:%Y-%m-%d %H:%M} UTC")
        return " ".join(words)


def hold(con: DuckDBPyConnection, run_id: str) -> None:
    """Make the temporary tables ``holder``, who held which identifier in a run, and ``event_row``, empty as yet."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE holder AS SELECT identifier_key, actor_no FROM run_actor WHERE run_id = $run",
        {"run": run_id},
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE event_row (event_no BIGINT, record VARCHAR, source_no INTEGER, row BIGINT)"
    )


def gather(
    con: DuckDBPyConnection, scope: Scope, *, touching: Iterable[int] | None = None, among: Iterable[int] | None = None
) -> int:
    """Make the temporary table ``event`` of a scope; ``hold`` comes first.

    Args:
        con: The ledger's connection.
        scope: Streams and period; an event without a time falls out of every bounded period.
        touching: Only events with one of these actors.
        among: Only events between two of these actors.

    Returns:
        How many events there are. Columns: ``event_no, stream, start, end, t`` (UTC), ``duration_s, amount, currency,
        day_only`` (a booking day without a time of day). ``event_row`` holds the rows: ``event_no, record, source_no,
        row``.
    """
    parameters: dict[str, object] = {"streams": list(scope.streams)}
    bounds = ["stream IN (SELECT unnest($streams))", 'start <> "end"']
    if touching is not None:
        parameters["touching"] = sorted(touching)
        bounds.append('(start IN (SELECT unnest($touching)) OR "end" IN (SELECT unnest($touching)))')
    if among is not None:
        parameters["among"] = sorted(among)
        bounds += ["start IN (SELECT unnest($among))", '"end" IN (SELECT unnest($among))']
    if scope.since is not None:
        bounds.append("t >= $since")
        parameters["since"] = scope.since
    if scope.until is not None:
        bounds.append("t < $until")
        parameters["until"] = scope.until
    # the names and types of the columns come first, whatever is asked for
    wanted = dict.fromkeys(_SQL[stream] for stream in STREAMS if stream in scope.streams)
    parts = " UNION ALL ".join([f"({_CALLS} AND false)", *(f"({sql})" for sql in wanted)])
    parts = parts.replace("timed_call", timed_calls(con))
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE event_row AS
        -- outer joins, and what follows apart: the planner would else pair all actors with all by the inequality
        WITH report AS MATERIALIZED ({parts})
        SELECT dense_rank() OVER (ORDER BY stream, start, "end", day, code) AS event_no, *
        FROM report WHERE {" AND ".join(bounds)}""",
        parameters,
    )
    con.execute(_EVENT)
    found = con.execute("SELECT count(*) FROM event").fetchone()
    return int(found[0]) if found else 0
