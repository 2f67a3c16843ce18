"""Handling codes of sources, and the permissions of their providers: what may leave the case, and for what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from netinvest.errors import CaseError, UsageError
from netinvest.ledger.audit import current_user
from netinvest.ledger.row import insert
from netinvest.model.handling import NOT_IN_COURT, NOT_PASSED_ON, checked
from netinvest.resolve.categorisation import grades

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RESTRICTED = """
SELECT source_id, handling FROM source
WHERE handling IS NOT NULL AND source_no NOT IN (SELECT source_no FROM permission)
ORDER BY source_no
"""


_TOLD = """
SELECT session_id, handling FROM match_session WHERE session_id IN (SELECT session_id FROM match_hit)
ORDER BY begun_at_utc, session_id
"""


def check_may_leave(con: DuckDBPyConnection, *, court: bool = False) -> None:
    """Refuse an export that a source's handling code forbids.

    Everything in a case is analysed together, so everything that leaves it is derived from every source. What another
    agency told in a comparison is in no export; that it was told is in the log, which goes to court with an exhibit.

    Args:
        con: The ledger's connection.
        court: Whether it is for judicial proceedings.

    Raises:
        CaseError: A code forbids it, and no permission of its provider is recorded.
    """
    forbidding = NOT_IN_COURT if court else NOT_PASSED_ON
    # a checked text begins with its code
    stopping = [row for row in con.execute(_RESTRICTED).fetchall() if row[1][:2] in forbidding]
    if stopping:
        source_id, text = stopping[0]
        more = f" and {len(stopping) - 1} more" if len(stopping) > 1 else ""
        raise CaseError(
            f"source {source_id[:12]} ({text}){more} must not {'go to court' if court else 'be passed on'} without its "
            "provider's permission",
            remedy="ask the provider and record the answer with: netinvest permit",
        )
    told = [row for row in con.execute(_TOLD).fetchall() if row[1][:2] in forbidding] if court else []
    if told:
        session_id, text = told[0]
        raise CaseError(
            f"comparison {session_id[:8]} ({text}) must not go to court without the other agency's permission",
            remedy="ask the agency and record the answer with: netinvest permit",
        )


def handling_of(con: DuckDBPyConnection) -> list[str]:
    """The codes that hold for what is derived from the case, the strictest last; with their restrictions."""
    rows = con.execute("SELECT DISTINCT handling FROM source WHERE handling IS NOT NULL ORDER BY handling").fetchall()
    return [text for (text,) in rows]


def overdue(con: DuckDBPyConnection) -> int:
    """How many sources are past the day on which somebody was to ask whether they may still be kept."""
    today = datetime.now(UTC).date().isoformat()
    found = con.execute(f"SELECT count(*) FROM source WHERE review_on < DATE '{today}'").fetchone() or (0,)
    return int(found[0])


def day(text: str) -> date:
    """A day as ISO 8601 writes it.

    Raises:
        UsageError: It is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!a} is not a day", remedy="write it as 2027-01-31") from None


def source_named(con: DuckDBPyConnection, reference: str) -> tuple[int, str]:
    """Number and SHA-256 of the source that a file name or the beginning of a SHA-256 names.

    Raises:
        UsageError: None or several are so named.
    """
    found = con.execute(
        "SELECT source_no, source_id FROM source "
        "WHERE name = $r OR (len($r) >= 6 AND starts_with(source_id, lower($r))) ORDER BY source_no",
        {"r": reference},
    ).fetchall()
    if len(found) != 1:
        what = "several files of the case are so named" if found else "no file of the case is so named"
        raise UsageError(what, remedy="give the first 12 figures of its SHA-256: netinvest sources lists them")
    return int(found[0][0]), str(found[0][1])


def mark(
    con: DuckDBPyConnection, reference: str, *, handling: str | None, grade: str | None, review_on: str | None
) -> dict[str, Any]:
    """Set a source's handling code, its grades or its day of review; what is None stays.

    Returns:
        What was set, for the audit log.

    Raises:
        UsageError: Nothing is given, or something is malformed, or there is no such source.
    """
    source_no, source_id = source_named(con, reference)
    values: dict[str, Any] = {}
    if handling is not None:
        values["handling"] = checked(handling)
    if grade is not None:
        values["source_grade"], values["information_grade"] = grades(grade)
    if review_on is not None:
        values["review_on"] = day(review_on)
    if not values:
        raise UsageError("nothing to set is given", remedy="give --handling, --grade or --review-by")
    for name, value in values.items():
        con.execute(f"UPDATE source SET {name} = ? WHERE source_no = ?", [value, source_no])
    return {"source_id": source_id, **{name: str(value) for name, value in values.items() if value}}


def permit(con: DuckDBPyConnection, reference: str, *, provider: str, answer: str) -> dict[str, Any]:
    """Record that the provider of a source, or the other agency of a comparison, permits what its code forbids.

    Args:
        con: The ledger's connection, in a transaction.
        reference: The source, or the id of the comparison, whose code is lifted: the log keeps it.
        provider: Who permits it.
        answer: Reference of the answer: a letter, a message.

    Returns:
        What was permitted, for the audit log.

    Raises:
        UsageError: There is no such source or comparison, or a word is missing.
    """
    if not provider.strip() or not answer.strip():
        raise UsageError("a permission needs who gave it and a reference", remedy="give --by and --reference")
    said = {"by": provider.strip(), "reference": answer.strip()}
    compared = con.execute(
        "SELECT session_id, handling FROM match_session WHERE len($r) >= 6 AND starts_with(session_id, lower($r))",
        {"r": reference},
    ).fetchall()
    if len(compared) == 1:
        session_id, code = compared[0]
        con.execute("UPDATE match_session SET handling = 'H0' WHERE session_id = ?", [session_id])
        return {"comparison": session_id, "code": code, **said}
    source_no, source_id = source_named(con, reference)
    insert(
        con,
        "permission",
        {
            "source_no": source_no,
            "given_by": provider.strip(),
            "reference": answer.strip(),
            "recorded_by": current_user(),
            "recorded_at_utc": datetime.now(UTC).replace(tzinfo=None),
        },
    )
    return {"source_id": source_id, **said}
