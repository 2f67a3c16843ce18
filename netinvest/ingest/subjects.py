"""Registers of people: who somebody is in the case, and the identifiers that are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ingest.category_words import read_category
from netinvest.ingest.cells import set_aside, spread
from netinvest.ingest.coded import Coded, nothing
from netinvest.ingest.identifier_text import SITES, identifiers_of, kind_named
from netinvest.ingest.moment import ORDER_WORDS, WHY, Reader
from netinvest.ingest.moment_parts import parts
from netinvest.ingest.telephone import Telephones
from netinvest.ingest.typist import Context, Failures, Refused, Typed, at, mix, stable_hash
from netinvest.model.identifier import IdentifierKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from netinvest.ingest.recognise import Recognition
    from netinvest.loading.loader import Texts

_DATES = ("birth_date", "valid_from", "valid_to")
_KINDS: dict[str, IdentifierKind | None] = {**{kind.value: kind for kind in IdentifierKind}, "identifier": None}
_KINDS |= {f"{name}_{n}": _KINDS[name] for name in ("phone", "account", "email", "identifier") for n in (2, 3)}
_TEXTS = ("subject_id", "name", "given_name", "family_name", "category", "basis", "address")
_NAMES = frozenset({"name", "given_name", "family_name"})
_COLUMNS = {"kind": pa.string(), "value": pa.string(), "original": pa.string()}


class SubjectTypist:
    """Reads one register.

    Args:
        recognition: What it was recognised as.
        context: Country, zone, nulls.
    """

    identity = "subject_id, name, category_original, basis, birth_date, address"

    def __init__(self, recognition: Recognition, context: Context) -> None:
        self._profile = recognition.loader.profile
        self._context = context
        self._telephones = Telephones(context.country)
        # one order of day and month holds for all columns of a file
        self._reader = Reader(self._profile.time.order, context, "birth_date")
        self._unknown_words: set[str] = set()
        self._set_aside = 0

    @property
    def settled(self) -> bool:
        """Whether the dates can be read."""
        return self._reader.order is not None

    def observe(self, texts: Texts) -> None:
        """See what a block says about the order of dates."""
        for column in _DATES:
            found = parts(_dated(texts.table, column), "found", self._context.nulls)
            if found is not None:
                self._reader.observe(found.days, texts.rows, column)

    def conclude(self) -> list[str]:
        """What the reader should know."""
        self._reader.conclude()
        notes = []
        if self._reader.order is not None:
            notes.append(f"dates are {ORDER_WORDS[self._reader.order]} ({self._reader.because})")
        if self._unknown_words:
            notes.append(f"{len(self._unknown_words)} words for a category are not known and give none")
        if self._set_aside:
            notes.append(f"{self._set_aside} dates or identifiers are set aside")
        return notes

    def type(self, texts: Texts) -> Typed:
        """Read a block."""
        failures = Failures(texts.rows)
        remarks: list[Refused] = []
        dates = {column: self._date(texts, column, remarks) for column in _DATES}
        columns = {name: self._column(texts, name) for name in _TEXTS}
        found, unread = self._identifiers(texts)
        has_one = np.zeros(len(texts.rows), bool)
        has_one[found["place"].to_numpy()] = True
        for where, name, column, reason in unread:
            failures.add(where & ~has_one, name, at(column), reason)  # its only identifier
            remarks += set_aside(where & has_one, texts.rows, name, column, reason)
        name = _whole_name(columns)
        named = columns["subject_id"].present() | pc.is_valid(name).to_numpy(zero_copy_only=False)
        failures.add(~named & ~has_one, "name", lambda _: None, "and identifiers are missing")
        category = columns["category"]
        read = [None if v is None else read_category(v) for v in category.values]
        self._unknown_words |= {v for v, c in zip(category.values, read, strict=True) if v is not None and c is None}
        table = pa.table(
            {
                "row": pa.array(texts.rows),
                "subject_id": columns["subject_id"].text(),
                "name": name,
                "category": category.text([None if c is None else c.value for c in read]),
                "category_original": category.text(),
                "basis": columns["basis"].text(),
                "birth_date": dates["birth_date"].cast(pa.timestamp("s")).cast(pa.date32()),
                "address": columns["address"].text(),
            }
        )
        place = found["place"]
        identifiers = pa.table(
            {
                "row": pa.array(texts.rows).take(place),
                **{n: found[n] for n in _COLUMNS},
                "valid_from_utc": dates["valid_from"].take(place),
                "valid_to_utc": dates["valid_to"].take(place),
            }
        )
        good = ~failures.bad
        bad_rows = set(texts.rows[failures.bad].tolist())
        remarks = [remark for remark in remarks if remark[0] not in bad_rows]
        self._set_aside += len(remarks)
        kept = identifiers.filter(pa.array(good).take(place)).sort_by(
            [(n, "ascending") for n in ("row", "kind", "value")]
        )
        return Typed(
            {"subject": table.filter(pa.array(good)), "subject_identifier": kept},
            failures.refused,
            remarks,
            self._keys(texts)[good],
        )

    def _keys(self, texts: Texts) -> NDArray[np.uint64]:
        """A row that repeats another in every column is the same."""
        keys = np.zeros(len(texts.rows), np.uint64)
        for name in sorted(set(texts.table.column_names) - {"ignored"}):
            keys = mix(keys, self._column(texts, name).lookup(stable_hash, np.uint64, 0))
        return keys

    def _column(self, texts: Texts, name: str) -> Coded:
        if name in texts.table.column_names:
            column = Coded.of(texts.table.column(name), self._context.nulls)
            return column.of_names(self._profile.table.nulls) if name in _NAMES else column
        rows = len(texts.rows)
        fixed = self._profile.fixed.get(name)
        return Coded(np.zeros(rows, np.int32), [fixed], [fixed]) if fixed else nothing(rows)

    def _date(self, texts: Texts, column: str, remarks: list[Refused]) -> pa.Array:
        """Timestamps of a column; what is no date is set aside."""
        rows = len(texts.rows)
        found = parts(_dated(texts.table, column), "found", self._context.nulls)
        if found is None:
            return pa.nulls(rows, pa.timestamp("us"))
        moments = self._reader.read(found)
        written = Coded.of(found.original, self._context.nulls)
        for reason in range(1, len(WHY)):
            wrong = (moments.reasons == reason) & written.present()
            remarks += set_aside(wrong, texts.rows, column, written, WHY[reason])
        return pa.array(moments.seconds * 1_000_000, pa.int64(), mask=moments.bad).cast(pa.timestamp("us"))

    def _identifiers(self, texts: Texts) -> tuple[pa.Table, list[tuple[NDArray[np.bool_], str, Coded, str]]]:
        """Every identifier with its place in the block; and where a cell holds one that cannot be read."""
        pieces = []
        unread: list[tuple[NDArray[np.bool_], str, Coded, str]] = []
        for name, kind in _KINDS.items():
            column = self._column(texts, name)
            if not column.values:
                continue
            kinds: list[IdentifierKind | None] = [kind]
            sites: list[str] = [""]
            kind_codes = np.zeros(len(texts.rows), np.int64)
            if kind is None:
                named = self._column(texts, "identifier_kind")
                kinds = [None if v is None else kind_named(v) for v in named.values] + [None]
                sites = [f"{v}: " if v is not None and v.casefold() in SITES else "" for v in named.values] + [""]
                kind_codes = np.where(named.codes < 0, len(kinds) - 1, named.codes)
            # each distinct cell is read once for each kind it stands under
            pairs, which = np.unique(np.stack([column.codes, kind_codes]), axis=1, return_inverse=True)
            which = which.reshape(-1)
            things: list[list[tuple[str, str, str | None]]] = []
            reasons: list[str | None] = []
            for code, said in zip(*pairs.tolist(), strict=True):
                cell = f"{sites[said]}{column.values[code]}" if code >= 0 and column.values[code] is not None else None
                read = [] if cell is None else list(identifiers_of(cell, kinds[said], self._telephones))
                things.append(
                    [
                        (str(i.kind), i.value, o.removeprefix(sites[said]) if o != i.value else None)
                        for i, o, _ in read
                        if i is not None
                    ]
                )
                reasons.append(next((why for _, _, why in read if why), None))
            pieces.append(spread(things, which, _COLUMNS))
            unread += [
                (np.array([r == reason for r in reasons])[which], name, column, reason)
                for reason in sorted({r for r in reasons if r})
            ]
        empty = pa.schema([("place", pa.int64()), *_COLUMNS.items()]).empty_table()
        return pa.concat_tables([empty, *pieces]).combine_chunks(), unread


def _whole_name(columns: dict[str, Coded]) -> pa.Array:
    """The name, else given and family name together."""
    whole, given, family = (columns[n].text() for n in ("name", "given_name", "family_name"))
    both = pc.utf8_trim_whitespace(pc.binary_join_element_wise(pc.fill_null(given, ""), pc.fill_null(family, ""), " "))
    return pc.coalesce(whole, pc.if_else(pc.equal(both, ""), pa.scalar(None, pa.string()), both))


def _dated(table: pa.Table, column: str) -> pa.Table:
    """The table with one date column under the name that `parts` looks for."""
    return table.select([column]).rename_columns(["found_date"]) if column in table.column_names else pa.table({})
