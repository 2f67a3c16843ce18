"""Persons as registers describe them, and which identifiers they claim while records were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve import name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A person is one subject of one register; rows without a subject id are one person each.
_PERSONS = """
CREATE OR REPLACE TEMP TABLE person AS
SELECT row_number() OVER (ORDER BY source_no, subject) AS person_no, *
FROM (
    SELECT source_no, coalesce('id ' || subject_id, 'row ' || row) AS subject, bool_or(category IS NOT NULL) AS in_case,
           arg_min(name, row) AS name, arg_min(birth_date, row) AS birth_date, arg_min(address, row) AS address,
           list(row ORDER BY row) AS rows
    FROM subject GROUP BY ALL
)
"""

# When an identifier was in use: by its own records, else the period of all.
_IN_USE = """
CREATE OR REPLACE TEMP TABLE in_use AS
SELECT key, min(t) AS first_at, max(t) AS last_at FROM (
    SELECT 'phone:' || unnest([originating_msisdn, terminating_msisdn]) AS key, answered_at_utc AS t FROM call
    UNION ALL SELECT 'imsi:' || imsi, answered_at_utc FROM call
    UNION ALL SELECT 'imei:' || imei, answered_at_utc FROM call
    UNION ALL SELECT 'account:' || unnest([debtor_account, creditor_account]), booked_at_utc FROM transfer
) SEMI JOIN (SELECT DISTINCT kind || ':' || value AS claimed FROM subject_identifier) ON claimed = key
GROUP BY key
"""

# A claim is in force if its dates meet the use of the identifier; one without dates always is.
_CLAIMS = """
CREATE OR REPLACE TEMP TABLE claim AS
WITH period AS (
    SELECT least((SELECT min(answered_at_utc) FROM call), (SELECT min(booked_at_utc) FROM transfer)) AS first_at,
           greatest((SELECT max(answered_at_utc) FROM call), (SELECT max(booked_at_utc) FROM transfer)) AS last_at
)
SELECT DISTINCT person_no, i.kind || ':' || i.value AS key, i.source_no, i.row,
       coalesce(valid_from_utc <= coalesce(u.last_at, period.last_at), true)
       AND coalesce(valid_to_utc > coalesce(u.first_at, period.first_at), true) AS in_force
FROM subject_identifier AS i
JOIN (SELECT person_no, source_no, unnest(rows) AS row FROM person) USING (source_no, row)
LEFT JOIN in_use AS u ON u.key = i.kind || ':' || i.value
CROSS JOIN period
"""

CROWD = 12
"""Persons claiming one identifier from which it is nobody's: a branch's telephone, a clerk's placeholder."""

# Where several persons claim an identifier, they may be one person written down twice. They are two if their names
# or dates of birth contradict each other; within one register with ids of its own, also if nothing says they are one.
# The case's own register (the one that gives categories) was written by people who looked: it prevails.
_CONTESTED = f"""
CREATE OR REPLACE TEMP TABLE contested AS
WITH held AS (SELECT DISTINCT key, person_no FROM claim WHERE in_force),
crowd AS (SELECT key FROM held GROUP BY key HAVING count(*) >= {CROWD}),
pairs AS (
    SELECT key, p.person_no AS p_no, q.person_no AS q_no, p.in_case AS p_in_case, q.in_case AS q_in_case,
           p.source_no = q.source_no AND p.subject LIKE 'id %' AND q.subject LIKE 'id %' AS ids_differ,
           p.birth_date <> q.birth_date AS births_differ, {name.AGREEMENT.format(a="m.tokens", b="n.tokens")} AS names
    FROM held AS h JOIN held AS k USING (key) ANTI JOIN crowd USING (key)
    JOIN person AS p ON p.person_no = h.person_no JOIN person AS q ON q.person_no = k.person_no
    LEFT JOIN name_token AS m ON m.name = p.name LEFT JOIN name_token AS n ON n.name = q.name
    WHERE h.person_no < k.person_no
), disagreed AS (
    SELECT * FROM pairs
    WHERE coalesce(births_differ, false) OR coalesce(names < {name.COMPATIBLE}, false)
       OR (ids_differ AND coalesce(names, 0) < {name.FULL})
)
SELECT key, p_no AS person_no FROM disagreed WHERE NOT (p_in_case AND NOT q_in_case)
UNION SELECT key, q_no FROM disagreed WHERE NOT (q_in_case AND NOT p_in_case)
UNION SELECT key, person_no FROM held SEMI JOIN crowd USING (key)
-- a list that names nobody tells with what a device was used, not whose it was: devices go from hand to hand
UNION SELECT key, person_no FROM held JOIN person AS p USING (person_no)
WHERE p.name IS NULL AND p.subject LIKE 'row %' AND NOT p.in_case AND key LIKE 'imei:%'
"""


def read_persons(con: DuckDBPyConnection) -> None:
    """Make the temporary tables ``person``, ``claim``, ``contested`` and ``name_token``.

    - ``person(person_no, source_no, subject, in_case, name, birth_date, address, rows)``
    - ``claim(person_no, key, source_no, row, in_force)``: a register ties an identifier to a person, at a time that
      meets the records or not (a number is given to somebody else after a while)
    - ``contested(key, person_no)``: claims in force that another person's claim contradicts
    - ``name_token(name, tokens)``: see ``netinvest.resolve.name``
    """
    con.execute(_PERSONS)
    con.execute(_IN_USE)
    con.execute(_CLAIMS)
    name.tokenise(con)
    con.execute(_CONTESTED)


def forget_persons(con: DuckDBPyConnection) -> None:
    """Drop what ``read_persons`` made."""
    for table in ("person", "in_use", "claim", "contested", "name_token"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")
