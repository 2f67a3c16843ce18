"""Cellebrite-style UFED reports (XML): calls, messages and address books of a phone. Who and when, never what was said.

Every record is a ``model`` element whose ``type`` says what it is; a party that is the phone's owner often carries no
number, and the report's device information or the file's name gives it.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from netinvest.loading import Loader, Profile, RecordKind

from netinvest_loaders.exchange.part import part, telephone
from netinvest_loaders.xml_stream import Node, local_name, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.loading import Sample

    from netinvest_loaders.blocks import Row
    from netinvest_loaders.xml_stream import Element

_CALLS = frozenset({"model:Call"})
_MESSAGES = frozenset({"model:SMS", "model:MMS", "model:InstantMessage"})
_PEOPLE = frozenset({"model:Contact", "model:UserAccount"})
_RECORDS = _CALLS | _MESSAGES | _PEOPLE
_HEADERS = frozenset({"metadata", "model:Chat"})
_MANY = 8  # recipients: a message to more is said to a room, not to somebody
_ROOT = re.compile(
    r"<(?:\w+:)?project\b[^>]*cellebrite|<(?:\w+:)?decodedData\b|<model\b[^>]*\btype=\"(?:Call|SMS|Chat)\""
)
_DURATION = re.compile(r"(?:(\d+)\.)?(\d{1,2}:\d\d:\d\d)(?:\.\d+)?")
_OWN = {
    "phone": ("msisdn", "phonenumber", "detectedphonenumber", "ownernumber", "lastusedmsisdn", "phoneownernumber"),
    "imei": ("imei", "imei1", "imeimeid", "imei2"),
    "imsi": ("imsi", "simimsi", "lastusedimsi"),
}
_FILE_NUMBER = re.compile(r"(?<!\d)\+?\d{10,13}(?!\d)")
_INCOMING = frozenset({"incoming", "missed", "inbox", "received", "rejected", "read", "unread", "blocked"})


def _kind_of(element: Element) -> str:
    name = local_name(element)
    return f"model:{element.get('type')}" if name == "model" else name


def _recognise(sample: Sample) -> tuple[float, str]:
    if _ROOT.search(sample.text) is not None:
        return 1.0, "it has the elements of a UFED report"
    return 0.0, "no UFED report"


def _field(model: Node, *names: str) -> str | None:
    """The value of the first of these fields that has one."""
    found: dict[str, str] = {}
    for child in model.all:
        if child.name == "field":
            text = next((value.text for value in child.all if value.name == "value" and value.text), None)
            if text:
                found.setdefault(child.attributes.get("name", ""), text)
    return next((found[name] for name in names if name in found), None)


def _models(model: Node, *names: str) -> list[Node]:
    """The models in the fields of these names."""
    return [
        below
        for child in model.all
        if child.name in {"modelField", "multiModelField"} and child.attributes.get("name") in names
        for below in child.all
        if below.name == "model"
    ]


class _Owner:
    """The phone's own identifiers, as far as the report has told them."""

    def __init__(self, file: str) -> None:
        self.found: dict[str, list[str]] = {what: [] for what in _OWN}
        named = _FILE_NUMBER.search(file)
        self._named = named[0] if named is not None else None

    def see(self, metadata: Element) -> None:
        """Take what a metadata section says."""
        for item in metadata.iter():
            if local_name(item) != "item" or not (item.text or "").strip():
                continue
            name = re.sub(r"[^a-z0-9]", "", (item.get("name") or "").casefold().removeprefix("deviceinfo"))
            for what, names in _OWN.items():
                value = (item.text or "").strip()
                if name in names and value not in self.found[what] and re.search(r"\d{6}", re.sub(r"\D", "", value)):
                    self.found[what].append(value)

    @property
    def phone(self) -> str | None:
        return next(iter(self.found["phone"]), self._named)


def _read(stream: BinaryIO, name: str, *, kind: RecordKind) -> Iterator[Row | None]:
    owner = _Owner(name)
    number = 0
    seen: list[Element] = []
    told_owner = False
    for element, headers in records(stream, name, record=_RECORDS, header=_HEADERS, kind_of=_kind_of):
        metadata = headers.get("metadata")
        if metadata is not None and not any(metadata is known for known in seen):
            seen.append(metadata)
            owner.see(metadata)
        what = _kind_of(element)
        if kind == RecordKind.SUBJECTS:
            if not told_owner and owner.found["imei"] + owner.found["imsi"]:
                told_owner = True
                number += 1
                yield _device(owner) | {"row": str(number)}
            if what in _PEOPLE:
                number += 1
                yield _person(Node(element)) | {"row": str(number)}
        elif what not in _PEOPLE:
            chat = headers.get("model:Chat") if what == "model:InstantMessage" else None
            for row in _exchange(Node(element), what, owner, chat):
                number += 1
                yield row | {"row": str(number)}


