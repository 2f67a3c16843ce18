# ruff: noqa: E501 - words of many languages
"""Whose records a file of calls is of, where no column says it: the number above the heading, or in the file's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netinvest.ingest.clock import read_day
from netinvest.loading.heading import words

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMN = "target_msisdn"
PARTIES = (COLUMN, "other_msisdn", "originating_msisdn", "terminating_msisdn", "a_party", "b_party")
_WHOSE = frozenset(
    """target subject subscriber customer msisdn number numbers phone mobile cellular line user account served monitored input value no nr
    mdn min telephone tel objetivo investigado investigada intervenido abonado numero telefono movil linea titular usuario cliente
    cible abonne ligne telephone client alvo terminal assinante telefone rufnummer anschluss zielrufnummer zielnummer teilnehmer kunde
    bersaglio utenza telefono intestatario doelnummer telefoonnummer abonnee klant abonent numer nummer номер абонент цель hedef numara abone
    номера abonentul nummeret telefonszam cislo nomor numara رقم 号码 號碼 番号""".split()  # noqa: SIM905 - a list of words
)
_NUMBER = re.compile(r"(?<![\w.:/+-])(?:\+|00)?\d[\d ().-]{6,18}\d(?![\w/:])")
_IN_NAME = re.compile(r"(?<!\d)\+?\d{9,13}(?!\d)")
_TAIL = 8
_FIGURES = range(8, 16)
_MOMENT = re.compile(r"20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d*")


def customer_told(above: Sequence[str], name: str) -> tuple[str, str] | None:
    """The one number that a file says its records are of, and where it says so.

    Args:
        above: The lines above the heading.
        name: The file's; asked last: a person may have chosen it.

    Returns:
        The number as written, and ``the preamble`` or ``the file's name``; None where none is told, or two are.
    """
    labelled = [line for line in above if _WHOSE & set(words(line))]
    for lines in (labelled, above):
        found = {digits[-_TAIL:]: number for line in lines for number in _numbers(line) if (digits := _digits(number))}
        if found:
            return (found.popitem()[1], "the preamble") if len(found) == 1 else None
    named = {n for n in _IN_NAME.findall(name) if not _MOMENT.fullmatch(n)}
    return (named.pop(), "the file's name") if len(named) == 1 else None


def same_number(one: str, other: str) -> bool:
    """Whether two writings may be of one number: their last figures are the same."""
    return _digits(one)[-_TAIL:] == _digits(other)[-_TAIL:]


def _numbers(line: str) -> list[str]:
    whole = (match[0].strip(" .-(") for match in _NUMBER.finditer(line))
    return [n for n in whole if len(_digits(n)) in _FIGURES and read_day(n) is None and not _MOMENT.fullmatch(n)]


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
