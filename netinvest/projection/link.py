"""Links between actors, by stream: what the graph store holds between identifiers, summed over their actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.model.graph import RelationshipType

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.store.base import GraphStore

# who posted for whom, and who else is named in the same advertisement
_POSTED = """
SELECT p.kind || ':' || p.value AS start_key, c.kind || ':' || c.value AS end_key,
       count(DISTINCT (p.source_no, p.row)) AS count, count(DISTINCT posted_at_utc::DATE) AS active_days,
       min(posted_at_utc) AS first_at_utc, max(posted_at_utc) AS last_at_utc,
       list_sort(list(DISTINCT source_id)) AS sources
FROM advertisement_contact AS p
JOIN advertisement_contact AS c USING (source_no, row)
JOIN advertisement USING (source_no, row)
JOIN source USING (source_no)
WHERE c.role = 'contact' AND (p.role = 'poster' OR (p.kind, p.value) < (c.kind, c.value))
GROUP BY start_key, end_key
ORDER BY start_key, end_key
"""

_LINK = """
WITH link AS (
    SELECT 'calls' AS stream, start_key, end_key, count, duration_s, active_days, first_at_utc, last_at_utc,
           NULL::DECIMAL(28, 8) AS amount, NULL AS currency, sources FROM called
    UNION ALL
    SELECT 'messages', start_key, end_key, count, 0, active_days, first_at_utc, last_at_utc, NULL, NULL, sources
    FROM messaged
    UNION ALL
    SELECT 'transfers', start_key, end_key, count, 0, active_days, first_at_utc, last_at_utc, amount,
           nullif(discriminator, ''), sources FROM transferred
    UNION ALL
    SELECT 'advertisements', start_key, end_key, count, 0, active_days, first_at_utc, last_at_utc, NULL, NULL, sources
    FROM posted
), between_actors AS MATERIALIZED (
    -- outer joins: the planner would else pair all actors with all by the inequality below
    SELECT s.index AS start, e.index AS "end", link.*
    FROM link
    LEFT JOIN actor_of AS s ON s.identifier_key = start_key
    LEFT JOIN actor_of AS e ON e.identifier_key = end_key
)
"""
_LINKS = f"""{_LINK}
SELECT start, "end", stream, sum(count)::BIGINT AS count, sum(duration_s)::BIGINT AS duration_s,
       sum(active_days)::BIGINT AS active_days, min(first_at_utc) AS first_at_utc, max(last_at_utc) AS last_at_utc,
       sum(amount) AS amount, currency
FROM between_actors
WHERE start <> "end"
GROUP BY start, "end", stream, currency
ORDER BY stream, start, "end", currency
"""
# one row a link and source, in the order of the links: lists are cut from it, for aggregating lists takes gigabytes
_LINK_SOURCES = f"""{_LINK}
SELECT DISTINCT stream, start, "end", currency, source
FROM (SELECT stream, start, "end", currency, unnest(sources) AS source FROM between_actors WHERE start <> "end")
ORDER BY stream, start, "end", currency, source
"""


def _with_sources(links: pa.Table, sources: pa.Table) -> pa.Table:
    """The links with ``source_ids``; both tables run in the same order."""
    changes = np.zeros(sources.num_rows, dtype=bool)
    changes[:1] = True
    for name in ("stream", "start", "end", "currency"):
        codes = pc.fill_null(pc.dictionary_encode(sources[name].combine_chunks()).indices, -1).to_numpy()
        changes[1:] |= codes[1:] != codes[:-1]
    offsets = pa.array(np.append(np.flatnonzero(changes), sources.num_rows).astype(np.int32))
    return links.append_column("source_ids", pa.ListArray.from_arrays(offsets, sources["source"].combine_chunks()))


def project_links(con: DuckDBPyConnection, store: GraphStore, actor_of: pa.Table) -> pa.Table:
    """All links between different actors, one row an ordered pair, stream and currency, sorted.

    Args:
        con: The ledger's connection.
        store: The graph store in step with it.
        actor_of: ``(identifier_key, index)``: any whole number an actor.

    Returns:
        ``start, end, stream, count, duration_s, active_days, first_at_utc, last_at_utc, amount, currency, source_ids``.
        ``active_days`` of an actor with several numbers is the sum over them.
    """
    views = {
        "actor_of": actor_of,
        "called": store.read_relationships(RelationshipType.CALLED),
        "messaged": store.read_relationships(RelationshipType.MESSAGED),
        "transferred": store.read_relationships(RelationshipType.TRANSFERRED),
        "posted": con.execute(_POSTED).to_arrow_table(),
    }
    for name, table in views.items():
        con.register(name, table)
    try:
        return _with_sources(con.execute(_LINKS).to_arrow_table(), con.execute(_LINK_SOURCES).to_arrow_table())
    finally:
        for name in views:
            con.unregister(name)
