"""Which heading is which column where several may be: by preference, by their values, by their neighbours."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from netinvest.ingest.clock import in_order, read_day, read_time, split_moment
from netinvest.ingest.offset import is_offset
from netinvest.ingest.word import Words
from netinvest.loading.grammar import tells_kind, tells_time
from netinvest.loading.heading import words, zone_of
from netinvest.loading.kind import RecordKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.loading.heading import Match
    from netinvest.loading.profile import Profile

_MANY = 0.5
_NEARLY_ALL = 0.8
_FEW_WORDS = 30  # a column of service words has no more distinct ones
_EPOCH = re.compile(r"1\d{9}(\d{3})?(\.\d+)?")
_SERIAL = re.compile(r"[2-7]\d{4}\.\d+")
_COLLECTED = frozenset(
    {"scraped", "collected", "crawled", "fetched", "captured", "downloaded", "seen", "retrieved", "recorded"}
)
_TELEPHONES = frozenset({"msisdn", "phone", "mobile", "telephone", "tel", "telefono"})
MINUTES = frozenset({"min", "mins", "minute", "minutes", "minutos", "minuten", "minuti", "minuty"})
SECONDS = frozenset(
    {"s", "sec", "secs", "ss", "second", "seconds", "seg", "segs", "segundos", "secondes", "sekunden", "secondi"}
)
MOMENTS = {stem: (f"{stem}_at", f"{stem}_date", f"{stem}_time") for stem in ("answered", "ended", "booked", "posted")}


def chosen(profile: Profile, match: Match, values: dict[int, list[str]], heading: Sequence[str]) -> dict[str, int]:
    """One position a column: the preferred heading whose values are of its kind.

    Args:
        profile: Whose columns they are.
        match: The headings it knows.
        values: What stands under each heading, without nothings.
        heading: All headings.
    """
    columns: dict[str, int] = {}
    for column, places in match.candidates.items():
        if column != "ignored" and not any(column in trio for trio in MOMENTS.values()):
            filled = [p for p in places if values[p]] or places
            if column.endswith("_account"):  # "From ID" beside "From MSISDN": what other files know goes first
                filled = sorted(filled, key=lambda place: _known_elsewhere(heading[place]))
            columns[column] = filled[0]
    for trio in MOMENTS.values():
        columns |= _moment(trio, match, values, heading)
    if profile.kind == RecordKind.CALLS:
        columns |= _durations(match, values, heading)
        if "utc_offset" in columns and not all(map(is_offset, values[columns["utc_offset"]])):
            del columns["utc_offset"]  # names of places: not read, and said so
        _by_words(profile, match, values, columns, heading)
    return {column: place for column, place in columns.items() if column not in profile.fixed}


def _known_elsewhere(heading: str) -> int:
    """0 for accounts that are IBANs, 1 for telephone numbers, 2 for numbers of one house."""
    said = set(words(heading))
    return 0 if "iban" in said else 1 if said & _TELEPHONES else 2


def _moment(
    trio: tuple[str, str, str], match: Match, values: dict[int, list[str]], heading: Sequence[str]
) -> dict[str, int]:
    """Where date and time stand: in one column, or in the two that belong together."""
    named = [(place, column) for column in trio for place in match.candidates.get(column, ())]
    if not named:
        return {}
    forms = {place: form_of(values[place]) for place, _ in named}
    whole = [place for place, _ in named if forms[place] == "moment"]
    # what names its zone needs no assumption; when somebody collected it is not when it was
    whole.sort(key=lambda place: (bool(set(words(heading[place])) & _COLLECTED), zone_of(heading[place]) is None))
    day = [place for place, column in sorted(named, key=lambda p: p[1] != trio[1]) if forms[place] == "day"]
    if whole and day and set(words(heading[whole[0]])) & _COLLECTED:
        whole = []
    time = [place for place, column in sorted(named, key=lambda p: p[1] != trio[2]) if forms[place] == "time"]
    if whole:
        return {trio[0]: whole[0]}
    if day and time:
        # "Conn. Date" belongs to "Conn. Time", not to "Seizure Time"
        of = _beside_time(heading[day[0]])
        time.sort(key=lambda place: _beside_time(heading[place]) != of)
        return {trio[1]: day[0], trio[2]: time[0]}
    if day:
        return {trio[1]: day[0]}
    if trio[0] == "ended_at" and time:
        return {trio[2]: time[0]}
    columns: dict[str, int] = {}
    if not any(forms.values()):
        # nothing there that says what it is: by name, and the rows will be refused one by one
        for place, column in named:
            columns.setdefault(column, place)
    return columns


def _durations(match: Match, values: dict[int, list[str]], heading: Sequence[str]) -> dict[str, int]:
    """Seconds before minutes; minutes and the seconds over them together."""
    places = [place for place in match.candidates.get("duration", ()) if values[place]]
    minutes = next(
        (p for p in places if set(words(heading[p])) & MINUTES and not set(words(heading[p])) & SECONDS), None
    )
    seconds = next((p for p in places if set(words(heading[p])) & SECONDS), None)
    if minutes is None or seconds is None:
        return {}
    over = all(value.isdigit() and int(value) < 60 for value in values[seconds])  # noqa: PLR2004
    whole = all(value.isdigit() for value in values[minutes])
    return {"duration": seconds, **({"duration_minutes": minutes} if over and whole else {})}


def _beside_time(heading: str) -> frozenset[str]:
    """What a heading says beside that it is a date or time."""
    return frozenset(word for word in words(heading) if not tells_time(word))


def _by_words(
    profile: Profile,
    match: Match,
    values: dict[int, list[str]],
    columns: dict[str, int],
    heading: Sequence[str],
) -> None:
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
        if which:  # "SMS" and a word for a call that nobody knows: what it is, the durations may tell
            some = [p for p in shares if shares[p][1] > 0 and len(set(values[p])) <= _FEW_WORDS]
            other += [place for place in some if place not in {*own, *other}]
        if own or other:
            columns[column] = (own or sorted(other, key=lambda place: (-shares[place][which], place)))[0]
        else:  # a heading that nobody knows, over words that everybody knows
            for place in () if profile.exact else match.unknown:
                counts = Counter(values[place])
                known = sum(n for value, n in counts.items() if lexicon.read(value)[which])
                typed = which and len(counts) <= _FEW_WORDS and any(tells_kind(word) for word in words(heading[place]))
                if counts and known and (typed or known >= _NEARLY_ALL * counts.total()):
                    columns.setdefault(column, place)
    if "direction" not in columns and places["direction"] and places["direction"][0] not in columns.values():
        columns["direction"] = places["direction"][0]  # words that are not known: the rows will say so


def form_of(values: Sequence[str]) -> str | None:
    """What most values are: a moment, a day or a time of day."""
    if not values:
        return None
    counts: Counter[str] = Counter()
    either = 0
    for value in values:
        if _EPOCH.fullmatch(value) or _SERIAL.fullmatch(value) or split_moment(value):
            counts["moment"] += 1
        elif (day := read_day(value)) is None:
            counts["time"] += read_time(value) is not None
        elif read_time(value) is None:
            counts["day"] += 1
        elif any(in_order(day, order) is not None for order in ("dmy", "mdy", "ymd")):
            either += 1
        else:
            counts["time"] += 1
    # 10.11.12 may be a day, 10.45.52 is none: where some can only be times, all are
    counts["time" if counts["time"] else "day"] += either
    form, count = counts.most_common(1)[0] if counts else ("", 0)
    return form if count >= _MANY * len(values) else None
