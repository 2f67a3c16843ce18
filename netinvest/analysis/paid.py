"""Who pays whom in all, and whether again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from netinvest.projection.network import Floats, Ints, Mask, Transfers

REPEATED = 3
"""Payments from which paying somebody is a habit."""


@dataclass(frozen=True)
class Paid:
    """Pairs of payer and payee within the records, in order of both; nobody pays themselves."""

    payer: Ints
    payee: Ints
    amount: Floats
    habit: Mask


def paid(transfers: Transfers, size: int, *, weights: Floats | None = None) -> Paid:
    """Sum single transfers by payer and payee.

    Args:
        transfers: Single transfers.
        size: Number of actors.
        weights: Of the transfers (a perturbation).
    """
    weight = np.ones(len(transfers.start)) if weights is None else weights
    inside = (transfers.start >= 0) & (transfers.end >= 0) & (transfers.start != transfers.end) & (weight > 0)
    pair, inverse = np.unique(transfers.start[inside] * size + transfers.end[inside], return_inverse=True)
    amount = np.bincount(inverse, weights=transfers.amount[inside] * weight[inside], minlength=len(pair))
    times = np.bincount(inverse, weights=weight[inside], minlength=len(pair))
    return Paid(pair // size, pair % size, amount.astype(float), times >= REPEATED)
