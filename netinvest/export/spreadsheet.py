"""What a spreadsheet may not be given as it is.

A spreadsheet runs text that begins like a formula. In CSV such text gets an apostrophe in front: text that begins with
``=``, ``-``, ``@``, a tab or a carriage return, and text that begins with ``+`` unless only digits follow (an E.164
number stays as it is).
"""

from __future__ import annotations

import re

_RUN = re.compile(r"[=\-@\t\r]|\+(?!\d+$)")


def runs(text: str) -> bool:
    """Whether a spreadsheet takes a text for a formula."""
    return _RUN.match(text) is not None


def guarded(text: str) -> str:
    """SQL: the text of a column or expression that a spreadsheet does not take for a formula."""
    return (
        f"CASE WHEN regexp_matches({text}, '^[=\\-@\\t\\r]') "
        f"OR (starts_with({text}, '+') AND NOT regexp_full_match({text}, '\\+[0-9]+')) "
        f"THEN '''' || {text} ELSE {text} END"
    )
