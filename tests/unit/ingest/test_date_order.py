# ruff: noqa: E501, RUF001 - texts as they are written
"""The order of day and month: declared above the rows, shown by other columns, or by how dates run on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from netinvest.ingest.clock import read_day
from netinvest.ingest.date_order import declared_order, order_elsewhere, running_order


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("Dates: DD/MM/YYYY", "dmy"), ("dates are mm/dd/yyyy", "mdy"), ("Datum (TT.MM.JJJJ)", "dmy"), ("jj/mm/aaaa", "dmy"),
        ("gg/mm/aaaa", "dmy"), ("dd-mm-jjjj", "dmy"), ("ДД.ММ.ГГГГ", "dmy"), ("YYYY-MM-DD", None), ("from 01/02/2026", None),
        ("DD/MM/YYYY or MM/DD/YYYY", None),
    ],
)  # fmt: skip
def test_declared(line: str, order: str | None) -> None:
    assert declared_order([line]) == order


def test_columns_that_are_not_read_prove_it_unless_they_differ() -> None:
    rows = [["05/01/2026", "25/01/2026", "x"], ["06/01/2026", "26/01/2026", "13/13/2026"]]
    assert order_elsewhere(rows, {0}) == "dmy"
    assert order_elsewhere([*rows, ["", "01/25/2026", ""]], {0}) is None
    assert order_elsewhere(rows, {0, 1}) is None


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y"])
def test_dates_run_on_in_one_order_only(form: str) -> None:
    # 1 to 12 of three months: no figure is above twelve
    days = [date(2026, month, 1) + timedelta(days=n) for month in (3, 4, 5) for n in range(12)]
    read = [day for d in days if (day := read_day(d.strftime(form))) is not None]
    assert running_order(read) == ("dmy" if form.startswith("%d") else "mdy")
    assert running_order(read[:5]) is None
