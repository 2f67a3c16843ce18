"""What an advertisement claims in its own words: an age, a price."""

# ruff: noqa: RUF001 - look-alikes
from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from netinvest.ingest.fold import folded_word

YOUNGEST, OLDEST = 10, 80
"""Ages outside are not read as ages."""

_GOD = folded_word("год")
_LET, _ROK, _A, _IK = (folded_word(w) for w in ("лет", "рок", "а", "ик"))
_AGE_AFTER = re.compile(
    rf"""(?x)(?P<age>[1-7]\d)(?<![\d.,£$€:/+-]\d\d)\s{{0,2}}(?:-\s?)?
    (?: y\s?[/.]?\s?o\b | y(?:ea)?rs?\b(?!\s*(?:of\s)?(?:experience|exp\b|in\b)) | y\.o\.? | years?\s?-?\s?old
      | anos\b | ans\b | anni\b | jahre?\b | j\.(?!\w) | lat(?:ka|a)?\b | l\.(?!\w) | ani\b | anisori\b
      | jaar\b | eves\b | let\b | {_GOD}(?:{_A}|{_IK}\w*)?\b | {_LET}\b | {_ROK}\w*\b )"""
)
_AGE_BEFORE = re.compile(
    rf"""(?x)(?<!\w)(?: age[ds]? | edad | alter | idade | eta | wiek | varsta | leeftijd | {folded_word("возраст")}
      | i\s?(?:am|['\u2019]?m)(?:\s(?:only|just))? | (?:just\s)?turned | tengo | j['\u2019]?ai | tenho | ho | mam | am
      | ich\sbin )
      (?:\s(?:is|es|de|von))?\s{{0,2}}[:=-]?\s{{0,2}}(?P<age>[1-7]\d)
      (?!\d)(?!\s?[.,:/'\u2019]\d)
      (?!\s?(?:cm|kg|lbs?|min|h\b|hours?|[£$€%]|euros?|am\b|pm\b|o['\u2019]?clock|miles?|km|roses?))"""
)
_YOUNG_WORDS = re.compile(
    r"(?<!\w)(?:age|aged)?\s?(?P<age>eighteen|nineteen|twenty(?:[ -]one|[ -]two)?)\s?(?:y(?:ea)?rs?|yo)(?!\w)"
)
_WORD_AGES = {"eighteen": 18, "nineteen": 19, "twenty": 20, "twentyone": 21, "twentytwo": 22}

_CURRENCIES = {
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₽": "RUB",
    "₹": "INR",
    "gbp": "GBP",
    "pounds": "GBP",
    "pound": "GBP",
    "quid": "GBP",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "usd": "USD",
    "us$": "USD",
    "chf": "CHF",
    "pln": "PLN",
    "zl": "PLN",
    "ron": "RON",
    "lei": "RON",
    "rub": "RUB",
    "reais": "BRL",
    "r$": "BRL",
}
_AMOUNT = r"(?:\d{1,3}(?:[.,]\d{3})+|\d{1,6})(?:[.,]\d{2})?(?!\d)"
_AMOUNT = r"(?:\d{1,3}(?:[.,]\d{3})+|\d{1,6})(?:[.,]\d{2})?(?!\d)"
_MONEY_BEFORE = re.compile(
    rf"(?P<mark>[£€¥₽₹]|(?:us|r)?\$|\b(?:gbp|eur|usd|chf|pln|ron)(?=\s?\d))\s?(?P<amount>{_AMOUNT})"
)
_MONEY_AFTER = re.compile(
    r"""(?x)(?P<amount>\d(?<![\d.,]\d)\d{0,5}(?:[.,]\d{3})*(?:[.,]\d{2})?)\s?
    (?P<mark>[£€¥₽₹$](?!\s?\d)|(?:gbp|pounds?|quid|euros?|eur|usd|chf|pln|zl|ron|lei|rub|reais)(?!\w))"""
)


class Money(NamedTuple):
    """An amount with its currency, as far as written."""

    amount: Decimal
    currency: str | None  # ISO 4217; None for a bare dollar or an unmarked number
    original: str


def claimed_ages(text: str) -> list[int]:
    """The ages a folded text claims, in order, each once.

    A caller that must protect minors looks at the lowest, and at whether they contradict each other.
    """
    found = [(m.start(), int(m["age"])) for p in (_AGE_AFTER, _AGE_BEFORE) for m in p.finditer(text)]
    found += [(m.start(), _WORD_AGES[re.sub(r"[ -]", "", m["age"])]) for m in _YOUNG_WORDS.finditer(text)]
    return list(dict.fromkeys(age for _, age in sorted(found) if YOUNGEST <= age <= OLDEST))


def prices(text: str) -> list[Money]:
    """The prices in a folded text, in order."""
    found: dict[int, Money] = {}  # by where the amount stands: "$80 euros" is one price
    for pattern in (_MONEY_BEFORE, _MONEY_AFTER):
        for m in pattern.finditer(text):
            found.setdefault(m.start("amount"), Money(_amount(m["amount"]), _CURRENCIES.get(m["mark"]), m[0]))
    return [money for _, money in sorted(found.items())]


def _amount(written: str) -> Decimal:
    head, mark, tail = max(written.rpartition("."), written.rpartition(","), key=lambda p: len(p[0]))
    if mark and len(tail) == 2:  # noqa: PLR2004
        return Decimal(re.sub(r"[.,]", "", head) + "." + tail)
    return Decimal(re.sub(r"[.,]", "", written))
