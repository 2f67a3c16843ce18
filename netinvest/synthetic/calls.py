"""Who calls and messages whom: friends, firms, customers, rings."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from netinvest.synthetic.rhythm import DAY, bursts, durations, moments
from netinvest.synthetic.truth import RESEMBLING_ROLES, Role
from netinvest.synthetic.world import MAIN, SECOND

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

    from netinvest.synthetic.world import World


@dataclass(frozen=True, slots=True)
class Contacts:
    """Events between actors, before numbers are looked up. Arrays of one entry an event."""

    caller: np.ndarray
    caller_channel: np.ndarray
    callee: np.ndarray
    callee_channel: np.ndarray
    moment: np.ndarray
    duration_s: np.ndarray
    sms: np.ndarray

    def take(self, where: np.ndarray) -> Contacts:
        """Some of them."""
        return Contacts(*(getattr(self, f.name)[where] for f in fields(self)))


def join(parts: list[Contacts]) -> Contacts:
    """All of them, one after the other."""
    return Contacts(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Contacts)))


def talk(
    rng: Generator,
    one: ArrayLike,
    other: ArrayLike,
    moment: np.ndarray,
    *,
    forward: np.ndarray | float = 0.5,
    sms: np.ndarray | float = 0.3,
    channels: tuple[int, int] = (MAIN, MAIN),
    median_s: float = 55,
    unanswered: float = 0.12,
) -> Contacts:
    """Events at the moments given; ``forward`` is the chance that ``one`` calls ``other``."""
    n = len(moment)
    one, other = np.broadcast_to(one, n).astype(np.int64), np.broadcast_to(other, n).astype(np.int64)
    goes = rng.random(n) < forward
    is_sms = rng.random(n) < sms
    seconds = np.where(is_sms, 0, durations(rng, n, median_s=median_s, unanswered=unanswered))
    first, second = np.full(n, channels[0]), np.full(n, channels[1])
    return Contacts(
        np.where(goes, one, other),
        np.where(goes, first, second),
        np.where(goes, other, one),
        np.where(goes, second, first),
        moment,
        seconds,
        is_sms,
    )


def spread(
    rng: Generator, world: World, n: int, start: ArrayLike, stop: ArrayLike, *, rhythm: str = "day"
) -> np.ndarray:
    """``n`` moments between start and stop in the country's daily rhythm."""
    return moments(
        rng, np.broadcast_to(start, n), np.broadcast_to(stop, n), rhythm=rhythm, utc_offset_h=world.land.utc_offset_h
    )


