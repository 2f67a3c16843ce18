"""Lists of what a case holds beside records and leads: its files, rejected rows, decisions about identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.ledger.ledger import Ledger

_REJECTIONS = """
SELECT name, source_id, row, field, value, reason FROM rejection JOIN source USING (source_no)
ORDER BY source_no, row, field LIMIT $limit
"""


def sources(con: DuckDBPyConnection) -> list[dict[str, Any]]:
    """The files of the case, in the order of loading."""
    rows = con.execute("SELECT * EXCLUDE (source_no, options) FROM source ORDER BY source_no")
    found: list[dict[str, Any]] = rows.to_arrow_table().to_pylist()
    for source in found:
        source["loaded_at_utc"] = f"{source['loaded_at_utc'].isoformat(timespec='seconds')}Z"
    return found


def rejections(con: DuckDBPyConnection, limit: int | None) -> list[dict[str, Any]]:
    """Rows that were refused: file, row, field, value, reason."""
    found: list[dict[str, Any]] = con.execute(_REJECTIONS, {"limit": limit}).to_arrow_table().to_pylist()
    return found


def decisions(ledger: Ledger, *, revealed: bool) -> list[dict[str, Any]]:
    """Every decision and proposal; the identifiers themselves only where they are revealed."""
    from netinvest.resolve import listed_hub_decisions, propose, resolve

    propose(ledger)
    keys = ("decision_id", "judgement", "rule", "score", "reason", "state")
    found = [
        {
            **{key: row[key] for key in keys},
            "left": _alias(row["left_no"]),
            "right": _alias(row["right_no"]),
            "left_kind": row["left_key"].partition(":")[0],
            "right_kind": row["right_key"].partition(":")[0],
            **({"left_key": row["left_key"], "right_key": row["right_key"]} if revealed else {}),
        }
        for row in resolve(ledger).decisions.to_pylist()
    ]
    for decision_id, judgement, rule, reason, key, number, state in listed_hub_decisions(ledger.con):
        kind = key.partition(":")[0]
        found.append(
            {
                "decision_id": decision_id,
                "judgement": judgement,
                "rule": rule,
                "score": 1.0,
                "reason": reason,
                "state": state,
                "left": _alias(number),
                "right": "",
                "left_kind": kind,
                "right_kind": "",
                **({"left_key": key, "right_key": ""} if revealed else {}),
            }
        )
    return found


def _alias(number: int | None) -> str:
    return "" if number is None else f"A-{number:05d}"
