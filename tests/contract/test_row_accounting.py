# ruff: noqa: E501 - texts as they are written
"""What becomes of rows that lost something, and what a refusal says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from netinvest.errors import InputRefused, UnrecognisedFormat
from netinvest.ingest.load import load_file
from netinvest.ingest.recognise_refusal import Candidate, alike
from netinvest.ledger.ledger import Ledger
from netinvest.loading.loader import installed_loaders

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.ingest.report import SourceReport
    from netinvest.loading.profile import Profile

HEADING = "caller,callee,start time,duration"


def _loaded(folder: Path, text: str, query: str, name: str = "file.csv") -> tuple[SourceReport, list[tuple[Any, ...]]]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    with Ledger.create(folder / "x.case") as ledger:
        report = load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test")
        return report, ledger.con.execute(query).fetchall()


@pytest.mark.parametrize("mark", ["", "-", "N/A", "NULL"])
def test_an_empty_party_is_a_rejection(mark: str, tmp_path: Path) -> None:
    rows = f"{mark},07700900102,2026-01-25 10:00:00,5\n07700900101,{mark},2026-01-25 10:00:00,5\n"
    good = "07700900101,07700900102,2026-01-25 10:00:00,5\n"
    report, refused = _loaded(
        tmp_path, f"{HEADING}\n{rows}{good}", "SELECT row, field, reason FROM rejection ORDER BY row"
    )
    assert report.loaded == 1
    assert refused == [
        (2, "originating_msisdn", "no originating number"),
        (3, "terminating_msisdn", "no terminating number"),
    ]


@pytest.mark.parametrize(
    "word",
    ["withheld", "Number withheld", "No Caller ID", "PRIVATE NUMBER", "unbekannter Anrufer", "Numéro masqué", "número oculto",
     "anoniem", "numer zastrzeżony", "номер скрыт", "Nummer unterdrückt"],
)  # fmt: skip
def test_a_withheld_party_is_somebody_unknown(word: str, tmp_path: Path) -> None:
    row = f"{word},07700900102,2026-01-25 10:00:00,5\n"
    query = "SELECT originating_msisdn, originating_original, terminating_msisdn FROM call"
    report, found = _loaded(tmp_path, f"{HEADING}\n{row}", query)
    assert report.rejected == 0
    assert found == [(None, word, "+447700900102")]


def test_a_device_number_rounded_in_a_workbook_is_set_aside(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([*HEADING.split(","), "imei"])
    for imei in (3.51234e14, 351234567890124, "351234567890124"):
        book.active.append(["07700900101", "07700900102", f"2026-01-25 10:00:0{len(str(imei)) % 10}", 5, imei])
    book.save(tmp_path / "file.xlsx")
    with Ledger.create(tmp_path / "x.case") as ledger:
        load_file(ledger, tmp_path / "file.xlsx", country="GB", time_zone="UTC", loaded_by="test")
        devices = ledger.con.execute("SELECT DISTINCT row, imei FROM call ORDER BY row").fetchall()
        remarks = ledger.con.execute("SELECT row, field, reason FROM remark").fetchall()
    assert devices[0] == (2, None)
    assert devices[1] == (3, "35123456789012")
    assert remarks == [(2, "imei", "is a device number that a spreadsheet has rounded")]


def test_a_refusal_says_what_is_near(tmp_path: Path) -> None:
    text = "caller,calee,start time,duration\n07700900101,07700900102,2026-01-25 10:00:00,5\n"
    with pytest.raises(UnrecognisedFormat) as refused:
        _loaded(tmp_path, text, "SELECT 1")
    said = str(refused.value)
    assert "tried advertisements, calls, subjects, transfers" in said
    assert "as calls it lacks terminating_msisdn" in said
    assert "the nearest heading is 'calee', close to 'callee'" in said


def test_a_refusal_ranks_the_candidates_and_says_what_would_decide(tmp_path: Path) -> None:
    text = "caller,calee,start time,duration,amount,currency\n07700900101,07700900102,2026-01-25 10:00:00,5,6,GBP\n"
    with pytest.raises(UnrecognisedFormat) as refused:
        _loaded(tmp_path, text, "SELECT 1")
    first, *others = refused.value.candidates
    assert first.startswith("calls (profile calls): the headings tell answered_at, duration, originating_msisdn")
    assert "terminating_msisdn is missing; 'calee' comes closest to 'callee'" in first
    assert others[0].startswith("transfers (profile ")
    assert all("\n" not in c and "07700" not in c for c in refused.value.candidates)


def test_a_file_that_fits_two_kinds_names_both_with_what_decides() -> None:
    calls, transfers = (_profile(name) for name in ("calls", "bank_statement"))
    told = alike([Candidate(calls, 0.9, 3, ("answered_at",)), Candidate(transfers, 0.88, 3, ("amount",))], "x.csv")
    assert [c.rpartition("; ")[2] for c in told.candidates] == [
        "--as calls decides for it",
        "--as bank_statement decides for it",
    ]


def _profile(name: str) -> Profile:
    return next(loader.profile for loader in installed_loaders() if loader.name == name)


def test_a_refusal_quotes_no_row_that_may_be_data(tmp_path: Path) -> None:
    text = "07700900101,calee,Ada Marsh,caller\n07700900102,x,Ben Orme,y\n"
    with pytest.raises(UnrecognisedFormat) as refused:
        _loaded(tmp_path, text, "SELECT 1")
    assert "calee" not in str(refused.value)
    assert "07700" not in str(refused.value)


@pytest.mark.parametrize(
    ("above", "more"), [("Dates: DD/MM/YYYY\n", ("end date", "05/01/2026")), ("", ("end date", "25/01/2026"))]
)
def test_the_order_of_dates_may_be_told_elsewhere(above: str, more: tuple[str, str], tmp_path: Path) -> None:
    text = f"{above}{HEADING},{more[0]}\n07700900101,07700900102,05/01/2026 10:00:00,5,{more[1]}\n"
    _, found = _loaded(tmp_path, text, "SELECT strftime(answered_at_utc, '%Y-%m-%d') FROM call")
    assert found == [("2026-01-05",)]


def test_the_first_row_that_leaves_a_choice_is_named(tmp_path: Path) -> None:
    rows = "".join(f"07700900101,07700900102,{d}/01/2026 10:00:00,5\n" for d in ("01", "05", "06"))
    with pytest.raises(InputRefused, match="row 3"):
        _loaded(tmp_path, f"{HEADING}\n{rows}", "SELECT 1")


def test_headings_that_are_passed_over_are_named(tmp_path: Path) -> None:
    text = f"{HEADING},shoe size\n07700900101,07700900102,2026-01-25 10:00:00,5,42\n"
    report, _ = _loaded(tmp_path, text, "SELECT 1")
    assert "not read, because the heading is not known: shoe size" in report.notes
