"""Files of synthetic cases, in many layouts, load to the row as their truth says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
from netinvest.synthetic import write_case

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("seed", "country", "layouts"),
    [(1, "GB", "plain"), (7, "GB", "mixed"), (8, "GB", "mixed"), (12, "FR", "mixed"), (13, "US", "mixed")],
)
def test_every_row_meets_the_fate_that_the_truth_foretells(
    tmp_path: Path, seed: int, country: str, layouts: str
) -> None:
    path = write_case(tmp_path / "files", seed=seed, scale="small", country=country, layouts=layouts)
    truth = json.loads(path.read_text(encoding="utf-8"))
    wrong = []
    with Ledger.create(tmp_path / "files.case") as ledger:
        for file in truth["files"]:
            report = load_file(
                ledger, path.parent / file["name"], country=country, time_zone=truth["time_zone"], loaded_by="tests"
            )
            found = (report.kind, report.rows, report.loaded, report.rejected, report.duplicate)
            told = (file["kind"], file["rows"], file["loaded"], file["rejected"], file["duplicate"])
            if found != told:
                wrong.append((file["name"], file["layout"], "found", found, "told", told))
    assert wrong == []
