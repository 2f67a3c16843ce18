"""What came of loading files: one line a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from netinvest.errors import UnrecognisedFormat
from netinvest.plural import plural

if TYPE_CHECKING:
    from netinvest.errors import NetinvestError
    from netinvest.ingest.report import SourceReport

HEADINGS = ("file", "kind", "rows", "loaded", "rejected", "duplicate", "recognised because")
_NAMED = 3  # of the files passed over


@dataclass
class LoadReport:
    """The files of one load, those loaded and those refused.

    Attributes:
        sources: A report a file that was loaded, or whose bytes were in the case already.
        refused: Name and error of each file that was refused; the case is as it was before that file.
        passed: Name of each file that is no evidence, and why: images, what an operating system left.
        found_refused: How many of the refused were not named but found in a folder or archive.
        graph_behind: Why the graph on the case's server lacks what was loaded; empty where it does not.
    """

    sources: list[SourceReport] = field(default_factory=list)
    refused: list[tuple[str, NetinvestError]] = field(default_factory=list)
    passed: list[tuple[str, str]] = field(default_factory=list)
    found_refused: int = 0
    graph_behind: str = ""

    def over(self, percent: float) -> list[SourceReport]:
        """The files of which more than ``percent`` of the rows were rejected."""
        return [s for s in self.sources if not s.already_loaded and s.rows and s.rejected / s.rows > percent / 100]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        return {
            "sources": [source.to_dict() for source in self.sources],
            "refused": [
                {"name": name, "error": str(error), **({"candidates": list(c)} if (c := _candidates(error)) else {})}
                for name, error in self.refused
            ],
            "passed": [{"name": name, "because": because} for name, because in self.passed],
            **({"graph_behind": self.graph_behind} if self.graph_behind else {}),
        }

    def of_use(self) -> bool:
        """Whether something was loaded and every file that somebody named was."""
        return bool(self.sources) and len(self.refused) == self.found_refused

    def refusals(self) -> list[str]:
        """One sentence a refused file, or one for many that are refused for the same reason; candidates under it."""
        alike: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for _, error in self.refused:
            alike.setdefault((error.what, error.remedy, _candidates(error)), []).append(error.where)
        told = []
        for (what, remedy, candidates), where in alike.items():
            more = len(where) - _NAMED
            if more > 1:
                told.append(f"{', '.join(where[:_NAMED])} and {more} more: {what}; {remedy}")
            else:
                told.extend(f"{w}: {what}; {remedy}".removeprefix(": ").removesuffix("; ") for w in where)
            told.extend(f"  {candidate}" for candidate in candidates)
        return told

    def notes(self) -> list[str]:
        """One sentence for each reason why files were passed over."""
        reasons: dict[str, list[str]] = {}
        for name, because in self.passed:
            reasons.setdefault(because, []).append(name)
        return [
            f"{plural(len(names), 'file')} passed over ({because}): {', '.join(names[:_NAMED])}"
            + (" ..." if len(names) > _NAMED else "")
            for because, names in reasons.items()
        ]

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


def _candidates(error: NetinvestError) -> tuple[str, ...]:
    """The formats that come closest, where a file was not recognised."""
    return error.candidates if isinstance(error, UnrecognisedFormat) else ()


def _why(source: SourceReport) -> str:
    if source.already_loaded:
        known = source.notes[0] if source.notes and source.notes[0].startswith("as ") else ""
        return f"the same bytes are in the case already {known}".rstrip() + ": nothing changed"
    return "; ".join([f"{source.profile}: {source.recognised_because}", *source.notes])
