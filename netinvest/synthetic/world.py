"""Who there is: towns, actors and their parts, phone lines, accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from netinvest.synthetic import identifiers, names, places
from netinvest.synthetic.rhythm import DAY
from netinvest.synthetic.ring import Ring, recruit, ring_size
from netinvest.synthetic.truth import HUB_ROLES, Role

if TYPE_CHECKING:
    from numpy.random import Generator

MAIN, SECOND = 0, 1
ABROAD = -1
OPERATORS = ("Northwave", "Tessel Mobile", "Pavo", "Quill Telecom")
"""Made-up operators: the first has the most lines."""

_HUB_MIX = (
    (Role.TAXI, 4),
    (Role.TAKEAWAY, 8),
    (Role.CALL_CENTRE, 2),
    (Role.BULK_SENDER, 3),
    (Role.EMPLOYER, 8),
    (Role.LANDLORD, 5),
    (Role.REMITTANCE_SHOP, 2),
    (Role.SCHOOL, 3),
    (Role.SHOP, 12),
    (Role.HOTEL, 4),
    (Role.AD_SITE, 2),
    (Role.HELPLINE, 1),
    (Role.AGENT, 2),
)
_RESEMBLING = (Role.FIRM_OWNER, Role.FAMILY_ELDER, Role.CLUB_SECRETARY, Role.AD_AGENT, Role.OUTREACH_WORKER)


@dataclass(frozen=True, slots=True)
class Lines:
    """Phone lines, sorted by (actor, channel, start). Arrays of one entry a line."""

    actor: np.ndarray
    channel: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    msisdn: np.ndarray
    imsi: np.ndarray
    imei: np.ndarray
    operator: np.ndarray

    def in_use(self, actor: np.ndarray, channel: np.ndarray, moment: np.ndarray) -> np.ndarray:
        """The line (index) on which an actor is reached at a moment; -1 while they change numbers.

        Somebody without a second phone uses the main one.
        """
        slot = self.actor * 2 + self.channel
        wanted = actor * 2 + channel
        wanted = np.where(np.isin(wanted, slot), wanted, actor * 2)
        order = slot.astype(np.int64) << 33
        found = np.searchsorted(order + self.start, (wanted.astype(np.int64) << 33) + moment, side="right") - 1
        first = np.searchsorted(order, wanted.astype(np.int64) << 33)
        found = np.maximum(found, first)
        return np.where(moment < self.stop[found], found, -1)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Bank accounts and wallets, arrays of one entry an account, and the first of each actor (-1: none)."""

    actor: np.ndarray
    number: np.ndarray
    bank: np.ndarray  # index into identifiers.BANKS, -1 for a wallet
    of: np.ndarray
    wallet_of: np.ndarray


@dataclass(slots=True)
class World:
    """Everything that is so before anything happens."""

    land: places.Country
    towns: np.ndarray
    cells: places.Cells
    start: int
    days: int
    difficulty: str
    roles: list[list[Role]] = field(default_factory=list)
    ring_of: list[int] = field(default_factory=list)
    home: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    names: list[str] = field(default_factory=list)
    rings: list[Ring] = field(default_factory=list)
    handles: dict[int, list[str]] = field(default_factory=dict)
    senders: dict[int, str] = field(default_factory=dict)  # bulk senders that show a name and not a number
    emails: dict[int, list[str]] = field(default_factory=dict)
    relatives: dict[int, int] = field(default_factory=dict)  # who lives abroad -> whom they belong to
    lines: Lines = field(init=False)
    accounts: Accounts = field(init=False)

    @property
    def stop(self) -> int:
        """End of the period, epoch seconds."""
        return self.start + self.days * DAY

    def of(self, *roles: Role) -> np.ndarray:
        """Actors with any of the roles, ascending."""
        wanted = set(roles)
        return np.array([i for i, have in enumerate(self.roles) if wanted & set(have)], dtype=np.int64)

    def add(self, *roles: Role, ring: int = -1) -> int:
        """A new actor."""
        self.roles.append(list(roles))
        self.ring_of.append(ring)
        return len(self.roles) - 1

    def is_organisation(self, actor: int) -> bool:
        """Whether it is a firm and not a person."""
        return bool(set(self.roles[actor]) & (HUB_ROLES | {Role.SHELL_COMPANY}))

    def persons(self) -> np.ndarray:
        """Everybody in the country who is not a firm, ascending."""
        found = [i for i in range(len(self.roles)) if not self.is_organisation(i) and i not in self.relatives]
        return np.array(found, dtype=np.int64)

    def town_name(self, town: int) -> str:
        """The town's name; ``town`` is an index into ``towns``."""
        return self.land.towns[int(self.towns[town])][0]


