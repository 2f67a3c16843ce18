"""A number falls silent, and a new one takes over its contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

HUB = 60
"""Contacts from which a number is no sign of anybody: left out of all that follows."""
FEWEST_SHARED = 3
LONGEST_GAP_DAYS = 21
OVERLAP_DAYS = 2
"""Within which the two numbers may both show life (then proposed only)."""
SURPRISE = 0.01
"""Chance at most, from its own rhythm, that a number's silence to the end of the records is an ordinary pause."""

_SECONDS = 86400.0

# Strength of a tie: rarity of the contact times the logarithm of the events.
_PREPARE = f"""
CREATE OR REPLACE TEMP TABLE strong AS
WITH degree AS (SELECT contact, count(*) AS degree FROM line_tie GROUP BY contact),
size AS (SELECT count(*) AS numbers FROM degree)
SELECT number, contact, degree, events, outgoing, ln(1 + numbers / degree) * ln(1 + events) AS weight
FROM line_tie JOIN degree USING (contact) CROSS JOIN size
WHERE degree < {HUB};

CREATE OR REPLACE TEMP TABLE life AS
SELECT number, contacts, weight, first_at, last_at,
       epoch(first_at) / {_SECONDS} AS first_day, epoch(last_at) / {_SECONDS} AS last_day,
       days >= 3 AND contacts >= {FEWEST_SHARED}
           AND exp(-rate * epoch(covered_to - last_at) / {_SECONDS}) <= {SURPRISE} AS silent,
       days >= 3 AND contacts >= {FEWEST_SHARED}
           AND exp(-rate * epoch(first_at - covered_from) / {_SECONDS}) <= {SURPRISE} AS fresh
FROM (SELECT *, days / (epoch(last_at - first_at) / {_SECONDS} + 1) AS rate FROM line)
JOIN (SELECT number, count(*) AS contacts, sum(weight ORDER BY contact) AS weight FROM strong GROUP BY number)
USING (number);

-- how alike the contacts of two numbers are, where one of them fell silent or appeared
CREATE OR REPLACE TEMP TABLE likeness AS
WITH changed AS (SELECT number FROM life WHERE silent OR fresh)
SELECT p.number AS x, q.number AS y, count(*) AS shared,
       sum(p.weight ORDER BY p.contact) / any_value(u.weight) AS kept,
       sum(q.weight ORDER BY q.contact) / any_value(v.weight) AS brought,
       2 * kept * brought / (kept + brought) AS alike,
       avg(((2 * p.outgoing >= p.events) = (2 * q.outgoing >= q.events))::INT) AS same_direction
FROM changed JOIN strong AS p USING (number)
JOIN strong AS q ON q.contact = p.contact AND q.number <> p.number
JOIN life AS u ON u.number = p.number JOIN life AS v ON v.number = q.number
GROUP BY p.number, q.number
HAVING count(*) >= 2
"""

_CANDIDATES = f"""
WITH candidate AS (
    SELECT x, y, shared, kept, brought, alike, same_direction, v.first_day - u.last_day AS gap
    FROM likeness JOIN life AS u ON u.number = x JOIN life AS v ON v.number = y
    WHERE u.silent AND v.fresh AND shared >= {FEWEST_SHARED}
      AND gap BETWEEN -{OVERLAP_DAYS} AND {LONGEST_GAP_DAYS}
      AND v.last_at > u.last_at AND v.first_at > u.first_at
      AND (x, y) NOT IN (SELECT (number, contact) FROM line_tie)
), rival AS (
    -- whoever lived beside the old number or the new one, and has contacts like the other's
    SELECT c.x, c.y, max(l.alike) AS rival
    FROM candidate AS c JOIN life AS u ON u.number = c.x JOIN life AS v ON v.number = c.y
    JOIN likeness AS l ON l.x IN (c.x, c.y) AND l.y NOT IN (c.x, c.y)
    JOIN life AS z ON z.number = l.y
    WHERE (z.first_day < u.last_day - {OVERLAP_DAYS} AND z.last_day > u.first_day + {OVERLAP_DAYS})
       OR (z.first_day < v.last_day - {OVERLAP_DAYS} AND z.last_day > v.first_day + {OVERLAP_DAYS})
    GROUP BY ALL
), chance AS (
    -- contacts that a number with as many contacts as the new one would share with the old one by chance
    SELECT x, y, sum(1 - exp(-v.contacts * s.degree / total) ORDER BY s.contact) AS expected
    FROM candidate JOIN strong AS s ON s.number = x JOIN life AS v ON v.number = y
    CROSS JOIN (SELECT sum(degree) AS total FROM (SELECT DISTINCT contact, degree FROM strong))
    GROUP BY ALL
)
SELECT c.*, coalesce(rival, 0) AS rival, expected
FROM candidate AS c LEFT JOIN rival USING (x, y) JOIN chance USING (x, y)
ORDER BY x, y
"""

