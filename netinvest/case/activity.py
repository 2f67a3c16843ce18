"""Events by day and places, for a chart's timeline and map.

Whereabouts are shown of leads only, and never of a minor unless a second person approved it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.case.approval import WITHHELD_ADVERTISEMENTS, parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from netinvest.charts.activity import Activity

MOST_ACTORS = 300  # whose days are kept, the first leads first
MOST_SIGHTINGS = 40_000

_STREAM = "CASE WHEN service = 'voice' THEN 'calls' ELSE 'messages' END"
_DAY = "datediff('day', DATE '1970-01-01', moment::DATE)"
_EVENT = f"""
SELECT 'phone:' || originating_msisdn AS key, answered_at_utc AS moment, {_STREAM} AS stream FROM call
UNION ALL SELECT 'phone:' || terminating_msisdn, answered_at_utc, {_STREAM} FROM call
UNION ALL SELECT 'account:' || debtor_account, booked_at_utc, 'transfers' FROM transfer
UNION ALL SELECT 'account:' || creditor_account, booked_at_utc, 'transfers' FROM transfer
UNION ALL SELECT kind || ':' || value, posted_at_utc, 'advertisements'
FROM (SELECT DISTINCT source_no, row, kind, value FROM advertisement_contact) JOIN advertisement USING (source_no, row)
"""
_DAILY = f"""
SELECT {_DAY} AS day, stream, count(*) AS count FROM (
    SELECT answered_at_utc AS moment, {_STREAM} AS stream FROM call
    UNION ALL SELECT booked_at_utc, 'transfers' FROM transfer
    UNION ALL SELECT posted_at_utc, 'advertisements' FROM advertisement)
WHERE moment IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_EVENTS = f"""
SELECT printf('actor:%05d', actor_no) AS actor_id, {_DAY} AS day, stream, count(*) AS count
FROM ({_EVENT}) JOIN charted ON identifier_key = key
WHERE moment IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_SIGHTINGS = f"""
SELECT printf('actor:%05d', actor_no) AS actor_id, {_DAY} AS day, kind, coalesce(name, '') AS name,
       latitude, longitude, count(*) AS count
FROM (
    SELECT 'phone:' || if(observed_party = 'originating', originating_msisdn, terminating_msisdn) AS key,
           answered_at_utc AS moment, 'cell' AS kind, first_cell AS name, round(latitude, 3) AS latitude,
           round(longitude, 3) AS longitude
    FROM call WHERE observed_party IS NOT NULL
    UNION ALL
    SELECT contact.kind || ':' || value, posted_at_utc, 'advertisement', location, round(latitude, 3),
           round(longitude, 3)
    FROM (SELECT DISTINCT source_no, row, kind, value FROM advertisement_contact) AS contact
    JOIN advertisement USING (source_no, row)
    WHERE (source_no, row) NOT IN ({WITHHELD_ADVERTISEMENTS})
) JOIN charted ON identifier_key = key
WHERE moment IS NOT NULL AND latitude IS NOT NULL AND longitude IS NOT NULL
  AND actor_no NOT IN (SELECT actor_no FROM withheld_actor)
GROUP BY ALL ORDER BY ALL LIMIT {MOST_SIGHTINGS}
"""


def activity(con: DuckDBPyConnection, run_id: str, leads: Iterable[str]) -> Activity:
    """Events by day of the whole case and of its leads, and where the leads were.

    Args:
        con: The ledger's connection; ``netinvest.case.disclosure.Disclosure`` has been made on it for this run.
        run_id: Whose actors.
        leads: Actor ids (``actor:00042``), the first ones first.
    """
    import pyarrow as pa

    from netinvest.charts.activity import Activity

    chosen = list(dict.fromkeys(leads))[:MOST_ACTORS]
    con.register("asked", pa.table({"actor_id": pa.array(chosen, pa.string())}))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE charted AS SELECT identifier_key, actor_no FROM run_actor "
        "JOIN asked ON actor_id = printf('actor:%05d', actor_no) WHERE run_id = ?",
        [run_id],
    )
    con.unregister("asked")
    return Activity(
        daily=con.execute(_DAILY).to_arrow_table(),
        events=con.execute(_EVENTS).to_arrow_table(),
        sightings=con.execute(_SIGHTINGS, parameters()).to_arrow_table(),
        actors=tuple(chosen),
    )
