"""SWIFT text messages: statements (MT940, MT942, MT950) and payments (MT101, MT103, MT202), with banks' quirks.

A message may stand in its envelope ``{1:..}{2:..}{4: .. -}`` or bare; several follow each other, parted by ``$`` or
nothing. A row is a ``:61:`` line of a statement, or a payment; its number is that of the line where it begins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from netinvest_loaders.transfers.remittance import counterparty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netinvest_loaders.blocks import Row

_FIELD = re.compile(r"\s{0,3}:(?P<tag>\d{2}[A-Z]?|NS):(?P<rest>.*)", re.DOTALL)
_ENVELOPE = re.compile(r"\{2:[IO](\d{3})")
_END = re.compile(r"-\}?(?:\{5:.*)?\s*\$?")
_UETR = re.compile(r"\{121:([0-9a-fA-F-]{36})\}")
_LINE_61 = re.compile(
    r"""(?xs)(?P<value>\d{6}) \s? (?P<entry>\d{4}|[ ]{4})? \s?
    (?P<mark>R?[CD]|E[CD]) \s? (?P<funds>[A-Z])?? \s?
    (?P<amount>\d[\d.]*,\d{0,4}|\d{1,15})
    (?P<type>[A-Z][A-Z0-9]{3})? (?P<rest>.*)"""
)
_AMOUNT = re.compile(r"(?P<currency>[A-Z]{3})\s?(?P<amount>[\d.]*,?\d*)")
_STATEMENT_TAGS = frozenset({"25", "25P", "60F", "60M", "61"})
_CURRENCY = re.compile(r"(?:6[02][FM]:[CD]\d{6}|34F:)([A-Z]{3})")
_ACCOUNT = re.compile(r"[A-Za-z0-9.-]{1,34}")
_SIX_DIGITS = re.compile(r"\d{6}(?!\d)")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


class Field(NamedTuple):
    """One field of a message."""

    tag: str
    lines: list[str]
    number: int  # of its first line in the file

    @property
    def text(self) -> str:
        """All lines, as they stand."""
        return "\n".join(self.lines)


class Message(NamedTuple):
    """One message: its type where an envelope tells, and its fields."""

    type: str | None
    uetr: str | None
    fields: list[Field]


def messages(lines: Iterable[str]) -> Iterator[Message]:
    """The messages of a file, in order.

    Args:
        lines: The lines of the text, without their ends.
    """
    kind: str | None = None
    uetr: str | None = None
    fields: list[Field] = []
    for number, line in enumerate(lines, start=1):
        text = line.strip("\x00\x01\x03\ufeff")
        if "{1:" in text or "{4:" in text:  # an envelope begins; an acknowledgement {4:{177:..}} may stand before it
            if fields:
                yield Message(kind, uetr, fields)
            found, reference = _ENVELOPE.findall(text), _UETR.search(text)
            kind, uetr, fields = found[-1] if found else None, reference[1] if reference else None, []
            text = text.rpartition("{4:")[2]
        if (field := _FIELD.match(text)) is not None:
            if field["tag"] == "20" and fields and _complete(fields):
                yield Message(kind, uetr, fields)
                fields = []
            fields.append(Field(field["tag"], [field["rest"]], number))
        elif _END.fullmatch(text.strip()) and text.strip():
            if fields:
                yield Message(kind, uetr, fields)
            kind, uetr, fields = None, None, []
        elif fields:
            fields[-1].lines.append(text)
    if fields:
        yield Message(kind, uetr, fields)


def _complete(fields: list[Field]) -> bool:
    """Whether a bare message that is being read can end here: MT101 has one :20: for many payments."""
    return any(f.tag in {"61", "62F", "62M", "32A", "32B", "60F", "60M"} for f in fields)


def rows(lines: Iterable[str]) -> Iterator[Row]:
    """The transfers of a file, as text under the ledger's column names.

    Args:
        lines: The lines of the text, without their ends.

    Yields:
        A row for each movement of money; ``row`` is the line it begins on, ``refusal`` says why one cannot be read.
    """
    for message in messages(lines):
        tags = {field.tag for field in message.fields}
        if message.type in {"940", "942", "950"} or "61" in tags:
            yield from _statement(message)
        elif message.type == "101" or {"28D", "32B"} <= tags:
            yield from _requests(message)
        elif "32A" in tags:
            yield _payment(message.fields, message.uetr)


def _statement(message: Message) -> Iterator[Row]:
    account = currency = None
    fields = message.fields
    for field in fields:
        if field.tag in {"25", "25P"} and account is None:
            account = field.lines[0].strip()
        elif (found := _CURRENCY.match(f"{field.tag}:{field.text}")) is not None:
            currency = currency or found[1]
    own = _own_account(account)
    for index, field in enumerate(fields):
        if field.tag == "61":
            following = fields[index + 1] if index + 1 < len(fields) else None
            details = following.text if following is not None and following.tag == "86" else ""
            yield _line_61(field, details, own, currency)


def _own_account(text: str | None) -> Row:
    """`:25:` holds an account, or bank code / account, at times with the currency behind it."""
    text = re.sub(r"\s+", "", text or "")
    bank, slash, account = text.rpartition("/")
    if slash and re.fullmatch(r"[A-Z]{3}", account):  # account/EUR
        bank, slash, account = bank.rpartition("/")
    if re.fullmatch(r"[\d.]+[A-Z]{3}", account):  # 1234567EUR
        account = account[:-3]
    account = account.strip('"')
    return {"account": account if _ACCOUNT.fullmatch(account) else None, "name": None, "agent": bank.strip("/") or None}


def _line_61(field: Field, details: str, own: Row, currency: str | None) -> Row:
    row: Row = {"row": str(field.number)}
    found = _LINE_61.match(field.text.strip())
    if found is None:
        return {**row, "refusal": "not a statement line as SWIFT defines it"}
    first, _, supplementary = found["rest"].partition("\n")
    reference = first.partition("//")[0]
    them = counterparty(details, f"{reference} {supplementary}", own=own["account"])
    # a reversed credit leaves the account
    credit = found["mark"] in {"C", "RD", "EC"}
    debtor, creditor = (them, own) if credit else (own, them)
    for side, party in (("debtor", debtor), ("creditor", creditor)):
        row |= {f"{side}_{what}": party.get(what) for what in ("account", "name", "agent")}
    reversal = "reversal" if found["mark"][0] == "R" else None
    return {
        **row,
        "amount": found["amount"].replace(".", "").rstrip(",").replace(",", "."),
        "currency": currency,
        "booked_at": _booked(found["value"], found["entry"]),
        "transfer_type": " ".join(filter(None, (found["type"], reversal))) or None,
        "end_to_end_id": them.get("reference") or _reference(reference),
        "remittance_information": them.get("text") or " ".join(supplementary.split()) or None,
    }


def _reference(text: str) -> str | None:
    text = " ".join(text.split())
    return None if text.upper() in {"", "NONREF", "NOREF"} else text


def _date(text: str) -> str:
    """A date out of six digits, year first; SWIFT's century turns at 80."""
    century = "19" if int(text[:2]) >= 80 else "20"  # noqa: PLR2004
    return f"{century}{text[:2]}-{text[2:4]}-{text[4:6]}"


