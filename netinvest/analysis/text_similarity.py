"""Near-duplicate texts: which advertisements were written from one template.

Texts are folded (case, compatibility forms, digits, everything but letters) and cut into word bigrams. Candidate
pairs come from MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*,
ch. 3), and each pair is verified by the Jaccard similarity of the bigrams, weighted by their rarity, so that a phrase
every advertisement uses says little.

How it is misread: a common template, or a stolen text, is near-duplicate too. Similar text alone does not say that
one person posted both.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.projection.network import Floats, Ints

BANDS, ROWS = 24, 3
SIMILAR = 0.5
"""Weighted Jaccard from which two texts count as one template."""
_MERSENNE = (1 << 31) - 1
_NOT_LETTERS = re.compile(r"[^\w\s]|[\d_]")


def fold(text: str) -> str:
    """Lower-case words without digits, punctuation, emoji and compatibility forms."""
    return " ".join(_NOT_LETTERS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


def shingles(texts: Sequence[str]) -> sparse.csr_matrix:
    """Text x bigram incidence (binary, CSR); a text of one word has that word."""
    vocabulary: dict[tuple[str, ...], int] = {}
    indices: list[int] = []
    indptr = [0]
    for text in texts:
        words = text.split()
        pairs: set[tuple[str, ...]] = set(pairwise(words)) or {(word,) for word in words}
        indices.extend(vocabulary.setdefault(pair, len(vocabulary)) for pair in sorted(pairs))
        indptr.append(len(indices))
    shape = (len(texts), max(len(vocabulary), 1))
    return sparse.csr_matrix((np.ones(len(indices)), np.array(indices, dtype=np.int64), indptr), shape=shape)


def _signatures(incidence: sparse.csr_matrix, seed: int) -> Ints:
    """MinHash signatures, texts x (BANDS * ROWS); empty texts get -1."""
    random = np.random.default_rng(seed)
    a = random.integers(1, _MERSENNE, BANDS * ROWS)
    b = random.integers(0, _MERSENNE, BANDS * ROWS)
    # hashing the column number would follow the vocabulary's order, which follows the rows; both permute alike
    columns = incidence.indices.astype(np.int64)
    filled = np.flatnonzero(np.diff(incidence.indptr))
    result = np.full((incidence.shape[0], BANDS * ROWS), -1, dtype=np.int64)
    for k in range(BANDS * ROWS):
        hashed = (a[k] * (columns + 1) + b[k]) % _MERSENNE
        result[filled, k] = np.minimum.reduceat(hashed, incidence.indptr[filled]) if len(filled) else 0
    return result


def similar_pairs(texts: Sequence[str], *, seed: int = 0, threshold: float = SIMILAR) -> tuple[Ints, Ints, Floats]:
    """Pairs (i < j) of distinct folded texts at or above ``threshold``, with their weighted Jaccard similarity."""
    incidence = shingles(texts)
    signatures = _signatures(incidence, seed)
    found: set[tuple[int, int]] = set()
    for band in range(BANDS):
        part = signatures[:, band * ROWS : (band + 1) * ROWS]
        order = np.lexsort(part.T)
        same = (part[order][1:] == part[order][:-1]).all(axis=1) & (part[order][1:, 0] >= 0)
        # a run of one bucket is chained: first to each, which is enough for components after verification
        for run in np.split(order, np.flatnonzero(~same) + 1):
            if len(run) > 1:
                head = int(run.min())
                found.update((head, int(other)) for other in run if other != head)
                found.update((min(int(x), int(y)), max(int(x), int(y))) for x, y in pairwise(run))
    if not found:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty, np.empty(0)
    left, right = np.array(sorted(found), dtype=np.int64).T
    frequency = np.asarray(incidence.sum(axis=0)).ravel()
    rarity = np.log1p(incidence.shape[0] / np.maximum(frequency, 1))
    total = incidence @ rarity
    common = np.asarray(incidence[left].multiply(incidence[right]) @ rarity).ravel()
    union = total[left] + total[right] - common
    similarity = np.divide(common, union, out=np.zeros_like(common), where=union > 0)
    keep = similarity >= threshold
    return left[keep], right[keep], similarity[keep]


def templates(texts: Sequence[str], *, seed: int = 0) -> Ints:
    """Template number of each text (-1: no words), numbered by first appearance.

    Args:
        texts: Titles and bodies as written.
        seed: Of the hash functions.
    """
    folded = [fold(text) for text in texts]
    distinct = sorted({text for text in folded if text})
    position = {text: i for i, text in enumerate(distinct)}
    left, right, _ = similar_pairs(distinct, seed=seed)
    graph = sparse.coo_matrix((np.ones(len(left)), (left, right)), shape=(len(distinct),) * 2)
    _, component = connected_components(graph, directed=False)
    numbers: dict[int, int] = {}
    return np.array(
        [numbers.setdefault(int(component[position[t]]), len(numbers)) if t else -1 for t in folded], dtype=np.int64
    )
