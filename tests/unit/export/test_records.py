from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.errors import UsageError
from netinvest.export import records
from netinvest.export.spreadsheet import guarded
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "a.case") as made:
        made.con.execute(
            "INSERT INTO source BY NAME SELECT 1 AS source_no, repeat('ab', 32) AS source_id, 'ads.jsonl' AS name, "
            "1 AS bytes, 'x' AS media, 'advertisements' AS kind, 'x' AS loader, '1' AS loader_version, 'x' AS profile, "
            "'{}' AS options, 'x' AS recognised_because, now()::TIMESTAMP AS loaded_at_utc, 'me' AS loaded_by, "
            "3 AS lines, 2 AS rows, 2 AS loaded, 0 AS rejected, 0 AS duplicate, 1 AS structural_lines"
        )
        yield made


def _written(ledger: Ledger, kind: str, form: str) -> bytes:
    sink = io.BytesIO()
    records.write(ledger.con, kind, form, sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("text", "as_written"),
    [
        ("=1+1", "'=1+1"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("+44 7700 900123", "'+44 7700 900123"),
        ("+1-2", "'+1-2"),
        ("+", "'+"),
        ("+447700900123", "+447700900123"),
        ("07700 900123", "07700 900123"),
        ("a=b", "a=b"),
        ("", ""),
        ('say "hi", = not', 'say "hi", = not'),
    ],
)
def test_a_spreadsheet_runs_nothing(text: str, as_written: str) -> None:
    with duckdb.connect() as con:
        assert con.execute(f"SELECT {guarded('t')} FROM (SELECT ? AS t)", [text]).fetchone() == (as_written,)


@given(st.text(alphabet="=+-@\t\r\n'0123456789 ab\u202e€", max_size=12))
@settings(max_examples=150, deadline=None)
def test_what_a_spreadsheet_would_run_always_begins_with_an_apostrophe(text: str) -> None:
    with duckdb.connect() as con:
        row = con.execute(f"SELECT {guarded('t')} FROM (SELECT ? AS t)", [text]).fetchone()
    assert row is not None
    assert row[0] in {text, f"'{text}"}
    if row[0][:1] in {"=", "-", "@", "\t", "\r"}:
        raise AssertionError(row[0])
    if row[0].startswith("+"):
        assert row[0][1:].isdigit()


def test_contacts_and_identifiers_come_with_their_record(ledger: Ledger) -> None:
    ledger.con.execute(
        "INSERT INTO advertisement BY NAME SELECT 1 AS source_no, row, 'ad' || row AS ad_id, '=evil' AS title, "
        "12.5 AS price FROM (VALUES (2), (3)) AS t(row)"
    )
    ledger.con.execute(
        "INSERT INTO advertisement_contact VALUES "
        "(1, 2, 'phone', '+447700900123', '07700 900 one two three', 'contact', 'body', 0.8), "
        "(1, 2, 'email', 'a@example.org', NULL, 'contact', 'email', 1.0)"
    )
    rows = json.loads(_written(ledger, "advertisements", "json"))
    assert [row["row"] for row in rows] == [2, 3]
    assert [contact["value"] for contact in rows[0]["contacts"]] == ["a@example.org", "+447700900123"]
    assert rows[1]["contacts"] == []
    assert rows[0]["title"] == "=evil"
    assert rows[0]["price"] == "12.50"
    (first, _) = csv.DictReader(io.StringIO(_written(ledger, "advertisements", "csv").decode()))
    assert first["title"] == "'=evil"
    assert first["price"] == "12.50"
    assert json.loads(first["contacts"])[1]["original"] == "07700 900 one two three"
    table = pq.read_table(io.BytesIO(_written(ledger, "advertisements", "parquet")))
    assert table["contacts"].to_pylist()[0][0]["value"] == "a@example.org"


def test_times_are_iso_8601_in_utc(ledger: Ledger) -> None:
    for row, moment in ((2, datetime(2026, 3, 1, 9, 5, 7)), (3, datetime(2026, 3, 1, 9, 5, 7, 250_000))):  # noqa: DTZ001
        ledger.con.execute(
            "INSERT INTO call_verbatim BY NAME "
            "SELECT 1 AS source_no, ? AS row, ?::TIMESTAMP AS answered_at_utc, 'voice' AS service",
            [row, moment],
        )
    told = [row["answered_at_utc"] for row in json.loads(_written(ledger, "calls", "json"))]
    assert told == ["2026-03-01T09:05:07Z", "2026-03-01T09:05:07.250000Z"]
    read = list(csv.DictReader(io.StringIO(_written(ledger, "calls", "csv").decode())))
    assert [row["answered_at_utc"] for row in read] == told


def test_no_records_are_an_empty_file_of_the_format(ledger: Ledger) -> None:
    assert json.loads(_written(ledger, "subjects", "json")) == []
    assert list(csv.DictReader(io.StringIO(_written(ledger, "subjects", "csv").decode()))) == []
    assert pq.read_table(io.BytesIO(_written(ledger, "subjects", "parquet"))).num_rows == 0


def test_many_records_are_written_in_batches_and_in_order(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "BATCH_ROWS", 100)
    ledger.con.execute(
        "INSERT INTO call_verbatim BY NAME SELECT 1 AS source_no, i AS row, now()::TIMESTAMP AS answered_at_utc, "
        "'voice' AS service FROM range(5000, 1, -1) AS t(i)"
    )
    rows = json.loads(_written(ledger, "calls", "json"))
    assert [row["row"] for row in rows] == list(range(2, 5001))
    read = list(csv.DictReader(io.StringIO(_written(ledger, "calls", "csv").decode())))
    assert [row["row"] for row in read] == [str(row) for row in range(2, 5001)]


def test_an_unknown_kind_or_format_is_wrong_use(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="calls, transfers"):
        records.write(ledger.con, "call; DROP TABLE call", "csv", io.BytesIO())
    with pytest.raises(UsageError, match="csv, parquet, json"):
        records.write(ledger.con, "calls", "xls", io.BytesIO())
