"""Digits as a number: a whole column at once, no text made of it, and back again.

A code is the digits with a 1 before them, so that leading zeros are kept; it is below nought where no ``+`` stands
before the digits. ``digits_of`` in the ledger's schema reads it. 0 is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ledger.column import array_of, of_array, one_text, valid

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 16
"""Digits that are coded; more are left to others."""
_POWERS = 10 ** np.arange(MOST + 2, dtype=np.int64)
_PLUS, _ZERO, _NINE = ord("+"), ord("0"), 9


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
    letters = np.frombuffer(column.buffers()[2], np.uint8)[ends[0] : ends[-1]]
    starts, lengths = ends[:-1] - ends[0], np.diff(ends)
    plain = lengths > 0
    if column.null_count:
        plain &= valid(column)
    signed = np.zeros(len(column), bool)
    odd = np.flatnonzero((letters - np.uint8(_ZERO)) > _NINE)
    if len(odd):
        rows = np.searchsorted(starts, odd, side="right") - 1
        # an empty text starts where the next one does: the last of those that start here holds the letter
        signs = (letters[odd] == _PLUS) & (starts[rows] == odd) & (lengths[rows] > 1)
        signed[rows[signs]] = True
        plain[rows[~signs]] = False
        if signs.any():
            column = pc.utf8_ltrim(column, "+")
    plain &= lengths - signed <= MOST
    if not plain.all():
        column = pc.if_else(of_array(plain), column, one_text("0"))
    values: NDArray[np.int64] = array_of(column.cast(pa.int64()))
    codes = values + _POWERS[np.where(plain, lengths - signed, 0)]
    return np.where(plain, np.where(signed, codes, -codes), 0)


def texts_of(codes: NDArray[np.int64]) -> pa.Array:
    """The texts that codes stand for; NULL for 0."""
    digits = pc.utf8_slice_codeunits(of_array(np.abs(codes)).cast(pa.string()), 1)
    signed = pc.if_else(of_array(codes > 0), pc.binary_join_element_wise(one_text("+"), digits, one_text("")), digits)
    return pc.if_else(of_array(codes != 0), signed, pa.nulls(1, pa.string())[0])


def lengths_of(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many digits each code has; 0 for 0."""
    sizes = np.abs(codes)
    if len(sizes):  # a column of one length, as most are, need not be looked at one by one
        ends = np.searchsorted(_POWERS, np.array([sizes.min(), sizes.max()]), side="right")
        if ends[0] == ends[1]:
            return np.full(len(sizes), max(int(ends[0]) - 1, 0))
    return np.maximum(np.searchsorted(_POWERS, sizes, side="right") - 1, 0)


def figures_of(codes: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The digits as the number they are; 0 for 0."""
    return np.where(codes == 0, 0, np.abs(codes) - _POWERS[lengths])
