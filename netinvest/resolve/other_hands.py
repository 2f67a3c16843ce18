"""Telephones that a register gives to one person, while the records show them in somebody else's hands.

A bank writes down the telephone that it is told. Where no other register knows that telephone, three things may still
contradict it: payments that name the account's holder otherwise, calls between it and another telephone of the same
person, and a handset or subscription that another person's telephone was used with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.resolve import name
from netinvest.resolve.line import OBSERVED
from netinvest.resolve.match import MATCHES, SURE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEWEST_CALLS = 4
"""Calls and messages between two telephones from which one person hardly holds both."""
MOST_NUMBERS = 4
"""Numbers in one handset or subscription above which it says nothing."""

# Payments that give an account or a wallet another holder than the register does, every time they name one.
_OTHERWISE_NAMED = f"""
SELECT key, person_no FROM (
    -- a wallet is its telephone
    SELECT DISTINCT unnest(['account:' || account, CASE WHEN account LIKE '+%' THEN 'phone:' || account END]) AS key,
           tokens
    FROM (
        SELECT debtor_account AS account, debtor_name AS name FROM transfer
        UNION SELECT creditor_account, creditor_name FROM transfer
    ) JOIN name_token USING (name) WHERE len(tokens) > 1
) AS payee JOIN held USING (key) JOIN name_token AS m ON m.name = held.name
WHERE NOT in_case
GROUP BY ALL HAVING max({name.AGREEMENT.format(a="m.tokens", b="payee.tokens")}) = 0
"""

# One person's telephones, by one register or by two that surely mean the same person.
_TALKING = f"""
WITH one AS (
    SELECT person_no AS p, person_no AS q FROM person UNION ALL SELECT p, q FROM ({MATCHES}) WHERE {SURE}
), talking AS (
    SELECT h.key AS h_key, h.person_no AS h_no, h.in_case AS h_in_case, h.banked AS h_banked,
           k.key AS k_key, k.person_no AS k_no, k.in_case AS k_in_case, k.banked AS k_banked
    FROM one JOIN held AS h ON h.person_no = p JOIN held AS k ON k.person_no = q AND k.key <> h.key
    JOIN line_tie ON 'phone:' || number = h.key AND 'phone:' || contact = k.key
    WHERE events >= {FEWEST_CALLS}
)
-- what a bank was told yields to what the network or the case says
SELECT h_key, h_no FROM talking WHERE NOT h_in_case AND (h_banked OR NOT k_banked)
UNION SELECT k_key, k_no FROM talking WHERE NOT k_in_case AND (k_banked OR NOT h_banked)
"""

_SHARED = f"""
WITH used AS (
    SELECT DISTINCT 'phone:' || {OBSERVED} AS key, unnest([substr(imei, 1, 14), 'imsi ' || imsi]) AS with_what
    FROM call WHERE {OBSERVED} IS NOT NULL
), few AS (
    SELECT * FROM used WHERE with_what IS NOT NULL
    QUALIFY count(*) OVER (PARTITION BY with_what) BETWEEN 2 AND {MOST_NUMBERS}
)
SELECT h.key, h.person_no
FROM held AS h JOIN few AS x ON x.key = h.key JOIN few AS y ON y.with_what = x.with_what AND y.key <> x.key
JOIN held AS k ON k.key = y.key JOIN name_token AS m ON m.name = h.name JOIN name_token AS n ON n.name = k.name
WHERE h.banked AND NOT h.in_case AND k.person_no <> h.person_no
GROUP BY h.key, h.person_no HAVING max({name.AGREEMENT.format(a="m.tokens", b="n.tokens")}) = 0
"""


def contest(con: DuckDBPyConnection) -> None:
    """Add to the temporary table ``contested`` what the records contradict.

    Needs the tables of ``read_persons``, ``compare_persons`` and ``read_lines``.
    """
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE held AS
        SELECT DISTINCT key, person_no, in_case, name,
               bool_or(key LIKE 'account:%') OVER (PARTITION BY person_no) AS banked
        FROM claim JOIN person USING (person_no) WHERE in_force"""
    )
    for found in (_OTHERWISE_NAMED, _TALKING, _SHARED):
        con.execute(f"INSERT INTO contested SELECT * FROM ({found}) EXCEPT SELECT key, person_no FROM contested")
    con.execute("DROP TABLE held")
