"""A register names several identifiers for one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CERTAIN, CONTESTED = 1.0, 0.5

# Each identifier of a person is tied to the first undisputed one (in key order).
_FIND = f"""
CREATE OR REPLACE TEMP TABLE tied AS
WITH held AS (
    SELECT DISTINCT person_no, key, c.key IS NOT NULL AS contested
    FROM claim LEFT JOIN contested AS c USING (person_no, key) WHERE in_force
), first_key AS (
    SELECT person_no, arg_min(key, (contested, key)) AS a_key, bool_and(contested) AS all_contested
    FROM held GROUP BY person_no
)
SELECT person_no, a_key, key AS b_key, contested OR all_contested AS contested
FROM held JOIN first_key USING (person_no) WHERE a_key <> key;

INSERT INTO pair
SELECT a_key, b_key, {CERTAIN}, 'A register gives {{a}} and {{b}} to the same person.' FROM tied WHERE NOT contested;

INSERT INTO pair
SELECT a_key, b_key, {CONTESTED},
       CASE WHEN p.name IS NULL AND p.subject LIKE 'row %'
            THEN 'A list gives {{a}} and {{b}} in one row and names nobody.'
            ELSE 'A register gives {{a}} and {{b}} to the same person, '
                 || 'but one stands under other names or in other hands too.' END
FROM tied JOIN person AS p USING (person_no) WHERE contested;

INSERT INTO proof
SELECT DISTINCT a_key, b_key, 'subject', source_no, row
FROM tied JOIN claim USING (person_no) WHERE claim.key IN (a_key, b_key);

DROP TABLE tied;
"""


def find(con: DuckDBPyConnection) -> None:
    """Tie together the identifiers that a subscriber, account-holder or case register gives to one person.

    Rows of one register that share a subject id are one person; a row without an id is a person of its own. Score 1.0.
    A claim whose dates do not meet the use of the identifier in the records is left aside: numbers are given to
    somebody else after a while. Where persons whose names or dates of birth contradict each other claim the same
    identifier, none of its ties merges (0.5, for a person to decide), nor where the records show it in other hands
    (``netinvest.resolve.other_hands``); except that the case's own register, which
    gives categories, prevails over a subscriber or account-holder register. A list of devices that names nobody ties a
    device to a line for a person to decide, too: a handset goes from hand to hand, often into a victim's.

    Misread: a register says in whose name something is held, not who holds it in the hand. Numbers bought in false
    names, accounts opened in a victim's name with the controller's telephone: both stand in registers as facts.
    """
    con.execute(_FIND)
