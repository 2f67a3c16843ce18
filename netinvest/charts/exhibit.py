"""What a court chart says beside the drawing: front page, index, links, leads, sources, gaps, method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.charts.document import KINDS, NOTICE, case_data
from netinvest.charts.presentation import MEANING, TITLE
from netinvest.charts.role import LEAD_ROLE, STYLES, Role
from netinvest.charts.sheet import name_of, radius_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.charts.line import Line
    from netinvest.charts.presentation import Presentation
    from netinvest.charts.scene import Scene
    from netinvest.charts.sheet import Sheet
    from netinvest.model.finding import FindingKind

CODE = {
    Role.LIKELY_COORDINATOR: "C",
    Role.POSSIBLE_VICTIM_OFFENDER: "VO",
    Role.LIKELY_LINKED_VICTIM: "V",
    Role.PROTECTED_PERSON: "P",
    Role.FUNNEL_ACCOUNT: "F",
    Role.SET_ASIDE_HUB: "H",
    Role.OTHER: "",
}
"""Letters inside the symbols: what a photocopy keeps when it loses the colour."""
LINES = {
    "contact": "Calls and messages",
    "messages": "Messages only",
    "transfers": "Transfers, payer to payee",
    "advertisements": "Shared advertisements",
}
FACT = "Fact: what the records say. Nothing on these pages is inferred, except which identifiers belong to one actor."
ASSESSMENT = "Assessment: what the analysis infers. A lead is something to examine; it is no statement of guilt."
UNCERTAINTY = (
    "The rank interval says between which ranks a lead stayed in 90 % of the repeats of the analysis on perturbed "
    "records; stability says in how many of them it stayed a lead of its kind. A lead marked unstable does not carry "
    "weight by itself."
)
IDENTITY = (
    "An actor is one person or firm as far as the records tell. Identifiers were joined by rules and by people; each "
    "decision has a number, can be listed (netinvest decisions) and withdrawn."
)
KINDS_OF_STATEMENT = (
    "Lines, counts, dates, amounts and sources are fact. Symbols other than a plain dot, the networks, and the table "
    "of leads are assessment."
)
DRAWN = (
    "Drawn are the leads and the shortest paths of evidence between leads of one network (at most four steps, not "
    "through set-aside hubs). Every line drawn is in the table of links; links to other actors exist and are not drawn."
)
MISSING = "Characters that no bundled font holds are written as their code point, such as \u2039U+1F9D1\u203a."
TIME = "All times and days are UTC."


def exhibit(scene: Scene, drawn: Sequence[Sheet], lines: Sequence[Line], presentation: Presentation) -> dict[str, Any]:
    """Everything that the template sets, in plain JSON types."""
    case = case_data(scene)
    at = presentation.prepared_at
    shown = sorted({actor for sheet in drawn for actor in sheet.places})
    gaps = [*case["gaps"]]
    period = f"{case['period'][0]} to {case['period'][1]}" if case["period"] else "not stated"
    return {
        "name": case["name"],
        "status": presentation.status.value.upper(),
        "purpose": TITLE[presentation.purpose],
        "meaning": MEANING[presentation.purpose],
        "notice": NOTICE,
        "period": period,
        "run": f"Run {case['run']}, seed {case['seed']}, netinvest {case['version']}",
        "shown": "Identifiers of protected persons are shown"
        if scene.revealed
        else "Protected persons are shown by alias",
        "front": [
            ["Case", case["name"]],
            ["Offered as", f"{TITLE[presentation.purpose]}. {MEANING[presentation.purpose]}"],
            ["Status", f"{presentation.status.value.capitalize()}."],
            ["Prepared by", presentation.prepared_by or "not stated"],
            ["Date", f"{at:%Y-%m-%d %H:%M} UTC" if at else "not stated"],
            ["Period of the records", f"{period}. {TIME}"],
            ["Scope", _scope(scene, shown, lines)],
            ["Protected persons", _protection(scene, shown)],
            ["Fact and assessment", f"{KINDS_OF_STATEMENT} {IDENTITY}"],
            ["Known gaps", f"{len(gaps)} stated; see Sources and gaps." if gaps else "None was found."],
            ["Analysis", f"Run {case['run']} of netinvest {case['version']}, seed {case['seed']}; see Method."],
        ],
        "sheets": [_sheet(scene, sheet) for sheet in drawn],
        "symbols": [
            _symbol(role) for role in STYLES if any(scene.actors[actor].role is role for actor in shown)
        ],
        "lines": [[kind, LINES[kind]] for kind in _kinds(lines)],
        "redacted": any(scene.actors[actor].protected for actor in shown) and not scene.revealed,
        "index": [_entry(scene, drawn, actor) for actor in shown],
        "links": [_link(scene, drawn, number, line) for number, line in enumerate(lines, start=1)],
        "leads": _leads(scene),
        "sources": [
            [f"S{number}", source["name"], source["sha256"], source["kind"],
             "" if source["rows"] is None else f"{source['rows']:,}"]
            for number, source in enumerate(scene.sources, start=1)
        ],
        "gaps": gaps or ["None was found."],
        "method": [
            ["Drawn", DRAWN + _by_hand(scene)], ["Leads", ASSESSMENT], ["Uncertainty", UNCERTAINTY],
            ["Identity", IDENTITY],
            ["Times", TIME + (f" The zone of the case is {case['timeZone']}." if case["timeZone"] else "")],
            ["Text", MISSING],
            *([name, str(value)] for name, value in case["parameters"]),
        ],
        "fact": FACT,
        "assessment": ASSESSMENT,
    }  # fmt: skip


def _by_hand(scene: Scene) -> str:
    """That something drawn by hand was left out, where it was."""
    drawn = len(scene.annotations["links"]) + len(scene.annotations["notes"]) + scene.annotations["left_out"]
    return (
        f" {drawn:,} links and notes that somebody drew by hand are no evidence and not on this chart." if drawn else ""
    )


def _scope(scene: Scene, shown: Sequence[int], lines: Sequence[Line]) -> str:
    actors, links = len(scene.actors) + scene.left_out, len(scene.links.start)
    return (
        f"{len(shown):,} of {actors:,} actors, and {len(lines):,} lines that sum up "
        f"{sum(line.events for line in lines):,} records, from {len(scene.sources)} sources. "
        f"The case has {links:,} links between the actors near its leads. {DRAWN}"
    )


def _protection(scene: Scene, shown: Sequence[int]) -> str:
    hidden = sum(scene.actors[actor].protected for actor in shown)
    if scene.revealed:
        return "Identifiers of protected persons are shown; this was recorded with its purpose in the audit log."
    return (
        f"{hidden} of the actors drawn are protected: their names and numbers are withheld, and they stand here by "
        "alias, marked by a black bar."
    )


def _sheet(scene: Scene, sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "alt": f"{sheet.title}: {len(sheet.places)} actors and {len(sheet.lines)} lines between them. "
        "The index of actors and the table of links say the same in words.",
        "size": sheet.name_pt,
        "nodes": [
            {
                **_symbol(scene.actors[actor].role),
                "x": x,
                "y": y,
                "r": round(radius_mm(scene, actor), 2),
                "name": name_of(scene, actor),
                "bold": bool(scene.actors[actor].findings),
                "hidden": scene.actors[actor].protected and not scene.revealed,
                "actor": actor,
            }
            for actor, (x, y) in sheet.places.items()
        ],
        "curves": [
            {"a": curve.start, "b": curve.control, "c": curve.end, "kind": _kind(line), "events": line.events}
            for curve, (_, line) in zip(sheet.curves, sheet.lines, strict=True)
        ],
        "labels": [
            {
                "x": round(label.box.left, 2),
                "y": round(label.box.top, 2),
                "w": round(label.box.right - label.box.left, 2),
                "h": round(label.box.bottom - label.box.top, 2),
                "words": label.words,
                "anchor": [round(label.anchor[0], 2), round(label.anchor[1], 2)],
            }
            for label in sheet.labels
        ],
    }


def _symbol(role: Role) -> dict[str, Any]:
    style = STYLES[role]
    return {"shape": style.shape, "fill": style.fill, "border": style.border, "code": CODE[role], "label": style.label}


def _kind(line: Line) -> str:
    return "messages" if line.messages_only else line.channel


def _kinds(lines: Sequence[Line]) -> list[str]:
    present = {_kind(line) for line in lines}
    return [kind for kind in LINES if kind in present]


def _entry(scene: Scene, drawn: Sequence[Sheet], actor: int) -> dict[str, Any]:
    person = scene.actors[actor]
    held = [f"{kind} {value}" for kind, value in person.identifiers]
    if person.hidden_identifiers:
        held.append(f"{person.hidden_identifiers} withheld")
    return {
        "alias": person.alias,
        "hidden": person.protected and not scene.revealed,
        "role": STYLES[person.role].label,
        "category": person.category.replace("_", " "),
        "network": scene.networks[person.network] if person.network >= 0 else "",
        "leads": [scene.findings[at]["id"] for at in person.findings],
        "identifiers": "; ".join(held),
        "sheets": [at for at, sheet in enumerate(drawn) if actor in sheet.places],
    }


def _link(scene: Scene, drawn: Sequence[Sheet], number: int, line: Line) -> dict[str, Any]:
    return {
        "number": f"L{number}",
        "from": scene.actors[line.start].alias,
        "to": scene.actors[line.end].alias,
        "told": line.told,
        "dates": line.dates,
        "money": line.money,
        "sources": ", ".join(f"S{source + 1}" for source in line.sources),
        "sheets": [at for at, sheet in enumerate(drawn) if sheet.labelled and any(number == n for n, _ in sheet.lines)],
    }


def _leads(scene: Scene) -> list[dict[str, Any]]:
    told = []
    for kind in KINDS:
        for finding in (f for f in scene.findings if f["kind"] == kind.value):
            interval = finding["interval"]
            told.append(
                {
                    "id": finding["id"],
                    "kind": _title(kind),
                    "alias": finding["alias"],
                    "hidden": finding["actor"] >= 0 and scene.actors[finding["actor"]].protected and not scene.revealed,
                    "category": finding["category"].replace("_", " "),
                    "rank": "" if finding["demoted"] else f"{finding['rank']}",
                    "interval": f"{interval[0]} to {interval[1]}" if interval and not finding["demoted"] else "",
                    "stability": "" if finding["stability"] is None else f"{finding['stability']:.0%}",
                    "unstable": finding["unstable"],
                    "for": [_sign(sign) for sign in finding["indicators"]],
                    "against": [_sign(sign) for sign in finding["contrary"]],
                    "caveats": finding["caveats"],
                    "decisions": ", ".join(finding["decisions"]),
                }
            )  # fmt: skip
    return told


def _title(kind: FindingKind) -> str:
    return STYLES[LEAD_ROLE[kind]].label if kind in LEAD_ROLE else kind.value.replace("_", " ").capitalize()


def _sign(sign: dict[str, Any]) -> str:
    """A sign's sentence and where it stands: the first rows of each source."""
    places = [
        f"S{source + 1} row{'s' if total > 1 else ''} {', '.join(map(str, rows[:3]))}"
        + (f" and {total - len(rows[:3]):,} more" if total > len(rows[:3]) else "")
        for source, _, rows, total in sign["evidence"]
        if rows
    ]
    return f"{sign['sentence']} [{'; '.join(places)}]" if places else str(sign["sentence"])