# ---------------------------------------------------------------- customers of those who are advertised


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which customers can ring somebody in a town."""

    actor: int
    channel: int
    town: int
    start: int
    stop: int


def inquiries(rng: Generator, world: World, spell: Spell, pool: np.ndarray, count: int) -> Contacts:
    """Customers ring a number from an advertisement, mostly once; some come back; a third are called back."""
    firsts = max(int(count / 1.9), 1)
    regulars = rng.choice(pool, 6)
    who = np.where(rng.random(firsts) < 0.78, rng.choice(pool, firsts), rng.choice(regulars, firsts))
    begin = spread(rng, world, firsts, spell.start, spell.stop, rhythm="evening" if rng.random() < 0.7 else "night")
    turns = np.minimum(rng.geometric(0.53, firsts), 6)
    each = np.repeat(np.arange(firsts), turns)
    opening = np.r_[True, each[1:] != each[:-1]]
    when = bursts(rng, each, begin[each], share=1.0, gap_s=700)
    forward = np.where(opening, 0.96, 0.62)
    return talk(
        rng,
        who[each],
        spell.actor,
        when,
        forward=forward,
        sms=0.42,
        channels=(MAIN, spell.channel),
        median_s=38,
        unanswered=0.2,
    )


def advertised(world: World) -> list[Spell]:
    """Everybody customers can ring, where and when."""
    spells: list[Spell] = []
    for ring in world.rings:
        desk = ring.of(Role.MANAGER)[0]
        for stay in ring.stays:
            reached = (desk, SECOND) if ring.behaviour.booking == "desk" else (stay.actor, MAIN)
            spells.append(Spell(*reached, stay.town, stay.start, stay.stop))
    for actor in world.of(Role.INDEPENDENT):
        channel = SECOND if np.any((world.lines.actor == actor) & (world.lines.channel == SECOND)) else MAIN
        spells.append(Spell(int(actor), channel, int(world.home[actor]), world.start, world.stop))
    return spells


def customer_calls(rng: Generator, world: World, total: int) -> Contacts:
    """About ``total`` events between customers and those who are advertised."""
    spells = advertised(world)
    if not spells:
        return none()
    pull = {spell.actor: rng.lognormal(0, 0.45) for spell in spells}
    weight = np.array([pull[spell.actor] * (spell.stop - spell.start) for spell in spells])
    counts = rng.multinomial(total, weight / weight.sum())
    customers, anybody = world.of(Role.CUSTOMER), world.of(Role.BACKGROUND)
    parts = []
    for spell, count in zip(spells, counts, strict=True):
        if not count:
            continue
        local = customers[world.home[customers] == spell.town]
        neighbours = anybody[world.home[anybody] == spell.town]
        pool = np.concatenate([local, local, rng.choice(customers, 12), neighbours[rng.random(len(neighbours)) < 0.15]])
        parts.append(inquiries(rng, world, spell, pool, int(count)))
    return join(parts) if parts else none()


def none() -> Contacts:
    """No events."""
    empty = np.empty(0, dtype=np.int64)
    return Contacts(empty, empty, empty, empty, empty, empty, empty.astype(bool))


def pair(
    rng: Generator,
    world: World,
    one: int,
    other: int,
    *,
    per_week: float,
    start: int | None = None,
    stop: int | None = None,
    rhythm: str = "day",
    burst: float = 0.25,
    **how: object,
) -> Contacts:
    """A relationship of two with a mean number of contacts a week."""
    low, high = start or world.start, stop or world.stop
    if one == other:
        return none()
    n = rng.poisson(max(per_week * (high - low) / (7 * DAY), 0) * rng.lognormal(0, 0.3))
    when = np.sort(spread(rng, world, n, low, high, rhythm=rhythm))
    when = bursts(rng, np.zeros(n, dtype=np.int64), when, share=burst)
    return talk(rng, one, other, when, **how)  # type: ignore[arg-type]


def reports(rng: Generator, world: World, one: int, other: int, *, every_days: float, **how: object) -> Contacts:
    """Short contacts on fixed days at about the same hour."""
    first = world.start + int(rng.uniform(0, every_days) * DAY) + int(rng.uniform(18, 23) * 3600)
    when = np.arange(first, world.stop, int(every_days * DAY))
    when = when + rng.normal(0, 2400, len(when)).astype(np.int64)
    return talk(rng, one, other, when[rng.random(len(when)) < 0.93], **how)  # type: ignore[arg-type]


# ---------------------------------------------------------------- everybody else


@dataclass(frozen=True, slots=True)
class Ties:
    """Who knows whom: pairs of actors, their share of all contacts, and the share that ``one`` starts."""

    one: np.ndarray
    other: np.ndarray
    weight: np.ndarray
    forward: np.ndarray


def acquaint(rng: Generator, world: World) -> Ties:
    """Families (cliques), friends (heavy-tailed, local, with friends of friends), colleagues."""
    persons = world.persons()
    sociable = rng.lognormal(0, 0.75, len(world.roles))
    for ring in world.rings:
        for actor in ring.everyone:
            share = {Role.COORDINATOR: 0.25, Role.EXPLOITED: 0.45, Role.MANAGER: 1.8}
            sociable[actor] = rng.lognormal(-0.2, 0.5) * ring.behaviour.ordinary_contacts
            sociable[actor] *= min(share.get(role, 1.0) for role in world.roles[actor])
    customers = world.of(Role.CUSTOMER)
    sociable[customers] *= 0.8
    pairs: list[np.ndarray] = []
    strength: list[np.ndarray] = []

    def tie(a: np.ndarray, b: np.ndarray, mean: float) -> None:
        pairs.append(np.stack([a, b], axis=1))
        strength.append(rng.lognormal(mean, 1.0, len(a)))

    members = set().union(*(ring.everyone for ring in world.rings)) if world.rings else set()
    for town in range(len(world.towns)):
        local = rng.permutation(persons[world.home[persons] == town])
        family = np.array([p for p in local if p not in members or rng.random() < 0.3])
        cut = np.cumsum(rng.choice((1, 2, 3, 4, 5, 6), len(family), p=(0.12, 0.28, 0.22, 0.2, 0.12, 0.06)))
        for house in np.split(family, cut[cut < len(family)]):
            a, b = np.triu_indices(len(house), 1)
            kept = rng.random(len(a)) < 0.88
            tie(house[a[kept]], house[b[kept]], 1.2)
    # friends: stubs in proportion to sociability, most of them local
    chance = sociable[persons] / sociable[persons].sum()
    wanted = int(len(persons) * 2.4)
    a = rng.choice(persons, wanted, p=chance)
    b = rng.choice(persons, wanted, p=chance)
    by_town = [persons[world.home[persons] == town] for town in range(len(world.towns))]
    for town, local in enumerate(by_town):
        if len(local):
            here = (world.home[a] == town) & (rng.random(wanted) < 0.86)
            b[here] = rng.choice(local, int(here.sum()), p=sociable[local] / sociable[local].sum())
    tie(a, b, 0.0)
    # friends of friends
    order = np.argsort(a, kind="stable")
    a, b = a[order], b[order]
    same = np.flatnonzero((a[1:] == a[:-1]) & (rng.random(len(a) - 1) < 0.4))
    tie(b[same], b[same + 1], -0.2)
    # a few casual contacts that never answer back
    casual = int(len(persons) * 0.8)
    tie(rng.choice(persons, casual, p=chance), rng.choice(persons, casual, p=chance), -2.0)
    both = np.sort(np.concatenate(pairs), axis=1)
    weight = np.concatenate(strength)
    distinct = both[:, 0] != both[:, 1]
    both, place = np.unique(both[distinct], axis=0, return_inverse=True)
    weight = np.bincount(place.ravel(), weights=weight[distinct])
    weight *= np.sqrt(sociable[both[:, 0]] * sociable[both[:, 1]])
    return Ties(both[:, 0], both[:, 1], weight, rng.beta(2.2, 2.2, len(both)))


def social_calls(rng: Generator, world: World, ties: Ties, total: int) -> Contacts:
    """``total`` events over the ties, each tie within a part of the period, in bursts."""
    edge = np.sort(rng.choice(len(ties.one), total, p=ties.weight / ties.weight.sum()))
    short = rng.random(len(ties.one)) < 0.35
    begin = world.start + np.where(short, rng.uniform(0, 0.7, len(short)), 0) * world.days * DAY
    end = np.where(
        short, np.minimum(begin + rng.uniform(0.15, 0.6, len(short)) * world.days * DAY, world.stop), world.stop
    )
    rhythm_day = spread(rng, world, total, begin[edge], end[edge])
    rhythm_eve = spread(rng, world, total, begin[edge], end[edge], rhythm="evening")
    when = np.where(rng.random(total) < 0.6, rhythm_day, rhythm_eve)
    when = bursts(rng, edge, when)
    texts = rng.beta(1, 2, len(ties.one))[edge]
    return talk(rng, ties.one[edge], ties.other[edge], when, forward=ties.forward[edge], sms=texts, median_s=80)


_FIRM_TALK = {
    # role: (share of the firms' events, chance the firm calls, share of messages, rhythm, whole country)
    Role.TAXI: (0.22, 0.3, 0.25, "night", False),
    Role.TAKEAWAY: (0.16, 0.06, 0.02, "evening", False),
    Role.CALL_CENTRE: (0.14, 0.97, 0.0, "office", True),
    Role.BULK_SENDER: (0.22, 1.0, 1.0, "day", True),
    Role.EMPLOYER: (0.09, 0.55, 0.25, "office", False),
    Role.LANDLORD: (0.03, 0.5, 0.4, "office", False),
    Role.REMITTANCE_SHOP: (0.03, 0.25, 0.1, "day", False),
    Role.SCHOOL: (0.05, 0.6, 0.5, "office", False),
    Role.SHOP: (0.03, 0.2, 0.1, "day", False),
    Role.HOTEL: (0.02, 0.2, 0.1, "day", True),
    Role.HELPLINE: (0.01, 0.15, 0.1, "evening", True),
}


def firm_calls(rng: Generator, world: World, total: int) -> Contacts:
    """Hubs: firms that speak with very many people."""
    persons = world.persons()
    liking = rng.lognormal(0, 0.8, len(persons))
    parts = []
    for role, (share, forward, sms, rhythm, wide) in _FIRM_TALK.items():
        firms = world.of(role)
        if not len(firms):
            continue
        split = rng.multinomial(int(total * share), rng.dirichlet(np.full(len(firms), 2.0)))
        for firm, count in zip(firms, split, strict=True):
            near = np.ones(len(persons), bool) if wide else world.home[persons] == world.home[firm]
            if not near.any():
                continue
            who = persons[near]
            if role in (Role.EMPLOYER, Role.LANDLORD, Role.SCHOOL):
                who = rng.choice(who, min(len(who), int(rng.integers(8, 60))), replace=False)
                callers = rng.choice(who, count)
            else:
                callers = rng.choice(who, count, p=liking[near] / liking[near].sum())
            when = spread(rng, world, int(count), world.start, world.stop, rhythm=rhythm)
            parts.append(talk(rng, firm, callers, when, forward=forward, sms=sms, median_s=45))
    return join(parts)


def resembling_calls(rng: Generator, world: World) -> Contacts:
    """Innocents whose calls look like something: an owner hears from shops, a helper hears from the exploited."""
    parts: list[Contacts] = []
    persons = world.of(Role.BACKGROUND)
    reachable = world.of(Role.INDEPENDENT, Role.EXPLOITED)

    def some(pool: np.ndarray, low: int, high: int) -> list[int]:
        return [int(a) for a in rng.choice(pool, min(len(pool), int(rng.integers(low, high))), replace=False)]

    for actor in map(int, world.of(*RESEMBLING_ROLES)):
        near = persons[world.home[persons] == world.home[actor]]
        match world.roles[actor][0]:
            case Role.FIRM_OWNER | Role.FAMILY_ELDER:
                parts += [
                    reports(rng, world, other, actor, every_days=7.0, forward=0.85, sms=0.3, median_s=30)
                    for other in some(near, 3, 7)
                ]
            case Role.CLUB_SECRETARY:
                parts += [
                    pair(rng, world, actor, other, per_week=0.5, forward=0.7, sms=0.9) for other in some(near, 10, 30)
                ]
            case Role.OUTREACH_WORKER:
                parts += [
                    pair(rng, world, actor, other, per_week=0.45, forward=0.7, sms=0.6, rhythm="office")
                    for other in some(reachable, 5, 14)
                ]
            case _:
                parts += [
                    pair(rng, world, other, actor, per_week=0.5, forward=0.6, sms=0.6)
                    for other in some(reachable, 4, 5)
                    if Role.INDEPENDENT in world.roles[other]
                ]
    alone = world.of(Role.INDEPENDENT)
    for actor, other in zip(alone[::2].tolist(), alone[1::2].tolist(), strict=False):
        if rng.random() < 0.35:  # they share a flat, or look after each other
            parts.append(pair(rng, world, actor, other, per_week=1.0, sms=0.6))
    parts += [
        pair(rng, world, actor, relative, per_week=rng.uniform(0.2, 1.2), forward=0.7, sms=0.2, median_s=240)
        for relative, actor in world.relatives.items()
    ]
    return join(parts) if parts else none()
