"""What the chart's script reads: columns of numbers and plain text, made small.

Ascending columns are written as differences, days instead of seconds (the chart shows days), columns that are mostly
empty as places and values. gzip then takes 20,000 actors and 42,000 links to about half a megabyte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.charts.activity import activity_data
from netinvest.charts.community import communities
from netinvest.charts.first_view import first_view
from netinvest.charts.layout import layout
from netinvest.charts.link import STREAMS
from netinvest.charts.plain_text import plain
from netinvest.charts.role import LEAD_ROLE, STYLES, Role
from netinvest.model.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.charts.activity import Activity
    from netinvest.charts.community import Communities
    from netinvest.charts.link import Links
    from netinvest.charts.roster import Ints
    from netinvest.charts.scene import Scene

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
DAY_S = 86_400
UNIT = 2  # canvas units that a step of a place within its community is


def chart_data(scene: Scene, activity: Activity | None = None) -> dict[str, Any]:
    """The chart in plain JSON types; ``web/src/model.js`` reads it."""
    pairs = sorted(set(zip(scene.links.start.tolist(), scene.links.end.tolist(), strict=True)))
    opening = first_view(scene)
    first = layout(opening, pairs, [actor.network for actor in scene.actors], seed=scene.facts.seed)
    grouped = communities(scene)
    near = np.rint((grouped.places - grouped.centres[grouped.of]) / UNIT).astype(np.int64)
    roles = list(STYLES)
    categories = sorted({actor.category for actor in scene.actors})
    sets = sorted({tuple(sources) for sources in scene.links.sources})
    return {
        "case": case_data(scene),
        "roles": [STYLES[role]._asdict() for role in roles],
        "kinds": [kind.value for kind in KINDS],
        "kindRole": {kind.value: roles.index(role) for kind, role in LEAD_ROLE.items()},
        "streams": list(STREAMS),
        "networks": scene.networks,
        "sources": scene.sources,
        "sourceSets": [list(sources) for sources in sets],
        "categories": categories,
        "findings": scene.findings,
        "actors": {
            "alias": _aliases([actor.alias for actor in scene.actors]),
            "role": [roles.index(actor.role) for actor in scene.actors],
            "category": [categories.index(actor.category) for actor in scene.actors],
            "protected": [int(actor.protected) for actor in scene.actors],
            "identifiers": _identifiers([actor.identifiers for actor in scene.actors]),
            "hidden": [actor.hidden_identifiers for actor in scene.actors],
            "roles": _filled([actor.roles for actor in scene.actors]),
            "network": [actor.network for actor in scene.actors],
            "community": grouped.of.tolist(),
            "x": near[:, 0].tolist(),
            "y": near[:, 1].tolist(),
        },
        "links": _links(scene.links, {sources: at for at, sources in enumerate(sets)}),
        "first": [[node, *first[node]] for node in opening],
        "communities": _communities(scene, grouped, roles),
        "unit": UNIT,
        "drawn": scene.annotations,
        "leftOut": scene.left_out,
        **activity_data(activity, scene),
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


def _links(links: Links, set_of: dict[tuple[int, ...], int]) -> dict[str, Any]:
    """First days, and how many days later the last one is (or the last day itself, where the first is unknown)."""
    first, last = _days(links.first_s), _days(links.last_s)
    return {
        "start": np.diff(links.start, prepend=0).tolist(),
        "end": links.end.tolist(),
        "stream": links.stream.tolist(),
        "count": links.count.tolist(),
        "first": first.tolist(),
        "length": np.where(first < 0, last, last - first).tolist(),
        "money": _filled([[a, c] if a else None for a, c in zip(links.amount, links.currency, strict=True)]),
        "sources": [set_of[tuple(sources)] for sources in links.sources],
    }


def _days(seconds: Ints) -> Ints:
    return np.where(seconds < 0, -1, seconds // DAY_S)


def _filled(column: Sequence[Any]) -> list[list[Any]]:
    """Places that are not empty, as differences, and what stands there."""
    places = [at for at, value in enumerate(column) if value]
    return [_steps(places), [column[at] for at in places]]


def _steps(ascending: list[int]) -> list[int]:
    steps: list[int] = np.diff(np.array(ascending, dtype=np.int64), prepend=0).tolist()
    return steps


def _aliases(aliases: list[str]) -> list[str] | dict[str, Any]:
    """As they are, or, while all are a letter and a number of one width in ascending order, as differences."""
    width = len(aliases[0]) - 2 if aliases else 0
    if not all(re.fullmatch(rf"A-[0-9]{{{max(width, 1)}}}", alias) for alias in aliases):
        return aliases
    return {"prefix": "A-", "width": width, "steps": _steps([int(alias[2:]) for alias in aliases])}


def _identifiers(held: list[list[tuple[str, str]]]) -> dict[str, Any]:
    """How many each actor has, and their kinds and values one after the other."""
    kinds = sorted({kind for identifiers in held for kind, _ in identifiers})
    return {
        "count": [len(identifiers) for identifiers in held],
        "kinds": kinds,
        "kind": [kinds.index(kind) for identifiers in held for kind, _ in identifiers],
        "value": [value for identifiers in held for _, value in identifiers],
    }


def _communities(scene: Scene, grouped: Communities, roles: list[Role]) -> list[dict[str, Any]]:
    leads = np.zeros((len(grouped.names), len(roles)), dtype=np.int64)
    for actor, at in zip(scene.actors, grouped.of.tolist(), strict=True):
        leads[at, roles.index(actor.role)] += bool(actor.findings)
    members = np.bincount(grouped.of, minlength=len(grouped.names))
    return [
        {
            "name": name,
            "network": grouped.networks[at],
            "members": int(members[at]),
            "leads": leads[at].tolist(),
            "x": round(float(grouped.centres[at, 0])),
            "y": round(float(grouped.centres[at, 1])),
            "r": round(grouped.radii[at]),
        }
        for at, name in enumerate(grouped.names)
    ]
