"""Columns of dates and times, apart: two columns, or one that is cut at what stands between date and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ingest.clock import read_day, read_time, split_moment
from netinvest.ingest.coded import Coded
from netinvest.ledger.column import of_texts, one_text, valid

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_EPOCH = re.compile(r"(1\d{9})(\d{3})?(?:\.\d+)?")
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?")
_ASCII, _QUOTES = 127, [ord("'"), ord('"')]


@dataclass(frozen=True)
class Parts:
    """Dates and times of a block, apart.

    Attributes:
        days: Dates as written.
        times: Times of day as written; None where the file has dates only.
        written: Makes ``original``, which most blocks are read without.
        between: What stands between date and time in every row, where nothing else stands before, between or after.
    """

    days: Coded
    times: Coded | None
    written: Callable[[], pa.Array]
    between: str | None = None

    @cached_property
    def original(self) -> pa.Array:
        """The text as the file has it."""
        return self.written()


def parts(table: pa.Table, stem: str, nulls: frozenset[str]) -> Parts | None:
    """The date and time columns of a block: ``<stem>_at``, or ``<stem>_date`` and ``<stem>_time``."""
    if f"{stem}_at" in table.column_names:
        return _split(flat(table.column(f"{stem}_at")), nulls)
    if f"{stem}_date" not in table.column_names:
        return None
    day_text = flat(table.column(f"{stem}_date"))
    days = _days_of(Coded.of(day_text, nulls))
    if f"{stem}_time" not in table.column_names:
        return Parts(days, None, lambda: day_text.cast(pa.string()))
    time_text = flat(table.column(f"{stem}_time"))
    times = Coded.of(time_text, nulls) if pa.types.is_dictionary(time_text.type) else Coded.each(time_text, nulls)
    return Parts(days, times, lambda: _joined(day_text.cast(pa.string()), time_text.cast(pa.string())), " ")


def _joined(days: pa.Array, times: pa.Array) -> pa.Array:
    # null_handling="skip" leaves out a row of two nulls: all originals below it would move up
    return pc.coalesce(pc.binary_join_element_wise(days, times, one_text(" ")), days, times)


def flat(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    if column.num_chunks == 1:
        return column.chunk(0)
    flat = column.combine_chunks()
    return flat.chunk(0) if isinstance(flat, pa.ChunkedArray) else flat


def _days_of(days: Coded) -> Coded:
    """A date column that holds `2026-03-04 00:00:00`: the time in it says nothing."""
    values = [v if v is None or read_day(v) else (split_moment(v) or (v,))[0] for v in days.values]
    return Coded(days.codes, values, days.raw)


def _split(array: pa.Array, nulls: frozenset[str]) -> Parts:
    if pa.types.is_dictionary(array.type):
        array = array.cast(pa.string())
    first = next((v for v in array[:100].to_pylist() if v and split_moment(v.strip(" '\""))), None)
    if first is not None and not _EPOCH.fullmatch(first):
        day = split_moment(first.strip(" '\""))[0]  # type: ignore[index]
        day_length = first.find(day) + len(day)
        between = first[day_length : day_length + 1] if day in first else ""
        if read_time(first[day_length + 1 :].strip(" '\"")) is None:
            between = ""  # the parts stand in another order, or have other signs
        if between in {" ", "T"}:
            if (fixed := _split_fixed(array, day_length, between, nulls)) is not None:
                return fixed
            at = pc.utf8_slice_codeunits(array, day_length, day_length + 1)
            fits = pc.fill_null(pc.equal(at, between), False)  # noqa: FBT003
            if pc.all(fits).as_py():
                return Parts(
                    Coded.of(_unquoted(pc.utf8_slice_codeunits(array, 0, day_length)), nulls),
                    Coded.of(_unquoted(pc.utf8_slice_codeunits(array, day_length + 1)), nulls),
                    lambda: array,
                )
            cut = pc.split_pattern(array, between, max_splits=1) if first.index(between) == day_length else None
            if cut is not None and pc.min(pc.list_value_length(cut)).as_py() == 2:  # noqa: PLR2004
                flat = pc.list_flatten(cut)
                if not array.null_count and _splits_well(flat):
                    return Parts(
                        Coded.of(_unquoted(pc.list_element(cut, 0)), nulls),
                        Coded.of(_unquoted(pc.list_element(cut, 1)), nulls),
                        lambda: array,
                    )
    return _split_each(array, nulls)


def _split_fixed(array: pa.Array, day_length: int, between: str, nulls: frozenset[str]) -> Parts | None:
    """Date and time where every value is as long as the others and holds letters of ASCII only."""
    there = array.drop_null() if array.null_count else array
    whole = Coded.each(there, nulls).letters()
    if whole is None or whole.shape[1] <= day_length + 1 or whole.max() > _ASCII:
        return None
    if (whole[:, day_length] != ord(between)).any() or np.isin(whole[0], _QUOTES).any():
        return None
    places = np.full(len(array), -1, np.int32)
    places[valid(array)] = np.arange(len(there), dtype=np.int32)
    days = Coded.of(_text_of(whole[:, :day_length]), nulls)
    days.codes = np.append(days.codes, np.int32(-1))[places]
    return Parts(days, Coded.each(_text_of(whole[:, day_length + 1 :]), nulls, places), lambda: array, between)


def _text_of(letters: NDArray[np.uint8]) -> pa.Array:
    """A matrix of letters as Arrow text."""
    rows, length = letters.shape
    ends = np.arange(rows + 1, dtype=np.int32) * np.int32(length)
    data = np.ascontiguousarray(letters)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(ends), pa.py_buffer(data))


def _splits_well(flat: pa.Array) -> bool:
    """Whether the first values, cut at the first blank, are a date and a time."""
    sample = flat[:400].to_pylist()
    return all(
        read_day(day.strip("'\"")) is not None and read_time(time.strip(" '\"")) is not None
        for day, time in zip(sample[::2], sample[1::2], strict=True)
    )


def _unquoted(array: pa.Array) -> pa.Array:
    coded = array.dictionary_encode()
    values = [value.strip(" '\"") for value in coded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(coded.indices, of_texts(values))


def _split_each(array: pa.Array, nulls: frozenset[str]) -> Parts:
    """Value by value, over the distinct ones: epochs, serials, blanks in dates, and what is no time at all."""
    coded = Coded.of(array, nulls)
    days: list[str | None] = []
    times: list[str | None] = []
    for value in coded.values:
        day, time = _apart(value)
        days.append(day)
        times.append(time)
    return Parts(Coded.of(coded.text(days), nulls), Coded.of(coded.text(times), nulls), lambda: array)


def _apart(value: str | None) -> tuple[str | None, str | None]:
    if value is None:
        return None, None
    if match := _EPOCH.fullmatch(value):
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        return moment.strftime("%Y-%m-%d"), moment.strftime("%H:%M:%SZ")
    if match := _SERIAL.fullmatch(value):
        moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(float(value) * 86400))
        return moment.strftime("%Y-%m-%d"), moment.strftime("%H:%M:%S")
    if found := split_moment(value):
        return found
    return value, None if read_day(value) is None else "00:00:00"


def has_times(found: Parts) -> bool:
    """Whether any value has a time of day of its own: a statement's dates all stand at midnight."""
    return found.times is not None and any(v is not None and v.strip("0:Z. ") for v in found.times.values)


def timed_rows(found: Parts) -> NDArray[np.bool_]:
    """Which rows have a time of day, in a file where some do."""
    if found.times is None:
        return np.zeros(len(found.days.codes), bool)
    marked = pc.match_substring(found.original.cast(pa.string()), ":")
    written = pc.coalesce(marked, pa.scalar(value=False)).to_numpy(zero_copy_only=False)
    return written if written.any() else found.times.present()
