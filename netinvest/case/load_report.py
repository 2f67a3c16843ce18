"""What came of loading files: one line a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netinvest.errors import NetinvestError
    from netinvest.ingest.report import SourceReport

HEADINGS = ("file", "kind", "rows", "loaded", "rejected", "duplicate", "recognised because")


@dataclass
class LoadReport:
    """The files of one load, those loaded and those refused.

    Attributes:
        sources: A report a file that was loaded, or whose bytes were in the case already.
        refused: Name and error of each file that was refused; the case is as it was before that file.
    """

    sources: list[SourceReport] = field(default_factory=list)
    refused: list[tuple[str, NetinvestError]] = field(default_factory=list)

    def over(self, percent: float) -> list[SourceReport]:
        """The files of which more than ``percent`` of the rows were rejected."""
        return [s for s in self.sources if not s.already_loaded and s.rows and s.rejected / s.rows > percent / 100]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "sources": [source.to_dict() for source in self.sources],
            "refused": [{"name": name, "error": str(error)} for name, error in self.refused],
        }

    def loaded_rows(self) -> list[tuple[Any, ...]]:
        """One row a file that was loaded, in the order of HEADINGS."""
        return [(s.name, s.kind, s.rows, s.loaded, s.rejected, s.duplicate, _why(s)) for s in self.sources]

    def rows(self) -> list[tuple[Any, ...]]:
        """One row a file, refused ones last."""
        refused = [(name, "refused", "", "", "", "", str(error)) for name, error in self.refused]
        return self.loaded_rows() + refused

    def __repr__(self) -> str:
        from netinvest.case.text_table import text_table

        return text_table(HEADINGS, self.rows())

    def _repr_html_(self) -> str:
        from netinvest.case.text_table import html_table

        return html_table(HEADINGS, self.rows())


def _why(source: SourceReport) -> str:
    if source.already_loaded:
        return "the same bytes are in the case already: nothing changed"
    return "; ".join([f"{source.profile}: {source.recognised_because}", *source.notes])
