"""What a file is: every profile is scored by the headings it knows, by the values under them and by the preamble."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netinvest.errors import InputRefused
from netinvest.ingest import recognise_payments, recognise_registers
from netinvest.ingest.coded import null_marks, seen
from netinvest.ingest.customer import COLUMN, PARTIES, customer_told, same_number
from netinvest.ingest.recognise_columns import chosen
from netinvest.ingest.recognise_refusal import Candidate, alike, columns_of, unrecognised
from netinvest.ingest.recognise_values import complete, proven
from netinvest.loading.heading import Match, Vocabulary, folded, zone_of, zone_told
from netinvest.loading.kind import RecordKind
from netinvest.loading.pattern import found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.loading.loader import Loader
    from netinvest.loading.profile import Profile

DELIMITERS = (",", ";", "\t", "|")
_HEADING_WITHIN = 60  # lines
_VALUES = 200
_WEAK = 0.35
_CLOSE = 0.9
_MOST = 0.6
_PROVEN = 0.8  # what values prove counts nearly as a heading
_RULE = re.compile(r"[\s\-=_*+|]*[-=_*]{2}[\s\-=_*+|]*")


@dataclass(frozen=True)
class Grid:
    """The first rows of a table cut in one way.

    Attributes:
        rows: Cells; the first row is the file's first line.
        delimiter: What it was cut at; empty for workbooks and JSON.
        sheet: A workbook's sheet.
        keyed: The first row is surely the heading (JSON's keys).
    """

    rows: Sequence[Sequence[str]]
    delimiter: str = ""
    sheet: str = ""
    keyed: bool = False


@dataclass(frozen=True)
class Recognition:
    """What a table was recognised as.

    Attributes:
        columns: Canonical column to position.
        heading_row: Index of the heading among the grid's rows; -1 if it has none.
        first_row: Index of the first row under it.
        width: Columns of most rows.
        zone: The zone that the heading of the time names, or the preamble.
        unread: Headings that are not known: what stands under them is not read.
        zone_basis: What names the zone.
        told: Canonical columns whose value stands in no column, but above the table or in the file's name.
    """

    loader: Loader
    grid: Grid
    columns: dict[str, int]
    heading_row: int
    first_row: int
    width: int
    score: float
    because: str
    zone: str | None = None
    heading: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    zone_basis: str = ""
    told: dict[str, str] = field(default_factory=dict)


@dataclass
class _Attempt:
    """A profile against a row of headings."""

    profile: Profile
    score: float
    missing: list[str] = field(default_factory=list)
    unknown: tuple[str, ...] = ()  # headings, of which one may be that of a missing column
    known: tuple[str, ...] = ()
    found: Recognition | None = None
    matched: float = 0
    sure: bool = True  # that it is a row of headings
    doubt: InputRefused | None = None  # raised only if no other profile fits better


_READY: dict[int, tuple[Profile, Vocabulary]] = {}


def _vocabulary(profile: Profile) -> Vocabulary:
    """A profile's aliases, made ready once (profiles hold dictionaries, which do not hash)."""
    ready = _READY.get(id(profile))
    if ready is None or ready[0] is not profile:
        ready = _READY[id(profile)] = (profile, Vocabulary(profile))
    return ready[1]


def grids(text: str) -> list[Grid]:
    """The beginning of a delimited text, cut at each delimiter that occurs."""
    lines = text.split("\n")[: _HEADING_WITHIN + _VALUES]
    found = []
    for delimiter in DELIMITERS:
        if any(delimiter in line for line in lines):
            try:
                rows = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
            except csv.Error:
                continue
            found.append(Grid(rows, delimiter))
    return found


def recognise(tables: Sequence[Grid], loaders: Sequence[Loader], name: str, *, forced: bool = False) -> Recognition:
    """The one profile that fits.

    Args:
        tables: The same beginning cut in several ways, or the sheets of a workbook.
        loaders: Those to try.
        name: The file's name, for messages.
        forced: The user named the profile: no score is too low.

    Raises:
        UnrecognisedFormat: None fits, or two fit alike.
        InputRefused: It fits, but two headings are alike where one is needed.
    """
    attempts: list[_Attempt] = []
    for grid in tables:
        for loader in loaders:
            if loader.read is not None or loader.parts:
                continue
            attempts.extend(_tried(grid, loader, name))
    fitting = sorted(
        (a for a in attempts if a.found is not None and (forced or a.score >= _WEAK)),
        key=lambda a: (-a.score, -a.matched, a.profile.name),
    )
    if not fitting:
        raise unrecognised([_candidate(a) for a in attempts], loaders, name)
    best = fitting[0]
    rival = next((a for a in fitting if a.profile.kind != best.profile.kind), None)
    if rival is not None and rival.score > _CLOSE * best.score and not forced:
        raise alike([_candidate(best), _candidate(rival)], name)
    assert best.found is not None  # noqa: S101 - filtered above
    if best.doubt is not None:
        raise best.doubt
    return best.found


def _candidate(attempt: _Attempt) -> Candidate:
    missing = tuple(attempt.missing)
    vocabulary = _vocabulary(attempt.profile)
    near = {
        column: close
        for column in columns_of(missing)
        if (close := vocabulary.nearest(column, attempt.unknown)) is not None
    }
    return Candidate(
        attempt.profile, attempt.score, attempt.matched, attempt.known, missing, near, attempt.sure
    )  # fmt: skip


def _tried(grid: Grid, loader: Loader, name: str) -> list[_Attempt]:
    profile = loader.profile
    if profile.table.delimiter and grid.delimiter and profile.table.delimiter != grid.delimiter:
        return []
    if not profile.table.heading:
        return _without_heading(grid, loader)
    vocabulary = _vocabulary(profile)
    best: tuple[tuple[bool, float, int], int, Match] | None = None
    for place, row in enumerate(grid.rows[: 1 if grid.keyed else _HEADING_WITHIN]):
        if len(row) < 2 or sum(bool(cell.strip()) for cell in row) < 2:  # noqa: PLR2004
            continue
        match = vocabulary.match([cell.strip().strip("'\"") for cell in row])
        known = (match.signed, match.strong + 0.3 * match.weak, -place)
        if (match.strong or match.weak) and (best is None or known > best[0]):
            best = (known, place, match)
    if best is None:
        return []
    return [_attempt(grid, loader, best[1], best[2], name)]


def _attempt(grid: Grid, loader: Loader, place: int, match: Match, name: str) -> _Attempt:
    profile = loader.profile
    heading = [cell.strip().strip("'\"") for cell in grid.rows[place]]
    under = list(grid.rows[place + 1 :])
    first = 0
    while first < len(under) and _passes(under[first]):
        first += 1
    nulls = null_marks(profile.table.nulls)
    body = [row for row in under[first:] if any(cell.strip() for cell in row)][:_VALUES]
    width = _width(heading, body)
    values = {
        position: [v for row in body if position < len(row) and (v := seen(row[position], nulls)) is not None]
        for places in (*match.candidates.values(), match.unknown)
        for position in places
    }
    columns = chosen(profile, match, values, heading)
    completed = _completed(profile, match, (heading, body), values, columns)
    if profile.table.columns:
        columns = {c: p for p, c in enumerate(profile.table.columns) if c != "ignored"}
    columns = {column: position for column, position in columns.items() if position < width}
    missing = _missing(profile, columns)
    if profile.table.whole and match.unknown:
        missing.append("a meaning of every heading")
    if missing and (otherwise := _otherwise(profile, columns, heading)):
        columns, missing = otherwise, []
    above = tuple(" ".join(cell for cell in row if cell.strip()) for row in grid.rows[:place])
    told: dict[str, str] = {}
    told_by = ""
    if missing and (known_whose := _told(profile, columns, values, above, name)):
        columns, told, told_by = known_whose
        missing = []
    proofs = len(completed) + (2 if not missing and proven(profile, body, columns) else 0)
    score, hits = _scored(profile, match, heading, proofs, above)
    if missing:
        unknown = tuple(heading[position] for position in match.unknown if position not in columns.values())
        return _Attempt(
            profile, 0.0, missing, unknown, tuple(columns), matched=match.strong + match.weak,
            sure=grid.keyed or (match.strong > 1 and not re.search(r"[\d@]", "".join(heading))),
        )  # fmt: skip
    doubt = None if profile.table.columns else _doubt(match, columns, f"{name}, row {place + 1}")
    if profile.signature and not match.signed:
        score = 0.0
    because = _because(match, columns, completed, f"row {place + 1}" if not grid.keyed else "", hits) + told_by
    unread = [*match.unknown, *match.candidates.get("utc_offset", ())]
    zone, basis = _zone(heading, columns, above)
    known = Recognition(
        loader, grid, columns, place, place + 1 + first, width, score, because, zone, tuple(heading), above,
        tuple(heading[at] for at in unread if at not in columns.values()), basis, told,
    )  # fmt: skip
    return _Attempt(
        profile, score, known=tuple(columns), found=known, matched=match.strong + match.weak, doubt=doubt
    )  # fmt: skip


def _completed(
    profile: Profile, match: Match, table: tuple[list[str], list[Sequence[str]]], values: dict[int, list[str]],
    columns: dict[str, int],
) -> set[str]:  # fmt: skip
    """The columns that values tell where no heading does; added to those that headings tell."""
    if profile.table.columns or profile.exact:
        return set()
    if profile.kind == RecordKind.CALLS:
        return complete(profile, match, *table, columns)
    if profile.kind == RecordKind.TRANSFERS:
        return recognise_payments.complete(match, values, columns)
    if profile.kind == RecordKind.SUBJECTS:
        return recognise_registers.complete(match, values, columns)
    return set()


def _told(
    profile: Profile, columns: dict[str, int], values: dict[int, list[str]], above: Sequence[str], name: str
) -> tuple[dict[str, int], dict[str, str], str] | None:
    """Whose records calls are, where that alone is missing and stands above the table or in the file's name.

    A bill has one column of numbers. Where the customer's is told and not among them, they are the others', though
    their heading may mean the customer's; and of calls without a direction the customer is the side that has no column.
    """
    if profile.kind != RecordKind.CALLS or (whose := customer_told(above, name)) is None:
        return None
    number, where = whose
    told = f"; {where} tells whose records they are"
    if not _missing(profile, {**columns, COLUMN: -1}):
        return columns, {COLUMN: number}, told
    sides = [column for column in PARTIES if column in columns]
    if len(sides) != 1 or any(same_number(number, value) for value in values.get(columns[sides[0]], ())):
        return None
    columns = {"other_msisdn" if column == COLUMN else column: at for column, at in columns.items()}
    for side in (COLUMN, "originating_msisdn", "terminating_msisdn"):
        if not _missing(profile, {**columns, side: -1}):
            return columns, {side: number}, told
    return None


def _scored(
    profile: Profile, match: Match, heading: Sequence[str], proofs: int, above: Sequence[str]
) -> tuple[float, int]:
    """How well a profile fits, and how many lines of the preamble speak for it."""
    named = sum(1 for cell in heading if folded(cell))
    ignored = len(match.candidates.get("ignored", ()))
    strong = match.strong + _PROVEN * proofs
    score = (strong + 0.3 * match.weak) / max(named - ignored, 1)
    # many known headings are as good as a large part of them
    score = max(score, min(1.0, strong / 6)) if strong else score * 0.5
    hits = sum(any(found(pattern, above)) for pattern in profile.table.preamble)
    return score + 0.2 * hits + (1.0 if match.signed else 0.0), hits


def _doubt(match: Match, columns: dict[str, int], where: str) -> InputRefused | None:
    """Two headings alike where one is needed."""
    for column in columns:
        if column in match.alike:
            one, other = match.alike[column]
            return InputRefused(
                f"two headings are alike, columns {one + 1} and {other + 1}, and both may be the {column}",
                where=where,
                remedy="rename one, or name a profile with --as that gives columns by position",
            )
    return None


def _because(match: Match, columns: dict[str, int], completed: set[str], row: str, hits: int) -> str:
    """What a table was recognised by, in words."""
    known = ", ".join(sorted(columns))
    because = f"{'headings' if len(columns) > 1 else 'heading'} in {row} for {known}" if row else f"keys for {known}"
    if told := sorted(c for c, p in columns.items() if p in match.composed):
        because += f"; by their words, no listed heading: {', '.join(told)}"
    if told := sorted(completed & columns.keys()):
        because += f"; by their values, no known heading: {', '.join(told)}"
    return f"{because}; {hits} lines of the preamble" if hits else because


def _zone(heading: Sequence[str], columns: dict[str, int], above: Sequence[str]) -> tuple[str | None, str]:
    """The zone that the heading of the time names, or the lines above it."""
    moments = ("answered_at", "answered_time", "booked_at", "posted_at", "answered_date")
    zones = (zone_of(heading[columns[name]]) for name in moments if columns.get(name, len(heading)) < len(heading))
    if zone := next(filter(None, zones), None):
        return zone, "the heading's"
    return zone_told(above), "the preamble's"


def _without_heading(grid: Grid, loader: Loader) -> list[_Attempt]:
    """A profile of positions: every value must look as it says."""
    profile = loader.profile
    nulls = null_marks(profile.table.nulls)
    patterns = profile.table.patterns
    rows = [row for row in grid.rows if any(cell.strip() for cell in row)][:_VALUES]
    if not rows or not patterns:
        return []
    cells = [[seen(cell, nulls) for cell in row] for row in rows if len(row) == len(profile.table.columns)]
    fits = [found(pattern, [row[at] for row in cells], whole=True) for at, pattern in enumerate(patterns)]
    good = sum(
        all(row[at] is None or fits[at][place] for at in range(len(patterns))) for place, row in enumerate(cells)
    )
    share = good / len(rows)
    if share < 0.8:  # noqa: PLR2004
        return []
    columns = {c: p for p, c in enumerate(profile.table.columns) if c != "ignored"}
    because = f"{good} of the first {len(rows)} rows have its {len(patterns)} kinds of value"
    known = Recognition(loader, grid, columns, -1, 0, len(profile.table.columns), share, because)
    return [_Attempt(profile, share, found=known, matched=len(patterns))]


def _passes(row: Sequence[str]) -> bool:
    """Whether a row under the heading is blank or a rule."""
    text = "".join(row)
    return not text.strip() or bool(_RULE.fullmatch(text))


def _width(heading: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """Columns of most rows: trailing delimiters make rows longer than the heading, or the heading longer."""
    widths = Counter(len(row) for row in body if len(row) > 1)
    if not widths:
        return len(heading)
    common, count = widths.most_common(1)[0]
    if common == len(heading) or count < _MOST * widths.total():
        return len(heading)
    # longer rows or shorter ones, all alike: what has no heading or no value is empty
    return common


def _otherwise(profile: Profile, columns: dict[str, int], heading: Sequence[str]) -> dict[str, int] | None:
    """The columns with one heading of two meanings in its other meaning, if then nothing is missing."""
    for column, listed in profile.either.items():
        meant = {folded(text) for text in listed}
        for known, place in columns.items():
            if column not in columns and place < len(heading) and folded(heading[place]) in meant:
                other = {column if name == known else name: at for name, at in columns.items()}
                if not _missing(profile, other):
                    return other
    return None


def _missing(profile: Profile, columns: dict[str, int]) -> list[str]:
    """The needs that are not met, in words."""
    have = set(columns) | set(profile.fixed)
    found = []
    for any_of in profile.requirements:
        if not any(set(together) <= have for together in any_of):
            closest = max(any_of, key=lambda together: (len(set(together) & have), -len(together)))
            found.append(" + ".join(c for c in closest if c not in have))
    return found
