"""Whose records calls are, where no column says it."""

from __future__ import annotations

import pytest
from netinvest.ingest.customer import customer_told


@pytest.mark.parametrize(
    ("above", "name", "told"),
    [
        (["Subscriber MSISDN: 12015550101", "From 01/01/2026 to 31/01/2026"], "x.csv", ("12015550101", "the preamble")),
        (["Call us: 0800 123 4567", "Target number,07700 900101"], "x.csv", ("07700 900101", "the preamble")),
        (["Printed 2026-01-31 10:11:12", "Ref 20260131101112"], "07700900101.csv", ("07700900101", "the file's name")),
        (["Numbers: 07700 900101", "Number: +447700900102"], "07700900101.csv", None),  # two are told
        (["Number: 07700900101", "MSISDN 447700900101"], "x.csv", ("447700900101", "the preamble")),  # one in two forms
        ([], "calls_20260131.csv", None),
        ([], "calls_202601311011.csv", None),
        ([], "447700900101_447700900102.csv", None),
    ],
)  # fmt: skip
def test_whose_records(above: list[str], name: str, told: tuple[str, str] | None) -> None:
    assert customer_told(above, name) == told
