"""Who is on the other side of a statement line, out of its free text (field 86): each bank writes it its own way.

Read are the German structure (``166?00..?20..?31 account?32 name``, also with other separators), the tags of SEPA
(``IBAN+``, ``SVWZ+``, ``EREF+``), slash codes (``/IBAN/../NAME/..``), label forms (``Z RACH.: ..; OD: ..``), and
anything that holds an IBAN with right check digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netinvest_loaders.blocks import Row

_GERMAN = re.compile(r"^\s*(?P<code>\d{3})(?P<mark>[?<>~@^])(?=\d\d)")
_SEPA_TAG = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|ANAM|REMI)\+\s*|(?<![A-Z])(EREF|SVWZ|ABWA|ABWE|IBAN|BIC|ANAM): "
)
_SLASH_TAG = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|ORDP|BENM|CNTP|RTRN|UDTR|PREF|PURP|ISDT|TRCD|ACCW|OAMT|ID|TYPE|RREF|NRTX"
    r"|TRAN|INIT|ADDR|ULTB|ULTD|ULTC)/"
)
_LABELS = re.compile(
    r"(?:^|;|\s)\s*(?P<label>Z RACH|NA RACH|OD|DLA|DO|TYT|RACH|NAZWA|TNR|ID IPH)\.?\s*:\s*(?P<value>[^;]*)",
    re.IGNORECASE,
)
_ACCOUNT_AND_NAME = re.compile(r"(\d{7,10}) {2,}([^\d\s].*)", re.DOTALL)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?![A-Z0-9])")


def valid_iban(text: str) -> bool:
    """Whether a text is an IBAN of its country's length with right check digits."""
    from stdnum import iban

    return bool(iban.is_valid(text, check_country=False))


def find_iban(text: str, *, other_than: str | None = None) -> tuple[str, int, int] | None:
    """The first IBAN in a text, blanks out, with where it stands."""
    for found in _IBAN.finditer(text):
        compact = found[0].replace(" ", "")
        # a word after it may have been taken in: shorten until the check digits agree
        for length in range(min(len(compact), 34), 14, -1):
            if valid_iban(compact[:length]):
                if compact[:length] == other_than:
                    break
                end, left = found.start(), length
                while left:
                    left -= text[end] != " "
                    end += 1
                return compact[:length], found.start(), end
    return None


def counterparty(details: str, reference: str = "", *, own: str | None = None) -> Row:
    """The other side of a statement line.

    Args:
        details: Field 86, with its line ends.
        reference: What the statement line itself says.
        own: The statement's account, which the other side is not.

    Returns:
        ``account, name, agent, reference, text``; what is not said is missing.
    """
    if (german := _GERMAN.match(details)) is not None:
        row = _german(details[german.end("code") :], german["mark"])
    elif (tags := list(_SLASH_TAG.finditer(details.replace("\n", "")))) and len(tags) > 1:
        row = _slashes(details.replace("\n", ""), tags)
    elif len(labels := list(_LABELS.finditer(joined := _joined(details)))) > 1:
        row = _labelled(joined, labels)
    else:
        row = {"text": " ".join(details.split()) or None}
        if (found := find_iban(row["text"] or "", other_than=own)) is not None:
            row["account"] = found[0]
            if found[1] == 0:  # IBAN, then the name on the same line
                first = details.strip().split("\n")[0]
                row["name"] = " ".join(first[found[2] :].split()) or None
    if not row.get("account"):
        if (found := find_iban(reference, other_than=own)) is not None:
            row["account"] = found[0]
        elif (dutch := _ACCOUNT_AND_NAME.fullmatch(reference.strip())) is not None:
            row |= {"account": dutch[1], "name": row.get("name") or dutch[2]}
    return {key: value for key, value in row.items() if value}


def _joined(details: str) -> str:
    return " ".join(details.split())


def _german(text: str, mark: str) -> Row:
    """Numbered parts: 00 booking text, 20-29 and 60-63 purpose, 30 bank, 31 account, 32 and 33 name."""
    parts: dict[str, str] = {}
    # a mark without a number behind it is part of the text: "Who?"
    for part in re.split(re.escape(mark) + r"(?=[0-9]{2})", text.replace("\n", ""))[1:]:
        parts[part[:2]] = parts.get(part[:2], "") + part[2:]
    purpose = "".join(parts.get(f"{n:02d}", "") for n in (*range(20, 30), *range(60, 64)))
    row: Row = {
        "account": re.sub(r"\s", "", parts.get("31", "")) or None,
        "agent": parts.get("30", "").strip() or None,
        "name": " ".join((parts.get("32", "") + parts.get("33", "")).split()) or None,
        "text": " ".join(purpose.split()) or " ".join(parts.get("00", "").split()) or None,
    }
    return _sepa(purpose, row)


def _sepa(purpose: str, row: Row) -> Row:
    values = _tagged(purpose, list(_SEPA_TAG.finditer(purpose)))
    reference = values.get("EREF", "")
    row["reference"] = None if reference.upper() in {"", "NOTPROVIDED", "NONREF"} else reference
    row["account"] = row["account"] or values.get("IBAN", "").replace(" ", "") or None
    row["agent"] = row["agent"] or values.get("BIC") or None
    row["name"] = row["name"] or values.get("ANAM") or None
    row["text"] = values.get("SVWZ") or values.get("REMI") or row["text"]
    return row


def _tagged(text: str, tags: list[re.Match[str]]) -> dict[str, str]:
    """What follows each tag, up to the next; the first that says something counts."""
    values: dict[str, str] = {}
    for number, tag in enumerate(tags):
        end = tags[number + 1].start() if number + 1 < len(tags) else len(text)
        if value := text[tag.end() : end].strip(" /"):
            values.setdefault(tag[1] or tag[tag.lastindex or 1], value)
    return values


def _slashes(text: str, tags: list[re.Match[str]]) -> Row:
    values = _tagged(text, tags)
    other = values.get("CNTP", "").split("/")  # account/bic/name/city
    reference = values.get("EREF", "")
    return {
        "account": (values.get("IBAN") or values.get("ACCW") or other[0]).replace(" ", "") or None,
        "agent": values.get("BIC") or (other[1] if len(other) > 1 else None) or None,
        "name": values.get("NAME") or (other[2] if len(other) > 2 else None) or None,  # noqa: PLR2004
        "reference": None if reference.upper() in {"", "NOTPROVIDED", "NONREF"} else reference,
        "text": re.sub(r"^(?:USTD|STRD)/+", "", values.get("REMI", "")).strip("/") or None,
    }


def _labelled(text: str, labels: list[re.Match[str]]) -> Row:
    values = {label["label"].upper(): label["value"].strip() for label in labels}
    return {
        "account": re.sub(r"\s", "", next((values[k] for k in ("Z RACH", "NA RACH", "RACH") if values.get(k)), ""))
        or None,
        "name": next((values[k] for k in ("OD", "DLA", "DO", "NAZWA") if values.get(k)), None),
        "text": values.get("TYT") or text,
    }
