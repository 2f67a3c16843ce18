"""What happened when: every record that names an actor, in time order."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from netinvest.errors import UsageError
from netinvest.plural import plural
from netinvest.questions.answer import Answer, Line, moment, money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from netinvest.questions.inquiry import Inquiry

_EVENTS = """
SELECT event_no, stream, start, "end", t, duration_s, amount, currency, day_only FROM event
WHERE NOT $only OR (start IN (SELECT unnest($actors)) AND "end" IN (SELECT unnest($actors)))
ORDER BY t NULLS LAST, event_no
"""
# advertisements that tell customers to reach an actor: links between actors say nothing of an actor advertised alone
_ADVERTISED = """
SELECT actor_no AS actor, posted_at_utc AS t, site, location,
       list(DISTINCT {'source_no': source_no, 'row': row}) AS rows
FROM advertisement_contact JOIN advertisement USING (source_no, row)
JOIN holder ON identifier_key = kind || ':' || value
WHERE role = 'contact' AND actor_no IN (SELECT unnest($actors))
  AND ($since IS NULL OR posted_at_utc >= $since) AND ($until IS NULL OR posted_at_utc < $until)
GROUP BY ALL ORDER BY t, actor, site, location
"""


def timeline(inquiry: Inquiry, actors: Sequence[int], *, only_between: bool = False) -> Answer:
    """All records that name any of the actors, oldest first.

    Args:
        inquiry: Case, run and scope.
        actors: Whose.
        only_between: Only what links two of them.

    Raises:
        UsageError: Nobody is given.
    """
    if not actors:
        raise UsageError("nobody is given", remedy="name one actor or more")
    inquiry.events(touching=actors)
    found = inquiry.rows(_EVENTS, {"actors": list(actors), "only": only_between})
    lines = [(row["t"], Line(_event(row), [row["event_no"]])) for row in found if row["stream"] != "advertisements"]
    if only_between:
        lines += [
            (row["t"], Line(_event(row), [row["event_no"]])) for row in found if row["stream"] == "advertisements"
        ]
    elif "advertisements" in inquiry.scope.streams:
        scope = {"since": inquiry.scope.since, "until": inquiry.scope.until}
        for row in inquiry.rows(_ADVERTISED, {"actors": list(actors), **scope}):
            values = {**_NOTHING, "at_utc": moment(row["t"]), "stream": "advertisements", "to": row["actor"]}
            where = [] if row["actor"] in inquiry.protected else [row["location"] or ""]
            values["what"] = " ".join(filter(None, ["advertised", row["site"] or "", *where]))
            rows = [("advertisement", at["source_no"], at["row"]) for at in row["rows"]]
            lines.append((row["t"], Line(values, rows=rows)))
    lines.sort(key=lambda pair: (pair[0] is None, pair[0] or 0))
    names = ", ".join(f"{{{number}}}" for number in actors)
    what = "between" if only_between else "of"
    answer = Answer("timeline", tuple(actors), [], [line for _, line in lines])
    times = [at for at, _ in lines if at is not None]
    span = f", {moment(times[0])} to {moment(times[-1])}" if times else ""
    answer.said = [f"{plural(len(lines), 'record')} {what} {names} ({inquiry.scope.said()}){span}."]
    answer.said += _silence(times)
    answer.caveats.append("Silence in the records may be silence of the sources: look at what each file covers.")
    return answer


_NOTHING: dict[str, Any] = {"at_utc": None, "stream": "", "from": None, "to": None, "what": ""}


def _event(row: dict[str, Any]) -> dict[str, Any]:
    if row["amount"] is not None:
        what = f"{money(row['amount'])} {row['currency'] or ''}".strip() + (" (day only)" if row["day_only"] else "")
    elif row["stream"] == "calls":
        what = "call" if row["duration_s"] is None else f"call of {row['duration_s']} s"
    else:
        what = {"messages": "message", "devices": "both used one handset"}.get(row["stream"], "in one advertisement")
    return {
        "at_utc": moment(row["t"]),
        "stream": row["stream"],
        "from": row["start"],
        "to": row["end"],
        "what": what,
    }


def _silence(times: list[Any]) -> list[str]:
    """The longest time without a record, where it is longer than the rest by far."""
    gaps = sorted(((later - earlier, earlier, later) for earlier, later in itertools.pairwise(times)), reverse=True)
    if len(gaps) < 10 or gaps[0][0].days < 3 or gaps[0][0] < 3 * gaps[1][0]:  # noqa: PLR2004 - days, and by far
        return []
    gap, earlier, later = gaps[0]
    return [f"The longest silence is {gap.days} days, from {moment(earlier)} to {moment(later)}."]
