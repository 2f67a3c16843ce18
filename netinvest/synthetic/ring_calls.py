"""How the people of a ring keep in touch: control from above, and the daily business below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.synthetic.calls import Contacts, join, none, pair, reports
from netinvest.synthetic.rhythm import DAY
from netinvest.synthetic.truth import Role
from netinvest.synthetic.world import MAIN, SECOND

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.ring import Ring
    from netinvest.synthetic.world import World

_PHONES = (SECOND, MAIN)
"""A leader uses the phone kept for the ring, where there is one."""


def ring_calls(rng: Generator, world: World, ring: Ring) -> Contacts:
    """Control, transport, recruiting and posting, in the ring's own way."""
    parts = [*_control(rng, world, ring), *_crew(rng, world, ring)]
    for actor in ring.of(Role.EXPLOITED):
        parts += _life(rng, world, ring, actor)
    return join(parts) if parts else none()


def _control(rng: Generator, world: World, ring: Ring) -> list[Contacts]:
    """Leaders and the one or two they deal with; leaders meet each other in person, mostly."""
    ways = ring.behaviour
    leaders, managers = ring.of(Role.COORDINATOR), ring.of(Role.MANAGER)
    parts: list[Contacts] = []
    for place, leader in enumerate(leaders):
        trusted = managers[place % len(managers) :][:2]
        rate = ways.control_per_week / len(trusted)
        for manager in trusted:
            match ways.control:
                case "calls":
                    how: dict[str, Any] = {"forward": 0.8, "sms": 0.1, "median_s": 40}
                    parts.append(pair(rng, world, leader, manager, per_week=rate, channels=_PHONES, **how))
                case "messages":
                    how = {"forward": 0.65, "sms": 0.95}
                    parts.append(pair(rng, world, leader, manager, per_week=rate, channels=_PHONES, **how))
                case "reports":
                    how = {"forward": 0.85, "sms": 0.55, "median_s": 25}
                    every = 7 / max(rate, 0.25)
                    parts.append(reports(rng, world, manager, leader, every_days=every, channels=_PHONES[::-1], **how))
                case _:
                    pass
        if ways.control != "in_person":
            parts += [
                pair(rng, world, leader, driver, per_week=0.15, forward=0.9, channels=_PHONES, median_s=25)
                for driver in ring.of(Role.DRIVER)
                if rng.random() < 0.5
            ]
        parts += [
            pair(rng, world, leader, other, per_week=0.08, channels=(SECOND, SECOND)) for other in leaders[place + 1 :]
        ]
    return parts


def _crew(rng: Generator, world: World, ring: Ring) -> list[Contacts]:
    """Managers with those who drive, recruit, post and bank for them."""
    hands = ring.of(Role.DRIVER, Role.RECRUITER, Role.AD_POSTER, Role.MULE, Role.MANAGER)
    return [
        pair(rng, world, manager, other, per_week=rng.uniform(0.5, 2.2), forward=0.6, sms=0.35)
        for manager in ring.of(Role.MANAGER)
        for other in hands
        if other != manager and (Role.MANAGER not in world.roles[other] or other > manager)
    ]


def _life(rng: Generator, world: World, ring: Ring, actor: int) -> list[Contacts]:
    """An exploited person: told what to do, driven about, once recruited, with others in the same flat."""
    ways = ring.behaviour
    leaders, managers = ring.of(Role.COORDINATOR), ring.of(Role.MANAGER)
    boss = managers[int(rng.integers(len(managers)))]
    if actor in managers:
        boss = next((m for m in managers if m not in ring.overlap), leaders[0])
    since = ring.joined[actor]
    until = max(stay.stop for stay in ring.stays if stay.actor == actor)
    parts: list[Contacts] = []
    if boss not in leaders:
        rate = rng.uniform(2.0, 7.0)
        parts.append(
            pair(
                rng,
                world,
                boss,
                actor,
                per_week=rate,
                start=since,
                stop=until,
                rhythm="evening",
                forward=0.66,
                sms=0.5,
                median_s=24,
            )
        )
    elif ways.control == "in_person":
        parts.append(pair(rng, world, boss, actor, per_week=0.2, forward=0.7, channels=_PHONES))
    for driver in ring.of(Role.DRIVER):
        rate = rng.uniform(0.6, 2)
        parts.append(
            pair(
                rng,
                world,
                actor,
                driver,
                per_week=rate,
                start=since,
                stop=until,
                rhythm="night",
                forward=0.45,
                sms=0.3,
                median_s=20,
            )
        )
    for recruiter in ring.of(Role.RECRUITER):
        before = max(world.start, since - int(rng.uniform(12, 35) * DAY))
        if since > world.start:
            parts.append(
                pair(
                    rng,
                    world,
                    recruiter,
                    actor,
                    per_week=7,
                    start=before,
                    stop=since,
                    forward=0.7,
                    sms=0.6,
                    median_s=180,
                )
            )
        parts.append(pair(rng, world, recruiter, actor, per_week=0.15, start=since, stop=until, forward=0.6))
    parts += [
        pair(rng, world, actor, other, per_week=1.2, start=max(since, ring.joined[other]), sms=0.5)
        for other in ring.of(Role.EXPLOITED)
        if other > actor and rng.random() < 0.5
    ]
    return parts
