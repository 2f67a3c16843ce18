"""Device and subscription numbers. What a spreadsheet has rounded is refused, never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from netinvest.ingest.coded import Coded
from netinvest.ingest.digits import code_of, codes_of, figures_of, lengths_of
from netinvest.ledger.column import array_of, of_array, valid

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_DIGITS = re.compile(r"\d+")
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+?\d{1,2}")
DEVICE_DIGITS = 14
"""Type allocation code and serial number: the device in all forms of its number."""
_DEVICE_FORMS = range(14, 17)  # without check digit, with it, with software version
_SUBSCRIPTION_FORMS = range(13, 16)
_SPACE = re.compile(r"[\s\-/.]+")


def read_imei(text: str) -> tuple[str | None, str | None]:
    """The 14 digits that are the device in any of its three forms, or why there are none."""
    digits = _SPACE.sub("", text.removesuffix(".0"))
    if not _DIGITS.fullmatch(digits):
        return None, "is a device number that a spreadsheet has rounded" if _DAMAGED.fullmatch(text) else "is no IMEI"
    if not digits.strip("0"):
        return None, None
    if len(digits) not in _DEVICE_FORMS:
        return None, f"has {len(digits)} digits, an IMEI has 14, 15 or 16"
    return digits[:DEVICE_DIGITS], None


def read_imsi(text: str) -> tuple[str | None, str | None]:
    """A subscription number, or why it is none."""
    digits = _SPACE.sub("", text.removesuffix(".0"))
    if not _DIGITS.fullmatch(digits):
        return None, "is a subscription number that a spreadsheet has rounded" if _DAMAGED.fullmatch(
            text
        ) else "is no IMSI"
    if not digits.strip("0"):
        return None, None
    if len(digits) not in _SUBSCRIPTION_FORMS:
        return None, f"has {len(digits)} digits, an IMSI has 13 to 15"
    return digits, None


Wrong = tuple[int, str | None, str]
"""Where in a column, what stands there, and why it is no number."""


class ReadCodes(Protocol):
    """Reads a column of numbers."""

    def __call__(self, column: pa.Array, nulls: frozenset[str]) -> tuple[NDArray[np.int64], list[Wrong]]:
        """Codes of ``netinvest.ingest.digits``, 0 for nothing; and what is no number."""
        ...


def devices(column: pa.Array, nulls: frozenset[str]) -> tuple[NDArray[np.int64], list[Wrong]]:
    """``read_imei`` of a whole column."""
    codes, lengths = _plain(column, nulls)
    good = (lengths >= _DEVICE_FORMS.start) & (lengths < _DEVICE_FORMS.stop)
    figures = figures_of(codes, lengths)
    more = np.where(good, lengths - DEVICE_DIGITS, 0)
    found = np.where(good & (figures != 0), -(10**DEVICE_DIGITS + figures // 10**more), 0)
    return _rest(column, nulls, found, good, read_imei)


def subscriptions(column: pa.Array, nulls: frozenset[str]) -> tuple[NDArray[np.int64], list[Wrong]]:
    """``read_imsi`` of a whole column."""
    codes, lengths = _plain(column, nulls)
    good = (lengths >= _SUBSCRIPTION_FORMS.start) & (lengths < _SUBSCRIPTION_FORMS.stop)
    found = np.where(good & (figures_of(codes, lengths) != 0), codes, 0)
    return _rest(column, nulls, found, good, read_imsi)


def _plain(column: pa.Array, nulls: frozenset[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Codes and lengths of what is digits and no mark for nothing; 0 elsewhere."""
    if pa.types.is_dictionary(column.type):
        of_values, _ = _plain(column.dictionary, nulls)
        codes = np.append(of_values, 0)[array_of(column.indices, -1)]
    else:
        codes = codes_of(column)
        codes = np.where(codes < 0, codes, 0)
        if marks := [code for mark in nulls if (code := code_of(mark)) < 0]:
            codes = np.where(np.isin(codes, marks), 0, codes)
    return codes, lengths_of(codes)


def _rest(
    column: pa.Array, nulls: frozenset[str], found: NDArray[np.int64], good: NDArray[np.bool_],
    read: Callable[[str], tuple[str | None, str | None]],
) -> tuple[NDArray[np.int64], list[Wrong]]:  # fmt: skip
    """What is not written plainly, value by value."""
    others = np.flatnonzero(~good & valid(column))
    if not len(others):
        return found, []
    coded = Coded.of(column.take(of_array(others)), nulls)
    values = [(None, None) if value is None else read(value) for value in coded.values]
    found[others] = np.array([*(code_of(value) for value, _ in values), 0], np.int64)[coded.codes]
    why = np.array([*(reason is not None for _, reason in values), False])[coded.codes]
    return found, [
        (int(others[place]), coded.raw[coded.codes[place]], str(values[coded.codes[place]][1]))
        for place in np.flatnonzero(why).tolist()
    ]
