"""Amounts as banks write them, to exact decimals.

The last separator is the decimal mark, unless three digits follow it: `1.234` is a thousand in one country and a
little more than one in another. The other amounts of the file tell which; if none does, such a row is refused.
"""

# ruff: noqa: RUF001 - signs of currencies
from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'\u2019_]+")
_SHAPE = re.compile(
    r"""(?xa)(?P<open>\()? (?P<sign>[+\u2212\u2013-])? (?P<before>(?:[A-Za-z]{2,3}\$?|[$£€¥₽₹₺₴]|zł|Kč|руб)\.?)?
    (?P<sign2>[+\u2212\u2013-])? (?P<number>\d[\d.,]*|[.,]\d+) (?P<sign3>[+\u2212\u2013-])?
    (?P<after>(?:[A-Za-z]{2,3}|[$£€¥₽₹₺₴]|zł|Kč|руб)\.?)? (?P<close>\))?"""
)
_PLAIN = re.compile(r"-?\d{1,20}\.\d{1,2}", re.ASCII)  # says itself which mark parts its fraction
_EXPONENT = re.compile(r"(\d+(?:\.\d+)?)[Ee]([+-]?\d{1,2})")
_NO_CENTS = re.compile(r"(?<=\d)[.,]-{1,2}$")  # 1.000,-
_DEBIT = frozenset({"dr", "db", "d", "so", "s", "af"})
_MOST_DIGITS = 20  # before the decimal mark, as the ledger holds them
_GROUP = 3
_MINUS = frozenset("-\u2212\u2013(")


class Amount(NamedTuple):
    """An amount as written, read."""

    value: Decimal | None
    """Signed as written; None where it is refused."""
    refusal: str | None = None


def decimal_mark(values: Iterable[str | None]) -> str | None:
    """Which mark parts the fraction in a column: ``.``, ``,``, or None where no value tells.

    A value tells if both marks stand in it, if one mark stands twice, or if other than three digits follow it.
    """
    votes: Counter[str] = Counter()
    for raw in values:
        found = _SHAPE.fullmatch(_SPACES.sub("", raw)) if raw else None
        mark = _certain(found["number"]) if found is not None else None
        if mark is not None:
            votes[mark] += 1
    if not votes:
        return None
    (first, count), *others = votes.most_common()
    return None if others and others[0][1] * 10 > count else first  # a tenth of the votes against: nothing is sure


def currency_sign(raw: str) -> str | None:
    """What stands before or behind an amount and may be its currency: ``£`` of ``£12.50``, ``EUR`` of ``12,50 EUR``."""
    found = _SHAPE.fullmatch(_SPACES.sub("", raw))
    return (found["before"] or found["after"]) if found is not None else None


def _certain(number: str) -> str | None:
    dots, commas = number.count("."), number.count(",")
    if dots and commas:
        last = max(number.rfind("."), number.rfind(","))
        return number[last] if number.count(number[last]) == 1 else None
    if dots + commas == 0:
        return None
    mark = "." if dots else ","
    if dots + commas > 1:
        return "," if mark == "." else "."  # 1.234.567: thousands, so that the other one is decimal
    head, _, tail = number.partition(mark)
    # 1234.567 and 0.125: thousands are never written so
    return mark if len(tail) != _GROUP or len(head) > _GROUP or head in {"", "0"} else None


def read_amount(raw: str, mark: str | None) -> Amount:
    """One amount.

    Args:
        raw: The cell: with sign before or behind, brackets for a debit, ``CR`` or ``DR``, a currency.
        mark: The column's decimal mark (`decimal_mark`), or None.
    """
    if _PLAIN.fullmatch(raw):
        return Amount(Decimal(raw))
    text = _NO_CENTS.sub("", _SPACES.sub("", raw))
    if _EXPONENT.fullmatch(text):
        return _bounded(Decimal(text))
    found = _SHAPE.fullmatch(text)
    signs = [found[name] for name in ("open", "sign", "sign2", "sign3") if found[name]] if found is not None else []
    if found is None or len(signs) > 1 or (found["open"] is None) != (found["close"] is None):
        return Amount(None, "not an amount")
    number = found["number"]
    own = _certain(number)
    one = number.count(".") + number.count(",") == 1
    if own is None and one and mark is None:
        return Amount(None, "whether this is thousands or a fraction cannot be told; declare the decimal mark")
    used = own or mark or "."
    thousands = "," if used == "." else "."
    whole, _, fraction = number.partition(used) if used in number else (number, "", "")
    if thousands in fraction or not _grouped(whole, thousands):
        return Amount(None, "not an amount: its thousands are grouped wrongly")
    value = Decimal(f"{whole.replace(thousands, '') or '0'}.{fraction or '0'}")
    word = (found["after"] or "").rstrip(".").casefold()
    negative = word in _DEBIT or bool(_MINUS.intersection(signs))
    return _bounded(-value if negative else value)


def _grouped(whole: str, thousands: str) -> bool:
    """1,234,567 and the Indian 12,34,567: the last group has three digits."""
    head, *groups = whole.split(thousands)
    if not groups:
        return True
    return head != "" and len(groups[-1]) == _GROUP and all(len(g) in {_GROUP - 1, _GROUP} for g in groups[:-1])


def _bounded(value: Decimal) -> Amount:
    if value.adjusted() >= _MOST_DIGITS:
        return Amount(None, "the amount is larger than any")
    return Amount(value)
