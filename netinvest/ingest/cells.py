"""Many things in one cell: read once for each distinct cell, spread over the rows; and what is set aside of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from netinvest.ingest.typist import at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from netinvest.ingest.coded import Coded
    from netinvest.ingest.typist import Refused


def spread(found: Sequence[Sequence[Sequence[Any]]], codes: NDArray[Any], names: dict[str, pa.DataType]) -> pa.Table:
    """The things of every row.

    Args:
        found: For each distinct cell, the things in it, each a sequence of as many values as there are names.
        codes: For each row the place of its cell in ``found``; -1 for none.
        names: The columns to make.

    Returns:
        ``place int64`` (the row's place in the block) and the named columns.
    """
    counts = np.array([*(len(things) for things in found), 0], np.int64)
    begins = np.concatenate([[0], np.cumsum(counts)])[:-1]
    of_row = counts[codes]
    place = np.repeat(np.arange(len(codes)), of_row)
    within = np.arange(len(place)) - np.repeat(np.cumsum(of_row) - of_row, of_row)
    flat = [thing for things in found for thing in things]
    columns = list(zip(*flat, strict=True)) if flat else [()] * len(names)
    taken = pa.array(begins[codes][place] + within if len(place) else np.array([], np.int64))
    return pa.table(
        {
            "place": pa.array(place, pa.int64()),
            **{n: pa.array(c, t).take(taken) for (n, t), c in zip(names.items(), columns, strict=True)},
        }
    )


def set_aside(
    where: NDArray[np.bool_], rows: NDArray[np.int64], field: str, column: Coded, reason: str
) -> list[Refused]:
    """Remarks on fields that cannot be read, of rows that are loaded without them.

    Args:
        where: At which places of the block.
        rows: The row numbers of the block.
        field: The canonical column.
        column: It, to keep what stands there.
        reason: Why, in words that follow the name of the column.
    """
    text = at(column)
    return [(int(rows[place]), field, text(place), reason) for place in np.flatnonzero(where).tolist()]


def unread(read: Sequence[Any], column: Coded) -> NDArray[np.bool_]:
    """Where there is a value that was read as nothing."""
    flags = [found is None and value is not None for found, value in zip(read, column.values, strict=True)]
    return np.array([*flags, False])[column.codes]
