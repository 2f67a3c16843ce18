"""What a file is: every profile is scored by the headings it knows, by the values under them and by the preamble."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netinvest.errors import InputRefused, UnrecognisedFormat
from netinvest.ingest.clock import read_day, read_time, split_moment
from netinvest.ingest.coded import cleaned, null_marks
from netinvest.ingest.word import Words
from netinvest.loading.heading import Match, Vocabulary, folded, zone_of
from netinvest.loading.kind import RecordKind

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
_MANY = 0.5
_NEARLY_ALL = 0.8

_EPOCH = re.compile(r"1\d{9}(\d{3})?(\.\d+)?")
_RULE = re.compile(r"[\s\-=_*+|]*[-=_*]{2}[\s\-=_*+|]*")
_MOMENTS = {
    "answered": ("answered_at", "answered_date", "answered_time"),
    "booked": ("booked_at", "booked_date", "booked_time"),
    "posted": ("posted_at", "posted_date", "posted_time"),
}


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
        zone: The zone that the heading of the time names.
        unread: Headings that are not known: what stands under them is not read.
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


@dataclass
class _Attempt:
    """A profile against a row of headings."""

    profile: Profile
    score: float
    missing: list[str] = field(default_factory=list)
    near: tuple[str, str] | None = None  # a heading and the alias it comes closest to
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
    lines = text.splitlines()[: _HEADING_WITHIN + _VALUES]
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
            if loader.read is not None:
                continue
            attempts.extend(_tried(grid, loader, name))
    fitting = sorted(
        (a for a in attempts if a.found is not None and (forced or a.score >= _WEAK)),
        key=lambda a: (-a.score, -a.matched, a.profile.name),
    )
    if not fitting:
        raise _unrecognised(attempts, loaders, name)
    best = fitting[0]
    rival = next((a for a in fitting if a.profile.kind != best.profile.kind), None)
    if rival is not None and rival.score > _CLOSE * best.score and not forced:
        raise UnrecognisedFormat(
            f"the file fits {best.profile.kind} ({best.profile.name}) and {rival.profile.kind} "
            f"({rival.profile.name}) alike",
            where=name,
            remedy="say which with --as",
        )
    assert best.found is not None  # noqa: S101 - filtered above
    if best.doubt is not None:
        raise best.doubt
    return best.found


def _unrecognised(attempts: list[_Attempt], loaders: Sequence[Loader], name: str) -> UnrecognisedFormat:
    kinds = sorted({str(loader.profile.kind) for loader in loaders})
    tried = f"tried {', '.join(kinds)}"
    nearest = max(attempts, key=lambda a: (a.score, a.matched, -len(a.missing)), default=None)
    if nearest is None or not nearest.matched:
        return UnrecognisedFormat(
            f"the file is not recognised: no heading is known ({tried})",
            where=name,
            remedy="name a profile with --as, or write one",
        )
    if nearest.missing == ["answered_time"]:
        return UnrecognisedFormat(
            "the calls have a date and no time of day: there is no heading for answered_time",
            where=name,
            remedy="ask for an extract with times, without them no order of calls can be told",
        )
    lacks = f"; as {nearest.profile.kind} it lacks {' and '.join(nearest.missing)}" if nearest.missing else ""
    near = ""
    if nearest.near is not None:
        heading, alias = nearest.near
        # a row that may be data is not quoted
        near = f", the nearest heading is {heading!r}, close to " if nearest.sure else ", the nearest heading known is "
        near += repr(alias)
    return UnrecognisedFormat(
        f"the file is not recognised ({tried}{lacks}{near})",
        where=name,
        remedy="name a profile with --as, or write one",
    )


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
        position: [v for row in body if position < len(row) and (v := cleaned(row[position], nulls)) is not None]
        for places in (*match.candidates.values(), match.unknown)
        for position in places
    }
    columns = _chosen(profile, match, values, heading)
    if profile.table.columns:
        columns = {c: p for p, c in enumerate(profile.table.columns) if c != "ignored"}
    columns = {column: position for column, position in columns.items() if position < width}
    missing = _missing(profile, columns)
    if missing and (otherwise := _otherwise(profile, columns, heading)):
        columns, missing = otherwise, []
    named = sum(1 for cell in heading if folded(cell))
    ignored = len(match.candidates.get("ignored", ()))
    score = (match.strong + 0.3 * match.weak) / max(named - ignored, 1)
    # many known headings are as good as a large part of them
    score = max(score, min(1.0, match.strong / 6)) if match.strong else score * 0.5
    above = tuple(" ".join(cell for cell in row if cell.strip()) for row in grid.rows[:place])
    hits = sum(any(re.search(pattern, line) for line in above) for pattern in profile.table.preamble)
    score += 0.2 * hits + (1.0 if match.signed else 0.0)
    vocabulary = _vocabulary(profile)
    if missing:
        column = re.findall(r"\w+", missing[0])[0]
        unknown = [heading[position] for position in match.unknown]
        return _Attempt(
            profile, 0.0, missing, vocabulary.nearest(column, unknown), matched=match.strong + match.weak,
            sure=grid.keyed or (match.strong > 1 and not re.search(r"[\d@]", "".join(heading))),
        )  # fmt: skip
    doubt = None
    for column in columns:
        if column in match.alike and not profile.table.columns:
            one, other = match.alike[column]
            doubt = InputRefused(
                f"two headings are alike, columns {one + 1} and {other + 1}, and both may be the {column}",
                where=f"{name}, row {place + 1}",
                remedy="rename one, or name a profile with --as that gives columns by position",
            )
    if profile.signature and not match.signed:
        score = 0.0
    known = sorted(column for column in columns)
    because = (
        f"{'headings' if len(known) > 1 else 'heading'} in row {place + 1} for {', '.join(known)}"
        if not grid.keyed
        else f"keys for {', '.join(known)}"
    )
    if told := sorted(c for c, p in columns.items() if p in match.composed):
        because += f"; by their words, no listed heading: {', '.join(told)}"
    if hits:
        because += f"; {hits} lines of the preamble"
    moment = next(
        (c for c in ("answered_at", "answered_time", "booked_at", "posted_at", "answered_date") if c in columns), ""
    )
    zone = zone_of(heading[columns[moment]]) if moment else None
    zone = zone or (zone_of(heading[columns["answered_date"]]) if "answered_date" in columns else None)
    found = Recognition(
        loader, grid, columns, place, place + 1 + first, width, score, because, zone, tuple(heading), above,
        tuple(heading[at] for at in match.unknown if at not in columns.values()),
    )  # fmt: skip
    return _Attempt(profile, score, found=found, matched=match.strong + match.weak, doubt=doubt)


def _without_heading(grid: Grid, loader: Loader) -> list[_Attempt]:
    """A profile of positions: every value must look as it says."""
    profile = loader.profile
    nulls = null_marks(profile.table.nulls)
    patterns = [re.compile(pattern) for pattern in profile.table.patterns]
    rows = [row for row in grid.rows if any(cell.strip() for cell in row)][:_VALUES]
    if not rows or not patterns:
        return []
    good = 0
    for row in rows:
        cells = [cleaned(cell, nulls) for cell in row]
        good += len(cells) == len(profile.table.columns) and all(
            cell is None or pattern.fullmatch(cell) for cell, pattern in zip(cells, patterns, strict=False)
        )
    share = good / len(rows)
    if share < 0.8:  # noqa: PLR2004
        return []
    columns = {c: p for p, c in enumerate(profile.table.columns) if c != "ignored"}
    because = f"{good} of the first {len(rows)} rows have its {len(patterns)} kinds of value"
    found = Recognition(loader, grid, columns, -1, 0, len(profile.table.columns), share, because)
    return [_Attempt(profile, share, found=found, matched=len(patterns))]


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


def _chosen(  # noqa: C901 - the forms a time may have, in order
    profile: Profile, match: Match, values: dict[int, list[str]], heading: list[str]
) -> dict[str, int]:
    """One position a column: the preferred heading whose values are of its kind."""
    columns: dict[str, int] = {}
    for column, places in match.candidates.items():
        if column != "ignored" and not any(column in trio for trio in _MOMENTS.values()):
            columns[column] = next((p for p in places if values[p]), places[0])
    for trio in _MOMENTS.values():
        named = [(place, column) for column in trio for place in match.candidates.get(column, ())]
        if not named:
            continue
        forms = {place: _form(values[place]) for place, _ in named}
        whole = [place for place, _ in named if forms[place] == "moment"]
        whole.sort(key=lambda place: zone_of(heading[place]) is None)  # what names its zone needs no assumption
        day = [place for place, column in sorted(named, key=lambda p: p[1] != trio[1]) if forms[place] == "day"]
        time = [place for place, column in sorted(named, key=lambda p: p[1] != trio[2]) if forms[place] == "time"]
        if whole:
            columns[trio[0]] = whole[0]
        elif day and time:
            columns[trio[1]], columns[trio[2]] = day[0], time[0]
        elif day:
            columns[trio[1]] = day[0]
        elif not any(forms.values()):
            # nothing there that says what it is: by name, and the rows will be refused one by one
            for place, column in named:
                columns.setdefault(column, place)
    if profile.kind == RecordKind.CALLS:
        _by_words(profile, match, values, columns)
    return {column: place for column, place in columns.items() if column not in profile.fixed}


def _by_words(profile: Profile, match: Match, values: dict[int, list[str]], columns: dict[str, int]) -> None:
    """Direction and service stand under one heading or two, and operators call both "type": their words tell."""
    places = {column: match.candidates.get(column, []) for column in ("direction", "service")}
    lexicon = Words(profile)
    shares: dict[int, tuple[float, float]] = {}
    for place in {*places["direction"], *places["service"]}:
        counts = Counter(values[place])
        total = max(sum(counts.values()), 1)
        read = [(lexicon.read(value), count) for value, count in counts.items()]
        shares[place] = (
            sum(count for word, count in read if word.direction) / total,
            sum(count for word, count in read if word.service) / total,
        )
    for which, column in enumerate(("direction", "service")):
        columns.pop(column, None)
        own = [place for place in places[column] if shares[place][which] >= _MANY]
        other = [place for place in shares if shares[place][which] >= _MANY and place not in own]
        if own or other:
            columns[column] = (own or sorted(other))[0]
        else:  # a heading that nobody knows, over words that everybody knows
            for place in match.unknown:
                counts = Counter(values[place])
                known = sum(n for value, n in counts.items() if lexicon.read(value)[which])
                if counts and known >= _NEARLY_ALL * counts.total():
                    columns.setdefault(column, place)
    if "direction" not in columns and places["direction"] and places["direction"][0] not in columns.values():
        columns["direction"] = places["direction"][0]  # words that are not known: the rows will say so


def _form(values: Sequence[str]) -> str | None:
    """What most values are: a moment, a day or a time of day."""
    if not values:
        return None
    counts: Counter[str] = Counter()
    for value in values:
        if _EPOCH.fullmatch(value) or _is_serial_moment(value) or split_moment(value):
            counts["moment"] += 1
        elif read_day(value) is not None:
            counts["day"] += 1
        elif read_time(value) is not None:
            counts["time"] += 1
    form, count = counts.most_common(1)[0] if counts else ("", 0)
    return form if count >= 0.5 * len(values) else None


def _is_serial_moment(value: str) -> bool:
    return bool(re.fullmatch(r"[2-7]\d{4}\.\d+", value))


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
