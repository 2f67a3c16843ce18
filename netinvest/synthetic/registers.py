"""What the authorities hold: subscribers, account holders, and the case's own register of persons. All partial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netinvest.synthetic import names
from netinvest.synthetic.rhythm import DAY
from netinvest.synthetic.truth import Role

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.world import World

Rows = dict[str, list[str]]
"""Columns of text, one entry a row; an empty text where nothing is known."""


@dataclass(frozen=True, slots=True)
class Registers:
    """Three registers, and the category that the case register gives an actor."""

    subscribers: Rows
    holders: Rows
    persons: Rows
    categories: dict[int, str]


def _date(moment: float) -> str:
    return str(np.datetime64(int(moment), "s").astype("datetime64[D]"))


def _known(rng: Generator, world: World, actor: int, share: float) -> str | None:
    """The name under which a register knows an actor; None where it does not."""
    ring = world.rings[world.ring_of[actor]] if world.ring_of[actor] >= 0 else None
    if ring is None:
        if rng.random() > share:
            return None
        return (
            names.people(rng, 1)[0] if rng.random() < 0.04 and not world.is_organisation(actor) else world.names[actor]
        )
    match ring.behaviour.registered:
        case "absent":
            return world.names[actor] if rng.random() < share * 0.2 else None
        case "false_names":
            return names.people(rng, 1)[0] if rng.random() < share else None
        case _:
            return world.names[actor] if rng.random() < share else None


def _subscribers(rng: Generator, world: World, share: float) -> Rows:
    lines = world.lines
    rows: Rows = {"msisdn": [], "name": [], "activated": [], "address": [], "imsi": []}
    for i in np.argsort(lines.msisdn, kind="stable"):
        actor = int(lines.actor[i])
        if actor in world.relatives:
            continue
        name = _known(rng, world, actor, share)
        if name is None:
            continue
        begun = int(lines.start[i]) - (int(rng.exponential(500) * DAY) if lines.start[i] == world.start else 0)
        rows["msisdn"].append(str(lines.msisdn[i]))
        rows["name"].append(name)
        rows["activated"].append(_date(begun))
        rows["address"].append(
            f"{rng.integers(1, 200)} {name.split()[-1]} Road {world.town_name(int(world.home[actor]))}"
        )
        rows["imsi"].append(str(lines.imsi[i]) if rng.random() < 0.7 else "")
    return rows


def _holders(rng: Generator, world: World, share: float) -> Rows:
    accounts, lines = world.accounts, world.lines
    rows: Rows = {"account": [], "name": [], "born": [], "phone": [], "email": [], "opened": []}
    for i in np.argsort(accounts.number, kind="stable"):
        if accounts.bank[i] < 0:
            continue
        actor = int(accounts.actor[i])
        ring = world.rings[world.ring_of[actor]] if world.ring_of[actor] >= 0 else None
        if rng.random() > share * (0.7 if ring else 1.0):
            continue
        reached = actor
        if ring and Role.EXPLOITED in world.roles[actor] and ring.behaviour.exploited_accounts == "controlled":
            reached = ring.of(Role.MANAGER)[0]  # opened in their name, the bank rings somebody else
        numbers = lines.msisdn[lines.actor == reached]
        rows["account"].append(str(accounts.number[i]))
        rows["name"].append(world.names[actor])
        rows["born"].append(
            "" if world.is_organisation(actor) else _date(world.start - rng.uniform(19, 70) * 365.25 * DAY)
        )
        rows["phone"].append(str(numbers[0]) if len(numbers) and rng.random() < 0.7 else "")
        rows["email"].append((world.emails.get(actor) or [""])[0] if rng.random() < 0.6 else "")
        rows["opened"].append(_date(world.start - rng.exponential(900) * DAY))
    return rows


def _persons(rng: Generator, world: World, share: float) -> tuple[Rows, dict[int, str]]:
    """Persons of the case: some victims who spoke, some who were seen, a few arrested for lesser parts."""
    categories: dict[int, str] = {}
    spoke = rng.uniform(0.1, 0.3) * share * 2
    for ring in world.rings:
        for actor in ring.everyone:
            roles = set(world.roles[actor])
            draw = rng.random()
            if Role.EXPLOITED in roles and Role.MANAGER in roles:
                # the mistake this software must not repeat: listed as a suspect only
                category = "suspect" if draw < spoke * 0.6 else "victim" if draw < spoke else None
            elif Role.EXPLOITED in roles:
                category = (
                    "victim"
                    if draw < spoke
                    else "possible_victim"
                    if draw < 1.4 * spoke
                    else "minor"
                    if draw < 1.6 * spoke
                    else None
                )
            elif roles & {Role.DRIVER, Role.MANAGER, Role.MULE}:
                category = "suspect" if draw < 1.2 * spoke else None
            else:
                category = "suspect" if Role.COORDINATOR in roles and draw < 0.1 * spoke else None
            if category:
                categories[actor] = category
    crowd = world.of(Role.BACKGROUND, Role.CUSTOMER)
    for actor in rng.choice(crowd, min(len(crowd), max(4, len(crowd) // 90)), replace=False):
        role = (
            "witness"
            if Role.CUSTOMER in world.roles[actor]
            else str(rng.choice(("contact", "contact", "witness", "suspect")))
        )
        categories[int(actor)] = role
    basis = {
        "victim": "interview",
        "possible_victim": "referral by outreach",
        "minor": "identity document",
        "suspect": "arrest",
        "witness": "statement",
        "contact": "phone book of a seized device",
    }
    rows: Rows = {"subject_id": [], "name": [], "category": [], "basis": [], "born": [], "phone": [], "account": []}
    lines, accounts = world.lines, world.accounts
    for number, actor in enumerate(sorted(categories, key=lambda a: (world.names[a], a)), start=1):
        category = categories[actor]
        numbers = lines.msisdn[lines.actor == actor]
        age = rng.uniform(15.2, 17.4) if category == "minor" else rng.uniform(19, 60)
        rows["subject_id"].append(f"N{number:04d}")
        rows["name"].append(world.names[actor])
        rows["category"].append(category)
        rows["basis"].append(basis[category])
        rows["born"].append(_date(world.start - age * 365.25 * DAY))
        rows["phone"].append("; ".join(map(str, numbers if rng.random() < 0.5 else numbers[-1:])))
        held = accounts.number[accounts.actor == actor]
        rows["account"].append(str(held[0]) if len(held) and rng.random() < 0.4 else "")
    return rows, categories


def compile_registers(rng: Generator, world: World, share: float) -> Registers:
    """The registers, each holding about ``share`` of the innocent."""
    subscribers = _subscribers(rng, world, share)
    holders = _holders(rng, world, share)
    persons, categories = _persons(rng, world, min(share, 0.5))
    return Registers(subscribers, holders, persons, categories)
