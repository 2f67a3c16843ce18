"""The second generator plants what it says."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from tests.validation.plant import plant
from tests.validation.score import average_precision

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_case_is_the_same_for_the_same_seed_and_says_who_is_who(tmp_path: Path) -> None:
    truth = plant(tmp_path / "one", seed=5, size="small", rings=1)
    again = plant(tmp_path / "two", seed=5, size="small", rings=1)
    assert truth == again
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    calls = rows(tmp_path / "one" / "calls.csv")
    assert {f"phone:{c['Calling Number']}" for c in calls} <= truth.owner.keys()
    assert truth.having("coordinator")
    assert truth.having("exploited")
    assert not truth.having("coordinator") & truth.having("exploited")


def test_a_null_case_has_nobody_to_find(tmp_path: Path) -> None:
    truth = plant(tmp_path, seed=6, size="small", rings=0)
    assert not truth.ring
    assert not truth.having("coordinator")
    assert rows(tmp_path / "ads.csv")


def test_a_stream_can_be_absent(tmp_path: Path) -> None:
    plant(tmp_path, seed=7, size="small", rings=1, missing={"transfers": 1.0, "calls": 0.5})
    assert not (tmp_path / "transfers.csv").exists()
    assert (tmp_path / "calls.csv").exists()


def test_average_precision_counts_the_missing_and_leaves_out_the_neutral() -> None:
    assert average_precision(["a", "x", "b"], {"a", "b", "c"}) == (1 + 2 / 3) / 3
    assert average_precision(["x", "a"], {"a"}, {"x"}) == 1.0
