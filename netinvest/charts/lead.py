"""A finding as a chart tells it: plain text, redacted, in plain JSON types."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from netinvest.charts.plain_text import plain
from netinvest.charts.role import SIGNS_OF_EXPLOITATION
from netinvest.model.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netinvest.charts.plain_text import Redaction
    from netinvest.charts.scene import Actor

DEMOTED = (
    "Ranked as a likely coordinator by the analysis, but there are signs of exploitation: shown here as a "
    "possible victim-offender. A victim-first assessment comes before any charging decision."
)


def shown_lead(
    lead: Mapping[str, Any],
    actors: list[Actor],
    redact: Redaction,
    source_index: Mapping[str, int],
    *,
    actor: int,
    network: int,
    members: list[int],
) -> dict[str, Any]:
    """A lead in plain JSON types.

    Args:
        lead: A finding's dict.
        actors: The actors shown.
        redact: Takes identifiers of protected actors out of text.
        source_index: Source id to its place in the scene's sources.
        actor: Index of its actor, -1 where it is about several.
        network: Index of its network for a network finding, else -1.
        members: Indices of the actors that a network or cluster is made of.
    """
    subject = lead["subject"]
    kind = FindingKind(lead["kind"])
    caveats = [redact(plain(c)) for c in lead.get("caveats") or ()]
    indicators = [_indicator(i, redact, source_index) for i in lead.get("indicators") or ()]
    contrary = [_indicator(i, redact, source_index) for i in lead.get("contrary") or ()]
    demoted = actor >= 0 and kind is FindingKind.LIKELY_COORDINATOR and actors[actor].role in SIGNS_OF_EXPLOITATION
    if demoted:
        kind = FindingKind.POSSIBLE_VICTIM_OFFENDER
        caveats.insert(0, DEMOTED)
        # for a possible victim-offender the indicators are what speaks for them, and control stands after
        indicators, contrary = contrary, indicators
    interval = lead.get("interval")
    return {
        "id": plain(lead["id"], 80),
        "kind": kind.value,
        "demoted": demoted,
        "actor": actor,
        "network": network,
        "alias": redact(plain(subject["alias"], 80)),
        "category": redact(plain(subject.get("category") or "unknown", 120)),
        "rank": int(lead["rank"]),
        "score": _finite(lead["score"]),
        "interval": [int(interval[0]), int(interval[1])] if interval else None,
        "stability": _finite(lead.get("stability")),
        "indicators": indicators,
        "contrary": contrary,
        "members": members,
        "streams": _stream_facts(lead.get("streams") or {}, redact),
        "decisions": [plain(d, 80) for d in lead.get("decisions") or ()],
        "evidence": _evidence(lead.get("evidence") or (), source_index),
        "caveats": caveats,
        "run": plain(lead.get("run"), 80),
    }


def _indicator(indicator: Mapping[str, Any], redact: Redaction, source_index: Mapping[str, int]) -> dict[str, Any]:
    return {
        "name": plain(indicator["name"], 80),
        "stream": plain(indicator["stream"], 40),
        "sentence": redact(plain(indicator["sentence"])),
        "value": _finite(indicator.get("value")),
        "expected": _finite(indicator.get("expected")),
        "p_value": _finite(indicator.get("p_value")),
        "evidence": _evidence(indicator.get("evidence") or (), source_index),
    }


def _evidence(rows: Iterable[Mapping[str, Any]], source_index: Mapping[str, int]) -> list[list[Any]]:
    """``[source index, record kind, rows, total]`` for each."""
    return [
        [source_index[str(e["source_id"])], plain(e["record"], 40), [int(r) for r in e["rows"]], int(e["total"])]
        for e in rows
    ]


def _stream_facts(streams: Mapping[str, Any], redact: Redaction) -> list[list[str]]:
    """Stream, what was measured, value: flat text rows, whatever the analysis put there."""
    rows = []
    for stream in sorted(streams, key=str):
        value = streams[stream]
        for name, inner in sorted(value.items()) if isinstance(value, dict) else [("", value)]:
            if not isinstance(inner, (dict, list, tuple)):
                rows.append([plain(stream, 40), plain(name, 80).replace("_", " "), redact(plain(inner, 200))])
    return rows


def _finite(value: float | None) -> float | None:
    """JSON has no infinity and no NaN."""
    return float(value) if value is not None and math.isfinite(value) else None
