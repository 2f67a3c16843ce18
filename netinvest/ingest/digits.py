"""Digits as a number: a whole column at once, no text made of it, and back again.

A code is the digits with a 1 before them, so that leading zeros are kept; it is below nought where no ``+`` stands
before the digits. ``digits_of`` in the ledger's schema reads it. 0 is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ledger.column import array_of, of_array, one_text, truths, valid

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 16
"""Digits that are coded; more are left to others."""
POWERS = 10 ** np.arange(MOST + 2, dtype=np.int64)
"""Of ten."""
_ZERO, _NINE = ord("0"), ord("9")


def code_of(text: str | None) -> int:
    """The code of a text; 0 where it is nothing but digits with or without a plus."""
    if not text:
        return 0
    digits = text.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MOST:
        return 0
    code = int("1" + digits)
    return code if len(digits) < len(text) else -code


def text_of(code: int) -> str | None:
    """The text that a code stands for."""
    return None if code == 0 else ("+" if code > 0 else "") + str(abs(code))[1:]


def codes_of(column: pa.Array) -> NDArray[np.int64]:
    """The code of each text of a column; 0 for nothing and for what is no plain digits.

    Args:
        column: Arrow text with 32-bit offsets.
    """
    if not len(column):
        return np.zeros(0, np.int64)
    ends = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    if ends[0] == ends[-1]:
        return np.zeros(len(column), np.int64)
    lengths = np.diff(ends)
    plain, signed = column, np.zeros(len(column), bool)
    values = _figures(plain)
    if values is None:
        signed = truths(pc.starts_with(column, "+"))
        plain = pc.utf8_ltrim(column, "+") if signed.any() else column
        values = _figures(plain)
    if values is None or len(_letters(plain)) + int(signed.sum()) != len(_letters(column)):
        return _mixed(column)
    sizes = lengths - signed
    fits = sizes <= MOST
    if column.null_count:
        fits &= valid(column)
    # a column of one size, as device numbers are, is added to at once
    alike = sizes[0] <= MOST and sizes.min() == sizes.max()
    powers = POWERS[sizes[0]] if alike else POWERS[np.where(fits, sizes, 0)]
    codes: NDArray[np.int64] = np.where(signed, values + powers, -values - powers)
    return codes if fits.all() else np.where(fits, codes, 0)


def _letters(column: pa.Array) -> NDArray[np.uint8]:
    """The bytes of all texts of a column."""
    ends = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(column.buffers()[2] or b"", np.uint8)[ends[0] : ends[-1]]


def _figures(column: pa.Array) -> NDArray[np.int64] | None:
    """The numbers of a column that holds nothing but digits."""
    letters = _letters(column)
    if not len(letters) or letters.min() < _ZERO or letters.max() > _NINE:  # Arrow takes 0x0 for a number, too
        return None
    try:
        return array_of(column.cast(pa.int64()))
    except pa.ArrowInvalid:
        return None


def _mixed(column: pa.Array) -> NDArray[np.int64]:
    """``codes_of`` of a column of which not all texts are digits with or without a plus."""
    plain = truths(pc.match_substring_regex(column, rf"^\+?[0-9]{{1,{MOST}}}$"))
    if not plain.any():
        return np.zeros(len(column), np.int64)
    codes = np.zeros(len(column), np.int64)
    codes[plain] = codes_of(column.filter(of_array(plain)))
    return codes


def texts_of(codes: NDArray[np.int64]) -> pa.Array:
    """The texts that codes stand for; NULL for 0."""
    digits = pc.utf8_slice_codeunits(of_array(np.abs(codes)).cast(pa.string()), 1)
    signed = pc.if_else(of_array(codes > 0), pc.binary_join_element_wise(one_text("+"), digits, one_text("")), digits)
    return pc.if_else(of_array(codes != 0), signed, pa.nulls(1, pa.string())[0])


def lengths_of(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many digits each code has; 0 for 0."""
    sizes = np.abs(codes)
    if len(sizes):  # a column of one length, as most are, need not be looked at one by one
        ends = np.searchsorted(POWERS, np.array([sizes.min(), sizes.max()]), side="right")
        if ends[0] == ends[1]:
            return np.full(len(sizes), max(int(ends[0]) - 1, 0))
    return np.maximum(np.searchsorted(POWERS, sizes, side="right") - 1, 0)


def figures_of(codes: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The digits as the number they are; 0 for 0."""
    return np.where(codes == 0, 0, np.abs(codes) - POWERS[lengths])
