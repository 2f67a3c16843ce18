"""FollowTheMoney entities as NDJSON, written to its schema without its library, which needs ICU.

Its library drops what it cannot clean without a word. So a value is written into a typed property only if it is what
the type asks for, and into ``notes`` otherwise.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import IO, TYPE_CHECKING

from netinvest.export.content import money, told
from netinvest.export.report import Report

if TYPE_CHECKING:
    from datetime import datetime

    from netinvest.export.content import ActorRow, Content, LinkRow

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f]")  # what its library takes out
_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")


def write(content: Content, sink: IO[bytes]) -> Report:
    """Write one entity a line: Document, LegalEntity, UnknownLink, Payment."""
    report = Report("ftm")
    actor_ids = {actor.alias: content.uuid("actor", actor.alias) for actor in content.actors}
    source_ids = [content.uuid("source", source.sha256) for source in content.sources]
    for source, source_id in zip(content.sources, source_ids, strict=True):
        notes = [f"SHA-256 {source.sha256}", f"{source.rows} rows"]
        notes += [f"grade {source.grade}"] * bool(source.grade) + [f"handling {source.handling}"] * bool(
            source.handling
        )
        _put(sink, report, source_id, "Document", {"fileName": [source.name], "title": [source.name], "notes": notes})
    for actor in content.actors:
        _put(sink, report, actor_ids[actor.alias], "LegalEntity", _actor(content, actor))
    for number, link in enumerate(content.links):
        schema, properties = _link(content, link, report)
        ends = ("payer", "beneficiary") if schema == "Payment" else ("subject", "object")
        properties |= {ends[0]: [actor_ids[link.start]], ends[1]: [actor_ids[link.end]]}
        properties["proof"] = [source_ids[at] for at in link.sources]
        _put(sink, report, content.uuid("link", number), schema, properties)
    report.written = {"actors": len(content.actors), "links": len(content.links), "sources": len(content.sources)}
    report.standing += [
        "the SHA-256 of a source stands in its notes: the schema's own property takes SHA-1 only",
        "the sentences of the leads: an actor names its leads only (write --to json for all)",
    ]
    return report


def _put(sink: IO[bytes], report: Report, entity_id: str, schema: str, properties: dict[str, list[str]]) -> None:
    kept = {name: _clean(values, report) for name, values in sorted(properties.items())}
    entity = {
        "id": entity_id,
        "schema": schema,
        "properties": {name: values for name, values in kept.items() if values},
    }
    sink.write(json.dumps(entity, ensure_ascii=True).encode("ascii") + b"\n")


def _clean(values: list[str], report: Report) -> list[str]:
    """Values as the library would leave them, each once; it says nothing of what it changes, so this does."""
    kept: dict[str, None] = {}
    for value in filter(None, values):
        text = _UNSAFE.sub("", unicodedata.normalize("NFC", report.unicode_text(value))).strip()
        if text != value:
            report.changed("texts without the control characters and outer blanks that the format does not keep")
        if text:
            kept[text] = None
    return list(kept)


def _actor(content: Content, actor: ActorRow) -> dict[str, list[str]]:
    properties: dict[str, list[str]] = {
        "name": [actor.alias],
        "notes": [f"category {actor.category}", *(f"lead: {lead}" for lead in actor.leads)],
        "description": [content.statement],
    }
    if actor.protected:
        properties["notes"].append("protected person")
    if actor.withheld:
        properties["notes"].append(f"{actor.withheld} identifiers withheld")
    for kind, value in actor.identifiers:
        if kind == "phone" and _is_phone(value):
            properties.setdefault("phone", []).append(value)
        elif kind == "email" and _EMAIL.fullmatch(value):
            properties.setdefault("email", []).append(value)
        else:
            properties["notes"].append(f"{kind} {value}")
    return properties


def _is_phone(value: str) -> bool:
    import phonenumbers

    try:
        return value.startswith("+") and phonenumbers.is_valid_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        return False


def _link(content: Content, link: LinkRow, report: Report) -> tuple[str, dict[str, list[str]]]:
    grade = content.grade(link)
    properties: dict[str, list[str]] = {
        "startDate": _date(link.first_at_utc, report),
        "endDate": _date(link.last_at_utc, report),
        "summary": [told(link)],
        "description": [f"grade {grade}"] if grade else [],
    }
    if link.amount is None:
        return "UnknownLink", {**properties, "role": [link.stream]}
    return "Payment", {
        **properties,
        "amount": [money(link.amount)],
        "currency": [link.currency],
        "purpose": [f"sum of {link.count} transfers"],
    }


def _date(at: datetime | None, report: Report) -> list[str]:
    if at is None:
        return []
    if at.microsecond:
        report.changed("times whose fractions of a second the format does not keep")
    return [f"{at:%Y-%m-%dT%H:%M:%S}"]
