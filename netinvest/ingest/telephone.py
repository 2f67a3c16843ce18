# ruff: noqa: E501 - words of many languages
"""Telephone numbers over distinct values: E.164 where it is one, and what else stands in such columns.

Fiction ranges (+44 7700 900xxx, +1 555 01xx) are not assigned, so validity would refuse them: a number counts
if it fits its country's general pattern, or is *possible* (right length) when written with a country code.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from netinvest.loading.heading import words

if TYPE_CHECKING:
    from collections.abc import Iterable

E164, SERVICE, NAME, WITHHELD, UNKNOWN, DAMAGED, OPAQUE = (
    "e164", "service", "name", "withheld", "unknown", "damaged", "opaque",
)  # fmt: skip
KINDS = ("", E164, SERVICE, NAME, WITHHELD, UNKNOWN, DAMAGED, OPAQUE)
"""What a party is; nothing for nobody."""
SHORT_CODE = 6
_LONGEST = 15
_BARE_FOREIGN = 11

_DAMAGED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+?\d{1,2}")
_FLOAT = re.compile(r"(\d+)\.0+")
_DRESSED = re.compile(r"\+?[\d\s().\u00a0\u2010-\u2015/-]+")
_NOT_DIGIT = re.compile(r"\D+")
_HEX = re.compile(r"(?:0[xX])?((?:[0-9A-Fa-f]{2} ?){2,}[0-9A-Fa-f]{2})")
_NAME_BYTES = re.compile(rb"[A-Za-z0-9][A-Za-z0-9 ._&*+/-]*[A-Za-z0-9.!*+]")
_WITHHELD = frozenset(
    re.findall(
        r"\w+",
        """anonymous private privado withheld unknown restricted unavailable suppressed blocked hidden undisclosed secret
        oculto oculta privada anonimo anonima desconocido desconocida desconhecido confidencial restringido masque masquee
        cache inconnu inconnue prive privee secret anonyme unbekannt unbekannter anonym anonymer unterdruckt unterdrueckt
        verborgen privat privater nascosto nascosta riservato privato sconosciuto anoniem onbekend onbekende afgeschermd
        prive prywatny zastrzezony zastrzezone nieznany nieznana ukryty ukryte ascuns ascunsa necunoscut gizli bilinmeyen
        скрыт скрытыи скрыто неизвестен неизвестно неизвестныи анонимныи анонимно закрыт прихований невідомий clir""",
    )
)
_BESIDE = frozenset(
    """number no nr caller id party subscriber call calling line identity cli numero num nummer rufnummer anrufer appelant
    llamante chiamante beller numer номер абонент вызывающии by the""".split()  # noqa: SIM905 - a list of words
)


class Reading(NamedTuple):
    """A value of a party column, read."""

    value: str | None
    kind: str


def _is_withheld(text: str) -> bool:
    """Whether words say that there is somebody whose number is not shown: "Number withheld", "No Caller ID"."""
    said = set(words(text))
    return said == {"no", "caller", "id"} or (bool(said & _WITHHELD) and said <= _WITHHELD | _BESIDE)


@cache
def plan_of(code: int) -> re.Pattern[str] | None:
    """The general pattern of a country code's numbers."""
    from phonenumbers import PhoneMetadata
    from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE as REGIONS

    regions = REGIONS.get(code)
    if not regions:
        return None
    found = (
        PhoneMetadata.metadata_for_nongeo_region(code)
        if regions[0] == "001"
        else PhoneMetadata.metadata_for_region(regions[0])
    )
    if found is None or found.general_desc is None or not found.general_desc.national_number_pattern:
        return None
    return re.compile(found.general_desc.national_number_pattern)


@cache
def country_code(start: str) -> int | None:
    """The country code that digits start with."""
    return next((int(start[:n]) for n in (1, 2, 3) if start[:n] and plan_of(int(start[:n]))), None)


_ABOVE = re.compile(r"(?<![\w+])(?:\+|00)?(\d[\d ().-]{8,18}\d)(?!\w)")


def country_told(lines: Iterable[str]) -> str | None:
    """The country of the one number that stands above a table with its country code, ISO 3166-1 alpha-2.

    Args:
        lines: The preamble.
    """
    import phonenumbers

    found = set()
    for line in lines:
        for match in _ABOVE.finditer(line):
            digits = _NOT_DIGIT.sub("", match[1])
            try:
                number = phonenumbers.parse(f"+{digits}")
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_valid_number(number) and (region := phonenumbers.region_code_for_number(number)):
                found.add(region)
    return found.pop() if len(found) == 1 else None


