"""Mobile-money statements that name the other side in a sentence only: ``Customer Transfer to 2547... - ANA``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netinvest.loading.heading import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.ingest.recognise import Recognition

PARTY_COLUMNS = {f"{side}_{what}" for side in ("debtor", "creditor", "other") for what in ("account", "name")}
_TELLING = 50  # rows
_WALLET_WORDS = frozenset(
    ("msisdn", "phone", "mobile", "wallet", "wallets", "telephone", "tel", "telefono", "numero", "caller", "subscriber")
)
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


def are_wallets(recognition: Recognition) -> bool:
    """Whether the accounts are telephone numbers: the profile says so, or their heading."""
    if recognition.loader.profile.numbering != "infer":
        return recognition.loader.profile.numbering == "e164"
    places = [recognition.columns.get(f"{side}_account", -1) for side in ("debtor", "creditor", "own")]
    body = recognition.grid.rows[max(recognition.first_row, 0) :][:_TELLING]
    if not recognition.columns.keys() & PARTY_COLUMNS and speaks_of_mobile_money(body):
        return True
    said = {w for p in places if 0 <= p < len(recognition.heading) for w in words(recognition.heading[p])}
    return bool(said & _WALLET_WORDS)
