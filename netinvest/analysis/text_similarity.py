"""Near-duplicate texts: which advertisements were written from one template.

Texts are folded (case, compatibility forms, digits, everything but letters) and cut into word bigrams, which are kept
as 40 bits of a hash of their words. Candidate pairs come from MinHash signatures in bands (Broder 1997; Leskovec,
Rajaraman, Ullman, *Mining of Massive Datasets*, ch. 3), and each pair is verified by the Jaccard similarity of the
bigrams, weighted by their rarity, so that a phrase every advertisement uses says little. Everything after the folding
is columns of numpy, in blocks, so that a million texts fit into memory; and depends on the texts alone, not on their
order.

How it is misread: a common template, or a stolen text, is near-duplicate too. Similar text alone does not say that
one person posted both.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from netinvest.projection.network import Floats, Ints, Mask

    Hashes = np.ndarray[Any, np.dtype[np.uint64]]

BANDS, ROWS = 24, 3
SIMILAR = 0.5
"""Weighted Jaccard from which two texts count as one template."""
BLOCK, SMALL_BLOCK = 50_000, 5_000
"""Texts, or pairs, at a time; so small a block of signatures stays in the processor's cache."""
_BITS = np.uint64(40)
_FREQUENCY_BITS = np.uint64(40 - 22)
_NOT_LETTERS = re.compile(r"[^\w\s]|[\d_]")
_ASCII = dict.fromkeys(range(128), " ") | {ord(c): c.lower() for c in string.ascii_letters}
_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


def fold(text: str) -> str:
    """Lower-case words without digits, punctuation, emoji and compatibility forms."""
    return " ".join(_words(text).split())


def _words(text: str) -> str:
    if text.isascii():
        return text.translate(_ASCII)
    return _NOT_LETTERS.sub(" ", unicodedata.normalize("NFKC", text).casefold())


def _mixed(x: Hashes) -> Hashes:
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
        """The bigrams of some texts."""
        length = self.start[texts + 1] - self.start[texts]
        return Shingles(self.of(texts)[1], np.r_[0, np.cumsum(length)], self.digest[texts])


def shingles(texts: Sequence[str]) -> Shingles:
    """The bigrams of texts as written; a text of one word has that word, one without words nothing."""
    parts = [_block([_words(text) for text in texts[at : at + BLOCK]]) for at in range(0, len(texts), BLOCK)]
    if not parts:
        return Shingles(np.empty(0, np.uint64), np.zeros(1, np.int64), np.empty(0, np.uint64))
    code, length, digest = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Shingles(code, np.r_[0, np.cumsum(length)], digest)


def _block(words: list[str]) -> tuple[Hashes, Ints, Hashes]:
    from pandas.util import hash_array

    size = len(words)
    split = pc.utf8_split_whitespace(pa.array(words, pa.large_string()))
    coded = split.flatten().dictionary_encode()
    vocabulary = coded.dictionary.to_numpy(zero_copy_only=False)
    token = hash_array(vocabulary, categorize=False)[coded.indices.to_numpy()]
    row = np.repeat(np.arange(size), np.diff(split.offsets.to_numpy()))
    filled = (vocabulary != "")[coded.indices.to_numpy()]
    token, row = token[filled], row[filled]
    count = np.bincount(row, minlength=size)
    place = np.arange(len(token)) - np.repeat(np.cumsum(count) - count, count)
    digest = np.zeros(size, dtype=np.uint64)
    some = np.flatnonzero(count)
    if len(some):
        at = (np.cumsum(count) - count)[some]
        digest[some] = np.add.reduceat(_mixed(token + place.astype(np.uint64) * _ODD[0]), at)
    pair = row[1:] == row[:-1]
    alone = count[row] == 1
    code = np.r_[_mixed(token[:-1] * _ODD[1] + token[1:] * _ODD[2])[pair], _mixed(token[alone])]
    key = np.r_[row[1:][pair], row[alone]].astype(np.uint64) << _BITS | code >> np.uint64(24)
    key.sort()
    key = key[np.r_[True, key[1:] != key[:-1]]] if len(key) else key
    length = np.bincount((key >> _BITS).astype(np.int64), minlength=size)
    return key & ((np.uint64(1) << _BITS) - np.uint64(1)), length, digest