class Telephones:
    """Reads the party columns of one file.

    Args:
        country: ISO 3166-1 alpha-2 of the case, or None: then only numbers with + or 00 become E.164.

    Attributes:
        code, trunk, general, abroad: The country's code, what stands before a number dialled within it, the general
            pattern of its numbers, and what is dialled before one of another country.
    """

    def __init__(self, country: str | None) -> None:
        self.country = country.upper() if country else None
        self.code, self.trunk = "", ""
        self.general: re.Pattern[str] | None = None
        self.abroad: tuple[str, ...] = ("00",)
        self._usual = 0  # figures of a mobile number: where they are many, a few are a short code
        if self.country:
            from phonenumbers import PhoneMetadata

            found = PhoneMetadata.metadata_for_region(self.country)
            if found is not None and found.general_desc is not None:
                self.code = str(found.country_code)
                mobile = found.mobile
                self._usual = len((mobile.example_number if mobile is not None else None) or "")
                self.general = re.compile(found.general_desc.national_number_pattern or r"\d{7,12}")
                trunk = found.national_prefix or ""
                # elsewhere carrier codes may follow it: phonenumbers knows
                parsing = (found.national_prefix_for_parsing or trunk).split("|")[0]
                self.trunk = trunk if parsing == trunk and not found.national_prefix_transform_rule else ""
                if found.international_prefix and found.international_prefix.isdigit():
                    self.abroad = tuple(dict.fromkeys((found.international_prefix, "00")))

    def read(self, raw: str) -> Reading:
        """One distinct value, without blanks around it."""
        text = raw[:-2] if raw.endswith(".0") and _FLOAT.fullmatch(raw) else raw
        if text.isascii() and text.isdigit():
            return self._digits(text, raw)
        if text[0] == "+" and text[1:].isascii() and text[1:].isdigit():
            return self._international(text[1:])
        if _DAMAGED.fullmatch(text):
            return Reading(None, DAMAGED)
        if _DRESSED.fullmatch(text):
            digits = _NOT_DIGIT.sub("", text)
            if digits:
                return self._international(digits) if text.startswith("+") else self._digits(digits, raw)
        return self._other(text)

    def _other(self, text: str) -> Reading:
        scheme, _, rest = text.partition(":")
        if rest and scheme.casefold() in {"tel", "sip", "sips", "callto"}:
            return self.read(rest.split("@")[0].split(";")[0].strip() or rest)
        if _is_withheld(text):
            return Reading(None, WITHHELD)
        if (coded := _HEX.fullmatch(text)) and not text.isdigit():
            name = bytes.fromhex(coded[1])
            if _NAME_BYTES.fullmatch(name):
                return Reading(name.decode("ascii"), NAME)
        if not any(c.isalpha() for c in text):
            return Reading(text, SERVICE)
        return Reading(text, NAME)

    def _international(self, digits: str) -> Reading:
        code = country_code(digits[:3])
        if code is not None:
            plan = plan_of(code)
            if plan and plan.fullmatch(digits[len(str(code)) :]):
                return Reading(f"+{digits}", E164)
        return self._parsed(f"+{digits}", digits)

    def _digits(self, digits: str, raw: str) -> Reading:  # noqa: C901, PLR0912 - the forms of one number, in order
        for prefix in self.abroad:
            if digits.startswith(prefix) and len(digits) - len(prefix) > SHORT_CODE:
                read = self._international(digits[len(prefix) :])
                if read.kind == E164:
                    return read
        general = self.general
        if general is not None:
            if len(digits) <= SHORT_CODE:
                whole = general.fullmatch(digits) and self._usual <= SHORT_CODE
                return self._parsed(digits, digits) if whole else Reading(digits, SERVICE)
            trunk = self.trunk
            if general.fullmatch(digits):
                if digits.startswith(self.code) and general.fullmatch(digits[len(self.code) :]):
                    return self._either(digits)
                return (
                    Reading(f"+{self.code}{digits}", E164)
                    if trunk or digits[0] != "0"
                    else self._parsed(digits, digits)
                )
            if trunk and digits.startswith(trunk) and general.fullmatch(digits[len(trunk) :]):
                return Reading(f"+{self.code}{digits[len(trunk) :]}", E164)
            if digits.startswith(self.code) and general.fullmatch(digits[len(self.code) :]):
                return Reading(f"+{digits}", E164)
            read = self._parsed(digits, digits)
            if read.kind == E164:
                return read
        if len(digits) <= SHORT_CODE:
            return Reading(digits, SERVICE)
        if _BARE_FOREIGN <= len(digits) <= _LONGEST and digits[0] != "0" and general is not None:
            code = country_code(digits[:3])
            plan = plan_of(code) if code is not None else None
            if plan and plan.fullmatch(digits[len(str(code)) :]):
                return Reading(f"+{digits}", E164)
        return Reading(digits if len(digits) <= _LONGEST else raw, UNKNOWN)

    def _either(self, digits: str) -> Reading:
        """Digits that fit the plan both as they are and without the country code: which of the two is assigned."""
        import phonenumbers

        bare = f"+{digits}"  # operators leave out the + more often than the trunk prefix
        valid = phonenumbers.is_valid_number(phonenumbers.parse(bare))
        return Reading(bare if valid else f"+{self.code}{digits}", E164)

    def _parsed(self, text: str, digits: str) -> Reading:
        """By phonenumbers, for what the plain rules do not settle."""
        import phonenumbers

        kind = SERVICE if len(digits) <= SHORT_CODE + 2 else UNKNOWN
        try:
            number = phonenumbers.parse(text, self.country)
        except phonenumbers.NumberParseException:
            return Reading(digits, kind)
        short = len(digits) <= SHORT_CODE
        if phonenumbers.is_valid_number(number) or (not short and phonenumbers.is_possible_number(number)):
            if not text.startswith("+") and not phonenumbers.is_valid_number(number):
                return Reading(digits, kind)
            return Reading(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), E164)
        return Reading(digits, kind)
