"""How believable a row of digits is as a telephone number in a country.

The plans are libphonenumber's (`phonenumbers`). Fiction ranges (07700 900000-900999 in the United Kingdom) are
possible but not assigned; they are believed where the trunk prefix or the country code is written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from netinvest.errors import UsageError

_SHORTEST, _LONGEST = 7, 15  # E.164 allows 15 digits; shorter than 7 is a short code
_LONG = 11  # digits with a foreign country code
_ASSIGNED = 5


class Reading(NamedTuple):
    """A row of digits read as a number."""

    e164: str
    grade: int  # 5 international and assigned .. 1 neither trunk prefix nor country code is written


class NumberingPlan:
    """The plan of one country.

    Args:
        country: ISO 3166-1 alpha-2 code of the case; None: only numbers with their country code are believed.

    Raises:
        UsageError: No plan is known for the code.
    """

    def __init__(self, country: str | None) -> None:
        self._code = self._trunk = ""
        self._assigned = self._possible = re.compile(r"(?!)")
        self._lengths: frozenset[int] = frozenset()
        self._mobile_lengths = self._lengths
        self._international = "00"
        if country is not None:
            self._learn(country.upper())
        self._read = lru_cache(maxsize=200_000)(self._read_uncached)

    def _learn(self, country: str) -> None:
        from phonenumbers import PhoneMetadata

        metadata = PhoneMetadata.metadata_for_region(country)
        if metadata is None or metadata.general_desc is None or metadata.mobile is None:
            raise UsageError(
                "no telephone numbering plan is known for this country code", remedy="use ISO 3166-1, as GB"
            )
        self._code = str(metadata.country_code)
        self._trunk = metadata.national_prefix or ""
        kinds = (metadata.mobile, metadata.fixed_line, metadata.personal_number, metadata.voip, metadata.toll_free)
        patterns = [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]
        self._assigned = re.compile("|".join(f"(?:{p})" for p in patterns))
        self._possible = re.compile(metadata.general_desc.national_number_pattern or r"\d{7,12}")
        self._lengths = frozenset(
            n for k in (metadata.mobile, metadata.fixed_line) if k for n in k.possible_length if n > _SHORTEST
        )
        self._mobile_lengths = frozenset(metadata.mobile.possible_length)
        # the plain form only: metadata may hold carrier codes
        self._international = "011" if country in {"US", "CA"} else "00"

    def read(self, digits: str, *, plus: bool = False) -> Reading | None:
        """The number these digits are, or None.

        Args:
            digits: Digits only.
            plus: Whether a plus sign stands before them.
        """
        if not _SHORTEST <= len(digits) <= _LONGEST + 2:
            return None
        return self._read(digits, plus)

    def _read_uncached(self, digits: str, plus: bool) -> Reading | None:  # noqa: FBT001 - cached by position
        if plus:
            return _international(digits)
        if digits.startswith(self._international):
            return _international(digits.removeprefix(self._international))
        if digits.startswith("00"):  # abroad's prefix almost everywhere, and no national number begins so
            return _international(digits.removeprefix("00"))
        return self._marked(digits) or self._bare(digits)

    def _marked(self, digits: str) -> Reading | None:
        """With the trunk prefix or the country code before it."""
        reading = None
        if self._trunk and digits.startswith(self._trunk):
            reading = self._national(digits.removeprefix(self._trunk), assigned=4, possible=2)
        if reading is None and self._code and digits.startswith(self._code) and len(digits) > max(self._mobile_lengths):
            rest = digits.removeprefix(self._code)
            reading = self._national(rest, assigned=4, possible=2)
            if reading is None and self._trunk and rest.startswith(self._trunk):  # 44 (0)7700 ...
                reading = self._national(rest.removeprefix(self._trunk), assigned=4, possible=2)
        return reading

    def _bare(self, digits: str) -> Reading | None:
        """As it stands: usual where a country has no trunk prefix (or the optional 1 of North America)."""
        usual = self._trunk in {"", "1"}
        reading = self._national(digits, assigned=3 if usual else 1, possible=1)
        if reading is not None:
            return reading
        foreign = _international(digits) if len(digits) >= _LONG else None
        return Reading(foreign.e164, 1) if foreign is not None and foreign.grade == _ASSIGNED else None

    def _national(self, number: str, *, assigned: int, possible: int) -> Reading | None:
        if len(number) not in self._lengths:
            return None
        if self._assigned.fullmatch(number):
            return Reading(f"+{self._code}{number}", assigned)
        if len(number) in self._mobile_lengths and self._possible.fullmatch(number):
            return Reading(f"+{self._code}{number}", possible)
        return None


@lru_cache(maxsize=200_000)
def _international(digits: str) -> Reading | None:
    """Digits after a plus sign; a trunk zero kept after the country code is taken out."""
    import phonenumbers

    if len(digits) > _LONGEST or digits.startswith("0"):
        return None
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        return Reading(e164, _ASSIGNED)
    if phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE:
        return Reading(e164, 3)
    return None


@lru_cache(maxsize=32)
def numbering_plan(country: str | None) -> NumberingPlan:
    """The plan of a country, made once."""
    return NumberingPlan(country)
