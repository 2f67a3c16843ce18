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
_PLUS, _ZERO, _NINE = ord("+"), ord("0"), ord("9")


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
    letters, begins, lengths = _letters(column), ends[:-1] - ends[0], np.diff(ends)
    signed = np.zeros(len(column), bool)
    if letters.min() == _PLUS:  # before the digits of some, or it is no number: a nought in its place changes nothing
        held = np.flatnonzero(lengths)
        signed[held] = letters[begins[held]] == _PLUS
        letters = letters.copy()
        letters[begins[signed]] = _ZERO
    sizes = lengths - signed
    values = _figures(column, letters)
    if values is None or (signed & (sizes == 0)).any():
        return _mixed(column)
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


def _figures(column: pa.Array, letters: NDArray[np.uint8]) -> NDArray[np.int64] | None:
    """The numbers of a column whose texts are nothing but digits.

    Args:
        column: Text.
        letters: Of all its texts, or others in their places.
    """
    if not len(letters) or letters.min() < _ZERO or letters.max() > _NINE:  # Arrow takes 0x0 for a number, too
        return None
    there, ends, _ = column.buffers()
    first = np.frombuffer(ends, np.int32)[column.offset]
    held = [there, ends, pa.py_buffer(np.append(np.zeros(first, np.uint8), letters) if first else letters)]
    try:
        return array_of(pa.Array.from_buffers(pa.string(), len(column), held, offset=column.offset).cast(pa.int64()))
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
