"""Annotations as they may be shown: people by alias, and no number or name of a protected person in the texts."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from netinvest.case import annotation
from netinvest.export.content import AnnotationRow
from netinvest.resolve.alias import alias

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netinvest.case.disclosure import Disclosure

SHORTEST = 4  # letters of a part of a name that is taken out; shorter ones are ordinary words
_PROTECTED_NAMES = """
WITH held AS (SELECT identifier_key, actor_no FROM run_actor JOIN {hidden} USING (actor_no) WHERE run_id = $run)
SELECT name, actor_no FROM (
    SELECT name, kind || ':' || value AS identifier_key FROM subject JOIN subject_identifier USING (source_no, row)
    UNION SELECT debtor_name, 'account:' || debtor_account FROM transfer
    UNION SELECT creditor_name, 'account:' || creditor_account FROM transfer
) JOIN held USING (identifier_key) WHERE name IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_WORD = re.compile(r"[^\W\d_]+")


def shown_annotations(con: DuckDBPyConnection, run_id: str, disclosure: Disclosure) -> tuple[AnnotationRow, ...]:
    """The annotations of a case on the actors of a run, in the order of drawing.

    Args:
        con: The ledger's connection; ``disclosure`` has made its tables of who is protected.
        run_id: The run whose actors are meant.
        disclosure: What may be shown of it.
    """
    found = annotation.read(con, run_id)
    if not found:
        return ()
    drawings = {drawing.drawing_no: drawing for drawing in annotation.drawings(con)}
    hidden = "withheld_actor" if disclosure.revealed else "protected_actor"
    parts: dict[str, str] = {}
    for name, actor_no in con.execute(_PROTECTED_NAMES.format(hidden=hidden), {"run": run_id}).fetchall():
        for part in _WORD.findall(name):
            if len(part) >= SHORTEST:
                parts.setdefault(_folded(part), alias(actor_no))

    def clean(text: str) -> str:
        text = disclosure.name(text)
        return _WORD.sub(lambda word: f"[{parts[key]}]" if (key := _folded(word[0])) in parts else word[0], text)

    return tuple(
        AnnotationRow(
            alias(shown.start),
            "" if shown.end is None else alias(shown.end),
            clean(shown.text),
            clean(drawings[shown.drawing_no].author),
            clean(drawings[shown.drawing_no].name),
            drawings[shown.drawing_no].sha256,
            drawings[shown.drawing_no].imported_at_utc,
        )
        for shown in found
    )


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
