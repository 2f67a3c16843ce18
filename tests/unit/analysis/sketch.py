"""Networks drawn by hand: who talks to whom, who pays whom, who is advertised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from netinvest.model.category import Category
from netinvest.projection.network import Advertisements, Contacts, Network, Transfers

if TYPE_CHECKING:
    from collections.abc import Iterable


class Sketch:
    """Collects links in any order; ``network()`` sorts them as a projection does."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.contacts: list[tuple[int, int, int, float, float]] = []
        self.payments: list[tuple[float, int, int, float, int]] = []
        self.ads: list[dict[str, object]] = []
        self.known: dict[int, set[str]] = {}
        self.service: set[int] = set()

    def call(self, start: int, end: int, *, days: int = 1, first: float = 0, last: float = 60) -> Sketch:
        self.contacts.append((start, end, days, first, last))
        return self

    def talk(self, one: int, others: int | Iterable[int], *, days: int = 10) -> Sketch:
        """Lasting contact, both ways."""
        for other in [others] if isinstance(others, int) else others:
            self.call(one, other, days=days).call(other, one, days=days)
        return self

    def pay(
        self, start: int, end: int, amount: float = 1.0, *, times: int = 1, day: float = 0, purpose: int = -1
    ) -> Sketch:
        self.payments += [(day + k, start, end, amount, purpose) for k in range(times)]
        return self

    def advertise(
        self,
        text: str,
        *contacts: int,
        day: float = 0.0,
        poster: int | None = None,
        place: str = "",
        images: tuple[str, ...] = (),
        age: int = -1,
    ) -> Sketch:
        self.ads.append(
            {
                "text": text,
                "contacts": contacts,
                "day": day,
                "poster": poster,
                "place": place,
                "images": images,
                "age": age,
            }
        )
        return self

    def register(self, actor: int, *categories: str) -> Sketch:
        self.known.setdefault(actor, set()).update(categories)
        return self

    def transfers(self) -> Transfers:
        rows = sorted(self.payments)
        columns = list(zip(*rows, strict=True)) if rows else [()] * 5
        return Transfers(
            start=np.array(columns[1], dtype=np.int64),
            end=np.array(columns[2], dtype=np.int64),
            amount=np.array(columns[3], dtype=float),
            day=np.array(columns[0], dtype=float),
            purpose=np.array(columns[4], dtype=np.int64),
        )

    def contact_table(self) -> Contacts:
        merged: dict[tuple[int, int], list[float]] = {}
        for start, end, days, first, last in self.contacts:
            row = merged.setdefault((start, end), [0, np.inf, -np.inf])
            merged[start, end] = [row[0] + days, min(row[1], first), max(row[2], last)]
        rows = sorted((*pair, *row) for pair, row in merged.items())
        columns = list(zip(*rows, strict=True)) if rows else [()] * 5
        days = np.array(columns[2], dtype=np.int64)
        return Contacts(
            start=np.array(columns[0], dtype=np.int64),
            end=np.array(columns[1], dtype=np.int64),
            calls=days,
            messages=np.zeros(len(days), dtype=np.int64),
            duration_s=60 * days,
            active_days=days,
            first_day=np.array(columns[3], dtype=float),
            last_day=np.array(columns[4], dtype=float),
        )

    def advertisements(self) -> Advertisements:
        ads = sorted(self.ads, key=lambda ad: (ad["day"], ad["text"], ad["contacts"]))
        contacts = [(i, c) for i, ad in enumerate(ads) for c in sorted(ad["contacts"])]  # type: ignore[call-overload]
        posters = [(i, ad["poster"]) for i, ad in enumerate(ads) if ad["poster"] is not None]
        return Advertisements(
            key=[f"ad:{i}" for i in range(len(ads))],
            text=[str(ad["text"]) for ad in ads],
            place=[str(ad["place"]) for ad in ads],
            day=np.array([ad["day"] for ad in ads], dtype=float),
            claimed_age=np.array([ad["age"] for ad in ads], dtype=np.int64),
            images=[ad["images"] for ad in ads],  # type: ignore[misc]
            contact_ad=np.array([i for i, _ in contacts], dtype=np.int64),
            contact_actor=np.array([c for _, c in contacts], dtype=np.int64),
            poster_ad=np.array([i for i, _ in posters], dtype=np.int64),
            poster_actor=np.array([p for _, p in posters], dtype=np.int64),
        )

    def network(self) -> Network:
        import pyarrow as pa

        categories = [frozenset(self.known.get(actor, ())) for actor in range(self.size)]
        return Network(
            actor_no=np.arange(self.size, dtype=np.int64),
            alias=[f"A-{actor:05d}" for actor in range(self.size)],
            categories=categories,
            identifiers=[(f"phone:+44770090{actor:04d}",) for actor in range(self.size)],
            service=np.array([actor in self.service for actor in range(self.size)], dtype=bool),
            contacts=self.contact_table(),
            transfers=self.transfers(),
            advertisements=self.advertisements(),
            known={str(c): np.array([c in held for held in categories], dtype=bool) for c in Category},
            counts=np.zeros(self.size, dtype=bool),
            set_aside=np.zeros(self.size, dtype=bool),
            links=pa.table({}),
        )
