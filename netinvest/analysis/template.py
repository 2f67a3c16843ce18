"""What near-duplicate texts have in common: a template of constant words, with slots where the texts differ.

As in InfoShield (Lee et al., ICDE 2021), but read off an alignment with the text that is most like all others, and
without what they call description length: a word is constant if most texts have it at its place.

How it is misread: what stands in a slot is not shown, and may be the name or the number of a person; what is constant
may be copied from anywhere.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from netinvest.analysis.shingle import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

CONSTANT = 0.7
"""Share of the texts that have a word at its place, from which it is constant."""
MOST_TEXTS = 60
"""Texts that are aligned; of more, every so-manieth."""
MOST_WORDS = 60


def template_of(texts: Sequence[str], contacts: Sequence[frozenset[int]]) -> str:
    """Constant words, and ``[n]`` for a slot that n different wordings fill; empty where nothing is constant.

    A word is shown only where no single contact stands under all texts that have it.

    >>> template_of(["Hi I am Ana, call me", "Hi! I am Bea. call me", "Hi, I am Eva, call me"],
    ...             [frozenset({1}), frozenset({2}), frozenset({3})])
    'hi i am [3] call me'
    """
    step = -(-len(texts) // MOST_TEXTS)
    written = sorted(
        (tuple(fold(text).split()), tuple(sorted(hands))) for text, hands in zip(texts, contacts, strict=True)
    )[::step]
    words = [text for text, _ in written]
    pairs = Counter(pair for text in words for pair in set(pairwise(text)))
    middle = max(words, key=lambda text: (sum(pairs[p] for p in set(pairwise(text))) / max(len(text), 1), text))
    places = [_places(middle, text) for text in words]
    constant = []
    for place in range(len(middle)):
        bearing = [set(hands) for found, (_, hands) in zip(places, written, strict=True) if place in found]
        # what stands under one contact every time may be a person's name
        if len(bearing) >= CONSTANT * len(words) and not set.intersection(*bearing):
            constant.append(place)
    if not constant:
        return ""
    told: list[str] = []
    for before, here in pairwise([-1, *constant, len(middle)]):
        fillers = {
            text[start:end]
            for found, text in zip(places, words, strict=True)
            if (start := found.get(before, -1 if before < 0 else -2) + 1) >= 0
            and (end := found.get(here, len(text) if here == len(middle) else -1)) >= start
        }
        if fillers - {()}:
            told.append(f"[{len(fillers)}]")
        if here < len(middle):
            told.append(middle[here])
    return " ".join(told[:MOST_WORDS]) + (" ..." if len(told) > MOST_WORDS else "")


def _places(middle: tuple[str, ...], text: tuple[str, ...]) -> dict[int, int]:
    """Where each word of the one stands in the other."""
    blocks = SequenceMatcher(None, middle, text, autojunk=False).get_matching_blocks()
    return {block.a + k: block.b + k for block in blocks for k in range(block.size)}
