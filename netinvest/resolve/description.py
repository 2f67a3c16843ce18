"""What registers, payments and people say of the holder of an identifier: categories and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.model.category import Category
from netinvest.resolve import match
from netinvest.resolve.person import forget_persons, read_persons

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ADULT_YEARS = 18
"""Under this age a person is a child: Palermo Protocol, article 3 (d)."""

_BEGINNING = """(
    SELECT coalesce(least((SELECT min(answered_at_utc) FROM call), (SELECT min(booked_at_utc) FROM transfer),
                          (SELECT min(posted_at_utc) FROM advertisement)),
                    (SELECT min(loaded_at_utc) FROM source)))"""

# All rows of one subject describe one person, so each identifier it holds bears what any of its rows says.
_DESCRIBED = f"""
CREATE OR REPLACE TEMP TABLE described AS
WITH line AS (
    SELECT person_no, source_no, row, category, basis, subject.birth_date
    FROM subject JOIN (SELECT person_no, source_no, unnest(rows) AS row FROM person) USING (source_no, row)
), said AS (
    SELECT person_no, source_no, row, category, basis FROM line WHERE category IS NOT NULL
    UNION
    SELECT person_no, source_no, row, '{Category.MINOR}', 'date of birth' FROM line
    WHERE birth_date + INTERVAL {ADULT_YEARS} YEAR > {_BEGINNING}
)
SELECT DISTINCT key AS identifier_key, category, basis, said.source_no, said.row
FROM said JOIN (
    SELECT person_no AS holder_no, person_no FROM person
    UNION SELECT * FROM namesake
) USING (person_no) JOIN claim ON claim.person_no = holder_no WHERE in_force
UNION
SELECT identifier_key, category, basis, NULL, NULL FROM categorisation WHERE withdrawn_at_utc IS NULL
"""

# Somebody whom the case's register knows by name and date of birth only is found by them in the other registers.
_NAMESAKES = f"""
CREATE OR REPLACE TEMP TABLE namesake AS
WITH pair AS (SELECT p, q FROM ({match.MATCHES}) WHERE {match.SURE})
SELECT holder_no, person_no FROM (SELECT p AS holder_no, q AS person_no FROM pair UNION SELECT q, p FROM pair)
JOIN person USING (person_no)
WHERE in_case AND person_no NOT IN (SELECT person_no FROM claim)
"""

CATEGORIES = """
SELECT DISTINCT actor_no, category, coalesce(basis, '') AS basis, source_no, row
FROM described JOIN member USING (identifier_key) ORDER BY ALL
"""
"""SQL over ``described`` and ``member``: the categories of actors."""

NUMBERS_OF = """
SELECT DISTINCT number FROM described JOIN alias USING (identifier_key)
WHERE list_contains($categories, category) ORDER BY number
"""
"""SQL over ``described``: the numbers of identifiers whose holder a register puts in one of the categories."""

NAMES = """
SELECT DISTINCT actor_no, name FROM (
    SELECT kind || ':' || value AS identifier_key, name
    FROM subject JOIN subject_identifier USING (source_no, row)
    UNION ALL SELECT 'account:' || debtor_account, debtor_name FROM transfer
    UNION ALL SELECT 'account:' || creditor_account, creditor_name FROM transfer
) JOIN member USING (identifier_key)
WHERE name IS NOT NULL ORDER BY ALL
"""
"""SQL over ``member``: every name under which an actor stands in a register or a payment."""


def describe(con: DuckDBPyConnection) -> None:
    """Make the temporary table ``described``: identifier keys and what a register or a person says of their holder.

    A subject is a minor if it was under 18 at the beginning of the records (if there are none, of the loading).
    """
    read_persons(con)
    match.compare_persons(con)
    con.execute(_NAMESAKES)
    con.execute(_DESCRIBED)


def forget(con: DuckDBPyConnection) -> None:
    """Drop what ``describe`` made."""
    con.execute("DROP TABLE IF EXISTS temp.described")
    con.execute("DROP TABLE IF EXISTS temp.namesake")
    match.forget_comparisons(con)
    forget_persons(con)
