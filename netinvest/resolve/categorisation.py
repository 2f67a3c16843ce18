"""What people say an actor is: suspect, victim, witness ... with basis, grades, fact or assessment, author and time.

Directive (EU) 2016/680, articles 6 and 7, asks that categories of persons be kept apart, and facts from assessments. A
statement is never overwritten: it is withdrawn, and stays on record. Nothing but a person or a register writes one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.ledger.row import insert
from netinvest.model.category import Category
from netinvest.resolve.alias import number_identifiers
from netinvest.resolve.reference import named

if TYPE_CHECKING:
    from netinvest.ledger.ledger import Ledger

SOURCE_GRADES = {"A": "no doubt", "B": "mostly reliable", "C": "mostly unreliable", "X": "cannot be assessed"}
INFORMATION_GRADES = {
    "1": "known to be true",
    "2": "known to the source itself",
    "3": "not known to the source itself, but corroborated",
    "4": "not known to the source itself, not corroborated",
}
"""The 4x4 grades of Europol and its member states."""


class Nature(StrEnum):
    """Whether a statement is a fact or somebody's assessment."""

    FACT = "fact"
    ASSESSMENT = "assessment"


def grades(grade: str | None) -> tuple[str | None, str | None]:
    """Source and information grade of a 4x4 code such as ``B2``.

    Raises:
        UsageError: It is none.
    """
    if not grade:
        return None, None
    code = grade.strip().upper()
    if len(code) != 2 or code[0] not in SOURCE_GRADES or code[1] not in INFORMATION_GRADES:  # noqa: PLR2004
        raise UsageError(
            f"{grade!a} is not a grade of the 4x4 system", remedy="give the source's letter and a figure, such as B2"
        )
    return code[0], code[1]


def categorise(
    ledger: Ledger, who: str, category: str, *, basis: str, author: str, nature: str, grade: str | None = None
) -> str:
    """Record what a person states somebody to be. It counts at once for protection, from the next analysis for leads.

    Args:
        ledger: Open for writing.
        who: An alias, a finding's id or an identifier.
        category: A ``Category``; ``unknown`` is none to state.
        basis: What the statement rests on.
        author: Who states it.
        nature: ``fact`` or ``assessment``.
        grade: 4x4 grade of source and information, such as ``B2``.

    Returns:
        The statement's id.

    Raises:
        UsageError: Somebody unknown, no such category, or something is missing.
    """
    if category not in set(Category) - {Category.UNKNOWN}:
        near = ", ".join(c for c in Category if c != Category.UNKNOWN)
        raise UsageError(f"{category!a} is not a category", remedy=f"use one of {near}")
    if nature not in set(Nature):
        raise UsageError("a statement is a fact or an assessment", remedy="say which")
    if not basis.strip() or not author.strip():
        raise UsageError("a category needs a basis and an author", remedy="say what it rests on")
    source_grade, information_grade = grades(grade)
    number_identifiers(ledger)
    key, number = named(ledger.con, who)
    with ledger.transaction() as con:
        (earlier,) = con.execute("SELECT count(*) FROM categorisation WHERE identifier_key = ?", [key]).fetchone() or (
            0,
        )
        categorisation_id = f"C-{number:05d}-{earlier + 1}"
        insert(
            con,
            "categorisation",
            {
                "categorisation_id": categorisation_id,
                "identifier_key": key,
                "category": category,
                "nature": nature,
                "basis": basis.strip(),
                "source_grade": source_grade,
                "information_grade": information_grade,
                "stated_by": author,
                "stated_at_utc": datetime.now(UTC).replace(tzinfo=None),
            },
        )
    return categorisation_id


def withdraw_category(ledger: Ledger, categorisation_id: str, *, author: str) -> None:
    """Take a statement back; it stays on record. Withdrawing what is withdrawn changes nothing.

    Raises:
        UsageError: There is no such statement.
    """
    con = ledger.con
    found = con.execute("SELECT 1 FROM categorisation WHERE categorisation_id = ?", [categorisation_id]).fetchone()
    if found is None:
        raise UsageError("there is no statement of this id", remedy="list them with: netinvest category CASE")
    with ledger.transaction():
        con.execute(
            "UPDATE categorisation SET withdrawn_at_utc = ?, withdrawn_by = ? "
            "WHERE categorisation_id = ? AND withdrawn_at_utc IS NULL",
            [datetime.now(UTC).replace(tzinfo=None), author, categorisation_id],
        )
