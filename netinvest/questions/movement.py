"""Where an actor's telephones and advertisements were, in time order, and where that cannot be one person."""

from __future__ import annotations

from itertools import groupby, pairwise
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from netinvest.questions.answer import Answer, Line, moment
from netinvest.questions.event import hold
from netinvest.store.build import OBSERVED

if TYPE_CHECKING:
    from netinvest.questions.inquiry import Inquiry

_FIXES = f"""
WITH cell AS (SELECT first_cell AS cell, any_value(latitude) AS latitude, any_value(longitude) AS longitude FROM call
              WHERE first_cell IS NOT NULL AND latitude IS NOT NULL GROUP BY first_cell
              HAVING count(DISTINCT (latitude, longitude)) = 1)
SELECT 'calls' AS stream, answered_at_utc AS t, cell AS place, latitude, longitude, 'call' AS record,
       list(DISTINCT {{'source_no': source_no, 'row': row}}) AS rows
FROM (SELECT {OBSERVED} AS msisdn, answered_at_utc, source_no, row, unnest([first_cell, last_cell]) AS cell
      FROM call WHERE observed_party IS NOT NULL)
JOIN holder ON identifier_key = 'phone:' || msisdn LEFT JOIN cell USING (cell)
WHERE actor_no = $actor AND cell IS NOT NULL AND 'calls' IN (SELECT unnest($streams))
GROUP BY ALL
UNION ALL
SELECT 'advertisements', posted_at_utc, trim(location), any_value(latitude), any_value(longitude), 'advertisement',
       list(DISTINCT {{'source_no': source_no, 'row': row}})
FROM advertisement JOIN advertisement_contact USING (source_no, row)
JOIN holder ON identifier_key = kind || ':' || value
WHERE actor_no = $actor AND role = 'contact' AND trim(location) <> '' AND posted_at_utc IS NOT NULL
  AND 'advertisements' IN (SELECT unnest($streams))
GROUP BY posted_at_utc, trim(location)
ORDER BY t, stream, place
"""
TOO_FAST_KMH, TOO_FAR_KM = 300.0, 50.0
"""Two telephones seen farther apart than that, sooner than at that speed, were hardly with one person."""


def movement(inquiry: Inquiry, actor: int, *, places: bool = True) -> Answer:
    """Stays, one line each: consecutive records of one kind at one place.

    Args:
        inquiry: Case, run and scope.
        actor: Whose. Cells are those of the actor's own side of a call; an advertisement's place is where it offered.
        places: Whether places may be named; without, they are numbered.
    """
    hold(inquiry.con, inquiry.run_id)
    scope = inquiry.scope
    fixes = [
        fix
        for fix in inquiry.rows(_FIXES, {"actor": actor, "streams": list(scope.streams)})
        if (scope.since is None or fix["t"] >= scope.since) and (scope.until is None or fix["t"] < scope.until)
    ]
    number = {place: nth for nth, place in enumerate(dict.fromkeys(fix["place"] for fix in fixes), 1)}
    answer = Answer("movement", (actor,), [])
    for stream in ("calls", "advertisements"):
        of_stream = [fix for fix in fixes if fix["stream"] == stream]
        for place, group in groupby(of_stream, key=lambda fix: fix["place"]):
            answer.lines.append(_stay(list(group), place if places else f"place {number[place]}", places=places))
    answer.lines.sort(key=lambda line: (line.said["first_at_utc"], line.said["stream"]))
    answer.said.append(
        f"{{{actor}}} is placed by {sum(len(fix['rows']) for fix in fixes)} records at {len(number)} places, in "
        f"{len(answer.lines)} stays ({scope.said()})."
    )
    answer.said += _circuit([line for line in answer.lines if line.said["stream"] == "advertisements"])
    answer.said += _impossible([fix for fix in fixes if fix["stream"] == "calls" and fix["latitude"] is not None])
    if not places:
        answer.caveats.append(
            "Places of a minor are numbered, not named, until a second person approves it (netinvest approve)."
        )
    answer.caveats += [
        "A cell says where a telephone was, within the reach of the mast, and not who held it.",
        "An advertisement says where somebody was offered, which its poster wrote.",
    ]
    return answer


def _stay(fixes: list[dict[str, Any]], place: str, *, places: bool) -> Line:
    first = fixes[0]
    rows = [(fix["record"], at["source_no"], at["row"]) for fix in fixes for at in fix["rows"]]
    placed = places and first["latitude"] is not None
    values = {
        "first_at_utc": moment(first["t"]),
        "last_at_utc": moment(fixes[-1]["t"]),
        "stream": first["stream"],
        "place": place,
        "latitude": round(first["latitude"], 5) if placed else None,
        "longitude": round(first["longitude"], 5) if placed else None,
        "records": len(rows),
    }
    return Line(values, rows=rows)


def _circuit(stays: list[Line]) -> list[str]:
    """Moves between advertised places that recur."""
    moves: dict[tuple[str, str], int] = {}
    for before, after in pairwise(stays):
        move = before.said["place"], after.said["place"]
        moves[move] = moves.get(move, 0) + 1
    again = sorted(((count, move) for move, count in moves.items() if count > 1), key=lambda item: (-item[0], item[1]))
    if not again:
        return []
    told = "; ".join(f"{here} to {there} {count} times" for count, (here, there) in again[:5])
    return [f"Moves between advertised places that recur: {told}."]


def _impossible(fixes: list[dict[str, Any]]) -> list[str]:
    """Consecutive cells that no single person can have used: perhaps two people, or a wrong decision on identity."""
    fast = []
    for before, after in pairwise(fixes):
        apart = _kilometres(before, after)
        hours = (after["t"] - before["t"]).total_seconds() / 3600
        if apart > TOO_FAR_KM and apart > TOO_FAST_KMH * hours:
            fast.append((apart, hours, after))
    if not fast:
        return []
    apart, hours, after = max(fast, key=lambda item: item[0])
    return [
        (
            f"{len(fast)} times consecutive cells are too far apart for one person, at most {apart:.0f} km within "
            f"{hours * 60:.0f} minutes ({moment(after['t'])}): perhaps two people use these numbers."
        )
    ]


def _kilometres(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Great-circle distance (haversine) on a sphere of 6,371 km."""
    phi, theta = radians(a["latitude"]), radians(b["latitude"])
    across = radians(b["longitude"] - a["longitude"])
    h = sin((theta - phi) / 2) ** 2 + cos(phi) * cos(theta) * sin(across / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(h)))
