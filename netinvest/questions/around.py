"""Whom an actor deals with: one line a counterpart and stream, the most lasting first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.plural import plural
from netinvest.questions.answer import Answer, Line, moment, money

if TYPE_CHECKING:
    from netinvest.questions.inquiry import Inquiry

_LINES = """
SELECT CASE WHEN start = $actor THEN "end" ELSE start END AS other, stream, currency,
       count(*) FILTER (WHERE start = $actor) AS sent, count(*) FILTER (WHERE "end" = $actor) AS received,
       sum(amount) FILTER (WHERE start = $actor) AS paid, sum(amount) FILTER (WHERE "end" = $actor) AS earned,
       count(DISTINCT t::DATE) AS days, min(t) AS first_at, max(t) AS last_at, list(event_no) AS events
FROM event WHERE start = $actor OR "end" = $actor
GROUP BY other, stream, currency ORDER BY other, stream, currency
"""
_AMONG = """
SELECT least(start, "end") AS a, greatest(start, "end") AS b, stream,
       count(*) FILTER (WHERE start < "end") AS sent, count(*) FILTER (WHERE start > "end") AS received,
       count(DISTINCT t::DATE) AS days,
       min(t) AS first_at, max(t) AS last_at, list(event_no) AS events
FROM event WHERE start <> $actor AND "end" <> $actor GROUP BY a, b, stream ORDER BY days DESC, a, b, stream
"""


def around(inquiry: Inquiry, actor: int, *, among: bool = False) -> Answer:
    """The ego network of an actor.

    Args:
        inquiry: Case, run and scope.
        actor: Whose.
        among: Also the links of the counterparts among each other, hubs left out.
    """
    events = inquiry.events(touching=[actor])
    hubs = inquiry.hubs()
    if among:
        ends = inquiry.rows('SELECT DISTINCT unnest([start, "end"]) AS actor FROM event')
        inquiry.events(among={row["actor"] for row in ends} | {actor})
    rows = inquiry.rows(_LINES, {"actor": actor})
    days: dict[int, int] = {}
    for row in rows:
        days[row["other"]] = days.get(row["other"], 0) + row["days"]
    rows.sort(key=lambda row: (-days[row["other"]], row["other"], row["stream"], row["currency"] or ""))
    answer = Answer("around", (actor,), [])
    for row in rows:
        values = {
            "from": actor,
            "to": row["other"],
            "stream": row["stream"],
            "out": row["sent"],
            "in": row["received"],
            "days": row["days"],
            "first_at_utc": moment(row["first_at"]),
            "last_at_utc": moment(row["last_at"]),
            "paid": None if row["paid"] is None else money(row["paid"]),
            "received": None if row["earned"] is None else money(row["earned"]),
            "currency": row["currency"],
            "note": "innocent hub" if row["other"] in hubs else "",
        }
        answer.lines.append(Line(values, row["events"]))
    exposed = len({number for number in days if number in inquiry.protected})
    answer.said = [
        f"{{{actor}}} has {plural(len(days), 'counterpart')} in {plural(events, 'record')} ({inquiry.scope.said()}).",
        f"May be exploited: {exposed} of them. Look like innocent hubs: {len(set(days) & hubs)}.",
    ]
    if not rows:
        answer.said = inquiry.nothing(actor)
    elif among:
        answer.lines += [
            _between(row) for row in inquiry.rows(_AMONG, {"actor": actor}) if not {row["a"], row["b"]} & hubs
        ]
    answer.caveats.append("Dealing with somebody says nothing about why: family, work and debt look alike in records.")
    return answer


def _between(row: dict[str, Any]) -> Line:
    values = {
        "from": row["a"],
        "to": row["b"],
        "stream": row["stream"],
        "out": row["sent"],
        "in": row["received"],
        "days": row["days"],
        "first_at_utc": moment(row["first_at"]),
        "last_at_utc": moment(row["last_at"]),
        "paid": None,
        "received": None,
        "currency": None,
        "note": "among counterparts",
    }
    return Line(values, row["events"])
