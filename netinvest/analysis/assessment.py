"""The whole assessment of a network: leads of each kind, how stable they are, and what each stream contributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netinvest.analysis.exposure import Exposure, measure_exposure
from netinvest.analysis.grouping import Group, Recurrence, find_ground
from netinvest.analysis.measure import Measures, measure
from netinvest.analysis.perturbation import STREAMS, draws, number_of_perturbations, ranks, without
from netinvest.analysis.top import LEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.projection.network import Floats, Ints, Network


@dataclass(frozen=True)
class Leads:
    """One kind of lead, best first; arrays run along the leads."""

    actors: Ints
    score: Floats
    low: Ints  # 5th and 95th percentile of the rank over the perturbations
    high: Ints
    stability: Floats
    without: dict[str, Ints]  # stream -> rank when it is left out, 0 for no lead any more


@dataclass(frozen=True)
class Assessment:
    """What findings are written from."""

    measures: Measures
    exposure: Exposure
    coordinators: Leads
    both: Leads
    victims: Leads
    networks: list[Group]
    network_stability: Floats  # how alike each came back over the perturbations, 0 where it was no firm network
    resolution: float  # of the networks' modularity: the one whose networks came back best
    agreement: dict[float, float]  # of every resolution tried: how alike its networks came back
    perturbations: int


@dataclass(frozen=True)
class _Pass:
    measures: Measures
    exposure: Exposure
    coordination: Floats
    both: Floats
    victims: Floats


def _once(network: Network, *, seed: int, first: _Pass | None = None, draw: object = None) -> _Pass:
    measures = measure(network, seed=seed, operations=first.measures.operations if first else None, draw=draw)  # type: ignore[arg-type]
    exposure = measure_exposure(network, measures)
    coordination = np.where(measures.coordination >= LEAD, measures.coordination, 0.0)
    both = np.where(exposure.both, exposure.control_score, 0.0)
    victims = np.where(exposure.linked, exposure.score, 0.0)
    return _Pass(measures, exposure, coordination, both, victims)


def _leads(score: Floats, perturbed: list[Floats], left_out: dict[str, Floats]) -> Leads:
    order = np.lexsort((np.arange(len(score)), -score))
    actors = order[score[order] > 0]
    placed = np.array([ranks(other, actors) for other in perturbed]).reshape(len(perturbed), len(actors))
    if len(perturbed):
        low, high = np.percentile(placed, [5, 95], axis=0, method="nearest")
        stability = np.array([other[actors] > 0 for other in perturbed]).mean(axis=0)
    else:
        low = high = np.arange(1, len(actors) + 1)
        stability = np.full(len(actors), np.nan)
    return Leads(
        actors=actors,
        score=score[actors],
        low=low.astype(np.int64),
        high=high.astype(np.int64),
        stability=stability,
        without={stream: np.where(other[actors] > 0, ranks(other, actors), 0) for stream, other in left_out.items()},
    )


def assess(
    network: Network,
    *,
    seed: int,
    perturbations: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Assessment:
    """Assess a network.

    Args:
        network: The network.
        seed: Of text hashing, communities and perturbations.
        perturbations: How many at most; fewer on large networks (``number_of_perturbations``).
        progress: Called with (done, all).
    """
    first = _once(network, seed=seed)
    number = number_of_perturbations(network, *(() if perturbations is None else (perturbations,)))
    total = number + len(STREAMS)
    left_out = {}
    for done, stream in enumerate(STREAMS, start=1):
        left_out[stream] = _once(without(network, stream), seed=seed)
        if progress:
            progress(done, total)
    recurrence = Recurrence(find_ground(network, first.measures, first.exposure), seed=seed)
    kept: list[_Scores] = []
    for done, draw in enumerate(draws(network, number, seed=seed), start=len(STREAMS) + 1):
        again = _once(network, seed=seed, first=first, draw=draw)
        kept.append(_Scores(again.coordination, again.both, again.victims))
        recurrence.add(find_ground(network, again.measures, again.exposure, days=draw.contact_days))
        if progress:
            progress(done, total)
    return Assessment(
        measures=first.measures,
        exposure=first.exposure,
        coordinators=_leads(
            first.coordination, [s.coordination for s in kept], {k: p.coordination for k, p in left_out.items()}
        ),
        both=_leads(first.both, [s.both for s in kept], {k: p.both for k, p in left_out.items()}),
        # who shows signs of control as well may be exploited all the same, and help is due to them as to the others
        victims=_leads(first.victims, [s.victims for s in kept], {k: p.victims for k, p in left_out.items()}),
        networks=recurrence.networks(),
        network_stability=recurrence.stability(),
        resolution=recurrence.resolution,
        agreement=recurrence.agreement(),
        perturbations=number,
    )


@dataclass(frozen=True)
class _Scores:
    coordination: Floats
    both: Floats
    victims: Floats
