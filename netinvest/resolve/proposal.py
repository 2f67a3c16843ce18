"""Let the rules propose, and write down what they propose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve.alias import number_identifiers
from netinvest.resolve.decision import MACHINE
from netinvest.resolve.line import forget_lines, read_lines
from netinvest.resolve.match import compare_persons, forget_comparisons
from netinvest.resolve.other_hands import contest
from netinvest.resolve.person import forget_persons, read_persons
from netinvest.resolve.rule import PAIRS, PROOFS
from netinvest.resolve.rules import RULES
from netinvest.resolve.succession import forget_successions, read_successions

if TYPE_CHECKING:
    from netinvest.ledger.ledger import Ledger

PROOF_ROWS = 20
"""Rows that the evidence of a proposal lists for each source; it always gives their number as well."""

# The best of what one rule says of a pair holds, whichever way round it says it.
_COLLECT = """
INSERT INTO proposed
SELECT DISTINCT ON (left_key, right_key) least(a_key, b_key) AS left_key, greatest(a_key, b_key) AS right_key, $rule,
       round(score, 4) AS score,
       replace(replace(reason, '{a}', printf('A-%05d', a.number)), '{b}', printf('A-%05d', b.number)) AS reason
FROM pair JOIN alias AS a ON a.identifier_key = a_key JOIN alias AS b ON b.identifier_key = b_key
WHERE a_key <> b_key
ORDER BY left_key, right_key, score DESC, reason
"""

_COLLECT_PROOFS = f"""
INSERT INTO proven
SELECT left_key, right_key, $rule, to_json(list(
    {{'record': record, 'source_no': source_no, 'rows': rows, 'total': total}} ORDER BY record, source_no))
FROM (
    SELECT left_key, right_key, record, source_no, list(row ORDER BY row) AS rows, any_value(total) AS total
    FROM (
        -- windows go to disk where memory is short, lists do not
        SELECT *, count(*) OVER one AS total
        FROM (SELECT DISTINCT least(a_key, b_key) AS left_key, greatest(a_key, b_key) AS right_key, record, source_no,
                     row
              FROM proof)
        WINDOW one AS (PARTITION BY left_key, right_key, record, source_no)
        QUALIFY row_number() OVER (PARTITION BY left_key, right_key, record, source_no ORDER BY row) <= {PROOF_ROWS}
    )
    GROUP BY left_key, right_key, record, source_no
) GROUP BY ALL
"""

_WRITE = """
INSERT INTO decision (decision_id, left_key, right_key, judgement, rule, score, reason, evidence, decided_by)
SELECT printf('D-%05d-%05d-%s', l.number, r.number, rule), left_key, right_key, 'proposed', rule, score, reason,
       coalesce(evidence, '[]'), $machine
FROM proposed LEFT JOIN proven USING (left_key, right_key, rule)
JOIN alias AS l ON l.identifier_key = left_key JOIN alias AS r ON r.identifier_key = right_key
ORDER BY left_key, right_key, rule
ON CONFLICT (decision_id) DO UPDATE SET
    score = excluded.score, reason = excluded.reason, evidence = excluded.evidence,
    withdrawn_at_utc = CASE WHEN withdrawn_by = $machine THEN NULL ELSE withdrawn_at_utc END,
    withdrawn_by = CASE WHEN withdrawn_by = $machine THEN NULL ELSE withdrawn_by END
"""

# What the records no longer bear out is taken back by the rules themselves; a finding of an earlier run may name it.
_TAKE_BACK = """
UPDATE decision SET withdrawn_at_utc = now()::TIMESTAMP, withdrawn_by = $machine
WHERE judgement = 'proposed' AND withdrawn_at_utc IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM proposed AS p
      WHERE (p.left_key, p.right_key, p.rule) = (decision.left_key, decision.right_key, decision.rule))
"""


def propose(ledger: Ledger) -> int:
    """Run every rule over the ledger and write its proposals to ``decision``.

    A proposal's id is made of the numbers of its two identifiers and the rule's name, so that the same records give
    the same ids in any order of rows, and no id gives an identifier away. A proposal that a person has withdrawn
    stays withdrawn; one that newer records no longer bear out is withdrawn in the name of the rules.

    Args:
        ledger: The open ledger of the case.

    Returns:
        How many proposals stand.
    """
    number_identifiers(ledger)
    con = ledger.con
    columns = "left_key VARCHAR, right_key VARCHAR, rule VARCHAR"
    con.execute(f"CREATE OR REPLACE TEMP TABLE proposed ({columns}, score DOUBLE, reason VARCHAR)")
    con.execute(f"CREATE OR REPLACE TEMP TABLE proven ({columns}, evidence JSON)")
    try:
        read_persons(con)
        compare_persons(con)
        read_lines(con)
        contest(con)
        read_successions(con)
        for rule in RULES:
            con.execute(PAIRS)
            con.execute(PROOFS)
            rule.find(con)
            con.execute(_COLLECT, {"rule": rule.name})
            con.execute(_COLLECT_PROOFS, {"rule": rule.name})
        with ledger.transaction():
            con.execute(_TAKE_BACK, {"machine": MACHINE})
            con.execute(_WRITE, {"machine": MACHINE})
        count = con.execute(
            "SELECT count(*) FROM decision WHERE judgement = 'proposed' AND withdrawn_at_utc IS NULL"
        ).fetchone()
    finally:
        forget_comparisons(con)
        forget_persons(con)
        forget_successions(con)
        forget_lines(con)
        for table in ("proposed", "proven", "pair", "proof"):
            con.execute(f"DROP TABLE IF EXISTS temp.{table}")
    return int(count[0]) if count else 0
