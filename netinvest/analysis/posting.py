"""When and where an operation posts: its sittings, hours and weekdays, and its places in order."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

import numpy as np

from netinvest.analysis.operation import SAME_BREATH

if TYPE_CHECKING:
    from netinvest.projection.network import Floats

AWAY_DAYS = 7.0
"""Days without an advertisement at a place after which the next one there is a new stay."""
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday


@dataclass(frozen=True)
class Rhythm:
    """Sittings: postings within two hours of each other are one."""

    sittings: int
    pause_days: float  # median between two sittings
    hour: int | None  # UTC, from which three hours hold most sittings; None where the records bear no hours
    hour_share: float
    hour_p: float  # Rayleigh test: the chance of so uneven hours if every hour were alike
    weekday: int
    weekday_share: float


@dataclass(frozen=True)
class Stay:
    """Advertisements at one place without a week between."""

    place: str
    first_day: float
    last_day: float
    advertisements: int


def rhythm(day: Floats) -> Rhythm | None:
    """The rhythm of postings at these days since 1970 (NaN is left out); None below three sittings.

    Rayleigh's test (Mardia and Jupp, *Directional Statistics*, 2000, 6.3) with p about exp(-n R^2).
    """
    known = np.sort(day[~np.isnan(day)])
    sittings = known[np.r_[True, np.diff(known) > SAME_BREATH]] if len(known) else known
    if len(sittings) < 3:  # noqa: PLR2004
        return None
    weekday = np.bincount((np.floor(sittings).astype(np.int64) + _EPOCH_WEEKDAY) % 7, minlength=7)
    of_day = sittings % 1
    turn = np.exp(2j * np.pi * of_day)
    hours = np.bincount((of_day * 24).astype(np.int64), minlength=24)
    window = hours + np.roll(hours, -1) + np.roll(hours, -2)
    dated = bool((of_day > 0).any())
    return Rhythm(
        sittings=len(sittings),
        pause_days=float(np.median(np.diff(sittings))),
        hour=int(window.argmax()) if dated else None,
        hour_share=float(window.max() / len(sittings)),
        hour_p=exp(-len(sittings) * abs(turn.mean()) ** 2) if dated else 1.0,
        weekday=int(weekday.argmax()),
        weekday_share=float(weekday.max() / len(sittings)),
    )


def circuit(place: list[str], day: Floats) -> list[Stay]:
    """Stays in order of their first day; what bears no place or no day is left out."""
    found: list[Stay] = []
    order = sorted((name, float(at)) for name, at in zip(place, day, strict=True) if name and not np.isnan(at))
    for name, at in order:
        last = found[-1] if found else None
        if last is not None and last.place == name and at - last.last_day <= AWAY_DAYS:
            found[-1] = Stay(name, last.first_day, at, last.advertisements + 1)
        else:
            found.append(Stay(name, at, at, 1))
    return sorted(found, key=lambda stay: (stay.first_day, stay.place))
