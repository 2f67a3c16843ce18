"""ISO 20022 messages: camt.052/053/054, pacs.003/008/009, pain.001/008, in any version.

Elements are known by their local names, so that every version reads alike, bare or wrapped with a business header.
An entry is one row, or one row for each of its transaction details when these carry their own amounts (a batch).
Read as a stream: memory does not grow with the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest_loaders.xml_stream import Node, local_name, node_of, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO
    from xml.etree.ElementTree import Element

    from netinvest_loaders.blocks import Row

_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
_RECORDS = frozenset({"Ntry", "CdtTrfTxInf", "DrctDbtTxInf"})
_HEADERS = frozenset({"GrpHdr", "PmtInf", *_STATEMENTS})
_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED"})


def rows(stream: IO[bytes], name: str) -> Iterator[Row]:
    """The transfers of a message, as text under the ledger's column names.

    Args:
        stream: The file's bytes.
        name: The file's name, for a refusal.

    Yields:
        A row for each movement of money; ``refusal`` says why one cannot be read.
    """
    number = 0
    known: dict[str, tuple[Element, Node]] = {}
    for element, elements in records(stream, name, record=_RECORDS, header=_HEADERS):
        for kind, header in elements.items():
            if kind not in known or known[kind][0] is not header:
                known[kind] = header, node_of(header)
        headers = {kind: node for kind, (_, node) in known.items()}
        read = _entry if local_name(element) == "Ntry" else _transaction
        for row in read(node_of(element), headers):
            number += 1
            row["row"] = str(number)
            yield row


def _at(node: Node | None, path: str) -> Node | None:
    """The first node at a path of local names."""
    for step in path.split("/"):
        if node is None:
            return None
        node = node.children.get(step)
    return node


def _text(node: Node | None, *paths: str) -> str | None:
    """The text at the first of several paths that has any."""
    for path in paths:
        found = _at(node, path)
        if found is not None and found.text:
            return found.text
    return None


def _account(node: Node | None, path: str) -> str | None:
    where = _at(node, path)
    return _text(where, "Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Prxy/Id") if where is not None else None


def _name(node: Node | None, path: str) -> str | None:
    where = _at(node, path)
    return _text(where, "Nm", "Pty/Nm", "FinInstnId/Nm", "Agt/FinInstnId/Nm") if where is not None else None


def _agent(node: Node | None, path: str) -> str | None:
    where = _at(node, f"{path}/FinInstnId")
    return _text(where, "BICFI", "BIC", "ClrSysMmbId/MmbId", "Othr/Id", "Nm") if where is not None else None


def _amount(node: Node | None, *paths: str) -> tuple[str, str | None] | None:
    for path in paths:
        found = _at(node, path)
        if found is not None and found.text:
            return found.text, found.attributes.get("Ccy")
    return None


def _reference(node: Node | None, *paths: str) -> str | None:
    found = _text(node, *paths)
    return None if found is None or found.upper() in _NO_REFERENCE else found


def _remittance(node: Node | None) -> str | None:
    about = _at(node, "RmtInf")
    if about is None:
        return None
    texts = [part.text for part in about.every() if part.name in {"Ustrd", "Ref", "AddtlRmtInf"} and part.text]
    return " ".join(texts) or None


def _entry(entry: Node, headers: dict[str, Node]) -> Iterator[Row]:
    """An entry of a statement: its direction says on which side the statement's own account stands."""
    statement = next((headers[h] for h in _STATEMENTS if h in headers), None)
    own: Row = {
        "account": _account(statement, "Acct"),
        "name": _text(statement, "Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm", "Acct/Nm"),
        "agent": _agent(statement, "Acct/Svcr"),
    }
    details = [d for part in entry.all if part.name == "NtryDtls" for d in part.all if d.name == "TxDtls"]
    amounts = [_amount(d, "Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt") for d in details]
    whole = _amount(entry, "Amt")
    if len(details) <= 1:  # the entry's amount is what was booked; a detail's may be in another currency
        yield _movement(entry, details[0] if details else None, own, whole)
    elif None in amounts:
        row = _movement(entry, None, own, whole)
        row["remittance_information"] = row["remittance_information"] or _remittance(details[0])
        yield row
    else:
        for detail, amount in zip(details, amounts, strict=True):
            yield _movement(entry, detail, own, amount)


