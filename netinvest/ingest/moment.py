"""Columns of dates and times to UTC: read over distinct values, put in order, moved to UTC, doubts marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from netinvest.errors import InputRefused
from netinvest.ingest.clock import EPOCH_DAY, Day, in_order, proves, read_day, read_time
from netinvest.ingest.date_order import running_order
from netinvest.ingest.offset import abbreviations, letters_of
from netinvest.ingest.zone import to_utc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netinvest.ingest.coded import Coded
    from netinvest.ingest.moment_parts import Parts
    from netinvest.ingest.typist import Context

_ISO_DAY, _ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{2}:\d{2}:\d{2}Z?")
_NONE = np.iinfo(np.int64).min
_CONTRARY = 0.01
_UNTOLD, _FOREIGN = 5, 6  # of WHY
_ENOUGH = 200_000  # dates that tell whether they run on
ORDER_WORDS = {"dmy": "day/month/year", "mdy": "month/day/year", "ymd": "year/month/day"}


@dataclass(frozen=True, slots=True)
class Moments:
    """Times of a block.

    Attributes:
        seconds: int64 seconds since 1970 in UTC; meaningless where bad.
        bad: Where there is no such time.
        reasons: Why, by index into ``why``.
        marks: Index into zone.NOTES.
        iso: Every value is written as ISO 8601 in UTC: the original says nothing more.
        offsets: int32 seconds of the local clock less those of UTC.
        form: How every original is written (``DD/MM/YYYY hh:mm:ss``), or None: in no one fixed form.
    """

    seconds: NDArray[np.int64]
    bad: NDArray[np.bool_]
    reasons: NDArray[np.int8]
    marks: NDArray[np.int8]
    iso: bool
    offsets: NDArray[np.int32] | None = None
    form: str | None = None


WHY = (
    "", "is missing", "is no date", "is no time of day", "is no such day", "its day and month cannot be told apart",
    "names a clock that the zone of the case does not go by",
)  # fmt: skip


class Reader:
    """Reads the times of one file, once the order of day and month is known.

    Args:
        order: Declared by the profile, or None.
        context: The file: its name, the zone of times without an offset, what it says of the order elsewhere.
        field: The canonical column, for messages.

    Attributes:
        because: What the order rests on, once it is known.
    """

    def __init__(self, order: str | None, context: Context, field: str) -> None:
        self.order, self.zone, self._name, self._field = order or context.order, context.zone, context.name, field
        self.because = "declared" if order or context.order_by_user else "declared above the rows"
        self.declared = self.order is not None
        self._elsewhere = context.order_elsewhere
        self._sequence: list[Day] = []
        self._undecided = False
        self.proof_row: int | None = None
        self._doubt_row: int | None = None
        self._seen: dict[str, int] = {}
        self._short: set[tuple[int, int]] = set()
        self._whole: set[int] = set()
        self._proofs = {"dmy": 0, "mdy": 0}
        self._proof_rows: dict[str, int] = {}

    @property
    def settled(self) -> bool:
        """Whether dates can be read: the order is known, or none so far needs it."""
        return self.order is not None or self._doubt_row is None

    def observe(self, days: Coded, rows: NDArray[np.int64], column: str = "") -> None:  # noqa: C901, PLR0912 - one walk
        """See what a block proves; of several columns of one order, each by its name."""
        if not len(rows) or int(rows[-1]) <= self._seen.get(column, 0):
            return  # seen before
        self._seen[column] = int(rows[-1])
        read = [None if value is None else read_day(value) for value in days.values]
        counts: NDArray[np.int64] | None = None
        for place, day in enumerate(read):
            if day is None or day.day is not None:
                continue
            order = proves(day)
            if order is None and self._doubt_row is not None:
                continue
            if counts is None:
                counts = np.bincount(days.codes[days.codes >= 0], minlength=len(read))
            if not counts[place]:
                continue
            row = int(rows[np.argmax(days.codes == place)])
            if order is None:
                if _fits_both(day):
                    self._doubt_row = row
            else:
                self._proofs[order] += int(counts[place])
                self._proof_rows[order] = min(row, self._proof_rows.get(order, row))
        if not self.declared:
            self._short.update((day.first, day.year % 100) for day in read if day is not None and day.short)
            self._whole.update(day.year for day in read if day is not None and day.day is None and not day.short)
            dmy, mdy = self._proofs["dmy"], self._proofs["mdy"]
            if self._year_first() and not mdy:
                self.order, self.proof_row = "ymd", self._doubt_row or self._proof_rows.get("dmy")
            elif dmy or mdy:
                self.order = "dmy" if dmy >= mdy else "mdy"
                self.proof_row = self._proof_rows[self.order]
            self.because = f"proven by row {self.proof_row}"
            if self.order is None and self._doubt_row is not None and len(self._sequence) < _ENOUGH:
                self._sequence += [d for code in days.codes.tolist() if code >= 0 and (d := read[code]) is not None]

    def _year_first(self) -> bool:
        """Whether years of two figures stand first: days vary more than years do."""
        if self._whole:  # years of four figures stand last: one that was cut short does not turn the order
            return False
        return len({first for first, _ in self._short}) < len({last for _, last in self._short})

    def conclude(self) -> None:
        """After the last block.

        Raises:
            InputRefused: The order is not proven, or both are.
        """
        if self.declared:
            return
        if self.order is None and self._doubt_row is not None and not self._undecided:
            self.order, self.because = self._elsewhere, "proven by a column that is not read"
            if self.order is None:
                self.order = running_order(self._sequence)
                self.because = "in no other order do they run on from row to row"
        if (self.order is None or self._undecided) and self._doubt_row is not None:
            raise InputRefused(
                "the dates do not tell whether day or month comes first",
                where=f"{self._name}, row {self._doubt_row}, {self._field}",
                remedy="ask who sent the file, and say --dates dmy or --dates mdy",
            )
        dmy, mdy = self._proofs["dmy"], self._proofs["mdy"]
        if min(dmy, mdy) > _CONTRARY * (dmy + mdy) and min(dmy, mdy) > 1:
            raise InputRefused(
                f"dates are written in two orders, day first in row {self._proof_rows['dmy']} and month first in row "
                f"{self._proof_rows['mdy']}",
                where=f"{self._name}, {self._field}",
                remedy="split the file, or say --dates dmy or --dates mdy",
            )

    def read(self, found: Parts) -> Moments:
        """Times of a block in UTC."""
        days, times = found.days, found.times
        rows = len(days.codes)
        read = [None if value is None else read_day(value) for value in days.values]
        ordered = [None if day is None else in_order(day, self.order) for day in read]
        day_table = np.array([_NONE if day is None else day for day in ordered] + [_NONE], np.int64)
        why = [_why_no_day(v, d, o, self.order) for v, d, o in zip(days.values, read, ordered, strict=True)] + [1]
        reasons = np.array(why, np.int8)[days.codes]
        day = day_table[days.codes]
        iso = all(v is None or _ISO_DAY.fullmatch(v) for v in days.values)
        if times is None:
            local, offset, written = day * 86400, None, None
            iso = False
        else:
            clock = _clocks(times, self.zone)
            written, offset = clock.written, clock.offsets
            reasons = np.where(reasons == 0, clock.why[times.codes], reasons)
            local = day * 86400 + clock.seconds[times.codes]
            iso = iso and clock.iso and (offset is None or not offset.any())
        self._undecided = self._undecided or bool((reasons == _UNTOLD).any())
        bad = reasons != 0
        if bad.any():
            local = np.where(bad, 0, local)
        if times is None:  # a date is a date: midnight of no zone
            return Moments(local, bad, reasons, np.zeros(rows, np.int8), iso=False)
        if written is None or offset is None:
            utc, marks = to_utc(local, self.zone)
            form = _form(found, ordered, clock) if not iso or self.zone != "UTC" else None
            offsets = (local - utc).astype(np.int32)
            return Moments(utc, bad, reasons, marks, iso=iso and self.zone == "UTC", offsets=offsets, form=form)
        row_written = written[times.codes]
        utc, marks = to_utc(local, self.zone)
        utc = np.where(row_written, local - offset[times.codes], utc)
        marks = np.where(row_written, 0, marks).astype(np.int8)
        return Moments(utc, bad, reasons, marks, iso=iso and (self.zone == "UTC" or bool(row_written.all())))


FORMS = ("DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD.MM.YYYY", "YYYY-MM-DD", "YYYY/MM/DD", "YYYYMMDD")
"""Of dates, in which ``time_as_written`` in the ledger's schema writes them again, with ``hh:mm:ss`` behind."""


