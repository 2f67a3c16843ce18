"""A mobile-money account is a telephone number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCORE = 1.0

# E.164 with its plus sign only: bare digits are account numbers somewhere.
_FIND = rf"""
INSERT INTO pair
SELECT 'account:' || msisdn, 'phone:' || msisdn, {SCORE}, 'The wallet {{a}} is the telephone number {{b}}.'
FROM (SELECT substr(identifier_key, 9) AS msisdn FROM alias WHERE identifier_key LIKE 'account:+%')
SEMI JOIN alias ON identifier_key = 'phone:' || msisdn
WHERE regexp_full_match(msisdn, '\+[1-9][0-9]{{6,14}}');

INSERT INTO proof
SELECT DISTINCT a_key, b_key, 'transfer', source_no, row
FROM pair JOIN (
    SELECT source_no, row, unnest([debtor_account, creditor_account]) AS account FROM transfer
) ON a_key = 'account:' || account;
"""


def find(con: DuckDBPyConnection) -> None:
    """Tie an account that is an E.164 number to the telephone of this number; score 1.0.

    Misread: the wallet is the subscriber's, yet an agent or a relative may have tapped the keys; and a wallet left
    behind when a number is given to somebody else keeps its old holder.
    """
    con.execute(_FIND)
