"""Whom several actors have in common, and how far that is more than chance: a taxi firm is common to everybody."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from netinvest.errors import UsageError
from netinvest.plural import plural
from netinvest.questions.answer import Answer, Line, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.questions.inquiry import Inquiry

_PAIRS = """
SELECT given, other, list(DISTINCT stream ORDER BY stream) AS streams, count(DISTINCT t::DATE) AS days,
       min(t) AS first_at, max(t) AS last_at, list(event_no) AS events
FROM (SELECT start AS given, "end" AS other, * FROM event UNION ALL SELECT "end", start, * FROM event)
WHERE given IN (SELECT unnest($actors)) AND other NOT IN (SELECT unnest($actors))
GROUP BY given, other ORDER BY other, given
"""
_CONTACTS = """
SELECT actor, count(DISTINCT other) AS contacts
FROM (SELECT start AS actor, "end" AS other FROM event UNION ALL SELECT "end", start FROM event)
WHERE actor IN (SELECT unnest($actors)) GROUP BY actor
"""
_POPULATION = "SELECT count(DISTINCT actor_no) AS actors FROM holder"


def common(inquiry: Inquiry, actors: Sequence[int]) -> Answer:
    """Contacts of at least two of the actors, most of them first, then the least expected.

    ``by_chance`` is the upper tail of the hypergeometric distribution: the chance that a counterpart with so many
    contacts would have at least so many of the given actors among them, if its contacts were drawn at random.

    Raises:
        UsageError: Fewer than two different actors are given.
    """
    from scipy.stats import hypergeom

    given = list(dict.fromkeys(actors))
    if len(given) < 2:  # noqa: PLR2004
        raise UsageError("all that was given belongs to one actor", remedy="give identifiers of two actors or more")
    inquiry.events(touching=given)
    shared = _shared(inquiry, given)
    inquiry.events(touching=[*given, *shared])
    shared = _shared(inquiry, given)  # again, for the numbers of the events
    contacts = {row["actor"]: row["contacts"] for row in inquiry.rows(_CONTACTS, {"actors": list(shared)})}
    population = inquiry.rows(_POPULATION)[0]["actors"]
    hubs = inquiry.hubs()
    lines = []
    for other, rows in shared.items():
        chance = hypergeom.sf(len(rows) - 1, population - 1, contacts[other], len(given))
        values = {
            "actor": other,
            "linked_to": len(rows),
            "to": [row["given"] for row in rows],
            "streams": " ".join(sorted({stream for row in rows for stream in row["streams"]})),
            "days": [row["days"] for row in rows],
            "first_at_utc": moment(min((row["first_at"] for row in rows if row["first_at"]), default=None)),
            "last_at_utc": moment(max((row["last_at"] for row in rows if row["last_at"]), default=None)),
            "contacts_in_all": contacts[other],
            "by_chance": float(f"{chance:.2g}"),
            "note": "innocent hub" if other in hubs else "",
        }
        lines.append(Line(values, [event for row in rows for event in row["events"]]))
    lines.sort(key=lambda line: (-line.said["linked_to"], line.said["by_chance"], line.said["actor"]))
    names = ", ".join(f"{{{number}}}" for number in given)
    apart = sum(not line.said["note"] for line in lines)
    answer = Answer("common", tuple(given), [], lines)
    answer.said = [
        f"{names} have {plural(len(lines), 'contact')} in common ({inquiry.scope.said()}); without hubs: {apart}."
    ]
    answer.caveats.append(
        "A small chance does not say that the contact matters: neighbours, colleagues and family are common contacts."
    )
    return answer


def _shared(inquiry: Inquiry, given: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The counterparts of at least two of the given actors, with a row for each of these."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in inquiry.rows(_PAIRS, {"actors": given}):
        found[row["other"]].append(row)
    return {other: rows for other, rows in found.items() if len(rows) > 1}
