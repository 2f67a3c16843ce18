"""ISO 20022 messages: camt.052/053/054, pacs.003/008/009, pain.001/008, in any version.

Elements are known by their local names, so that every version reads alike, bare or wrapped with a business header.
An entry is one row, or one row for each of its transaction details when these carry their own amounts (a batch).
Read as a stream: memory does not grow with the file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from netinvest_loaders.xml_stream import Leaves, local_name, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from netinvest_loaders.blocks import Row
    from netinvest_loaders.xml_stream import Element

_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
_RECORDS = frozenset({"Ntry", "CdtTrfTxInf", "DrctDbtTxInf"})
_HEADERS = frozenset({"GrpHdr", "PmtInf", *_STATEMENTS})
_DETAILS = frozenset({"NtryDtls", "TxDtls"})  # in the first version details stand in the entry itself
_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED"})
_PARTY = tuple(
    (f"{side}_{what}", side, what) for side in ("debtor", "creditor") for what in ("account", "name", "agent")
)
_ACCOUNT = ("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Prxy/Id")
_NAME = ("Nm", "Pty/Nm", "FinInstnId/Nm", "Agt/FinInstnId/Nm")
_AGENT = tuple(f"FinInstnId/{what}" for what in ("BICFI", "BIC", "ClrSysMmbId/MmbId", "Othr/Id", "Nm"))
_DATES = ("IntrBkSttlmDt", "ReqdExctnDt/DtTm", "ReqdExctnDt/Dt", "ReqdExctnDt", "ReqdColltnDt")
_REMITTANCE = ("Ustrd", "Ref", "AddtlRmtInf")

_Money = tuple[str, str | None]
_NOTHING = Leaves(())


def rows(stream: IO[bytes], name: str) -> Iterator[Row]:
    """The transfers of a message, as text under the ledger's column names.

    Args:
        stream: The file's bytes.
        name: The file's name, for a refusal.

    Yields:
        A row for each movement of money; ``refusal`` says why one cannot be read.
    """
    number = 0
    known: dict[str, Element] = {}
    headers: dict[str, Leaves] = {}
    for element, elements in records(stream, name, record=_RECORDS, header=_HEADERS):
        for kind, header in elements.items():
            if known.get(kind) is not header:
                known[kind], headers[kind] = header, Leaves(header, _RECORDS)
        read = _entry if local_name(element) == "Ntry" else _transaction
        for row in read(element, headers):
            number += 1
            row["row"] = str(number)
            yield row


@lru_cache(maxsize=256)
def _within(path: str, below: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{path}/{step}" for step in below)


_THEM = {
    side: {
        "account": _within(f"RltdPties/{side}Acct", _ACCOUNT),
        "name": _within(f"RltdPties/{side}", _NAME),
        "agent": _within(f"RltdAgts/{side}Agt", _AGENT),
    }
    for side in ("Dbtr", "Cdtr")
}
"""Where an entry names the other side."""


def _amount(leaves: Leaves, *paths: str) -> _Money | None:
    for path in paths:
        if text := leaves.text(path):
            return text, leaves.get(path, "Ccy")
    return None


def _reference(leaves: Leaves, path: str) -> str | None:
    found = leaves.text(path)
    return None if found is None or found.upper() in _NO_REFERENCE else found


def _is_remittance(path: str) -> bool:
    return path.startswith("RmtInf/") and path.rpartition("/")[2] in _REMITTANCE


def _remittance(leaves: Leaves) -> str | None:
    return " ".join(leaves.texts(_is_remittance)) or None


def _entry(element: Element, headers: dict[str, Leaves]) -> Iterator[Row]:
    """An entry of a statement: its direction says on which side the statement's own account stands."""
    entry = Leaves(element, _DETAILS)
    own = _own(next((headers[h] for h in _STATEMENTS if h in headers), _NOTHING))
    within = (child if local_name(child) == "NtryDtls" else (child,) for child in entry.apart)
    details = [Leaves(detail) for group in within for detail in group if local_name(detail) == "TxDtls"]
    whole = _amount(entry, "Amt")
    if len(details) <= 1:  # the entry's amount is what was booked; a detail's may be in another currency
        yield _movement(entry, details[0] if details else None, own, whole)
        return
    amounts = [_amount(d, "Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt") for d in details]
    if None in amounts:
        row = _movement(entry, None, own, whole)
        row["remittance_information"] = row["remittance_information"] or _remittance(details[0])
        yield row
    else:
        for detail, amount in zip(details, amounts, strict=True):
            yield _movement(entry, detail, own, amount)


