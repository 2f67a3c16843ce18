"""Calls: texts to who, whom, when, how long, by what; over distinct values wherever they repeat."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from netinvest.errors import InputRefused
from netinvest.ingest.call_rows import SERVICES, CallRows
from netinvest.ingest.cell_site import Cells, cell_told
from netinvest.ingest.clock import read_duration
from netinvest.ingest.coded import Coded, nothing
from netinvest.ingest.device import ReadCodes, devices, subscriptions
from netinvest.ingest.duration import figures_as_written, in_seconds, unit_of, with_minutes
from netinvest.ingest.moment import ORDER_WORDS, WHY, Reader
from netinvest.ingest.moment_parts import flat, parts
from netinvest.ingest.offset import with_offsets
from netinvest.ingest.party import NOBODY, Parties
from netinvest.ingest.place import coordinates
from netinvest.ingest.telephone import E164, Telephones, country_told
from netinvest.ingest.typist import Context, Failures, Typed, at
from netinvest.ingest.word import Words
from netinvest.ingest.zone import NOTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from netinvest.ingest.moment_parts import Parts
    from netinvest.ingest.recognise import Recognition
    from netinvest.loading.loader import Texts

_PARTIES = ("originating_msisdn", "terminating_msisdn", "target_msisdn", "other_msisdn", "a_party", "b_party")
_DAY, _WEEK = 86400, 7 * 86400
_NO_SERVICE = -2
_DECISIVE = 0.9
_HALF = 0.5
_UNKNOWN_WORDS = 0.05
_FEW = 10


def _text_at(array: pa.Array) -> Callable[[int], str | None]:
    return lambda place: array[place].as_py()


class CallTypist:
    """Reads one file of call records.

    Args:
        recognition: What it was recognised as.
        context: Country, zone, nulls.
    """

    identity = (
        "originating_msisdn, terminating_msisdn, forwarded_to_msisdn, answered_at_utc, duration_s, service, "
        "imsi, imei, first_cell, last_cell"
    )

    def __init__(self, recognition: Recognition, context: Context) -> None:
        self._profile = recognition.loader.profile
        self._context = context
        self._fixed = {**self._profile.fixed, **recognition.told}
        self._columns = set(recognition.columns) | set(self._fixed)
        self._words = Words(self._profile)
        country = context.country or country_told(recognition.preamble)
        self._country_told = None if context.country else country
        self._cell_told = None if "first_cell" in self._columns else cell_told(recognition.preamble)
        self._telephones = Telephones(country)
        self._reader = Reader(self._profile.time.order, context, "answered_at")
        self._ends = Reader(self._profile.time.order, context, "ended_at")
        self._parties: Parties | None = None
        self._a_is: str | None = self._profile.direction.a_party
        self._own = "target_msisdn" if "target_msisdn" in self._columns else "a_party"
        self._other = next((c for c in ("other_msisdn", "b_party", "terminating_msisdn") if c in self._columns), "")
        self._sessions = self._fixed.get("service") == "data"
        self._by_role = {"originating_msisdn", "terminating_msisdn"} <= self._columns
        self._by_letters = not self._by_role and {"a_party", "b_party"} <= self._columns and self._own == "a_party"
        self._cells = Cells(context.nulls)
        self._unit = unit_of(recognition)
        self._marked = np.zeros(len(NOTES), np.int64)
        self._rows = self._wordless = 0
        self._set_aside = 0
        self._lasting_words: set[str] = set()

    @property
    def settled(self) -> bool:
        """Whether numbers, dates and parties can be read."""
        return self._parties is not None and self._reader.settled

    def observe(self, texts: Texts) -> None:
        """See what a block tells: day and month, telephone numbers or pseudonyms, caller or customer."""
        if not self.settled:
            found = parts(texts.table, "answered", self._context.nulls)
            if found is not None:
                self._reader.observe(found.days, texts.rows)
        if self._parties is not None:
            return
        numbering = self._profile.numbering
        if numbering == "infer":
            columns = [self._texts(texts, name) for name in _PARTIES if name in self._columns]
            self._parties = Parties.told_by(columns, self._telephones, self._context.nulls)
        else:
            self._parties = Parties(self._telephones, opaque=numbering == "opaque")
        if self._by_letters and self._a_is is None and "direction" in self._columns:
            self._a_is = self._told_by_values(texts)

    def _told_by_values(self, texts: Texts) -> str | None:
        """Whether A is the caller or the customer: where do those stand in incoming rows who make outgoing calls?"""
        direction, _ = self._directed(texts)
        a, b = self._party(texts, "a_party"), self._party(texts, "b_party")
        a, b = a[direction >= 0], b[direction >= 0]
        incoming = direction[direction >= 0] == 1
        if not incoming.any() or incoming.all():
            # one direction only: whoever stands in every row is the customer
            shares = [np.bincount(side).max() / len(side) if len(side) else 0 for side in (a, b)]
            if max(shares) < _DECISIVE or shares[0] == shares[1]:
                return "originating"
            target_is_a = shares[0] > shares[1]
            return "target" if incoming.any() and target_is_a else "originating"
        callers = np.unique(a[~incoming])
        in_a, in_b = np.isin(a[incoming], callers).mean(), np.isin(b[incoming], callers).mean()
        if in_b >= in_a:
            return "originating" if in_b >= _DECISIVE or in_b > in_a else None
        return "target" if in_a >= _DECISIVE or in_a > 2 * in_b else None

    def _coded(self, texts: Texts, name: str) -> Coded:
        if name in self._fixed:
            value = self._fixed[name].replace("{file}", self._context.name.split(".")[0])
            return Coded(np.zeros(len(texts.rows), np.int32), [value], [value])
        if name not in texts.table.column_names:
            return nothing(len(texts.rows))
        return Coded.of(texts.table.column(name), self._context.nulls)

    def _directed(self, texts: Texts) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Direction (-1 unknown, 0 out, 1 in) and service (-1 none, -2 unknown word, else index)."""
        rows = len(texts.rows)
        direction, service = np.full(rows, -1, np.int8), np.full(rows, -1, np.int8)
        if self._sessions:
            return np.zeros(rows, np.int8), np.full(rows, SERVICES.index("data"), np.int8)
        unknown = np.zeros(rows, bool)
        for name in ("service", "direction"):
            column = self._coded(texts, name)
            if not column.values:
                continue
            read = [None if value is None else self._words.read(value) for value in column.values]
            ways = [-1 if w is None or w.direction is None else int(w.direction == "in") for w in read] + [-1]
            kinds = [-1 if w is None or w.service is None else SERVICES.index(w.service) for w in read] + [-1]
            way, kind = np.array(ways, np.int8)[column.codes], np.array(kinds, np.int8)[column.codes]
            if name == "service":
                silent = [w is not None and w.service is None and w.direction is None for w in read] + [False]
                unknown = np.array(silent)[column.codes]
            # the column for it goes before the other
            direction = np.where(way >= 0, way, direction) if name == "direction" else way
            service = np.where((service < 0) & (kind >= 0), kind, service)
        return direction, np.where(unknown & (service < 0), _NO_SERVICE, service)

    def type(self, texts: Texts) -> Typed:  # noqa: PLR0915 - one column after the other
        """Read a block."""
        assert self._parties is not None  # noqa: S101 - observed before
        rows = texts.rows
        failures = Failures(rows)
        parties = self._parties
        direction, service = self._directed(texts)
        originating, terminating = self._sides(texts, direction, failures)
        forwarded = self._party(texts, "forwarded_to_msisdn")
        nobody = ~parties.is_known(originating) & ~parties.is_known(terminating)
        for side, name in ((originating, "originating_msisdn"), (terminating, "terminating_msisdn")):
            damaged = parties.is_damaged(side)
            if damaged.any():
                texts_of = parties.originals(side)
                failures.add(damaged, name, _text_at(texts_of), "is a number that a spreadsheet has rounded")
        spoken = service != SERVICES.index("data")  # sessions have one party
        failures.add(nobody & spoken, "originating_msisdn", lambda _: None, "neither party is given")
        # a word such as "withheld" is somebody whose number is not shown; nothing at all is a row that lost its party
        for side, word in ((originating, "originating"), (terminating, "terminating")):
            failures.add((side == NOBODY) & spoken, f"{word}_msisdn", lambda _: None, f"no {word} number")
        found = parts(texts.table, "answered", self._context.nulls)
        if found is None:
            raise InputRefused("there is no column for the time of the call", where=self._context.name)
        if "utc_offset" in self._columns and found.times is not None:
            found = replace(
                found, times=with_offsets(found.times, self._coded(texts, "utc_offset"), self._context.zone)
            )
        self._reader.observe(found.days, rows)
        moments = self._reader.read(found)
        for reason in range(1, len(WHY)):
            where = moments.bad & (moments.reasons == reason)
            failures.add(where, "answered_at", lambda p: found.original[p].as_py(), WHY[reason])
        duration_text = self._coded(texts, "duration")
        seconds, as_written = self._durations(duration_text, failures), figures_as_written(duration_text, self._unit)
        if "duration_minutes" in self._columns:
            seconds = with_minutes(seconds, self._coded(texts, "duration_minutes"))
        if not duration_text.values and (ended := parts(texts.table, "ended", self._context.nulls)) is not None:
            seconds = self._spans(found, ended, moments.seconds)
        kind_text = self._coded(texts, "service" if "service" in self._columns else "direction")
        service = self._lasting(kind_text, service, seconds)
        failures.add(service == _NO_SERVICE, "service", at(kind_text), "is no service that is known")
        service = np.where(service < 0, 0, service).astype(np.int8)
        remarks: list[tuple[int, str, str | None, str]] = []
        prefix = "originating_" if "originating_imei" in self._columns or "originating_imsi" in self._columns or (
            "originating_cell" in self._columns) else ""  # fmt: skip
        imei = self._identified(texts, f"{prefix}imei", devices, remarks)
        imsi = self._identified(texts, f"{prefix}imsi", subscriptions, remarks)
        area = self._coded(texts, "cell_area")
        cell_text = self._coded(texts, "originating_cell" if prefix else "first_cell")
        if self._cell_told and not cell_text.values:  # a tower dump: all rows are of one cell
            cell_text = Coded(np.zeros(len(rows), np.int32), [self._cell_told], [self._cell_told])
        first_cell = self._cells.read(cell_text, area)
        last_cell = self._cells.read(self._coded(texts, "last_cell"), area)
        seen = (imei != 0) | (imsi != 0) | first_cell.present() | last_cell.present()
        whose = np.zeros(len(rows), np.int8) if prefix else direction
        latitude, longitude = coordinates(texts.table, self._context.nulls)
        read = CallRows(
            rows, parties, originating, terminating, forwarded, moments, found, seconds,
            None if as_written else self._durations_written(duration_text), service,
            kind_text.shared([None if v in SERVICES else v for v in kind_text.values]),
            np.where(seen, whose, -1).astype(np.int8), imsi, imei, first_cell, last_cell, latitude, longitude,
        )  # fmt: skip
        self._rows += len(rows)
        self._set_aside += len(remarks)
        good = ~failures.bad
        self._marked += np.bincount(moments.marks[good], minlength=len(NOTES))
        bad_rows = {refused[0] for refused in failures.refused}
        remarks = [remark for remark in remarks if remark[0] not in bad_rows]
        shown = partial(read.shown, good)
        return Typed(read.tables(good), failures.refused, remarks, read.keys()[good], rows[good], shown)

    def _party(self, texts: Texts, name: str) -> NDArray[np.int32]:
        """The parties of a column, by ordinal."""
        assert self._parties is not None  # noqa: S101 - observed before
        if name in texts.table.column_names and name not in self._fixed:
            column = flat(texts.table.column(name))
            if pa.types.is_string(column.type):
                return self._parties.read(column, self._context.nulls)
        return self._parties.ordinals(self._coded(texts, name))

    def _texts(self, texts: Texts, name: str) -> pa.Array:
        """A column as Arrow text."""
        if name in texts.table.column_names and name not in self._fixed:
            column = flat(texts.table.column(name))
            return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        return self._coded(texts, name).text()

    def _durations_written(self, column: Coded) -> pa.Array:
        """Durations as the file has them, where they are not the seconds that they stand for."""
        plain = [None if v is None or (v == str(read_duration(v)) and self._unit == 1) else v for v in column.values]
        return column.text(plain)

    def _sides(
        self, texts: Texts, direction: NDArray[np.int8], failures: Failures
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Originating and terminating parties."""
        if self._by_role:
            return self._party(texts, "originating_msisdn"), self._party(texts, "terminating_msisdn")
        if self._by_letters:
            a, b = self._party(texts, "a_party"), self._party(texts, "b_party")
            if "direction" not in self._columns or self._a_is == "originating":
                return a, b
            if self._a_is is None:
                raise InputRefused(
                    "the values do not tell whether the A party is the caller or the customer",
                    where=self._context.name,
                    remedy="ask the sender, write a profile (netinvest profile FILE --write my.toml), say a_party, "
                    "and load with --as my.toml",
                )
            own, other = a, b
        else:
            own, other = self._party(texts, self._own), self._party(texts, self._other)
        unknown = direction < 0
        self._wordless += int(unknown.sum())
        failures.add(unknown, "direction", at(self._coded(texts, "direction")), "is no direction that is known")
        incoming = direction == 1
        return np.where(incoming, other, own), np.where(incoming, own, other)

    def _durations(self, column: Coded, failures: Failures) -> NDArray[np.int32]:
        """Seconds, -1 for none."""
        figures = column.figures() if self._unit == 1 else None
        if figures is not None and figures.min() >= 0 and figures.max() <= _WEEK:
            return np.append(figures, -1).astype(np.int32)[column.codes]
        if not column.values:
            return np.full(len(column.codes), -1, np.int32)
        read = [None if value is None else in_seconds(value, self._unit) for value in column.values]
        table = np.array([-1 if s is None or not 0 <= s <= _WEEK else s for s in read] + [-1], np.int32)
        if any(s is None or not 0 <= s <= _WEEK for s, v in zip(read, column.values, strict=True) if v is not None):
            pairs = list(zip(read, column.values, strict=True))
            for reason, wrong in (
                ("is no duration", [s is None and v is not None for s, v in pairs]),
                ("is negative", [s is not None and s < 0 for s, _ in pairs]),
                ("is longer than seven days", [s is not None and s > _WEEK for s, _ in pairs]),
            ):
                failures.add(np.array([*wrong, False])[column.codes], "duration_s", at(column), reason)
        return table[column.codes]

    def _lasting(self, words_: Coded, service: NDArray[np.int8], seconds: NDArray[np.int32]) -> NDArray[np.int8]:
        """A word for a service that nobody knows, over rows of which most last, is a word for calls."""
        unknown = (service == _NO_SERVICE) & (words_.codes >= 0)
        if not unknown.any():
            return service
        codes = words_.codes[unknown]
        size = len(words_.values)
        of, lasting = np.bincount(codes, minlength=size), np.bincount(codes[seconds[unknown] > 0], minlength=size)
        for code in np.flatnonzero(of):
            if lasting[code] > _HALF * of[code]:
                self._lasting_words.add(str(words_.values[code]))
        voice = np.array([value in self._lasting_words for value in words_.values] + [False])
        return np.where(unknown & voice[words_.codes], SERVICES.index("voice"), service).astype(np.int8)

    def _spans(self, answered: Parts, ended: Parts, start: NDArray[np.int64]) -> NDArray[np.int32]:
        """Seconds from the start to the end, where no column gives a duration; -1 where there is none."""
        self._ends.order = self._reader.order
        end = self._ends.read(ended if ended.days.values else replace(ended, days=answered.days))
        span = end.seconds - start
        if not ended.days.values:  # a time of day: it may be past midnight
            span = np.where(span < 0, span + _DAY, span)
        return np.where(end.bad | (span < 0) | (span > _WEEK), -1, span).astype(np.int32)

    def _identified(
        self, texts: Texts, name: str, read: ReadCodes, remarks: list[tuple[int, str, str | None, str]]
    ) -> NDArray[np.int64]:
        """A column of device or subscription numbers, coded; what is none is set aside."""
        if name not in texts.table.column_names or name in self._fixed:
            column = self._coded(texts, name).text()
        else:
            column = flat(texts.table.column(name))
        codes, wrong = read(column, self._context.nulls)
        remarks.extend((int(texts.rows[place]), name, value, why) for place, value, why in wrong)
        return codes

    def facts(self) -> dict[str, str]:
        """What a profile may declare of such files: the order of dates, what the A party is."""
        found = {"order": self._reader.order, "a_party": self._a_is if self._by_letters else None}
        return {key: value for key, value in found.items() if value}

    def conclude(self) -> list[str]:
        """What the reader should know."""
        self._reader.conclude()
        if self._wordless > _UNKNOWN_WORDS * max(self._rows, 1) and self._wordless > _FEW:
            raise InputRefused(
                f"the direction of {self._wordless} of {self._rows} rows is written in words that are not known",
                where=self._context.name,
                remedy="write a profile (netinvest profile FILE --write my.toml), list its words there under incoming "
                "and outgoing, and load with --as my.toml",
            )
        notes = [f"times are read in {self._context.zone} ({self._context.zone_basis}) where they name no offset"]
        if self._reader.order is not None:
            notes.append(f"dates are {ORDER_WORDS[self._reader.order]} ({self._reader.because})")
        notes.extend(
            f"{int(self._marked[mark])} local times are {NOTES[mark]} (a clock change)"
            for mark in range(1, len(NOTES))
            if self._marked[mark]
        )
        return notes + self._told()

    def _told(self) -> list[str]:
        """What was read into values that do not say it themselves."""
        notes = []
        if self._parties is not None and self._parties.opaque:
            notes.append("parties are kept as they are written: most are no telephone numbers")
        elif self._parties is not None:
            others = sum(count for kind, count in self._parties.kinds().items() if kind != E164)
            if others:
                notes.append(f"parties that are service numbers, sender names or no full numbers: {others}")
        if self._by_letters and self._a_is is not None:
            notes.append(f"the A party is the {'caller' if self._a_is == 'originating' else 'customer'}")
        if self._country_told:
            notes.append(f"national numbers are read as of {self._country_told}, as the preamble's number is")
        if self._cell_told:
            notes.append("the cell is the preamble's: a tower dump")
        if self._lasting_words:
            notes.append(
                f"{len(self._lasting_words)} words for a service are read as voice: not known, but their rows last"
            )
        if self._set_aside:
            notes.append(f"{self._set_aside} device or subscription numbers are set aside")
        return notes