def _booked(value: str, entry: str | None) -> str:
    """The booking day: the entry date takes its year from the value date, the nearer one around New Year."""
    if not entry or not entry.strip():
        return _date(value)
    year, month = int(_date(value)[:4]), int(value[2:4])
    booked = int(entry[:2])
    year += (month == 12 and booked == 1) - (month == 1 and booked == 12)  # noqa: PLR2004
    return f"{year}-{entry[:2]}-{entry[2:]}"


def _payment(fields: list[Field], uetr: str | None) -> Row:
    """MT103, MT202: one payment a message."""
    by_tag = {field.tag: field for field in fields}
    settled = re.match(rf"(\d{{6}}){_AMOUNT.pattern}", by_tag["32A"].text)
    row: Row = {"row": str(fields[0].number), "uetr": uetr, **_sides(by_tag)}
    if settled is None:
        return {**row, "refusal": "field 32A holds no date, currency and amount"}
    return {
        **row,
        "amount": settled["amount"].replace(".", "").rstrip(",").replace(",", "."),
        "currency": settled["currency"],
        "booked_at": _date(settled[1]),
        "transfer_type": by_tag["23B"].text.strip() if "23B" in by_tag else None,
        "end_to_end_id": _reference(by_tag["20"].text) if "20" in by_tag else None,
        "remittance_information": " ".join(by_tag["70"].text.split()) if "70" in by_tag else None,
    }


def _requests(message: Message) -> Iterator[Row]:
    """MT101: what stands before the first :21: holds for every payment after it."""
    shared: dict[str, Field] = {}
    payments: list[dict[str, Field]] = []
    for field in message.fields:
        if field.tag == "21":
            payments.append({})
        (payments[-1] if payments else shared)[field.tag] = field
    for payment in payments:
        by_tag = {**shared, **payment}
        row: Row = {"row": str(payment["21"].number), "uetr": message.uetr, **_sides(by_tag)}
        amount = _AMOUNT.match(by_tag["32B"].text) if "32B" in by_tag else None
        day = _SIX_DIGITS.match(by_tag["30"].text.strip()) if "30" in by_tag else None
        if amount is None or day is None:
            yield {**row, "refusal": "field 32B or 30 is missing or holds no amount or date"}
            continue
        yield {
            **row,
            "amount": amount["amount"].replace(".", "").rstrip(",").replace(",", "."),
            "currency": amount["currency"],
            "booked_at": _date(day[0]),
            "end_to_end_id": _reference(payment["21"].text),
            "remittance_information": " ".join(by_tag["70"].text.split()) if "70" in by_tag else None,
        }


def _sides(by_tag: dict[str, Field]) -> Row:
    debtor = _party(by_tag, ("50K", "50A", "50F", "50H", "50G", "50", "52A"))
    creditor = _party(by_tag, ("59", "59A", "59F", "58A", "58D"))
    return {
        **{f"debtor_{what}": debtor[what] for what in ("account", "name")},
        "debtor_agent": _party(by_tag, ("52A", "52D", "52C", "51A"))["agent"],
        **{f"creditor_{what}": creditor[what] for what in ("account", "name")},
        "creditor_agent": _party(by_tag, ("57A", "57D", "57C", "57B"))["agent"],
    }


def _party(by_tag: dict[str, Field], tags: tuple[str, ...]) -> Row:
    """A party: an account behind a slash on the first line, then a name, or a BIC."""
    field = next((by_tag[tag] for tag in tags if tag in by_tag), None)
    lines = [line.strip() for line in field.lines if line.strip()] if field is not None else []
    account = None
    if lines and lines[0].startswith("/"):
        account = re.sub(r"^/(?:[CD]/)?/?", "", lines.pop(0)) or None
    if field is not None and field.tag.endswith("F"):  # 1/name, 2/street ...
        name = " ".join(line[2:] for line in lines if line.startswith("1/")) or None
    else:
        name = lines[0] if lines else None
    bic = name is not None and _BIC.fullmatch(name) is not None
    return {"account": account, "name": None if bic else name, "agent": name if bic else name or account}
