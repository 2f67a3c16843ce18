"""The links of a chart as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netinvest.charts.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from netinvest.charts.roster import Ints

STREAMS = ("calls", "messages", "transfers", "advertisements")


@dataclass(slots=True)
class Links:
    """Links as columns; ``start`` and ``end`` are indices into Scene.actors."""

    start: Ints
    end: Ints
    stream: Ints  # index into STREAMS
    count: Ints
    first_s: Ints  # seconds since 1970 UTC, -1 where undated
    last_s: Ints
    amount: list[str]  # decimal text, empty where there is none
    currency: list[str]
    sources: list[list[int]]  # indices into Scene.sources


def read_links(links: pa.Table, start: Ints, end: Ints, source_index: Mapping[str, int]) -> Links:
    """Links between shown actors, sorted by start, end, stream and currency.

    Args:
        links: The projection's links.
        start: Index of the actor at the start of each, -1 where it is not shown.
        end: Likewise for its end.
        source_index: Source id to its place in the scene's sources.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pc.is_in(links["stream"].cast(pa.string()), value_set=pa.array(STREAMS)).to_numpy()
    shown = (start >= 0) & (end >= 0) & np.asarray(known, dtype=bool)
    links, start, end = links.filter(pa.array(shown)), start[shown], end[shown]
    first, last = _seconds(links["first_at_utc"]), _seconds(links["last_at_utc"])
    columns = [links[name].to_pylist() for name in ("stream", "count", "amount", "currency", "source_ids")]
    rows = [
        (
            int(start[at]),
            int(end[at]),
            STREAMS.index(stream),
            plain(currency, 12),
            int(count or 0),
            int(first[at]),
            int(last[at]),
            "" if amount is None else f"{amount:f}",
            tuple(sorted(source_index[s] for s in source_ids or () if s in source_index)),
        )
        for at, (stream, count, amount, currency, source_ids) in enumerate(zip(*columns, strict=True))
    ]
    rows.sort()
    table = np.array([(*row[:3], *row[4:7]) for row in rows], dtype=np.int64).reshape(len(rows), 6).T
    return Links(
        start=table[0],
        end=table[1],
        stream=table[2],
        count=table[3],
        first_s=table[4],
        last_s=table[5],
        amount=[_trimmed(row[7]) for row in rows],
        currency=[row[3] for row in rows],
        sources=[list(row[8]) for row in rows],
    )


def _seconds(column: pa.ChunkedArray) -> Ints:
    """Seconds since 1970 UTC, -1 for null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_null(column.type):
        return np.full(len(column), -1, dtype=np.int64)
    unit = pa.timestamp("s", tz=getattr(column.type, "tz", None))
    seconds = column.cast(unit, safe=False).cast(pa.int64())
    return np.asarray(pc.fill_null(seconds, -1).to_numpy(), dtype=np.int64)


def _trimmed(amount: str) -> str:
    """Two decimals at least, no trailing zeros beyond."""
    if "." not in amount:
        return f"{amount}.00" if amount else ""
    whole, _, decimals = amount.partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"
