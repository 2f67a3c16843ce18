"""How one file will be read: what it is, by which profile, in which blocks."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.errors import InputRefused, UnrecognisedFormat, UsageError
from netinvest.ingest import workbook
from netinvest.ingest.coded import null_marks
from netinvest.ingest.date_order import declared_order, order_elsewhere
from netinvest.ingest.delimited import Delimited, Layout
from netinvest.ingest.edge import NEAR, is_edge
from netinvest.ingest.encoding import Encoding, blocks, detect
from netinvest.ingest.json_rows import JsonRows, looks_like_json
from netinvest.ingest.opening import head_of, opened
from netinvest.ingest.recognise import Recognition, grids, recognise
from netinvest.ingest.typist import Context, Typed, Typist
from netinvest.loading.kind import RecordKind
from netinvest.loading.loader import Loader, Sample, Texts, installed_loaders
from netinvest.loading.pattern import found as found_in
from netinvest.loading.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netinvest.ingest.write import Writer

_PLAIN = frozenset(
    {
        "answered_at", "answered_time", "booked_at", "posted_at", "title", "body", "remittance_information", "url",
        "originating_msisdn", "terminating_msisdn", "target_msisdn", "other_msisdn", "a_party", "b_party",
        "imei", "imsi", "originating_imei", "originating_imsi",
    }
)  # fmt: skip
"""Columns with about as many values as rows: to code them costs more than it spares."""


@dataclass
class Plan:
    """A file on its way into the ledger.

    Attributes:
        profile: What reads it.
        typist: Turns its texts into records.
        texts: Makes the blocks of texts, from the beginning.
        media: csv, jsonl, json, xlsx, or what a loader of its own reads; ``+gzip`` where compressed.
        options: How it was read: encoding, delimiter, zone, mapping.
        unread: Headings that are not known.
        lines, structural, footers, notes: Known once it has run.
        parts: Of a file that holds records of several kinds: how those of the other kinds are read.
    """

    profile: Profile
    typist: Typist
    texts: Callable[[Plan], Iterator[Texts]]
    media: str
    because: str
    options: dict[str, Any]
    lines: int = 0
    structural: int = 0
    footers: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    name: str = ""
    unread: tuple[str, ...] = ()
    parts: tuple[Plan, ...] = ()

    def run(self, writer: Writer, progress: Callable[[int], None] | None) -> int:
        """Read the file to its end and write its records.

        Returns:
            How many rows it has.

        Raises:
            InputRefused: It cannot be read to its end, or not be understood.
        """
        source = self.texts(self)
        waiting: list[Texts] = []
        for texts in source:
            waiting.append(texts)
            self.typist.observe(texts)
            if self.typist.settled:
                break
        if not self.typist.settled:
            self.typist.conclude()  # says what is missing
        seen = len(waiting)
        rows = 0

        def typed() -> Iterator[Typed]:
            nonlocal rows
            for place, texts in enumerate(chain(_emptied(waiting), source)):
                if place >= seen:
                    self.typist.observe(texts)
                writer.refuse(list(texts.refused))
                self.structural += texts.structural
                rows += len(texts.rows) + len(texts.refused)
                yield self.typist.type(texts)
                if progress is not None:
                    progress(rows)

        writer.write(typed())
        if not rows:
            return 0
        self.notes = self.typist.conclude()
        if self.unread:
            self.notes.append(f"not read, because the heading is not known: {', '.join(self.unread)}")
        return rows


def _emptied(waiting: list[Texts]) -> Iterator[Texts]:
    """Each block once, let go of as it is given."""
    waiting.reverse()
    while waiting:
        yield waiting.pop()


def plan(  # noqa: C901 - one question after another
    path: Path,
    sha256: str,
    *,
    country: str | None,
    time_zone: str | None,
    profile: str | None = None,
    date_order: str | None = None,
    encoding: Encoding | None = None,
) -> Plan:
    """Recognise a file.

    Raises:
        InputRefused: It is empty, damaged, no known container, or not recognised.
        UsageError: The profile asked for does not exist or is not valid.
    """
    head, media = head_of(path)
    name = path.name
    if not head.strip(b"\r\n\t \0\xef\xbb\xbf\xff\xfe"):
        raise InputRefused("the file is empty" if not head else "the file holds nothing", where=name)
    loaders = [_named(profile)] if profile else list(installed_loaders())
    forced = profile is not None
    suffix = "+gzip" if media == "gzip" else ""

    def context(found: Profile, named: str | None, table: Recognition | None = None) -> Context:
        declared = found.time.zone
        zone, basis = (
            (declared, "the profile's") if declared
            else (named, table.zone_basis if table is not None else "the heading's") if named
            else (time_zone, "the case's") if time_zone else ("UTC", "none is known")
        )  # fmt: skip
        order, elsewhere = date_order, None
        if table is not None:
            order = order or declared_order([*table.preamble, *table.heading])
            sample = table.grid.rows[table.first_row :] if table.heading_row >= 0 else ()
            elsewhere = order_elsewhere(sample, set(table.columns.values()))
        return Context(
            name,
            country,
            zone,
            basis,
            null_marks(found.table.nulls),
            sha256,
            order,
            elsewhere,
            date_order is not None,
            path.parent,
        )

    if workbook.is_workbook(head):
        return _workbook(path, loaders, context, forced=forced, suffix=suffix)
    if head.startswith((b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"7z\xbc\xaf", b"Rar!")):
        raise InputRefused(
            "the file is an archive, an image or a PDF", where=name, remedy="unpack or export it as CSV or XLSX"
        )
    written = encoding or detect(head, name)
    text = head.decode("utf-8" if written.name == "utf-8-sig" else written.name, "ignore").removeprefix("\ufeff")
    if own := _by_sample(Sample(name, head, text), loaders):
        loader, because = own
        first, *others = [
            _streamed(part, path, context(part.profile, None), f"{loader.name}{suffix}", because)
            for part in loader.parts or (loader,)
        ]
        return replace(first, parts=tuple(others))
    if looks_like_json(text):
        return _json(path, text, written, loaders, context, forced=forced, suffix=suffix)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(head) >= 256 * 1024:
        text = text[: text.rfind("\n") + 1] or text
    cut = grids(text.replace("\0", "\ufffd"))
    if not cut:
        raise UnrecognisedFormat(
            f"the file is not recognised: its lines have no columns (tried {', '.join(RecordKind)})", where=name,
            remedy="export it as CSV, JSON Lines or XLSX",
        )  # fmt: skip
    found = recognise(cut, loaders, name, forced=forced)
    layout = Layout(
        found.grid.delimiter, found.first_row, found.width, found.columns,
        frozenset(_PLAIN & found.columns.keys()), found.heading,
    )  # fmt: skip
    options = {"encoding": written.name, "delimiter": found.grid.delimiter, **_options(found)}

    def delimited(made: Plan) -> Iterator[Texts]:
        stream, _ = opened(path)
        reader = Delimited(layout)
        with stream:
            yield from reader.read(blocks(stream, written.name, name))
        made.lines = reader.lines
        own = found.loader.profile.table.footer
        tail = [(row, line, next(csv.reader([line], delimiter=layout.delimiter), [])) for row, line in reader.tail]
        under = found.grid.rows[found.first_row : found.first_row + NEAR]
        made.footers = [
            (row, line) for row, line, cells in tail if is_edge(cells) or any(found_in(p, [line])[0] for p in own)
        ] + [(found.first_row + place + 1, "") for place, cells in enumerate(under) if is_edge(cells)]

    because = f"{found.because}; encoding {written.name}: {written.because}"
    made_context = context(found.loader.profile, found.zone, found)
    return Plan(
        found.loader.profile, typist(found, made_context), delimited, f"csv{suffix}", because,
        {**options, "time_zone": made_context.zone, "time_zone_basis": made_context.zone_basis}, name=name,
        unread=found.unread,
    )  # fmt: skip


def _streamed(loader: Loader, path: Path, context: Context, media: str, because: str) -> Plan:
    """For a loader that reads the bytes itself."""
    reads = loader.read
    if reads is None:
        raise UsageError(f"the loader {loader.name} cannot read", where=path.name)

    def texts(made: Plan) -> Iterator[Texts]:
        stream, _ = opened(path)
        with stream:
            for block in reads(stream, path.name):
                made.lines += len(block.rows) + len(block.refused) + block.structural
                yield block

    typist = _typist_for_columns(loader, context)
    return Plan(loader.profile, typist, texts, media, because, {}, name=path.name)


def _options(found: Recognition) -> dict[str, Any]:
    mapping = {c: found.heading[p] if p < len(found.heading) else p for c, p in sorted(found.columns.items())}
    return {"heading_row": found.heading_row + 1, "mapping": mapping, "sheet": found.grid.sheet or None}


def _named(profile: str) -> Loader:
    for loader in installed_loaders():
        if loader.name == profile:
            return loader
    if profile.endswith(".toml") or Path(profile).is_file():
        return Loader(Profile.read(profile))
    known = ", ".join(loader.name for loader in installed_loaders())
    raise UsageError("there is no profile of this name", remedy=f"use one of {known}, or the path of a TOML file")


def _by_sample(sample: Sample, loaders: list[Loader]) -> tuple[Loader, str] | None:
    """The loader of its own that is surest of a sample."""
    scored = [(*loader.recognise(sample), loader) for loader in loaders if loader.recognise is not None]
    best = max(scored, key=lambda entry: (entry[0], entry[2].name), default=None)
    return (best[2], best[1]) if best is not None and best[0] >= 0.5 else None  # noqa: PLR2004


def typist(found: Recognition, context: Context) -> Typist:
    """Who reads records of this kind."""
    kind = found.loader.profile.kind
    if kind == RecordKind.CALLS:
        from netinvest.ingest.calls import CallTypist

        return CallTypist(found, context)
    if kind == RecordKind.TRANSFERS:
        from netinvest.ingest.transfers import TransferTypist

        return TransferTypist(found, context)
    if kind == RecordKind.ADVERTISEMENTS:
        from netinvest.ingest.advertisements import AdvertisementTypist

        return AdvertisementTypist(found, context)
    from netinvest.ingest.subjects import SubjectTypist

    return SubjectTypist(found, context)


def _typist_for_columns(loader: Loader, context: Context) -> Typist:
    """For a loader that names its columns itself."""
    from netinvest.ingest.recognise import Grid
    from netinvest.loading.kind import COLUMNS

    named = loader.profile.columns or COLUMNS[loader.profile.kind]
    columns = {name: place for place, name in enumerate(named) if name != "ignored"}
    return typist(Recognition(loader, Grid([]), columns, -1, 0, len(columns), 1.0, ""), context)


def _json(
    path: Path, text: str, written: Encoding, loaders: list[Loader], context: Callable[..., Context],
    *, forced: bool, suffix: str,
) -> Plan:  # fmt: skip
    rows = JsonRows(path, written.name)
    found = recognise([rows.grid(text)], loaders, path.name, forced=forced)
    keys = {column: found.heading[place] for column, place in found.columns.items()}
    made_context = context(found.loader.profile, found.zone, found)

    def read(made: Plan) -> Iterator[Texts]:
        yield from rows.read(keys)
        made.lines = rows.lines

    options = {"encoding": written.name, **_options(found), "time_zone": made_context.zone}
    return Plan(
        found.loader.profile, typist(found, made_context), read, f"{rows.media}{suffix}", found.because, options,
        name=path.name, unread=found.unread,
    )  # fmt: skip


def _workbook(path: Path, loaders: list[Loader], context: Callable[..., Context], *, forced: bool, suffix: str) -> Plan:
    book = workbook.Workbook(path)
    found = recognise(book.grids(), loaders, path.name, forced=forced)
    made_context = context(found.loader.profile, found.zone, found)

    def read(made: Plan) -> Iterator[Texts]:
        yield from book.read(found, loaders)
        made.lines = book.lines
        made.footers = [(row, "") for row, cells in book.edges if is_edge(cells)]

    options = {**_options(found), "time_zone": made_context.zone, "sheets": book.names}
    because = f"{found.because}, sheet {found.grid.sheet!r}"
    return Plan(
        found.loader.profile,
        typist(found, made_context),
        read,
        f"xlsx{suffix}",
        because,
        options,
        name=path.name,
        unread=found.unread,
    )
