"""A second, independent generator: the innocent life in which an operation hides.

Its mechanics share nothing with ``netinvest.synthetic``, so that rules fitted to the one show on the other. Ordinary
people live in households, work for firms, see friends; around them stand the businesses everybody deals with, and
people whose records resemble an operation's in one stream: a restaurant whose shifts hand their takings up, a letting
agent who passes rents on, a savings club, a cleaner whom strangers call and pay, independent workers who advertise
for themselves, a web designer who posts for several of them, a support worker.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from netinvest.synthetic import identifiers

DAY = 86_400
VOICE, TEXT = "Voice", "SMS"
_FIRST = ("Al", "Bren", "Cor", "Dav", "El", "Fen", "Gar", "Hol", "Is", "Jor", "Kel", "Lor", "Mor", "Nev", "Or", "Pel")
_SECOND = ("a", "an", "en", "ia", "is", "o", "on", "wyn")
_LAST = ("Ash", "Black", "Crane", "Drum", "Elm", "Frost", "Grim", "Hart", "Ing", "Kirk", "Lam", "Marsh", "North", "Oak")
_ENDS = ("ford", "ley", "son", "well", "wick", "by", "croft", "dale", "gate", "ham", "more", "stead")


@dataclass
class Line:
    """A number in a handset, in use from one second until another."""

    number: str
    imei: str
    start: float
    stop: float


@dataclass
class Person:
    """Somebody, or an organisation."""

    name: str
    town: int
    roles: list[str] = field(default_factory=list)
    ring: int | None = None
    lines: list[Line] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)
    registered: bool = False
    category: str | None = None


class Town:
    """Collects people and events; ``rng`` is the only source of chance."""

    def __init__(self, seed: int, *, people: int, days: int, calls: int, transfers: int) -> None:
        self.rng = np.random.default_rng([seed, 77])
        self.days, self.room_calls, self.room_transfers = days, calls, transfers
        self.start = int(np.datetime64("2025-01-06", "s").astype(np.int64))
        self.stop = self.start + days * DAY
        self.size = people
        self.people: list[Person] = []
        self.calls: list[tuple[int, int, float, int, str]] = []
        self.payments: list[tuple[str, str, float, float, str, str]] = []  # account or "" for cash; text; type
        self.ads: list[dict[str, object]] = []
        pool = people * 3 + 600
        self._numbers = iter(identifiers.phones(self.rng, "GB", pool))
        self._imeis = iter(identifiers.imeis(self.rng, pool))
        self._accounts = iter(identifiers.accounts(self.rng, "GB", self.rng.integers(0, 4, pool)))
        self.towns = ("Leeds", "Bristol", "Cardiff", "Derby", "Exeter", "Norwich", "Preston")

    # ---------------------------------------------------------------- people

    def person(
        self,
        *roles: str,
        town: int | None = None,
        ring: int | None = None,
        phone: bool = True,
        account: bool = True,
        name: str | None = None,
    ) -> int:
        """Somebody new."""
        rng = self.rng
        town = int(rng.integers(len(self.towns))) if town is None else town
        made = name or f"{_pick(rng, _FIRST)}{_pick(rng, _SECOND)} {_pick(rng, _LAST)}{_pick(rng, _ENDS)}"
        who = Person(made, town, list(roles), ring)
        self.people.append(who)
        number = len(self.people) - 1
        if phone:
            self.new_line(number)
        if account:
            self.new_account(number)
        return number

    def new_line(self, who: int, *, start: float | None = None, same_handset: bool = False) -> None:
        """Another number; the one before it falls silent."""
        lines = self.people[who].lines
        begin = self.start if start is None else start
        imei = lines[-1].imei if same_handset and lines else next(self._imeis)
        if lines:
            lines[-1].stop = begin
        lines.append(Line(next(self._numbers), imei, begin, self.stop))

    def new_account(self, who: int) -> str:
        """Another account."""
        self.people[who].accounts.append(next(self._accounts))
        return self.people[who].accounts[-1]

    def account(self, who: int) -> str:
        """The first account, empty (cash) without one."""
        return self.people[who].accounts[0] if self.people[who].accounts else ""

    # ---------------------------------------------------------------- events

    def call(self, one: int, other: int, when: float, *, seconds: int | None = None, text: bool = False) -> None:
        """A call or a message."""
        if self.start <= when < self.stop:
            length = 0 if text else int(seconds if seconds is not None else self.rng.lognormal(4.2, 1.0))
            self.calls.append((one, other, when, length, TEXT if text else VOICE))

    def contact(
        self,
        one: int,
        other: int,
        *,
        per_week: float,
        start: float | None = None,
        stop: float | None = None,
        text: float = 0.3,
        initiative: float = 0.5,
        hours: tuple[float, float] = (9, 22),
    ) -> None:
        """Lasting contact at a rate; ``initiative`` is the share begun by the first."""
        rng = self.rng
        begin, end = self.start if start is None else start, self.stop if stop is None else stop
        for _ in range(rng.poisson(per_week * max(end - begin, 0) / DAY / 7)):
            when = begin + int(rng.uniform(0, (end - begin) / DAY)) * DAY + rng.uniform(*hours) * 3600
            a, b = (one, other) if rng.random() < initiative else (other, one)
            self.call(a, b, when, text=rng.random() < text)

    def pay(  # noqa: PLR0917
        self, one: str, other: str, amount: float, when: float, words: str = "", kind: str = "transfer"
    ) -> None:
        """A payment; an empty account is cash."""
        if one != other and amount > 1 and self.start <= when < self.stop:
            self.payments.append((one, other, round(amount, 2), when, words, kind))

    def each(self, every: float, *, start: float | None = None, jitter: float = 0.5) -> list[float]:
        """Moments about ``every`` days apart."""
        begin = self.start if start is None else start
        first = begin + self.rng.uniform(0, every) * DAY
        return [t + self.rng.normal(0, jitter) * DAY for t in np.arange(first, self.stop, every * DAY)]

    # ---------------------------------------------------------------- life

    def live(self) -> None:
        """Everybody who is innocent, until the town holds its number of people."""
        self._businesses()
        self._resembling()
        ordinary = []
        while len(self.people) < self.size:
            ordinary.append(self.person("ordinary", account=self.rng.random() < 0.8))
        self.ordinary = ordinary
        self.bonds = self._bonds(ordinary)

    def _businesses(self) -> None:
        size, person = self.size, self.person
        self.taxis = [person("taxi", town=t, name=f"Cab {t} Ltd") for t in range(len(self.towns))]
        self.takeaways = [person("takeaway", name=f"Noodle {k} Ltd") for k in range(max(3, size // 250))]
        self.shops = [person("shop", phone=False, name=f"Market {k} Ltd") for k in range(max(4, size // 150))]
        self.hotels = [
            person("hotel", town=k % len(self.towns), name=f"Bridge Hotel {k} Ltd") for k in range(max(4, size // 250))
        ]
        self.sites = [person("ad_site", phone=False, name=f"Adverts Online {k} Ltd") for k in range(2)]
        self.travel = [person("travel", phone=False, name=f"Coach and Rail {k} Ltd") for k in range(2)]
        self.landlords = [person("landlord", name=f"Gate Homes {k} Ltd") for k in range(max(3, size // 200))]
        self.employers = [person("employer", name=f"Works {k} Ltd") for k in range(max(4, size // 90))]
        self.remitters = [person("remittance", name=f"Sendhome {k} Ltd") for k in range(2)]
        self.surgeries = [person("surgery", account=False, name=f"Surgery {k}") for k in range(max(2, size // 600))]

    def _resembling(self) -> None:
        """Innocents who look like an operation in one stream; three quarters of each sort are drawn."""
        rng, person = self.rng, self.person
        many = max(1, self.size // 900)
        self.restaurants, self.clubs, self.trades, self.lettings = [], [], [], []
        for _ in range(rng.binomial(2 * many, 0.75)):
            owner = person("restaurant_owner")
            heads = [person("shift_head") for _ in range(int(rng.integers(2, 5)))]
            staff = [person("waiter") for _ in range(int(rng.integers(3, 8)))]
            self.restaurants.append((owner, heads, staff))
        for _ in range(rng.binomial(2 * many, 0.75)):
            self.clubs.append((person("club_treasurer"), [person("club_member") for _ in range(rng.integers(6, 14))]))
        self.trades = [person("tradesperson") for _ in range(rng.binomial(5 * many, 0.75))]
        self.lettings = [person("letting_agent") for _ in range(rng.binomial(2 * many, 0.75))]
        self.independents = [person("independent") for _ in range(rng.binomial(max(10, self.size // 110), 0.9))]
        self.designers = [person("web_designer") for _ in range(many)]
        self.supporters = [person("support_worker") for _ in range(many)]

    def _bonds(self, ordinary: list[int]) -> list[tuple[int, int]]:
        """Households, colleagues and friends of everybody who has a private life."""
        rng = self.rng
        alive = [n for n, p in enumerate(self.people) if not p.name.endswith("Ltd") and "surgery" not in p.roles]
        bonds: set[tuple[int, int]] = set()
        order = [int(i) for i in rng.permutation(alive)]
        place = 0
        while place < len(order):
            home = order[place : place + int(rng.integers(1, 6))]
            bonds |= {(min(a, b), max(a, b)) for a in home for b in home if a < b}
            place += len(home)
        for group in np.array_split(rng.permutation(ordinary), max(1, len(ordinary) // 7)):
            bonds |= {
                (min(int(a), int(b)), max(int(a), int(b)))
                for a in group
                for b in group
                if a < b and rng.random() < 0.35
            }
        for one in alive:
            # an operation's members keep few friends outside
            few = 0.4 if self.people[one].ring is not None else 1.0
            for other in rng.choice(ordinary, rng.poisson(1.6 * few)):
                bonds.add((min(one, int(other)), max(one, int(other))))
        return sorted((a, b) for a, b in bonds if a != b)

    def innocent_events(self) -> None:
        """Innocent calls, payments and advertisements; called last, it fills the town up to its numbers."""
        self._innocent_money()
        self._innocent_trade()
        rng = self.rng
        for one in self.ordinary:
            for hub, rate in ((self.taxis, 1.2), (self.takeaways, 1.0), (self.surgeries, 0.3), (self.landlords, 0.3)):
                for _ in range(rng.poisson(rate * self.days / 180)):
                    home = self.people[one].town
                    which = hub[home] if hub is self.taxis else hub[one % len(hub)]
                    self.call(one, which, rng.uniform(self.start, self.stop))
        left = max(self.room_calls - len(self.calls), 0)
        weight = rng.gamma(0.7, 1.0, len(self.bonds)) + 0.05
        counts = rng.multinomial(left, weight / weight.sum())
        for (a, b), count in zip(self.bonds, counts, strict=True):
            for when in rng.uniform(self.start, self.stop, count):
                one, other = (a, b) if rng.random() < 0.5 else (b, a)
                self.call(one, other, when // DAY * DAY + rng.uniform(8, 23) * 3600, text=rng.random() < 0.35)

    def _innocent_money(self) -> None:  # noqa: C901, PLR0912
        rng, account = self.rng, self.account
        for place, one in enumerate(self.ordinary):
            if not account(one):
                continue
            employer, landlord = (
                self.employers[place % len(self.employers)],
                self.landlords[place % len(self.landlords)],
            )
            if rng.random() < 0.75:
                wage = rng.lognormal(7.4, 0.35)
                for when in self.each(30, jitter=0.1):
                    self.pay(account(employer), account(one), wage, when, "WAGES", "credit")
            if rng.random() < 0.5:
                rent = rng.lognormal(6.3, 0.3)
                for when in self.each(30, jitter=0.3):
                    self.pay(account(one), account(landlord), rent, when, "RENT", "standing order")
            if rng.random() < 0.08:
                for when in self.each(30):
                    self.pay(account(one), account(self.remitters[place % 2]), rng.lognormal(5, 0.4), when, "family")
        for owner, heads, staff in self.restaurants:
            for head in heads:
                for when in self.each(float(rng.integers(3, 8))):
                    takings = rng.lognormal(6.6, 0.4)
                    self.pay("", account(head), takings, when, "CASH PAID IN", "cash deposit")
                    self.pay(account(head), account(owner), takings * 0.95, when + DAY, "takings")
                for one in staff:
                    self.contact(head, one, per_week=1.0)
                self.contact(owner, head, per_week=1.5)
            for one in staff:
                for when in self.each(14):
                    self.pay(account(owner), account(one), rng.lognormal(6, 0.2), when, "wages")
        for treasurer, members in self.clubs:
            for one in members:
                self.contact(treasurer, one, per_week=0.5)
                for when in self.each(30):
                    self.pay(account(one), account(treasurer), 40, when, "subs")
        tenants = [one for one in self.ordinary if account(one)]
        for agent in self.lettings:
            for one in rng.choice(tenants, 8, replace=False):
                rent = rng.lognormal(6.3, 0.2)
                owner = self.ordinary[int(rng.integers(len(self.ordinary)))]
                for when in self.each(30):
                    self.pay(account(int(one)), account(agent), rent, when, "rent")
                    if account(owner):
                        self.pay(account(agent), account(owner), rent * 0.9, when + 2 * DAY, "rent collected")
        for trade in self.trades:
            for _ in range(int(rng.integers(20, 60) * self.days / 180)):
                client = tenants[int(rng.integers(len(tenants)))]
                when = rng.uniform(self.start, self.stop)
                self.call(client, trade, when)
                self.pay(account(client), account(trade), rng.lognormal(4.2, 0.4), when + DAY, "cleaning")
        friends = [(a, b) for a, b in self.bonds if account(a) and account(b)]
        left = max(self.room_transfers - len(self.payments), 0)
        for _ in range(left // 5):
            a, b = friends[int(rng.integers(len(friends)))]
            self.pay(
                account(a),
                account(b),
                rng.lognormal(3.4, 0.9),
                rng.uniform(self.start, self.stop),
                str(rng.choice(("", "thanks", "dinner", "present"))),
            )
        for _ in range(left - left // 5):
            one = tenants[int(rng.integers(len(tenants)))]
            shop = self.shops[int(rng.integers(len(self.shops)))]
            odd = rng.random()
            words, payee = ("CARD", shop)
            if odd < 0.01:
                words, payee = "ROOM", self.hotels[int(rng.integers(len(self.hotels)))]
            elif odd < 0.03:
                words, payee = "TRAIN TICKET", self.travel[int(rng.integers(2))]
            self.pay(
                account(one), account(payee), rng.lognormal(3.2, 0.7), rng.uniform(self.start, self.stop), words, "card"
            )

    def _innocent_trade(self) -> None:
        """Independent workers: their own advertisements, callers, money and friends among themselves."""
        rng, account = self.rng, self.account
        texts = [writing(rng) for _ in range(4)]
        for place, one in enumerate(self.independents):
            designer = self.designers[place % len(self.designers)] if rng.random() < 0.25 else None
            copied = texts[int(rng.integers(4))] if rng.random() < 0.4 else writing(rng)
            handle = f"user{rng.integers(10**6)}"
            self.people[one].handles.append(handle)
            for when in self.each(float(rng.uniform(8, 20))):
                poster = self.poster(designer) if designer is not None else handle
                self.advertise([one], when, copied, poster=poster, town=self.people[one].town)
                self.pay(account(one), account(self.sites[place % 2]), 20, when, "ADVERT CREDIT", "card")
            if designer is not None:
                self.contact(one, designer, per_week=0.5)
                for when in self.each(30):
                    self.pay(account(one), account(designer), 60, when, "web page")
            self.customers(one, per_week=float(rng.uniform(3, 9)), prepay=0.15)
            for when in self.each(10):
                self.pay("", account(one), rng.lognormal(5.6, 0.4), when, "CASH PAID IN", "cash deposit")
        for one, other in zip(self.independents[::3], self.independents[1::3], strict=False):
            self.contact(one, other, per_week=1.5)
        for supporter in self.supporters:
            seen = [n for n, p in enumerate(self.people) if {"exploited", "independent"} & set(p.roles)]
            for one in rng.choice(seen, min(6, len(seen)), replace=False):
                self.contact(supporter, int(one), per_week=0.7)

    def customers(
        self,
        line: int,
        *,
        per_week: float,
        prepay: float = 0.0,
        payee: int | None = None,
        start: float | None = None,
        stop: float | None = None,
    ) -> None:
        """Strangers call once or twice, in the evening; some pay before."""
        rng = self.rng
        begin, end = self.start if start is None else start, self.stop if stop is None else stop
        for _ in range(rng.poisson(per_week * max(end - begin, 0) / DAY / 7)):
            client = self.ordinary[int(rng.integers(len(self.ordinary)))]
            when = begin + int(rng.uniform(0, (end - begin) / DAY)) * DAY + rng.uniform(16, 24) * 3600
            for _ in range(1 + rng.poisson(0.6)):
                self.call(client, line, when + rng.uniform(-2, 0) * 3600, seconds=int(rng.uniform(10, 90)))
            if rng.random() < 0.3:
                self.call(line, client, when, text=True)
            target = line if payee is None else payee
            if rng.random() < prepay and self.account(client):
                self.pay(self.account(client), self.account(target), float(rng.choice((60, 80, 100, 150))), when)

    def poster(self, who: int) -> str:
        """The handle somebody posts with."""
        handles = self.people[who].handles
        if not handles:
            handles.append(f"user{self.rng.integers(10**6, 10**7)}")
        return handles[0]

    def advertise(
        self, contacts: list[int], when: float, text: str, *, poster: str, town: int, images: tuple[str, ...] = ()
    ) -> None:
        """One advertisement."""
        if not self.start <= when < self.stop:
            return
        numbers = [line.number for one in contacts for line in self.people[one].lines if line.start <= when < line.stop]
        if numbers:
            self.ads.append(
                {
                    "when": when,
                    "text": text,
                    "numbers": numbers,
                    "poster": poster,
                    "town": self.towns[town],
                    "images": images,
                    "age": int(self.rng.integers(19, 35)),
                    "price": int(self.rng.choice((80, 100, 120, 150))),
                }
            )


def _pick(rng: np.random.Generator, words: tuple[str, ...]) -> str:
    return words[int(rng.integers(len(words)))]


_WORDS = (
    "lovely",
    "new in town",
    "discreet",
    "central flat",
    "friendly",
    "gentle",
    "calm hours",
    "evening visits",
    "no rush",
    "private parking",
    "call me",
    "shower",
    "massage",
    "relaxing",
    "sweet",
    "warm welcome",
    "genuine",
    "all week",
    "late nights",
    "clean place",
    "near the station",
    "first visit",
    "today only",
    "soft music",
    "outcalls",
    "polite gentlemen",
    "text first",
    "open minded",
    "quiet street",
    "see you soon",
    "real pictures",
    "couples welcome",
    "no hidden fees",
    "fully relaxing",
    "just arrived",
    "short stay",
    "by appointment",
)


def writing(rng: np.random.Generator) -> str:
    """A text somebody wrote."""
    chosen = rng.choice(len(_WORDS), int(rng.integers(9, 15)), replace=False)
    return ", ".join(_WORDS[i] for i in chosen)


def rewritten(rng: np.random.Generator, text: str) -> str:
    """The same text in other words here and there."""
    parts = text.split(", ")
    for _ in range(max(1, len(parts) // 5)):
        parts[int(rng.integers(len(parts)))] = _WORDS[int(rng.integers(len(_WORDS)))]
    return ", ".join(parts)
