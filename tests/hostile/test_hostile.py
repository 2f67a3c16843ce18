"""Every file that is wrong ends in one sentence or in counted rejections, and the case is never half-changed."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from netinvest import errors
from netinvest.errors import CaseError, CaseInUse, InputRefused
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
HEADING = "caller,callee,start time,duration\n"
GOOD = "+447700900001,+447700900002,2026-01-05 {:02d}:00:00,60\n"
TABLES = ("source", "call", "transfer", "advertisement", "subject", "rejection", "remark", "duplicate")


def _compressed() -> bytes:
    text = HEADING + "".join(f"+447700900001,+4477009{i:05d},2026-01-05 10:00:00,60\n" for i in range(50_000))
    return gzip.compress(text.encode())


def _workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _wrong_crc() -> bytes:
    data = bytearray(_compressed())
    data[-8] ^= 0xFF
    return bytes(data)


def _latin_far_down() -> bytes:
    rows = "".join(f"+447700900001,+4477009{i:05d},2026-01-05 10:00:00,60,\n" for i in range(8999))
    text = (
        "caller,callee,start time,duration,first cell\n"
        + rows
        + "+447700900001,+447700900002,2026-01-05 12:00:00,60,Café\n"
    )
    return text.encode("cp1252")


MAKE: dict[str, Callable[[], bytes]] = {
    "binary": lambda: bytes(range(256)) * 40,
    "pdf": lambda: b"%PDF-1.7\n" + b"0 1 obj\n" * 100,
    "broken_workbook": lambda: b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml" + b"\0" * 500,
    "locked_workbook": lambda: (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 5000
    ),
    "workbook_of_empty_sheets": lambda: _workbook([]),
    "workbook_with_a_heading_only": lambda: _workbook([HEADING.strip().split(",")]),
    "truncated_gzip": lambda: _compressed()[:-2000],
    "wrong_crc": _wrong_crc,
    "gzip_bomb": lambda: gzip.compress(HEADING.encode() + GOOD.format(1).encode() * 3_000_000),
    "latin_far_down": _latin_far_down,
    "unknown_direction_words": (
        "target no,b party no,start time,direction\n"
        + "".join(f"+447700900001,+4477009{i:05d},2026-01-05 10:00:00,{'xyz' if i % 2 else 'in'}\n" for i in range(60))
    ).encode,
    "field_of_5_MB": (HEADING + GOOD.format(1) + "x" * 5_000_000 + "," * 3 + "\n" + GOOD.format(2)).encode,
    "quoted_field_of_5_MB_unclosed": (
        HEADING + GOOD.format(1) + '"' + "x" * 5_000_000 + "," * 3 + "\n" + GOOD.format(2)
    ).encode,
}


def _file(case: dict[str, Any], folder: Path) -> Path:
    file = folder / f"{case['name']}.csv"
    if "text" in case:
        file.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    elif case["make"] == "directory":
        file.mkdir()
    elif case["make"] != "missing":
        file.write_bytes(MAKE[case["make"]]())
    return file


def _load(ledger: Ledger, file: Path) -> Any:
    return load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="test")


def _state(ledger: Ledger) -> list[Any]:
    return [ledger.con.execute(f"SELECT count(*), max(source_no) FROM {table}").fetchone() for table in TABLES]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_wrong_file_is_refused_whole_or_counted_row_by_row(case: dict[str, Any], tmp_path: Path) -> None:
    file = _file(case, tmp_path)
    with Ledger.create(tmp_path / "x.case") as ledger:
        before = _state(ledger)
        if "says" in case:
            with pytest.raises(getattr(errors, case.get("error", "InputRefused"))) as refused:
                _load(ledger, file)
            assert case["says"] in str(refused.value)
            assert "\n" not in str(refused.value)
            assert _state(ledger) == before
            return
        report = _load(ledger, file)
        assert {name: getattr(report, name) for name in case["counts"]} == case["counts"]
        assert report.lines == report.loaded + report.rejected + report.duplicate + report.structural_lines
        if "first" in case:
            at = ledger.con.execute("SELECT answered_at_utc::VARCHAR FROM call ORDER BY row LIMIT 1").fetchone()
            assert at == (case["first"],)
        if "rejected" in case:
            got = ledger.con.execute("SELECT row, field, reason FROM rejection ORDER BY row").fetchall()
            assert got == [tuple(entry) for entry in case["rejected"]]


def test_an_error_names_no_value_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(HEADING + "+447700900001,+447700900002,05/01/2026 10:00:00,60\n")
    with Ledger.create(tmp_path / "x.case") as ledger, pytest.raises(InputRefused) as refused:
        _load(ledger, file)
    assert "900001" not in str(refused.value)
    assert "05/01" not in str(refused.value)


def test_the_same_bytes_are_loaded_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    for file in (one, other):
        file.write_text(HEADING + GOOD.format(1) + "x,y\n")
    with Ledger.create(tmp_path / "x.case") as ledger:
        first = _load(ledger, one)
        before = _state(ledger)
        again = _load(ledger, other)
        assert _state(ledger) == before
    assert (first.already_loaded, again.already_loaded) == (False, True)
    assert (first.loaded, first.rejected, first.duplicate) == (1, 1, 0)
    assert (again.loaded, again.rejected, again.duplicate, again.name) == (0, 0, 2, "one.csv")


def test_no_row_is_lost_where_many_do_not_convert(tmp_path: Path) -> None:
    # DuckDB 2.0.0 drops rows where TRY_CAST is pushed into its CSV reader; here every row is loaded or refused
    file = tmp_path / "calls.csv"
    lines = [f"+447700900001,+4477009{i:05d},2026-01-05 10:00:00,{'x' if i % 3 == 0 else i}\n" for i in range(30_000)]
    file.write_text(HEADING + "".join(lines))
    with Ledger.create(tmp_path / "x.case") as ledger:
        report = _load(ledger, file)
        assert (report.loaded, report.rejected) == (20_000, 10_000)
        assert ledger.con.execute("SELECT count(*), sum(duration_s) FROM call").fetchone() == (
            20_000,
            sum(i for i in range(30_000) if i % 3),
        )


def test_a_second_process_is_told_who_holds_the_case(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "x.case").close()
    code = (
        "import sys; from netinvest.ledger.ledger import Ledger; l = Ledger.open(sys.argv[1])\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "x.case")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"open\n"
        started = time.monotonic()
        with pytest.raises(CaseInUse, match=str(holder.pid)):
            Ledger.open(tmp_path / "x.case")
        assert time.monotonic() - started < 4
    finally:
        holder.communicate()
    with Ledger.open(tmp_path / "x.case") as ledger:
        assert not ledger.notes


def _bulk(folder: Path, rows: int) -> Path:
    file = folder / "bulk.csv"
    text = io.StringIO()
    text.write(HEADING)
    for place in range(rows):
        when = f"2026-01-{1 + place % 28:02d} 10:{place % 60:02d}:00"
        text.write(f"+4477{place % 99991:08d},+4478{place % 9973:08d},{when},{place % 999}\n")
    file.write_text(text.getvalue())
    return file


LOAD = (
    "import sys; from netinvest.ledger.ledger import Ledger; from netinvest.ingest.load import load_file\n"
    "with Ledger.open(sys.argv[1]) as l:\n"
    "    print('go', flush=True)\n"
    "    load_file(l, sys.argv[2], country='GB', time_zone='UTC', loaded_by='t')\n"
)


def test_a_full_disk_is_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    # a limit on the size of files is what a full disk is to a process: its writes fail
    case, file = tmp_path / "x.case", _bulk(tmp_path, 300_000)
    Ledger.create(case).close()
    code = LOAD.replace(
        "import sys;",
        "import sys, resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000));",
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(case), str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "CaseError: x.case: the case cannot be written, the disk is full or failing" in done.stderr
    with Ledger.open(case) as ledger:
        assert ledger.con.execute("SELECT count(*) FROM call").fetchone() == (0,)
        assert _load(ledger, file).loaded == 300_000


def test_a_transaction_inside_a_transaction_belongs_to_the_outer_one(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "x.case") as ledger:
        with pytest.raises(CaseError, match="stop"):
            _write_and_stop(ledger)
        assert ledger.con.execute("SELECT count(*) FROM meta WHERE name = 'a'").fetchone() == (0,)


def _write_and_stop(ledger: Ledger) -> None:
    with ledger.transaction(), ledger.transaction() as con:
        con.execute("INSERT INTO meta VALUES ('a', 'b')")
        raise CaseError("stop")