_TESTED = f"""
SELECT count(*) FROM life AS u JOIN life AS v
ON v.first_day BETWEEN u.last_day - {OVERLAP_DAYS} AND u.last_day + {LONGEST_GAP_DAYS}
WHERE u.silent AND v.fresh
"""

_WRITE = """
INSERT INTO pair
SELECT 'phone:' || x, 'phone:' || y, score,
       printf('{a} fell silent on %s and {b} appeared on %s; it took over %d contacts (by chance %.1f expected), '
              || '%.0f%% of the ties of the one and %.0f%% of the other''s; the next likest number '
              || 'reaches %.0f%% of that.',
              u.last_at::DATE::VARCHAR, v.first_at::DATE::VARCHAR, shared, expected, 100 * kept, 100 * brought,
              100 * rival / alike)
FROM scored JOIN life AS u ON u.number = x JOIN life AS v ON v.number = y;

INSERT INTO proof
SELECT 'phone:' || x, 'phone:' || y, 'call', source_no, row
FROM scored JOIN strong AS s ON s.number = x JOIN strong AS t ON t.number = y AND t.contact = s.contact
JOIN call ON (originating_msisdn IN (x, y) AND terminating_msisdn = s.contact)
          OR (terminating_msisdn IN (x, y) AND originating_msisdn = s.contact);
"""


def _score(candidates: pa.Table, tested: int) -> pa.Table:
    import numpy as np
    import pyarrow as pa
    from scipy.special import gammainc

    column = {
        name: candidates[name].to_numpy(zero_copy_only=False).astype(float) for name in candidates.column_names[2:]
    }
    # Poisson tail P(X >= shared); Le Cam bounds the error by the sum of the squared chances
    p = gammainc(column["shared"], column["expected"])
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)  # Benjamini-Hochberg over all pairs that could have been, not only those seen
    ranked = p[order] * tested / np.arange(1, len(p) + 1)
    adjusted[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    alike, gap = column["alike"], column["gap"]
    score = 0.97 * np.minimum(1, alike / 0.4) ** 0.5
    score *= np.minimum(1, alike / np.maximum(1.4 * column["rival"], 1e-9))
    score *= np.select([gap < 0, gap <= 7, gap <= 14], [0.85, 1, 0.97], 0.93)  # noqa: PLR2004
    score *= np.where(column["shared"] <= FEWEST_SHARED, 0.92, 1)
    score *= 0.95 + 0.05 * column["same_direction"]
    score = np.where(adjusted > 0.001, np.minimum(score, 0.6), score)  # noqa: PLR2004
    return candidates.append_column("score", pa.array(score)).filter(pa.array(score >= 0.3))  # noqa: PLR2004


def find(con: DuckDBPyConnection) -> None:
    """Tie a number that fell silent to a new one with its contacts."""
    con.execute(_PREPARE)
    candidates = con.execute(_CANDIDATES).to_arrow_table()
    tested = con.execute(_TESTED).fetchone()
    con.register("scored", _score(candidates, tested[0] if tested else 0))
    con.execute(_WRITE)
    con.unregister("scored")
    for table in ("strong", "life", "likeness"):
        con.execute(f"DROP TABLE temp.{table}")
