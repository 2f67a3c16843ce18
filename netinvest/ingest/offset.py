"""The zone of a time where a row tells it: in a column of offsets, or by the letters behind the time (``EST``)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from netinvest.ingest.coded import Coded
from netinvest.ledger.column import of_array, of_texts

_FORM = re.compile(r"(?:UTC|GMT|Z)?\s*([+\-\u2212]?)\s*(\d{1,2})(?::?(\d{2}))?(?::00)?")
_MOST = 14
_GERMAN = {"MEZ": "CET", "MESZ": "CEST"}
_CODE = re.compile("[A-Z]{3,5}")
_TOLD = re.compile(r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$")
_LETTERS = re.compile(r"[\d.APMapm]\s*([A-Z]{3,5})\)?$")


@cache
def abbreviations(zone: str) -> dict[str, int]:
    """What the clocks of a zone are called, and their offsets from UTC in seconds: EST and EDT of New York."""
    if zone.startswith("UTC"):
        return {}
    clocks = [datetime(2026, month, 15, tzinfo=UTC).astimezone(ZoneInfo(zone)) for month in range(1, 13)]
    found = {str(c.tzname()): int(offset.total_seconds()) for c in clocks if (offset := c.utcoffset()) is not None}
    return found | {german: found[name] for german, name in _GERMAN.items() if name in found}


@lru_cache(100_000)
def letters_of(time: str) -> str | None:
    """The letters of a zone behind a time of day."""
    match = _LETTERS.search(time)
    return match[1] if match else None


@lru_cache(4096)
def read_offset(text: str, zone: str) -> str | None:
    """An offset (``-5``, ``UTC+01:00``, ``+0530``, ``EST`` of the case's zone) as ``+hh:mm``; None if it is none."""
    text = text.strip(" ()")
    if text in {"Z", "UTC", "GMT"}:
        return "+00:00"
    named = abbreviations(zone).get(text)
    if named is not None:
        return f"{'-' if named < 0 else '+'}{abs(named) // 3600:02d}:{abs(named) // 60 % 60:02d}"
    match = _FORM.fullmatch(text)
    if match is None or int(match[2]) > _MOST or int(match[3] or 0) > 59:  # noqa: PLR2004
        return None
    sign = "+" if match[1] in {"", "+"} else "-"
    return f"{sign}{int(match[2]):02d}:{match[3] or '00'}"


def is_offset(text: str) -> bool:
    """Whether a value can be an offset, or the letters of one."""
    return _CODE.fullmatch(text) is not None or read_offset(text, "UTC") is not None


def with_offsets(times: Coded, offsets: Coded, zone: str) -> Coded:
    """Times of day with the offset of their row behind them.

    As they are where the row tells none or the time has one; what is no offset makes of its time none.
    """
    known = times.values  # first: codes may come with them
    read = [None if value is None else read_offset(value, zone) or " ?" for value in offsets.values]
    zones, clocks = [*read, None], [*known, None]
    pairs = (times.codes % len(clocks)).astype(np.int64) * len(zones) + offsets.codes % len(zones)
    distinct, places = np.unique(pairs, return_inverse=True)
    texts = [_behind(clocks[pair // len(zones)], zones[pair % len(zones)]) for pair in distinct.tolist()]
    return Coded.of(of_texts(texts).take(of_array(places)))


def _behind(time: str | None, zone: str | None) -> str | None:
    return time if time is None or zone is None or _TOLD.search(time) else f"{time}{zone}"
