"""How far a rank can be trusted: the same analysis on records that could have been collected instead.

Each perturbation draws the days of contact of every pair from a Poisson distribution about the observed number, the
weight of every transfer likewise about one, and leaves out every tenth advertisement (a parametric bootstrap of
event counts: Efron, Tibshirani 1993, ch. 6; of networks: Snijders, Borgatti 1999). A rank's interval covers 90 % of
the perturbations; the stability of a lead is the share of them in which it stayed a lead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from netinvest.analysis.measure import Draw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.projection.network import Ints, Network

MOST, LEAST = 200, 20
WORK = 40_000_000
"""Links visited over all perturbations at most, so that a large case gets fewer of them; independent of the machine."""
STREAMS = ("calls", "transfers", "advertisements")


def number_of_perturbations(network: Network, most: int = MOST) -> int:
    """How many perturbations a network of this size gets."""
    links = len(network.contacts.start) + len(network.transfers.start) + 1
    return max(min(most, WORK // links), min(most, LEAST))


def draws(network: Network, number: int, *, seed: int) -> Iterator[Draw]:
    """Perturbed weights, reproducible by the seed."""
    generator = np.random.default_rng(seed)
    days = network.contacts.active_days
    for _ in range(number):
        yield Draw(
            contact_days=generator.poisson(days).astype(float),
            transfer_weight=generator.poisson(1.0, len(network.transfers.start)).astype(float),
            advertisement_kept=generator.random(len(network.advertisements.key)) < 0.9,  # noqa: PLR2004
        )


def without(network: Network, stream: str) -> Network:
    """The network with one stream left out."""
    if stream == "calls":
        contacts = network.contacts
        return replace(network, contacts=type(contacts)(**{n: v[:0] for n, v in vars(contacts).items()}))
    if stream == "transfers":
        transfers = network.transfers
        return replace(network, transfers=type(transfers)(**{n: v[:0] for n, v in vars(transfers).items()}))
    return replace(
        network,
        advertisements=type(network.advertisements)(**{n: v[:0] for n, v in vars(network.advertisements).items()}),
    )


def ranks(score: np.ndarray, leads: Ints) -> Ints:
    """Rank (from 1) of each lead among all actors by score; who has no score ranks one behind the last who has."""
    order = np.lexsort((np.arange(len(score)), -score))
    position = np.empty(len(score), dtype=np.int64)
    position[order] = np.arange(1, len(score) + 1)
    return np.asarray(np.minimum(position, int((score > 0).sum()) + 1)[leads])
