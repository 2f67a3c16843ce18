"""Operators' layouts of forty countries: every call comes back exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from tests.contract.fresh_layouts import FRESH
from tests.contract.operator_layouts import HELD_OUT, LAYOUTS, Layout, calls, write

if TYPE_CHECKING:
    from pathlib import Path

QUERY = """SELECT originating_msisdn, terminating_msisdn, answered_at_utc, duration_s, service FROM call ORDER BY row"""


@pytest.mark.parametrize("layout", LAYOUTS + HELD_OUT + FRESH, ids=lambda layout: layout.name)
def test_every_call_of_an_operators_file_is_exact(layout: Layout, tmp_path: Path) -> None:
    seed = len(layout.columns)
    made = calls(layout, seed)
    file = tmp_path / "extract.csv"
    file.write_bytes(write(layout, made, seed))
    with Ledger.create(tmp_path / "x.case") as ledger:
        report = load_file(ledger, file, country=layout.country, time_zone=layout.zone, loaded_by="test")
        found = ledger.con.execute(QUERY).fetchall()
        refused = ledger.con.execute("SELECT row, field, value, reason FROM rejection LIMIT 3").fetchall()
    assert found == [call.truth for call in made], (report.recognised_because, report.notes, refused)
    assert report.rejected == 0
