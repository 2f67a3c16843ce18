"""How a ring's earnings go up, from the exploited to the coordinator, and what a ring spends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netinvest.synthetic.payments import CASH, Payments, Purse, join, none, pay, rounded
from netinvest.synthetic.rhythm import DAY, HOUR
from netinvest.synthetic.truth import Role

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.ring import Ring
    from netinvest.synthetic.world import World


def ring_payments(rng: Generator, world: World, ring: Ring, customers: np.ndarray) -> Payments:
    """Earnings week by week from the exploited up to the coordinator, and the ring's costs."""
    purse, ways = Purse(world), ring.behaviour
    wallet = ways.money == "mobile_money"
    leader = ring.of(Role.COORDINATOR)[0]
    managers = ring.of(Role.MANAGER)
    parts: list[Payments] = []
    pots: list[tuple[int, int, int]] = []  # (account it lies in, when, amount)
    for actor in ring.of(Role.EXPLOITED):
        stays = [stay for stay in ring.stays if stay.actor == actor]
        begin, end = stays[0].start, stays[-1].stop
        boss = next((m for m in managers if m != actor), leader)
        own = purse.account(actor, wallet=wallet)
        cash_only = own == CASH or ways.exploited_accounts == "none"
        day = begin + int(rng.uniform(3, 9) * DAY)
        while day < end:
            earned = int(rng.lognormal(11.2, 0.45))  # about 730 a week
            when = int(day + rng.uniform(9, 22) * HOUR)
            if not cash_only:
                # notes paid in at a machine, sometimes in two halves, and customers who pay ahead
                parts.append(
                    pay(
                        CASH,
                        own,
                        when - int(rng.uniform(2, 30) * HOUR),
                        rounded(rng, np.array([earned]), share=0.9),
                        "cash deposit",
                        "CASH PAID IN",
                    )
                )
                ahead = rng.poisson(8 * ways.customers_prepay)
                for payer in rng.choice(customers, ahead) if ahead and len(customers) else ():
                    source = purse.account(int(payer), wallet=wallet)
                    parts.append(
                        pay(
                            source,
                            own,
                            when - int(rng.uniform(2, 90) * HOUR),
                            int(rng.integers(4, 22)) * 1000,
                            "transfer",
                            str(rng.choice(("booking", "thanks", "", "tonight"))),
                        )
                    )
                kept = rng.uniform(0.03, 0.2) if ways.exploited_accounts == "own" else rng.uniform(0, 0.06)
                onward = int(earned * (1 - kept))
                target = purse.account(_collector(rng, ring, boss), wallet=wallet)
                if target not in (CASH, own):
                    parts.append(
                        pay(
                            own,
                            target,
                            when,
                            rounded(rng, np.array([onward])),
                            "transfer",
                            str(rng.choice(("rent", "", "loan", "debt", "family", "bills"))),
                        )
                    )
                    pots.append((target, when, onward))
            else:
                pots.append((CASH, when, earned))
            day += int(rng.normal(7, 1.2) * DAY)
    parts += _upward(rng, world, ring, purse, pots)
    parts += _costs(rng, world, ring, purse)
    return join(parts) if parts else none()


def _collector(rng: Generator, ring: Ring, boss: int) -> int:
    mules = ring.of(Role.MULE)
    if ring.behaviour.money == "mule_chain" and mules and rng.random() < 0.6:
        return mules[0]
    return boss


def _upward(rng: Generator, world: World, ring: Ring, purse: Purse, pots: list[tuple[int, int, int]]) -> list[Payments]:
    """Gather what came in since the last time and pass it on, hand by hand, each keeping a little."""
    wallet = ring.behaviour.money == "mobile_money"
    final = [purse.account(leader, wallet=wallet) for leader in ring.of(Role.COORDINATOR)]
    parts: list[Payments] = []
    every = float(rng.choice((4, 7, 10, 14)))
    step = world.start + int(rng.uniform(3, every) * DAY)
    waiting = sorted(pots, key=lambda pot: pot[1])
    while step < world.stop:
        ready = [pot for pot in waiting if pot[1] < step]
        waiting = [pot for pot in waiting if pot[1] >= step]
        by_account: dict[int, int] = {}
        for account, _, amount in ready:
            by_account[account] = by_account.get(account, 0) + amount
        for place, (account, amount) in enumerate(sorted(by_account.items())):
            moment = step + int(rng.uniform(0, 20) * HOUR)
            left = int(amount * (1 - ring.behaviour.skim))
            source = account
            if source == CASH:
                source = _keeper(ring, purse, place)
                if source == CASH:
                    continue
                parts.append(_paid_in(rng, ring, source, moment, left))
                moment += int(rng.uniform(4, 50) * HOUR)
            parts += _onward(rng, ring, purse, final, pot=(source, moment, left))
        step += int(rng.normal(every, every / 7) * DAY)
    return parts


