"""What a chart states about the case: sources, period, run and parameters."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.case.settings import Settings
    from netinvest.charts import CaseFacts

_PERIOD = """
SELECT min(t), max(t) FROM (
    SELECT answered_at_utc AS t FROM call UNION ALL SELECT booked_at_utc FROM transfer
    UNION ALL SELECT posted_at_utc FROM advertisement)
"""

_ANALYST = "SELECT actor FROM audit WHERE action = 'combination' AND (detail->>'run') = ? ORDER BY seq LIMIT 1"
SHORTEST_GAP_DAYS = 7
MOST_GAPS = 5
# days without a record, within the source's own period and against the period of the whole case
_SILENCES = """
WITH day AS (
    SELECT source_no, answered_at_utc::DATE AS d FROM call UNION SELECT source_no, booked_at_utc::DATE FROM transfer
    UNION SELECT source_no, posted_at_utc::DATE FROM advertisement WHERE posted_at_utc IS NOT NULL
), whole AS (SELECT min(d) AS first, max(d) AS last FROM day), edged AS (
    SELECT source_no, d, lead(d) OVER (PARTITION BY source_no ORDER BY d) AS next FROM day
    UNION ALL SELECT source_no, (SELECT first FROM whole) - 1, min(d) FROM day GROUP BY source_no
    UNION ALL SELECT source_no, max(d), (SELECT last FROM whole) + 1 FROM day GROUP BY source_no
)
SELECT name, d + 1, next - 1 FROM edged JOIN source USING (source_no)
WHERE next - d - 1 >= $shortest ORDER BY name, source_no, next - d DESC, d
"""


def _silences(con: DuckDBPyConnection) -> list[str]:
    """Per source, the longest stretches of the case's period in which it has no record, in days UTC."""
    found: dict[str, list[str]] = {}
    for name, first, last in con.execute(_SILENCES, {"shortest": SHORTEST_GAP_DAYS}).fetchall():
        found.setdefault(name, []).append(f"{first:%Y-%m-%d} to {last:%Y-%m-%d}")
    return [
        f"{name} has no record from {', '.join(spans[:MOST_GAPS])}"
        + (f" and in {len(spans) - MOST_GAPS} more stretches of a week or longer" if len(spans) > MOST_GAPS else "")
        for name, spans in found.items()
    ]


def facts(con: DuckDBPyConnection, settings: Settings, run_id: str) -> CaseFacts:
    """The facts of a case and one run of it."""
    from netinvest.charts import CaseFacts, SourceFact

    first, last = con.execute(_PERIOD).fetchone() or (None, None)
    version, seed, parameters, at = con.execute(
        "SELECT version, seed, parameters::VARCHAR, started_at_utc FROM run WHERE run_id = ?", [run_id]
    ).fetchone() or ("", 0, "{}", None)
    (by,) = con.execute(_ANALYST, [run_id]).fetchone() or ("",)
    sources = con.execute(
        "SELECT name, source_id, kind, rows, rejected FROM source ORDER BY name, source_id"
    ).fetchall()
    return CaseFacts(
        settings.name,
        run=run_id,
        seed=seed,
        version=version,
        period=(first, last) if first and last else None,
        sources=tuple(SourceFact(name, source_id, kind, rows) for name, source_id, kind, rows, _ in sources),
        parameters=json.loads(parameters),
        gaps=(
            *_silences(con),
            *(f"{rejected} of {rows} rows of {name} were rejected" for name, *_, rows, rejected in sources if rejected),
        ),
        time_zone=settings.time_zone,
        analysed_by=by,
        analysed_at=at.replace(tzinfo=UTC) if at else None,
    )
