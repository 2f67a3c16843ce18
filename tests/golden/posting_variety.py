"""Advertisements of many hands, with who posted what: operations, independents, common templates and stolen texts."""

# ruff: noqa: E501, S311 - lists of words; reproducible, not secret

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
from netinvest.projection.network import Advertisements

_WORDS = [
    "sweet",
    "friendly",
    "lady",
    "new",
    "town",
    "quiet",
    "flat",
    "near",
    "station",
    "call",
    "now",
    "young",
    "warm",
    "slim",
    "blonde",
    "brunette",
    "private",
    "clean",
    "safe",
    "discreet",
    "relax",
    "massage",
    "evening",
    "weekend",
    "visit",
    "hotel",
    "outcall",
    "incall",
    "parking",
    "central",
    "river",
    "garden",
    "music",
    "smile",
    "gentle",
    "elegant",
    "student",
    "mature",
    "tall",
    "petite",
    "natural",
    "honest",
    "photos",
    "real",
    "genuine",
    "passion",
    "dream",
    "company",
    "dinner",
    "travel",
    "city",
    "morning",
    "night",
    "always",
    "welcome",
    "lovely",
    "charming",
    "polite",
    "educated",
    "english",
    "french",
    "spanish",
    "polish",
    "thai",
    "latin",
    "exotic",
    "unforgettable",
    "experience",
    "moments",
    "pleasure",
    "special",
    "offer",
    "today",
    "available",
    "week",
    "only",
    "short",
    "stay",
    "first",
    "time",
    "here",
]
_OTHERS = {"sweet": "lovely", "lady": "girl", "quiet": "calm", "flat": "apartment", "near": "close to", "call": "ring",
           "now": "today", "clean": "tidy", "evening": "night", "new": "fresh", "warm": "kind", "private": "discreet"}  # fmt: skip
_OBFUSCATED = {"o": "0", "i": "1", "e": "3", "a": "@"}


@dataclass
class Variety:
    """Advertisements as they are built up, and the hand behind each."""

    draw: random.Random
    text: list[str] = field(default_factory=list)
    day: list[float] = field(default_factory=list)
    images: list[tuple[str, ...]] = field(default_factory=list)
    contacts: list[tuple[int, int]] = field(default_factory=list)
    posters: list[tuple[int, int]] = field(default_factory=list)
    hand: list[int] = field(default_factory=list)
    written_from: list[int] = field(default_factory=list)
    templates: int = 0
    actors: int = 0

    def actor(self) -> int:
        self.actors += 1
        return self.actors - 1

    def template(self) -> tuple[int, list[str]]:
        self.templates += 1
        return self.templates - 1, self.draw.choices(_WORDS, k=self.draw.randint(18, 40))

    def post(
        self, hand: int, template: tuple[int, list[str]], contact: int, day: float, *, image: str = "", poster: int = -1
    ) -> None:
        number, place = template[0], len(self.text)
        self.text.append(self._worded(template[1]))
        self.day.append(day)
        self.images.append((image,) if image else ())
        self.contacts.append((place, contact))
        if poster >= 0:
            self.posters.append((place, poster))
        self.hand.append(hand)
        self.written_from.append(number)

    def _worded(self, words: list[str]) -> str:
        """A template as one posting words it: paraphrase, emoji, letters as digits, a number."""
        draw, written = self.draw, []
        for word in words:
            chosen = _OTHERS.get(word, word) if draw.random() < 0.15 else word
            if draw.random() < 0.02:
                chosen = "".join(_OBFUSCATED.get(c, c) for c in chosen)
            written.append(chosen)
            if draw.random() < 0.08:
                written.append(draw.choice("💋🌹✨🔥💎"))
        number = f"07700 900{draw.randint(100, 999)}"
        written.append(number if draw.random() < 0.5 else " ".join(number).replace("0", "o"))
        return " ".join(written).upper() if draw.random() < 0.2 else " ".join(written).capitalize()

    def advertisements(self) -> Advertisements:
        count = len(self.text)
        ad, actor = np.array(self.contacts, dtype=np.int64).reshape(-1, 2).T
        poster_ad, poster = np.array(self.posters, dtype=np.int64).reshape(-1, 2).T
        return Advertisements(
            key=[f"{place:05d}" for place in range(count)],
            text=self.text,
            place=[""] * count,
            day=np.array(self.day),
            claimed_age=np.full(count, -1),
            images=self.images,
            contact_ad=ad,
            contact_actor=actor,
            poster_ad=poster_ad,
            poster_actor=poster,
        )


def variety(seed: int) -> Variety:
    """Ten operations, sixty people on their own, a template in common use, and a few stolen texts."""
    made = Variety(random.Random(seed))
    draw = made.draw
    common, hand = made.template(), 0
    for _ in range(10):
        hand += 1
        written = [made.template() for _ in range(draw.randint(1, 4))]
        women = [made.actor() for _ in range(draw.randint(2, 9))]
        poster = made.actor() if draw.random() < 0.5 else -1
        image = f"op-{hand}" if draw.random() < 0.4 else ""
        for _ in range(draw.randint(4, 12)):  # sittings: several advertisements in an hour
            start = draw.uniform(0, 120)
            for woman in draw.sample(women, min(len(women), draw.randint(2, 4))):
                shared = image if draw.random() < 0.5 else ""
                by = poster if draw.random() < 0.7 else -1
                made.post(hand, draw.choice(written), woman, start + draw.uniform(0, 0.04), image=shared, poster=by)
    stolen = [(number, words) for number, words in [made.template() for _ in range(3)]]
    for text in stolen:
        hand += 1
        made.post(hand, text, made.actor(), draw.uniform(0, 120))
    for _ in range(60):
        hand += 1
        own, woman = made.template(), made.actor()
        for _ in range(draw.randint(1, 6)):
            chance = draw.random()
            text = common if chance < 0.15 else draw.choice(stolen) if chance < 0.2 else own
            made.post(hand, text, woman, draw.uniform(0, 120), image="stock" if draw.random() < 0.1 else "")
    return made


def pairwise_scores(found: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of advertisements."""
    together, same = (label[:, None] == label[None, :] for label in (found, truth))
    pairs = np.triu(np.ones_like(same), 1)
    right = int((together & same & pairs).sum())
    precision = right / max(int((together & pairs).sum()), 1)
    recall = right / max(int((same & pairs).sum()), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