def _form(found: Parts, ordered: list[int | None], clock: _Clock) -> str | None:
    """The one form in which all moments of a block are written; proven by writing every distinct date again."""
    if not clock.plain or found.between is None:
        return None
    # a date that is none is refused, and has no original to keep
    read = zip(ordered, found.days.raw, strict=True)
    dates = [(date.fromordinal(day + EPOCH_DAY), raw) for day, raw in read if day is not None]
    for form in FORMS:
        if all(_written(day, form) == raw for day, raw in dates):
            return f"{form}{found.between}hh:mm:ss"
    return None


def _written(day: date, form: str) -> str:
    return form.replace("YYYY", f"{day.year:04}").replace("MM", f"{day.month:02}").replace("DD", f"{day.day:02}")


class _Clock(NamedTuple):
    """Times of day over distinct values, nothing last: seconds, why not, and offsets where any is written."""

    seconds: NDArray[np.int64]
    why: NDArray[np.int8]
    written: NDArray[np.bool_] | None
    offsets: NDArray[np.int64] | None
    iso: bool
    plain: bool = False


def _clocks(times: Coded, zone: str) -> _Clock:
    if (plain := _plain_clocks(times)) is not None:
        why = np.zeros(len(plain) + 1, np.int8)
        why[-1] = 1
        return _Clock(np.append(plain, 0), why, None, None, iso=True, plain=True)
    times.encode()
    read = [None if value is None else read_time(value) for value in times.values]
    lettered = [
        c is not None and c[1] is None and v is not None and letters_of(v)
        for c, v in zip(read, times.values, strict=True)
    ]
    if any(lettered):
        known = abbreviations(zone)
        read = [(c[0], known.get(n)) if c is not None and n else c for c, n in zip(read, lettered, strict=True)]
    seconds = np.array([0 if c is None else c[0] for c in read] + [0], np.int64)
    reasons = [3 if c is None and v is not None else int(v is None) for c, v in zip(read, times.values, strict=True)]
    for place, (clock, letters) in enumerate(zip(read, lettered, strict=True)):
        if letters and clock is not None and clock[1] is None:
            reasons[place] = _FOREIGN
    why = np.array([*reasons, 1], np.int8)
    iso = all(v is None or _ISO_TIME.fullmatch(v) for v in times.values)
    written = np.array([c is not None and c[1] is not None for c in read] + [False])
    if not written.any():
        return _Clock(seconds, why, None, None, iso)
    offsets = np.array([c[1] or 0 if c is not None else 0 for c in read] + [0], np.int64)
    return _Clock(seconds, why, written, offsets, iso)


