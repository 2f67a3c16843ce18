"""Identifiers as registers write them: several in a cell, named by their kind or told by their form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from netinvest.ingest.account import read_account
from netinvest.ingest.fold import fold
from netinvest.ingest.handles import mentions
from netinvest.ingest.telephone import DAMAGED, E164, WITHHELD
from netinvest.model.identifier import Identifier, IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from netinvest.ingest.telephone import Telephones

_KINDS: dict[IdentifierKind, str] = {  # the first whose word is there
    IdentifierKind.IMEI: "imei device handset",
    IdentifierKind.IMSI: "imsi sim subscription",
    IdentifierKind.EMAIL: "email mail courriel correo почта",
    IdentifierKind.ACCOUNT: "account acct bank iban bban wallet card compte cuenta konto conto conta rachunek cont "
    "счет rekening",
    IdentifierKind.HANDLE: "handle user username nick nickname telegram snapchat instagram facebook social alias "
    "profile twitter tiktok skype kik discord vk onlyfans url site web website",
    IdentifierKind.PHONE: "phone phones telephone tel mobile msisdn cell handy rufnummer telefon telefono telefone "
    "movil cellulare komorka whatsapp signal viber number numero nummer numer телефон номер",
}
_KIND_OF = {fold(word).text: kind for kind, words in reversed(_KINDS.items()) for word in words.split()}
SITES = frozenset(
    ("telegram", "snapchat", "instagram", "facebook", "twitter", "tiktok", "skype", "kik", "discord", "vk", "onlyfans")
)
"""Sites and messengers whose name may stand before a user name."""
_APART = re.compile(r"\s*(?:[;|\n\r\t]+|,(?!\d{1,2}$)|\s/\s|(?<=\d)/(?=\+?\d)|\s+(?:and|or|und|y|et|e|i)\s+)\s*")
_LABELLED = re.compile(r"(?P<label>[^\W\d_][\w .-]{1,18}?)\s*[:=]\s*(?P<value>\S.*)", re.DOTALL)
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+")
_IMEI = re.compile(r"\d{14,16}")
_IBAN = re.compile(r"[A-Za-z]{2}\d{2}[A-Za-z0-9 ]{11,40}")
_CANDIDATE = re.compile(r"[+(]?\d[\d\s().-]{5,}")


def kind_named(text: str) -> IdentifierKind | None:
    """The kind that a word of a register names; None where it names none."""
    named = {_KIND_OF[word] for word in re.findall(r"[^\W\d_]+", fold(text).text.replace("-", "")) if word in _KIND_OF}
    return next((kind for kind in _KINDS if kind in named), None)


def split_cell(cell: str) -> list[str]:
    """The identifiers that stand in one cell."""
    text = cell.strip()
    if text[:1] == "[" and text[-1:] == "]":
        text = text[1:-1].replace('"', "").replace("'", "")
    return [part for part in (p.strip(" '\"") for p in _APART.split(text)) if part]


def identifiers_of(
    cell: str, kind: IdentifierKind | None, telephones: Telephones
) -> Iterator[tuple[Identifier | None, str, str | None]]:
    """The identifiers of a cell.

    Args:
        cell: As written.
        kind: Of the column, or None: each is named by a label before it or told by its form.
        telephones: Reads numbers for the case's country.

    Yields:
        The identifier or None, what was written, and why it is refused if it is.
    """
    for part in split_cell(cell):
        said, value = kind, part
        if (label := _LABELLED.fullmatch(part)) is not None and not part.startswith(("http", "url:")):
            named = kind_named(label["label"])
            if named is not None and (kind is None or named == kind):
                said, value = named, label["value"].strip()
                site = label["label"].casefold()
                if site in SITES:
                    value = f"{site}:{value.lstrip('@')}"
        read = said or _told(value, telephones)
        found, refusal = _READERS[read](value, telephones)
        yield Identifier(read, found) if found is not None else None, part, refusal


def _told(value: str, telephones: Telephones) -> IdentifierKind:
    """What a value's form says it is."""
    if _EMAIL.fullmatch(value):
        return IdentifierKind.EMAIL
    if _IBAN.fullmatch(value):
        return IdentifierKind.ACCOUNT
    if _CANDIDATE.fullmatch(value):
        return IdentifierKind.PHONE if telephones.read(value).kind == E164 else IdentifierKind.ACCOUNT
    return IdentifierKind.HANDLE


Found = tuple[str | None, str | None]  # value, refusal


def _phone(value: str, telephones: Telephones) -> Found:
    reading = telephones.read(value)
    if reading.kind == E164 or (reading.value is not None and reading.value.isdigit()):
        return reading.value, None
    if reading.kind == WITHHELD:
        return None, None
    if reading.kind == DAMAGED:
        return None, "a spreadsheet rounded the number; its digits are lost"
    return None, "not a telephone number"


def _account(value: str, _telephones: Telephones) -> Found:
    return read_account(value)


def _email(value: str, _telephones: Telephones) -> Found:
    address = fold(value).text.strip("<>").removeprefix("mailto:").replace(" ", "")
    return (address, None) if _EMAIL.fullmatch(address) else (None, "not an e-mail address")


def _handle(value: str, _telephones: Telephones) -> Found:
    folded = " ".join(fold(value).text.split())
    found = next(mentions(folded), None)
    if found is not None and found.kind is IdentifierKind.HANDLE and found.end - found.start == len(folded):
        return found.value, None
    return folded.lstrip("@") or None, None


def _imsi(value: str, _telephones: Telephones) -> Found:
    digits = re.sub(r"[\s-]", "", value)
    return (digits, None) if re.fullmatch(r"\d{13,15}", digits) else (None, "not an IMSI of 15 digits")


def _imei(value: str, _telephones: Telephones) -> Found:
    digits = re.sub(r"[\s/.-]", "", value)
    if not _IMEI.fullmatch(digits):
        return None, "not an IMEI of 14 to 16 digits"
    return digits[:14], None  # type allocation code and serial; the check digit or software version is left out


_READERS: dict[IdentifierKind, Callable[[str, Telephones], Found]] = {
    IdentifierKind.PHONE: _phone,
    IdentifierKind.ACCOUNT: _account,
    IdentifierKind.EMAIL: _email,
    IdentifierKind.HANDLE: _handle,
    IdentifierKind.IMSI: _imsi,
    IdentifierKind.IMEI: _imei,
}
