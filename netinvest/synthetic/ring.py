"""A ring: who plays which part in it, since when, and on which circuit of towns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from netinvest.synthetic import behaviour
from netinvest.synthetic.rhythm import DAY
from netinvest.synthetic.truth import Role

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.world import World


@dataclass(frozen=True, slots=True)
class Stay:
    """An exploited person's days in one town (epoch seconds)."""

    actor: int
    town: int
    start: int
    stop: int


@dataclass(slots=True)
class Ring:
    """A ring in the making."""

    number: int
    behaviour: behaviour.RingBehaviour
    towns: list[int]
    members: dict[Role, list[int]] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    rides: list[Stay] = field(default_factory=list)  # of hands who travel with somebody
    overlap: list[int] = field(default_factory=list)  # exploited and managing
    joined: dict[int, int] = field(default_factory=dict)  # exploited -> since when

    def of(self, *roles: Role) -> list[int]:
        """Members with any of the roles, in order of joining the list."""
        return list(dict.fromkeys(actor for role in roles for actor in self.members.get(role, ())))

    @property
    def everyone(self) -> list[int]:
        """All members."""
        return self.of(*self.members)


def ring_size(rng: Generator) -> int:
    """4 to 25, small ones more often."""
    return int(np.clip(round(rng.lognormal(2.35, 0.42)), 4, 25))


def _jobs(ways: behaviour.RingBehaviour, size: int) -> list[Role]:
    """Parts beside leading and managing that a ring of this size gives to somebody, the most needed first."""
    jobs = [Role.MULE] * (ways.money in ("mule_chain", "structuring", "cash_deposits"))
    jobs += [Role.RECRUITER] * (size >= 6) + [Role.DRIVER] * (size >= 7) + [Role.AD_POSTER] * (size >= 8)
    jobs += jobs[:1] * (size >= 9) if Role.MULE in jobs else []
    return jobs + [Role.DRIVER] * (size >= 16)


def recruit(rng: Generator, world: World, size: int) -> Ring:
    """A ring of ``size`` people with parts that fit its size."""
    ways = behaviour.draw(rng, world.difficulty)
    number = len(world.rings)
    count = 1 if ways.stay_days == 0 else min(int(rng.integers(2, 6)), len(world.towns))
    ring = Ring(number, ways, [int(t) for t in rng.choice(len(world.towns), count, replace=False)])
    left = size

    def take(*roles: Role) -> int:
        nonlocal left
        left -= 1
        actor = world.add(*roles, ring=number)
        for role in roles:
            ring.members.setdefault(role, []).append(actor)
        return actor

    take(Role.COORDINATOR)
    if size >= 15 and rng.random() < 0.5:
        take(Role.COORDINATOR)
    if rng.random() < 0.75:
        ring.overlap.append(take(Role.EXPLOITED, Role.MANAGER))
    # in a very small ring the overlap person alone manages
    for _ in range(max(1, round(size * 0.12)) if size >= 6 or not ring.overlap else 0):
        take(Role.MANAGER)
    for role in _jobs(ways, size)[: max(min(left - 2, round(size * 0.45)), 0)]:
        take(role)
    while left > 0:
        take(Role.EXPLOITED)
    # managers who are not themselves exploited come first
    ring.members[Role.MANAGER].sort(key=lambda actor: actor in ring.overlap)
    _double_up(world, ring)
    if ways.money == "shell_company":
        firm = world.add(Role.SHELL_COMPANY, ring=number)
        ring.members[Role.SHELL_COMPANY] = [firm]
    _travel(rng, world, ring)
    return ring


def _double_up(world: World, ring: Ring) -> None:
    """Recruiting and posting fall to a manager where nobody else does them."""
    boss = ring.of(Role.MANAGER)[0]
    for role in (Role.RECRUITER, Role.AD_POSTER):
        if role not in ring.members and boss not in ring.overlap:
            ring.members[role] = [boss]
            world.roles[boss].append(role)


def _travel(rng: Generator, world: World, ring: Ring) -> None:
    """When each exploited person came, and their circuit of towns."""
    ways = ring.behaviour
    exploited = ring.of(Role.EXPLOITED)
    together = rng.random() < 0.4
    for place, actor in enumerate(exploited):
        late = rng.random() < 0.55 and actor not in ring.overlap
        since = world.start + int(rng.uniform(0.12, 0.6) * world.days * DAY) if late else world.start
        left = world.stop - int(rng.uniform(0, 0.25) * world.days * DAY) * (rng.random() < 0.25)
        ring.joined[actor] = since
        leg = 0 if together else place
        while since < left:
            length = world.days if ways.stay_days == 0 else max(2.0, rng.normal(ways.stay_days, ways.stay_days / 4))
            stop = int(min(since + length * DAY, left))
            ring.stays.append(Stay(actor, ring.towns[leg % len(ring.towns)], int(since), stop))
            since, leg = stop, leg + 1
    for hand in ring.of(Role.DRIVER, Role.MANAGER):
        if hand not in exploited and rng.random() < 0.5:
            led = exploited[int(rng.integers(len(exploited)))]
            ring.rides += [replace(stay, actor=hand) for stay in ring.stays if stay.actor == led]
