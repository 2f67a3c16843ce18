"""Telephone numbers over time: when each was in use, when the records could have shown it, and with whom it spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OBSERVED = (
    "CASE observed_party WHEN 'originating' THEN originating_msisdn WHEN 'terminating' THEN terminating_msisdn END"
)
"""SQL: the number whose subscription, handset and cells a call row shows."""

# A number shows life by calling, texting, or answering: calls to a dead number go on for weeks. Short codes and
# alphanumeric senders are nobody's contact.
_EVENTS = r"""
CREATE OR REPLACE TEMP TABLE line_event AS
SELECT originating_msisdn AS a, terminating_msisdn AS b, answered_at_utc AS t,
       service = 'voice' AND coalesce(max(duration_s), 1) > 0 AS answered
FROM call
WHERE originating_msisdn <> terminating_msisdn
  AND regexp_full_match(originating_msisdn, '\+?[0-9]+') AND regexp_full_match(terminating_msisdn, '\+?[0-9]+')
  AND NOT (originating_msisdn LIKE '+%' AND length(terminating_msisdn) <= 6)
  AND NOT (terminating_msisdn LIKE '+%' AND length(originating_msisdn) <= 6)
GROUP BY originating_msisdn, terminating_msisdn, answered_at_utc, service
"""

# The records could have shown a number as long as a file in which it stands goes on.
_LINES = """
CREATE OR REPLACE TEMP TABLE line AS
WITH active AS (
    SELECT a AS number, t FROM line_event UNION ALL SELECT b, t FROM line_event WHERE answered
), file AS (
    SELECT source_no, min(answered_at_utc) AS begins, max(answered_at_utc) AS ends FROM call GROUP BY source_no
), covered AS (
    SELECT number, min(begins) AS covered_from, max(ends) AS covered_to
    FROM (SELECT DISTINCT source_no, unnest([originating_msisdn, terminating_msisdn]) AS number FROM call)
    JOIN file USING (source_no) GROUP BY number
)
SELECT number, covered_from, covered_to,
       min(t) AS first_at, max(t) AS last_at, count(DISTINCT t::DATE)::BIGINT AS days
FROM active JOIN covered USING (number)
GROUP BY ALL
"""

_TIES = """
CREATE OR REPLACE TEMP TABLE line_tie AS
SELECT number, contact, count(*) AS events, count(*) FILTER (WHERE out) AS outgoing, min(t) AS first_at
FROM (
    SELECT a AS number, b AS contact, t, true AS out FROM line_event
    UNION ALL SELECT b, a, t, false FROM line_event
) GROUP BY number, contact
"""


def read_lines(con: DuckDBPyConnection) -> None:
    """Make the temporary tables ``line`` and ``line_tie``.

    - ``line(number, covered_from, covered_to, first_at, last_at, days)``: first and last sign of life, days with one
    - ``line_tie(number, contact, events, outgoing, first_at)``: both ways round
    """
    con.execute(_EVENTS)
    con.execute(_LINES)
    con.execute(_TIES)


def forget_lines(con: DuckDBPyConnection) -> None:
    """Drop what ``read_lines`` made."""
    for table in ("line_event", "line", "line_tie"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")
