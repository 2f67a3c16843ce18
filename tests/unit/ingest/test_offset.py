"""Clocks that a row names itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from netinvest.ingest.load import load_file
from netinvest.ingest.offset import abbreviations, read_offset
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

A, B = "+12015550101", "+12015550102"


@pytest.mark.parametrize(
    ("text", "zone", "offset"),
    [
        ("-5", "UTC", "-05:00"), ("+0530", "UTC", "+05:30"), ("UTC+01:00", "UTC", "+01:00"), ("GMT", "UTC", "+00:00"),
        ("EDT", "America/New_York", "-04:00"), ("EST", "America/New_York", "-05:00"), ("EST", "Europe/London", None),
        ("MESZ", "Europe/Berlin", "+02:00"), ("15", "UTC", None), ("Europe/London", "UTC", None),
    ],
)  # fmt: skip
def test_offsets(text: str, zone: str, offset: str | None) -> None:
    assert read_offset(text, zone) == offset


def test_letters_are_those_of_the_zone() -> None:
    assert abbreviations("America/Chicago") == {"CST": -21600, "CDT": -18000}
    assert abbreviations("UTC+05:30") == {}


def _loaded(folder: Path, text: str) -> tuple[list[datetime], list[str], tuple[str, ...]]:
    file = folder / "extract.csv"
    file.write_text(text)
    with Ledger.create(folder / "x.case") as ledger:
        report = load_file(ledger, file, country="US", time_zone="America/New_York", loaded_by="me")
        times = [t for (t,) in ledger.con.execute("SELECT answered_at_utc FROM call ORDER BY row").fetchall()]
        reasons = [r for (r,) in ledger.con.execute("SELECT reason FROM rejection ORDER BY row").fetchall()]
    return times, reasons, report.notes


def test_a_column_of_offsets_moves_each_row(tmp_path: Path) -> None:
    rows = [
        ("-06:00", "10:00:00"),
        ("-4", "10:00:00"),
        ("", "10:00:00"),
        ("-6", "10:00:00"),
        ("+1", "10:00:00Z"),
    ]
    text = "caller,callee,date,time,UTC offset,duration\n"
    text += "".join(f"{A},{B},2026-01-15,{time},{offset},{n}\n" for n, (offset, time) in enumerate(rows))
    times, reasons, notes = _loaded(tmp_path, text)
    assert [t.hour for t in times] == [16, 14, 15, 16, 10]
    assert not reasons
    assert not any("UTC offset" in note for note in notes)


def test_a_column_of_places_is_not_read_and_said_so(tmp_path: Path) -> None:
    text = f"caller,callee,date,time,time zone,duration\n{A},{B},2026-01-15,10:00:00,Springfield,5\n"
    times, _, notes = _loaded(tmp_path, text)
    assert [t.hour for t in times] == [15]
    assert "not read, because the heading is not known: time zone" in notes


def test_letters_of_another_zone_are_refused(tmp_path: Path) -> None:
    moments = ["2026-01-15 10:00:00 EST", "2026-07-15 10:00:00 EDT", "2026-01-15 10:00:00 PST"]
    text = "caller,callee,start time,duration\n" + "".join(f"{A},{B},{m},{n}\n" for n, m in enumerate(moments))
    times, reasons, _ = _loaded(tmp_path, text)
    assert times == [datetime(2026, 1, 15, 15), datetime(2026, 7, 15, 14)]  # noqa: DTZ001 - UTC without saying so
    assert reasons == ["names a clock that the zone of the case does not go by"]
