"""A number falls silent, and a new one takes over its contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve.line import OBSERVED
from netinvest.resolve.succession import FEWEST_SHARED, TESTED, UNIT

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

MOST_CERTAIN, LEAST = 0.97, 0.3
ENOUGH_ALIKE = 0.4
"""Likeness (harmonic mean of the shares of ties kept and brought) from which it takes nothing off the score."""
MARGIN = 1.4
"""How much liker than any bystander the two must be, unless they share contacts that no bystander has."""
FALSE_DISCOVERY, CHANCE_MOST = 0.001, 0.6

# How much of the one's records were made where the other's were: the sum of the smaller shares, cell by cell.
_CELLS = f"""
WITH seen AS (
    SELECT number, cell, count(*) / sum(count(*)) OVER (PARTITION BY number) AS share
    FROM (SELECT {OBSERVED} AS number, first_cell AS cell FROM call WHERE first_cell IS NOT NULL)
    WHERE number IN (SELECT unnest([x, y]) FROM successor)
    GROUP BY number, cell
)
SELECT x, y, sum(round({UNIT} * least(p.share, q.share))::BIGINT) / {UNIT} AS cells
FROM successor JOIN seen AS p ON p.number = x JOIN seen AS q ON q.number = y AND q.cell = p.cell
GROUP BY ALL
"""

_CANDIDATES = f"""
SELECT x, y, shared, alike, same_direction, gap, expected, rival, own, coalesce(cells, 0) AS cells
FROM successor LEFT JOIN ({_CELLS}) USING (x, y) ORDER BY x, y
"""

_WRITE = """
INSERT INTO pair
SELECT 'phone:' || x, 'phone:' || y, score,
       printf('{a} fell silent on %s and {b} appeared on %s; they never called each other. {b} took over %d contacts '
              || '(chance: %.1f), %d of them nobody else''s: %.0f%% of the ties of {a} and %.0f%% of its own. '
              || 'The likest bystander is %.0f%% as like; cells agree to %.0f%%.',
              u.last_at::DATE::VARCHAR, v.first_at::DATE::VARCHAR, s.shared, s.expected, s.own, 100 * kept,
              100 * brought, 100 * s.rival / s.alike, 100 * cells)
FROM scored JOIN successor AS s USING (x, y) JOIN life AS u ON u.number = x JOIN life AS v ON v.number = y;

INSERT INTO proof
SELECT 'phone:' || x, 'phone:' || y, 'call', source_no, row
FROM (
    SELECT x, y, p.contact, unnest([x, y]) AS number
    FROM scored JOIN strong AS p ON p.number = x JOIN strong AS q ON q.number = y AND q.contact = p.contact
) JOIN (
    SELECT source_no, row, unnest([originating_msisdn, terminating_msisdn]) AS number,
           unnest([terminating_msisdn, originating_msisdn]) AS contact FROM call
) USING (number, contact);
"""


def _score(candidates: pa.Table, tested: int) -> pa.Table:
    import numpy as np
    import pyarrow as pa
    from scipy.special import gammainc

    columns = candidates.column_names[2:]
    value = {name: candidates[name].to_numpy(zero_copy_only=False).astype(float) for name in columns}
    shared, alike, gap, own = (value[name] for name in ("shared", "alike", "gap", "own"))
    # Poisson tail P(X >= shared), then Benjamini-Hochberg over all pairs that could have been, not those seen alone
    p = gammainc(shared, value["expected"])
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate((p[order] * tested / np.arange(1, len(p) + 1))[::-1])[::-1]
    score = MOST_CERTAIN * np.sqrt(np.minimum(1, alike / ENOUGH_ALIKE))
    liker = np.minimum(1, alike / np.maximum(MARGIN * value["rival"], 1e-9))
    score *= np.where(own >= FEWEST_SHARED, np.maximum(liker, 0.97), liker)
    score *= np.select([gap < 0, gap <= 7, gap <= 14], [0.85, 1, 0.97], 0.93)  # noqa: PLR2004
    score *= np.where(shared <= FEWEST_SHARED, 0.92, 1)
    score *= 0.94 + 0.03 * value["same_direction"] + 0.03 * value["cells"]
    score = np.where(adjusted > FALSE_DISCOVERY, np.minimum(score, CHANCE_MOST), score)
    return (
        candidates.select(["x", "y", "cells"]).append_column("score", pa.array(score)).filter(pa.array(score >= LEAST))
    )


def find(con: DuckDBPyConnection) -> None:
    """Tie a number that fell silent to a new one with its contacts; needs the tables of ``read_successions``.

    Contacts count by rarity (inverse logarithm of their degree) and use (logarithm of the events); hubs do not count.
    Both must be surprising given the number's own rhythm: the silence of the old one and the absence of the new one
    before. They must never have called each other, and not lived at the same time for more than two days. The score is
    0.97 times: the root of the likeness over 0.4; the margin over the likest bystander, unless three shared contacts
    are no bystander's; 0.97 or 0.93 for a gap over 7 or 14 days, 0.85 for an overlap; 0.92 for three contacts only;
    0.94 to 1 for the direction of the ties and the cells. Where chance would explain the contacts (Poisson tail,
    Benjamini-Hochberg at 0.001 over all pairs in time) it is 0.6 at most.

    Misread: a person who takes another's place in a group, family or shift takes over contacts as well; that is why
    contacts that the whole group has count for little, and why a protected person's number is never merged by this.
    """
    candidates = con.execute(_CANDIDATES).to_arrow_table()
    tested = con.execute(TESTED).fetchone()
    con.register("scored", _score(candidates, tested[0] if tested else 0))
    con.execute(_WRITE)
    con.unregister("scored")
