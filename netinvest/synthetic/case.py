"""A synthetic case in memory: tables of the three streams and of the registers, with the truth about them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from netinvest.errors import UsageError
from netinvest.synthetic import adverts, behaviour, payments, places, registers
from netinvest.synthetic import calls as contacts_
from netinvest.synthetic.rhythm import DAY
from netinvest.synthetic.ring_calls import ring_calls
from netinvest.synthetic.ring_payments import ring_payments
from netinvest.synthetic.truth import ActorTruth, CaseTruth, PhoneTruth, RingTruth, Role
from netinvest.synthetic.world import ABROAD, OPERATORS, World, settle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

SCALES: dict[str, dict[str, int]] = {
    "small": {"actors": 420, "rings": 2, "days": 90, "calls": 6_000, "transfers": 1_600, "advertisements": 130},
    "acceptance": {
        "actors": 4_000,
        "rings": 4,
        "days": 180,
        "calls": 115_000,
        "transfers": 22_000,
        "advertisements": 650,
    },
}
"""Sizes by name; every figure can be given by itself."""

STREAMS = ("calls", "transfers", "advertisements", "registers")


@dataclass(frozen=True, slots=True)
class Case:
    """Tables as a perfect observer would hold them, after what is missing has been left out.

    Attributes:
        truth: Who is who.
        calls: One row an event: originating_msisdn, terminating_msisdn, answered_at_utc (seconds), duration_s,
            service, and for both parties imsi, imei, cell, operator, sorted by time.
        transfers: One row a payment: debtor and creditor account (null: cash) and name, amount (decimal), currency,
            booked_at_utc, transfer_type, remittance_information, and both banks.
        advertisements: One row an advertisement, contacts as written.
        subscribers: The partial register of subscribers.
        holders: The partial list of account holders.
        persons: The case's own register of persons with categories.
    """

    truth: CaseTruth
    calls: pa.Table
    transfers: pa.Table
    advertisements: pa.Table
    subscribers: pa.Table
    holders: pa.Table
    persons: pa.Table

    def to_pandas(self) -> dict[str, Any]:
        """The tables as DataFrames by name."""
        tables = ("calls", "transfers", "advertisements", "subscribers", "holders", "persons")
        return {name: getattr(self, name).to_pandas() for name in tables}


def generate(
    *,
    seed: int,
    scale: str = "acceptance",
    country: str = "GB",
    actors: int | None = None,
    rings: int | None = None,
    days: int | None = None,
    calls: int | None = None,
    transfers: int | None = None,
    advertisements: int | None = None,
    ring_sizes: tuple[int, ...] | None = None,
    difficulty: str = "normal",
    missing: Mapping[str, float] | None = None,
) -> Case:
    """Make a case.

    Args:
        seed: Everything follows from it: the same arguments give the same bytes.
        scale: ``small`` or ``acceptance`` (see SCALES); the figures below override it one by one.
        country: ``GB``, ``FR`` or ``US``: numbers, towns, money, clock.
        actors: People and firms in all.
        rings: How many rings; 0 for a null case with innocents only.
        days: Length of the period.
        calls: Call and message events; by default in proportion to actors and days where those are given.
        transfers: Payments.
        advertisements: Advertisements, about.
        ring_sizes: Members of each ring, 4 to 25; drawn by default.
        difficulty: ``easy``, ``normal`` or ``hard``: how much coordinators keep out of sight.
        missing: Share left out of each of STREAMS, 0 to 1 (1: the whole stream); registers are partial in any case.

    Raises:
        UsageError: An argument is out of its range.
    """
    sizes = _sizes(
        scale, actors=actors, rings=rings, days=days, calls=calls, transfers=transfers, advertisements=advertisements
    )
    absent = _absent(missing)
    if difficulty not in behaviour.DIFFICULTIES:
        raise UsageError(f"no difficulty {difficulty}", remedy=f"choose one of {', '.join(behaviour.DIFFICULTIES)}")
    if ring_sizes is not None and (len(ring_sizes) != sizes["rings"] or not all(4 <= n <= 25 for n in ring_sizes)):
        raise UsageError("ring_sizes does not give a size from 4 to 25 for each ring")
    land = places.country(country)
    # one source of chance a part, so that more calls do not change who is who
    chance = {
        part: np.random.default_rng([seed, place])
        for place, part in enumerate(("world", "calls", "payments", "adverts", "registers", "missing", "names"))
    }
    begin = int(np.datetime64("2024-01-01", "s").astype(np.int64)) + int(chance["world"].integers(0, 420)) * DAY
    world = settle(
        chance["world"],
        land=land,
        start=begin,
        days=sizes["days"],
        actors=sizes["actors"],
        rings=sizes["rings"],
        sizes=ring_sizes,
        difficulty=difficulty,
    )
    ties = contacts_.acquaint(chance["calls"], world)
    call_table = _calls(chance["calls"], world, ties, sizes["calls"])
    money_table = _transfers(chance["payments"], world, ties, sizes["transfers"])
    ads = adverts.advertise(chance["adverts"], world, sizes["advertisements"])
    share = float(chance["registers"].uniform(0.3, 0.6))
    books = registers.compile_registers(chance["registers"], world, share * (1 - absent["registers"]))
    labels = _labels(chance["names"], world)
    ad_table = _advertisements(world, ads, labels)
    call_table = _leave_out(chance["missing"], call_table, absent["calls"], "answered_at_utc")
    money_table = _leave_out(chance["missing"], money_table, absent["transfers"], "booked_at_utc")
    ad_table = _leave_out(chance["missing"], ad_table, absent["advertisements"], "posted_at_utc")
    tables = {"calls": call_table, "transfers": money_table, "advertisements": ad_table}
    truth = CaseTruth(
        seed,
        land.code,
        land.time_zone,
        land.currency,
        (str(np.datetime64(world.start, "s"))[:10], str(np.datetime64(world.stop - 1, "s"))[:10]),
        {"scale": scale, "difficulty": difficulty, "missing": absent, "register_share": round(share, 3), **sizes},
        _actors(world, labels, books.categories),
        tuple(_ring(world, ring.number, labels) for ring in world.rings),
        {name: table.num_rows for name, table in tables.items()},
        (land.voicemail,),
    )
    gone = absent["registers"] >= 1
    rows = [
        pa.table({k: v[:0] if gone else v for k, v in part.items()}, schema=pa.schema([(k, pa.string()) for k in part]))
        for part in (books.subscribers, books.holders, books.persons)
    ]
    return Case(truth, call_table, money_table, ad_table, *rows)


def _sizes(scale: str, **given: int | None) -> dict[str, int]:
    if scale not in SCALES:
        raise UsageError(f"no scale {scale}", remedy=f"choose one of {', '.join(SCALES)}")
    sizes = dict(SCALES[scale])
    # events follow the number of people and days unless they are given
    ratio = (given["actors"] or sizes["actors"]) / sizes["actors"] * (given["days"] or sizes["days"]) / sizes["days"]
    for name in ("calls", "transfers", "advertisements"):
        sizes[name] = round(sizes[name] * ratio)
    sizes |= {name: value for name, value in given.items() if value is not None}
    least = {"actors": 120, "rings": 0, "days": 45, "calls": 0, "transfers": 0, "advertisements": 0}
    for name, bound in least.items():
        if sizes[name] < bound:
            raise UsageError(f"{name} is below {bound}", remedy="give a larger number")
    return sizes


def _absent(missing: Mapping[str, float] | None) -> dict[str, float]:
    given = dict(missing or {})
    unknown = sorted(set(given) - set(STREAMS))
    if unknown:
        raise UsageError(f"missing names no stream {unknown[0]}", remedy=f"choose from {', '.join(STREAMS)}")
    if not all(0 <= share <= 1 for share in given.values()):
        raise UsageError("missing has a share outside 0 to 1")
    return {stream: float(given.get(stream, 0.0)) for stream in STREAMS}


def _labels(rng: Generator, world: World) -> list[str]:
    """Names of actors in the truth that tell nothing."""
    return [f"P{number:05d}" for number in rng.permutation(len(world.roles)) + 1]


def _leave_out(rng: Generator, table: pa.Table, share: float, when: str) -> pa.Table:
    """Half of what is missing is missing here and there, half in gaps of some days."""
    if not share or not table.num_rows:
        return table
    if share >= 1:
        return table.slice(0, 0)
    moment = table[when].cast(pa.timestamp("s")).cast(pa.int64()).to_numpy()
    period = moment // (4 * DAY)
    gaps = np.unique(period)
    gap = np.isin(period, gaps[rng.random(len(gaps)) < share / 2])
    stray = rng.random(table.num_rows) < (share / 2) / (1 - share / 2)
    return table.filter(pa.array(~(gap | stray)))


# ---------------------------------------------------------------- calls


def _whereabouts(rng: Generator, world: World, actor: np.ndarray, moment: np.ndarray) -> np.ndarray:
    """The cell site at which each actor is at each moment."""
    town = world.home[actor].copy()
    for ring in world.rings:
        for stay in (*ring.stays, *ring.rides):
            town[(actor == stay.actor) & (moment >= stay.start) & (moment < stay.stop)] = stay.town
    first = world.cells.first[town]
    width = world.cells.first[1] - world.cells.first[0]
    usual = (actor * 2_654_435_761) % width
    site: np.ndarray = first + np.where(rng.random(len(actor)) < 0.55, usual, rng.integers(0, width, len(actor)))
    return site


def _observed(world: World, contacts: contacts_.Contacts) -> tuple[contacts_.Contacts, np.ndarray, np.ndarray]:
    """Events within the period between lines in use, no two alike within a minute; and both lines."""
    one = world.lines.in_use(contacts.caller, contacts.caller_channel, contacts.moment)
    other = world.lines.in_use(contacts.callee, contacts.callee_channel, contacts.moment)
    kept = (
        (one >= 0) & (other >= 0) & (one != other) & (contacts.moment >= world.start) & (contacts.moment < world.stop)
    )
    contacts, one, other = contacts.take(kept), one[kept], other[kept]
    minute = contacts.moment // 60
    _, first = np.unique(np.stack([one, other, minute]), axis=1, return_index=True)
    first.sort()
    return contacts.take(first), one[first], other[first]


def _calls(rng: Generator, world: World, ties: contacts_.Ties, total: int) -> pa.Table:
    reached = len({spell.actor for spell in contacts_.advertised(world)})
    sought = int(min(0.24 * total, reached * world.days * 2.4))
    parts = [
        contacts_.customer_calls(rng, world, sought),
        contacts_.firm_calls(rng, world, int(total * 0.2)),
        contacts_.resembling_calls(rng, world),
        *(ring_calls(rng, world, ring) for ring in world.rings),
    ]
    certain, *_ = _observed(world, contacts_.join(parts))
    room = max(total - len(certain.moment), 0)
    filler, *_ = _observed(world, contacts_.social_calls(rng, world, ties, int(room * 1.25) + 50))
    filler = filler.take(np.sort(rng.choice(len(filler.moment), min(room, len(filler.moment)), replace=False)))
    events, one, other = _observed(world, contacts_.join([certain, filler]))
    if len(events.moment) > total:
        chosen = np.sort(rng.choice(len(events.moment), total, replace=False))
        events, one, other = events.take(chosen), one[chosen], other[chosen]
    order = np.lexsort((other, one, events.moment))
    events, one, other = events.take(order), one[order], other[order]
    lines = world.lines
    originating = lines.msisdn[one]
    for bulk, name in world.senders.items():
        originating[events.sms & (events.caller == bulk)] = name
    columns: dict[str, Any] = {
        "originating_msisdn": originating,
        "terminating_msisdn": lines.msisdn[other],
        "answered_at_utc": pa.array(events.moment).cast(pa.timestamp("s")),
        "duration_s": events.duration_s.astype(np.int32),
        "service": np.where(events.sms, "sms", "voice"),
    }
    terminating = columns["terminating_msisdn"]
    ringed = np.array(world.ring_of) >= 0
    voicemail = ~events.sms & ~ringed[events.caller] & ~ringed[events.callee] & (rng.random(len(one)) < 0.012)
    voicemail &= (lines.operator[one] != ABROAD) & (lines.operator[other] != ABROAD)
    terminating[voicemail] = world.land.voicemail
    other = np.where(voicemail, one, other)  # the caller's own operator answers
    for party, line, actor in (("originating", one, events.caller), ("terminating", other, events.callee)):
        cell = _whereabouts(rng, world, actor, events.moment)
        unknown = (lines.operator[line] == ABROAD) | (voicemail if party == "terminating" else False)
        columns |= {
            f"{party}_imsi": np.where(unknown, "", lines.imsi[line]),
            f"{party}_imei": np.where(unknown, "", lines.imei[line]),
            f"{party}_cell": np.where(unknown, "", world.cells.cgi[cell]),
            f"{party}_latitude": np.round(world.cells.latitude[cell], 5),
            f"{party}_longitude": np.round(world.cells.longitude[cell], 5),
            f"{party}_operator": np.array([*OPERATORS, "abroad"])[lines.operator[line]],
        }
    return pa.table(columns)


# ---------------------------------------------------------------- payments and advertisements


def _transfers(rng: Generator, world: World, ties: contacts_.Ties, total: int) -> pa.Table:
    customers = world.of(Role.CUSTOMER)
    parts = [ring_payments(rng, world, ring, customers) for ring in world.rings]
    own = payments.join(parts) if parts else None
    rest = total - (len(own.moment) if own else 0)
    others = payments.ordinary_payments(rng, world, ties, max(int(rest * 1.04) + 20, 0))
    everything = payments.join([own, others] if own else [others])
    inside = (everything.moment >= world.start) & (everything.moment < world.stop)
    everything = everything.take(inside)
    surplus = len(everything.moment) - total
    if surplus > 0:
        cards = np.flatnonzero((everything.kind == "card") & (everything.text == "CARD PAYMENT"))
        gone = rng.choice(cards, min(surplus, len(cards)), replace=False)
        everything = everything.take(np.setdiff1d(np.arange(len(everything.moment)), gone))
    order = np.lexsort((everything.amount, everything.creditor, everything.debtor, everything.moment))
    everything = payments.told_apart(everything.take(order))
    accounts, names = world.accounts, np.array(world.names, dtype=object)
    amounts = pa.array([f"{cents // 100}.{cents % 100:02d}" for cents in everything.amount.tolist()], pa.string())
    columns: dict[str, Any] = {}
    for party, account in (("debtor", everything.debtor), ("creditor", everything.creditor)):
        cash = account < 0
        wallet = ~cash & (accounts.bank[account] < 0)
        columns[f"{party}_account"] = pa.array(accounts.number[account], mask=cash)
        columns[f"{party}_name"] = pa.array(names[accounts.actor[account]], pa.string(), mask=cash | wallet)
        columns[f"{party}_bank"] = pa.array(accounts.bank[account], mask=cash)
    return pa.table(
        {
            **columns,
            "amount": amounts.cast(pa.decimal128(18, 2)),
            "currency": [world.land.currency] * len(everything.moment),
            "booked_at_utc": pa.array(everything.moment).cast(pa.timestamp("s")),
            "transfer_type": pa.array(everything.kind.astype(object), pa.string()),
            "remittance_information": pa.array(everything.text, pa.string()),
        }
    )


def _advertisements(world: World, ads: list[adverts.Advertisement], labels: list[str]) -> pa.Table:
    return pa.table(
        {
            "ad_id": [ad.ad_id for ad in ads],
            "site": pa.array([ad.site for ad in ads], pa.int64()),
            "posted_at_utc": pa.array([ad.moment for ad in ads], pa.int64()).cast(pa.timestamp("s")),
            "title": pa.array([ad.title for ad in ads], pa.string()),
            "body": pa.array([ad.body for ad in ads], pa.string()),
            "location": pa.array([world.town_name(ad.town) for ad in ads], pa.string()),
            "latitude": pa.array([float(ad.latitude) for ad in ads], pa.float64()),
            "longitude": pa.array([float(ad.longitude) for ad in ads], pa.float64()),
            "price": pa.array([ad.price for ad in ads], pa.int64()),
            "claimed_age": pa.array([ad.age for ad in ads], pa.int64()),
            "phone": pa.array([ad.phone for ad in ads], pa.string()),
            "email": pa.array([ad.email for ad in ads], pa.string()),
            "handle": pa.array([ad.handle for ad in ads], pa.string()),
            "image_digests": pa.array([list(ad.images) for ad in ads], pa.list_(pa.string())),
            "about_actor": pa.array([labels[ad.about] for ad in ads], pa.string()),
            "poster_actor": pa.array([labels[ad.poster] for ad in ads], pa.string()),
        }
    )


# ---------------------------------------------------------------- truth


def _actors(world: World, labels: list[str], categories: dict[int, str]) -> dict[str, ActorTruth]:
    lines, accounts = world.lines, world.accounts
    phones: dict[int, list[PhoneTruth]] = {}
    for i in range(len(lines.actor)):
        phones.setdefault(int(lines.actor[i]), []).append(
            PhoneTruth(
                str(lines.msisdn[i]),
                str(lines.imsi[i]),
                str(lines.imei[i]),
                str(np.datetime64(int(lines.start[i]), "s"))[:10],
                str(np.datetime64(min(int(lines.stop[i]), world.stop - 1), "s"))[:10],
                "second" if lines.channel[i] else "main",
            )
        )
    held: dict[int, list[str]] = {}
    for actor, number in zip(accounts.actor, accounts.number, strict=True):
        held.setdefault(int(actor), []).append(str(number))
    truth = [
        ActorTruth(
            label,
            world.names[i],
            "organisation" if world.is_organisation(i) else "person",
            tuple(str(role) for role in world.roles[i]),
            f"ring-{world.ring_of[i] + 1}" if world.ring_of[i] >= 0 else None,
            world.town_name(int(world.home[i])),
            categories.get(i),
            tuple(phones.get(i, ())),
            tuple(held.get(i, ())),
            tuple(world.emails.get(i, ())),
            tuple(world.handles.get(i, ())),
            world.senders.get(i),
        )
        for i, label in enumerate(labels)
    ]
    return {actor.actor: actor for actor in sorted(truth, key=lambda a: a.actor)}


def _ring(world: World, number: int, labels: list[str]) -> RingTruth:
    ring = world.rings[number]
    members = {str(role): sorted(labels[a] for a in actors) for role, actors in ring.members.items()}
    return RingTruth(f"ring-{number + 1}", members, [world.town_name(t) for t in ring.towns], asdict(ring.behaviour))
