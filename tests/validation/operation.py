"""Planted operations, after published descriptions rather than after the project's own generator.

Sources of the mechanics: Polaris Project, *The Typology of Modern Slavery* (2017: escort services, illicit massage
businesses, remote booking); UNODC, *Global Report on Trafficking in Persons* (2020, court cases: recruiters, victims
put in charge of others); FATF, *Financial Flows from Human Trafficking* (2018) and FinCEN FIN-2014-A008 and
FIN-2020-A008 (funnel accounts, cash deposits, payments for advertisements, rooms and transport, debts).

A coordinator hardly calls, leads an ordinary life beside the operation, is paid in the end, and in most operations
pays for something the operation needs. Customers know the exploited people's or a booking line's number only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tests.validation.town import DAY, Town, rewritten, writing


@dataclass
class Ways:
    """How one operation works."""

    booking: str  # own | desk | both
    money: str  # transfers | deposits | mules | company | hand_over
    speaks: str  # weekly | after_collection | messages | rarely
    spends: tuple[str, ...]  # what the coordinator pays for: ads, rooms, transport, wages
    every: float  # days between two hand-ups
    keeps: float  # what each hand keeps
    circuit: bool
    churn: float  # chance that a member changes the number
    posts: str  # poster | manager
    copies: str  # same | rewritten | own


def ways(rng: np.random.Generator) -> Ways:
    """Ways drawn at random."""
    spends = tuple(s for s in ("ads", "rooms", "transport", "wages") if rng.random() < 0.45)
    return Ways(
        booking=str(rng.choice(("own", "desk", "both"), p=(0.6, 0.2, 0.2))),
        money=str(rng.choice(("transfers", "deposits", "mules", "company", "hand_over"))),
        speaks=str(rng.choice(("weekly", "after_collection", "messages", "rarely"), p=(0.35, 0.3, 0.15, 0.2))),
        spends=spends or ("ads",),
        every=float(rng.choice((5, 7, 10))),
        keeps=float(rng.uniform(0.03, 0.15)),
        circuit=bool(rng.random() < 0.65),
        churn=float(rng.uniform(0.1, 0.5)),
        posts=str(rng.choice(("poster", "manager"))),
        copies=str(rng.choice(("same", "rewritten", "own"), p=(0.4, 0.4, 0.2))),
    )


class Operation:
    """One operation: its people, then what they do."""

    def __init__(self, town: Town, number: int) -> None:
        self.town, self.number = town, number
        rng = town.rng
        self.ways = ways(rng)
        home = int(rng.integers(len(town.towns)))

        def hire(*roles: str, account: bool = True) -> int:
            return town.person(*roles, town=home, ring=number, account=account)

        self.coordinators = [hire("coordinator") for _ in range(1 + (rng.random() < 0.35))]
        self.managers = [hire("manager") for _ in range(int(rng.integers(1, 4)))]
        size = int(rng.integers(4, 13))
        # who was exploited first, and now looks after the others
        self.overlap = [hire("exploited", "manager")] if rng.random() < 0.7 else []
        self.exploited = [hire("exploited", account=rng.random() < 0.75) for _ in range(size)]
        self.mules = [hire("mule") for _ in range(int(rng.integers(1, 4)))] if self.ways.money == "mules" else []
        self.recruiters = [hire("recruiter")] if rng.random() < 0.6 else []
        self.drivers = [hire("driver")] if rng.random() < 0.6 else []
        self.posters = [hire("poster")] if self.ways.posts == "poster" else []
        self.company = (
            town.person("company", phone=False, ring=number, name=f"Orchid Wellness {number} Ltd")
            if self.ways.money == "company"
            else None
        )
        spans = town.days * DAY
        self.since = {
            one: town.start + (rng.uniform(0, 0.5) * spans if rng.random() < 0.4 else 0) for one in self.exploited
        }
        self.since |= dict.fromkeys(self.overlap, town.start)
        self.boss_of = {one: self.managers[k % len(self.managers)] for k, one in enumerate(self.exploited)}
        for one in self.overlap:
            self.boss_of[one] = self.managers[0]
        members = [*self.managers, *self.exploited, *self.overlap, *self.coordinators]
        for one in members:
            if rng.random() < self.ways.churn:
                town.new_line(
                    one, start=town.start + rng.uniform(0.3, 0.8) * spans, same_handset=bool(rng.random() < 0.4)
                )

    @property
    def people(self) -> list[int]:
        """Everybody in it."""
        both = [*self.coordinators, *self.managers, *self.overlap, *self.exploited, *self.mules, *self.recruiters]
        return [*both, *self.drivers, *self.posters]

    def act(self) -> None:
        """Everything the operation does."""
        self._speak()
        self._advertise_and_serve()
        self._money()
        self._spend()

    def _speak(self) -> None:  # noqa: C901, PLR0912 - a list of who speaks with whom
        town, rng, how = self.town, self.town.rng, self.ways
        for one in [*self.exploited, *self.overlap]:
            boss = self.boss_of[one]
            town.contact(boss, one, per_week=float(rng.uniform(2, 6)), start=self.since[one], initiative=0.6, text=0.5)
            for other in self.exploited:
                if other > one and rng.random() < 0.25:
                    town.contact(one, other, per_week=0.7, start=max(self.since[one], self.since[other]))
        for one in self.overlap:
            for other in self.exploited:
                if rng.random() < 0.8:
                    town.contact(one, other, per_week=2.5, start=self.since[other], initiative=0.75)
        for boss in self.managers:
            for leader in self.coordinators[:1] if rng.random() < 0.5 else self.coordinators:
                rate = {"weekly": 1.3, "messages": 1.6, "after_collection": 0.3, "rarely": 0.15}[how.speaks]
                text = {"messages": 0.95}.get(how.speaks, 0.1)
                town.contact(boss, leader, per_week=rate, text=text, initiative=float(rng.uniform(0.4, 0.75)))
                if how.speaks == "after_collection":
                    for when in town.each(how.every):
                        town.call(boss, leader, when + rng.uniform(0.5, 4) * 3600, seconds=int(rng.uniform(15, 70)))
        if len(self.coordinators) > 1:
            town.contact(*self.coordinators, per_week=0.7)
        for hand in [*self.drivers, *self.posters]:
            town.contact(self.managers[0], hand, per_week=1.5)
            for one in self.exploited:
                if hand in self.drivers and rng.random() < 0.5:
                    town.contact(hand, one, per_week=0.6)
        for mule in self.mules:
            town.contact(self.managers[0], mule, per_week=0.5)
        for recruiter in self.recruiters:
            town.contact(recruiter, self.coordinators[0], per_week=0.5)
            for one in self.exploited:
                # speaks with them before anybody else does, then hands them on
                begin = self.since[one] - 12 * DAY
                town.contact(recruiter, one, per_week=5, start=max(begin, town.start), stop=self.since[one] + 10 * DAY)
        for one in self.exploited:
            if rng.random() < 0.6:
                home = town.person("relative", account=False)
                town.contact(one, home, per_week=0.5)

    def _advertise_and_serve(self) -> None:
        town, rng, how = self.town, self.town.rng, self.ways
        hand = (self.posters or self.managers)[0]
        handle = town.poster(hand)
        base = writing(rng)
        for place, one in enumerate([*self.exploited, *self.overlap]):
            own = how.booking == "own" or (how.booking == "both" and place % 2 == 0)
            line = one if own else self.managers[0]
            text = base if how.copies == "same" else writing(rng)
            since = self.since[one]
            for when in town.each(float(rng.uniform(6, 14)), start=since):
                where = (
                    int((when - town.start) / DAY / 12 + place) % len(town.towns)
                    if how.circuit
                    else (town.people[one].town)
                )
                body = rewritten(rng, base) if how.copies == "rewritten" else text
                town.advertise([line], when, body, poster=handle, town=where)
                payer = self.coordinators[0] if "ads" in how.spends else hand
                town.pay(town.account(payer), town.account(town.sites[self.number % 2]), 25, when, "AD UPGRADE", "card")
            town.customers(line, per_week=float(rng.uniform(7, 16)), start=since)

    def _money(self) -> None:  # noqa: C901, PLR0912
        """Earnings go up: each exploited person to a manager, managers to a coordinator, in one of five ways."""
        town, rng, how = self.town, self.town.rng, self.ways
        final = [town.account(leader) for leader in self.coordinators]
        pots: dict[int, list[tuple[float, float]]] = {boss: [] for boss in self.managers}
        for one in [*self.exploited, *self.overlap]:
            boss, mine = self.boss_of[one], town.account(one)
            collector = self.overlap[0] if self.overlap and one not in self.overlap and rng.random() < 0.4 else boss
            owed = rng.random() < 0.5
            for when in town.each(how.every, start=self.since[one]):
                earned = float(rng.lognormal(6.3, 0.4))
                card = how.money == "company" and rng.random() < 0.7
                if card and self.company is not None:
                    client = town.ordinary[int(rng.integers(len(town.ordinary)))]
                    if town.account(client):
                        town.pay(town.account(client), town.account(self.company), earned, when, "WELLNESS", "card")
                elif mine and how.money in ("transfers", "hand_over", "mules"):
                    parts = rng.dirichlet(np.ones(4)) * earned
                    for part in parts:
                        client = town.ordinary[int(rng.integers(len(town.ordinary)))]
                        cash = rng.random() < 0.5 or not town.account(client)
                        town.pay(
                            "" if cash else town.account(client),
                            mine,
                            part,
                            when - rng.uniform(0, 3) * DAY,
                            "CASH PAID IN" if cash else "",
                            "cash deposit" if cash else "transfer",
                        )
                    words = str(rng.choice(("debt", "travel debt", "passport"))) if owed and rng.random() < 0.4 else ""
                    town.pay(
                        mine,
                        town.account(collector),
                        earned * float(rng.uniform(0.6, 0.9)),
                        when + 0.5 * DAY,
                        words or str(rng.choice(("", "rent", "money"))),
                    )
                    pots[boss].append((when + DAY, earned * 0.75))
                else:
                    pots[boss].append((when, earned * 0.8))  # notes, hand to hand
        if self.overlap and town.account(self.overlap[0]):
            for when in town.each(how.every):
                town.pay(
                    town.account(self.overlap[0]),
                    town.account(self.managers[0]),
                    float(rng.lognormal(6.6, 0.3)),
                    when + 0.7 * DAY,
                )
        for boss, pot in pots.items():
            for step in town.each(how.every, jitter=0.8):
                ready = sum(amount for when, amount in pot if when < step)
                pots[boss] = pot = [item for item in pot if item[0] >= step]  # noqa: PLW2901
                if ready > 20:
                    self._up(boss, ready, step, final)
        if self.company is not None:
            for when in town.each(14):
                town.pay(
                    town.account(self.company),
                    final[int(rng.integers(len(final)))],
                    float(rng.lognormal(7.6, 0.3)),
                    when,
                    str(rng.choice(("dividend", "consulting", "loan"))),
                )

    def _up(self, boss: int, amount: float, when: float, final: list[str]) -> None:
        town, rng, how = self.town, self.town.rng, self.ways
        mine, end = town.account(boss), final[int(rng.integers(len(final)))]
        left = amount * (1 - how.keeps)
        if how.money in ("deposits", "mules", "company"):
            # notes paid in at several branches, below the limit
            target = town.account(self.mules[int(rng.integers(len(self.mules)))]) if self.mules else mine
            for part in rng.dirichlet(np.ones(int(rng.integers(1, 4)))) * left:
                town.pay("", target, float(part), when + rng.uniform(0, 2) * DAY, "CASH PAID IN", "cash deposit")
            if target != mine:
                town.pay(
                    target,
                    mine if rng.random() < 0.3 else end,
                    left * (1 - how.keeps),
                    when + rng.uniform(2, 4) * DAY,
                    str(rng.choice(("", "car", "loan"))),
                )
                return
        if how.money == "hand_over" and rng.random() < 0.4:
            town.pay(mine, "", left, when + DAY, "CASH", "cash withdrawal")
            return
        town.pay(mine, end, left, when + rng.uniform(1, 3) * DAY, str(rng.choice(("", "house", "invoice"))))

    def _spend(self) -> None:  # noqa: C901
        town, rng, how = self.town, self.town.rng, self.ways
        leader, boss = self.coordinators[0], self.managers[0]
        for when in town.each(7):
            rooms = leader if "rooms" in how.spends else boss
            hotel = town.hotels[int(rng.integers(len(town.hotels)))]
            if how.circuit:
                town.pay(town.account(rooms), town.account(hotel), float(rng.uniform(150, 500)), when, "ROOM", "card")
                travel = leader if "transport" in how.spends else boss
                town.pay(
                    town.account(travel),
                    town.account(town.travel[0]),
                    float(rng.uniform(30, 120)),
                    when,
                    "TRAIN TICKET",
                    "card",
                )
        for hand in [*self.drivers, *self.posters, *self.mules]:
            payer = leader if "wages" in how.spends else boss
            for when in town.each(7):
                town.pay(
                    town.account(payer),
                    town.account(hand),
                    float(rng.uniform(80, 250)),
                    when,
                    str(rng.choice(("", "work", "petrol"))),
                )
        for recruiter in self.recruiters:
            for one in self.exploited:
                town.pay(town.account(leader), town.account(recruiter), 400, self.since[one] + 3 * DAY, "")
        for place, leader_ in enumerate(self.coordinators):
            # an ordinary life: wages from a firm, rent, shopping, a car
            for when in town.each(30, jitter=0.1):
                if rng.random() < 0.9 and place == 0:
                    town.pay(
                        town.account(town.employers[self.number % len(town.employers)]),
                        town.account(leader_),
                        1500,
                        when,
                        "WAGES",
                        "credit",
                    )
                town.pay(town.account(leader_), town.account(town.landlords[0]), 900, when, "RENT", "standing order")
            for when in town.each(5):
                town.pay(
                    town.account(leader_),
                    town.account(town.shops[0]),
                    float(rng.lognormal(4, 0.6)),
                    when,
                    "CARD",
                    "card",
                )
