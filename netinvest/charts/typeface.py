"""The bundled fonts: which characters they hold, and how wide text comes out in them.

A character that no bundled font holds is written as its code point, ``U+1F9D1`` in angle quotes: it is neither lost nor
a box. Marks are judged together with the letter that carries them, because one font has to hold both.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(str(resources.files("netinvest.charts").joinpath("fonts")))
FIRST = "NotoSans-Regular.ttf"
LAST = "DroidSansFallbackFull.ttf"
MM_A_POINT = 25.4 / 72
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


class _Font(NamedTuple):
    family: str
    advance: dict[int, float]  # code point to its width in em


@cache
def _fonts() -> tuple[_Font, ...]:
    from fontTools.ttLib import TTFont

    names = sorted(path.name for path in FOLDER.glob("*-Regular.?tf") if path.name != FIRST)
    found = []
    for name in (FIRST, *names, LAST):
        with TTFont(FOLDER / name, lazy=True) as font:
            units, widths = font["head"].unitsPerEm, font["hmtx"]
            advance = {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}
            found.append(_Font(font["name"].getDebugName(16) or font["name"].getDebugName(1), advance))
    return tuple(found)


def families() -> list[str]:
    """Families in the order in which a character is looked for."""
    return list(dict.fromkeys(font.family for font in _fonts()))


def written(text: str) -> str:
    """``text`` with every character that cannot be drawn written as its code point."""
    if text.isascii():
        return text
    return "".join(_drawable(cluster) for cluster in _clusters(text))


def _clusters(text: str) -> list[str]:
    """Letters with the marks they carry."""
    found: list[str] = []
    for character in text:
        joined = character in JOINERS or unicodedata.category(character).startswith("M")
        if found and joined:
            found[-1] += character
        else:
            found.append(character)
    return found


def _drawable(cluster: str) -> str:
    if any(all(ord(c) in font.advance for c in cluster) for font in _fonts()):
        return cluster
    return "".join(
        c if not unicodedata.category(c).startswith(("M", "C")) and any(ord(c) in f.advance for f in _fonts())
        else f"\u2039U+{ord(c):04X}\u203a"
        for c in cluster
    )  # fmt: skip


def width_mm(text: str, points: float) -> float:
    """How wide a line of drawable text is, marks and ligatures counted as if each took its own room."""
    fonts = _fonts()
    ems = sum(next((font.advance[ord(c)] for font in fonts if ord(c) in font.advance), 1.0) for c in text)
    return ems * points * MM_A_POINT
