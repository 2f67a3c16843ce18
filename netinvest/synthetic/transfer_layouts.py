"""Payments as banks and wallet operators write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.synthetic.sheet import RAGGED, Sheet, columns, replacing

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.case import Case


def plain(_rng: Generator, case: Case) -> list[Sheet]:
    """One CSV of payments from account to account."""
    table = case.transfers
    when = table["booked_at_utc"].to_pandas().dt.strftime("%Y-%m-%dT%H:%M:%SZ").tolist()
    rows = columns(
        when,
        table["debtor_account"].to_pylist(),
        table["debtor_name"].to_pylist(),
        table["creditor_account"].to_pylist(),
        table["creditor_name"].to_pylist(),
        table["amount"].to_pylist(),
        table["currency"].to_pylist(),
        table["transfer_type"].to_pylist(),
        table["remittance_information"].to_pylist(),
    )
    heading = [
        "booked_at",
        "from_account",
        "from_name",
        "to_account",
        "to_name",
        "amount",
        "currency",
        "type",
        "reference",
    ]
    return [
        Sheet(
            "transfers.csv",
            "transfers",
            "plain",
            heading,
            rows,
            terminator="\n",
            spoils=[replacing(0, "2024-02-31", "malformed date"), RAGGED, replacing(5, "1l2.00", "malformed amount")],
        )
    ]


mixed = plain
