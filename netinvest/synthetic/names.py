"""Names of nobody: surnames are put together from syllables, firms from words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator

_FIRST = [
    "Ada",
    "Alin",
    "Amara",
    "Anouk",
    "Aron",
    "Asha",
    "Bela",
    "Bram",
    "Carys",
    "Cleo",
    "Dara",
    "Dino",
    "Edda",
    "Eben",
    "Elke",
    "Emre",
    "Fadi",
    "Fern",
    "Gita",
    "Hal",
    "Hana",
    "Idris",
    "Ilka",
    "Iona",
    "Jaro",
    "Jude",
    "Kaia",
    "Kemi",
    "Lars",
    "Leila",
    "Lior",
    "Luca",
    "Mabel",
    "Mina",
    "Nadia",
    "Niall",
    "Noor",
    "Odile",
    "Oren",
    "Petra",
    "Pia",
    "Quin",
    "Rafe",
    "Rhea",
    "Romy",
    "Samir",
    "Senna",
    "Tariq",
    "Tess",
    "Theo",
    "Uma",
    "Vera",
    "Viggo",
    "Wren",
    "Xenia",
    "Yara",
    "Yusuf",
    "Zeno",
    "Zora",
]
_ONSETS = ("B Br C Cr D Dr F Fl G Gr H K Kr L M N P Pr R S St T Tr V W Z ").split()  # noqa: SIM905
_MIDDLES = ("a e i o u ae ei ou ").split()  # noqa: SIM905
_ENDS = [
    "bbin",
    "dle",
    "fford",
    "gan",
    "lden",
    "lmar",
    "mbert",
    "ndov",
    "nnet",
    "rkin",
    "rlow",
    "rsova",
    "ssek",
    "stell",
    "thorn",
    "vane",
    "vich",
    "wick",
    "zeri",
    "zmand",
]
_FIRMS = [
    "Amber",
    "Beacon",
    "Cobalt",
    "Dune",
    "Ember",
    "Fjord",
    "Garnet",
    "Heron",
    "Indigo",
    "Juniper",
    "Kestrel",
    "Larch",
    "Maple",
    "Nimbus",
    "Onyx",
    "Pebble",
    "Quartz",
]


def people(rng: Generator, count: int) -> list[str]:
    """First name and surname; a few people share a name, as people do."""
    parts = [rng.choice(pool, count) for pool in (_FIRST, _ONSETS, _MIDDLES, _ENDS)]
    return [f"{first} {onset}{middle}{end}" for first, onset, middle, end in zip(*parts, strict=True)]


def firm(rng: Generator, trade: str) -> str:
    """A firm's name that says its trade."""
    return f"{rng.choice(_FIRMS)} {rng.choice(_MIDDLES).title()}{rng.choice(_ENDS)} {trade}"


def nickname(rng: Generator) -> str:
    """A user name for a site."""
    word = str(rng.choice(_FIRMS)).lower() + str(np.char.lower(rng.choice(_FIRST)))
    return f"{word}{rng.integers(10, 9999)}"
