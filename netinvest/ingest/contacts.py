"""Contacts named in the text of advertisements.

To be worked out once for each distinct text: a text posted a hundred times is read once. Each contact keeps what was
written, and how sure the reading is: 0.95 where it stands plainly, less where it was hidden, least where neither
a trunk prefix nor a country code supports it (a field of its own has 1.0, which ingest gives).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from netinvest.ingest.fold import fold
from netinvest.ingest.handles import mentions
from netinvest.ingest.numbering import numbering_plan
from netinvest.ingest.written_phones import written_phones
from netinvest.model.identifier import IdentifierKind

_UNDONE = 0.85  # at most, for a reading that undid emoji digits, look-alike letters or markup
_PLAIN = re.compile(r"[\x09\x0a\x0d\x20-\x25\x27-\x3b\x3d-\x7e\xa0\u2010-\u2015\u202f]*")


class Contact(NamedTuple):
    """A contact found in a text."""

    kind: IdentifierKind
    value: str  # phone: E.164
    original: str  # as written
    confidence: float


def contacts_in(text: str, *, country: str | None) -> list[Contact]:
    """The contacts in one text, each once, in the order they stand.

    Args:
        text: A title or a body, as it came.
        country: ISO 3166-1 alpha-2 code of the country whose national numbers are written without a code, if known.
    """
    folded = fold(text)
    plan = numbering_plan(country)
    found: list[tuple[int, Contact]] = []
    rest = folded.text
    for mention in mentions(folded.text):
        rest = rest[: mention.start] + "\x01" * (mention.end - mention.start) + rest[mention.end :]
        kind, value = mention.kind, mention.value
        if kind is IdentifierKind.PHONE:
            reading = plan.read(value.lstrip("+"), plus=value.startswith("+"))
            if reading is None:
                continue
            value = reading.e164
        written = folded.written(mention.start, mention.end)
        found.append((mention.start, Contact(kind, value, written, _sure(mention.confidence, written))))
    if any(map(str.isdigit, rest)) or len(rest) > 20:  # noqa: PLR2004 - shorter than any spelt number
        for phone in written_phones(rest, plan):
            written = folded.written(phone.start, phone.end)
            sure = _sure(phone.confidence, written)
            found.append((phone.start, Contact(IdentifierKind.PHONE, phone.e164, written, sure)))
    best: dict[tuple[str, str], Contact] = {}
    for _, contact in sorted(found):
        known = best.get((contact.kind, contact.value))
        if known is None or known.confidence < contact.confidence:
            best[contact.kind, contact.value] = contact
    return list(best.values())


def _sure(confidence: float, written: str) -> float:
    return confidence if _PLAIN.fullmatch(written) else min(confidence, _UNDONE)
