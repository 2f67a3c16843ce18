"""The network says which number a subscription (SIM) had."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCORE, REASSIGNED = 0.99, 0.6
MOST_NUMBERS = 3
"""Numbers of one subscription above which it is a placeholder or a mistake of the file."""
REASSIGNMENT_DAYS = 90
"""Operators keep a number unused for about this long before somebody else gets it."""

_FIND = f"""
CREATE OR REPLACE TEMP TABLE worn AS
SELECT 'imsi:' || imsi AS a_key, 'phone:' || msisdn AS b_key, min(t) AS first_at, max(t) AS last_at
FROM (
    SELECT imsi, answered_at_utc AS t, CASE observed_party WHEN 'originating' THEN originating_msisdn
                                           WHEN 'terminating' THEN terminating_msisdn END AS msisdn
    FROM call WHERE imsi IS NOT NULL AND NOT regexp_full_match(imsi, '0*')
) WHERE msisdn IS NOT NULL
GROUP BY imsi, msisdn
QUALIFY count(*) OVER (PARTITION BY imsi) <= {MOST_NUMBERS};

-- a pause of the number between two subscriptions: it may have been given to somebody else
INSERT INTO pair
SELECT a_key, b_key, CASE WHEN paused THEN {REASSIGNED} ELSE {SCORE} END,
       CASE WHEN paused THEN 'The network shows {{b}} on the subscription {{a}}, but only before or after a long pause.'
            ELSE 'The network shows {{b}} on the subscription {{a}}.' END
FROM (
    SELECT *, first_at - max(last_at) OVER (PARTITION BY b_key ORDER BY first_at, a_key
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > INTERVAL {REASSIGNMENT_DAYS} DAY IS TRUE AS paused
    FROM worn
);

INSERT INTO proof
SELECT a_key, b_key, 'call', source_no, row
FROM pair JOIN call ON a_key = 'imsi:' || imsi AND b_key = 'phone:' || CASE observed_party
    WHEN 'originating' THEN originating_msisdn WHEN 'terminating' THEN terminating_msisdn END;

DROP TABLE worn;
"""


def find(con: DuckDBPyConnection) -> None:
    """Tie a subscription (IMSI) to the number (MSISDN) that the network shows on it; score 0.99.

    A number moved to a new SIM and a SIM given a new number stay with one subscriber. After a pause of 90 days the
    number may have been given to somebody else: 0.6. A subscription with more than three numbers is a placeholder
    and ties nothing.

    Misread: a SIM can be handed over with its number; the records then show one subscriber and two users.
    """
    con.execute(_FIND)
