"""Arrow tables to what the Bolt protocol carries, and back.

Bolt has no decimals, and the driver turns its own times into Python objects one by one: a timestamp travels as
integers, a decimal as text.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MICROS = 1_000_000


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """Rows, in the places that ``netinvest.store.cypher`` reads."""
    columns: list[list[Any]] = []
    for field in table.schema:
        column = table[field.name]
        if pa.types.is_timestamp(field.type):
            micros = column.cast(pa.int64()).to_pylist()
            columns.append([None if v is None else v // _MICROS for v in micros])
            columns.append([None if v is None else v % _MICROS * 1000 for v in micros])
        elif pa.types.is_decimal(field.type):
            values = column.to_pylist()
            columns.append([None if v is None else str(v) for v in values])
            columns.append([None if v is None else float(v) for v in values])
        else:
            columns.append(column.to_pylist())
    return list(zip(*columns, strict=True))


def grouped_by_start(table: pa.Table, ids: Mapping[str, str]) -> list[list[Any]]:
    """Relationships sorted by start as start's id, start's key, rows that begin with their end's id.

    Raises:
        KeyError: An end has no id.
    """
    rest = table.drop(["start_key"])
    ends = pa.array([ids[key] for key in table["end_key"].to_pylist()], pa.string())
    rows = rows_of(rest.add_column(0, "end_id", ends))
    groups, at = [], 0
    for start, same in groupby(table["start_key"].to_pylist()):
        after = at + sum(1 for _ in same)
        groups.append([ids[start], start, rows[at:after]])
        at = after
    return groups


def columns_to_table(lists: Sequence[list[Any]], schema: pa.Schema) -> pa.Table | None:
    """Collected columns to a table; None where NULLs were left out of one, so that its values cannot be placed."""
    rows = len(lists[0])
    arrays = []
    for values, field in zip(lists, schema, strict=True):
        if len(values) == rows:
            arrays.append(_array(values, field.type))
        elif not values:
            arrays.append(pa.nulls(rows, field.type))
        else:
            return None
    return pa.table(arrays, schema=schema)


def rows_to_table(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Collected rows to a table."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.table(
        [_array(list(values), field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        return pc.cast(pa.array(values, pa.int64()), kind)
    if pa.types.is_decimal(kind):
        return pa.array([None if v is None else Decimal(v) for v in values], kind)
    return pa.array(values, kind)
