"""GraphML and GEXF, by networkx: one node an actor, one edge an ordered pair, stream and currency.

What was drawn by hand stands in edges of ``layer`` annotation, and in the attribute ``annotations`` of nodes.

networkx raises on None and on datetimes, and writes control characters into invalid XML: so attributes are text, whole
numbers and booleans only, what is absent is left out, times are ISO 8601, amounts are decimal text.
"""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, Any

from netinvest.export.content import moment, money
from netinvest.export.report import Report

if TYPE_CHECKING:
    import networkx as nx

    from netinvest.export.content import Content


def write_graphml(content: Content, sink: IO[bytes]) -> Report:
    """Write GraphML."""
    import networkx as nx

    report = Report("graphml")
    graph = _graph(content, report)
    nx.write_graphml_xml(graph, sink, named_key_ids=True)
    return report


def write_gexf(content: Content, sink: IO[bytes]) -> Report:
    """Write GEXF 1.2; its date is that of the run."""
    import networkx as nx

    report = Report("gexf")
    buffer = io.BytesIO()
    nx.write_gexf(_graph(content, report), buffer)
    # networkx states the day of writing: the same case would not give the same bytes
    dated = re.sub(
        rb'lastmodifieddate="[^"]*"',
        f'lastmodifieddate="{content.made_at:%Y-%m-%d}"'.encode(),
        buffer.getvalue(),
        count=1,
    )
    sink.write(dated)
    report.standing.append("the statement about case, run and handling is on no element of GEXF: it is in each node")
    return report


def _graph(content: Content, report: Report) -> nx.MultiDiGraph:
    import networkx as nx

    text = report.xml_text
    facts = {name: text(value) for name, value in content.summary().items() if value}
    graph = nx.MultiDiGraph(**facts)
    noted: dict[str, list[str]] = {}
    for note in content.annotations:
        if not note.end:
            noted.setdefault(note.start, []).append(f"{note.text} ({note.statement}; {note.origin})")
    for actor in content.actors:
        notes = noted.get(actor.alias)
        graph.add_node(
            text(actor.alias),
            label=text(actor.alias),
            category=text(actor.category),
            protected=actor.protected,
            identifiers=text("; ".join(f"{kind}:{value}" for kind, value in actor.identifiers)),
            identifiers_withheld=actor.withheld,
            leads=text("; ".join(actor.leads)),
            **({"annotations": text("; ".join(notes))} if notes else {}),
            **({f"netinvest_{name}": value for name, value in facts.items()} if report.form == "gexf" else {}),
        )
    for number, link in enumerate(content.links):
        attributes: dict[str, Any] = {
            "stream": link.stream,
            "count": link.count,
            "currency": text(link.currency),
            "first_at_utc": moment(link.first_at_utc),
            "last_at_utc": moment(link.last_at_utc),
            "amount": "" if link.amount is None else money(link.amount),
            "sources": text(content.origins(link)),
            "grade": text(content.grade(link)),
        }
        graph.add_edge(
            text(link.start), text(link.end), key=str(number), **{k: v for k, v in attributes.items() if v != ""}
        )
    drawn = [annotation for annotation in content.annotations if annotation.end]
    for number, annotation in enumerate(drawn):
        graph.add_edge(
            text(annotation.start),
            text(annotation.end),
            key=f"annotation-{number}",
            layer="annotation",
            statement=text(annotation.statement),
            drawn_by=text(annotation.author),
            drawn_in=text(annotation.origin),
            **({"label": text(annotation.text)} if annotation.text else {}),
        )
    report.written = {"actors": len(content.actors), "links": len(content.links), **content.counted_annotations()}
    report.standing.append("the sentences of the leads: a node names its leads only (write --to json for all)")
    return graph
