"""A small case that faults happen to, and what a case holds."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import netinvest as ni

if TYPE_CHECKING:
    from pathlib import Path

CASE = "a.case"
_ACTIONS = """
SELECT action, count(*) FROM audit
WHERE action <> 'consultation' AND (detail->>'failed') IS NULL AND seq NOT IN (
    SELECT (detail->>'entry')::BIGINT FROM audit WHERE (detail->>'failed') IS NOT NULL)
GROUP BY 1 ORDER BY 1
"""  # what a later entry takes back does not count


def calls(rows: int, *, seed: int) -> str:
    """Call records among two dozen numbers."""
    chance = random.Random(seed)  # noqa: S311
    numbers = [f"+44770090{n:04d}" for n in range(24)]
    lines = ["caller,called,start,duration"]
    for n in range(rows):
        a, b = chance.sample(numbers, 2)
        lines.append(f"{a},{b},2026-01-{1 + n % 28:02d} {n % 24:02d}:{chance.randrange(60):02d}:07,{n % 600}")
    return "\n".join(lines) + "\n"


def begin(folder: Path, *, rows: int) -> Path:
    """A case with an analysis, a file loaded since that is not in the graph, and ``more.csv`` that is not loaded."""
    for seed, name in enumerate(("first", "then", "more"), start=1):
        (folder / f"{name}.csv").write_text(calls(rows, seed=seed))
    case = ni.create_case(folder / CASE, country="GB")
    case.load(folder / "first.csv")
    case.analyse(seed=1, perturbations=0)
    case.load(folder / "then.csv")
    return folder


def state(folder: Path) -> dict[str, Any]:
    """What the case holds, apart from times; it must be consistent in itself."""
    case = ni.open_case(folder / CASE)
    assert [check for check in case.verify() if not check.holds] == []
    with case._open() as ledger:

        def rows(query: str) -> list[Any]:
            return ledger.con.execute(query).fetchall()

        return {
            "sources": rows("SELECT source_id, rows, loaded FROM source ORDER BY 1"),
            "calls": rows("SELECT count(*), sum(duration_s), count(DISTINCT (source_no, row)) FROM call"),
            "runs": rows("SELECT run_id, network_digest, findings_digest FROM run ORDER BY run_id"),
            "findings": rows("SELECT run_id, finding_id FROM finding ORDER BY ALL"),
            "graph": rows("SELECT count(*), sum(count), sum(duration_s) FROM graph_called"),
            "actions": rows(_ACTIONS),
        }
