"""Who pays whom: wages, rent, shopping, favours, and sums that only look like a ring's."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from netinvest.synthetic.rhythm import DAY, HOUR, moments
from netinvest.synthetic.truth import Role

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

    from netinvest.synthetic.calls import Ties
    from netinvest.synthetic.world import World

CASH = -1
"""In place of an account: notes over a counter."""


@dataclass(frozen=True, slots=True)
class Payments:
    """Arrays of one entry a payment; parties are indexes into ``World.accounts`` or CASH."""

    debtor: np.ndarray
    creditor: np.ndarray
    moment: np.ndarray
    amount: np.ndarray  # minor units
    kind: np.ndarray
    text: np.ndarray

    def take(self, where: np.ndarray) -> Payments:
        """Some of them."""
        return Payments(*(getattr(self, f.name)[where] for f in fields(self)))


def join(parts: list[Payments]) -> Payments:
    """All of them, one after the other."""
    return Payments(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Payments)))


def pay(  # noqa: PLR0917 the columns of a statement, in its order
    debtor: ArrayLike, creditor: ArrayLike, moment: ArrayLike, amount: ArrayLike, kind: str, text: ArrayLike
) -> Payments:
    """Payments, with scalars repeated; those without two different parties are left out."""
    moment = np.atleast_1d(np.asarray(moment, dtype=np.int64))
    n = len(moment)
    debtor, creditor = (np.broadcast_to(np.asarray(x, dtype=np.int64), n) for x in (debtor, creditor))
    amount = np.broadcast_to(np.asarray(amount), n).astype(np.int64)
    payments = Payments(
        debtor,
        creditor,
        moment,
        amount,
        np.full(n, kind),
        np.broadcast_to(np.asarray(text, dtype=object), n).astype(object),
    )
    return payments.take((debtor != creditor) & (amount > 0))


def rounded(rng: Generator, amount: np.ndarray, *, share: float = 0.5) -> np.ndarray:
    """Minor units, a share of them rounded to tens of the currency, as people pay."""
    amount = np.asarray(amount)
    return np.where(rng.random(amount.shape) < share, np.maximum(amount // 1000, 1) * 1000, amount).astype(np.int64)


def told_apart(payments: Payments) -> Payments:
    """The same with amounts raised by a few pence where a day has two payments alike.

    Statements that give days only would otherwise hold rows that no reader can tell from a repetition.
    """
    day = payments.moment // DAY
    words = np.unique(payments.text.astype(str), return_inverse=True)[1]
    amount = payments.amount.copy()
    while True:
        keys = np.stack([payments.debtor, payments.creditor, day, amount, words])
        _, first, inverse = np.unique(keys, axis=1, return_index=True, return_inverse=True)
        again = first[inverse.ravel()] != np.arange(len(amount))
        if not again.any():
            return replace(payments, amount=amount)
        amount = amount + again


class Purse:
    """Finds accounts and remembers what a ring's people earned."""

    def __init__(self, world: World) -> None:
        self.world = world

    def account(self, actor: int, *, wallet: bool = False) -> int:
        """The wallet or the bank account of an actor; CASH where there is none."""
        accounts = self.world.accounts
        first, second = (accounts.wallet_of, accounts.of) if wallet else (accounts.of, accounts.wallet_of)
        return int(first[actor]) if first[actor] >= 0 else int(second[actor]) if second[actor] >= 0 else CASH

    def accounts(self, actor: int) -> list[int]:
        """All accounts of an actor."""
        return [int(i) for i in np.flatnonzero(self.world.accounts.actor == actor)]


def none() -> Payments:
    """No payments."""
    return pay(np.empty(0), np.empty(0), np.empty(0), np.empty(0), "transfer", np.empty(0, dtype=object))


# ---------------------------------------------------------------- everybody but rings


