"""What a chart states about the case: sources, period, run and parameters."""

from __future__ import annotations

import json
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


def facts(con: DuckDBPyConnection, settings: Settings, run_id: str) -> CaseFacts:
    """The facts of a case and one run of it."""
    from netinvest.charts import CaseFacts, SourceFact

    first, last = con.execute(_PERIOD).fetchone() or (None, None)
    version, seed, parameters = con.execute(
        "SELECT version, seed, parameters::VARCHAR FROM run WHERE run_id = ?", [run_id]
    ).fetchone() or ("", 0, "{}")
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
        gaps=tuple(
            f"{rejected} of {rows} rows of {name} were rejected" for name, _, _, rows, rejected in sources if rejected
        ),
        time_zone=settings.time_zone,
    )
