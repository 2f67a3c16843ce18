"""What would be left if somebody were out of the network: the disruption curve, and how others compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from netinvest.errors import UsageError
from netinvest.plural import plural
from netinvest.questions.answer import Answer, Line
from netinvest.questions.money import currencies
from netinvest.questions.temporal_flow import largest_flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.projection.network import Mask
    from netinvest.questions.inquiry import Inquiry

_NETWORK = """
WITH member AS (
    SELECT rank, (i->>'kind') || ':' || (i->>'value') AS identifier_key
    FROM (SELECT rank, unnest(body->'$.subject.identifiers[*]') AS i FROM finding
          WHERE run_id = $run AND kind = 'network')),
people AS (SELECT DISTINCT rank, actor_no FROM member JOIN holder USING (identifier_key))
SELECT actor_no AS actor, rank FROM people
WHERE rank = (SELECT min(rank) FROM people WHERE actor_no = $actor) ORDER BY actor_no
"""
_LINKS = """
SELECT least(start, "end") AS a, greatest(start, "end") AS b, count(DISTINCT t::DATE) AS days FROM event
WHERE start NOT IN (SELECT unnest($hubs)) AND "end" NOT IN (SELECT unnest($hubs)) GROUP BY a, b ORDER BY a, b
"""
_LINK_EVENTS = """
SELECT list(event_no) AS events FROM event
WHERE (start = $removed OR "end" = $removed) AND start IN (SELECT unnest($inside)) AND "end" IN (SELECT unnest($inside))
"""
_RECORDS = 'SELECT event_no FROM event WHERE start = $actor OR "end" = $actor LIMIT 1'
LASTING = 2
"""Days of contact from which somebody belongs to the surroundings, where no network was found."""


@dataclass(frozen=True)
class Surroundings:
    """The actors and links that a removal is measured in."""

    actors: np.ndarray  # sorted numbers
    links: sparse.csr_matrix  # symmetric, of positions
    said: str

    def measure(self, left: Mask, exposed: Mask, leads: Mask) -> dict[str, int]:
        """Figures of what is left."""
        where = np.flatnonzero(left)
        if not len(where):
            return {"largest": 0, "parts": 0, "within_reach": 0}
        number, part = connected_components(self.links[where][:, where], directed=False)
        with_lead = np.zeros(number, dtype=bool)
        with_lead[part[leads[where]]] = True
        reached = int((exposed[where] & with_lead[part]).sum())
        return {"largest": int(np.bincount(part).max()), "parts": int(number), "within_reach": reached}


def whatif(inquiry: Inquiry, actors: Sequence[int], *, whole: bool = False) -> Answer:
    """Remove actors one after the other, in the order given, and measure what is left.

    ``largest``: actors in the largest connected part. ``within_reach``: people who may be exploited in a part that
    still holds a likely coordinator. ``money``: at most how much of the money of people who may be exploited can have
    reached likely coordinators without the removed (``netinvest.questions.temporal_flow``). A sentence
    compares the first actor with every other: how many of them alone would leave a larger or a smaller largest part.

    Args:
        inquiry: Case, run and scope.
        actors: Whom to remove; the first one tells the network.
        whole: Measure in the whole case instead of the network, or the surroundings, of the first one.

    Raises:
        UsageError: Nobody is given.
    """
    if not actors:
        raise UsageError("nobody is given", remedy="name one actor or more")
    given = list(dict.fromkeys(actors))
    inquiry.events()
    around = _surroundings(inquiry, given[0], whole=whole)
    inside = np.isin(around.actors, given)
    exposed = np.isin(around.actors, sorted(inquiry.protected))
    leads = np.isin(around.actors, sorted(inquiry.leads()))
    if not around.links.nnz and not inquiry.rows(_RECORDS, {"actor": given[0]}):
        return Answer("whatif", tuple(given), [f"{around.said} There is nothing to break.", *inquiry.nothing(given[0])])
    answer = Answer("whatif", tuple(given), [around.said])
    outside = [number for number in given if number not in set(around.actors.tolist())]
    if outside:
        answer.said.append(", ".join(f"{{{number}}}" for number in outside) + ": outside it, so nothing changes.")
    left = np.ones(len(around.actors), dtype=bool)
    flow = _Money(inquiry)
    before = around.measure(left, exposed, leads)
    answer.lines.append(Line({"step": 0, "removed": None, **before, "money": flow.left(around, left, exposed, leads)}))
    for step, number in enumerate(given, 1):
        left &= around.actors != number
        values = {**around.measure(left, exposed, leads), "money": flow.left(around, left, exposed, leads)}
        where = {"removed": number, "inside": around.actors.tolist()}
        events = inquiry.rows(_LINK_EVENTS, where)[0]["events"] or []
        answer.lines.append(Line({"step": step, "removed": number, **values}, events))
    if inside.any() and len(around.actors) > 2:  # noqa: PLR2004
        answer.said.append(_compared(around, given[0], exposed, leads))
    if not leads.any():
        answer.caveats.append("No likely coordinator stands in it, so nobody is within reach of one.")
    answer.caveats += [
        "A network that is left without somebody heals: others take over, and the records do not show who would.",
        "Whose removal breaks most is often somebody exploited, whom everybody deals with: it is no sign of control.",
    ]
    return answer


def _compared(around: Surroundings, number: int, exposed: Mask, leads: Mask) -> str:
    place = int(np.searchsorted(around.actors, number))
    if place >= len(around.actors) or around.actors[place] != number:
        return ""
    sizes = []
    for other in range(len(around.actors)):
        left = np.arange(len(around.actors)) != other
        sizes.append(around.measure(left, exposed, leads)["largest"])
    own = sizes.pop(place)
    larger = sum(size > own for size in sizes)
    return (
        f"Without {{{number}}} alone the largest part has {own} actors; of the {len(sizes)} others, {larger} would "
        f"leave a larger one and {sum(size < own for size in sizes)} a smaller one."
    )


def _surroundings(inquiry: Inquiry, actor: int, *, whole: bool) -> Surroundings:
    table = inquiry.con.execute(_LINKS, {"hubs": sorted(inquiry.hubs() - {actor})}).to_arrow_table()
    a, b, days = (table[name].to_numpy() for name in ("a", "b", "days"))
    members: np.ndarray
    network = inquiry.rows(_NETWORK, {"run": inquiry.run_id, "actor": actor})
    if whole:
        members, said = np.unique(np.r_[a, b, actor]), "Measured in the whole case"
    elif network:
        members = np.array([row["actor"] for row in network])
        said = f"Measured in network {network[0]['rank']} of this analysis"
    else:
        lasting = days >= LASTING
        members = np.array([actor])
        for _ in range(2):
            touched = lasting & (np.isin(a, members) | np.isin(b, members))
            members = np.unique(np.r_[members, a[touched], b[touched]])
        said = f"Measured among those within two lasting links of {{{actor}}}"
    kept = np.isin(a, members) & np.isin(b, members)
    row, column = np.searchsorted(members, a[kept]), np.searchsorted(members, b[kept])
    ones = np.ones(len(row))
    links = sparse.coo_matrix((ones, (row, column)), shape=(len(members),) * 2)
    size = f"{plural(len(members), 'actor')}, {plural(len(row), 'link')}"
    said += f": {size} ({inquiry.scope.said()}), innocent hubs left out."
    return Surroundings(members, (links + links.T).tocsr(), said)


class _Money:
    """Money of people who may be exploited that can have reached likely coordinators."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._actors, self._currencies = currencies(inquiry)

    def left(self, around: Surroundings, left: Mask, exposed: Mask, leads: Mask) -> str:
        """At most so much over those who are left, by currency; blank if no transfers are in scope."""
        numbers = np.array(self._actors, dtype=np.int64)
        stay = np.isin(numbers, around.actors[left])
        sources = np.flatnonzero(stay & np.isin(numbers, around.actors[exposed & ~leads]))
        targets = np.flatnonzero(stay & np.isin(numbers, around.actors[leads]))
        told: list[str] = []
        for currency in self._currencies:
            payments = currency.payments.kept(stay[currency.payments.start] & stay[currency.payments.end])
            amount, _ = largest_flow(payments, sources.tolist(), targets.tolist())
            told.append(currency.text(amount))
        return ", ".join(told)
