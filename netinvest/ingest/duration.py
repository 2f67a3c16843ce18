"""How long calls lasted, as columns write it: in which unit, with minutes beside seconds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ingest.clock import read_duration
from netinvest.ingest.recognise_columns import MINUTES, SECONDS
from netinvest.ledger.column import of_array
from netinvest.loading.heading import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netinvest.ingest.coded import Coded
    from netinvest.ingest.recognise import Recognition

_WEEK = 7 * 86400


def with_minutes(seconds: NDArray[np.int32], minutes: Coded) -> NDArray[np.int32]:
    """Seconds and the whole minutes beside them."""
    more = minutes.lookup(lambda text: int(text) if text.isdigit() and int(text) <= _WEEK // 60 else 0, np.int32, 0)
    return np.where(seconds < 0, np.where(minutes.present(), more * 60, -1), seconds + more * 60).astype(np.int32)


def figures_as_written(column: Coded, unit: float) -> bool:
    """Whether every duration is written as the number it is."""
    figures = column.figures() if unit == 1 else None
    if figures is None or column.plain is None:
        return False
    return bool(pc.all(pc.equal(pc.cast(of_array(figures), pa.string()), column.plain)).as_py())


_THOUSANDTHS = frozenset({"ms", "msec", "milliseconds", "millis", "milisegundos"})


def unit_of(recognition: Recognition) -> float:
    """Seconds that a plain figure of the duration column stands for; 0: two parts are hours and minutes."""
    place = recognition.columns.get("duration", -1)
    if not 0 <= place < len(recognition.heading):
        return 1
    named = set(words(recognition.heading[place]))
    if named & MINUTES and not named & SECONDS:
        return 60
    if named & _THOUSANDTHS:
        return 0.001
    return 0 if {"hh", "mm"} <= named and "ss" not in named else 1


def in_seconds(value: str, unit: float) -> int | None:
    """A duration in a column of such a unit; None for what is none."""
    if unit == 0 and re.fullmatch(r"\d+:\d{2}", value):
        return read_duration(f"{value}:00")
    if unit not in {0, 1} and re.fullmatch(r"-?\d+([.,]\d+)?", value):
        return round(float(value.replace(",", ".")) * unit)
    return read_duration(value)
