"""What a person declares in a profile decides where values cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import UsageError
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = """
name = "mine"
kind = "calls"
title = "One clerk's list"
[columns]
target_msisdn = ["wer"]
other_msisdn = ["mit wem"]
direction = ["wie"]
answered_at = ["wann"]
[time]
order = "{order}"
zone = "America/New_York"
[direction]
incoming = ["k"]
outgoing = ["g"]
"""


@pytest.mark.parametrize(
    ("order", "day"),
    [("dmy", datetime(2026, 1, 5, 15, tzinfo=UTC)), ("mdy", datetime(2026, 5, 1, 14, tzinfo=UTC))],
)
def test_declared_order_zone_and_words(order: str, day: datetime, tmp_path: Path) -> None:
    file, profile = tmp_path / "list.csv", tmp_path / "mine.toml"
    lines = [f"07700900001,0770090000{n},{way},05/01/2026 10:00" for n, way in ((2, "g"), (3, "k"))]
    file.write_text("\n".join(["wer,mit wem,wie,wann", *lines]))
    profile.write_text(PROFILE.format(order=order))
    with Ledger.create(tmp_path / "x.case") as ledger:
        report = load_file(
            ledger, file, country="GB", time_zone="Europe/London", loaded_by="test", profile=str(profile)
        )
        rows = ledger.con.execute(
            "SELECT originating_msisdn, terminating_msisdn, answered_at_utc FROM call ORDER BY row"
        ).fetchall()
    assert report.profile == "mine"
    assert rows == [
        ("+447700900001", "+447700900002", day.replace(tzinfo=None)),
        ("+447700900003", "+447700900001", day.replace(tzinfo=None)),
    ]


def test_a_wrong_entry_is_named(tmp_path: Path) -> None:
    profile, file = tmp_path / "mine.toml", tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n")
    profile.write_text(PROFILE.format(order="backwards"))
    with Ledger.create(tmp_path / "x.case") as ledger, pytest.raises(UsageError, match=r"mine\.toml: time\.order"):
        load_file(ledger, file, country="GB", time_zone=None, loaded_by="test", profile=str(profile))
