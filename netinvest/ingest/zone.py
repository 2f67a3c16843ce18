"""Local time to UTC, over whole columns, with the hours at a clock change marked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNMARKED, AMBIGUOUS, NONEXISTENT = 0, 1, 2
NOTES = (None, "ambiguous", "nonexistent")
_FIRST, _LAST = 1970, 2100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR = 31_556_952  # seconds, on average
_RANGE = (0, (_LAST - _FIRST) * _YEAR)
_FIXED = re.compile(r"UTC([+-])(\d{2}):(\d{2})")


@cache
def _pieces(zone: str, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Starts of local intervals (seconds of the local clock) between two years, the offset in each, and its mark."""
    info = ZoneInfo(zone)

    def offset(seconds: int) -> int:
        local = (_EPOCH + timedelta(seconds=seconds)).astimezone(info).utcoffset()
        return int(local.total_seconds()) if local is not None else 0

    begin = int(datetime(first, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(last, 1, 1, tzinfo=UTC).timestamp())
    starts, offsets, marks = [np.iinfo(np.int64).min], [offset(begin)], [UNMARKED]
    # twice a week finds every change: the shortest known interval between two is longer (Ramadan in Morocco)
    step = 84 * 3600
    before = offsets[0]
    for late in range(begin + step, end + step, step):
        after = offset(late)
        if after == before:
            continue
        low, high = late - step, late
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == before else (low, middle)
        if after > before:  # the clock goes forward: local times between are none
            starts += [high + before, high + after]
            offsets += [before, after]
            marks += [NONEXISTENT, UNMARKED]
        else:  # back: local times between come twice; the first is taken
            starts += [high + after, high + before]
            offsets += [before, after]
            marks += [AMBIGUOUS, UNMARKED]
        before = after
    return np.array(starts, np.int64), np.array(offsets, np.int64), np.array(marks, np.int8)


def to_utc(local: NDArray[np.int64], zone: str) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Seconds of the local clock to seconds of UTC.

    A time that comes twice is read as the first; one that does not exist, by the offset before the change. Both are
    marked.

    Args:
        local: Seconds since 1970-01-01T00:00 of the local clock.
        zone: A name of the tz database, or a fixed offset as ``UTC+05:30``.

    Returns:
        Seconds since the epoch, and a mark each (index into NOTES).
    """
    if zone == "UTC":
        return local, np.zeros(len(local), np.int8)
    if match := _FIXED.fullmatch(zone):
        seconds = int(match[2]) * 3600 + int(match[3]) * 60
        return local - (seconds if match[1] == "+" else -seconds), np.zeros(len(local), np.int8)
    if not len(local):
        return local, np.zeros(0, np.int8)
    # the years of the times, and one around them
    years = (np.array([local.min(), local.max()]).clip(_RANGE[0], _RANGE[1]) // _YEAR + _EPOCH.year).tolist()
    starts, offsets, marks = _pieces(zone, max(years[0] - 1, _FIRST), min(years[1] + 2, _LAST))
    piece = np.searchsorted(starts, local, side="right") - 1
    return local - offsets[piece], marks[piece]
