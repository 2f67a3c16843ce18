"""Robust rank aggregation: one order out of several indicators, without weights.

Each indicator ranks all actors; ranks are divided by the number of actors. For one actor with m sorted normalised
ranks r(1) <= ... <= r(m), rho = m * min over k of P(Beta(k, m - k + 1) <= r(k)): the probability that k of m random
ranks would be as good (Kolde, Laur, Adler, Vilo 2012, Bioinformatics 28:573). The score is -log10(rho). An indicator
that measured nothing ranks last; it neither helps nor hurts the others much. An indicator of a stream in which an
actor does not appear at all is left out for that actor, and m is smaller by it. A sceptic recomputes it from the
indicator values in the export with nothing but a table of the binomial distribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.projection.network import Floats, Mask


def normalised_ranks(values: Floats) -> Floats:
    """Rank from the top divided by the number, ties sharing their worst rank; nothing measured (<= 0) is 1."""
    size = len(values)
    ordered = np.sort(values)
    better_or_equal = size - np.searchsorted(ordered, values, side="left")
    return np.where(values > 0, better_or_equal / size, 1.0)


def aggregate(indicators: Sequence[Floats], could: Mask | None = None) -> Floats:
    """Score of each actor, -log10(rho), 0 where nothing was measured.

    Args:
        indicators: One array per indicator, larger meaning more, all of one length.
        could: Indicators x actors: whether the actor appears in the indicator's stream; by default all do.
    """
    from scipy.special import betainc

    ranks = np.stack([normalised_ranks(values) for values in indicators])
    possible = np.ones(ranks.shape, dtype=bool) if could is None else could
    # what an actor cannot show is sorted behind and never looked at
    ranks = np.sort(np.where(possible, ranks, 2.0), axis=0)
    number = possible.sum(axis=0)
    k = np.arange(1, len(ranks) + 1)[:, None]
    inside = k <= number
    tails = np.where(inside, betainc(k, np.where(inside, number - k + 1, 1), np.minimum(ranks, 1.0)), 1.0)
    rho = np.minimum(tails.min(axis=0) * number, 1.0)
    return np.asarray(np.where(number > 0, np.maximum(-np.log10(np.maximum(rho, 1e-300)), 0.0), 0.0))
