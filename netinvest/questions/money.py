"""Where an actor's money can have gone, or come from: at most how much, by which transfers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.errors import UsageError
from netinvest.questions.answer import Answer, Line, moment
from netinvest.questions.answer import money as as_text
from netinvest.questions.temporal_flow import Payments, cone, largest_flow

if TYPE_CHECKING:
    from netinvest.projection.network import Ints, Mask
    from netinvest.questions.inquiry import Inquiry

_PAYMENTS = """
SELECT event_no, start, "end", t, amount, coalesce(currency, '') AS currency, day_only,
       epoch_us(t) AS time, epoch_us(date_trunc('day', t)) AS day
FROM event WHERE stream = 'transfers' AND amount > 0 AND t IS NOT NULL ORDER BY t NULLS LAST, event_no
"""
MOST = 200
"""Actors for whom the largest flow is computed, those first that were paid most."""
CAVEATS = [
    "Upper bounds: so much can have flowed, if no other money was spent first. Own means and loans are not seen.",
    "The bounds of several actors do not add up: the same money can have reached each of them.",
    "Cash, and accounts whose statements are not in the case, break the trail.",
]


@dataclass(frozen=True)
class Currency:
    """The transfers of one currency."""

    name: str
    payments: Payments
    event: Ints
    unit: Decimal  # of the whole numbers
    at: list[Any]
    whole_days: bool  # some bookings bear no time of day, so all are ordered by day

    def text(self, amount: int) -> str:
        """An amount with its currency."""
        return f"{as_text(amount * self.unit)} {self.name}".strip()


def currencies(inquiry: Inquiry) -> tuple[list[int], list[Currency]]:
    """Actor numbers by position, and the transfers of each currency in the table ``event``."""
    table = inquiry.con.execute(_PAYMENTS).to_arrow_table()
    start, end = (table[name].to_numpy() for name in ("start", "end"))
    actors = np.unique(np.r_[start, end])
    name = np.array(table["currency"].to_pylist(), dtype=object)
    amounts, at = table["amount"].to_pylist(), table["t"].to_pylist()
    day_only = table["day_only"].to_numpy(zero_copy_only=False).astype(bool)
    found = []
    for currency in sorted(set(name.tolist())):
        here = np.flatnonzero(name == currency)
        places = max(-int(amounts[i].normalize().as_tuple().exponent) for i in here)
        unit = Decimal(1).scaleb(-max(places, 0))
        whole_days = bool(day_only[here].any())
        payments = Payments(
            len(actors),
            np.searchsorted(actors, start[here]),
            np.searchsorted(actors, end[here]),
            table["day" if whole_days else "time"].to_numpy()[here].astype(np.int64),
            np.array([int(amounts[i] / unit) for i in here], dtype=np.int64),
        )
        events = table["event_no"].to_numpy()[here].astype(np.int64)
        found.append(Currency(currency, payments, events, unit, [at[i] for i in here], whole_days))
    return [int(number) for number in actors], found


def money(
    inquiry: Inquiry, actor: int, *, up: bool = False, to: int | None = None, steps: int = 6, through_hubs: bool = False
) -> Answer:
    """Follow money down from an actor, or up to it; see ``netinvest.questions.temporal_flow`` for the bound.

    Args:
        inquiry: Case, run and period.
        actor: Where the money starts, or ends if ``up``.
        up: Towards those who paid.
        to: Only to (or from) this actor, transfer by transfer.
        steps: Transfers one after the other at most.
        through_hubs: Also through innocent hubs, such as shops.

    Raises:
        UsageError: ``to`` is the actor itself, or ``steps`` is below 1.
    """
    if to == actor:
        raise UsageError("both are one and the same actor", remedy="give two different ones")
    if steps < 1:
        raise UsageError("money takes at least one step", where="steps", remedy="give 6, say")
    inquiry = replace(inquiry, scope=replace(inquiry.scope, streams=("transfers",)))
    inquiry.events()
    actors, found = currencies(inquiry)
    answer = Answer("money", (actor,) if to is None else (actor, to), [])
    hubs = set() if through_hubs else inquiry.hubs() - {actor}
    barred = np.isin(actors, sorted(hubs))
    if actor in actors:
        for currency in found:
            _follow(answer, currency, actors, barred, actor=actor, to=to, up=up, steps=steps)
    if not answer.lines:
        whom = "" if to is None else f" that leads to {{{to}}}" if not up else f" that comes from {{{to}}}"
        answer.said.append(
            f"The records show no money {'to' if up else 'from'} {{{actor}}}{whom} ({inquiry.scope.said()})."
        )
    elif any(currency.whole_days for currency in found):
        answer.caveats.append("Some bookings bear no time of day: transfers of one day count as possible in any order.")
    answer.caveats = CAVEATS + answer.caveats
    return answer


def _follow(
    answer: Answer,
    currency: Currency,
    actors: list[int],
    barred: Mask,
    *,
    actor: int,
    to: int | None,
    up: bool,
    steps: int,
) -> None:
    turned = currency.payments.reversed() if up else currency.payments
    source = actors.index(actor)
    used, fewest = cone(turned, source, steps=steps, barred=barred)
    if not used.any():
        return
    inside = replace(
        currency,
        payments=turned.kept(used),
        event=currency.event[used],
        at=[currency.at[i] for i in np.flatnonzero(used)],
    )
    payments = inside.payments
    first = payments.start == source
    answer.said.append(
        f"{{{actor}}} {'was paid' if up else 'paid'} {currency.text(int(payments.amount[first].sum()))} in "
        f"{int(first.sum())} transfers; {'back' if up else 'on'} from there money can be followed to "
        f"{int((fewest > 0).sum())} actors."
    )
    if to is not None:
        if to in actors and fewest[actors.index(to)] > 0:
            _transfers(answer, inside, actors, (source, actors.index(to)), up=up)
        return
    paid = np.bincount(payments.end, weights=payments.amount, minlength=payments.size)
    targets = sorted(np.flatnonzero(fewest > 0).tolist(), key=lambda target: (-paid[target], target))
    if len(targets) > MOST:
        answer.said.append(f"Computed for the {MOST} of them through whom most passed.")
    lines = []
    for target in targets[:MOST]:
        amount, part = largest_flow(payments, [source], [target])
        taken = np.flatnonzero(part)
        times = [inside.at[i] for i in taken]
        said = {
            "actor": actors[target],
            "at_most": currency.text(amount),
            "steps": int(fewest[target]),
            "transfers": len(taken),
            "first_at_utc": moment(min(times)),
            "last_at_utc": moment(max(times)),
            "note": "innocent hub, not followed further" if barred[target] else "",
        }
        lines.append((-amount, target, Line(said, inside.event[taken].tolist())))
    answer.lines += [line for *_, line in sorted(lines, key=lambda item: item[:2])]


def _transfers(answer: Answer, inside: Currency, actors: list[int], ends: tuple[int, int], *, up: bool) -> None:
    """One flow of the largest size, transfer by transfer."""
    payments = inside.payments
    amount, part = largest_flow(payments, [ends[0]], [ends[1]])
    payer, payee = (actors[place] for place in (ends[::-1] if up else ends))
    answer.said.append(f"At most {inside.text(amount)} of it can have gone from {{{payer}}} to {{{payee}}}.")
    for i in sorted(np.flatnonzero(part).tolist(), key=lambda i: (inside.at[i], i)):
        start, end = (payments.end[i], payments.start[i]) if up else (payments.start[i], payments.end[i])
        said = {
            "at_utc": moment(inside.at[i]),
            "from": actors[start],
            "to": actors[end],
            "transferred": inside.text(int(payments.amount[i])),
            "of_this_money_at_most": inside.text(int(part[i])),
        }
        answer.lines.append(Line(said, [int(inside.event[i])]))