def _plain_clocks(times: Coded) -> NDArray[np.int64] | None:
    """Seconds since midnight where every value is ``HH:MM:SS``."""
    letters = times.letters()
    if letters is None or letters.shape[1] != len("HH:MM:SS") or (letters[:, [2, 5]] != ord(":")).any():
        return None
    figures = letters - np.uint8(ord("0"))  # what is below a nought comes out high
    if (figures[:, [0, 1, 3, 4, 6, 7]] > 9).any():  # noqa: PLR2004
        return None
    hours, minutes, seconds = (figures[:, at] * np.uint8(10) + figures[:, at + 1] for at in (0, 3, 6))
    if (hours > 23).any() or (minutes > 59).any() or (seconds > 59).any():  # noqa: PLR2004
        return None
    return hours.astype(np.int64) * 3600 + minutes.astype(np.int64) * 60 + seconds


def _fits_both(day: Day) -> bool:
    return None not in (one := (in_order(day, "dmy"), in_order(day, "mdy"))) and one[0] != one[1]


def _why_no_day(value: str | None, day: Day | None, ordered: int | None, order: str | None) -> int:
    if value is None:
        return 1
    if day is None:
        return 2
    if ordered is None:
        return _UNTOLD if order is None and _fits_both(day) else 4
    return 0
