"""What the exports write: actors by alias, their links, the leads and the sources, as they may be shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

_NAMESPACE = uuid.UUID("6f0f4f0e-5c7b-5a63-9d7c-0d6a3f1f7b11")


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One actor."""

    alias: str
    category: str
    protected: bool
    identifiers: tuple[tuple[str, str], ...] = ()  # kind and value; empty for the protected unless revealed
    withheld: int = 0  # identifiers that are not shown
    leads: tuple[str, ...] = ()  # ``likely_coordinator 1 (coordinator-00042)``


@dataclass(frozen=True, slots=True)
class LinkRow:
    """What one actor has to do with another in one stream and currency."""

    start: str  # aliases
    end: str
    stream: str
    count: int
    first_at_utc: datetime | None
    last_at_utc: datetime | None
    amount: Decimal | None
    currency: str
    sources: tuple[int, ...]  # places in Content.sources


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source file."""

    sha256: str
    name: str
    kind: str
    rows: int
    grade: str = ""  # 4x4: source and information, such as B2; empty where none was given
    handling: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """A link that somebody drew in another tool, or a note on one actor (``end`` blank): never evidence."""

    start: str  # aliases
    end: str
    text: str
    author: str
    file: str
    sha256: str
    at_utc: datetime

    @property
    def statement(self) -> str:
        """What stands beside it wherever it is written."""
        return f"drawn by {self.author}, not evidence"

    @property
    def origin(self) -> str:
        """The file it was drawn in, and its SHA-256."""
        return f"{self.file} sha256:{self.sha256}"

    def to_dict(self) -> dict[str, str]:
        """Text only."""
        return {
            "start": self.start, "end": self.end, "text": self.text, "author": self.author, "file": self.file,
            "sha256": self.sha256, "at": moment(self.at_utc),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """Everything an export may write, in an order that depends on content only."""

    case: str
    run: str
    seed: int
    version: str
    made_at: datetime  # when the run was made, UTC
    actors: tuple[ActorRow, ...]
    links: tuple[LinkRow, ...]
    leads: tuple[dict[str, Any], ...]
    sources: tuple[SourceRow, ...]
    handling: tuple[str, ...] = ()
    annotations: tuple[AnnotationRow, ...] = ()
    revealed: bool = False
    statement: str = "Leads to examine, not statements of guilt. Actors stand by alias."

    def grade(self, link: LinkRow) -> str:
        """The grades of a link's sources, each once."""
        return " ".join(sorted({self.sources[at].grade for at in link.sources if self.sources[at].grade}))

    def origins(self, link: LinkRow) -> str:
        """A link's sources: file and SHA-256 of each."""
        return "; ".join(f"{self.sources[at].name} sha256:{self.sources[at].sha256}" for at in link.sources)

    def counted_annotations(self) -> dict[str, int]:
        """How many there are, for a report; empty where there are none."""
        return {"annotations": len(self.annotations)} if self.annotations else {}

    def uuid(self, kind: str, *parts: object) -> str:
        """The same UUID for the same thing of the same run."""
        return str(uuid.uuid5(_NAMESPACE, "|".join((self.run, kind, *map(str, parts)))))

    def summary(self) -> dict[str, str]:
        """What every file states about itself."""
        return {
            "case": self.case,
            "run": self.run,
            "seed": str(self.seed),
            "netinvest": self.version,
            "handling": "; ".join(self.handling),
            "statement": self.statement,
        }


def told(link: LinkRow) -> str:
    """A link in words: ``12 transfers, 4,500.00 GBP``."""
    noun = link.stream.removesuffix("s") if link.count == 1 else link.stream
    words = f"{link.count:,} {noun}"
    return words if link.amount is None else f"{words}, {money(link.amount)} {link.currency}".rstrip()


def money(amount: Decimal) -> str:
    """Exact, two decimals at least."""
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"


def moment(at: datetime | None) -> str:
    """ISO 8601 with Z, empty for none."""
    return "" if at is None else f"{at.replace(tzinfo=None).isoformat()}Z"


def lead_words(leads: Iterable[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Alias to what it is a lead for."""
    found: dict[str, list[str]] = {}
    for lead in leads:
        found.setdefault(lead["subject"]["alias"], []).append(f"{lead['kind']} {lead['rank']} ({lead['id']})")
    return {alias: tuple(words) for alias, words in found.items()}