def _band_keys(found: Shingles, seed: int) -> Iterator[Hashes]:
    """For each band one key a text; equal where the band's MinHash values are."""
    random = np.random.default_rng(seed)
    a = random.integers(0, 1 << 31, BANDS * ROWS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = random.integers(0, 1 << 32, BANDS * ROWS, dtype=np.uint32)
    size = len(found.start) - 1
    key = np.empty((BANDS, size), dtype=np.uint64)
    for at in range(0, size, SMALL_BLOCK):
        end = min(at + SMALL_BLOCK, size)
        code = found.code[found.start[at] : found.start[end]].astype(np.uint32)
        start = found.start[at:end] - found.start[at]
        for band in range(BANDS):
            mixed = np.zeros(end - at, dtype=np.uint64)
            for k in range(band * ROWS, (band + 1) * ROWS):
                mixed = (mixed + np.minimum.reduceat(code * a[k] + b[k], start)) * _ODD[k % ROWS]
            key[band, at:end] = mixed ^ (mixed >> np.uint64(32))
    yield from key


class Weighted:
    """Jaccard similarity weighted by ln(1 + N / n) for a bigram that is in n of N texts.

    Bigrams are counted in 2^22 places, so two may share one by chance: then both weigh a little less.
    """

    def __init__(self, found: Shingles) -> None:
        self._found = found
        size = len(found.start) - 1
        counted = np.bincount((found.code >> _FREQUENCY_BITS).astype(np.int64), minlength=1 << 22)
        self._rarity = np.log1p(size / np.maximum(counted, 1)).astype(np.float32)
        self._total = np.zeros(size)
        filled = np.flatnonzero(np.diff(found.start))
        for at in range(0, len(filled), BLOCK):
            texts = filled[at : at + BLOCK]
            first, last = found.start[texts[0]], found.start[texts[-1] + 1]
            self._total[texts] = np.add.reduceat(self._weight(found.code[first:last]), found.start[texts] - first)

    def _weight(self, code: Hashes) -> Floats:
        return self._rarity[(code >> _FREQUENCY_BITS).astype(np.int64)].astype(float)

    def similarity(self, left: Ints, right: Ints) -> Floats:
        """Of each pair of texts, 0 to 1."""
        result = np.empty(len(left))
        for at in range(0, len(left), BLOCK):
            here, there = left[at : at + BLOCK], right[at : at + BLOCK]
            keys = [place.astype(np.uint64) << _BITS | code for place, code in map(self._found.of, (here, there))]
            key = np.concatenate(keys)
            key.sort(kind="stable")  # two sorted runs are merged
            both = key[:-1][key[1:] == key[:-1]]
            code = both & ((np.uint64(1) << _BITS) - np.uint64(1))
            common = np.bincount((both >> _BITS).astype(np.int64), weights=self._weight(code), minlength=len(here))
            union = self._total[here] + self._total[there] - common
            result[at : at + BLOCK] = np.divide(common, union, out=np.zeros_like(common), where=union > 0)
        return result


def _buckets(key: Hashes) -> tuple[Ints, Ints, Ints]:
    """Each text that has a predecessor in its bucket, that predecessor, and the bucket's first."""
    bits = np.uint64(max(len(key) - 1, 1).bit_length())
    # the text's own number in the low bits: one plain sort, and equal keys in the order of the texts
    ranked = key >> bits << bits | np.arange(len(key), dtype=np.uint64)
    ranked.sort()
    order = (ranked & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    same = ranked[1:] >> bits == ranked[:-1] >> bits
    first = np.maximum.accumulate(np.where(np.r_[True, ~same], np.arange(len(order)), 0))[1:][same]
    return order[1:][same], order[:-1][same], order[first]


def _joined(label: Ints, left: Ints, right: Ints) -> Ints:
    """Labels after the texts of each pair came together: the lowest of those that are one now."""
    names, ends = np.unique(np.r_[label[left], label[right]], return_inverse=True)
    graph = sparse.coo_matrix((np.ones(len(left)), (ends[: len(left)], ends[len(left) :])), shape=(len(names),) * 2)
    _, component = connected_components(graph, directed=False)
    lowest = np.full(len(names), len(label))
    np.minimum.at(lowest, component, names)
    renamed = np.arange(len(label))
    renamed[names] = lowest[component]
    return np.asarray(renamed[label])


def templates(texts: Sequence[str], *, seed: int = 0, threshold: float = SIMILAR) -> Ints:
    """Template number of each text (-1: no words), numbered by first appearance.

    Args:
        texts: Titles and bodies as written.
        seed: Of the hash functions.
        threshold: Weighted Jaccard from which two texts are of one template; so are those that a chain of such links.
    """
    written = shingles(texts)
    wordless: Mask = np.diff(written.start) == 0
    digest, first, distinct = np.unique(written.digest, return_index=True, return_inverse=True)
    del digest
    keep = ~wordless[first]
    found = written.chosen(first[keep])
    del written
    size = len(found.start) - 1
    label = np.arange(size)
    if size > 1:
        weighted = Weighted(found)
        for key in _band_keys(found, seed):
            later, before, head = _buckets(key)
            for other in (before, head):  # most are together after the first
                apart = label[later] != label[other]
                left, right = later[apart], other[apart]
                similar = weighted.similarity(left, right) >= threshold
                if similar.any():
                    label = _joined(label, left[similar], right[similar])
    of_distinct = np.full(len(first), -1)
    of_distinct[keep] = label
    of_text = of_distinct[distinct.reshape(-1)]
    names, seen = np.unique(of_text[~wordless], return_index=True)
    number = np.empty(len(names), dtype=np.int64)
    number[np.argsort(seen)] = np.arange(len(names))
    result = np.full(len(of_text), -1, dtype=np.int64)
    result[~wordless] = number[np.searchsorted(names, of_text[~wordless])]
    return result
