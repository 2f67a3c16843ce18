"""CASE/UCO 1.x as JSON-LD: identities, relationships, source files with SHA-256, and a provenance record a source."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import IO, TYPE_CHECKING, Any

from netinvest.export.content import moment, money, told
from netinvest.export.report import Report

if TYPE_CHECKING:
    from netinvest.export.content import Content, LinkRow

CONTEXT = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "kb": "http://example.org/kb/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def write(content: Content, sink: IO[bytes]) -> Report:
    """Write one JSON-LD document."""
    report = Report("case")
    text = report.unicode_text

    def iri(kind: str, *parts: object) -> str:
        return f"kb:{kind}-{content.uuid(kind, *parts)}"

    def typed(kind: str, value: object) -> dict[str, str]:
        return {"@type": f"xsd:{kind}", "@value": str(value)}

    actors = {actor.alias: iri("actor", actor.alias) for actor in content.actors}
    graph: list[dict[str, Any]] = []
    for actor in content.actors:
        notes = [f"Category {actor.category}."]
        notes += ["Protected person."] * actor.protected + [f"{actor.withheld} identifiers withheld."] * bool(
            actor.withheld
        )
        notes += [f"Lead: {lead}." for lead in actor.leads] + [f"{kind}: {value}" for kind, value in actor.identifiers]
        graph.append(
            {
                "@id": actors[actor.alias],
                "@type": "uco-identity:Identity",
                "uco-core:name": text(actor.alias),
                "uco-core:description": [text(note) for note in notes],
            }
        )
    resting: dict[int, list[str]] = defaultdict(list)
    for number, link in enumerate(content.links):
        here = iri("link", number)
        for at in link.sources:
            resting[at].append(here)
        graph.append(
            {
                "@id": here,
                "@type": "uco-core:Relationship",
                "uco-core:source": {"@id": actors[link.start]},
                "uco-core:target": {"@id": actors[link.end]},
                "uco-core:isDirectional": typed("boolean", "true" if link.stream != "advertisements" else "false"),
                "uco-core:kindOfRelationship": link.stream,
                "uco-core:description": [text(words) for words in _words(content, link)],
                **({"uco-core:startTime": typed("dateTime", moment(link.first_at_utc))} if link.first_at_utc else {}),
                **({"uco-core:endTime": typed("dateTime", moment(link.last_at_utc))} if link.last_at_utc else {}),
            }
        )
    for at, source in enumerate(content.sources):
        file = iri("file", source.sha256)
        facets = {kind: iri(kind, source.sha256) for kind in ("filefacet", "contentfacet", "hash")}
        graph.append(
            {
                "@id": file,
                "@type": "uco-observable:File",
                "uco-core:hasFacet": [
                    {
                        "@id": facets["filefacet"],
                        "@type": "uco-observable:FileFacet",
                        "uco-observable:fileName": text(source.name),
                    },
                    {
                        "@id": facets["contentfacet"],
                        "@type": "uco-observable:ContentDataFacet",
                        "uco-observable:hash": {
                            "@id": facets["hash"],
                            "@type": "uco-types:Hash",
                            "uco-types:hashMethod": "SHA256",
                            "uco-types:hashValue": typed("hexBinary", source.sha256),
                        },
                    },
                ],
            }
        )
        notes = [f"{source.kind}, {source.rows} rows"]
        notes += [f"grade {source.grade}"] * bool(source.grade) + [f"handling {source.handling}"] * bool(
            source.handling
        )
        graph.append(
            {
                "@id": iri("provenance", source.sha256),
                "@type": "case-investigation:ProvenanceRecord",
                "uco-core:description": [text(note) for note in notes],
                "uco-core:object": [{"@id": file}, *({"@id": here} for here in resting[at])],
            }
        )
    graph.append(
        {
            "@id": iri("investigation"),
            "@type": "case-investigation:Investigation",
            "uco-core:name": text(content.case),
            "uco-core:description": [text(f"{k}: {v}") for k, v in content.summary().items() if v],
            **({"uco-core:object": [{"@id": node["@id"]} for node in graph]} if graph else {}),
        }
    )
    document = {"@context": CONTEXT, "@graph": graph}
    sink.write(json.dumps(document, ensure_ascii=True, indent=1).encode("ascii") + b"\n")
    report.written = {"actors": len(content.actors), "links": len(content.links), "sources": len(content.sources)}
    report.standing.append("the sentences of the leads: an identity names its leads only (write --to json for all)")
    return report


def _words(content: Content, link: LinkRow) -> list[str]:
    words = [told(link), f"count {link.count}"]
    if link.amount is not None:
        words.append(f"amount {money(link.amount)} {link.currency}".rstrip())
    grade = content.grade(link)
    return [*words, f"grade {grade}"] if grade else words
