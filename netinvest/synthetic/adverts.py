"""Advertisements: how they read, whose number stands in them, who posts them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netinvest.synthetic.rhythm import DAY, moments
from netinvest.synthetic.truth import Role
from netinvest.synthetic.world import MAIN, SECOND

if TYPE_CHECKING:
    from numpy.random import Generator

    from netinvest.synthetic.ring import Ring
    from netinvest.synthetic.world import World

OPENINGS = (
    "New in {town}",
    "Just arrived in {town}",
    "{name} is back in {town}",
    "Visiting {town} this week",
    "{town} centre, private flat",
    "Hello {town}, I am {name}",
    "First time in {town}",
    "Only a few days in {town}",
    "{name}, {age}, {town}",
    "Relax with {name} in {town}",
)
MIDDLES = (
    "sweet and friendly girl",
    "relaxing massage after a long day",
    "gentle hands and a warm smile",
    "discreet and clean place",
    "quiet flat with parking",
    "I speak a little English",
    "open all week till late",
    "no rush, good company",
    "easy going and polite",
    "real photos, no games",
    "in or out, hotels welcome",
    "tea, talk and a proper massage",
    "tall, dark hair, soft voice",
    "well kept flat near the station",
    "company for dinner or an evening",
)
CLOSINGS = (
    "Call {phone}",
    "Text or ring {phone}",
    "{phone} no withheld numbers",
    "Ring me on {phone}",
    "My number {phone}",
    "{phone} call only",
    "Book on {phone}",
    "Contact {phone} any time",
)
EMOJI = ("\U0001f339", "\U0001f48b", "✨", "\U0001f495", "☎️", "\U0001f525", "\U0001f338", "❤️")
SYNONYMS = {
    "friendly": ("kind", "cheerful", "warm"),
    "relaxing": ("soothing", "calming"),
    "discreet": ("private", "confidential"),
    "flat": ("apartment", "place"),
    "clean": ("tidy", "spotless"),
    "girl": ("lady", "woman"),
    "quiet": ("calm", "peaceful"),
    "Call": ("Phone", "Ring"),
    "sweet": ("lovely", "nice"),
    "smile": ("heart", "welcome"),
}
_HOSTILE = (
    "<b>new</b>",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "=1+1",
    "\u202eyaw siht\u202c",
    "&amp; more",
    "\uff2e\uff25\uff37",
)
"""What sites let through: markup, a formula, marks that turn the reading direction, wide letters."""
_STAGE = ("Amy Bella Coco Diana Eva Gigi Jade Kira Lola Mia Nina Ruby Sofia Tina Vicky Zoe ").split()  # noqa: SIM905
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_OTHER = (
    ("Room to let in {town}, bills included, viewing on {phone}", Role.LANDLORD),
    ("Drivers wanted in {town}, nights and weekends, ring {phone}", Role.TAXI),
    ("Kitchen staff wanted, {town}, start now, {phone}", Role.TAKEAWAY),
    ("Two nights for one at our {town} rooms, book on {phone}", Role.HOTEL),
)


@dataclass(frozen=True, slots=True)
class Advertisement:
    """One advertisement as its site holds it."""

    ad_id: str
    site: int
    moment: int
    title: str
    body: str
    town: int
    latitude: float
    longitude: float
    price: int  # major units
    age: int | None
    phone: str | None  # in a field of its own; else only in the text
    email: str | None
    handle: str | None
    images: tuple[str, ...]
    about: int  # the actor it is about
    poster: int  # the actor who posted it


@dataclass(slots=True)
class _Voice:
    """How one advertiser or ring writes."""

    openings: tuple[str, ...]
    middles: tuple[str, ...]
    closings: tuple[str, ...]
    sentences: int
    emoji: float
    obfuscation: float
    paraphrase: float
    images: tuple[str, ...]
    field_share: float


def _voice(rng: Generator, *, emoji: float, obfuscation: float, paraphrase: float, width: int, images: int) -> _Voice:
    return _Voice(
        tuple(rng.choice(OPENINGS, width, replace=False)),
        tuple(rng.choice(MIDDLES, min(width + 2, 6), replace=False)),
        tuple(rng.choice(CLOSINGS, max(1, width - 1), replace=False)),
        int(rng.integers(2, 4)),
        emoji,
        obfuscation,
        paraphrase,
        tuple(_image(rng) for _ in range(images)),
        float(rng.choice((0.2, 0.7, 1.0))),
    )


def _image(rng: Generator) -> str:
    return hashlib.sha256(rng.bytes(16)).hexdigest()


def spell(rng: Generator, msisdn: str, dial: str, *, hidden: bool) -> str:
    """A number as advertisers write it: national, grouped; hidden from machines when asked."""
    national = msisdn.removeprefix(f"+{dial}")
    national = f"0{national}" if dial != "1" else national
    style = int(rng.integers(5 if hidden else 4))
    plain = (national, f"{national[:5]} {national[5:]}", f"{national[:4]}-{national[4:7]}-{national[7:]}", msisdn)
    if not hidden:
        return plain[style]
    words = "".join(f" {_WORDS[int(c)]} " if rng.random() < 0.4 else c for c in national).strip()
    pairs = ".".join(national[i : i + 2] for i in range(0, len(national), 2))
    keycaps = "".join(f"{c}\ufe0f\u20e3" for c in national)
    return (" ".join(national), pairs, words, national.replace("0", "O").replace("1", "l"), keycaps)[style]


def _write(rng: Generator, voice: _Voice, *, name: str, age: int, town: str, phone: str) -> tuple[str, str]:
    slots = {"name": name, "age": age, "town": town, "phone": phone}
    title = str(rng.choice(voice.openings)).format(**slots)
    middle = rng.permutation(np.array(voice.middles, dtype=object))[: voice.sentences]
    body = ". ".join([title, *(str(part) for part in middle), str(rng.choice(voice.closings)).format(**slots)])
    if voice.paraphrase:
        for word, others in SYNONYMS.items():
            if word in body and rng.random() < voice.paraphrase:
                body = body.replace(word, str(rng.choice(others)))
    if rng.random() < 0.03:
        body = f"{body} {rng.choice(_HOSTILE)}"
    if rng.random() < voice.emoji:
        body = f"{rng.choice(EMOJI)} {body} {rng.choice(EMOJI)}{rng.choice(EMOJI)}"
        title = f"{title} {rng.choice(EMOJI)}"
    return title, body


def _number(world: World, actor: int, channel: int, moment: int) -> str:
    one = np.array([actor])
    line = int(world.lines.in_use(one, np.array([channel]), np.array([moment]))[0])
    if line < 0:
        line = int(world.lines.in_use(one, np.array([channel]), np.array([moment + 6 * DAY]))[0])
    return str(world.lines.msisdn[line])


class _Board:
    """Collects advertisements."""

    def __init__(self, rng: Generator, world: World) -> None:
        self.rng, self.world, self.ads = rng, world, []  # type: ignore[var-annotated]
        self.sites = 3

    def post(
        self,
        voice: _Voice,
        *,
        about: int,
        channel: int,
        poster: int,
        town: int,
        moment: int,
        name: str,
        age: int | None,
        handle: str | None,
        email: str | None,
        price: int,
        images: tuple[str, ...],
    ) -> None:
        rng, world = self.rng, self.world
        number = _number(world, about, channel, moment)
        hidden = bool(rng.random() < voice.obfuscation)
        in_field = bool(rng.random() < voice.field_share) and not hidden
        text = spell(rng, number, world.land.dial, hidden=hidden)
        title, body = _write(rng, voice, name=name, age=age or 21, town=world.town_name(town), phone=text)
        _, lat, lon, _ = world.land.towns[int(world.towns[town])]
        self.ads.append(
            Advertisement(
                f"{rng.integers(10**8, 10**9)}",
                int(rng.integers(self.sites)),
                moment,
                title,
                body,
                town,
                round(lat + rng.normal(0, 0.01), 4),
                round(lon + rng.normal(0, 0.01), 4),
                price,
                age,
                text if in_field else None,
                email,
                handle,
                images,
                about,
                poster,
            )
        )


def _ring_ads(rng: Generator, world: World, board: _Board, ring: Ring, pace: float) -> None:
    ways = ring.behaviour
    paraphrase = {"template": 0.0, "mixed": 0.25, "paraphrase": 0.7}[ways.ad_style]
    voice = _voice(
        rng,
        emoji=ways.emoji,
        obfuscation=ways.obfuscation,
        paraphrase=paraphrase,
        width=2 if ways.ad_style == "template" else 4,
        images=int(rng.integers(3, 8)),
    )
    poster = ring.of(Role.AD_POSTER, Role.MANAGER)[0]
    handles = world.handles.get(poster, ["guest1"])
    email = next(iter(world.emails.get(poster, ())), None)
    stage = {
        actor: (str(rng.choice(_STAGE)), int(rng.integers(19, 29)), tuple(_image(rng) for _ in range(3)))
        for actor in ring.of(Role.EXPLOITED)
    }
    extra = {actor: f"{handles[0][:-2]}{place}{actor % 7}" for place, actor in enumerate(stage)}
    towns = {town: f"{handles[0][:4]}{world.town_name(town)[:4].lower()}{ring.number}{town}" for town in ring.towns}
    used = {handles[0]}
    desk = ring.of(Role.MANAGER)[0]
    for stay in ring.stays:
        length = (stay.stop - stay.start) / DAY
        count = max(1, rng.poisson(length / ways.ad_every_days * pace)) if length >= 1 else 0
        for moment in moments(
            rng, np.full(count, stay.start), min(stay.start + int(max(length * 0.8, 1) * DAY), stay.stop), rhythm="day"
        ):
            name, age, own = stage[stay.actor]
            if rng.random() < 0.15:
                name = str(rng.choice(_STAGE))
            handle = {"one": handles[0], "each": extra[stay.actor], "by_town": towns[stay.town]}[ways.posters]
            used.add(handle)
            images = tuple(
                dict.fromkeys(
                    str(x)
                    for x in (
                        *(rng.choice(voice.images, 1) if rng.random() < ways.shared_images else ()),
                        own[int(rng.integers(3))],
                    )
                )
            )
            reached, channel = (desk, SECOND) if ways.booking == "desk" else (stay.actor, MAIN)
            board.post(
                voice,
                about=reached,
                channel=channel,
                poster=poster,
                town=stay.town,
                moment=int(moment),
                name=name,
                age=age if rng.random() < 0.8 else None,
                handle=handle if rng.random() < 0.85 else None,
                email=email if rng.random() < 0.25 else None,
                price=int(rng.choice((60, 70, 80, 100, 120))),
                images=images,
            )
    world.handles[poster] = sorted(used | set(handles))


def _independent_ads(rng: Generator, world: World, board: _Board, pace: float) -> None:
    """Their own words; some borrow a text or a picture that goes round."""
    common = _voice(rng, emoji=0.3, obfuscation=0.2, paraphrase=0.15, width=2, images=4)
    agents = world.of(Role.AD_AGENT)
    for actor in world.of(Role.INDEPENDENT):
        borrowed = rng.random() < 0.25
        voice = (
            common
            if borrowed
            else _voice(
                rng,
                emoji=float(rng.choice((0, 0.4))),
                obfuscation=float(rng.choice((0, 0, 0.5))),
                paraphrase=float(rng.choice((0, 0.3))),
                width=2,
                images=2,
            )
        )
        agent = int(rng.choice(agents)) if len(agents) and rng.random() < 0.12 else int(actor)
        home = int(world.home[actor])
        tour = [home, *rng.choice(len(world.towns), 2)] if rng.random() < 0.3 else [home]
        second = np.any((world.lines.actor == actor) & (world.lines.channel == SECOND))
        name, age = str(rng.choice(_STAGE)), int(rng.integers(21, 45))
        own = tuple(_image(rng) for _ in range(3))
        count = max(1, rng.poisson(world.days / 16 * pace))
        for moment in np.sort(moments(rng, np.full(count, world.start), world.stop)):
            pictures = (
                (str(rng.choice(common.images)),) if borrowed and rng.random() < 0.4 else (own[int(rng.integers(3))],)
            )
            board.post(
                voice,
                about=int(actor),
                channel=SECOND if second else MAIN,
                poster=agent,
                town=int(tour[int((moment - world.start) // (21 * DAY)) % len(tour)]),
                moment=int(moment),
                name=name,
                age=age,
                handle=world.handles[agent][0] if rng.random() < 0.85 else None,
                email=world.emails[int(actor)][0] if rng.random() < 0.2 else None,
                price=int(rng.choice((70, 80, 100, 130, 150))),
                images=pictures,
            )


def _other_ads(rng: Generator, world: World, board: _Board, pace: float) -> None:
    """Firms that post the same text again and again: near-duplicates that mean nothing."""
    for text, role in _OTHER:
        for actor in world.of(role)[:3]:
            opening, _, rest = text.partition(", ")
            voice = _Voice(
                (opening,),
                (rest.rsplit(", ", 1)[0].replace(" on {phone}", "").replace(" {phone}", ""),),
                ("Ring {phone}",),
                1,
                0.0,
                0.0,
                0.0,
                (),
                1.0,
            )
            handle = world.handles.setdefault(int(actor), [f"firm{int(actor) * 37 % 9973}"])[0]
            for moment in moments(
                rng, np.full(max(1, rng.poisson(world.days / 30 * pace)), world.start), world.stop, rhythm="office"
            ):
                board.post(
                    voice,
                    about=int(actor),
                    channel=MAIN,
                    poster=int(actor),
                    town=int(world.home[actor]),
                    moment=int(moment),
                    name="",
                    age=None,
                    handle=handle,
                    email=None,
                    price=int(rng.choice((0, 25, 90))),
                    images=(),
                )


def advertise(rng: Generator, world: World, total: int) -> list[Advertisement]:
    """About ``total`` advertisements in order of time: the pace is fitted to the number wanted."""
    expected = sum(
        (stay.stop - stay.start) / DAY / ring.behaviour.ad_every_days for ring in world.rings for stay in ring.stays
    )
    expected += len(world.of(Role.INDEPENDENT)) * world.days / 16 + 12 * world.days / 30
    pace = total / max(expected, 1.0)
    board = _Board(rng, world)
    for ring in world.rings:
        _ring_ads(rng, world, board, ring, pace)
    _independent_ads(rng, world, board, pace)
    _other_ads(rng, world, board, pace)
    return sorted(board.ads, key=lambda ad: (ad.moment, ad.ad_id))
