"""What a file would become, before anything is loaded: by what it is recognised, its mapping, its first records."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.errors import InputRefused

if TYPE_CHECKING:
    from netinvest.ingest.plan import Plan
    from netinvest.ingest.typist import Refused
    from netinvest.loading.loader import Texts
    from netinvest.loading.profile import Profile

ROWS = 10


@dataclass(frozen=True)
class Preview:
    """A file as it would be read.

    Attributes:
        because: What it was recognised by.
        mapping: Canonical column to heading, or to position where there is no heading.
        unread: Headings that are not known.
        options: Encoding, delimiter, zone and its basis.
        columns: Of ``records``: those of the ledger that hold something here.
        records: The first, normalised.
        rejected: Of the first block: row, field, value, reason.
        notes: What the reader should know.
        facts: What a profile may declare: order of dates, what the A party is.
    """

    name: str
    kind: str
    profile: Profile
    because: str
    mapping: dict[str, str | int]
    unread: tuple[str, ...]
    options: dict[str, Any]
    columns: tuple[str, ...]
    records: list[tuple[Any, ...]]
    rejected: list[Refused]
    notes: list[str]
    facts: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, times in ISO 8601."""
        records = [dict(zip(self.columns, (_plain(v) for v in record), strict=True)) for record in self.records]
        return {
            "file": self.name, "kind": self.kind, "profile": self.profile.name, "recognised_because": self.because,
            "mapping": self.mapping, "unread": list(self.unread), "options": self.options, "records": records,
            "rejected": [dict(zip(("row", "field", "value", "reason"), entry, strict=True)) for entry in self.rejected],
            "notes": self.notes,
        }  # fmt: skip


def preview(
    path: str | Path,
    *,
    country: str | None = None,
    time_zone: str | None = None,
    profile: str | None = None,
    date_order: str | None = None,
) -> Preview:
    """Read the beginning of a file as ``load_file`` would read it; arguments as there.

    It reads on only as long as the order of day and month is not told.

    Raises:
        InputRefused: It would be refused.
        UsageError: The profile asked for does not exist or is not valid.
    """
    from netinvest.ingest.encoding import WrongEncodingError, of_part
    from netinvest.ingest.opening import digest
    from netinvest.ingest.plan import plan

    file = Path(path)
    sha256 = digest(file).sha256
    encoding = None
    while True:
        made = plan(
            file, sha256, country=country, time_zone=time_zone, profile=profile, date_order=date_order,
            encoding=encoding,
        )  # fmt: skip
        try:
            return _of(made, _first_block(made))
        except WrongEncodingError as wrong:
            encoding = of_part(wrong.part)


def recognised(path: str | Path, **how: str | None) -> Preview:
    """As ``preview``, of a file whose values cannot be understood yet: its mapping, no records.

    Raises:
        InputRefused: It is not recognised.
    """
    from netinvest.ingest.opening import digest
    from netinvest.ingest.plan import plan

    file = Path(path)
    options: dict[str, Any] = {"country": None, "time_zone": None, **how}
    made = plan(file, digest(file).sha256, **options)
    mapping = made.options.get("mapping", {})
    return Preview(
        made.name, str(made.profile.kind), made.profile, made.because, mapping, made.unread, made.options,
        (), [], [], [],
    )  # fmt: skip


def _first_block(made: Plan) -> Texts:
    """The first block with rows, once the typist has seen enough to read it."""
    first: Texts | None = None
    for texts in made.texts(made):
        first = texts if first is None and texts.table.num_rows else first
        made.typist.observe(texts)
        if first is not None and made.typist.settled:
            break
    if first is None:
        raise InputRefused(
            "the file has a heading and no rows", where=made.name, remedy="check what was exported, and for what period"
        )
    if not made.typist.settled:
        made.typist.conclude()  # says what is missing
    return first


def _of(made: Plan, first: Texts) -> Preview:
    typed = made.typist.type(first)
    table = typed.shown(ROWS) if typed.shown else next(iter(typed.tables.values())).slice(0, ROWS)
    filled = [name for name in table.column_names if table.column(name).null_count < table.num_rows]
    columns = [name for name in filled if not name.endswith("_original")]
    records = list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))
    told = getattr(made.typist, "facts", None)
    mapping = made.options.get("mapping", {})
    return Preview(
        made.name, str(made.profile.kind), made.profile, made.because, mapping, made.unread, made.options,
        tuple(columns), records, sorted([*first.refused, *typed.refused])[:ROWS], made.typist.conclude(),
        told() if told else {},
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
