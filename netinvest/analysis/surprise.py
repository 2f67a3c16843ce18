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


def _tail(observed: Floats, draws: Floats, marked: int, population: int) -> Floats:
    """Log of P(X >= observed). scipy's ``hypergeom.logsf`` loops in Python: a hundred times slower here."""
    from scipy.special import gammaln

    def choose(n: Floats | float, k: Floats) -> Floats:
        return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0))

    k = observed
    first = choose(float(marked), k) + choose(float(population - marked), draws - k) - choose(float(population), draws)
    # every further term from the one before it; relative to the first, so that nothing underflows
    term, total = np.ones(len(k)), np.ones(len(k))
    most = np.minimum(draws, marked)
    for step in range(int(np.max(most - k, initial=0.0))):
        j = k + step
        term = np.where(
            j < most,
            term * (marked - j) * (draws - j) / np.maximum((j + 1) * (population - marked - draws + j + 1), 1.0),
            0.0,
        )
        total += term
        if (term <= total * 1e-17).all():
            break
    return np.asarray(np.minimum(first + np.log(total), 0.0))


def surprise(observed: Floats, draws: Floats, *, marked: int, population: int) -> Floats:
    """-log10 of the hypergeometric tail, elementwise; 0 where nothing was observed.

    Args:
        observed: Counterparts of interest, whole numbers up to ``draws`` and ``marked``.
        draws: Counterparts.
        marked: How many of the population are of interest.
        population: How many could have been counterparts.
    """
    result = np.zeros(len(observed))
    # a count that had to be this large, for want of others to meet, surprises nobody
    some = (observed > 0) & (observed > draws - (population - marked))
    if some.any():
        tail = _tail(observed[some], np.minimum(draws[some], population), marked, population)
        result[some] = np.clip(-tail / np.log(10), 0.0, CEILING)
    return result


def association(links: sparse.csr_matrix, interesting: Mask, *, among: Mask | None = None) -> Sign:
    """Whose links go to interesting actors more often than chance brings.

    Args:
        links: n x n; row i has the counterparts of actor i, whatever their weight.
        interesting: Whom to look for.
        among: Who else could have been a counterpart; without, only who is somebody's.
    """
    binary = links.astype(bool).astype(float)
    observed = np.asarray(binary @ interesting.astype(float)).ravel()
    draws = np.asarray(np.diff(binary.indptr), dtype=float)
    met = np.asarray(binary.sum(axis=0)).ravel() > 0
    if among is not None:
        met = met | among
    population, marked = int(met.sum()), int((met & interesting).sum())
    strength = surprise(observed, draws, marked=marked, population=population)
    return Sign(
        strength=strength,
        count=observed,
        expected=draws * (marked / max(population, 1)),
        p_value=np.power(10.0, -strength),
    )
