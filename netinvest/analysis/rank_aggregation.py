"""Robust rank aggregation: one order out of several indicators, without weights.

Each indicator ranks all actors; ranks are divided by the number of actors. For one actor with m sorted normalised
ranks r(1) <= ... <= r(m), rho = m * min over k of P(Beta(k, m - k + 1) <= r(k)): the probability that k of m random
ranks would be as good (Kolde, Laur, Adler, Vilo 2012, Bioinformatics 28:573). The score is -log10(rho). An indicator
that measured nothing ranks last; it neither helps nor hurts the others much. A sceptic recomputes it from the
indicator values in the export with nothing but a table of the binomial distribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.projection.network import Floats


def normalised_ranks(values: Floats) -> Floats:
    """Rank from the top divided by the number, ties sharing their worst rank; nothing measured (<= 0) is 1."""
    size = len(values)
    ordered = np.sort(values)
    better_or_equal = size - np.searchsorted(ordered, values, side="left")
    return np.where(values > 0, better_or_equal / size, 1.0)


def aggregate(indicators: Sequence[Floats]) -> Floats:
    """Score of each actor, -log10(rho), 0 where nothing was measured.

    Args:
        indicators: One array per indicator, larger meaning more, all of one length.
    """
    from scipy.special import betainc

    ranks = np.sort(np.stack([normalised_ranks(values) for values in indicators]), axis=0)
    number = len(ranks)
    k = np.arange(1, number + 1)[:, None]
    tails = betainc(k, number - k + 1, ranks)
    rho = np.minimum(tails.min(axis=0) * number, 1.0)
    return np.asarray(np.maximum(-np.log10(np.maximum(rho, 1e-300)), 0.0))
