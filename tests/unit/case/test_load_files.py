from __future__ import annotations

from typing import TYPE_CHECKING, Any

import netinvest as ni
from netinvest.ingest import load

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_an_error_nobody_foresaw_leaves_out_one_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heading = "caller,callee,start time,duration\n"
    for number in (1, 2, 3):
        line = f"+447700900001,+44770090000{number + 1},2026-01-05 10:00:00,60\n"
        (tmp_path / f"{number}.csv").write_text(heading + line, "utf-8")
    as_it_is = load.load_file

    def load_file(ledger: Any, path: Any, **options: Any) -> Any:
        if path.name == "2.csv":
            raise IndexError("+447700900003")
        return as_it_is(ledger, path, **options)

    monkeypatch.setattr(load, "load_file", load_file)
    case = ni.create_case(tmp_path / "a.case", country="GB")
    report = case.load(*(tmp_path / f"{number}.csv" for number in (1, 2, 3)))
    assert [(source.name, source.loaded) for source in report.sources] == [("1.csv", 1), ("3.csv", 1)]
    ((name, error),) = report.refused
    assert name == "2.csv"
    assert "IndexError" in str(error)
    assert "nothing of it was loaded" in str(error)
    assert "900003" not in str(error)