def ordinary_payments(rng: Generator, world: World, ties: Ties, total: int) -> Payments:
    """Wages, rent, remittances and favours; shopping fills up to about ``total``."""
    accounts = world.accounts
    persons = world.persons()
    persons = persons[accounts.of[persons] >= 0]
    offset = world.land.utc_offset_h
    months = max(1, round(world.days / 30))
    parts: list[Payments] = []

    def monthly(count: int, day: float) -> np.ndarray:
        at = world.start + (np.arange(months) * 30.4 + day) * DAY
        return np.repeat(at[at < world.stop - DAY].astype(np.int64)[None, :], count, axis=0)

    def regular(payer: np.ndarray, payee: ArrayLike, amounts: np.ndarray, *, day: float, kind: str, text: str) -> None:
        when = monthly(len(payer), day)
        each = np.repeat(np.arange(len(payer)), when.shape[1])
        times = when.ravel() + rng.integers(6 * HOUR, 18 * HOUR, when.size)
        parts.append(pay(payer[each], np.broadcast_to(payee, len(payer))[each], times, amounts[each], kind, text))

    ready = int(total * 0.62)
    employers, landlords = world.of(Role.EMPLOYER, Role.SHOP, Role.TAKEAWAY, Role.SCHOOL), world.of(Role.LANDLORD)
    # the exploited earn no wages and pay no rent of their own, or hardly ever
    free = np.setdiff1d(persons, world.of(Role.EXPLOITED)[rng.random(len(world.of(Role.EXPLOITED))) < 0.9])
    workers = rng.permutation(free)[: min(int(len(persons) * 0.62), max(ready // (2 * months), 5))]
    firms = rng.choice(employers, len(workers), p=rng.dirichlet(np.full(len(employers), 0.8)))
    for firm in np.unique(firms):
        staff = accounts.of[workers[firms == firm]]
        regular(
            np.full(len(staff), accounts.of[firm]),
            staff[np.arange(len(staff))],
            rng.lognormal(12.2, 0.3, len(staff)),
            day=float(rng.integers(24, 29)),
            kind="salary",
            text="SALARY",
        )
    tenants = rng.permutation(free)[: len(workers) // 3]
    regular(
        accounts.of[tenants],
        accounts.of[rng.choice(landlords, len(tenants))],
        rng.lognormal(11.1, 0.25, len(tenants)),
        day=1.0,
        kind="standing order",
        text="RENT",
    )
    shops = world.of(Role.REMITTANCE_SHOP)
    senders = rng.permutation(persons)[: len(workers) // 8]
    regular(
        accounts.of[senders],
        accounts.of[rng.choice(shops, len(senders))],
        rng.lognormal(9.6, 0.5, len(senders)),
        day=5.0,
        kind="transfer",
        text="REMIT",
    )
    # favours between people who know each other, by bank or wallet
    tied = rng.choice(len(ties.one), int(total * 0.14), p=ties.weight / ties.weight.sum())
    one, other = ties.one[tied], ties.other[tied]
    by_wallet = (accounts.wallet_of[one] >= 0) & (accounts.wallet_of[other] >= 0)
    source = np.where(by_wallet, accounts.wallet_of[one], accounts.of[one])
    target = np.where(by_wallet, accounts.wallet_of[other], accounts.of[other])
    held = (source >= 0) & (target >= 0)
    when = moments(rng, np.full(len(tied), world.start), world.stop, utc_offset_h=offset)
    words = rng.choice(
        np.array(["", "food", "thanks", "birthday", "loan", "petrol", "tickets", "rent"], dtype=object), len(tied)
    )
    parts.append(
        pay(
            source[held],
            target[held],
            when[held],
            rounded(rng, rng.lognormal(7.8, 0.9, int(held.sum()))),
            "transfer",
            words[held],
        )
    )
    parts += _wallet_cash(rng, world, int(total * 0.03))
    parts += _resembling(rng, world)
    done = sum(len(p.moment) for p in parts)
    parts.append(_shopping(rng, world, persons, max(total - done, 0)))
    return join(parts)


def _shopping(rng: Generator, world: World, persons: np.ndarray, count: int) -> Payments:
    accounts = world.accounts
    firms = world.of(Role.SHOP, Role.TAKEAWAY, Role.TAXI, Role.SHOP, Role.HOTEL)
    buyers = rng.choice(persons, count, p=rng.dirichlet(np.full(len(persons), 0.7)))
    sellers = rng.choice(firms, count, p=rng.dirichlet(np.full(len(firms), 1.2)))
    when = moments(rng, np.full(count, world.start), world.stop, utc_offset_h=world.land.utc_offset_h)
    return pay(accounts.of[buyers], accounts.of[sellers], when, rng.lognormal(7.6, 0.9, count), "card", "CARD PAYMENT")


def _wallet_cash(rng: Generator, world: World, count: int) -> list[Payments]:
    """Notes in and out of wallets at an agent."""
    accounts = world.accounts
    agents = accounts.wallet_of[world.of(Role.AGENT)]
    wallets = np.setdiff1d(accounts.wallet_of[accounts.wallet_of >= 0], agents)
    if not len(wallets) or not len(agents):
        return []
    who, agent = rng.choice(wallets, count), rng.choice(agents, count)
    when = moments(rng, np.full(count, world.start), world.stop, utc_offset_h=world.land.utc_offset_h)
    amount = rounded(rng, rng.lognormal(8.2, 0.7, count), share=0.9)
    into = rng.random(count) < 0.55
    return [
        pay(agent[into], who[into], when[into], amount[into], "cash in", ""),
        pay(who[~into], agent[~into], when[~into], amount[~into], "cash out", ""),
    ]


def _resembling(rng: Generator, world: World) -> list[Payments]:
    """Owners paid by their shops, elders paid by their family, clubs collecting fees, independents' own earnings."""
    purse, parts = Purse(world), []
    people = world.of(Role.BACKGROUND)
    people = people[world.accounts.of[people] >= 0]
    firms = world.of(Role.SHOP, Role.TAKEAWAY, Role.TAXI)
    sites = world.of(Role.AD_SITE)
    for actor in world.of(Role.FIRM_OWNER, Role.FAMILY_ELDER, Role.CLUB_SECRETARY):
        mine = purse.account(int(actor))
        if mine == CASH:
            continue
        roles = world.roles[int(actor)]
        payers = (
            rng.choice(firms, 3, replace=False)
            if Role.FIRM_OWNER in roles
            else rng.choice(people, min(len(people), int(rng.integers(4, 14))), replace=False)
        )
        for payer in payers:
            when = np.arange(world.start + int(rng.uniform(1, 9) * DAY), world.stop, int(rng.choice((7, 14, 30)) * DAY))
            size = 11.3 if Role.FIRM_OWNER in roles else 8.6
            parts.append(
                pay(
                    purse.account(int(payer)),
                    mine,
                    when + rng.integers(8 * HOUR, 20 * HOUR, len(when)),
                    rounded(rng, rng.lognormal(size, 0.4, len(when))),
                    "transfer",
                    "dividend" if Role.FIRM_OWNER in roles else "family",
                )
            )
    for actor in world.of(Role.INDEPENDENT):
        mine = purse.account(int(actor))
        if mine == CASH:
            continue
        when = np.arange(world.start + int(rng.uniform(1, 9) * DAY), world.stop, int(rng.normal(8, 1) * DAY))
        parts.append(
            pay(
                CASH,
                mine,
                when + rng.integers(0, 9 * HOUR, len(when)),
                rounded(rng, rng.lognormal(11.0, 0.5, len(when)), share=0.9),
                "cash deposit",
                "CASH PAID IN",
            )
        )
        parts.append(
            pay(
                mine,
                purse.account(int(rng.choice(sites))),
                when + rng.integers(0, 4 * DAY, len(when)),
                int(rng.integers(8, 40)) * 100 - 1,
                "card",
                "ADVERT CREDIT",
            )
        )
    for actor in world.of(Role.AD_AGENT):
        mine = purse.account(int(actor))
        advertisers = rng.choice(world.of(Role.INDEPENDENT), 3)
        for other in np.unique(advertisers):
            source = purse.account(int(other))
            if CASH not in (mine, source):
                when = np.arange(world.start + int(rng.uniform(1, 9) * DAY), world.stop, 14 * DAY)
                parts.append(pay(source, mine, when, int(rng.integers(3, 9)) * 1000, "transfer", "adverts"))
        if mine != CASH:
            when = np.sort(rng.integers(world.start, world.stop, max(4, world.days // 9)))
            parts.append(
                pay(
                    mine,
                    purse.account(int(rng.choice(sites))),
                    when,
                    int(rng.integers(8, 40)) * 100 - 1,
                    "card",
                    "ADVERT CREDIT",
                )
            )
    return parts
