"""Registers of people: subscribers, account holders, the case's own."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import UnrecognisedFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.ingest.report import SourceReport
    from netinvest.ledger.ledger import Ledger

IBAN = "GB33BUKB20201555555555"


def identifiers(ledger: Ledger) -> list[tuple[int, str]]:
    return ledger.con.execute("SELECT row, kind || ':' || value FROM subject_identifier ORDER BY ALL").fetchall()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            (
                "Mobile Number,Activation Date,Name,Permanent Address of the Subscriber,Email\n"
                "447700900123,13/01/2020,Ann Example,1 High St,a@b.example\n447700900124,14/01/2020,Bob,1 High St,\n"
            ),
            ["email:a@b.example", "phone:+447700900123"],
        ),
        (
            (
                "IBAN;Account Holder;Date of Birth;Phone\n"
                f"{IBAN};Ann;13/01/1990;07700 900123\nDE89370400440532013000;Bob;14/01/1990;\n"
            ),
            [f"account:{IBAN}", "phone:+447700900123"],
        ),
        (
            (
                "subject_id,name,category,basis,identifiers\n"
                f'S1,Ann,victim,interview,"07700900123; @kate, {IBAN}"\nS2,Bob,suspect,statement,+447700900124\n'
            ),
            [f"account:{IBAN}", "handle:kate", "phone:+447700900123"],
        ),
        (
            (
                "person_id,name,status,identifier_type,identifier\nP1,Ann,suspect,Telegram,@Kate_1\n"
                "P1,Ann,suspect,IMEI,356938035643809\n"
            ),
            ["handle:telegram:kate_1"],
        ),
        (
            (
                "Nom;Prénom;Qualité;Date de naissance;Téléphone\nExemple;Anne;victime;13/01/1990;+447700900123\n"
                "Exemple;Luc;mis en cause;14/01/1990;+447700900124\n"
            ),
            ["phone:+447700900123"],
        ),
    ],
)
def test_layouts(text: str, first: list[str], ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(text)
    assert (report.kind, report.profile, report.loaded) == ("subjects", "register", 2)
    assert [key for row, key in identifiers(ledger) if row == 2] == first


def test_categories_in_many_words(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    words = ["Suspect", "possible victim", "Menor", "Zeugin", "cook", ""]
    load("ref,name,role,phone\n" + "".join(f"R{n},N{n},{word},0770090010{n}\n" for n, word in enumerate(words)))
    found = ledger.con.execute("SELECT category, category_original FROM subject ORDER BY row").fetchall()
    assert found == [
        ("suspect", "Suspect"),
        ("possible_victim", "possible victim"),
        ("minor", "Menor"),
        ("witness", "Zeugin"),
        (None, "cook"),
        (None, None),
    ]


def test_dates_of_birth_and_of_validity(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load(
        "MSISDN,Name,Date of Birth,Activation Date,Date of Deactivation\n"
        "07700900123,Ann,31/12/2007,01/02/2020,03/04/2021\n"
    )
    assert ledger.con.execute("SELECT birth_date FROM subject").fetchone() == (date(2007, 12, 31),)
    valid = ledger.con.execute("SELECT valid_from_utc, valid_to_utc FROM subject_identifier").fetchone()
    assert valid == (datetime(2020, 2, 1), datetime(2021, 4, 3))  # noqa: DTZ001


def test_one_bad_identifier_beside_good_ones_is_set_aside(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(
        "ref,name,category,phone,account\nR1,Ann,victim,07700900123,GB33BUKB20201555555556\nR2,Bob,suspect,see notes,\n"
        "R3,Cy,suspect,07700900124,12345678\n"
    )
    assert (report.loaded, report.rejected) == (2, 1)
    remarks = ledger.con.execute("SELECT row, field, reason FROM remark").fetchall()
    assert remarks == [(2, "account", "the IBAN's check digits do not agree")]
    assert ledger.con.execute("SELECT row, field, value FROM rejection").fetchall() == [(3, "phone", "see notes")]


def test_a_bank_that_also_gives_telephones_loses_neither(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load("account,name,date_of_birth,phone,email,opened\n12345678,Ann,1990-01-13,07700900123,a@b.example,2019-01-01\n")
    assert [key for _, key in identifiers(ledger)] == ["account:12345678", "email:a@b.example", "phone:+447700900123"]


def test_original_text_is_kept_where_it_differs(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load("msisdn,name\n07700 900123,Ann\n+447700900124,Bob\n")
    found = ledger.con.execute("SELECT value, original FROM subject_identifier ORDER BY row").fetchall()
    assert found == [("+447700900123", "07700 900123"), ("+447700900124", None)]


def test_identifiers_in_several_columns(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load(
        "Ref,Name,Category,Phone 1,Phone 2,Account Number,Identifier 1,Identifier 2\n"
        "R1,Ann,victim,07700900123,07700900124,12345678,a@b.example,@kate\n"
    )
    assert [key for _, key in identifiers(ledger)] == [
        "account:12345678",
        "email:a@b.example",
        "handle:kate",
        "phone:+447700900123",
        "phone:+447700900124",
    ]


IMEIS = ("351234000000019", "351234000000027")
DEVICES = [
    f"IMEI,MSISDN\n{IMEIS[0]},447700900123\n{IMEIS[1]},447700900124\n",
    (
        f"IMEI,MSISDN,First Seen,Last Seen\n"
        f"{IMEIS[0]},447700900123,2026-01-01 10:00,2026-01-09 11:00\n{IMEIS[1]},447700900124,,\n"
    ),
    (
        f"Handset IMEI;Mobile Number;From;To;Model\n"
        f"{IMEIS[0]};07700900123;01/01/2026;19/01/2026;X\n{IMEIS[1]};07700900124;;;Y\n"
    ),
]


@pytest.mark.parametrize("text", DEVICES)
def test_devices_and_numbers_without_names(text: str, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(text)
    assert (report.profile, report.loaded, report.rejected) == ("devices", 2, 0)
    assert identifiers(ledger) == [
        (2, "imei:35123400000001"), (2, "phone:+447700900123"), (3, "imei:35123400000002"), (3, "phone:+447700900124"),
    ]  # fmt: skip
    starts = ledger.con.execute("SELECT DISTINCT valid_from_utc::DATE FROM subject_identifier WHERE row = 2").fetchall()
    assert starts == [(date(2026, 1, 1) if "2026" in text else None,)]


def test_calls_without_a_date_are_no_register_of_devices(load: Callable[..., SourceReport]) -> None:
    text = f"MSISDN,IMEI,IMSI,Something,Else\n447700900123,{IMEIS[0]},234150000000001,x,y\n"
    with pytest.raises(UnrecognisedFormat):
        load(text)


@pytest.mark.parametrize("heading", ["From,To", "source,target,weight", "caller,callee,calls", "Source,Target,Amount"])
def test_a_list_of_ties_without_dates_says_what_to_ask_for(heading: str, load: Callable[..., SourceReport]) -> None:
    row = ",".join(["07700900123", "07700900124", "3"][: heading.count(",") + 1])
    with pytest.raises(UnrecognisedFormat, match="who is linked with whom, and not when"):
        load(f"{heading}\n{row}\n")


@pytest.mark.parametrize("heading", ["Standing", "Col 7", "Status in case", "Estado procesal"])
def test_a_category_is_found_under_any_heading(heading: str, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load(f"Nominal,Known phones,{heading}\nN1,07700900123,Victim\nN2,07700900124,Suspect\n")
    assert ledger.con.execute("SELECT category FROM subject ORDER BY row").fetchall() == [("victim",), ("suspect",)]


def test_every_column_of_dates_proves_their_order(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load("Name,Phone,Valid From,Valid To\nAnn,07700900123,02/01/2026,19/01/2026\n")
    (row,) = ledger.con.execute("SELECT DISTINCT valid_from_utc FROM subject_identifier").fetchall()
    assert row == (datetime(2026, 1, 2),)  # noqa: DTZ001 - UTC without saying so


@pytest.mark.parametrize(
    ("written", "name"), [("Null", "Ada Null"), ("Nil", "Ada Nil"), ("NULL", "Ada"), ("null", "Ada")]
)
def test_a_person_may_be_called_null(
    load: Callable[..., SourceReport], ledger: Ledger, written: str, name: str
) -> None:
    load(f"First Name,Surname,Phone,Address\nAda,{written},07700900123,Null\nBen,Marsh,07700900124,1 High St\n")
    assert ledger.con.execute("SELECT name, address FROM subject ORDER BY row").fetchall() == [
        (name, None),
        ("Ben Marsh", "1 High St"),
    ]
