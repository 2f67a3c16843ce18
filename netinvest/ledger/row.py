"""One row into a table of the ledger, and its number.

As a row of Arrow, not as parameters: DuckDB imports pandas to look at a parameter, which takes longer than most
commands do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection


def next_number(con: DuckDBPyConnection, table: str, column: str) -> int:
    """The number after the highest of a column that counts from 1."""
    found = con.execute(f"SELECT coalesce(max({column}), 0)::BIGINT + 1 FROM {table}").fetchone()
    return int(found[0]) if found else 1


def insert(con: DuckDBPyConnection, table: str, row: Mapping[str, Any]) -> None:
    """Insert a row.

    Args:
        con: The ledger's connection, open for writing.
        table: A table of the ledger.
        row: Column to value: text, whole number, time of day in UTC without zone, or None.
    """
    import pyarrow as pa

    from netinvest.ledger.column import of_one

    columns = ", ".join(row)
    con.register("new_row", pa.table({name: of_one(value) for name, value in row.items()}).__arrow_c_stream__())
    try:
        con.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new_row")
    finally:
        con.unregister("new_row")
