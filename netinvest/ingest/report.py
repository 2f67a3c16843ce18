"""What became of one file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A loaded file: ``lines = rows + structural_lines`` and ``rows = loaded + rejected + duplicate``.

    Attributes:
        name: The file's name.
        source_id: SHA-256 of its bytes as received.
        kind: calls, transfers, advertisements or subjects.
        profile: What it was read by.
        lines: The number of its last row, counted as a spreadsheet does.
        structural_lines: Headings, preamble, footer and blank lines.
        already_loaded: The same bytes were loaded before; nothing was changed, and all rows count as duplicates.
        recognised_because: What it was recognised by.
        notes: What the reader should know: the time zone and what it rests on, the date order and what proved it.
        parts: Of a file that holds records of several kinds: one a further kind, whose ``source_id`` ends in the kind.
    """

    name: str
    source_id: str
    kind: str
    profile: str
    lines: int
    rows: int
    loaded: int
    rejected: int
    duplicate: int
    structural_lines: int
    already_loaded: bool
    recognised_because: str
    notes: tuple[str, ...] = ()
    parts: tuple[SourceReport, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types."""
        plain = {**asdict(self), "notes": list(self.notes)}
        del plain["parts"]
        return plain
