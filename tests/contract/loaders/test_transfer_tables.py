"""Bank statements, ledgers of payments and wallets in the layouts of many banks, read back exactly."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from netinvest.errors import InputRefused
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netinvest.ingest.report import SourceReport

OWN, OTHER = "GB33BUKB20201555555555", "DE89370400440532013000"
COLUMNS = "debtor_account, debtor_name, creditor_account, creditor_name, amount, currency"


def transfers(ledger: Ledger) -> list[tuple[Any, ...]]:
    return ledger.con.execute(f"SELECT {COLUMNS} FROM transfer ORDER BY source_no, row").fetchall()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            (
                f"Account Number;{OWN}\nCurrency;EUR\n\nBuchungstag;Auftraggeber/Empfänger;Verwendungszweck;Betrag\n"
                "13.01.2024;Anna;Miete;1.500,00\n14.01.2024;Strom;x;-50,10\n"
            ),
            (None, "Anna", OWN, None, Decimal(1500), "EUR"),
        ),
        (
            (
                "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,"
                "Credit Amount,Balance\n13/01/2024,FPO,'12-34-56,12345678,JOHN,50.00,,100.00\n"
                "14/01/2024,FPI,'12-34-56,12345678,JANE,,20.00,120.00\n"
            ),
            ("12345678", None, None, None, Decimal(50), None),
        ),
        (
            (
                "Datum;Naam / Omschrijving;Rekening;Tegenrekening;Code;Af Bij;Bedrag (EUR);Mededelingen\n"
                f"20240113;Foo;NL91ABNA0417164300;{OTHER};GT;Af;50,00;x\n20240114;Foo;NL91ABNA0417164300;;GT;Bij;20,00;x\n"
            ),
            ("NL91ABNA0417164300", None, OTHER, "Foo", Decimal(50), "EUR"),
        ),
        (
            "date,sender,receiver,amount\n2024-01-13,ACC1,ACC2,50.00\n2024-01-14,ACC2,ACC3,20.00\n",
            ("ACC1", None, "ACC2", None, Decimal(50), None),
        ),
        (
            (
                "Date;Compte donneur d'ordre;Donneur d'ordre;Compte bénéficiaire;Bénéficiaire;Montant;Devise\n"
                f"13/01/2024;{OWN};A;{OTHER};B;1 250,00;EUR\n14/01/2024;{OWN};A;{OTHER};B;50,00;EUR\n"
            ),
            (OWN, "A", OTHER, "B", Decimal(1250), "EUR"),
        ),
        (
            (
                "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,Amount Paid,Payment "
                "Currency,Payment Format,Is Laundering\n"
                "2022/09/01 00:20,010,8000EBD30,010,8000F4580,3.34,US Dollar,3.50,Euro,Wire,0\n"
                "2022/09/01 00:21,010,8000EBD30,010,8000F4580,3.34,US Dollar,3.50,Euro,Wire,0\n"
            ),
            ("8000EBD30", None, "8000F4580", None, Decimal("3.5"), "EUR"),
        ),
        (
            (
                "Transaction ID,Date,Time,Type,Sender MSISDN,Receiver MSISDN,Amount,Currency\n"
                "T1,2024-01-13,10:00:00,P2P,07700 900123,+447700900124,50.00,GBP\n"
                "T2,2024-01-13,10:00:01,Cash In,07700 900123,,51.00,GBP\n"
            ),
            ("+447700900123", None, "+447700900124", None, Decimal(50), "GBP"),
        ),
    ],
)
def test_layouts(text: str, first: tuple[Any, ...], ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(text)
    assert (report.kind, report.loaded) == ("transfers", 2)
    assert transfers(ledger)[0] == first


def test_notes_paid_in_reach_the_wallet(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load(
        "type,sender_msisdn,recipient_msisdn,timestamp,amount\ncashin,07700900123,,2024-01-13T10:00:00Z,5.10\n"
        "cashout,07700900123,,2024-01-13T11:00:00Z,5.20\n"
    )
    assert [row[:3:2] for row in transfers(ledger)] == [(None, "+447700900123"), ("+447700900123", None)]


def test_the_file_name_may_name_the_account(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    load("Date,Description,Amount,Balance\n13/01/2024,RENT,-5.00,1.00\n14/01/2024,PAY,9.00,9.00\n", f"st_{OWN}.csv")
    assert [row[:3:2] for row in transfers(ledger)] == [(OWN, None), (None, OWN)]


def test_a_statement_of_nobody_is_refused(load: Callable[..., SourceReport]) -> None:
    with pytest.raises(InputRefused, match="whose account"):
        load("Date,Description,Amount,Balance\n13/01/2024,RENT,-5.00,1.00\n14/01/2024,PAY,9.00,9.00\n")


def test_rows_that_cannot_be_read_say_why(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(
        "date,from_account,to_account,amount,currency\n"
        f"2024-01-13,{OWN},B,10.00,GBP\n"
        f"2024-01-13,{OWN[:-1]}6,B,10.00,GBP\n"
        f"2024-01-13,{OWN},B,10.00,XXQ\n"
        f"2024-01-13,{OWN},B,1l.00,GBP\n"
        f"2024-01-13,{OWN},B,,GBP\n"
        f"2024-02-30,{OWN},B,10.00,GBP\n"
        "2024-01-13,,,10.00,GBP\n"
    )
    assert (report.rows, report.loaded, report.rejected) == (7, 1, 6)
    found = ledger.con.execute("SELECT row, field, reason FROM rejection ORDER BY row").fetchall()
    assert [(row, field) for row, field, _ in found] == [
        (3, "debtor_account"),
        (4, "currency"),
        (5, "amount"),
        (6, "amount"),
        (7, "booked_at"),
        (8, "debtor_account"),
    ]


def test_alike_on_one_day_is_two_payments_unless_something_shows_it_is_one(
    ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    day = "date,from_account,to_account,amount\n" + "2024-01-13,A1,B1,10.00\n" * 2
    second = "timestamp,from_account,to_account,amount\n" + "2024-01-13T10:11:12Z,A1,B1,10.00\n" * 2
    balance = "Account Number,Date,Amount,Balance,Counterparty Account\n" + "A1,13/01/2024,-10.00,90.00,B1\n" * 2
    balance += "A1,13/01/2024,-10.00,80.00,B1\n"
    assert [load(text, f"{n}.csv").duplicate for n, text in enumerate((day, second, balance))] == [0, 1, 1]


def test_a_date_is_a_date_in_every_zone(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    rows = "2024-07-01 00:30:00,A1,B1,10.00\n2024-07-01,A1,B1,10.00\n"
    load("booked_at,from_account,to_account,amount\n" + rows)
    found = ledger.con.execute("SELECT CAST(booked_at_utc AS VARCHAR), booked_precision FROM transfer ORDER BY row")
    assert found.fetchall() == [("2024-06-30 23:30:00", "second"), ("2024-07-01 00:00:00", "day")]


def test_short_statements_tell_the_order_of_dates_by_running_on(
    ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    days = [date(2024, month, day) for month in range(1, 8) for day in (2, 9)]
    rows = "".join(f"{d:%d/%m/%Y},A1,B1,10.00\n" for d in days)
    load("Date,From Account,To Account,Amount\n" + rows)
    found = ledger.con.execute("SELECT booked_at_utc FROM transfer ORDER BY row").fetchall()
    assert [at.date() for (at,) in found] == days


def test_formulas_and_markup_are_texts(ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    nasty = ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "x'; DROP TABLE transfer; --", "\u202egnp.exe"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["date", "from_account", "to_account", "amount", "reference"])
    writer.writerows([[f"2024-01-{13 + n}", "A1", "B1", "10.00", text] for n, text in enumerate(nasty)])
    load(out.getvalue())
    found = ledger.con.execute("SELECT remittance_information FROM transfer ORDER BY row").fetchall()
    assert [text for (text,) in found] == nasty


PAYMENT = st.tuples(
    st.datetimes(datetime(2023, 1, 1), datetime(2025, 12, 28), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([OWN, OTHER, "12345678", "ACC-9", "NL91ABNA0417164300"]),
    st.sampled_from([OWN, OTHER, "87654321", "ACC 8"]),
    st.integers(1, 10**9),
    st.sampled_from(["GBP", "EUR", "USD"]),
)
FORMS = {
    "ledger": ("{:%d/%m/%Y %H:%M:%S}", ",", "."),
    "signed": ("{:%d.%m.%Y}", ";", ","),
    "columns": ("{:%Y-%m-%d}", "\t", "."),
}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    payments=st.lists(PAYMENT, min_size=1, max_size=12),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_round_trip(form: str, payments: list[Any], encoding: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    when, delimiter, mark = FORMS[form]
    # a day that proves the order, and cents that prove the mark
    payments = [(datetime(2024, 5, 31, 10, tzinfo=UTC), OWN, OTHER, 12_345_678, "GBP"), *payments]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    headings = {
        "ledger": ["Transaction Date", "Sender Account", "Receiver Account", "Amount", "Currency"],
        "signed": ["Buchungstag", "Konto", "Gegenkonto", "Betrag", "Währung"],
        "columns": ["Date", "Account Number", "Counterparty Account", "Money Out", "Money In", "Currency"],
    }
    writer.writerow(headings[form])
    expected = []
    for number, (at, debtor, creditor, cents, currency) in enumerate(payments):
        amount = f"{cents // 100}{mark}{cents % 100:02d}"
        stamp = when.format(at + timedelta(seconds=0))
        out_going = number % 2 == 0
        if form == "ledger":
            writer.writerow([stamp, debtor, creditor, amount, currency])
        elif form == "signed":
            own, other = (debtor, creditor) if out_going else (creditor, debtor)
            writer.writerow([stamp, own, other, ("-" if out_going else "") + amount, currency])
        else:
            own, other = (debtor, creditor) if out_going else (creditor, debtor)
            writer.writerow([stamp, own, other, amount if out_going else "", "" if out_going else amount, currency])
        clean = [a.replace(" ", "").replace("-", "") for a in (debtor, creditor)]
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        expected.append(
            (*clean, Decimal(cents) / 100, currency, (at.replace(microsecond=0) if form == "ledger" else day))
        )
    folder = tmp_path_factory.mktemp("trip")
    path: Path = folder / "file.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    with Ledger.create(folder / "x.case") as ledger:
        report = load_file(ledger, path, country="GB", time_zone="UTC", loaded_by="tester")
        found = ledger.con.execute("""
            SELECT debtor_account, creditor_account, amount, currency, booked_at_utc FROM transfer
            UNION ALL SELECT t.debtor_account, t.creditor_account, t.amount, t.currency, t.booked_at_utc
            FROM duplicate d JOIN transfer t ON t.row = d.duplicate_of_row""").fetchall()
    assert report.rows == len(payments)
    assert report.rejected == 0
    assert sorted(found) == sorted((*e[:4], e[4].replace(tzinfo=None)) for e in expected)


def test_one_column_of_accounts_is_the_other_sides_where_the_own_account_stands_above(
    ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    rows = "01.03.2024;Ana Test;GB33BUKB20201555555555;-1.234,56\n"
    rows += "13.03.2024;Blau GmbH;FR7630006000011234567890189;2.000,00\n"
    load(f"Kontonummer;DE89370400440532013000\n\nBuchungstag;Auftraggeber/Empfänger;IBAN;Betrag EUR\n{rows}", "u.csv")
    assert ledger.con.execute(
        "SELECT debtor_account, debtor_name, creditor_account, creditor_name, amount::DOUBLE FROM transfer ORDER BY row"
    ).fetchall() == [
        ("DE89370400440532013000", None, "GB33BUKB20201555555555", "Ana Test", 1234.56),
        ("FR7630006000011234567890189", "Blau GmbH", "DE89370400440532013000", None, 2000.0),
    ]


def test_a_column_that_repeats_the_own_account_stays_the_own_one(
    ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    load("Account: 55512345\nAccount,Date,Payee,Amount\n20-20-15 55512345,2024-03-13,Ana,-5.00\n", "u.csv")
    assert ledger.con.execute("SELECT debtor_account, creditor_name FROM transfer").fetchall() == [
        ("20201555512345", "Ana")
    ]


def test_a_wallets_statement_links_telephones_that_only_its_sentences_name(
    ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    rows = (
        "QAB1,2024-03-13 10:11:12,Customer Transfer to 254712345678 - ANA TEST,Completed,,-500.00,1500.00\n"
        "QAB2,2024-03-14 10:11:12,Funds received from - 254711111111 BO,Completed,700.00,,2200.00\n"
        "QAB3,2024-03-15 10:11:12,Customer Transfer to 2547******22 - CY,Completed,,-5.00,2195.00\n"
        "QAB4,2024-03-16 10:11:12,Airtime Purchase,Completed,,-20.00,2175.00\n"
    )
    heading = "Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance\n"
    report = load(heading + rows, "254722000000.csv", country="KE", time_zone="Africa/Nairobi")
    assert (report.rows, report.loaded) == (4, 4)
    own = "+254722000000"
    assert ledger.con.execute(
        "SELECT debtor_account, debtor_name, creditor_account, creditor_name FROM transfer ORDER BY row"
    ).fetchall() == [
        (own, None, "+254712345678", "ANA TEST"),
        ("+254711111111", "BO", own, None),
        (own, None, None, "CY"),
        (own, None, None, None),
    ]
