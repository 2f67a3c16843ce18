"""Columns made without pandas are those that ``pa.array`` makes, and are read as ``to_numpy`` reads them."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.ledger.column import array_of, of_array, of_one, of_texts, valid

CUT = st.tuples(st.integers(0, 40), st.integers(0, 40))


@settings(deadline=None)  # the first call imports pandas
@given(st.lists(st.none() | st.text(max_size=4), max_size=40), CUT)
def test_texts(values: list[str | None], cut: tuple[int, int]) -> None:
    made = of_texts(values)
    made.validate(full=True)
    assert made.equals(pa.array(values, pa.string()))
    part = made.slice(min(cut[0], len(made)), cut[1])
    assert valid(part).tolist() == [value is not None for value in part.to_pylist()]


@settings(deadline=None)  # the first call imports pandas
@given(
    st.lists(st.none() | st.integers(-100, 100), max_size=40), CUT,
    st.sampled_from([np.int8, np.int32, np.int64, np.float64, np.bool_]),
)  # fmt: skip
def test_numbers(values: list[int | None], cut: tuple[int, int], kind: type) -> None:
    numbers, without = np.array([value or 0 for value in values], kind), np.array([v is None for v in values], bool)
    made = of_array(numbers, without)
    made.validate(full=True)
    assert made.equals(pa.array(numbers, mask=without))
    part = made.slice(min(cut[0], len(made)), cut[1])
    if kind is not np.bool_:
        assert array_of(part, -1).tolist() == part.fill_null(kind(-1)).to_pylist()
    assert valid(pa.chunked_array([part, made])).tolist() == [
        v is not None for v in [*part.to_pylist(), *made.to_pylist()]
    ]


@pytest.mark.parametrize("value", ["x", "", 7, None, datetime(2026, 1, 2, 3, 4, 5, 6), True])  # noqa: DTZ001 - as the ledger keeps them
def test_one(value: object) -> None:
    assert of_one(value).equals(pa.array([value]))


def test_a_load_of_calls_imports_no_pandas() -> None:
    program = """
import sys, tempfile
from pathlib import Path
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "calls.csv"
    rows = "".join(f"07700900{n:03d},+447700900{n + 1:03d},13/03/2026,10:00:{n:02d},5,SMS,MO,\\n" for n in range(50))
    file.write_text("Calling Number,Called Number,Call Date,Call Time,Duration (s),Service,Direction,IMEI\\n" + rows)
    with Ledger.create(Path(folder) / "x.case") as ledger:
        report = load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="test")
assert report.loaded == 50, report
assert "pandas" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
