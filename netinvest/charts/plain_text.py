"""Text from sources, made safe to stand in a page without changing what it says.

Markup is not the concern here (a page escapes it and a script writes it by ``textContent``); what is: text
that cannot be encoded, that reorders its surroundings, that is far too long, or that names a protected person.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 2_000
REPLACEMENT = "\ufffd"
_RIGHT_TO_LEFT = "\u200f"  # a mark without width, of the same direction as a Hebrew or Arabic letter

# Controls, lone surrogates, non-characters, and the marks that force a direction on the text around them.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BLANKS = re.compile("[\t\n\r\u2028\u2029]+")

_NUMBER = re.compile(r"\+?\d[\d .()/-]{5,}\d")
_TOKEN = re.compile(r"[^\s,;|()\[\]{}<>\"']+")
SUFFIX_DIGITS = 9  # the digits that a number's national and international forms share
SHORTEST_NUMBER = 7
SHORTEST_WORD = 4  # a shorter handle would take ordinary words out of sentences


def plain(value: object, longest: int = LONGEST) -> str:
    """``value`` as one line of showable text.

    Args:
        value: Any value; None is empty.
        longest: Characters kept; a longer text ends by saying how long it was.
    """
    if value is None:
        return ""
    text = str(value)
    length = len(text)
    if length > longest:
        text = text[:longest]
    text = _UNSHOWABLE.sub(REPLACEMENT, _BLANKS.sub(" ", text))
    return f"{text}… ({length:,} characters)" if length > longest else text


def shortened(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` characters; for names in a drawing, which stand in full elsewhere."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1].rstrip()
    return f"{kept}…{_RIGHT_TO_LEFT if _ends_right_to_left(kept) else ''}"


def _ends_right_to_left(text: str) -> bool:
    """Whether the last letter with a direction is Hebrew, Arabic or the like: the dots then stand to its left."""
    directions = (unicodedata.bidirectional(letter) for letter in reversed(text))
    return next((found for found in directions if found in {"L", "R", "AL"}), "L") != "L"


class Redaction:
    """Takes the identifiers of protected actors out of running text (sentences, file names, caveats).

    Telephone numbers are found in any spelling by their last nine digits; everything else as a whole word,
    whatever its case. Names of persons are not known here: sentences name aliases only.
    """

    def __init__(self, protected: Iterable[tuple[str, str]]) -> None:
        """Args: protected: pairs of identifier value and the alias to put in its place."""
        self._numbers: dict[str, str] = {}
        self._words: dict[str, str] = {}
        for value, alias in protected:
            digits = re.sub(r"\D", "", value)
            if len(digits) >= SHORTEST_NUMBER and re.fullmatch(r"[+\d .()/-]+", value):
                self._numbers[digits[-SUFFIX_DIGITS:]] = alias
            for word in (_folded(value), _folded(value).rpartition(":")[2]):
                if len(word) >= SHORTEST_WORD:
                    self._words.setdefault(word, alias)

    def __call__(self, text: str) -> str:
        """``text`` with every protected identifier replaced by its alias in brackets."""
        if not self._words or not text:
            return text
        if self._numbers:
            text = _NUMBER.sub(self._number, text)
        return _TOKEN.sub(self._word, text)

    def _number(self, match: re.Match[str]) -> str:
        alias = self._numbers.get(re.sub(r"\D", "", match[0])[-SUFFIX_DIGITS:])
        return f"[{alias}]" if alias else match[0]

    def _word(self, match: re.Match[str]) -> str:
        token = match[0]
        found = self._find(token)
        if found:
            return f"[{found}]"
        # file names glue identifiers to other words: GB29NWBK60161331926819_statement.csv
        parts = re.split(r"([_/\\=]|\.(?=\w{1,5}$))", token)
        if len(parts) == 1:
            return token
        return "".join(f"[{alias}]" if (alias := self._find(part)) else part for part in parts)

    def _find(self, token: str) -> str | None:
        word = _folded(token)
        return self._words.get(word) or self._words.get(word.rpartition(":")[2])


def _folded(value: str) -> str:
    return value.strip(".:!?").casefold()