def _device(owner: _Owner) -> Row:
    found = {what: "; ".join(values) or None for what, values in owner.found.items()}
    named = (owner.found["imei"] + owner.found["imsi"])[0]
    return {"subject_id": f"owner of the phone {named}", "basis": "the report's device information", **found}


def _person(model: Node) -> Row:
    """An entry of an address book, or an account on the phone."""
    phones, emails, handles = [], [], []
    for entry in _models(model, "Entries"):
        value, category = _field(entry, "Value"), (_field(entry, "Category") or entry.attributes.get("type", ""))
        sort = f"{entry.attributes.get('type', '')} {category}".casefold()
        if value and (phone := telephone(value)) and "userid" not in sort.replace(" ", ""):
            phones.append(phone)
        elif value and "@" in value and "." in value.rpartition("@")[2] and " " not in value:
            emails.append(value)
        elif value and "url" not in sort and "address" not in sort:
            handles.append(value)
    source = _field(model, "Source", "ServiceType")
    if (username := _field(model, "Username")) is not None:
        if (phone := telephone(username)) is not None:
            phones.append(phone)
        else:
            (emails if "@" in username else handles).append(username)
    site = re.sub(r"[^a-z]", "", source.split()[0].casefold()) if source else ""
    account = model.attributes.get("type") == "UserAccount"
    return {
        "name": _field(model, "Name"),
        "basis": "an account on the phone" if account else "an entry in the phone's address book",
        "phone": "; ".join(dict.fromkeys(phones)) or None,
        "email": "; ".join(dict.fromkeys(emails)) or None,
        "handle": "; ".join(f"{site}:{h}" if site and ":" not in h else h for h in dict.fromkeys(handles)) or None,
    }


def _exchange(model: Node, what: str, owner: _Owner, chat: Element | None) -> Iterator[Row]:
    """A call or a message: a row for everybody who was called or written to."""
    parties = _models(model, "Parties", "From", "To", "Participants")
    roles = {id(party): _role(model, party) for party in parties}
    senders = [_number(party, owner) for party in parties if roles[id(party)] == "from"]
    recipients = [_number(party, owner) for party in parties if roles[id(party)] == "to"]
    general = [_number(party, owner) for party in parties if not roles[id(party)]]
    said = {
        text.casefold() for text in (_field(model, "Direction"), _field(model, "Type"), _field(model, "Folder")) if text
    }
    incoming = bool(said & _INCOMING)
    if general:
        (senders if incoming else recipients).extend(general)
    if chat is not None and senders and not recipients:
        room = [_number(party, owner) for party in _models(Node(chat), "Participants")]
        recipients = [number for number in room if number not in senders]
    if not senders and recipients:
        senders = [owner.phone]
    elif senders and not recipients:
        recipients = [owner.phone]
    duration = _DURATION.fullmatch(_field(model, "Duration") or "")
    row: Row = {
        "service": "voice" if what in _CALLS else "mms" if what == "model:MMS" else "message",
        "answered_at": _field(model, "TimeStamp", "DateTime", "Date"),
        "duration": duration[2] if duration is not None else None,
    }
    if not senders or not recipients:
        yield row | {"refusal": "no party is named"}
    elif len(recipients) > _MANY:
        yield row | {"refusal": f"it went to a group of more than {_MANY}, not to somebody"}
    elif senders[0] is None or None in recipients:
        yield row | {"refusal": "a party has no telephone number, and the report does not name the phone's own"}
    else:
        for recipient in dict.fromkeys(recipients):
            yield row | {"originating_msisdn": senders[0], "terminating_msisdn": recipient}


def _role(model: Node, party: Node) -> str:
    """``from``, ``to``, or nothing where the report does not say."""
    role = (_field(party, "Role") or "").casefold()
    if role in {"from", "to"}:
        return role
    for child in model.all:
        if party in child.all:
            name = (child.attributes.get("name") or "").casefold()
            return name if name in {"from", "to"} else ""
    return ""


def _number(party: Node, owner: _Owner) -> str | None:
    number = telephone(_field(party, "Identifier")) or telephone(_field(party, "Name"))
    if number is None and (_field(party, "IsPhoneOwner") or "").casefold() == "true":
        return owner.phone
    return number


_TITLE = "UFED report"
LOADER = Loader(
    Profile.model_validate({"name": "ufed", "kind": RecordKind.CALLS, "title": _TITLE}),
    recognise=_recognise,
    parts=(
        part("ufed_calls", RecordKind.CALLS, f"{_TITLE}: calls and messages", partial(_read, kind=RecordKind.CALLS)),
        part("ufed_subjects", RecordKind.SUBJECTS, f"{_TITLE}: contacts", partial(_read, kind=RecordKind.SUBJECTS)),
    ),
)
