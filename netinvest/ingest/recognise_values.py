"""Columns of call records that no heading tells, told by their values, where these prove it.

What is proven: that an end less a start is a duration; that numbers of one column are those of another; that one
number, the customer's, stands in every row. Nothing is taken because it merely looks right.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from netinvest.ingest.clock import in_order, read_day, read_duration, read_time, split_moment
from netinvest.ingest.coded import null_marks, seen
from netinvest.ingest.recognise_columns import SECONDS, form_of
from netinvest.ingest.word import Words
from netinvest.loading.heading import words
from netinvest.loading.kind import RecordKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.loading.heading import Match
    from netinvest.loading.profile import Profile

_PROOF = 0.9  # of the rows
_MORNING, _SPREAD = 6 * 3600, 0.3
_DAY, _LEAST_PARTS = 86400, 2
_SPAN = re.compile(r"\d+:\d{2}|\d\s*(?:[hms'\u2032時时间分秒초]|min|sec|seg)", re.IGNORECASE)
_FEWEST = 3  # rows that are no coincidence
_NUMBER = re.compile(r"\+?[\d\s()./-]{7,20}")
_DIGITS = range(7, 14)  # 14 and more are devices and subscriptions
_ALIKE = 7  # last digits by which two forms of one number agree
_ROLES = ("originating_msisdn", "terminating_msisdn")
_MOMENT = ("answered_at", "answered_date", "answered_time")
_CUSTOMER = ("target_msisdn", "a_party")
_CONTACT = ("other_msisdn", "b_party", "terminating_msisdn")

Cells = list[str | None]


def complete(
    profile: Profile,
    match: Match,
    heading: Sequence[str],
    body: Sequence[Sequence[str]],
    columns: dict[str, int],
) -> set[str]:
    """Add the columns that values prove; take away an end that says no more than the duration.

    Args:
        profile: Of call records.
        match: The headings it knows.
        heading: All headings.
        body: The first rows.
        columns: Those that headings tell; changed.

    Returns:
        What was added.
    """
    before = set(columns)
    width = max(len(row) for row in (heading, *body))
    nulls = null_marks(profile.table.nulls)
    cells = [_column(body, at, nulls) for at in range(width)]
    unknown = [at for at in match.unknown if at < width and at not in columns.values()]
    aside = [at for at in (*unknown, *match.candidates.get("ignored", ())) if at < width]
    # a known heading for the time whose date has an unknown one, or the other way about
    half = [at for c in _MOMENT for at in match.candidates.get(c, ()) if at < width and at not in columns.values()]
    _when(cells, columns, aside, [*unknown, *half])
    _how_long(cells, columns, aside)
    if "duration" not in columns:
        _in_seconds(heading, cells, columns, unknown)
    if "duration" not in columns and not any(column.startswith("ended") for column in columns):
        _lasting(profile, cells, columns, unknown)
    _who(profile, heading, cells, columns, unknown)
    _letters(cells, columns)
    if "duration" in columns:
        for column in ("ended_at", "ended_date", "ended_time"):
            columns.pop(column, None)
    return set(columns) - before


def proven(profile: Profile, body: Sequence[Sequence[str]], columns: dict[str, int]) -> bool:
    """Whether rows are calls whatever their headings: two numbers, a time of day, a duration."""
    if profile.kind != RecordKind.CALLS or not {*_ROLES, "duration"} <= columns.keys():
        return False
    nulls = null_marks(profile.table.nulls)

    def cells(column: str) -> Cells:
        return _column(body, columns[column], nulls) if column in columns else []

    if not all(_are_numbers(cells(role)) for role in _ROLES):
        return False
    times = [v for v in cells("answered_at") + cells("answered_time") if v is not None]
    lasting = [v for v in cells("duration") if v is not None]
    return form_of(times) in {"moment", "time"} and bool(lasting) and all(read_duration(v) is not None for v in lasting)


def _column(body: Sequence[Sequence[str]], at: int, nulls: frozenset[str]) -> Cells:
    return [seen(row[at], nulls) if at < len(row) else None for row in body]


def _when(cells: list[Cells], columns: dict[str, int], aside: list[int], unknown: list[int]) -> None:
    """The earliest moment of a row, where no heading tells which it is; else the one date and the one time."""
    if "answered_at" in columns or {"answered_date", "answered_time"} <= columns.keys():
        return
    forms = {at: form_of([v for v in cells[at] if v is not None]) for at in unknown}
    for column, form in (("answered_date", "day"), ("answered_time", "time")):
        places = [at for at, found in forms.items() if found == form and at not in columns.values()]
        if form == "time" and "duration" not in columns:  # 12:34 may be how long it lasted
            places = [at for at in places if _are_clocks(cells[at])]
        if column not in columns and len(places) == 1:
            columns[column] = places[0]
    if "answered_date" in columns:
        return
    places = [at for at in aside if form_of([v for v in cells[at] if v is not None]) == "moment"]
    if "ended_at" in columns:
        places.append(columns["ended_at"])
    if not places:
        return
    total = [sum(_seconds(v) or 0 for v in cells[at] if v is not None) for at in places]
    columns["answered_at"] = places[total.index(min(total))]
    if columns["answered_at"] == columns.get("ended_at"):
        del columns["ended_at"]


def _are_clocks(column: Cells) -> bool:
    """Whether times are spread over the day as calls are, and durations are not."""
    values = [v for v in column if v is not None and len(re.findall(r"\d+", v)) > _LEAST_PARTS]
    read = [found[0] for v in values if (found := read_time(v)) is not None]
    return bool(read) and sum(seconds >= _MORNING for seconds in read) >= _SPREAD * len(column)


def _in_seconds(heading: Sequence[str], cells: list[Cells], columns: dict[str, int], unknown: list[int]) -> None:
    """The one column of durations whose heading says that they are seconds (``Charged Units (sec)``)."""
    places = [
        at
        for at in unknown
        if at not in columns.values() and set(words(heading[at])) & (SECONDS - {"s"} | {"hh", "mm"})
        and all(v is None or read_duration(v) is not None for v in cells[at])
    ]  # fmt: skip
    if len(places) == 1:
        columns["duration"] = places[0]


def _lasting(profile: Profile, cells: list[Cells], columns: dict[str, int], unknown: list[int]) -> None:
    """The one column that is written as durations are, or is nought in messages and more in calls."""
    places = [at for at in unknown if at not in columns.values()]
    spans = [at for at in places if _are_spans(cells[at])]
    if not spans and "service" in columns:
        lexicon = Words(profile)
        kinds = [lexicon.read(v).service if v else None for v in cells[columns["service"]]]
        spans = [at for at in places if _tell_calls(cells[at], kinds)]
    if len(spans) == 1:
        columns["duration"] = spans[0]


def _are_spans(column: Cells) -> bool:
    """Whether all values are of the form of a duration, as no number is, and are no times of day."""
    values = [v for v in column if v is not None]
    formed = all(not v.isdigit() and _SPAN.search(v) and read_duration(v) is not None for v in values)
    return len(values) >= _FEWEST and formed and not _are_clocks(column)


def _tell_calls(column: Cells, kinds: list[str | None]) -> bool:
    """Whether figures are nought where the service is a message, and more where it is a call."""
    read = [None if v is None else read_duration(v) for v in column]
    if any(v is not None and (r is None or not 0 <= r <= _DAY) for v, r in zip(column, read, strict=True)):
        return False
    messages = [not r for r, kind in zip(read, kinds, strict=True) if kind == "sms"]
    calls = [bool(r) for r, kind in zip(read, kinds, strict=True) if kind == "voice"]
    return (
        min(len(messages), len(calls)) >= _FEWEST
        and all(messages)
        and sum(calls) >= _PROOF * len(calls)
        and len({r for r in read if r}) > _FEWEST
    )


def _how_long(cells: list[Cells], columns: dict[str, int], aside: list[int]) -> None:
    """The column that is the end less the start, in nearly every row."""
    if "duration" in columns or "answered_at" not in columns:
        return
    start = [_seconds(v) for v in cells[columns["answered_at"]]]
    ends = [columns["ended_at"]] if "ended_at" in columns else aside
    for end in ends:
        if form_of([v for v in cells[end] if v is not None]) != "moment":
            continue
        spans = [
            b - a if a is not None and v is not None and (b := _seconds(v)) is not None else None
            for a, v in zip(start, cells[end], strict=True)
        ]
        lasting = [at for at, span in enumerate(spans) if span is not None and span > 0]
        if len(lasting) < _FEWEST:
            continue
        for place in aside:
            read = [None if (v := cells[place][at]) is None else read_duration(v) for at in lasting]
            agree = sum(r is not None and abs(r - (spans[at] or 0)) <= 1 for r, at in zip(read, lasting, strict=True))
            if place != end and agree >= _PROOF * len(lasting):
                columns["duration"] = place
                return


def _seconds(value: str | None) -> int | None:
    """A moment as seconds, whatever the order of day and month: good for differences within a row."""
    found = split_moment(value) if value else None
    if found is None:
        return int(value[:10]) if value and re.fullmatch(r"1\d{9}(\d{3})?", value) else None
    day, time = read_day(found[0]), read_time(found[1])
    if day is None or time is None:
        return None
    days = in_order(day, "dmy")
    days = in_order(day, "mdy") if days is None else days
    return None if days is None else days * 86400 + time[0]


def _who(
    profile: Profile, heading: Sequence[str], cells: list[Cells], columns: dict[str, int], unknown: list[int]
) -> None:
    """The party columns that are missing."""
    places = [at for at in unknown if at not in columns.values() and _are_numbers(cells[at])]
    if not places:
        return
    by_role = [role for role in _ROLES if role in columns]
    customer = next((c for c in _CUSTOMER if c in columns), None)
    contact = next((c for c in _CONTACT if c in columns), None)
    told = {columns[name] for name in (*_ROLES, *_CUSTOMER, *_CONTACT) if name in columns}
    if len(by_role) == 1 and customer is None and "other_msisdn" not in columns:
        missing = next(role for role in _ROLES if role not in columns)
        known = _tails(cells[columns[by_role[0]]])
        shared = {at: len(known & _tails(cells[at])) for at in places}
        best = max(shared, key=lambda at: shared[at])
        if shared[best]:
            columns[missing] = best
    elif "direction" in columns and customer and not contact and len(places) == 1:
        columns["other_msisdn"] = places[0]
    elif "direction" in columns and contact and not customer and not by_role:
        same = [at for at in places if _share_of_commonest(cells[at]) >= _PROOF]
        if len(same) == 1:
            columns["target_msisdn"] = same[0]
    elif not told and len(places) == 2 and (letters := _lettered(heading, places)):  # noqa: PLR2004
        columns["a_party"], columns["b_party"] = letters
    elif "direction" in columns and not told and len(places) == 1:  # a bill: all of the customer, or of the others
        whose = "target_msisdn" if _share_of_commonest(cells[places[0]]) >= _PROOF else "other_msisdn"
        columns[whose] = places[0]
    elif "direction" in columns and not told and len(places) == 2:  # noqa: PLR2004 - one and the other
        _both(profile, cells, columns, places)


def _lettered(heading: Sequence[str], places: list[int]) -> list[int] | None:
    """Two headings that differ in one word, a in one and b in the other: ``Rufnummer A-Tln``, ``Rufnummer B-Tln``."""
    for pair in (places, places[::-1]):
        one, other = (set(words(heading[at])) for at in pair)
        if one - other == {"a"} and other - one == {"b"}:
            return pair
    return None


def _letters(cells: list[Cells], columns: dict[str, int]) -> None:
    """Customer, A and B in three columns: where A is always the customer its column says nothing; else A calls B."""
    if not {"target_msisdn", "a_party", "b_party"} <= columns.keys():
        return
    own, a, b = ([_tail(v) for v in cells[columns[c]]] for c in ("target_msisdn", "a_party", "b_party"))
    as_a = sum(x == y for x, y in zip(own, a, strict=True) if x)
    as_either = sum(x in {y, z} for x, y, z in zip(own, a, b, strict=True) if x)
    if as_a >= _PROOF * len(own):
        del columns["a_party"]
    elif as_either >= _PROOF * len(own):
        columns["originating_msisdn"], columns["terminating_msisdn"] = columns.pop("a_party"), columns.pop("b_party")
        del columns["target_msisdn"]


def _both(profile: Profile, cells: list[Cells], columns: dict[str, int], places: list[int]) -> None:
    """Two columns of numbers that no heading tells: the customer's number and the direction of each row do."""
    one, other = ([_tail(v) for v in cells[at]] for at in places)
    constant = [_share_of_commonest(cells[at]) >= _PROOF for at in places]
    if constant[0] != constant[1]:
        columns["target_msisdn"] = places[0] if constant[0] else places[1]
        columns["other_msisdn"] = places[1] if constant[0] else places[0]
        return
    counts = Counter(tail for tail in (*one, *other) if tail)
    whose, count = counts.most_common(1)[0]
    lexicon = Words(profile)
    ways = [lexicon.read(v).direction if v else None for v in cells[columns["direction"]]]
    outgoing = [at for at, way in enumerate(ways) if way == "out"]
    incoming = [at for at, way in enumerate(ways) if way == "in"]
    if count < _PROOF * len(one) or not outgoing or not incoming:
        return
    for first, second, turned in ((one, other, places), (other, one, places[::-1])):
        right = sum(first[at] == whose for at in outgoing) + sum(second[at] == whose for at in incoming)
        if right >= _PROOF * (len(outgoing) + len(incoming)):
            columns["originating_msisdn"], columns["terminating_msisdn"] = turned
            return


def _are_numbers(column: Cells) -> bool:
    values = [v for v in column if v is not None]
    good = sum(
        bool(_NUMBER.fullmatch(v)) and len(re.sub(r"\D", "", v)) in _DIGITS and read_day(v) is None for v in values
    )
    return bool(values) and good >= 0.7 * len(values)


def _tail(value: str | None) -> str:
    digits = re.sub(r"\D", "", value or "")
    return digits[-_ALIKE:] if len(digits) >= _ALIKE else ""


def _tails(column: Cells) -> set[str]:
    return {tail for value in column if (tail := _tail(value))}


def _share_of_commonest(column: Cells) -> float:
    counts = Counter(tail for value in column if (tail := _tail(value)))
    return counts.most_common(1)[0][1] / max(sum(v is not None for v in column), 1) if counts else 0.0
