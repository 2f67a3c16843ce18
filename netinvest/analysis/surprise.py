"""Surprise: how improbable a count is by chance, in powers of ten.

``surprise = -log10 P(X >= observed)`` with X hypergeometric: an actor with ``draws`` counterparts, ``marked`` of all
``population`` actors being of interest. It is the exact test for over-representation (Rivals et al. 2007,
Bioinformatics 23:401). 2 means one in a hundred; it measures association, and is not a probability of innocence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

    from netinvest.projection.network import Floats, Mask

CEILING = 30.0
"""Surprises are cut here: beyond it a p-value has no meaning."""


@dataclass(frozen=True)
class Sign:
    """One indicator over all actors; larger ``strength`` ranks higher, 0 means not seen."""

    strength: Floats
    count: Floats
    expected: Floats | None = None  # count by chance
    p_value: Floats | None = None

    @classmethod
    def plain(cls, strength: Floats, count: Floats | None = None) -> Sign:
        """A measured strength without a null model."""
        return cls(strength=strength, count=strength if count is None else count)

    def among(self, mask: Mask) -> Sign:
        """The sign, seen only on some actors."""
        return Sign(np.where(mask, self.strength, 0.0), self.count, self.expected, self.p_value)


def surprise(observed: Floats, draws: Floats, *, marked: int, population: int) -> Floats:
    """-log10 of the hypergeometric tail, elementwise; 0 where nothing was observed."""
    from scipy.stats import hypergeom

    result = np.zeros(len(observed))
    some = observed > 0
    if some.any():
        size = max(population, 1)
        tail = hypergeom.logsf(observed[some] - 1, size, min(marked, size), np.minimum(draws[some], size))
        result[some] = np.clip(-tail / np.log(10), 0.0, CEILING)
    return result


def association(links: sparse.csr_matrix, interesting: Mask) -> Sign:
    """Whose links go to interesting actors more often than chance brings.

    Args:
        links: n x n; row i has the counterparts of actor i, whatever their weight.
        interesting: Whom to look for.
    """
    binary = links.astype(bool).astype(float)
    observed = np.asarray(binary @ interesting.astype(float)).ravel()
    draws = np.asarray(np.diff(binary.indptr), dtype=float)
    met = np.asarray(binary.sum(axis=0)).ravel() > 0
    population, marked = int(met.sum()), int((met & interesting).sum())
    strength = surprise(observed, draws, marked=marked, population=population)
    return Sign(
        strength=strength,
        count=observed,
        expected=draws * (marked / max(population, 1)),
        p_value=np.power(10.0, -strength),
    )
