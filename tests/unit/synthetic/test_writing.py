from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from netinvest.errors import UsageError
from netinvest.synthetic import write_case


def lines_of(path: Path) -> int:
    """Lines, counted without the writer."""
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return len(body.splitlines())


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_case(tmp_path / "a", seed=11, scale="small")
    second = write_case(tmp_path / "b", seed=11, scale="small")
    names = sorted(path.name for path in first.parent.iterdir())
    assert names == sorted(path.name for path in second.parent.iterdir())
    for name in names:
        assert (first.parent / name).read_bytes() == (second.parent / name).read_bytes(), name


def test_plain_files_hold_the_rows_that_the_truth_counts(tmp_path: Path) -> None:
    truth = json.loads(write_case(tmp_path, seed=3, scale="small", layouts="plain").read_text())
    for file in truth["files"]:
        assert lines_of(tmp_path / file["name"]) == file["lines"], file["name"]
        assert file["rows"] == file["loaded"] + file["rejected"] + file["duplicate"]
        assert file["lines"] == file["rows"] + file["structural_lines"]
    calls = next(file for file in truth["files"] if file["kind"] == "calls")
    assert calls["loaded"] == truth["events"]["calls"] == 6000
    with (tmp_path / calls["name"]).open(newline="") as handle:
        rows = list(csv.reader(handle))
    for dirty in calls["dirty"]:
        row = rows[dirty["row"] - 1]
        if dirty["fate"] == "duplicate":
            assert rows[: dirty["row"] - 1].count(row) == 1
        else:
            assert len(row) < 8 or row[2] == "not recorded" or row[3] == "-12"


def test_unknown_layouts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="mixed, plain"):
        write_case(tmp_path, seed=1, scale="small", layouts="fancy")
