from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.errors import UsageError
from netinvest.synthetic import write_case
from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = (3, 21, 58)


def lines_of(path: Path) -> int:
    """Lines, counted without the writer."""
    if path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Records")
        return len(sheet.to_python(skip_empty_area=False))
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return len(body.splitlines())


def truth_of(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_case(tmp_path / "a", seed=11, scale="small")
    second = write_case(tmp_path / "b", seed=11, scale="small")
    names = sorted(path.name for path in first.parent.iterdir())
    assert names == sorted(path.name for path in second.parent.iterdir())
    for name in names:
        assert (first.parent / name).read_bytes() == (second.parent / name).read_bytes(), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("layouts", ["plain", "mixed"])
def test_files_hold_the_rows_that_the_truth_counts(tmp_path: Path, seed: int, layouts: str) -> None:
    country = {3: "GB", 21: "FR", 58: "US"}[seed]
    truth = truth_of(write_case(tmp_path, seed=seed, scale="small", layouts=layouts, country=country))
    assert {path.name for path in tmp_path.iterdir()} == {file["name"] for file in truth["files"]} | {"truth.json"}
    for file in truth["files"]:
        assert lines_of(tmp_path / file["name"]) == file["lines"], file["name"]
        assert file["rows"] == file["loaded"] + file["rejected"] + file["duplicate"]
        assert file["lines"] == file["rows"] + file["structural_lines"]
        if file["kind"] != "subjects" and not file["name"].endswith(".xlsx") and file["rows"] > 22:
            assert file["rejected"] >= 1, "every dirty file has a row that must be refused"


def test_every_payment_and_advertisement_stands_in_one_file_and_every_call_in_one_or_two(tmp_path: Path) -> None:
    truth = truth_of(write_case(tmp_path, seed=5, scale="small"))
    loaded = {kind: sum(f["loaded"] for f in truth["files"] if f["kind"] == kind) for kind in truth["events"]}
    assert loaded["transfers"] == truth["events"]["transfers"] == 1600
    assert loaded["advertisements"] == truth["events"]["advertisements"]
    assert truth["events"]["calls"] == 6000
    assert 6000 < loaded["calls"] < 7200  # some are reported by both operators


def test_dirty_rows_stand_where_the_truth_says(tmp_path: Path) -> None:
    truth = truth_of(write_case(tmp_path, seed=3, scale="small", layouts="plain"))
    calls = next(file for file in truth["files"] if file["kind"] == "calls")
    with (tmp_path / calls["name"]).open(newline="") as handle:
        rows = list(csv.reader(handle))
    assert {dirty["fate"] for dirty in calls["dirty"]} == {"rejected", "duplicate"}
    for dirty in calls["dirty"]:
        row = rows[dirty["row"] - 1]
        if dirty["fate"] == "duplicate":
            assert rows[: dirty["row"] - 1].count(row) == 1
        else:
            assert len(row) < 8 or row[2] == "not recorded" or row[3] == "-12"
    clean = [tuple(row) for number, row in enumerate(rows, 1) if number not in {d["row"] for d in calls["dirty"]}]
    assert len(clean) == len(set(clean)) == 6001


def test_without_dirt_nothing_is_to_be_refused(tmp_path: Path) -> None:
    truth = truth_of(write_case(tmp_path, seed=3, scale="small", dirt=0))
    assert all(file["rows"] == file["loaded"] for file in truth["files"])


def test_layouts_vary_over_seeds(tmp_path: Path) -> None:
    layouts = set()
    for seed in range(6):
        for file in truth_of(write_case(tmp_path / str(seed), seed=seed, scale="small"))["files"]:
            layouts.add((file["kind"], file["layout"]))
    assert len({layout for kind, layout in layouts if kind == "calls"}) >= 6
    assert len({layout for kind, layout in layouts if kind == "transfers"}) == 6
    assert len({layout for kind, layout in layouts if kind == "advertisements"}) == 4


def test_a_stream_left_out_has_no_file(tmp_path: Path) -> None:
    truth = truth_of(write_case(tmp_path, seed=4, scale="small", missing={"advertisements": 1.0, "registers": 1.0}))
    assert {file["kind"] for file in truth["files"]} == {"calls", "transfers"}


def test_numbers_are_written_in_several_forms_in_one_file(tmp_path: Path) -> None:
    for seed in range(12):
        folder = tmp_path / str(seed)
        french = [
            f for f in truth_of(write_case(folder, seed=seed, scale="small"))["files"] if f["layout"] == "francais"
        ]
        if not french:
            continue
        text = (folder / french[0]["name"]).read_bytes().decode("cp1252")
        callers = {row[0][:2] for row in csv.reader(io.StringIO(text), delimiter=";")}
        assert {"+4", "07", "44", "00"} <= callers
        return
    pytest.fail("no seed drew the layout")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"layouts": "fancy"}, "mixed, plain"),
        ({"scale": "huge"}, "small, acceptance"),
        ({"country": "ZZ"}, "FR, GB, US"),
        ({"missing": {"mail": 0.5}}, "calls"),
        ({"missing": {"calls": 1.5}}, "0 to 1"),
        ({"difficulty": "x"}, "easy, normal, hard"),
        ({"ring_sizes": (3, 5)}, "4 to 25"),
        ({"actors": 10}, "below 120"),
        ({"country": "FR", "actors": 12_000}, "GB"),
    ],
)
def test_wrong_arguments_are_refused_in_a_sentence(tmp_path: Path, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        write_case(tmp_path, seed=1, **({"scale": "small"} | wrong))
