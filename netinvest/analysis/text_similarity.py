"""Near-duplicate texts: which advertisements were written from one template.

Texts are compared by their word pairs (``netinvest.analysis.shingle``). Candidate pairs come from MinHash signatures in
bands (Broder 1997; Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, ch. 3), and each pair is verified by the
Jaccard similarity of the bigrams, weighted by their rarity, so that a phrase every advertisement uses says little.
Everything is columns of numpy, in blocks, so that a million texts fit into memory; and depends on the texts alone, not
on their order.

How it is misread: a common template, or a stolen text, is near-duplicate too. Similar text alone does not say that
one person posted both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from netinvest.analysis.shingle import BITS, LOW, ODD, shingles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netinvest.analysis.shingle import Hashes, Shingles
    from netinvest.projection.network import Floats, Ints, Mask

BANDS, ROWS = 24, 3
SIMILAR = 0.5
"""Weighted Jaccard from which two texts count as one template."""
BLOCK = 4_000
"""Texts, or pairs, at a time: so small a block stays in the processor's cache."""
_CODES = 1 << 22


def _band_keys(found: Shingles, seed: int) -> Iterator[Hashes]:
    """For each band one key a text; equal where the band's MinHash values are."""
    random = np.random.default_rng(seed)
    a = random.integers(0, 1 << 31, BANDS * ROWS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = random.integers(0, 1 << 32, BANDS * ROWS, dtype=np.uint32)
    size = len(found.start) - 1
    key = np.empty((BANDS, size), dtype=np.uint64)
    for at in range(0, size, BLOCK):
        end = min(at + BLOCK, size)
        code = found.code[found.start[at] : found.start[end]].astype(np.uint32)
        start = found.start[at:end] - found.start[at]
        for band in range(BANDS):
            mixed = np.zeros(end - at, dtype=np.uint64)
            for k in range(band * ROWS, (band + 1) * ROWS):
                mixed = (mixed + np.minimum.reduceat(code * a[k] + b[k], start)) * ODD[k % ROWS]
            key[band, at:end] = mixed ^ (mixed >> np.uint64(32))
    yield from key


class Weighted:
    """Jaccard similarity weighted by ln(1 + N / n) for a bigram that is in n of N texts.

    Bigrams are counted in 64 places each, 2^22 at most, so two may share one by chance: then both weigh a little less.
    """

    def __init__(self, found: Shingles) -> None:
        self._found = found
        size = len(found.start) - 1
        bits = min(22, len(found.code).bit_length() + 6)
        self._shift = BITS - np.uint64(bits)
        counted = np.zeros(1 << bits, dtype=np.int64)
        for at in range(0, len(found.code), _CODES):
            counted += np.bincount((found.code[at : at + _CODES] >> self._shift).view(np.int64), minlength=1 << bits)
        self._rarity = np.log1p(size / np.maximum(counted, 1)).astype(np.float32)
        self._total = np.zeros(size)
        filled = np.flatnonzero(np.diff(found.start))
        for at in range(0, len(filled), BLOCK):
            texts = filled[at : at + BLOCK]
            first, last = found.start[texts[0]], found.start[texts[-1] + 1]
            self._total[texts] = np.add.reduceat(self._weight(found.code[first:last]), found.start[texts] - first)

    def _weight(self, code: Hashes) -> Floats:
        return self._rarity[(code >> self._shift).view(np.int64)].astype(float)

    def similarity(self, left: Ints, right: Ints) -> Floats:
        """Of each pair of texts, 0 to 1."""
        result = np.empty(len(left))
        for at in range(0, len(left), BLOCK):
            here, there = left[at : at + BLOCK], right[at : at + BLOCK]
            keys = [place.astype(np.uint64) << BITS | code for place, code in map(self._found.of, (here, there))]
            key = np.concatenate(keys)
            key.sort()
            both = key[:-1][key[1:] == key[:-1]]
            code = both & LOW
            common = np.bincount((both >> BITS).astype(np.int64), weights=self._weight(code), minlength=len(here))
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
    found = shingles(texts)
    wordless: Mask = np.diff(found.start) == 0
    _, first, distinct = np.unique(found.digest, return_index=True, return_inverse=True)
    keep = ~wordless[first]
    kept = np.sort(first[keep])
    found = found.chosen(kept)
    size = len(kept)
    label = np.arange(size)
    if size > 1:
        weighted = Weighted(found)
        by_content = np.argsort(found.digest)
        for key in _band_keys(found, seed):
            later, before, head = (by_content[place] for place in _buckets(key[by_content]))
            for other in (before, head):  # most are together after the first
                apart = label[later] != label[other]
                left, right = later[apart], other[apart]
                similar = weighted.similarity(left, right) >= threshold
                if similar.any():
                    label = _joined(label, left[similar], right[similar])
    of_distinct = np.full(len(first), -1)
    of_distinct[keep] = label[np.searchsorted(kept, first[keep])]
    of_text = of_distinct[distinct.reshape(-1)]
    names, seen = np.unique(of_text[~wordless], return_index=True)
    number = np.empty(len(names), dtype=np.int64)
    number[np.argsort(seen)] = np.arange(len(names))
    result = np.full(len(of_text), -1, dtype=np.int64)
    result[~wordless] = number[np.searchsorted(names, of_text[~wordless])]
    return result
