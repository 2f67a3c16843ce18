"""Every statement about what an actor is: whose, on what basis, how graded, fact or assessment, since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.model.category import Category

if TYPE_CHECKING:
    from netinvest.ledger.ledger import Ledger

_FACTS = f"('{Category.CONVICTED}', '{Category.MINOR}')"
"""What a register states as a fact: a judgment, an age. The rest is somebody's assessment."""

_STATEMENTS = f"""
SELECT printf('A-%05d', actor_no) AS alias, category,
       CASE WHEN category IN {_FACTS} THEN 'fact' ELSE 'assessment' END AS nature,
       basis, source_grade, information_grade,
       coalesce(authority, 'register ' || left(source_id, 12)) AS author,
       strftime(loaded_at_utc, '%Y-%m-%dT%H:%M:%SZ') AS at_utc, '' AS statement, source_id, row, true AS stands
FROM said JOIN source USING (source_no)
UNION
SELECT printf('A-%05d', actor_no), category, nature, basis, source_grade, information_grade, stated_by,
       strftime(stated_at_utc, '%Y-%m-%dT%H:%M:%SZ'), categorisation_id, NULL, NULL, withdrawn_at_utc IS NULL
FROM categorisation JOIN member USING (identifier_key)
UNION
SELECT printf('A-%05d', actor_no), '{Category.POSSIBLE_VICTIM}', 'assessment',
       'signs of exploitation found by run ' || run_id, NULL, NULL, 'netinvest ' || version,
       strftime(started_at_utc, '%Y-%m-%dT%H:%M:%SZ'), '', NULL, NULL, true
FROM run_actor JOIN (SELECT * FROM run ORDER BY run_no DESC LIMIT 1) USING (run_id)
WHERE category = '{Category.POSSIBLE_VICTIM}' AND actor_no NOT IN (
    SELECT actor_no FROM said WHERE category = '{Category.POSSIBLE_VICTIM}')
ORDER BY ALL
"""


def category_list(ledger: Ledger) -> list[dict[str, Any]]:
    """All statements, sorted by alias.

    Returns:
        Dicts of alias, category, nature (fact or assessment), basis, source_grade, information_grade, author, at_utc
        (ISO 8601), statement (its id, where a person made it), source_id and row (where a register did), and stands
        (false once withdrawn).
    """
    from netinvest.resolve import resolve

    actors = resolve(ledger)
    con = ledger.con
    con.register("said", actors.categories)
    con.register("member", actors.identifiers)
    try:
        found: list[dict[str, Any]] = con.execute(_STATEMENTS).to_arrow_table().to_pylist()
    finally:
        con.unregister("said")
        con.unregister("member")
    return found
