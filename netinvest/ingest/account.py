"""Accounts over distinct values: IBAN checked, anything else kept as an account of its bank, card or wallet."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from netinvest.ingest.telephone import Telephones

_SEPARATORS = re.compile(r"[\s\u00a0\u202f\u2010-\u2015-]+")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_LABEL = re.compile(
    r"^(?:IBAN|BBAN|ACCOUNT|ACCT|A/C|KONTO|COMPTE|CUENTA)\s*(?:NO|NR|NUMBER)?(?:\s*[:.]\s*|\s+)(?=[A-Z0-9])",
    re.IGNORECASE,
)
_WALLET = re.compile(r"\+\d{7,15}")
_MOBILE_DRESS = re.compile(r"[\d+()\s./-]+")
_DAMAGED = re.compile(r"\d[.,]\d+[Ee]\+?\d{1,2}")
_FLOAT = re.compile(r"(\d+)\.0+")
_NO_ACCOUNT = frozenset({"CASH", "NOTES", "ESPECES", "EFECTIVO", "BARGELD", "CONTANTI", "GOTOWKA", "NUMERAR", "BAR"})


class Account(NamedTuple):
    """A value of an account column, read."""

    value: str | None
    """Upper case without blanks; E.164 with its plus sign for a wallet. None: cash, or refused."""
    refusal: str | None = None


_LENGTHS = {
    code: length
    for length, codes in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU",
        31: "MT SC",
        32: "LC",
    }.items()
    for code in codes.split()
}
"""How long the IBAN of each country is (the registry of SWIFT)."""


def read_account(raw: str, *, wallet_country: str | None = None) -> Account:
    """One distinct account as written.

    Args:
        raw: The cell, without blanks around it.
        wallet_country: In a mobile-money file, the country whose national numbers stand in it.
    """
    text = _LABEL.sub("", raw.strip().strip("'\"").strip())
    if _DAMAGED.fullmatch(text):
        return Account(None, "a spreadsheet rounded the account number; its digits are lost")
    if (number := _FLOAT.fullmatch(text)) is not None:
        text = number[1]
    if text.startswith("+") and (wallet := _SEPARATORS.sub("", text)) and _WALLET.fullmatch(wallet):
        return Account(wallet)
    if wallet_country is not None and _MOBILE_DRESS.fullmatch(text):
        return Account(_telephone(text, wallet_country) or text)
    compact = _SEPARATORS.sub("", text).upper()
    if compact in _NO_ACCOUNT or not any(c.isalnum() for c in compact):
        return Account(None)
    if _IBAN.fullmatch(compact) and compact[:2] in _LENGTHS:
        return _iban(compact)
    return Account(compact)


@lru_cache(maxsize=2**16)
def _iban(compact: str) -> Account:
    from stdnum import iban

    if len(compact) != _LENGTHS[compact[:2]]:
        # BIC-like codes and customer numbers begin alike: only what is as long as an IBAN claims to be one
        return Account(compact)
    if not iban.is_valid(compact, check_country=False):
        return Account(None, "the IBAN's check digits do not agree")
    return Account(compact)


def _telephone(text: str, country: str) -> str | None:
    from netinvest.ingest.telephone import E164

    reading = _telephones(country).read(text)
    return reading.value if reading.kind == E164 else None


@cache
def _telephones(country: str) -> Telephones:
    from netinvest.ingest.telephone import Telephones

    return Telephones(country)