def settle(
    rng: Generator,
    *,
    land: places.Country,
    start: int,
    days: int,
    actors: int,
    rings: int,
    sizes: tuple[int, ...] | None,
    difficulty: str,
) -> World:
    """Make the world: ``actors`` people and firms in all."""
    weights = np.array([town[3] for town in land.towns])
    count = min(int(rng.integers(5, 8)), len(land.towns))
    towns = rng.choice(len(land.towns), count, replace=False, p=weights / weights.sum())
    world = World(land, towns, places.cells(rng, land, towns), start, days, difficulty)
    for number in range(rings):
        world.rings.append(recruit(rng, world, sizes[number] if sizes else ring_size(rng)))
    hubs = max(len(_HUB_MIX), actors // 70)
    share = np.array([weight for _, weight in _HUB_MIX], dtype=float)
    counts = np.maximum(1, np.floor(share / share.sum() * hubs)).astype(int)
    for (role, _), number in zip(_HUB_MIX, counts, strict=True):
        for _ in range(number):
            world.add(role)
    for number in range(max(len(_RESEMBLING), actors // 260)):
        world.add(_RESEMBLING[number % len(_RESEMBLING)])
    for _ in range(max(4, actors // 130)):
        world.add(Role.INDEPENDENT)
    left = max(actors - len(world.roles), 20)
    customers = int(left * rng.uniform(0.14, 0.22))
    for number in range(left):
        world.add(Role.CUSTOMER if number < customers else Role.BACKGROUND)
    _relatives(rng, world)
    sizes_of_towns = weights[towns] * rng.uniform(0.6, 1.4, count)
    world.home = rng.choice(count, len(world.roles), p=sizes_of_towns / sizes_of_towns.sum())
    for ring in world.rings:
        world.home[ring.everyone] = rng.choice(ring.towns, len(ring.everyone))
    world.names = names.people(rng, len(world.roles))
    for actor in range(len(world.roles)):
        if world.is_organisation(actor):
            role = world.roles[actor][0]
            trade = "Services" if role is Role.SHELL_COMPANY else role.value.replace("_", " ").title()
            world.names[actor] = names.firm(rng, f"{trade} Ltd" if role is not Role.SCHOOL else trade)
    world.lines = _lines(rng, world)
    world.accounts = _accounts(rng, world)
    _online(rng, world)
    return world


def _relatives(rng: Generator, world: World) -> None:
    """Relatives abroad of some exploited people, and of many more others."""
    crowd = world.of(Role.BACKGROUND, Role.CUSTOMER)
    at_home = [int(a) for a in world.of(Role.EXPLOITED) if rng.random() < 0.5]
    at_home += [int(a) for a in rng.choice(crowd[: int(len(crowd) * 0.7)], max(3, len(crowd) // 60), replace=False)]
    # the last of the crowd move abroad, so that the number of actors is what was asked for
    for actor, relative in zip(at_home, reversed(world.of(Role.BACKGROUND).tolist()), strict=False):
        world.roles[relative] = [Role.RELATIVE_ABROAD]
        world.relatives[relative] = actor


def _lines(rng: Generator, world: World) -> Lines:
    """Numbers over time; a member of a ring changes them more often than others do."""
    rows: list[tuple[int, int, int, int, int]] = []  # actor, channel, start, stop, handset
    handsets = 0
    outgrown: dict[int, list[tuple[int, int]]] = {}  # ring -> handsets given up, and when
    for actor, roles in enumerate(world.roles):
        if Role.AD_SITE in roles or Role.SHELL_COMPANY in roles:
            continue
        ring = world.rings[world.ring_of[actor]] if world.ring_of[actor] >= 0 else None
        ways = ring.behaviour if ring else None
        for channel in (MAIN, SECOND):
            if channel == SECOND and not _has_second(rng, world, actor, roles, ring):
                continue
            change = ways.handset_change if ways else 0.0 if world.is_organisation(actor) else 0.035
            keep = ways.keeps_handset if ways else 0.7
            begin = world.start
            handset = handsets
            handsets += 1
            while True:
                changes = rng.random() < change and world.stop - begin > 40 * DAY
                stop = int(rng.integers(begin + 15 * DAY, world.stop - 15 * DAY)) if changes else world.stop + DAY
                rows.append((actor, channel, begin, stop, handset))
                if not changes:
                    break
                begin = stop + int(rng.exponential(0.8 * DAY)) + 1800
                if rng.random() > keep:
                    spare = outgrown.setdefault(world.ring_of[actor], [])
                    passed_on = [old for old in spare if old[1] < begin]
                    spare.append((handset, stop))
                    if ways and passed_on and rng.random() < ways.shared_handset * 2:
                        spare.remove(passed_on[0])  # an old handset of another member
                        handset = passed_on[0][0]
                    else:
                        handset = handsets
                        handsets += 1
                change *= 0.6
    table = np.array(rows, dtype=np.int64)
    operator_share = rng.dirichlet((6, 4, 3, 2))
    operator = rng.choice(len(OPERATORS), len(rows), p=operator_share)
    imei = np.array(identifiers.imeis(rng, handsets))[table[:, 4]]
    imsi = np.array(identifiers.imsis(rng, world.land.mcc, operator))
    msisdn = np.array(identifiers.phones(rng, world.land.code, len(rows)))
    abroad = np.isin(table[:, 0], list(world.relatives))
    msisdn[abroad] = identifiers.phones(rng, world.land.relatives, int(abroad.sum()))
    # a foreign operator answers nobody's request: no subscription and no handset is known
    imei[abroad], imsi[abroad], operator[abroad] = "", "", ABROAD
    return Lines(
        table[:, 0],
        table[:, 1],
        table[:, 2],
        table[:, 3],
        msisdn,
        imsi,
        imei,
        operator,
    )


def _has_second(rng: Generator, world: World, actor: int, roles: list[Role], ring: Ring | None) -> bool:
    if ring is None:
        return (Role.INDEPENDENT in roles and rng.random() < 0.4) or (
            not world.is_organisation(actor) and rng.random() < 0.02
        )
    if Role.COORDINATOR in roles:
        return ring.behaviour.second_phone
    if Role.MANAGER in roles:
        return ring.behaviour.booking == "desk" or rng.random() < 0.25
    return bool(rng.random() < 0.1)


def _accounts(rng: Generator, world: World) -> Accounts:
    """Most have one bank account; whom a ring keeps from money has none; wallets are phone numbers."""
    holders: list[int] = []
    wallets: list[int] = []
    for actor, roles in enumerate(world.roles):
        ring = world.rings[world.ring_of[actor]] if world.ring_of[actor] >= 0 else None
        if ring is None:
            banked = actor not in world.relatives and (world.is_organisation(actor) or rng.random() < 0.86)
            wallet = actor not in world.relatives and (Role.AGENT in roles or rng.random() < 0.1)
        else:
            ways = ring.behaviour
            kept_out = Role.EXPLOITED in roles and ways.exploited_accounts == "none"
            banked = not kept_out
            wallet = ways.money == "mobile_money" and (not kept_out or Role.MANAGER in roles)
        holders += [actor] * banked
        # a shell or a large mule has a second account elsewhere
        if ring is not None and Role.MULE in roles and rng.random() < 0.4:
            holders.append(actor)
        wallets += [actor] * bool(wallet and np.any(world.lines.actor == actor))
    bank = rng.choice(len(identifiers.BANK_NAMES), len(holders), p=rng.dirichlet((5, 4, 3, 2)))
    numbers = identifiers.accounts(rng, world.land.code, bank)
    first = {int(actor): i for i, actor in reversed(list(enumerate(world.lines.actor)))}
    wallet_numbers = [str(world.lines.msisdn[first[actor]]) for actor in wallets]
    of = np.full(len(world.roles), -1)
    wallet_of = np.full(len(world.roles), -1)
    for i in reversed(range(len(holders))):
        of[holders[i]] = i
    for i, actor in enumerate(wallets):
        wallet_of[actor] = len(holders) + i
    return Accounts(
        np.array(holders + wallets, dtype=np.int64),
        np.array(numbers + wallet_numbers),
        np.r_[bank, np.full(len(wallets), -1)].astype(np.int64),
        of,
        wallet_of,
    )


def _online(rng: Generator, world: World) -> None:
    """Who posts has a user name and an e-mail address; some others have an e-mail address."""
    for actor in map(int, world.of(Role.BULK_SENDER)):
        if rng.random() < 0.7:
            world.senders[actor] = "".join(c for c in world.names[actor].upper() if c.isalpha())[:8] + rng.choice(
                ("", "-S", "SMS")
            )
    for actor, roles in enumerate(world.roles):
        posts = set(roles) & {
            Role.AD_POSTER,
            Role.INDEPENDENT,
            Role.AD_AGENT,
            Role.EXPLOITED,
            Role.LANDLORD,
            Role.MANAGER,
        }
        if posts:
            world.handles[actor] = [names.nickname(rng)]
        if posts or rng.random() < 0.3:
            word = names.nickname(rng) if rng.random() < 0.5 else world.names[actor].lower().replace(" ", ".")
            world.emails[actor] = [f"{word}{actor * 7919 % 9973}@example.org"]
