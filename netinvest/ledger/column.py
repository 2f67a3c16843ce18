"""Arrow columns from arrays and texts, and back.

``pa.array``, ``pa.scalar`` and ``to_numpy`` import pandas to look at what they are given, which costs a load of a
million rows a tenth of its time. What is known to be an array or a text needs no look.
"""

from __future__ import annotations

from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def of_array(values: NDArray[Any], without: NDArray[np.bool_] | None = None) -> pa.Array:
    """A column of numbers or truths.

    Args:
        values: One dimension, of a plain type.
        without: Where there is nothing.
    """
    truths = values.dtype == np.bool_
    held = _bits(values) if truths else pa.py_buffer(np.ascontiguousarray(values))
    there = None if without is None or not without.any() else _bits(~without)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [there, held])


def of_texts(values: Sequence[str | None]) -> pa.Array:
    """A column of texts; None is nothing."""
    data = [b"" if value is None else value.encode() for value in values]
    ends = np.fromiter(accumulate(map(len, data), initial=0), np.int64, len(data) + 1)
    if ends[-1] > np.iinfo(np.int32).max:
        raise pa.ArrowCapacityError("more than 2 GiB of text in one column")
    without = np.fromiter((value is None for value in values), bool, len(data))
    there = _bits(~without) if without.any() else None
    held = [there, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(b"".join(data))]
    return pa.Array.from_buffers(pa.string(), len(data), held)


def of_one(value: Any) -> pa.Array:
    """A column of one row: text, whole number, moment without zone, or nothing."""
    if value is None:
        return pa.nulls(1)
    if type(value) is str:
        return of_texts([value])
    if type(value) is int:
        return of_array(np.array([value], np.int64))
    if type(value) is datetime and value.tzinfo is None:
        return of_array(np.array([value], "datetime64[us]").view(np.int64)).cast(pa.timestamp("us"))
    return pa.array([value])


def one_text(value: str) -> pa.Scalar:
    """A text, where Arrow takes one value for all rows."""
    return of_texts([value])[0]


def array_of(column: pa.Array, nothing: int = 0) -> NDArray[Any]:
    """The numbers of a column; a number of your choice where there is nothing."""
    held = column.buffers()[1]
    if held is None:
        return np.full(len(column), nothing, column.type.to_pandas_dtype())
    numbers = np.frombuffer(held, column.type.to_pandas_dtype())[column.offset : column.offset + len(column)]
    return np.where(valid(column), numbers, numbers.dtype.type(nothing)) if column.null_count else numbers


def valid(column: pa.Array | pa.ChunkedArray) -> NDArray[np.bool_]:
    """Where a column has something."""
    if not column.null_count:
        return np.ones(len(column), bool)
    if isinstance(column, pa.ChunkedArray):
        return np.concatenate([valid(chunk) for chunk in column.chunks])
    held = column.buffers()[0]
    if held is None:  # a column of the type of nothing
        return np.zeros(len(column), bool)
    return _unpacked(held, column)


def truths(column: pa.Array) -> NDArray[np.bool_]:
    """A column of truths as an array; nothing is no."""
    found = _unpacked(column.buffers()[1], column)
    return found & valid(column) if column.null_count else found


def _unpacked(held: pa.Buffer, column: pa.Array) -> NDArray[np.bool_]:
    """The bits of a column in one of its buffers."""
    first = column.offset // 8
    bits = np.frombuffer(held, np.uint8)[first : (column.offset + len(column) + 7) // 8]
    start = column.offset - first * 8
    return np.unpackbits(bits, bitorder="little")[start : start + len(column)].view(bool)


def _bits(truths: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(truths, bitorder="little"))
