"""FollowTheMoney entities (JSON Lines): payments, calls, and people and companies with their identifiers.

An entity names others by id, so the file is read twice: first who and what the ids are, then the records.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from netinvest.errors import InputRefused
from netinvest.loading import Loader, Profile, RecordKind

from netinvest_loaders.exchange.part import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.loading import Sample

    from netinvest_loaders.blocks import Row

_LONGEST = 16 * 1024 * 1024  # bytes of a line
_IN_MEMORY = 64 * 1024 * 1024
_PARTIES = frozenset({"Person", "LegalEntity", "Company", "Organization", "PublicBody"})
_ACCOUNTS = frozenset({"BankAccount", "CryptoWallet"})
_USERS = frozenset({"UserAccount"})
_LINKS = frozenset({"Ownership"})
_ENTITY = re.compile(r'\s*\{(?=[^\n]*"schema"\s*:\s*"[A-Z]\w+")(?=[^\n]*"properties"\s*:\s*\{)(?=[^\n]*"id"\s*:)')


@dataclass(frozen=True, slots=True)
class Entity:
    """One line of the file."""

    number: int
    id: str
    schema: str
    properties: dict[str, Any]

    def all(self, *names: str) -> list[str]:
        """Every value of these properties, in order, each once; of an entity in a value its id."""
        found = []
        for name in names:
            values = self.properties.get(name)
            for value in values if isinstance(values, list) else [values]:
                text = value.get("id") if isinstance(value, dict) else value
                if isinstance(text, str | int | float) and str(text).strip():
                    found.append(" ".join(str(text).split()))
        return list(dict.fromkeys(found))

    def first(self, *names: str) -> str | None:
        """The first value of the first of these properties that has one."""
        return next(iter(self.all(*names)), None)


@dataclass
class _Known:
    """Who and what the ids of a file are."""

    names: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)  # number, agent
    addresses: dict[str, str] = field(default_factory=dict)
    owned: dict[str, list[str]] = field(default_factory=dict)  # by owner
    users: dict[str, list[Entity]] = field(default_factory=dict)  # by owner


def _recognise(sample: Sample) -> tuple[float, str]:
    first = next((line for line in sample.text.splitlines() if line.strip()), "")
    if _ENTITY.match(first):
        return 1.0, "its first line is an entity with id, schema and properties"
    return 0.0, "no FollowTheMoney entities"


def _entities(stream: BinaryIO, name: str) -> Iterator[Entity | int]:
    """The entities; the number of a line where it is none."""
    number = 0
    while line := stream.readline(_LONGEST):
        number += 1
        if len(line) == _LONGEST:
            raise InputRefused(
                f"a line is longer than {_LONGEST // 1024**2} MB", where=f"{name}:{number}", remedy="ask for it again"
            )
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        try:
            found = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("properties"), dict) or not found.get("id"):
            yield number
        else:
            yield Entity(number, str(found["id"]), str(found.get("schema")), found["properties"])


def _twice(stream: BinaryIO) -> BinaryIO:
    """A stream that can be read again from the beginning."""
    if stream.seekable():
        return stream
    kept = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the last reference
    shutil.copyfileobj(stream, kept)
    kept.seek(0)
    return kept  # type: ignore[return-value] # a BinaryIO in all that is used


def _known(stream: BinaryIO, name: str) -> _Known:  # noqa: C901 - one schema after another
    known = _Known()
    for entity in _entities(stream, name):
        if isinstance(entity, int):
            continue
        if entity.schema in _PARTIES:
            known.names[entity.id] = _name(entity) or ""
            known.phones[entity.id] = entity.first("phone") or ""
        elif entity.schema in _ACCOUNTS:
            number = entity.first("iban", "accountNumber", "publicKey", "cryptoAddress", "accountId")
            known.accounts[entity.id] = number, entity.first("bic", "bankName")
            for holder in entity.all("holder"):
                known.owned.setdefault(holder, []).append(entity.id)
        elif entity.schema == "Address":
            known.addresses[entity.id] = entity.first("full", "name", "street") or ""
        elif entity.schema in _USERS:
            for owner in entity.all("owner"):
                known.users.setdefault(owner, []).append(entity)
        elif entity.schema in _LINKS:
            for owner in entity.all("owner"):
                known.owned.setdefault(owner, []).extend(entity.all("asset"))
    stream.seek(0)
    return known


def _name(entity: Entity) -> str | None:
    whole = " ".join(filter(None, (entity.first("firstName"), entity.first("lastName"))))
    return entity.first("name") or whole or entity.first("alias", "weakAlias")


def _subjects(stream: BinaryIO, name: str) -> Iterator[Row | None]:
    stream = _twice(stream)
    known = _known(stream, name)
    for entity in _entities(stream, name):
        if isinstance(entity, int):
            yield {"row": str(entity), "refusal": "the line is no entity"}
        elif entity.schema in _PARTIES:
            yield _subject(entity, known)
        elif entity.schema in {"Payment", "Call"}:
            continue  # a row of another part
        else:
            yield None


def _subject(entity: Entity, known: _Known) -> Row:
    users = known.users.get(entity.id, [])
    handles = [_handle(user) for user in users]
    accounts = [known.accounts.get(asset, (None, None))[0] for asset in known.owned.get(entity.id, [])]
    addresses = [known.addresses.get(address) for address in entity.all("addressEntity")]
    return {
        "row": str(entity.number),
        "subject_id": entity.id,
        "name": _name(entity),
        "birth_date": next((day for day in entity.all("birthDate") if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), None),
        "address": "; ".join(filter(None, dict.fromkeys([*entity.all("address"), *addresses]))) or None,
        "phone": _joined(entity.all("phone"), *(user.all("phone") for user in users)),
        "email": _joined(entity.all("email"), *(user.all("email") for user in users)),
        "account": _joined(accounts),
        "handle": _joined(handles),
    }


def _handle(user: Entity) -> str | None:
    username, service = user.first("username"), user.first("service")
    return f"{service.casefold()}:{username.lstrip('@')}" if username and service else username


def _joined(*lists: list[Any]) -> str | None:
    return "; ".join(dict.fromkeys(str(value) for values in lists for value in values if value)) or None


def _payments(stream: BinaryIO, name: str) -> Iterator[Row]:
    stream = _twice(stream)
    known = _known(stream, name)
    for entity in _entities(stream, name):
        if isinstance(entity, int) or entity.schema != "Payment":
            continue
        row: Row = {"row": str(entity.number)}
        for side, party in (("debtor", "payer"), ("creditor", "beneficiary")):
            number, agent = known.accounts.get(entity.first(f"{party}Account") or "", (None, None))
            row |= {
                f"{side}_account": number,
                f"{side}_agent": agent,
                f"{side}_name": _joined([known.names.get(who) for who in entity.all(party)]),
            }
        amount, currency = entity.first("amount"), entity.first("currency")
        if amount is None:
            for code in ("Eur", "Usd"):
                if (converted := entity.first(f"amount{code}")) is not None:
                    amount, currency = converted, code.upper()
                    break
        yield row | {
            "amount": amount,
            "currency": currency,
            "booked_at": entity.first("date", "startDate", "endDate"),
            "transfer_type": entity.first("programme"),
            "end_to_end_id": entity.first("transactionNumber", "recordId"),
            "remittance_information": _joined(entity.all("purpose", "description", "summary")),
        }


def _calls(stream: BinaryIO, name: str) -> Iterator[Row]:
    stream = _twice(stream)
    known = _known(stream, name)
    for entity in _entities(stream, name):
        if isinstance(entity, int) or entity.schema != "Call":
            continue
        caller = entity.first("callerNumber") or known.phones.get(entity.first("caller") or "")
        receiver = entity.first("receiverNumber") or known.phones.get(entity.first("receiver") or "")
        row: Row = {
            "row": str(entity.number),
            "originating_msisdn": caller or None,
            "terminating_msisdn": receiver or None,
            "service": "voice",
            "answered_at": entity.first("date", "startDate"),
            "duration": entity.first("duration"),
        }
        if not caller or not receiver:
            row["refusal"] = f"the {'receiver' if caller else 'caller'} has no number"
        yield row


_TITLE = "FollowTheMoney entities"
LOADER = Loader(
    Profile.model_validate({"name": "followthemoney", "kind": RecordKind.SUBJECTS, "title": _TITLE}),
    recognise=_recognise,
    parts=(
        part("followthemoney_subjects", RecordKind.SUBJECTS, f"{_TITLE}: people and companies", _subjects),
        part("followthemoney_transfers", RecordKind.TRANSFERS, f"{_TITLE}: payments", _payments),
        part("followthemoney_calls", RecordKind.CALLS, f"{_TITLE}: calls", _calls),
    ),
)
