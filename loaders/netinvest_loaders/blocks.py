"""Rows read one by one, handed on as blocks of text columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netinvest.loading import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

Row = dict[str, str | None]
"""Text under canonical names; ``row`` is its number, ``refusal`` (if any) says why it cannot be read."""

_BLOCK = 20_000
_HALVES = re.compile("[\ud800-\udfff]")
TRANSFER_COLUMNS = (
    *(f"{side}_{what}" for side in ("debtor", "creditor") for what in ("account", "name", "agent")),
    *("amount", "currency", "booked_at", "transfer_type", "end_to_end_id", "uetr", "remittance_information"),
)


def blocks(
    rows: Iterable[Row | None], *, columns: Sequence[str] = TRANSFER_COLUMNS, lines: int | None = None
) -> Iterator[Texts]:
    """Rows in blocks of columns.

    Args:
        rows: The rows in order; None for what was read and is no row.
        columns: The columns of every block.
        lines: How many lines the file has, where its rows are lines; what is no row is structural.

    Yields:
        At least one block, so that a file without any row is known to have been read.
    """
    block: list[Row] = []
    count = structural = 0
    for row in rows:
        if row is None:
            structural += 1
            continue
        block.append(row)
        count += 1
        if len(block) >= _BLOCK:
            yield _texts(block, columns, structural)
            block, structural = [], 0
    yield _texts(block, columns, max(0, lines - count) if lines is not None else structural)


def _texts(block: list[Row], columns: Sequence[str], structural: int) -> Texts:
    import numpy as np
    import pyarrow as pa

    kept = [row for row in block if not row.get("refusal")]
    refused = [(int(row["row"] or 0), "row", None, str(row["refusal"])) for row in block if row.get("refusal")]
    table = pa.table({c: _array([row.get(c) for row in kept]) for c in columns})
    numbers = np.array([int(row["row"] or 0) for row in kept], dtype=np.int64)
    return Texts(table, numbers, refused, structural)


def _array(texts: list[str | None]) -> pa.Array:
    """Texts without halves of characters, which JSON can name (by its escapes) and nothing can write."""
    import pyarrow as pa

    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        return pa.array([None if text is None else _HALVES.sub("\ufffd", text) for text in texts], pa.string())
