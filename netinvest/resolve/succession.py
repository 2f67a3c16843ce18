"""Numbers that fell silent, numbers that appeared, and how alike their contacts are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HUB = 60
"""Contacts from which a number is no sign of anybody: left out of all that follows."""
FEWEST_SHARED = 3
LONGEST_GAP_DAYS = 21
OVERLAP_DAYS = 2
"""How long both numbers may show life at once; then they are only proposed."""
SURPRISE = 0.01
"""Chance at most, from its own rhythm, that a number's silence to the end of the records is an ordinary pause."""
RIVAL = 0.4
"""Likeness of a bystander, as a share of that of the two, from which its contacts are the group's, not the person's."""

_DAY = 86400.0  # seconds
UNIT = 1e6
"""What is summed is summed in millionths, as integers: exact, so that the order of rows does not matter."""

# Strength of a tie: rarity of the contact times the logarithm of the events.
_STRONG = f"""
CREATE OR REPLACE TEMP TABLE strong AS
WITH degree AS (SELECT contact, count(*) AS degree FROM line_tie GROUP BY contact),
size AS (SELECT count(*) AS numbers FROM degree)
SELECT number, contact, degree, events, outgoing,
       round({UNIT} * ln(1 + numbers / degree) * ln(1 + events))::BIGINT AS weight
FROM line_tie JOIN degree USING (contact) CROSS JOIN size
WHERE degree < {HUB}
"""

# The pause that the records show must be surprising for a number that is used on this share of days (Poisson).
_LIFE = f"""
CREATE OR REPLACE TEMP TABLE life AS
SELECT number, contacts, weight, first_at, last_at,
       epoch(first_at) / {_DAY} AS first_day, epoch(last_at) / {_DAY} AS last_day,
       days >= 3 AND contacts >= {FEWEST_SHARED}
           AND exp(-rate * epoch(covered_to - last_at) / {_DAY}) <= {SURPRISE} AS silent,
       days >= 3 AND contacts >= {FEWEST_SHARED}
           AND exp(-rate * epoch(first_at - covered_from) / {_DAY}) <= {SURPRISE} AS fresh
FROM (SELECT *, days / (epoch(last_at - first_at) / {_DAY} + 1) AS rate FROM line)
JOIN (SELECT number, count(*) AS contacts, sum(weight) AS weight FROM strong GROUP BY number)
USING (number)
"""

# An inverted index over rare contacts, from the numbers that changed only.
_LIKENESS = """
CREATE OR REPLACE TEMP TABLE likeness AS
WITH changed AS (SELECT number FROM life WHERE silent OR fresh)
SELECT p.number AS x, q.number AS y, count(*) AS shared,
       sum(p.weight) / any_value(u.weight) AS kept,
       sum(q.weight) / any_value(v.weight) AS brought,
       2 * kept * brought / (kept + brought) AS alike,
       avg(((2 * p.outgoing >= p.events) = (2 * q.outgoing >= q.events))::INT) AS same_direction
FROM changed JOIN strong AS p USING (number)
JOIN strong AS q ON q.contact = p.contact AND q.number <> p.number
JOIN life AS u ON u.number = p.number JOIN life AS v ON v.number = q.number
GROUP BY p.number, q.number
HAVING count(*) >= 2
"""

_SUCCESSORS = f"""
CREATE OR REPLACE TEMP TABLE successor AS
WITH candidate AS (
    SELECT x, y, shared, kept, brought, alike, same_direction, v.first_day - u.last_day AS gap,
           u.first_day AS x_from, u.last_day AS x_to, v.first_day AS y_from, v.last_day AS y_to,
           v.contacts AS y_contacts
    FROM likeness JOIN life AS u ON u.number = x JOIN life AS v ON v.number = y
    WHERE u.silent AND v.fresh AND shared >= {FEWEST_SHARED}
      AND gap BETWEEN -{OVERLAP_DAYS} AND {LONGEST_GAP_DAYS}
      AND v.last_at > u.last_at AND v.first_at > u.first_at
      AND (x, y) NOT IN (SELECT (number, contact) FROM line_tie)
), rival AS (
    -- bystanders: whoever lived beside the old number or the new one, and has contacts like the other's
    SELECT DISTINCT c.x, c.y, c.alike, l.y AS z, l.alike AS likeness
    FROM (SELECT *, unnest([x, y]) AS one FROM candidate) AS c
    JOIN likeness AS l ON l.x = one AND l.y <> c.x AND l.y <> c.y
    JOIN life AS z ON z.number = l.y
    WHERE (z.first_day < x_to - {OVERLAP_DAYS} AND z.last_day > x_from + {OVERLAP_DAYS})
       OR (z.first_day < y_to - {OVERLAP_DAYS} AND z.last_day > y_from + {OVERLAP_DAYS})
), common AS (
    SELECT x, y, p.contact FROM candidate JOIN strong AS p ON p.number = x
    JOIN strong AS q ON q.number = y AND q.contact = p.contact
), group_contact AS (
    SELECT DISTINCT x, y, contact FROM rival JOIN strong ON number = z WHERE likeness >= {RIVAL} * alike
), chance AS (
    -- contacts that a number with as many contacts as the new one would share with the old one by chance
    SELECT x, y, sum(round({UNIT} * (1 - exp(-y_contacts * s.degree / total)))::BIGINT) / {UNIT} AS expected
    FROM candidate JOIN strong AS s ON s.number = x
    CROSS JOIN (SELECT sum(degree) AS total FROM (SELECT DISTINCT contact, degree FROM strong))
    GROUP BY ALL
)
SELECT x, y, shared, kept, brought, alike, same_direction, gap, expected, coalesce(rival, 0) AS rival,
       coalesce(own, 0) AS own
FROM candidate JOIN chance USING (x, y)
LEFT JOIN (SELECT x, y, max(likeness) AS rival FROM rival GROUP BY ALL) USING (x, y)
LEFT JOIN (SELECT x, y, count(*) AS own FROM common ANTI JOIN group_contact USING (x, y, contact) GROUP BY ALL)
     USING (x, y)
"""

TESTED = f"""
SELECT count(*) FROM life AS u JOIN life AS v
ON v.first_day BETWEEN u.last_day - {OVERLAP_DAYS} AND u.last_day + {LONGEST_GAP_DAYS}
WHERE u.silent AND v.fresh
"""
"""SQL: how many pairs of a silent and a new number there are at all: the tests that a p-value must stand among."""


def read_successions(con: DuckDBPyConnection) -> None:
    """Make the temporary tables ``strong``, ``life``, ``likeness`` and ``successor`` from those of ``read_lines``.

    - ``life``: when a number lived, and whether it is ``silent`` at the end or ``fresh`` at the beginning, so that
      its own rhythm would have shown it
    - ``likeness(x, y, shared, kept, brought, alike)``: the shares of x's and of y's ties (by weight) that go to
      contacts of the other, and their harmonic mean
    - ``successor(x, y, ...)``: y may have taken over from x; ``rival`` is the likeness of the likest bystander,
      ``own`` how many of the shared contacts no such bystander has, ``expected`` how many chance would share
    """
    for step in (_STRONG, _LIFE, _LIKENESS, _SUCCESSORS):
        con.execute(step)


def forget_successions(con: DuckDBPyConnection) -> None:
    """Drop what ``read_successions`` made."""
    for table in ("strong", "life", "likeness", "successor"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")
