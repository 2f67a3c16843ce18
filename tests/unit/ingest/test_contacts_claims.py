"""Ages and prices that advertisements claim."""

# ruff: noqa: RUF001 - Cyrillic letters are meant
from __future__ import annotations

from decimal import Decimal

import pytest
from netinvest.ingest.claims import claimed_ages, prices
from netinvest.ingest.fold import fold


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("19 yrs old", [19]),
        ("18yo", [18]),
        ("edad 21", [21]),
        ("I'm 22, 5'6", [22]),
        ("Age: 19", [19]),
        ("j'ai 20 ans", [20]),
        ("мне 19 лет", [19]),
        ("ВОЗРАСТ 21", [21]),
        ("ich bin 23 Jahre", [23]),
        ("mam 20 lat", [20]),
        ("am 19 ani", [19]),
        ("tenho 18 anos", [18]),
        ("1️⃣8️⃣ yrs", [18]),
        ("twenty-one yrs", [21]),
        ("17 yo. 21 years old", [17, 21]),
        ("25 years experience", []),
        ("I am 30 min away, 24/7, 10 am", []),
        ("5.19 yrs", []),
        ("£19 an hour", []),
    ],
)
def test_claimed_ages(text: str, ages: list[int]) -> None:
    assert claimed_ages(fold(text).text) == ages


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("£150 1h", [("150", "GBP")]),
        ("200€ la hora", [("200", "EUR")]),
        ("$80", [("80", None)]),
        ("US$80", [("80", "USD")]),
        ("1.200,50 eur", [("1200.50", "EUR")]),
        ("€1,200.00", [("1200.00", "EUR")]),
        ("100 lei, 50 euro", [("100", "RON"), ("50", "EUR")]),
        ("150 1h", []),
        ("call 07700 900123", []),
    ],
)
def test_prices(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(m.amount, m.currency) for m in prices(fold(text).text)] == [(Decimal(a), c) for a, c in found]
