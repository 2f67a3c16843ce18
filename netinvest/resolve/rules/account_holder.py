"""Two registers, or a register and a payment, name the same person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve.match import ALIKE_ADDRESS, MATCHES, SURE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_CERTAIN, UNSURE, NAME_ALONE, CONTRADICTED = 0.98, 0.85, 0.6, 0.3
LEAST_PROBABLE, LEAST_ALONE = 0.5, 0.9
"""Below which a pair is not worth a person's time: with a second sign, and without (common names come in thousands)."""

# Persons who share an identifier are the register rule's business. A payment's party has a name and nothing else.
# Each step is a table: in one statement the planner puts the inequalities before the equalities and pairs everybody.
_FIND = f"""
CREATE OR REPLACE TEMP TABLE first_key AS
SELECT person_no, min(key) AS key FROM claim ANTI JOIN contested USING (person_no, key)
WHERE in_force GROUP BY person_no;

CREATE OR REPLACE TEMP TABLE probable AS
SELECT p, q, {SURE} AS sure, births, addresses, probability FROM ({MATCHES})
WHERE probability >= CASE WHEN births > 0 OR addresses >= {ALIKE_ADDRESS} THEN {LEAST_PROBABLE} ELSE {LEAST_ALONE} END
  AND names > 0;

CREATE OR REPLACE TEMP TABLE sharing AS
SELECT DISTINCT p, q
FROM probable JOIN claim AS h ON h.person_no = p JOIN claim AS k ON k.person_no = q AND k.key = h.key;

CREATE OR REPLACE TEMP TABLE matched AS
SELECT probable.*, a.key AS a_key, b.key AS b_key
FROM probable ANTI JOIN sharing USING (p, q)
JOIN first_key AS a ON a.person_no = p JOIN first_key AS b ON b.person_no = q;

DELETE FROM matched WHERE a_key = b_key;

INSERT INTO pair
SELECT a_key, b_key,
       least(probability, CASE WHEN sure THEN {MOST_CERTAIN} WHEN births = 0 THEN {CONTRADICTED}
                               WHEN births > 0 OR addresses > 0 THEN {UNSURE} ELSE {NAME_ALONE} END),
       'Registers give {{a}} and {{b}} to persons whose names ' || CASE WHEN sure THEN 'agree' ELSE 'are alike' END
       || CASE births WHEN 2 THEN ', born on the same day' WHEN 1 THEN ', born on nearly the same date'
                      WHEN 0 THEN ', born on different days' ELSE '' END
       || CASE WHEN addresses >= {ALIKE_ADDRESS} THEN ', with like addresses'
               WHEN addresses IS NOT NULL THEN ', with other addresses'
               ELSE '' END || '.'
FROM matched;

INSERT INTO proof
SELECT DISTINCT a_key, b_key, 'subject', source_no, row
FROM (SELECT a_key, b_key, unnest([p, q]) AS person_no FROM matched)
JOIN (SELECT person_no, source_no, unnest(rows) AS row FROM person) USING (person_no);

DROP TABLE matched;
DROP TABLE sharing;
DROP TABLE probable;
DROP TABLE first_key;

CREATE OR REPLACE TEMP TABLE party AS
WITH paid AS (
    SELECT 'account:' || debtor_account AS key, debtor_name AS name, source_no, row FROM transfer
    UNION ALL SELECT 'account:' || creditor_account, creditor_name, source_no, row FROM transfer
), payee AS (
    SELECT key, tokens, source_no, min(row) AS row FROM paid JOIN name_token USING (name)
    WHERE key IS NOT NULL AND len(tokens) > 1 AND key NOT IN (SELECT key FROM claim) GROUP BY ALL
)
SELECT key, tokens, 'transfer' AS record, source_no, row FROM payee
UNION ALL
SELECT min(key), tokens, 'subject', min(claim.source_no), min(claim.row)
FROM claim ANTI JOIN contested USING (person_no, key) JOIN person USING (person_no) JOIN name_token USING (name)
WHERE len(tokens) > 1 AND in_force
GROUP BY person_no, tokens;

-- a name that just two holders bear, one of them known from payments alone: a person may look
CREATE OR REPLACE TEMP TABLE namesakes AS
SELECT min(key) AS a_key, max(key) AS b_key, tokens FROM party GROUP BY tokens
HAVING count(DISTINCT key) = 2 AND bool_or(record = 'transfer');

INSERT INTO pair
SELECT a_key, b_key, 0.5,
       '{{a}} and {{b}} stand under the same name, which nobody else bears in this case; a name alone proves nothing.'
FROM namesakes;

INSERT INTO proof
SELECT DISTINCT a_key, b_key, record, source_no, row FROM namesakes JOIN party USING (tokens);

DROP TABLE namesakes;
DROP TABLE party;
"""


def find(con: DuckDBPyConnection) -> None:
    """Tie identifiers of persons whose names agree together with a second sign.

    The score is the probability of ``netinvest.resolve.match``, at most 0.98. It merges only if the names agree in two
    words and the dates of birth are equal, or the names are the same word for word and the addresses are alike while a
    date of birth is missing. Otherwise it is at most 0.85 (some second sign), 0.6 (the name alone) or 0.3 (dates of
    birth contradict). A payment's party has nothing but a name: 0.5, if just two holders bear it.

    Misread: names and dates of birth in registers may both be a stolen or borrowed document's.
    """
    con.execute(_FIND)
