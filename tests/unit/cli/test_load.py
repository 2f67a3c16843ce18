from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from .conftest import process, run

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked

CALLS = (
    "originating_msisdn,terminating_msisdn,answered_at_utc,duration_s,service\n"
    "+447700900123,+447700900456,2026-01-05T10:00:00Z,61,voice\n"
    "+447700900456,+447700900123,2026-01-05T11:30:00Z,0,sms\n"
    "+447700900789,+447700900123,2026-01-06T09:15:00Z,12,voice\n"
)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    assert run("create", "a.case", "--country", "GB", "--time-zone", "Europe/London", cwd=tmp_path).code == 0
    return tmp_path


def test_every_line_of_every_file_is_accounted_for(worked: Worked) -> None:
    assert worked.loaded.code in {0, 1}, worked.loaded.err
    sources = worked.loaded.json()["sources"]
    assert {source["name"] for source in sources} == {
        path.name for path in worked.files.iterdir() if path.name != "truth.json"
    }
    for source in sources:
        assert source["rows"] == source["loaded"] + source["rejected"] + source["duplicate"]
        assert source["lines"] == source["rows"] + source["structural_lines"]
        assert len(source["source_id"]) == 64
        assert source["recognised_because"]
    assert {source["kind"] for source in sources} == {"calls", "transfers", "advertisements", "subjects"}


def test_loading_prints_one_line_a_file_to_stdout(empty: Path) -> None:
    (empty / "calls.csv").write_text(CALLS)
    done = run("load", "a.case", "calls.csv", cwd=empty)
    assert (done.code, done.err) == (0, "")
    heading, line = done.out.splitlines()
    assert heading.split()[:6] == ["file", "kind", "rows", "loaded", "rejected", "duplicate"]
    assert line.split()[:6] == ["calls.csv", "calls", "3", "3", "0", "0"]


def test_the_same_bytes_again_change_nothing_and_say_so(empty: Path) -> None:
    (empty / "calls.csv").write_text(CALLS)
    (empty / "again.csv").write_text(CALLS)
    run("load", "a.case", "calls.csv", cwd=empty)
    log = run("log", "a.case", "--json", cwd=empty).out
    done = run("load", "a.case", "again.csv", "--json", cwd=empty)
    assert done.code == 0
    assert [source["already_loaded"] for source in done.json()["sources"]] == [True]
    assert len(run("sources", "a.case", "--json", cwd=empty).json()["sources"]) == 1
    assert run("log", "a.case", "--json", cwd=empty).out == log
    assert "nothing changed" in run("load", "a.case", "again.csv", cwd=empty).out


def test_a_refused_file_does_not_keep_the_others_out_and_ends_with_3(empty: Path) -> None:
    (empty / "calls.csv").write_text(CALLS)
    (empty / "letter.txt").write_text("Dear Sir or Madam\n")
    done = process("load", "a.case", "letter.txt", "missing.csv", "calls.csv", "--json", cwd=empty)
    assert done.code == 3
    report = done.json()
    assert [source["name"] for source in report["sources"]] == ["calls.csv"]
    assert [item["name"] for item in report["refused"]][:2] == ["letter.txt", "missing.csv"]
    assert done.err.count("netinvest: ") == 2
    assert "Traceback" not in done.err
    assert len(run("sources", "a.case", "--json", cwd=empty).json()["sources"]) == 1


def test_too_many_rejections_end_with_1(empty: Path) -> None:
    (empty / "calls.csv").write_text(CALLS + "+447700900123,+447700900456,not a time,5,voice\n")
    done = run("load", "a.case", "calls.csv", cwd=empty)
    assert done.code == 1
    assert "1 of 4 rows of calls.csv were rejected, more than 5 %" in done.err
    rejections = run("rejections", "a.case", "--json", cwd=empty).json()["rejections"]
    assert [(r["name"], r["row"], r["value"]) for r in rejections] == [("calls.csv", 5, "not a time")]
    (empty / "more.csv").write_text(CALLS + "+447700900123,+447700900456,never,5,voice\n")
    assert run("load", "a.case", "more.csv", "--max-rejected", "30", cwd=empty).code == 0


def test_no_value_of_a_file_is_in_an_error_or_in_the_log(empty: Path) -> None:
    private = "+447700900999 Persephone Quill"
    (empty / "odd.csv").write_text(f"foo,bar\n{private},1\n{private},2\n")
    (empty / "torn.csv").write_text(CALLS + f'"{private}\n')
    (empty / "calls.csv").write_text(CALLS + f"{private},x,{private},{private},{private}\n")
    done = run("load", "a.case", "odd.csv", "torn.csv", "calls.csv", cwd=empty)
    log = run("log", "a.case", "--json", cwd=empty)
    for text in (done.out, done.err, log.out, process("--debug", "load", "a.case", "odd.csv", cwd=empty).err):
        assert "Persephone" not in text
        assert "7700900999" not in text


def test_a_hostile_file_name_moves_no_cursor_and_is_no_markup(empty: Path) -> None:
    name = "evil\x1b[31m[bold]\u202ecalls.csv"
    (empty / name).write_text(CALLS)
    for done in (
        process("load", "a.case", name, cwd=empty),
        run("sources", "a.case", cwd=empty),
        run("load", "a.case", name + "x", cwd=empty),
    ):
        assert "\x1b" not in done.out + done.err
        assert "\u202e" not in done.out + done.err
    assert run("sources", "a.case", "--json", cwd=empty).json()["sources"][0]["name"] == name
    assert "\x1b" not in run("sources", "a.case", "--json", cwd=empty).out