@lru_cache(maxsize=1)
def _own(statement: Leaves) -> Row:
    """Whose account a statement is of."""
    return {
        "account": statement.text(*_within("Acct", _ACCOUNT)),
        "name": statement.text("Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm", "Acct/Nm"),
        "agent": statement.text(*_within("Acct/Svcr", _AGENT)),
    }


def _movement(entry: Leaves, detail: Leaves | None, own: Row, amount: _Money | None) -> Row:
    def first(*paths: str) -> str | None:
        return (detail.text(*paths) if detail is not None else None) or entry.text(*paths)

    about = detail if detail is not None else _NOTHING
    direction = first("CdtDbtInd")
    status = entry.text("Sts/Cd", "Sts")
    credit = direction == "CRDT"
    # the parties of a reversal are named as in the movement that it takes back
    takes_back = entry.text("RvslInd") in {"true", "1"}
    other = "Dbtr" if credit != takes_back else "Cdtr"
    them: Row = {what: about.text(*paths) for what, paths in _THEM[other].items()}
    debtor, creditor = (them, own) if credit else (own, them)
    family = first("BkTxCd/Domn/Fmly/Cd")
    code = first("BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Prtry/Cd")
    kind = " ".join(filter(None, (family, code, "reversal" if takes_back else None))) or None
    row = {
        **_parties(debtor, creditor),
        "amount": amount[0] if amount else None,
        "currency": amount[1] if amount else None,
        "booked_at": entry.text("BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt"),
        "transfer_type": kind,
        "end_to_end_id": _reference(about, "Refs/EndToEndId"),
        "uetr": about.text("Refs/UETR"),
        "remittance_information": _remittance(about) or about.text("AddtlTxInf") or entry.text("AddtlNtryInf"),
    }
    if direction not in {"CRDT", "DBIT"}:
        row["refusal"] = "neither credit nor debit is said"
    elif status in {"PDNG", "INFO", "FUTR"}:
        row["refusal"] = "the entry is not booked yet"
    return row


def _parties(debtor: Row, creditor: Row) -> Row:
    return {column: (debtor if side == "debtor" else creditor)[what] for column, side, what in _PARTY}


def _transaction(element: Element, headers: dict[str, Leaves]) -> Iterator[Row]:
    """A transaction of pacs or pain; what it does not say itself, its payment or message says."""
    transaction = Leaves(element)
    payment, message = headers.get("PmtInf", _NOTHING), headers.get("GrpHdr", _NOTHING)

    def first(path: str, below: tuple[str, ...]) -> str | None:
        paths = _within(path, below)
        return transaction.text(*paths) or payment.text(*paths)

    debtor, creditor = (
        {
            "account": first(f"{side}Acct", _ACCOUNT),
            "name": first(side, _NAME),
            # between institutions the party itself is one
            "agent": first(f"{side}Agt", _AGENT) or first(side, _AGENT),
        }
        for side in ("Dbtr", "Cdtr")
    )
    amount = _amount(transaction, "IntrBkSttlmAmt", "Amt/InstdAmt", "InstdAmt", "Amt/EqvtAmt/Amt")
    yield {
        **_parties(debtor, creditor),
        "amount": amount[0] if amount else None,
        "currency": amount[1] if amount else None,
        "booked_at": transaction.text(*_DATES)
        or payment.text(*_DATES)
        or message.text(*_DATES)
        or transaction.text("AccptncDtTm")
        or message.text("CreDtTm"),
        "transfer_type": transaction.text("PmtTpInf/CtgyPurp/Cd", "Purp/Cd") or payment.text("PmtMtd"),
        "end_to_end_id": _reference(transaction, "PmtId/EndToEndId"),
        "uetr": transaction.text("PmtId/UETR"),
        "remittance_information": _remittance(transaction),
    }
