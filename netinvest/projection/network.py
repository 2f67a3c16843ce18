"""The network that one analysis sees: actors, their links by stream, their money over time, their advertisements.

A ``Network`` holds plain numpy columns over actor indices 0..n-1 (sorted by actor number), because every
analysis below is a vectorised pass over them. It is built once, digested, and never changed; perturbations
draw weights beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

Ints: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Contacts:
    """Directed contacts between actors, one row per ordered pair; days count from the epoch."""

    start: Ints
    end: Ints
    calls: Ints
    messages: Ints
    duration_s: Ints
    active_days: Ints
    first_day: Floats
    last_day: Floats


PURPOSES = ("advertising", "rooms", "transport")
"""What a payment says it is for, where that matters here."""


@dataclass(frozen=True)
class Transfers:
    """Single transfers in time order; ``amount`` is relative to the median of its currency.

    ``start`` or ``end`` is -1 for a party outside the records: cash, or somebody without an account in them.
    """

    start: Ints
    end: Ints
    amount: Floats
    day: Floats
    purpose: Ints  # position in PURPOSES, -1 for none stated


@dataclass(frozen=True)
class Advertisements:
    """Advertisements in key order, and who is named in them."""

    key: list[str]
    text: list[str]
    place: list[str]
    day: Floats  # nan where the advertisement bears no date
    claimed_age: Ints  # -1 where none is claimed
    images: list[tuple[str, ...]]
    contact_ad: Ints  # listings: advertisement index
    contact_actor: Ints  # ... and the actor customers are told to reach
    poster_ad: Ints
    poster_actor: Ints


@dataclass(frozen=True)
class Network:
    """What the analysis reads."""

    actor_no: Ints
    alias: list[str]
    categories: list[frozenset[str]]
    identifiers: list[tuple[str, ...]]  # identifier keys of each actor, sorted
    service: Mask  # short codes, alphanumeric senders, voicemail: never leads
    contacts: Contacts
    transfers: Transfers
    advertisements: Advertisements
    known: dict[str, Mask]  # category -> actors that a register puts in it
    counts: Mask  # by decision of a person no innocent hub
    set_aside: Mask  # by decision of a person an innocent hub
    links: pa.Table  # the brief's links table: for charts, exports and evidence

    @property
    def size(self) -> int:
        """Number of actors."""
        return len(self.actor_no)

    @cached_property
    def reachable(self) -> Mask:
        """Who has a telephone or an account; a name on an advertisement alone is nobody yet."""
        kinds = ("phone:", "account:")
        return np.array([any(key.startswith(kinds) for key in keys) for keys in self.identifiers], dtype=bool)

    def digest(self) -> str:
        """SHA-256 over everything the analysis reads: the same for every store and order of loading."""
        digest = hashlib.sha256()
        for part in (self.actor_no, *vars(self.contacts).values(), *vars(self.transfers).values()):
            digest.update(np.ascontiguousarray(part).tobytes())
        ads = self.advertisements
        for columns in (ads.day, ads.claimed_age, ads.contact_ad, ads.contact_actor, ads.poster_ad, ads.poster_actor):
            digest.update(np.ascontiguousarray(columns).tobytes())
        for texts in (ads.key, ads.text, ads.place, self.identifiers, [sorted(c) for c in self.categories], ads.images):
            digest.update(repr(texts).encode("utf-8", "surrogatepass"))
        if self.counts.any() or self.set_aside.any():
            digest.update(self.counts.tobytes() + self.set_aside.tobytes())
        return digest.hexdigest()
