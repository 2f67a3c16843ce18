"""Days and times as users type them, in the case's time zone, as moments in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from netinvest.errors import UsageError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def moment_of(text: str | date, zone: str, *, last: bool = False) -> datetime:
    """A typed day or time in UTC, without zone.

    Args:
        text: ``2026-01-31`` or ``2026-01-31T14:30``, with ``Z`` or an offset, or else in the case's time zone.
        zone: IANA name of the case's time zone.
        last: Whether it ends a period: of a day the whole day belongs to it, so the next day's first moment is given.

    Raises:
        UsageError: It is neither.
    """
    text = str(text).strip()  # a date of Python is written as people write it
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text) + timedelta(days=1 if last else 0)
            read = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
        else:
            read = datetime.fromisoformat(text)
        if read.tzinfo is None:
            read = read.replace(tzinfo=ZoneInfo(zone))
        return read.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise UsageError(
            "this is no day or time", where=text[:40], remedy="write 2026-01-31 or 2026-01-31T14:30"
        ) from None


def period_of(text: str, zone: str) -> tuple[datetime, datetime]:
    """A typed period, ``2026-01-01..2026-01-31``, both days included: its first moment and the first one after it.

    Raises:
        UsageError: It is no period.
    """
    since, dots, until = text.partition("..")
    if not dots:
        raise UsageError(
            "this is no period", where=text[:60], remedy="write 2026-01-01..2026-01-31, both days included"
        )
    return moment_of(since, zone), moment_of(until, zone, last=True)
