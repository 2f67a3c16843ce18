from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import InputRefused
from netinvest.ingest.json_rows import JsonRows

if TYPE_CHECKING:
    from pathlib import Path


def test_an_index_of_thousands_of_names_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    text = json.dumps({f"P{n:05d}": {"name": "x", "phone": "y"} for n in range(3000)}, indent=1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match="more than 2,000 different fields"):
        JsonRows(path, "utf-8").grid(text)


def test_wide_records_are_read(tmp_path: Path) -> None:
    path = tmp_path / "wide.json"
    text = json.dumps([{f"field {n}": str(n) for n in range(1500)}] * 3)
    path.write_text(text, encoding="utf-8")
    heading, *rows = JsonRows(path, "utf-8").grid(text).rows
    assert (len(heading), len(rows), rows[0][7]) == (1500, 3, "7")
