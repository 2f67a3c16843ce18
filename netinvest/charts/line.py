"""The lines of a court chart: what is between two actors, one line a pair for contacts, one a direction for money."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from netinvest.charts.link import STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netinvest.charts.scene import Scene

CHANNEL = {"calls": "contact", "messages": "contact", "transfers": "transfers", "advertisements": "advertisements"}
ONE = {"calls": "call", "messages": "message", "transfers": "transfer", "advertisements": "advertisement"}


class Line(NamedTuple):
    """All links of one channel between two actors; for money, in one direction."""

    start: int
    end: int
    channel: str  # contact, transfers, advertisements
    counts: tuple[tuple[str, bool, int], ...]  # stream, from start to end, events
    first_s: int  # seconds since 1970 UTC, -1 where undated
    last_s: int
    amounts: tuple[tuple[str, str], ...]  # currency and sum
    sources: tuple[int, ...]  # indices into Scene.sources

    @property
    def events(self) -> int:
        """Records behind the line."""
        return sum(count for *_, count in self.counts)

    @property
    def messages_only(self) -> bool:
        """Whether nobody rang."""
        return {stream for stream, *_ in self.counts} == {"messages"}

    @property
    def dates(self) -> str:
        """First and last day, UTC."""
        if self.first_s < 0:
            return "undated"
        first, last = day(self.first_s), day(self.last_s)
        return first if first == last else f"{first} to {last}"

    @property
    def money(self) -> str:
        """Sums by currency."""
        return "; ".join(f"{total} {currency}".strip() for currency, total in self.amounts)

    @property
    def short(self) -> str:
        """Counts as they stand on the chart."""
        sums: dict[str, int] = defaultdict(int)
        for stream, _, count in self.counts:
            sums[stream] += count
        said = ", ".join(counted(stream, count) for stream, count in sums.items())
        return f"{said}: {self.money}" if self.money else said

    @property
    def told(self) -> str:
        """Counts by direction, as they stand in the table."""
        return "; ".join(
            f"{counted(stream, count)}" + ("" if self.channel != "contact" else " there" if there else " back")
            for stream, there, count in self.counts
        )


def counted(stream: str, count: int) -> str:
    """``1 call``, ``1,204 calls``."""
    return f"{count:,} {ONE[stream] if count == 1 else stream}"


def day(seconds: int) -> str:
    """A day in ISO 8601, UTC."""
    return "undated" if seconds < 0 else f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%d}"


def lines_among(scene: Scene, shown: Iterable[int]) -> list[Line]:
    """Lines between the actors shown, by start, end and channel."""
    links, inside = scene.links, set(shown)
    grouped: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for at, (start, end, stream) in enumerate(
        zip(links.start.tolist(), links.end.tolist(), links.stream.tolist(), strict=True)
    ):
        if start in inside and end in inside and start != end:
            channel = CHANNEL[STREAMS[stream]]
            ends = (start, end) if channel == "transfers" else (min(start, end), max(start, end))
            grouped[*ends, channel].append(at)
    return [_line(scene, *place, rows) for place, rows in sorted(grouped.items())]


def _line(scene: Scene, start: int, end: int, channel: str, rows: list[int]) -> Line:
    links = scene.links
    sums: dict[str, Decimal] = defaultdict(Decimal)
    counts: dict[tuple[int, bool], int] = defaultdict(int)
    for at in rows:
        if links.amount[at]:
            sums[links.currency[at]] += Decimal(links.amount[at])
        counts[int(links.stream[at]), int(links.start[at]) == start] += int(links.count[at])
    return Line(
        start,
        end,
        channel,
        tuple(
            (STREAMS[stream], there, count)
            for (stream, there), count in sorted(counts.items(), key=lambda item: (item[0][0], not item[0][1]))
        ),
        min((int(links.first_s[at]) for at in rows if links.first_s[at] >= 0), default=-1),
        max(int(links.last_s[at]) for at in rows),
        tuple((currency, f"{total:,.2f}") for currency, total in sorted(sums.items())),
        tuple(sorted({source for at in rows for source in links.sources[at]})),
    )
