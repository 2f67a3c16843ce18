"""Coordinates: two columns, or both in one; decimal point or comma."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.ingest.coded import Coded
from netinvest.ledger.column import of_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIGURE = r"-?\d{1,3}(?:[.,]\d+)?"
_PAIR = re.compile(rf"\(?\s*({_FIGURE})\s*(?:[/;|]|,\s+|\s+|(?<=\.\d),(?=-?\d)|,)\s*({_FIGURE})\s*\)?")
_POINT_PAIR = re.compile(r"\(?\s*(-?\d{1,3}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)\s*\)?")
_DEGREES = re.compile(
    r"([NSEWO]?)\s*(-?\d{1,3})\s*[°º ]\s*(\d{1,2})\s*['\u2032\u2019 ]\s*(\d{1,2}(?:[.,]\d+)?)\s*"
    r"(?:\"|''|\u2033|\u201d)?\s*([NSEWO]?)"
)
_LATITUDE, _LONGITUDE = 90, 180


def _figure(text: str | None, limit: float) -> float:
    if text is None:
        return np.nan
    if re.fullmatch(_FIGURE, text):
        value = float(text.replace(",", "."))
    elif match := _DEGREES.fullmatch(text.upper()):
        degrees = float(match[2])
        parts = abs(degrees) + int(match[3]) / 60 + float(match[4].replace(",", ".")) / 3600
        value = -parts if degrees < 0 or {match[1], match[5]} & {"S", "W", "O"} else parts  # oeste, ouest
    else:
        return np.nan
    return value if abs(value) <= limit else np.nan


def _pair(text: str | None) -> tuple[float, float]:
    match = (_POINT_PAIR.fullmatch(text) or _PAIR.fullmatch(text)) if text else None
    if match is None:
        return np.nan, np.nan
    return _figure(match[1], _LATITUDE), _figure(match[2], _LONGITUDE)


def coordinates(table: pa.Table, nulls: frozenset[str]) -> tuple[pa.Array, pa.Array]:
    """Latitude and longitude of each row, NULL where there is none or it is on no map."""
    names = table.column_names
    if "latitude" in names and "longitude" in names:
        columns = Coded.of(table.column("latitude"), nulls), Coded.of(table.column("longitude"), nulls)
        found = [
            np.array([*(_figure(v, limit) for v in column.values), np.nan])[column.codes]
            for column, limit in zip(columns, (_LATITUDE, _LONGITUDE), strict=True)
        ]
        return _arrow(found[0], found[1])
    if "position" in names:
        column = Coded.of(table.column("position"), nulls)
        pairs = np.array([*(_pair(v) for v in column.values), (np.nan, np.nan)])[column.codes]
        return _arrow(pairs[:, 0], pairs[:, 1])
    return pa.nulls(table.num_rows, pa.float64()), pa.nulls(table.num_rows, pa.float64())


def _arrow(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> tuple[pa.Array, pa.Array]:
    missing = np.isnan(latitude) | np.isnan(longitude)
    return of_array(latitude, missing), of_array(longitude, missing)
