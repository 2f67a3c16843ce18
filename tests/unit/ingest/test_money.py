"""Amounts, currencies and accounts as files write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from netinvest.ingest.account import read_account
from netinvest.ingest.currency import read_currency
from netinvest.ingest.money import decimal_mark, read_amount


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1'000.00", "1000.00"),
        ("12,34,567.00", "1234567.00"),
        ("-12.50", "-12.50"),
        ("12.50-", "-12.50"),
        ("\u221212.50", "-12.50"),
        ("(12.50)", "-12.50"),
        ("12.50 DR", "-12.50"),
        ("12.50CR", "12.50"),
        ("£1,234.50", "1234.50"),
        ("-£5.00", "-5.00"),
        ("EUR 5,00", "5.00"),
        ("5,00 zł", "5.00"),
        ("1.000,-", None),
        ("0.125", "0.125"),
        (".5", "0.5"),
        ("+5", "5"),
        ("55.163313343557675", "55.163313343557675"),
        ("1.5E+3", "1500"),
    ],
)
def test_amounts_that_need_no_other_to_be_read(raw: str, value: str | None) -> None:
    assert read_amount(raw, ",").value == (Decimal(value) if value else Decimal(1000))


@pytest.mark.parametrize(
    "raw", ["1l2.00", "n/a", "12;50", "12.5.6", "1,23.45", "(5", "5)", "--5", "12.00.", "٣", "1,2,3", ""]
)
def test_what_is_no_amount_is_refused(raw: str) -> None:
    amount = read_amount(raw, ".")
    assert amount.value is None
    assert amount.refusal is not None


def test_three_digits_after_a_mark_need_the_file_to_tell() -> None:
    assert read_amount("1.234", ".").value == Decimal("1.234")
    assert read_amount("1.234", ",").value == Decimal(1234)
    assert "cannot be told" in str(read_amount("1.234", None).refusal)


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1.234", "12,50"], ","),
        (["1,234", "12.50"], "."),
        (["1.234,5"], ","),
        (["1.234", "5"], None),
        (["1.234.567"], ","),
        (["12.50"] * 3 + ["12,50"] * 3, None),
        (["12.50"] * 30 + ["12,50"], "."),
        ([None, "", "x"], None),
    ],
)
def test_the_decimal_mark_of_a_column(values: list[str | None], mark: str | None) -> None:
    assert decimal_mark(values) == mark


@given(
    cents=st.integers(-(10**11), 10**11),
    form=st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", "."), ("", ",")]),
    sign=st.sampled_from(["before", "behind", "brackets"]),
)
def test_whatever_a_bank_writes_is_read_back(cents: int, form: tuple[str, str], sign: str) -> None:
    thousands, mark = form
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", thousands) + f"{mark}{rest:02d}"
    if cents < 0:
        text = {"before": f"-{text}", "behind": f"{text}-", "brackets": f"({text})"}[sign]
    assert read_amount(text, mark).value == Decimal(cents) / 100


@pytest.mark.parametrize(
    ("raw", "code"),
    [("gbp", "GBP"), ("€", "EUR"), ("US Dollar", "USD"), (" usd ", "USD"), ("DEM", "DEM"), ("XXQ", None), ("$", None)],
)
def test_currencies(raw: str, code: str | None) -> None:
    assert read_currency(raw) == code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("GB33 BUKB 2020 1555 5555 55", "GB33BUKB20201555555555"),
        ("gb33bukb20201555555555", "GB33BUKB20201555555555"),
        ("IBAN: NL91ABNA0417164300", "NL91ABNA0417164300"),
        ("NO9386011117947", "NO9386011117947"),
        ("+44 7700 900123", "+447700900123"),
        ("12-34-56 12345678", "12345612345678"),
        ("12345678.0", "12345678"),
        ("00180231659", "00180231659"),
        ("c_0", "C_0"),
        ("Cash", None),
    ],
)
def test_accounts(raw: str, value: str | None) -> None:
    assert read_account(raw) == (value, None)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        ("GB33BUKB20201555555556", "check digits"),
        ("NL91ABNA0417164301", "check digits"),
        ("1.23457E+12", "spreadsheet"),
    ],
)
def test_damaged_accounts_are_refused(raw: str, refusal: str) -> None:
    assert refusal in str(read_account(raw).refusal)


def test_in_a_wallet_file_an_account_is_a_telephone_number() -> None:
    assert read_account("07700 900123", wallet_country="GB").value == "+447700900123"
    assert read_account("00180231659", wallet_country="TG").value == "00180231659"  # a pseudonym stays one
