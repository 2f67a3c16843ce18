"""What one operator saw of the calls, and how it may write numbers, times and durations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class View:
    """What one operator saw: arrays of one entry a record; ``own`` is its customer's side."""

    originating: np.ndarray
    terminating: np.ndarray
    outgoing: np.ndarray  # its customer is the caller
    when: pd.Series  # UTC
    duration_s: np.ndarray
    sms: np.ndarray
    imsi: np.ndarray
    imei: np.ndarray
    cell: np.ndarray
    last_cell: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    operator: str
    dial: str
    zone: str
    period: tuple[str, str]

    @property
    def own(self) -> np.ndarray:
        """Its customer's number."""
        return np.where(self.outgoing, self.originating, self.terminating)

    @property
    def other(self) -> np.ndarray:
        """The other side's number."""
        return np.where(self.outgoing, self.terminating, self.originating)

    def local(self, pattern: str) -> list[str]:
        """Local time as text."""
        return list(self.when.dt.tz_convert(self.zone).dt.strftime(pattern))

    def utc(self, pattern: str) -> list[str]:
        """UTC as text."""
        return list(self.when.dt.strftime(pattern))

    def kinds(self, call_out: str, call_in: str, sms_out: str, sms_in: str) -> np.ndarray:
        """The operator's own words for service and direction."""
        voice = np.where(self.outgoing, call_out, call_in)
        return np.where(self.sms, np.where(self.outgoing, sms_out, sms_in), voice)

    def clock(self, *, hours: bool) -> list[str]:
        """Durations as mm:ss or hh:mm:ss."""
        seconds = self.duration_s.tolist()
        if hours:
            return [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in seconds]
        return [f"{s // 60}:{s % 60:02d}" for s in seconds]


def written_numbers(numbers: np.ndarray, dial: str, form: str) -> list[str]:
    """Numbers in a form: plus, zeros, bare, national or all of them mixed; sender names stay as they are."""

    def one(number: str, place: int) -> str:
        if not number.startswith("+"):
            return number
        if not number.startswith(f"+{dial}"):
            return number if form in {"plus", "mixed"} else f"{'011' if dial == '1' else '00'}{number[1:]}"
        national = number.removeprefix(f"+{dial}")
        forms = {
            "plus": number,
            "zeros": f"00{number[1:]}" if dial != "1" else f"011{number[1:]}",
            "bare": number[1:],
            "national": national if dial == "1" else f"0{national}",
        }
        if form == "mixed":
            # the 011 prefix leads abroad: nobody dials a domestic number so
            return forms[("plus", "national", "bare", "zeros")[place % (4 if dial != "1" else 3)]]
        return forms[form]

    distinct, inverse = np.unique(numbers, return_inverse=True)
    written = np.array([one(str(number), place) for place, number in enumerate(distinct)], dtype=object)
    return list(written[inverse])
