"""How a court chart is presented: paper, draft or final, what it is offered as, by whom and when."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from netinvest.charts.facts import CaseFacts


class PaperSize(StrEnum):
    """Sheets, landscape."""

    A4 = "a4"
    LETTER = "letter"
    A3 = "a3"


class Status(StrEnum):
    """Whether the chart may still change."""

    DRAFT = "draft"
    FINAL = "final"


class Purpose(StrEnum):
    """What the chart is offered as: courts treat the two differently (Federal Rules of Evidence 107 and 1006)."""

    AID = "aid"
    SUMMARY = "summary"


MM = {PaperSize.A4: (297.0, 210.0), PaperSize.LETTER: (279.4, 215.9), PaperSize.A3: (420.0, 297.0)}
TITLE = {Purpose.AID: "Illustrative aid", Purpose.SUMMARY: "Summary of evidence"}
MEANING = {
    Purpose.AID: "This chart helps to follow evidence that is given otherwise. It is not evidence itself.",
    Purpose.SUMMARY: (
        "This chart sums up records too many to be examined one by one. The records themselves are named by file, "
        "SHA-256 and row, and are to be made available to the other party."
    ),
}


@dataclass(frozen=True, slots=True)
class Presentation:
    """Choices of whoever prepares the chart.

    Args:
        size: Sheet.
        status: Draft or final.
        purpose: Illustrative aid or summary of evidence.
        prepared_by: Who prepared it; by default whoever ran the analysis.
        prepared_at: When, zoned; by default SOURCE_DATE_EPOCH if that is set, else when the analysis was run. Never the
            clock: the same case gives the same bytes.
    """

    size: PaperSize = PaperSize.A4
    status: Status = Status.DRAFT
    purpose: Purpose = Purpose.AID
    prepared_by: str = ""
    prepared_at: dt.datetime | None = None

    def dated(self, facts: CaseFacts) -> Presentation:
        """The same with preparer and date filled in.

        Raises:
            UsageError: SOURCE_DATE_EPOCH is no number of seconds.
        """
        return replace(
            self,
            prepared_by=self.prepared_by or facts.analysed_by,
            prepared_at=self.prepared_at or _source_date() or facts.analysed_at,
        )


def _source_date() -> dt.datetime | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            "SOURCE_DATE_EPOCH is not a time", remedy="set it to whole seconds since 1970, or not at all"
        ) from None
