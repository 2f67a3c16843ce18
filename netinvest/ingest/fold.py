"""Text read as a person reads it: lower case, plain letters and digits, nothing invisible.

Advertisers hide a number from a search, not from a reader: with keycap emoji, fullwidth digits, Cyrillic letters
that look Latin, zero-width and direction marks, tags and entities. `fold` undoes that and keeps the way back,
so that what was written can be quoted as it was written.
"""

# ruff: noqa: RUF001 - look-alike letters are what this is about
from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

# Letters of other scripts that are drawn like Latin ones. The number words are folded by the same table,
# so that Russian words still match after it.
_LOOKALIKES = {
    **dict(zip("аеорсухіѕјһкмтвнԁгԍԛԝ", "aeopcyxisjhkmtbhdrgqw", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχ", "abezhikmnoptyxaeikvoptux", strict=True)),
    "ø": "o",
    "ı": "i",
    "ł": "l",
    "đ": "d",
    "|": "l",
    "¦": "l",
    "⭕": "0",
    "○": "0",
    "◯": "0",
    "〇": "0",
    "零": "0",
    "🔟": "10",
}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\uff0d"
_LETTER_NAMES = re.compile(r"(?:SQUARED|CIRCLED|REGIONAL INDICATOR SYMBOL|TAG) (?:LATIN CAPITAL )?LETTER ([A-Z])$")
_MARKUP = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,2000}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")


class _Table(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()  # characters that fold to none or to several

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        if len(folded) != 1:
            self.uneven.add(chr(code))
        return folded


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\r\u2028\u2029\x0b\x0c\x85":
        return "\n"
    if category in {"Cf", "Mn", "Me"} or character == "\x00":
        return ""  # zero-width, direction, variation and keycap marks, accents
    if category.startswith(("Z", "C")):
        return " "
    return "-" if character in _DASHES else _digit(character, category) or _letter(character)


def _digit(character: str, category: str) -> str | None:
    digit = unicodedata.digit(character, None)
    if digit is None and category == "Lo":  # the numerals of Chinese and Japanese
        number = unicodedata.numeric(character, None)
        digit = int(number) if number is not None and number in range(10) else None
    return None if digit is None else str(digit)


def _letter(character: str) -> str:
    lower = character.lower()
    if (found := _LETTER_NAMES.search(unicodedata.name(character, ""))) is not None:
        return found[1].lower()
    if (alike := _LOOKALIKES.get(character) or _LOOKALIKES.get(lower)) is not None:
        return alike
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).lower()
    if len(plain) != 1 and not (plain.isascii() and plain.isalnum()):
        plain = lower[:1]
    return _LOOKALIKES.get(plain, plain)


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text, folded, with the way back to what was written."""

    text: str
    original: str
    positions: list[int] | None  # of each folded character in the original; None where they agree

    def written(self, start: int, end: int) -> str:
        """What stands in the original for ``text[start:end]``."""
        if self.positions is None:
            return self.original[start:end]
        if start >= end:
            return ""
        stop = self.positions[end] if end < len(self.positions) else len(self.original)
        return self.original[self.positions[start] : stop]


def fold(original: str) -> Folded:
    """Fold a text for reading; markup becomes blanks, entities what they stand for."""
    if original.isascii() and "<" not in original and "&" not in original:
        return Folded(original.lower().replace("|", "l").replace("\r", "\n"), original, None)
    if ("<" in original or "&" in original) and _MARKUP.search(original):
        return _fold_markup(original)
    text = original.translate(_TABLE)
    if _TABLE.uneven.isdisjoint(original):
        return Folded(text, original, None)
    positions: list[int] = []
    for position, character in enumerate(original):
        positions.extend([position] * len(_TABLE[ord(character)]))
    return Folded(text, original, positions)


def _fold_markup(original: str) -> Folded:
    pieces: list[str] = []
    positions: list[int] = []

    def put(position: int, piece: str) -> None:
        pieces.append(piece)
        positions.extend([position] * len(piece))

    last = 0
    for found in _MARKUP.finditer(original):
        for position in range(last, found.start()):
            put(position, _TABLE[ord(original[position])])
        token = found[0]
        if token[0] == "<":
            put(found.start(), "\n" if token[1:3].lower() in {"br", "p>", "/p", "di", "/d", "li", "/l"} else " ")
        else:
            plain = html.unescape(token)
            put(found.start(), "".join(_TABLE[ord(c)] for c in plain) if plain != token else token.lower())
        last = found.end()
    for position in range(last, len(original)):
        put(position, _TABLE[ord(original[position])])
    return Folded("".join(pieces), original, positions)


def folded_word(word: str) -> str:
    """A word of a vocabulary, folded by the same table."""
    return word.translate(_TABLE)
