"""What changed between two periods: links that appeared, ended, grew or shrank more than the records as a whole did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.errors import UsageError
from netinvest.plural import plural
from netinvest.questions.answer import Answer, Line

if TYPE_CHECKING:
    from datetime import datetime

    from netinvest.questions.inquiry import Inquiry

_LINES = """
WITH part AS (SELECT *, t >= $second_since AND t < $second_until AS later FROM event
              WHERE (t >= $first_since AND t < $first_until) OR (t >= $second_since AND t < $second_until)),
whole AS (SELECT stream, count(DISTINCT (start, "end", t::DATE)) FILTER (WHERE NOT later) AS all_before,
                 count(DISTINCT (start, "end", t::DATE)) FILTER (WHERE later) AS all_after FROM part GROUP BY stream)
SELECT least(start, "end") AS a, greatest(start, "end") AS b, stream, all_before, all_after,
       count(*) FILTER (WHERE NOT later) AS records_before, count(*) FILTER (WHERE later) AS records_after,
       count(DISTINCT t::DATE) FILTER (WHERE NOT later) AS days_before,
       count(DISTINCT t::DATE) FILTER (WHERE later) AS days_after, list(event_no) AS events
FROM part JOIN whole USING (stream)
WHERE $actor IS NULL OR start = $actor OR "end" = $actor
GROUP BY a, b, stream, all_before, all_after ORDER BY stream, a, b
"""
_WHOLE = """
SELECT stream, count(*) FILTER (WHERE t >= $first_since AND t < $first_until) AS before,
       count(*) FILTER (WHERE t >= $second_since AND t < $second_until) AS after
FROM event GROUP BY stream ORDER BY stream
"""
Period = tuple["datetime", "datetime"]
FALSE_DISCOVERIES = 0.05


def compare(inquiry: Inquiry, first: Period, second: Period, actor: int | None = None) -> Answer:
    """Links by how surprisingly they changed.

    A link with ``b`` days of contact before and ``a`` after is compared with the whole stream: without a change of
    its own, ``a`` is binomial of ``a + b`` with the stream's share of the second period (the conditional test of two
    Poisson rates; Przyborowski, Wilenski 1940, Biometrika 31:313). So a file that covers one period only changes no
    link by itself. ``q`` is the p-value after Benjamini and Hochberg (1995) over all links compared.

    Args:
        inquiry: Case, run and streams; its own period is not used.
        first: First moment and the first moment after it, UTC.
        second: The same of the second period.
        actor: Only the links of this actor; of everybody if None.

    Raises:
        UsageError: A period is empty, or the two overlap.
    """
    for since, until in (first, second):
        if since >= until:
            raise UsageError("a period ends before it begins", remedy="give its first and its last day")
    if first[0] < second[1] and second[0] < first[1]:
        raise UsageError("the two periods overlap", remedy="choose periods that have no day in common")
    inquiry = replace(inquiry, scope=replace(inquiry.scope, since=None, until=None))
    inquiry.events()
    bounds = {"first_since": first[0], "first_until": first[1], "second_since": second[0], "second_until": second[1]}
    rows = inquiry.rows(_LINES, {**bounds, "actor": actor})
    p_values = _p_values(rows)
    q_values = _benjamini_hochberg(p_values)
    order = sorted(range(len(rows)), key=lambda i: (p_values[i], -rows[i]["days_before"] - rows[i]["days_after"], i))
    about = () if actor is None else (actor,)
    answer = Answer("compare", about, [], [_line(rows[i], p_values[i], q_values[i]) for i in order])
    kinds = [line.said["change"] for line in answer.lines if line.said["q"] <= FALSE_DISCOVERIES]
    whose = "" if actor is None else f" of {{{actor}}}"
    answer.said.append(
        f"Before: {_said(first)}. After: {_said(second)}. {plural(len(rows), 'link')}{whose} with records in either; "
        f"{len(kinds)} changed beyond chance: "
        + ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("appeared", "ended", "grew", "shrank"))
        + "."
    )
    for row in inquiry.rows(_WHOLE, bounds):
        answer.said.append(
            f"All {row['stream']}: {row['before']} records in the first period, {row['after']} in the second."
        )
        if not row["before"] or not row["after"]:
            answer.caveats.append(f"One period has no {row['stream']} at all: nothing can be said of change there.")
    answer.caveats.append("A number that was changed ends one link and begins another: look at netinvest decisions.")
    return answer


def _said(period: Period) -> str:
    return f"{period[0]:%Y-%m-%d %H:%M} to {period[1]:%Y-%m-%d %H:%M} UTC"


def _p_values(rows: list[dict[str, Any]]) -> np.ndarray:
    """Two-sided: twice the smaller tail, at most 1."""
    from scipy.stats import binom

    before, after = (np.array([row[name] for row in rows], dtype=float) for name in ("days_before", "days_after"))
    all_before, all_after = (np.array([row[name] for row in rows], dtype=float) for name in ("all_before", "all_after"))
    share = all_after / np.maximum(all_before + all_after, 1)
    low = binom.cdf(after, before + after, share)
    high = binom.sf(after - 1, before + after, share)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(low, high)))


def _benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    q_values = np.empty(len(order))
    q_values[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return q_values


def _line(row: dict[str, Any], p_value: float, q_value: float) -> Line:
    before, after = row["days_before"], row["days_after"]
    grown = after * max(row["all_before"], 1) > before * max(row["all_after"], 1)
    change = ("grew" if before else "appeared") if grown else ("shrank" if after else "ended")
    values = {
        "from": row["a"],
        "to": row["b"],
        "stream": row["stream"],
        "change": change,
        "days_before": before,
        "days_after": after,
        "records_before": row["records_before"],
        "records_after": row["records_after"],
        "p": float(f"{p_value:.2g}"),
        "q": float(f"{q_value:.2g}"),
    }
    return Line(values, row["events"])
