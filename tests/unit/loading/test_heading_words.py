# ruff: noqa: E501 - texts as they are written
"""Headings that are no alias are told by the words they are made of, and refused where those leave a choice."""

from __future__ import annotations

import pytest
from netinvest.loading.grammar import compose
from netinvest.loading.heading import words
from netinvest.loading.kind import COLUMNS, RecordKind

CALLS, TRANSFERS = RecordKind.CALLS, RecordKind.TRANSFERS
ADS, SUBJECTS = RecordKind.ADVERTISEMENTS, RecordKind.SUBJECTS


@pytest.mark.parametrize(
    ("heading", "kind", "column"),
    [
        ("Own Account", TRANSFERS, "own_account"), ("IBAN betaler", TRANSFERS, "debtor_account"),
        ("Naam ontvanger", TRANSFERS, "creditor_name"), ("Signed Amount", TRANSFERS, "amount"),
        ("Amount Paid Out", TRANSFERS, "debit_amount"), ("Amount Paid In", TRANSFERS, "credit_amount"),
        ("Buchungsdatum", TRANSFERS, "booked_date"), ("Wertstellungs-Datum", TRANSFERS, "booked_date"),
        ("Booking Time", TRANSFERS, "booked_time"), ("Counterparty Account Number", TRANSFERS, "other_account"),
        ("Closing balance", TRANSFERS, "balance"), ("Banque du bénéficiaire", TRANSFERS, "creditor_agent"),
        ("Счёт получателя", TRANSFERS, "creditor_account"), ("Event Timestamp", CALLS, "answered_at"),
        ("Datum gesprek", CALLS, "answered_date"), ("IMEI van beller", CALLS, "originating_imei"),
        ("IMEI doelnummer", CALLS, "imei"), ("Laatste cel", CALLS, "last_cell"), ("Anzeigen-Nr", ADS, "ad_id"),
        ("Téléphone de contact", ADS, "phone"), ("Fecha del anuncio", ADS, "posted_date"),
        ("Name des Kontoinhabers", SUBJECTS, "name"), ("Holder Mobile No", SUBJECTS, "phone"),
    ],
)  # fmt: skip
def test_words_tell_the_column(heading: str, kind: RecordKind, column: str) -> None:
    found = compose(words(heading), kind, COLUMNS[kind], skip=())
    assert found is not None
    assert found.column == column


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Account colour", TRANSFERS), ("Payer Payee Account", TRANSFERS), ("Payment Status", TRANSFERS), ("", TRANSFERS),
        ("Payer Sort Code Branch", TRANSFERS), ("Called IMEI", CALLS), ("Account opening branch", SUBJECTS),
    ],
)  # fmt: skip
def test_words_that_leave_a_choice_or_a_rest_tell_nothing(heading: str, kind: RecordKind) -> None:
    assert compose(words(heading), kind, COLUMNS[kind], skip=()) is None


def test_columns_that_the_profile_lacks_are_not_found() -> None:
    assert compose(words("Own Account"), TRANSFERS, {"debtor_account", "amount"}, skip=()) is None
