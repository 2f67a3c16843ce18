"""STIX 2.1, by stix2: identities, files with SHA-256, relationships with external references to their sources."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from netinvest.export.content import moment, money, told
from netinvest.export.report import Report

if TYPE_CHECKING:
    from netinvest.export.content import Content, LinkRow

TYPES = {"calls": "called", "messages": "messaged", "transfers": "paid", "advertisements": "advertised-with"}


def write(content: Content, sink: IO[bytes]) -> Report:
    """Write a bundle; ids follow from the run, so that the same case gives the same bytes."""
    import stix2

    report = Report("stix")
    text = report.unicode_text
    at = content.made_at
    ids = {actor.alias: f"identity--{content.uuid('actor', actor.alias)}" for actor in content.actors}
    objects: list[Any] = []
    for actor in content.actors:
        held = "; ".join(f"{kind}:{value}" for kind, value in actor.identifiers)
        notes = [f"Category {actor.category}."]
        notes += ["Protected person."] * actor.protected + [f"{actor.withheld} identifiers withheld."] * bool(
            actor.withheld
        )
        notes += [f"Lead: {lead}." for lead in actor.leads] + [f"Identifiers: {held}."] * bool(held)
        objects.append(
            stix2.Identity(
                id=ids[actor.alias], created=at, modified=at, name=text(actor.alias),
                identity_class="unknown", description=text(" ".join(notes)),
            )
        )  # fmt: skip
    objects += [
        stix2.File(
            id=f"file--{content.uuid('source', s.sha256)}", hashes={"SHA-256": s.sha256}, name=text(s.name) or s.sha256
        )
        for s in content.sources
    ]
    objects += [_relationship(content, number, link, ids, report) for number, link in enumerate(content.links)]
    note = " ".join(f"{name}: {value}." for name, value in content.summary().items() if value)
    references = list(ids.values()) or [o["id"] for o in objects]
    if references:
        objects.append(
            stix2.Note(
                id=f"note--{content.uuid('note')}", created=at, modified=at, content=text(note), object_refs=references
            )
        )
    bundle = stix2.Bundle(id=f"bundle--{content.uuid('bundle')}", objects=objects, allow_custom=False)
    sink.write(bundle.serialize(ensure_ascii=True).encode("ascii") + b"\n")
    report.written = {"actors": len(content.actors), "links": len(content.links), "sources": len(content.sources)}
    report.standing.append("the sentences of the leads: an identity names its leads only (write --to json for all)")
    return report


def _relationship(content: Content, number: int, link: LinkRow, ids: dict[str, str], report: Report) -> Any:
    import stix2

    text = report.unicode_text
    words = [told(link)]
    if link.amount is not None:
        words.append(f"amount {money(link.amount)} {link.currency}".rstrip())
    if link.first_at_utc is not None:
        words.append(f"from {moment(link.first_at_utc)} to {moment(link.last_at_utc)}")
    when: dict[str, Any] = {}
    if link.first_at_utc is not None:
        when["start_time"] = link.first_at_utc
        if link.last_at_utc is not None and link.last_at_utc > link.first_at_utc:
            when["stop_time"] = link.last_at_utc  # STIX wants it later than the start; the description has both
    references = [
        {
            "source_name": text(content.sources[at].name) or "source",
            "external_id": f"sha256:{content.sources[at].sha256}",
            **({"description": f"grade {content.sources[at].grade}"} if content.sources[at].grade else {}),
        }
        for at in link.sources
    ]
    return stix2.Relationship(
        id=f"relationship--{content.uuid('link', number)}",
        created=content.made_at,
        modified=content.made_at,
        relationship_type=TYPES.get(link.stream, "related-to"),
        source_ref=ids[link.start],
        target_ref=ids[link.end],
        description=text("; ".join(words)),
        **when,
        **({"external_references": references} if references else {}),
    )
