"""Layouts made by lot, in seven languages: every call exact, whatever the clerk's words, order and clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from tests.contract.layout_family import LANDS, layout
from tests.contract.operator_layouts import calls, write
from tests.contract.test_operator_layouts import QUERY

if TYPE_CHECKING:
    from pathlib import Path


def _exact(language: str, seed: int, folder: Path) -> None:
    made_of = layout(language, seed)
    made = calls(made_of, seed)
    file = folder / f"extract{language}{seed}.csv"
    file.write_bytes(write(made_of, made, seed))
    with Ledger.create(folder / f"{language}{seed}.case") as ledger:
        report = load_file(ledger, file, country=made_of.country, time_zone=made_of.zone, loaded_by="test")
        found = ledger.con.execute(QUERY).fetchall()
        refused = ledger.con.execute("SELECT row, field, value, reason FROM rejection LIMIT 3").fetchall()
    assert found == [call.truth for call in made], (made_of, report.recognised_because, report.notes, refused)
    assert report.rejected == 0


@pytest.mark.parametrize("seed", [0, 1, 100])
@pytest.mark.parametrize("language", LANDS)
def test_every_call_of_a_layout_by_lot_is_exact(language: str, seed: int, tmp_path: Path) -> None:
    _exact(language, seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("language", LANDS)
def test_every_call_of_many_layouts_by_lot_is_exact(language: str, tmp_path: Path) -> None:
    for seed in range(100, 300):
        _exact(language, seed, tmp_path)
