"""Advertisements: what they say in fields, and the contacts, ages and prices in their texts. Nothing is fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from netinvest.ingest.cells import set_aside, spread, unread
from netinvest.ingest.claims import OLDEST, YOUNGEST, claimed_ages, prices
from netinvest.ingest.coded import Coded, nothing
from netinvest.ingest.contacts import contacts_in
from netinvest.ingest.currency import read_currency
from netinvest.ingest.fold import fold
from netinvest.ingest.identifier_text import SITES, identifiers_of, split_cell
from netinvest.ingest.image import Images
from netinvest.ingest.language import languages
from netinvest.ingest.moment import ORDER_WORDS, WHY, Reader
from netinvest.ingest.moment_parts import parts
from netinvest.ingest.money import read_amount
from netinvest.ingest.place import coordinates
from netinvest.ingest.telephone import Telephones
from netinvest.ingest.typist import Context, Failures, Refused, Typed, at, mix, stable_hash, timestamps
from netinvest.loading.heading import words
from netinvest.model.identifier import IdentifierKind

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from netinvest.ingest.recognise import Recognition
    from netinvest.loading.loader import Texts

_KINDS = dict.fromkeys(("phone", "phone_2", "phone_3"), IdentifierKind.PHONE) | {
    "email": IdentifierKind.EMAIL,
    "handle": IdentifierKind.HANDLE,
    "poster": None,
}
_CONTACT = {"kind": pa.string(), "value": pa.string(), "original": pa.string(), "confidence": pa.float64()}
_COLUMNS = {**_CONTACT, "role": pa.string(), "where_found": pa.string()}
_AGE = re.compile(r"\D{0,12}?([1-7]\d)(?:\.0)?(?:\D{1,5}([1-7]\d))?\D{0,12}")
_PLAIN_PRICE = re.compile(r"\d+(?:\.\d\d?)?")
_FIELD_READ_AS_TEXT = 0.9  # confidence of a contact field that only reading it as a text could tell
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w.-]+\.[A-Za-z]{2,})(?=[/:?#]|$)")
_MONEY = pa.decimal128(28, 8)


class AdvertisementTypist:
    """Reads one file of advertisements.

    Args:
        recognition: What it was recognised as; the headings of handles may name their site.
        context: Country, zone, nulls.
    """

    identity = "ad_id, site, url, posted_at_utc, title, body, location, price, claimed_age"

    def __init__(self, recognition: Recognition, context: Context) -> None:
        self._profile = recognition.loader.profile
        self._context = context
        self._country = context.country
        self._telephones = Telephones(context.country)
        self._reader = Reader(self._profile.time.order, context, "posted_at")
        place = recognition.columns.get("handle", -1)
        heading = words(recognition.heading[place]) if 0 <= place < len(recognition.heading) else ()
        self._handle_site = next((word for word in heading if word in SITES), None)
        self._images = Images(context.folder)
        self._set_aside = self._young = self._contradicting = 0

    @property
    def settled(self) -> bool:
        """Whether the dates can be read."""
        return self._reader.order is not None

    def observe(self, texts: Texts) -> None:
        """See what a block says about the order of dates."""
        found = parts(texts.table, "posted", self._context.nulls)
        if found is not None:
            self._reader.observe(found.days, texts.rows)

    def conclude(self) -> list[str]:
        """What the reader should know."""
        self._reader.conclude()
        notes = []
        if self._reader.order is not None:
            notes.append(f"dates are {ORDER_WORDS[self._reader.order]} ({self._reader.because})")
        if self._young:
            notes.append(f"{self._young} advertisements claim an age under 18")
        if self._contradicting:
            notes.append(f"{self._contradicting} advertisements claim more than one age")
        if self._set_aside:
            notes.append(f"{self._set_aside} fields are set aside")
        return notes

    def type(self, texts: Texts) -> Typed:
        """Read a block."""
        failures = Failures(texts.rows)
        remarks: list[Refused] = []
        columns = {
            name: self._column(texts, name)
            for name in (
                "ad_id",
                "site",
                "url",
                "title",
                "body",
                "location",
                "currency",
                "price",
                "claimed_age",
                "image_digests",
            )
        }
        columns["site"] = _site(columns["site"], columns["url"])
        contacts = self._contacts(texts, columns, remarks)
        some = columns["title"].present() | columns["body"].present()
        some[contacts["place"].to_numpy()] = True
        failures.add(~some, "body", lambda _: None, "and contacts are missing")
        posted, original = self._posted(texts, remarks)
        age, contradict = self._age(texts, columns, remarks)
        language, sure = _languages(columns["title"], columns["body"])
        price, currency, written = self._price(texts, columns, remarks)
        latitude, longitude = coordinates(texts.table, self._context.nulls)
        named = pa.array([f"{self._context.source_id[:12]}:{row}" for row in texts.rows.tolist()], pa.string())
        digests = columns["image_digests"]
        lists = self._digests(texts, digests, remarks)
        table = pa.table(
            {
                "row": pa.array(texts.rows),
                "ad_id": pc.coalesce(columns["ad_id"].text(), named),
                **{name: columns[name].text() for name in ("site", "url")},
                "posted_at_utc": posted,
                **{name: columns[name].text() for name in ("title", "body", "location")},
                "latitude": latitude,
                "longitude": longitude,
                "price": price,
                "currency": currency,
                "claimed_age": age,
                "ages_contradict": contradict,
                "language": language,
                "language_confidence": sure,
                "image_digests": lists.take(pa.array(np.where(digests.codes < 0, len(lists) - 1, digests.codes))),
                "posted_at_original": original,
                "price_original": written,
            }
        )
        good = ~failures.bad
        bad_rows = set(texts.rows[failures.bad].tolist())
        remarks = [remark for remark in remarks if remark[0] not in bad_rows]
        self._set_aside += len(remarks)
        place = contacts["place"]
        found = pa.table({"row": pa.array(texts.rows).take(place), **{n: contacts[n] for n in _COLUMNS}})
        kept = found.filter(pa.array(good).take(place))
        kept = kept.sort_by([(n, "ascending") for n in ("row", "kind", "value", "role", "where_found")])
        tables = {"advertisement": table.filter(pa.array(good)), "advertisement_contact": kept}
        return Typed(tables, failures.refused, remarks, self._keys(texts)[good])

    def _keys(self, texts: Texts) -> NDArray[np.uint64]:
        """A row that repeats another in every column is the same; the same text posted again is not."""
        keys = np.zeros(len(texts.rows), np.uint64)
        for name in sorted(set(texts.table.column_names) - {"ignored"}):
            keys = mix(keys, self._column(texts, name).lookup(stable_hash, np.uint64, 0))
        return keys

    def _column(self, texts: Texts, name: str) -> Coded:
        if name in texts.table.column_names:
            return Coded.of(texts.table.column(name), self._context.nulls)
        rows = len(texts.rows)
        fixed = self._profile.fixed.get(name)
        return Coded(np.zeros(rows, np.int32), [fixed], [fixed]) if fixed else nothing(rows)

    def _contacts(self, texts: Texts, columns: dict[str, Coded], remarks: list[Refused]) -> pa.Table:
        """Contacts of fields and texts, each once for every place where it stands."""
        pieces = [pa.schema([("place", pa.int64()), *_COLUMNS.items()]).empty_table()]
        for name in _KINDS:
            column = self._column(texts, name)
            if column.values:
                pieces.append(self._of_field(texts, name, column, columns["site"], remarks))
        for name in ("title", "body"):
            column = columns[name]
            found = [[] if v is None else contacts_in(v, country=self._country) for v in column.values]
            listed = [[(str(c.kind), c.value, c.original, c.confidence, "contact", name) for c in cs] for cs in found]
            pieces.append(self._without_own_pages(spread(listed, column.codes, _COLUMNS), columns))
        return pa.concat_tables(pieces).combine_chunks()

    def _of_field(self, texts: Texts, name: str, column: Coded, site: Coded, remarks: list[Refused]) -> pa.Table:
        kind = _KINDS[name]
        role = "poster" if name == "poster" else "contact"
        found: list[list[tuple[str, str, str, float, str, str]]] = []
        for cell in column.values:
            things = []
            for identifier, written, refusal in (
                identifiers_of(cell, kind or _posting(cell), self._telephones) if cell else ()
            ):
                if identifier is not None and identifier.value:
                    value = self._named(identifier.kind, identifier.value, name)
                    things.append((str(identifier.kind), value, written, 1.0, role, name))
                elif refusal:  # written to be read by people only
                    things += [
                        (str(c.kind), c.value, c.original, _FIELD_READ_AS_TEXT, role, name)
                        for c in contacts_in(written, country=self._country)
                    ]
            found.append(list(dict.fromkeys(things)))
        nothing_read = unread([things or None for things in found], column)
        remarks += set_aside(nothing_read, texts.rows, name, column, "is no contact that can be read")
        table = spread(found, column.codes, _COLUMNS)
        return table if role == "contact" else _with_site(table, site)

    def _named(self, kind: IdentifierKind, value: str, name: str) -> str:
        if kind is IdentifierKind.HANDLE and name == "handle" and self._handle_site and ":" not in value:
            return f"{self._handle_site}:{value}"
        return value

    def _without_own_pages(self, contacts: pa.Table, columns: dict[str, Coded]) -> pa.Table:
        """Without addresses of the site that the advertisement itself stands on."""
        pages = pc.starts_with(contacts["value"], "url:").to_numpy(zero_copy_only=False)
        if not pages.any():
            return contacts
        own = {name: columns[name] for name in ("site", "url")}
        keep = np.ones(contacts.num_rows, bool)
        places, values = contacts["place"].to_numpy(), contacts["value"]
        for number in np.flatnonzero(pages).tolist():
            host = values[number].as_py()[4:].split("/")[0]
            texts = [at(column)(int(places[number])) or "" for column in own.values()]
            keep[number] = not any(host in text.casefold() for text in texts)
        return contacts.filter(pa.array(keep))

    def _posted(self, texts: Texts, remarks: list[Refused]) -> tuple[pa.Array, pa.Array]:
        rows = len(texts.rows)
        found = parts(texts.table, "posted", self._context.nulls)
        if found is None:
            return pa.nulls(rows, pa.timestamp("us")), pa.nulls(rows, pa.string())
        moments = self._reader.read(found)
        written = Coded.of(found.original, self._context.nulls)
        for reason in range(1, len(WHY)):
            wrong = (moments.reasons == reason) & written.present()
            remarks += set_aside(wrong, texts.rows, "posted_at", written, WHY[reason])
        stamps = pc.if_else(pa.array(moments.bad), pa.scalar(None, pa.timestamp("us")), timestamps(moments.seconds))
        return stamps, pa.nulls(rows, pa.string()) if moments.iso else found.original.cast(pa.string())

    def _digests(self, texts: Texts, column: Coded, remarks: list[Refused]) -> pa.Array:
        """The digests of each distinct cell: as written, or of the images that it names."""
        lists: list[list[str] | None] = []
        reasons: list[str | None] = []
        for cell in column.values:
            read = [self._images.digest(part) for part in split_cell(cell)] if cell is not None else []
            lists.append([digest for digest, _ in read if digest is not None] or None)
            reasons.append(next((why for _, why in read if why is not None), None))
        for reason in sorted({reason for reason in reasons if reason}):
            where = np.array([*(r == reason for r in reasons), False])[column.codes]
            remarks += set_aside(where, texts.rows, "image_digests", column, reason)
        return pa.array([*lists, None], pa.list_(pa.string()))

    def _age(self, texts: Texts, columns: dict[str, Coded], remarks: list[Refused]) -> tuple[pa.Array, pa.Array]:
        """The lowest age that field or texts claim (who may be a minor is treated as one); whether they differ."""
        field = columns["claimed_age"]
        read = [_age_of(v) for v in field.values]
        remarks += set_aside(unread(read, field), texts.rows, "claimed_age", field, "is no age")
        none = OLDEST + 1
        lowest = np.array([*(none if a is None else a for a in read), none])[field.codes]
        highest = np.where(lowest == none, 0, lowest)
        for name in ("title", "body"):
            column = columns[name]
            told = [claimed_ages(fold(v).text) if v is not None else [] for v in column.values]
            lowest = np.minimum(lowest, np.array([*(min(t, default=none) for t in told), none])[column.codes])
            highest = np.maximum(highest, np.array([*(max(t, default=0) for t in told), 0])[column.codes])
        contradict = (lowest < highest) & (lowest != none)
        self._young += int((lowest < 18).sum())  # noqa: PLR2004 - of age
        self._contradicting += int(contradict.sum())
        ages = pa.array(lowest.astype(np.int32), pa.int32(), mask=lowest == none)
        return ages, pa.array(contradict, mask=lowest == none)

    def _price(
        self, texts: Texts, columns: dict[str, Coded], remarks: list[Refused]
    ) -> tuple[pa.Array, pa.Array, pa.Array]:
        """The price of its field, else the first in title or body, with its currency."""
        rows = len(texts.rows)
        amount, code, written = pa.nulls(rows, _MONEY), pa.nulls(rows, pa.string()), pa.nulls(rows, pa.string())
        for name in ("price", "title", "body"):
            column = columns[name]
            read = [None if v is None else _price_of(v, is_field=name == "price") for v in column.values]
            if name == "price":
                remarks += set_aside(unread(read, column), texts.rows, name, column, "is no price")
            codes = pa.array(np.where(column.codes < 0, len(read), column.codes))
            values = pa.array([r[0] if r else None for r in read] + [None], _MONEY).take(codes)
            empty = pc.is_null(amount)
            code = pc.if_else(
                empty, pa.array([r[1] if r else None for r in read] + [None], pa.string()).take(codes), code
            )
            written = pc.if_else(
                empty, pa.array([r[2] if r else None for r in read] + [None], pa.string()).take(codes), written
            )
            amount = pc.coalesce(amount, values)
        currency = columns["currency"]
        named = currency.text([None if v is None else read_currency(v) for v in currency.values])
        code = pc.if_else(pc.is_null(amount), pa.scalar(None, pa.string()), pc.coalesce(named, code))
        return amount, code, written


def _site(site: Coded, url: Coded) -> Coded:
    """The site, else the host of the address."""
    if site.present().all() or not url.values:
        return site
    hosts = [(_HOST.match(v) or [None, None])[1] if v is not None else None for v in url.values]
    return Coded.of(pc.coalesce(site.text(), url.text(hosts)))


def _languages(title: Coded, body: Coded) -> tuple[pa.Array, pa.Array]:
    """Language and confidence of title and body together, each distinct pair asked about once."""
    pairs, which = np.unique(np.stack([title.codes, body.codes]), axis=1, return_inverse=True)
    texts = [
        "\n".join(
            text
            for column, code in ((title, one), (body, other))
            if code >= 0 and (text := column.values[code]) is not None
        )
        for one, other in zip(*pairs.tolist(), strict=True)
    ]
    found = languages(texts)
    places = pa.array(which.reshape(-1))
    codes, sure = (pa.array([entry[n] for entry in found], kind) for n, kind in ((0, pa.string()), (1, pa.float64())))
    return codes.take(places), sure.take(places)


def _posting(cell: str) -> IdentifierKind:
    """What an account that posts is named by."""
    return IdentifierKind.EMAIL if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", cell) else IdentifierKind.HANDLE


def _with_site(contacts: pa.Table, site: Coded) -> pa.Table:
    """User names as ``site:name``: one name on two sites may be two people."""
    sites = site.text([None if v is None else v.casefold().removeprefix("www.") for v in site.values]).take(
        contacts["place"]
    )
    bare = pc.and_(pc.equal(contacts["kind"], "handle"), pc.invert(pc.match_substring(contacts["value"], ":")))
    named = pc.binary_join_element_wise(sites, contacts["value"], ":")
    value = pc.if_else(pc.and_(bare, pc.is_valid(sites)), named, contacts["value"])
    return contacts.set_column(contacts.column_names.index("value"), "value", value)


def _age_of(text: str | None) -> int | None:
    if text is None:
        return None
    found = _AGE.fullmatch(fold(text).text)
    # of "17-19" the lower: who may be a minor is treated as one
    told = [int(age) for age in found.groups() if age] if found is not None else claimed_ages(fold(text).text)
    age = min(told, default=0)
    return age if YOUNGEST <= age <= OLDEST else None


def _price_of(text: str, *, is_field: bool) -> tuple[Decimal, str | None, str | None] | None:
    """Amount, currency, and what is written where that says more."""
    money = next(iter(prices(fold(text).text)), None)
    if money is not None:
        return money.amount, money.currency, money.original
    if not is_field:
        return None
    amount = read_amount(text, ".").value
    if amount is None and (found := _PLAIN_PRICE.search(text)) is not None:  # 80 per hour
        amount = read_amount(found[0], ".").value
    if amount is None or amount < 0:
        return None
    return amount, None, None if _PLAIN_PRICE.fullmatch(text) else text
