"""Word pairs of texts, as numbers: what two advertisements are compared by.

Texts are folded (case, compatibility forms; everything but letters parts words) and cut into word bigrams, which are
kept as 40 bits of a hash of their words. Chinese, Japanese, Thai and their like are written without spaces: there each
letter is a word. Texts are read as columns of characters, many at a time.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from netinvest.projection.network import Ints

    Hashes = np.ndarray[Any, np.dtype[np.uint64]]

BITS = np.uint64(40)
LOW = (np.uint64(1) << BITS) - np.uint64(1)
ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
_CHARACTERS = 1 << 18
"""Characters at a time: so small a block stays in the processor's cache."""
_NOT_LETTERS = re.compile(r"[^\w\s]|[\d_]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


def fold(text: str) -> str:
    """Lower-case words without digits, punctuation, emoji and compatibility forms."""
    return " ".join(_NOT_LETTERS.sub(" ", _spaced(_folded(text))).split())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _spaced(text: str) -> str:
    return _UNSPACED.sub(r" \g<0> ", text)


def mixed(x: Hashes) -> Hashes:
    """The finaliser of splitmix64: every bit of the input turns half of the output's."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@dataclass(frozen=True)
class Shingles:
    """The distinct bigrams of each text, sorted: text i has ``code[start[i]:start[i + 1]]``."""

    code: Hashes  # 40 bits
    start: Ints
    digest: Hashes  # of the text's words in their order

    def of(self, texts: Ints) -> tuple[Ints, Hashes]:
        """``(position in texts, code)`` of all bigrams of these texts."""
        length = self.start[texts + 1] - self.start[texts]
        position = np.repeat(np.arange(len(texts)), length)
        first = np.repeat(self.start[texts] - np.r_[0, np.cumsum(length)[:-1]], length)
        return position, self.code[first + np.arange(len(position))]

    def chosen(self, texts: Ints) -> Shingles:
        """The bigrams of some texts, given in ascending order."""
        kept = np.zeros(len(self.digest), dtype=bool)
        kept[texts] = True
        length = np.diff(self.start)
        return Shingles(self.code[np.repeat(kept, length)], np.r_[0, np.cumsum(length[kept])], self.digest[kept])


class _Reader:
    """Turns characters into numbers of letters, and words into hashes."""

    def __init__(self) -> None:
        self._letter = np.zeros(0x110000, dtype=np.uint64)  # 0: parts words
        self._known = np.zeros(0x110000, dtype=bool)
        self._known[:128] = True
        capital, small = (np.frombuffer(letters.encode(), np.uint8) for letters in _ALPHABETS)
        self._letter[small] = self._letter[capital] = mixed(small.astype(np.uint64))
        self._power = self._inverse = np.empty(0, dtype=np.uint64)

    def _points(self, texts: list[str]) -> np.ndarray:
        """Code points of folded texts."""
        written = _folded(_lines(texts))
        points = np.frombuffer(written.encode("utf-32-le", "surrogatepass"), np.uint32)
        found = np.zeros(0x110000, dtype=bool)
        found[points] = True
        distinct = np.flatnonzero(found)
        new = distinct[~self._known[distinct]]
        letters = new[[_NOT_LETTERS.match(chr(point)) is None and not chr(point).isspace() for point in new]]
        self._letter[letters] = mixed(letters.astype(np.uint64))
        self._known[new] = True
        if not _UNSPACED.search("".join(map(chr, distinct))):
            return points
        return np.frombuffer(_spaced(written).encode("utf-32-le", "surrogatepass"), np.uint32)

    def words(self, texts: Sequence[str]) -> tuple[Hashes, Ints, Ints]:
        """Hashes of all words, and of how many texts' they are: ``(hash, words of each text, which text that is)``."""
        plain = np.array([text.isascii() for text in texts])
        order = np.argsort(~plain, kind="stable")
        number = int(plain.sum())
        points = np.frombuffer(_lines([texts[place] for place in order[:number]]).encode(), np.uint8)
        if number < len(texts):
            points = np.concatenate([points, self._points([texts[place] for place in order[number:]])])
        letter = self._letter[points]
        inside = letter != 0
        first = np.flatnonzero(inside & ~np.r_[False, inside[:-1]])
        power, inverse = self._powers(len(points))
        letter *= power
        word = np.add.reduceat(letter, first) * inverse[first] if len(first) else letter[:0]
        count = np.diff(np.searchsorted(first, np.flatnonzero(points == ord("\n"))), prepend=0)
        return word, count, order

    def _powers(self, size: int) -> tuple[Hashes, Hashes]:
        """Powers of an odd number, and of its inverse modulo 2^64."""
        if size > len(self._power):
            inverse = pow(int(ODD[0]), -1, 1 << 64)
            self._power = np.cumprod(np.full(size, ODD[0]), dtype=np.uint64)
            self._inverse = np.cumprod(np.full(size, np.uint64(inverse)), dtype=np.uint64)
        return self._power[:size], self._inverse[:size]


def _lines(texts: list[str]) -> str:
    """One text a line."""
    joined = "\n".join([*texts, ""])
    return joined if joined.count("\n") == len(texts) else "\n".join([*(t.replace("\n", " ") for t in texts), ""])


_ALPHABETS = string.ascii_uppercase, string.ascii_lowercase


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Texts in order, some 2^18 characters at a time."""
    ends = np.cumsum([0, *(len(text) for text in texts)])
    cuts = np.searchsorted(ends, np.arange(0, ends[-1], _CHARACTERS))
    for begin, end in pairwise(np.unique(np.r_[0, cuts, len(texts)]).tolist()):
        yield texts[begin:end]


def shingles(texts: Sequence[str]) -> Shingles:
    """The bigrams of texts as written; a text of one word has that word, one without words nothing."""
    reader = _Reader()
    parts = [_bigrams(*reader.words(block)) for block in _blocks(texts)]
    if not parts:
        return Shingles(np.empty(0, np.uint64), np.zeros(1, np.int64), np.empty(0, np.uint64))
    code, length, digest = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Shingles(code, np.r_[0, np.cumsum(length)], digest)


def _bigrams(word: Hashes, count: Ints, order: Ints) -> tuple[Hashes, Ints, Hashes]:
    """Codes, how many each text has, and each text's digest, in the order of the texts."""
    size = len(order)
    row = np.repeat(order, count)
    begin = np.cumsum(count) - count
    place = np.arange(len(word)) - np.repeat(begin, count)
    digest = np.zeros(size, dtype=np.uint64)
    some = np.flatnonzero(count)
    if len(some):
        digest[order[some]] = np.add.reduceat(mixed(word + place.astype(np.uint64) * ODD[0]), begin[some])
    pair = place[1:] > 0
    alone = begin[count == 1]
    code = np.r_[mixed(word[:-1] * ODD[1] + word[1:] * ODD[2])[pair], mixed(word[alone])]
    key = np.r_[row[1:][pair], row[alone]].astype(np.uint64) << BITS | code >> np.uint64(24)
    key.sort()
    key = key[np.r_[True, key[1:] != key[:-1]]] if len(key) else key
    return key & LOW, np.bincount((key >> BITS).astype(np.int64), minlength=size), digest
