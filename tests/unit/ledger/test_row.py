"""A row goes in as it is, and costs no import of pandas."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from netinvest.ledger.ledger import Ledger
from netinvest.ledger.row import insert

if TYPE_CHECKING:
    from pathlib import Path

RELOAD = """
import sys
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    report = load_file(ledger, sys.argv[2], country="GB", time_zone="UTC", loaded_by="test")
print(report.already_loaded, {"pandas", "pyarrow", "numpy"} & sys.modules.keys())
"""


def test_values_are_kept_as_they_are(tmp_path: Path) -> None:
    at = datetime(2026, 3, 4, 5, 6, 7, 89)  # noqa: DTZ001 - the ledger's times have no zone, and are UTC
    text = 'it\'s \u00e9 -- "x"; DROP TABLE run'
    with Ledger.create(tmp_path / "x.case") as ledger:
        row = {"run_id": text, "started_at_utc": at, "version": "", "seed": 2**62, "parameters": "{}"}
        insert(ledger.con, "run", {**row, "network_digest": "n", "findings_digest": "f", "run_no": 3})
        insert(ledger.con, "duplicate", {"duplicate_of_row": 1, "row": 2, "source_no": 3})
        found = ledger.con.execute("SELECT run_id, started_at_utc, version, seed, run_no FROM run").fetchall()
        placed = ledger.con.execute("SELECT source_no, row, duplicate_of_row FROM duplicate").fetchall()
    assert found == [(text, at, "", 2**62, 3)]
    assert placed == [(3, 2, 1)]


def test_a_reload_imports_no_engine_but_duckdb(tmp_path: Path) -> None:
    from netinvest.ingest.load import load_file

    file = tmp_path / "calls.csv"
    file.write_text(
        "caller,called,start_time,duration\n+447700900001,+447700900002,2026-03-04T05:06:07Z,8\n", encoding="utf-8"
    )
    with Ledger.create(tmp_path / "x.case") as ledger:
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
    command = [sys.executable, "-c", RELOAD, str(tmp_path / "x.case"), str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "True set()"
