"""i2 Analyst's Notebook Exchange, by anxwritter: icons by alias, links with source reference, grades and dates."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from netinvest.export.content import moment, money, told
from netinvest.export.report import Report

if TYPE_CHECKING:
    from datetime import datetime

    from netinvest.export.content import AnnotationRow, Content, LinkRow

SOURCE_GRADES = ("A", "B", "C", "X")
INFORMATION_GRADES = ("1", "2", "3", "4")
RECORDED, DRAWN = "Recorded", "Drawn by hand, not evidence"
"""Names of the line styles: solid and dashed."""
DIRECTED = {"calls", "messages", "transfers"}


def write(content: Content, sink: IO[bytes]) -> Report:
    """Write an ANX chart.

    Raises:
        ValueError: The library refuses the chart; its own check names why.
    """
    from anxwritter import ANXChart, DotStyle, GradeCollection, Strength, StrengthCollection

    report = Report("anx")
    text = report.attribute_text
    chart = ANXChart()
    chart.grades_one = GradeCollection(items=list(SOURCE_GRADES))
    chart.grades_two = GradeCollection(items=list(INFORMATION_GRADES))
    if content.annotations:
        strengths = [Strength(RECORDED, DotStyle.SOLID), Strength(DRAWN, DotStyle.DASHED)]
        chart.strengths = StrengthCollection(default=RECORDED, items=strengths)
    summary = chart.settings.summary
    summary.title, summary.author = text(content.case), "netinvest"
    summary.comments = text(content.statement)
    summary.created = f"{content.made_at:%Y-%m-%dT%H:%M:%S}"
    for name, value in content.summary().items():
        if value:
            chart.add_custom_property(name, text(value))
    noted: dict[str, list[str]] = {}
    for note in content.annotations:
        if not note.end:
            noted.setdefault(note.start, []).append(f"{note.text} ({note.statement})")
    for actor in content.actors:
        attributes: dict[str, Any] = {
            "category": text(actor.category),
            "protected": "yes" if actor.protected else "no",
            "identifiers": text("; ".join(f"{kind}:{value}" for kind, value in actor.identifiers)),
            "identifiers withheld": str(actor.withheld),
            "leads": text("; ".join(actor.leads)),
            "annotations": text("; ".join(noted.get(actor.alias, ()))),
        }
        chart.add_icon(
            id=text(actor.alias),
            type="Actor",
            label=text(actor.alias),
            attributes={name: value for name, value in attributes.items() if value},
        )
    for number, link in enumerate(content.links):
        chart.add_link(**_link(content, number, link, report))
    for number, drawn in enumerate(drawn for drawn in content.annotations if drawn.end):
        chart.add_link(**_annotation(number, drawn, report))
    sink.writelines(_bytes(chart))
    report.written = {"actors": len(content.actors), "links": len(content.links), **content.counted_annotations()}
    report.standing.append("the sentences of the leads: an icon names its leads only (write --to json for all)")
    return report


def _bytes(chart: Any) -> Any:
    errors = chart.validate()
    if errors:
        raise ValueError(f"anxwritter refuses the chart: {errors[0].get('type', 'unknown')}")
    return chart.iter_anx_bytes()


def _link(content: Content, number: int, link: LinkRow, report: Report) -> dict[str, Any]:
    text = report.attribute_text
    grades = {content.sources[at].grade for at in link.sources}
    grade = next(iter(grades)) if len(grades) == 1 else ""
    if len(grades) > 1:
        report.changed("links whose sources have different grades (in the attribute grades, not as an i2 grade)")
    attributes = {
        "count": link.count,
        "first_at_utc": moment(link.first_at_utc),
        "last_at_utc": moment(link.last_at_utc),
        "amount": "" if link.amount is None else money(link.amount),
        "currency": text(link.currency),
        "grades": text(content.grade(link)),
    }
    made: dict[str, Any] = {
        "link_id": f"L{number + 1}",
        "from_id": text(link.start),
        "to_id": text(link.end),
        "type": link.stream.capitalize(),
        "label": text(told(link)),
        "arrow": "->" if link.stream in DIRECTED else None,
        "source_ref": text(content.origins(link)),
        "source_type": "Record",
        "attributes": {name: value for name, value in attributes.items() if value != ""},
        **_dated(link.first_at_utc),
    }
    if len(grade) == len("B2"):
        made |= {"grade_one": grade[0], "grade_two": grade[1]}
    return made


def _annotation(number: int, drawn: AnnotationRow, report: Report) -> dict[str, Any]:
    """A link that somebody drew: dashed, and it says so."""
    text = report.attribute_text
    return {
        "link_id": f"N{number + 1}",
        "from_id": text(drawn.start),
        "to_id": text(drawn.end),
        "type": "Annotation",
        "label": text(f"{drawn.text} ({drawn.statement})".strip()),
        "strength": DRAWN,
        "source_ref": text(drawn.origin),
        "source_type": "Annotation",
        "attributes": {"drawn by": text(drawn.author), "drawn": moment(drawn.at_utc)},
    }


def _dated(at: datetime | None) -> dict[str, str]:
    return {} if at is None else {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M:%S}"}
