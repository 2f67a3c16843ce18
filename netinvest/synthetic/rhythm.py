"""When things happen: day and night, weekdays, bursts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

DAY = 86_400
HOUR = 3_600

# relative weight of each local hour, 0 to 23
HOURS = {
    "day": [1, 1, 1, 1, 1, 2, 6, 18, 30, 36, 40, 44, 50, 46, 42, 44, 50, 60, 66, 64, 54, 40, 22, 8],
    "office": [0, 0, 0, 0, 0, 0, 1, 4, 20, 60, 70, 66, 40, 50, 64, 66, 50, 16, 3, 1, 0, 0, 0, 0],
    "evening": [20, 12, 7, 4, 2, 1, 1, 3, 6, 10, 18, 26, 34, 32, 30, 34, 42, 52, 62, 70, 76, 74, 60, 38],
    "night": [50, 44, 34, 22, 12, 5, 2, 2, 3, 4, 6, 8, 12, 14, 14, 16, 20, 26, 34, 42, 52, 60, 64, 58],
}
_WEEKDAYS = {"day": [10, 10, 10, 11, 13, 12, 9], "office": [10, 10, 10, 10, 9, 2, 0.3]}


def moments(
    rng: Generator, start: ArrayLike, stop: ArrayLike, *, rhythm: str = "day", utc_offset_h: int = 0
) -> np.ndarray:
    """One moment (epoch seconds, UTC) in each interval [start, stop), following a daily and weekly rhythm.

    Weekdays are followed by drawing twice and keeping the likelier day, so that short intervals keep their bounds.
    """
    low, high = np.broadcast_arrays(np.asarray(start, dtype=np.int64), np.asarray(stop, dtype=np.int64))
    span = np.maximum(high - low, 1)
    hours = np.array(HOURS[rhythm], dtype=float)
    week = np.array(_WEEKDAYS.get(rhythm, [9, 9, 10, 11, 14, 14, 10]), dtype=float)
    drawn = low + (rng.random(low.shape) * span).astype(np.int64)
    again = low + (rng.random(low.shape) * span).astype(np.int64)
    # 1970-01-01 was a Thursday
    weight, other = week[(drawn // DAY + 3) % 7], week[(again // DAY + 3) % 7]
    day = np.where(rng.random(low.shape) * (weight + other) < weight, drawn, again) // DAY * DAY
    hour = rng.choice(24, size=low.shape, p=hours / hours.sum())
    moment = day + (hour - utc_offset_h) * HOUR + rng.integers(0, HOUR, low.shape)
    # a short interval may not contain the hour drawn: then any time of it
    outside = (moment < low) | (moment >= high)
    kept: np.ndarray = np.where(outside, drawn, moment)
    return kept


def bursts(
    rng: Generator, edge: np.ndarray, moment: np.ndarray, *, share: float = 0.42, gap_s: float = 900
) -> np.ndarray:
    """Move a share of the events of each edge to shortly after the event before them.

    Args:
        rng: Source of chance.
        edge: Which edge each event belongs to, sorted.
        moment: Epoch seconds.
        share: How many events follow another one of their edge.
        gap_s: Mean time between an event and the one that follows it.

    Returns:
        New moments in the order given.
    """
    follows = np.r_[False, edge[1:] == edge[:-1]] & (rng.random(len(edge)) < share)
    head = np.maximum.accumulate(np.where(follows, 0, np.arange(len(edge))))
    steps = np.where(follows, rng.exponential(gap_s, len(edge)) + 20, 0.0)
    total = np.cumsum(steps)
    moved: np.ndarray = (moment[head] + total - total[head]).astype(np.int64)
    return moved


def durations(
    rng: Generator, count: int, *, median_s: float = 55, spread: float = 1.15, unanswered: float = 0.12
) -> np.ndarray:
    """Call durations in seconds: lognormal, with some calls not answered (0)."""
    seconds = np.minimum(rng.lognormal(np.log(median_s), spread, count), 3 * HOUR).astype(np.int64) + 1
    return np.where(rng.random(count) < unanswered, 0, seconds)
