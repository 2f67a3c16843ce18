"""The bundled fonts: which characters they hold, and how wide text comes out in them.

A character that no bundled font holds is written as its code point, ``U+1F9D1`` in angle quotes: it is neither lost nor
a box. Marks are judged together with the letter that carries them, because one font has to hold both.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

FOLDER = Path(str(resources.files("netinvest.charts").joinpath("fonts")))
MM_A_POINT = 25.4 / 72
JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


_SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada",
    "Khmer", "Lao", "Malayalam", "Math", "Myanmar", "Sinhala", "Symbols2", "Tamil", "Telugu", "Thai",
)  # fmt: skip
FONTS = {
    "NotoSans-Regular.ttf": "Noto Sans",
    **{f"NotoSans{script}-Regular.ttf": f"Noto Sans {script}" for script in _SCRIPTS},
    "NotoSansCJKkr-Regular.otf": "Noto Sans CJK KR",
    "DroidSansFallbackFull.ttf": "Droid Sans Fallback",
}
"""File and family, in the order in which a character is looked for."""


@cache
def _advance(name: str) -> dict[int, float]:
    """Code point to its width in em; a font is read when a character asks for it, for all together cost two seconds."""
    from fontTools.ttLib import TTFont

    with TTFont(FOLDER / name, lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}


def families() -> list[str]:
    """Families in the order in which a character is looked for."""
    return list(FONTS.values())


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
    if any(all(ord(c) in _advance(name) for c in cluster) for name in FONTS):
        return cluster
    return "".join(
        c if not unicodedata.category(c).startswith(("M", "C")) and any(ord(c) in _advance(name) for name in FONTS)
        else f"\u2039U+{ord(c):04X}\u203a"
        for c in cluster
    )  # fmt: skip


def width_mm(text: str, points: float) -> float:
    """How wide a line of drawable text is, marks and ligatures counted as if each took its own room."""
    ems = sum(next((_advance(name)[ord(c)] for name in FONTS if ord(c) in _advance(name)), 1.0) for c in text)
    return ems * points * MM_A_POINT
