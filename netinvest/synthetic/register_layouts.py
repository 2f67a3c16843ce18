"""Registers as operators, banks and the case team write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest.synthetic.sheet import Sheet, columns

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.random import Generator

    from netinvest.synthetic.case import Case


def _cells(table: pa.Table) -> list[list[str]]:
    return columns(*(table[name].to_pylist() for name in table.column_names))


def plain(_rng: Generator, case: Case) -> list[Sheet]:
    """Three CSV files."""
    return [
        Sheet(
            "subscribers.csv",
            "subjects",
            "plain",
            ["msisdn", "name", "activation_date", "address", "imsi"],
            _cells(case.subscribers),
            terminator="\n",
        ),
        Sheet(
            "account_holders.csv",
            "subjects",
            "plain",
            ["account", "name", "date_of_birth", "phone", "email", "opened"],
            _cells(case.holders),
            terminator="\n",
        ),
        Sheet(
            "persons.csv",
            "subjects",
            "plain",
            ["subject_id", "name", "category", "basis", "date_of_birth", "phone", "account"],
            _cells(case.persons),
            terminator="\n",
        ),
    ]


mixed = plain