def test_records_come_back_normalised_with_source_and_row(empty: Path) -> None:
    (empty / "calls.csv").write_text(
        "caller,called,start time,duration\n07700 900123,+44 7700 900456,2026-07-05 10:00:00,61\n"
    )
    loaded = run("load", "a.case", "calls.csv", "--json", cwd=empty).json()["sources"][0]
    done = run("records", "a.case", "calls", "--format", "csv", cwd=empty)
    assert done.code == 0
    (record,) = csv.DictReader(io.StringIO(done.out))
    assert record["originating_msisdn"] == "+447700900123"
    assert record["terminating_msisdn"] == "+447700900456"
    assert record["answered_at_utc"] == "2026-07-05T09:00:00Z"
    assert (record["duration_s"], record["service"], record["row"]) == ("61", "voice", "2")
    assert (record["source"], record["source_id"]) == ("calls.csv", loaded["source_id"])
    assert record["originating_original"] == "07700 900123"


def test_the_formats_hold_the_same_records(worked: Worked, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for kind in ("calls", "transfers", "advertisements", "subjects"):
        for form in ("csv", "json", "parquet"):
            done = run("records", worked.case, kind, "--format", form, "--out", tmp_path / f"{kind}.{form}")
            assert (done.code, done.out) == (0, "")
        parquet = pq.read_table(tmp_path / f"{kind}.parquet").to_pylist()
        as_json = json.loads((tmp_path / f"{kind}.json").read_text("utf-8"))
        with (tmp_path / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
            as_csv = list(csv.DictReader(file))
        assert len(parquet) == len(as_json) == len(as_csv) > 0
        assert list(parquet[0]) == list(as_json[0]) == list(as_csv[0])
        for name in ("record_id", "source_id"):
            assert [r[name] for r in parquet] == [r[name] for r in as_json] == [r[name] for r in as_csv]
        assert len({r["record_id"] for r in parquet}) == len(parquet)


def test_amounts_keep_their_digits(worked: Worked) -> None:
    from decimal import Decimal

    rows = run("records", worked.case, "transfers", "--format", "json").json()
    assert all(isinstance(row["amount"], str) for row in rows)
    assert all(Decimal(row["amount"]) == round(Decimal(row["amount"]), 2) for row in rows)
    assert all(len(row["amount"].split(".")[1]) == 2 for row in rows)


def test_reading_records_out_is_logged(case: Path) -> None:
    before = len(run("log", case, "--json").json()["entries"])
    run("records", case, "calls")
    last = run("log", case, "--json").json()["entries"][before:]
    assert [(e["action"], e["detail"]["kind"]) for e in last] == [("disclosure", "calls")]


def test_records_to_a_folder_that_is_not_there(worked: Worked, tmp_path: Path) -> None:
    done = run("records", worked.case, "calls", "--out", tmp_path / "no" / "calls.csv")
    assert done.code == 2
    assert "the file cannot be written" in done.err
    assert run("records", worked.case, "colls").code == 2
    assert run("records", worked.case, "calls", "--format", "xls").code == 2


def test_a_case_in_use_names_the_holder(empty: Path) -> None:
    import os
    import time

    from netinvest.ledger.ledger import Ledger

    with Ledger.open(empty / "a.case"):
        start = time.monotonic()
        done = process("sources", "a.case", cwd=empty)
        waited = time.monotonic() - start
    assert done.code == 3
    assert f"process {os.getpid()}" in done.err
    assert waited < 5
    assert run("sources", "a.case", cwd=empty).code == 0


def test_an_interrupted_command_says_so_in_one_sentence(worked: Worked, case: Path) -> None:
    import signal
    import subprocess
    import sys
    import time

    analysis = subprocess.Popen(
        [sys.executable, "-m", "netinvest.cli", "analyse", str(case), "--seed", "99", "--perturbations", "2000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    note = case / "tmp" / "operation.json"  # it is at work from here on
    deadline = time.monotonic() + 60
    while not note.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    analysis.send_signal(signal.SIGINT)
    out, err = analysis.communicate(timeout=60)
    assert analysis.returncode == 130, err
    assert out == ""
    assert err == "netinvest: interrupted; what was finished before stays, and nothing was left half-done\n"
    assert run("findings", case, "--json").out == run("findings", worked.case, "--json").out


def test_a_reader_that_has_seen_enough_is_no_error_and_the_disclosure_is_logged(case: Path) -> None:
    import subprocess
    import sys

    line = f"{sys.executable} -m netinvest.cli records {case} calls | head -c 100 > /dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("0", "")
    written, cut_off = run("log", case, "--json").json()["entries"][-2:]
    assert (written["action"], written["detail"]["kind"]) == ("disclosure", "calls")
    assert cut_off["detail"] == {"entry": written["seq"], "failed": True}


def test_a_full_disk_is_one_sentence(case: Path) -> None:
    import subprocess
    import sys

    line = f"{sys.executable} -m netinvest.cli records {case} calls > /dev/full"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_order_of_day_and_month_can_be_said(empty: Path) -> None:
    (empty / "calls.csv").write_text(
        "caller,callee,date,duration\n07700900123,07700900456,03/04/2025 10:00,60\n", encoding="utf-8"
    )
    refused = run("load", "a.case", "calls.csv", cwd=empty)
    assert refused.code == 3
    assert "--dates dmy" in refused.err
    assert run("load", "a.case", "calls.csv", "--dates", "mdy", cwd=empty).code == 0
    assert '"2025-03-04T10:00:00Z"' in run("records", "a.case", "calls", "--format", "csv", cwd=empty).out
