"""Mobile-money statements that name the other side in a sentence only: ``Customer Transfer to 2547... - ANA``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAYS = re.compile(
    r"\bm-?pesa\b|mobile money|\bmomo\b|(?:airtel|orange|mtn|tigo|moov|vodafone) (?:money|cash)|\bgcash\b|\bbkash\b|"
    r"ecocash|merchant payment to|customer transfer|funds received from|send money|pay ?bill|\bwallet\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"\b(?:to|from|by|de|a|à|vers)\s+(?:[^\W\d]+\s+){0,2}-?\s*(?P<number>\+?\d[\d*]{7,14})(?!\d)"
    r"(?:\s*[-:,]?\s*(?P<name>[^\W\d][^\d\n;|]{1,60}?)\s*)?(?:$|[\d;|.])",
    re.IGNORECASE,
)
_OF = 3


def speaks_of_mobile_money(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows of a statement are those of a mobile-money account: one of three says so."""
    saying = sum(any(_SAYS.search(cell) for cell in row) for row in rows)
    return saying > 0 and saying * _OF >= len(rows)


def other_side(text: str) -> tuple[str | None, str | None]:
    """Number and name of the other side, as far as a sentence tells; a masked number is none."""
    found = _PARTY.search(text)
    if found is None:
        return None, None
    number = found["number"] if "*" not in found["number"] else None
    return number, " ".join(found["name"].split()) if found["name"] else None
