"""goAML reports (the XML that banks send to financial intelligence units): one row a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netinvest_loaders.xml_stream import local_name, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from netinvest_loaders.blocks import Row
    from netinvest_loaders.xml_stream import Element

_RECORDS = frozenset({"transaction"})
_HEADERS = frozenset({"currency_code_local"})


def rows(stream: IO[bytes], name: str) -> Iterator[Row]:
    """The transactions of a report, as text under the ledger's column names.

    Args:
        stream: The file's bytes.
        name: The file's name, for a refusal.
    """
    for number, (transaction, headers) in enumerate(records(stream, name, record=_RECORDS, header=_HEADERS), start=1):
        texts = {local_name(e): " ".join(e.text.split()) for e in transaction if e.text and e.text.strip()}
        local = headers.get("currency_code_local")
        currency = (local.text or "").strip() or None if local is not None else None
        debtor, creditor = _side(transaction, "from"), _side(transaction, "to")
        foreign = debtor.pop("foreign", None) or creditor.pop("foreign", None)
        creditor.pop("foreign", None)
        about = (texts.get(tag) for tag in ("transaction_description", "comments"))
        yield {
            "row": str(number),
            **{f"debtor_{what}": text for what, text in debtor.items()},
            **{f"creditor_{what}": text for what, text in creditor.items()},
            # the local amount is always there; a foreign one beside it says what moved in another currency
            "amount": texts.get("amount_local") or foreign,
            "currency": currency,
            "booked_at": texts.get("date_transaction") or texts.get("date_posting") or texts.get("value_date"),
            "transfer_type": texts.get("transmode_code") or texts.get("transmode_comment"),
            "end_to_end_id": texts.get("transactionnumber"),
            "remittance_information": " ".join(filter(None, about)) or None,
        }


def _side(transaction: Element, side: str) -> Row:
    """Who paid or was paid: an account, a person or an entity; ``my_client`` is the reporting bank's customer."""
    party = next((e for e in transaction if local_name(e) in {f"t_{side}", f"t_{side}_my_client"}), None)
    if party is None:
        return {}
    found: dict[str, str] = {}
    for element in party.iter():
        if element.text and element.text.strip():
            found.setdefault(local_name(element), " ".join(element.text.split()))
    person = " ".join(filter(None, (found.get("first_name"), found.get("last_name")))) or None
    # name is an entity's; account_name what the bank calls the account
    return {
        "account": found.get("iban") or found.get("account"),
        "name": found.get("account_name") or found.get("name") or person,
        "agent": found.get("swift") or found.get("institution_code") or found.get("institution_name"),
        "foreign": found.get("foreign_amount"),
    }