def _keeper(ring: Ring, purse: Purse, place: int) -> int:
    """Notes reach an account somewhere: a mule's, the firm's or a manager's."""
    keepers = ring.of(Role.MULE) or ring.of(Role.SHELL_COMPANY) or ring.of(Role.MANAGER)
    return purse.account(keepers[place % len(keepers)], wallet=ring.behaviour.money == "mobile_money")


def _onward(rng: Generator, ring: Ring, purse: Purse, final: list[int], *, pot: tuple[int, int, int]) -> list[Payments]:
    """One pot's way over up to three hops to a coordinator, or into notes at the last hop."""
    ways = ring.behaviour
    source, moment, left = pot
    chain: list[int] = []
    if ways.money in ("mule_chain", "structuring", "cash_deposits"):
        chain = [account for mule in ring.of(Role.MULE) for account in purse.accounts(mule)[:2]]
    elif ways.money == "shell_company":
        chain = [purse.account(firm) for firm in ring.of(Role.SHELL_COMPANY)]
    chain = [hop for hop in chain if hop != source][: int(rng.integers(1, 4))]
    parts: list[Payments] = []
    for hop in chain:
        left = int(left * (1 - ways.skim * rng.uniform(0.3, 1)))
        invoice, note = f"INV {rng.integers(1000, 9999)}", str(rng.choice(("", "car", "gift", "loan")))
        parts.append(pay(source, hop, moment, left, "transfer", invoice if ways.money == "shell_company" else note))
        source, moment = hop, moment + int(rng.uniform(1, 60) * HOUR)
    ends = [end for end in final if end not in (CASH, source)]
    if not ends:
        return parts
    if rng.random() < (0.85 if ways.payout == "notes" else 0.15 if chain else 0.0):
        # the last hand draws notes and carries them
        parts.append(pay(source, CASH, moment, left // 1000 * 1000, "cash withdrawal", "CASH"))
        return parts
    words = (
        ("dividend", "director loan", "salary") if ways.money == "shell_company" else ("", "house", "family", "repay")
    )
    end = ends[int(rng.integers(len(ends)))]
    parts.append(pay(source, end, moment, rounded(rng, np.array([left])), "transfer", str(rng.choice(words))))
    return parts


def _paid_in(rng: Generator, ring: Ring, account: int, moment: int, amount: int) -> Payments:
    """Notes paid in at once, or in several sums below a limit on different days."""
    limit = ring.behaviour.structuring_limit
    if ring.behaviour.money != "structuring" or amount < limit:
        return pay(CASH, account, moment, amount // 1000 * 1000, "cash deposit", "CASH PAID IN")
    pieces = int(np.ceil(amount / (limit * 0.93)))
    sums = rng.uniform(0.8, 0.99, pieces) * limit // 1000 * 1000
    when = moment - np.sort(rng.uniform(0, 3 * DAY, pieces)).astype(np.int64)
    return pay(CASH, account, when, sums, "cash deposit", "CASH PAID IN")


def _costs(rng: Generator, world: World, ring: Ring, purse: Purse) -> list[Payments]:
    """Advertisements, rooms, rides; wages of the hands."""
    parts: list[Payments] = []
    wallet = ring.behaviour.money == "mobile_money"
    managers = ring.of(Role.MANAGER)
    poster = ring.of(Role.AD_POSTER, Role.MANAGER)[0]
    payer = purse.account(poster)
    sites, hotels = world.of(Role.AD_SITE), world.of(Role.HOTEL)
    boss = purse.account(managers[0])
    for stay in ring.stays:
        if payer != CASH and len(sites):
            times = rng.integers(
                stay.start, stay.stop + 1, max(1, int((stay.stop - stay.start) / DAY / ring.behaviour.ad_every_days))
            )
            parts.append(
                pay(
                    payer,
                    purse.account(int(rng.choice(sites))),
                    times,
                    int(rng.integers(8, 40)) * 100 - 1,
                    "card",
                    "ADVERT CREDIT",
                )
            )
        if boss != CASH and len(hotels) and (stay.stop - stay.start) < 30 * DAY:
            local = hotels[world.home[hotels] == stay.town]
            hotel = int(rng.choice(local if len(local) else hotels))
            parts.append(
                pay(
                    boss,
                    purse.account(hotel),
                    stay.start + int(rng.uniform(0, 10) * HOUR),
                    int((stay.stop - stay.start) / DAY * rng.uniform(40, 75)) * 100,
                    "card",
                    "ROOM",
                )
            )
    for hand in ring.of(Role.DRIVER, Role.RECRUITER, Role.AD_POSTER):
        target = purse.account(hand, wallet=wallet)
        source = purse.account(managers[0], wallet=wallet)
        if CASH in (target, source) or hand in managers:
            continue
        when = np.arange(world.start + int(rng.uniform(2, 12) * DAY), world.stop, int(rng.choice((7, 14)) * DAY))
        parts.append(
            pay(
                source,
                target,
                when + rng.integers(0, 8 * HOUR, len(when)),
                rounded(rng, rng.lognormal(9.9, 0.3, len(when))),
                "transfer",
                str(rng.choice(("", "petrol", "work", "lift"))),
            )
        )
    return parts