def _movement(entry: Node, detail: Node | None, own: Row, amount: tuple[str, str | None] | None) -> Row:
    direction = _text(detail, "CdtDbtInd") or _text(entry, "CdtDbtInd")
    status = _text(entry, "Sts/Cd", "Sts")
    credit = direction == "CRDT"
    # the parties of a reversal are named as in the movement that it takes back
    takes_back = _text(entry, "RvslInd") in {"true", "1"}
    other = "Dbtr" if credit != takes_back else "Cdtr"
    parties, agents = _at(detail, "RltdPties"), _at(detail, "RltdAgts")
    them: Row = {
        "account": _account(parties, f"{other}Acct"),
        "name": _name(parties, other),
        "agent": _agent(agents, f"{other}Agt"),
    }
    debtor, creditor = (them, own) if credit else (own, them)
    family = _text(detail, "BkTxCd/Domn/Fmly/Cd") or _text(entry, "BkTxCd/Domn/Fmly/Cd")
    code = _text(detail, "BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Prtry/Cd") or _text(
        entry, "BkTxCd/Domn/Fmly/SubFmlyCd", "BkTxCd/Prtry/Cd"
    )
    kind = " ".join(filter(None, (family, code, "reversal" if takes_back else None))) or None
    row = {
        **_parties(debtor, creditor),
        "amount": amount[0] if amount else None,
        "currency": amount[1] if amount else None,
        "booked_at": _text(entry, "BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt"),
        "transfer_type": kind,
        "end_to_end_id": _reference(detail, "Refs/EndToEndId"),
        "uetr": _text(detail, "Refs/UETR"),
        "remittance_information": _remittance(detail) or _text(detail, "AddtlTxInf") or _text(entry, "AddtlNtryInf"),
    }
    if direction not in {"CRDT", "DBIT"}:
        row["refusal"] = "neither credit nor debit is said"
    elif status in {"PDNG", "INFO", "FUTR"}:
        row["refusal"] = "the entry is not booked yet"
    return row


def _parties(debtor: Row, creditor: Row) -> Row:
    sides = (("debtor", debtor), ("creditor", creditor))
    return {f"{side}_{what}": party[what] for side, party in sides for what in ("account", "name", "agent")}


def _transaction(transaction: Node, headers: dict[str, Node]) -> Iterator[Row]:
    """A transaction of pacs or pain; what it does not say itself, its payment or message says."""
    payment, message = headers.get("PmtInf"), headers.get("GrpHdr")

    def first(read: Callable[[Node | None, str], str | None], path: str) -> str | None:
        return read(transaction, path) or read(payment, path)

    debtor, creditor = (
        {
            "account": first(_account, f"{side}Acct"),
            "name": first(_name, side),
            # between institutions the party itself is one
            "agent": first(_agent, f"{side}Agt") or first(_agent, side),
        }
        for side in ("Dbtr", "Cdtr")
    )
    amount = _amount(transaction, "IntrBkSttlmAmt", "Amt/InstdAmt", "InstdAmt", "Amt/EqvtAmt/Amt")
    dates = "IntrBkSttlmDt", "ReqdExctnDt/DtTm", "ReqdExctnDt/Dt", "ReqdExctnDt", "ReqdColltnDt"
    yield {
        **_parties(debtor, creditor),
        "amount": amount[0] if amount else None,
        "currency": amount[1] if amount else None,
        "booked_at": _text(transaction, *dates)
        or _text(payment, *dates)
        or _text(message, *dates)
        or _text(transaction, "AccptncDtTm")
        or _text(message, "CreDtTm"),
        "transfer_type": _text(transaction, "PmtTpInf/CtgyPurp/Cd", "Purp/Cd") or _text(payment, "PmtMtd"),
        "end_to_end_id": _reference(transaction, "PmtId/EndToEndId"),
        "uetr": _text(transaction, "PmtId/UETR"),
        "remittance_information": _remittance(transaction),
    }
