# ruff: noqa: E501 - texts as they are written
"""Balances, totals and counts are no records; a record that failed is."""

from __future__ import annotations

import pytest
from netinvest.ingest.edge import is_edge


@pytest.mark.parametrize(
    "row",
    [
        "Closing balance,645.29", "Total,,,123.00", "3 records", "01/01/2026,Opening balance,,,,,500.00", "-- end --",
        ",,Saldo final,,1.200,00 EUR", "31.01.2026,Endsaldo,94", "Page 1 of 3", "Aantal records: 2", "Итого,,5",
        "31 Jan 2026,Balance carried forward,,GBP,94.50", "Solde au 31/01/2026,,94",
    ],
)  # fmt: skip
def test_rows_at_the_edges(row: str) -> None:
    assert is_edge(row.split(","))


@pytest.mark.parametrize(
    "row",
    [
        "25/01/2026,Total Energies,twelve", "25/01/2026,rent,GB33BUKB20201555555555,12,50",
        "+447700900101,+447700900102,31/02/2026,61", "25/01/2026,Fine for parking,,12.50", "25/01/2026,Total Fuel,12.50",
        "25/01/2026,Balance Studio Ltd,12.50",
    ],
)  # fmt: skip
def test_rows_that_were_meant_as_records(row: str) -> None:
    assert not is_edge(row.split(","))
