"""Notes that an investigator writes in the chart of a case: kept with the case, by run, with who and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.ledger.audit import current_user
from netinvest.ledger.row import insert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

LONGEST = 4_000  # characters
ABOUT = ("actor", "tie", "finding", "case")
_TABLE = """
CREATE TABLE IF NOT EXISTS note (
    run_id VARCHAR NOT NULL, about VARCHAR NOT NULL, subject VARCHAR NOT NULL, text VARCHAR NOT NULL,
    written_at_utc TIMESTAMP NOT NULL, written_by VARCHAR NOT NULL
)"""  # made when the first note is written: cases made before have none


def write(con: DuckDBPyConnection, run_id: str, note: Mapping[str, str]) -> None:
    """Keep a note.

    Args:
        con: The ledger's connection, in a transaction.
        run_id: The run whose chart it was written in.
        note: ``about`` (actor, tie, finding or case), ``subject`` (alias, aliases or id) and ``text``.

    Raises:
        UsageError: It is about nothing that a chart has, or empty, or too long.
    """
    about, subject, text = (str(note.get(name, "")).strip() for name in ("about", "subject", "text"))
    if about not in ABOUT or not text or len(text) > LONGEST:
        raise UsageError(
            "this is no note on a chart", remedy=f"give about ({', '.join(ABOUT)}), and up to {LONGEST:,} characters"
        )
    con.execute(_TABLE)
    insert(
        con,
        "note",
        {
            "run_id": run_id,
            "about": about,
            "subject": subject[:200],
            "text": text,
            "written_at_utc": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "written_by": current_user(),
        },
    )


def read(con: DuckDBPyConnection, run_id: str | None = None) -> list[dict[str, str]]:
    """Notes in the order of writing: ``run, about, subject, text, at`` (ISO 8601, UTC) and ``who``.

    Args:
        con: The ledger's connection.
        run_id: Of this run only.
    """
    if con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'note'").fetchone() is None:
        return []
    rows = con.execute(
        "SELECT run_id, about, subject, text, written_at_utc, written_by FROM note "
        "WHERE run_id = coalesce($run, run_id) ORDER BY rowid",
        {"run": run_id},
    ).fetchall()
    return [
        {"run": run, "about": about, "subject": subject, "text": text, "at": f"{at.isoformat()}Z", "who": who}
        for run, about, subject, text, at, who in rows
    ]
