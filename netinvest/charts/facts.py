"""What a chart states about the case beside the leads themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class SourceFact:
    """One source file."""

    name: str
    sha256: str  # of the bytes as received: the ledger's source_id
    kind: str = ""  # calls, transfers, advertisements, subjects
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Case, scope, period, sources and method, as a court expects to read them on a chart.

    Args:
        name: The case's name.
        run: Id of the analysis run the leads come from.
        seed: Seed of that run; the layout is drawn with it too.
        version: Version of netinvest that made the run.
        period: First and last event, UTC, None where nothing is dated.
        sources: Every source loaded.
        parameters: Parameters of the run.
        gaps: What is missing, each in a sentence (a month without call records, a source refused).
        label: ``draft`` or ``final``, and what the chart is for.
        time_zone: Zone of the case; times on the chart are UTC and say so.
        analysed_by: Who made the run.
        analysed_at: When, UTC: the date of a court chart unless another is given, never the clock's.
    """

    name: str
    run: str = ""
    seed: int = 0
    version: str = ""
    period: tuple[datetime, datetime] | None = None
    sources: tuple[SourceFact, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    label: str = "Draft"
    time_zone: str = ""
    analysed_by: str = ""
    analysed_at: datetime | None = None
