# ruff: noqa: E501 - words of many languages
"""What a statement says outside its rows: whose account it is, and in which currency."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from netinvest.ingest.account import read_account
from netinvest.ingest.currency import read_currency
from netinvest.loading.heading import words

if TYPE_CHECKING:
    from collections.abc import Sequence

_ACCOUNT_WORDS = frozenset(
    """account acct iban bban konto kontonummer compte cuenta conto conta rachunek rachunku cont rekening rekeningnummer
    счет счёт wallet msisdn mobile phone telephone telefono teléfono telefone telefon telefoon""".split()  # noqa: SIM905 - a list of words
)
_HOLDER_WORDS = frozenset(
    """holder name customer client owner titulaire inhaber kontoinhaber titular intestatario posiadacz владелец
    rekeninghouder""".split()  # noqa: SIM905
)
_CURRENCY_WORDS = frozenset("currency ccy devise wahrung waehrung moneda divisa moeda valuta waluta валюта".split(" "))  # noqa: SIM905
_AMOUNT_WORDS = frozenset(
    "amount amounts value values figures montant montants importe importes betrag betrage betraege bedrag bedragen importi kwoty sumele суммы".split()  # noqa: SIM905
)
_CODE = re.compile(r"(?:\b(?:in|en|em|im|w|em|în|в)\s|[:=(,;])\s*([A-Z]{3}(?![A-Za-z])|[€£₽₹])")
_NO_CODES = frozenset({"all", "cup", "pen", "top", "try"})  # words first
_NOT_NUMBER = frozenset(
    {"type", "typ", "status", "name", "opened", "holder", "balance", "owner", "branch", "bank", "currency"}
)
_WITHIN = re.compile(r"\s*[:=]\s*|\s{2,}|\t")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])")
_NUMBER = re.compile(r"(?=(?:.*\d){5})[A-Za-z0-9][A-Za-z0-9 ./-]{4,33}")
_FILE_NUMBER = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{2}\d{2}[A-Z0-9]{11,30}|\d{8,20})(?![A-Za-z0-9])")
_HEADING_CURRENCY = re.compile(r"[(\[]\s*([A-Z]{3}|[€£₽₹])\s*[)\]]")


def statement_facts(
    preamble: Sequence[Sequence[str]], heading: Sequence[str], name: str, amounts: Sequence[str] = ()
) -> dict[str, str]:
    """The own account, its holder and the currency, as far as preamble, heading and file name tell.

    Args:
        preamble: The cells of the lines above the heading.
        heading: The heading's cells: ``Amount (EUR)`` names a currency.
        amounts: The headings of amounts: ``Bedrag EUR`` names a currency too.
        name: The file's name, asked last: a person may have chosen it.

    Returns:
        ``own_account``, ``own_name``, ``currency``: those that are told.
    """
    facts: dict[str, str] = {}
    for line in preamble:
        cells = [part.strip(" \"'\t") for cell in line for part in _WITHIN.split(cell)]
        cells = [cell for cell in cells if cell]
        for label, value in pairwise(cells):
            _told(label, value, facts)
        if "own_account" not in facts and (found := _IBAN.search(" ".join(line))) and _valid(found[0]):
            facts["own_account"] = found[0]
        # "All amounts in GBP": a line of prose that speaks of amounts, and of one currency
        prose = " ".join(line)
        codes = {code for word in _CODE.findall(prose) if (code := read_currency(word.strip()))}
        if len(codes) == 1 and _AMOUNT_WORDS & set(words(prose)):
            facts.setdefault("currency", codes.pop())
    named = [found[1] for cell in heading if (found := _HEADING_CURRENCY.search(cell))]
    named += [word for cell in amounts for word in words(cell) if len(word) == 3 and word not in _NO_CODES]  # noqa: PLR2004
    for code in filter(None, map(read_currency, named)):
        facts.setdefault("currency", code)
    if "own_account" not in facts and (found := _FILE_NUMBER.search(name)):
        facts["own_account"] = found[0]
    return facts


def _told(label: str, value: str, facts: dict[str, str]) -> None:
    said = set(words(label))
    if said & _CURRENCY_WORDS and (code := read_currency(value)):
        facts.setdefault("currency", code)
    elif said & _ACCOUNT_WORDS and not said & _NOT_NUMBER and _NUMBER.fullmatch(value) and _valid(value):
        facts.setdefault("own_account", value)
    elif said & _HOLDER_WORDS and any(c.isalpha() for c in value) and not said & {"bank", "branch", "file"}:
        facts.setdefault("own_name", value)


def _valid(account: str) -> bool:
    return read_account(account).value is not None
