"""The page: one HTML file that asks nobody for anything.

pyvis brings vis-network with it, and only that is taken from pyvis: its own template asks two content
networks for scripts and writes titles as markup. Text reaches this page in two ways only: escaped into the
static table, or as JSON with every character that could end a script escaped, from where the page's own
script writes it by ``textContent``. The policy allows exactly the scripts and the style of this file, by hash.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from netinvest.charts.first_view import first_view
from netinvest.charts.layout import layout
from netinvest.charts.link import STREAMS
from netinvest.charts.plain_text import plain
from netinvest.charts.role import LEAD_ROLE, STYLES
from netinvest.model.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netinvest.charts.scene import Scene

SCRIPTS = ("elements.js", "network.js", "labels.js", "visible.js", "panel.js", "lists.js", "filters.js", "page.js")
KINDS = (
    FindingKind.LIKELY_COORDINATOR,
    FindingKind.POSSIBLE_VICTIM_OFFENDER,
    FindingKind.LIKELY_LINKED_VICTIM,
    FindingKind.FUNNEL_ACCOUNT,
    FindingKind.NETWORK,
    FindingKind.AD_CLUSTER,
    FindingKind.SET_ASIDE_HUB,
)
NOTICE = "Leads to examine, not statements of guilt"


def page(scene: Scene) -> str:
    """The chart as one HTML document, the same bytes for the same scene."""
    data = _json(page_data(scene))
    vis, script, style = _vis_network(), _script(), _asset("page.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(vis)} {_hash(script)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    title = f"{scene.redact(plain(scene.facts.name, 120))} - leads ({plain(scene.facts.label, 40)})"
    parts = {
        "policy": html.escape(policy, quote=False),
        "title": html.escape(title),
        "heading": html.escape(scene.redact(plain(scene.facts.name, 120))),
        "label": html.escape(plain(scene.facts.label, 40)),
        "table": _static_table(scene),
        "facts": _static_facts(scene),
        "style": style,
        "data": data,
        "vis": vis,
        "script": script,
    }
    return "".join(
        parts[piece[2:-2]] if piece.startswith("{{") else piece for piece in _pieces(_asset("page.html"), parts)
    )


def _pieces(template: str, parts: dict[str, str]) -> Iterable[str]:
    """The template cut at its placeholders; what is put in is never looked at again."""
    import re

    return re.split("(" + "|".join(re.escape("{{" + name + "}}") for name in parts) + ")", template)


def page_data(scene: Scene) -> dict[str, Any]:
    """What the page's script reads: columns of numbers and plain text."""
    facts, links = scene.facts, scene.links
    pairs = sorted(set(zip(links.start.tolist(), links.end.tolist(), strict=True)))
    groups = [actor.network for actor in scene.actors]
    opening = first_view(scene)
    first = layout(opening, pairs, groups, seed=facts.seed)
    full = layout(range(len(scene.actors)), pairs, groups, seed=facts.seed)
    told = {id(style): i for i, style in enumerate(STYLES.values())}
    return {
        "case": case_data(scene),
        "roles": [style._asdict() for style in STYLES.values()],
        "kinds": [kind.value for kind in KINDS],
        "kindRole": {kind.value: told[id(STYLES[role])] for kind, role in LEAD_ROLE.items()},
        "streams": list(STREAMS),
        "networks": scene.networks,
        "sources": scene.sources,
        "findings": scene.findings,
        "actors": {
            "alias": [a.alias for a in scene.actors],
            "role": [told[id(STYLES[a.role])] for a in scene.actors],
            "category": [a.category for a in scene.actors],
            "protected": [int(a.protected) for a in scene.actors],
            "identifiers": [a.identifiers for a in scene.actors],
            "hidden": [a.hidden_identifiers for a in scene.actors],
            "roles": [a.roles for a in scene.actors],
            "network": groups,
            "findings": [a.findings for a in scene.actors],
            "x": [full[i][0] for i in range(len(scene.actors))],
            "y": [full[i][1] for i in range(len(scene.actors))],
        },
        "links": {
            "start": links.start.tolist(),
            "end": links.end.tolist(),
            "stream": links.stream.tolist(),
            "count": links.count.tolist(),
            "first": links.first_s.tolist(),
            "last": links.last_s.tolist(),
            "amount": links.amount,
            "currency": links.currency,
            "sources": links.sources,
        },
        "first": [[node, *first[node]] for node in opening],
        "leftOut": scene.left_out,
    }


def case_data(scene: Scene) -> dict[str, Any]:
    """Case, period, method and label as plain text."""
    facts, redact = scene.facts, scene.redact
    return {
        "name": redact(plain(facts.name, 120)),
        "period": [f"{moment:%Y-%m-%d}" for moment in facts.period] if facts.period else [],
        "timeZone": plain(facts.time_zone, 60),
        "run": plain(facts.run, 80),
        "seed": int(facts.seed),
        "version": plain(facts.version, 40),
        "label": plain(facts.label, 40),
        "notice": NOTICE,
        "parameters": [[plain(k, 80), redact(plain(v, 400))] for k, v in sorted(facts.parameters.items())],
        "gaps": [redact(plain(gap)) for gap in facts.gaps],
        "revealed": scene.revealed,
    }


def _json(data: object) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _asset(name: str) -> str:
    return resources.files("netinvest.charts").joinpath("page", name).read_text("utf-8")


@cache
def _script() -> str:
    """The page's own script: the files one after the other in one scope."""
    return '"use strict";\n(() => {\n' + "\n".join(_asset(name) for name in SCRIPTS) + "})();\n"


@cache
def _vis_network() -> str:
    """vis-network as pyvis brings it, with the line ends an HTML parser would make (the hash is over those)."""
    import pyvis

    source = resources.files(pyvis).joinpath("lib", "vis-9.1.2", "vis-network.min.js").read_text("utf-8")
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return source.replace("//# sourceMappingURL=vis-network.min.js.map", "").replace("<script", "\\x3cscript")


def _static_facts(scene: Scene) -> str:
    """Case, run and notice for readers without a script, and for print."""
    case = case_data(scene)
    said = [
        ("Period", " to ".join(case["period"])),
        ("Run", case["run"]),
        ("Seed", case["seed"]),
        ("Version", case["version"]),
    ]
    return "".join(
        f"<div><dt>{name}</dt> <dd>{html.escape(str(value))}</dd></div>" for name, value in said if value != ""
    )


def _static_table(scene: Scene) -> str:
    """The leads as table rows."""
    rows = []
    for kind in KINDS:
        for finding in scene.findings:
            if finding["kind"] != kind.value:
                continue
            signs = (*finding["indicators"], *finding["contrary"])
            interval = finding["interval"]
            rank = (
                f"{finding['rank']}"
                + (f" ({interval[0]}-{interval[1]})" if interval else "")
                + (" unstable" if finding["unstable"] else "")
            )
            cells = (
                STYLES[LEAD_ROLE[kind]].label if kind in LEAD_ROLE else finding["kind"].replace("_", " ").capitalize(),
                rank,
                finding["alias"],
                finding["category"].replace("_", " "),
                " ".join((*(sign["sentence"] for sign in signs), *finding["caveats"])),
            )
            rows.append("<tr>" + "".join(f"<td><bdi>{html.escape(cell)}</bdi></td>" for cell in cells) + "</tr>")
    return "\n".join(rows)
