"""The links of a chart as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.charts.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

STREAMS = ("calls", "messages", "transfers", "advertisements")


@dataclass(slots=True)
class Links:
    """Links as columns; ``start`` and ``end`` are indices into Scene.actors."""

    start: np.ndarray[Any, np.dtype[np.int64]]
    end: np.ndarray[Any, np.dtype[np.int64]]
    stream: np.ndarray[Any, np.dtype[np.int64]]  # index into STREAMS
    count: np.ndarray[Any, np.dtype[np.int64]]
    first_s: np.ndarray[Any, np.dtype[np.int64]]  # seconds since 1970 UTC, -1 where undated
    last_s: np.ndarray[Any, np.dtype[np.int64]]
    amount: list[str]  # decimal text, empty where there is none
    currency: list[str]
    sources: list[list[int]]  # indices into Scene.sources


def read_links(links: pa.Table, index: Mapping[str, int], source_index: Mapping[str, int]) -> Links:
    """Links between kept actors, sorted by start, end, stream and currency."""
    rows = []
    streams = {name: i for i, name in enumerate(STREAMS)}
    columns = [links[name].to_pylist() for name in ("start_actor_id", "end_actor_id", "stream", "count")]
    first, last = _seconds(links["first_at_utc"]), _seconds(links["last_at_utc"])
    rest = [links[name].to_pylist() for name in ("amount", "currency", "source_ids")]
    for at, (start, end, stream, count) in enumerate(zip(*columns, strict=True)):
        if start not in index or end not in index or stream not in streams:
            continue
        amount, currency, source_ids = (column[at] for column in rest)
        rows.append(
            (
                index[start],
                index[end],
                streams[stream],
                plain(currency, 12),
                int(count or 0),
                int(first[at]),
                int(last[at]),
                "" if amount is None else f"{amount:f}",
                tuple(sorted(source_index[s] for s in source_ids or () if s in source_index)),
            )
        )
    rows.sort()
    table = np.array([(*row[:3], *row[4:7]) for row in rows], dtype=np.int64).reshape(len(rows), 6).T
    start, end, stream, count, first_s, last_s = table
    return Links(
        start=start,
        end=end,
        stream=stream,
        count=count,
        first_s=first_s,
        last_s=last_s,
        amount=[_trimmed(row[7]) for row in rows],
        currency=[row[3] for row in rows],
        sources=[list(row[8]) for row in rows],
    )


def _seconds(column: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
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
