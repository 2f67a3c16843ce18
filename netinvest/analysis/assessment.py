"""The whole assessment of a network: leads of each kind, how stable they are, and what each stream contributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from netinvest.analysis.community import consensus_communities
from netinvest.analysis.exposure import Exposure, measure_exposure
from netinvest.analysis.measure import Measures, measure
from netinvest.analysis.perturbation import STREAMS, draws, number_of_perturbations, ranks, without
from netinvest.analysis.top import LEAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.projection.network import Floats, Ints, Mask, Network


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
    community: Ints  # per actor, -1 outside
    community_stability: dict[int, float]  # share of members kept, over the perturbations in which it held together
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


def core(found: _Pass | Assessment) -> tuple[sparse.csr_matrix, Mask]:
    """The links and the members that communities are sought among."""
    measures, exposure = found.measures, found.exposure
    members = exposure.linked | exposure.both | measures.controllers | (measures.coordination >= LEAD)
    operations = measures.operations
    together = operations.of_actor
    advertised = np.flatnonzero((together >= 0) & members)
    size = len(together)
    shape = (size, max(int(together.max(initial=-1)) + 1, 1))
    by_operation = sparse.csr_matrix((np.ones(len(advertised)), (advertised, together[advertised])), shape=shape)
    # a clique of k contacts would weigh k - 1 times a tie; each contact's share adds up to one tie
    share = 1.0 / np.maximum(np.asarray(by_operation.sum(axis=0)).ravel() - 1.0, 1.0)
    advertised_links = by_operation @ sparse.diags_array(share) @ by_operation.T
    flow = measures.flow
    paid = sparse.csr_matrix((np.log1p(flow.data), flow.indices, flow.indptr), shape=flow.shape)
    keep = sparse.diags_array(members.astype(float) * ~measures.hubs.any)
    weight = keep @ (measures.ties.weight + paid + paid.T + advertised_links) @ keep
    weight = weight.tocsr()
    weight.setdiag(0)
    weight.eliminate_zeros()
    return weight, members & ~measures.hubs.any


def holds_together(measures: Measures, inside: Mask) -> bool:
    """Whether lasting contact and money join the members of a community by more than a tree.

    A star around one landlord, agent or purse falls apart with any single link; people who work together are linked
    in more than one way.
    """
    links = (measures.ties.weight + measures.flow + measures.flow.T).tocsr()[inside][:, inside].tocoo()
    between = links.row < links.col
    touched = np.unique(np.r_[links.row[between], links.col[between]])
    return bool(between.sum() >= len(touched) > 2)  # noqa: PLR2004


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
    weight, members = core(first)
    community = consensus_communities(weight, members, seed=seed)
    communities = {label: community == label for label in sorted(set(community.tolist()) - {-1})}
    shares: dict[int, list[float]] = {label: [] for label in communities}
    kept: list[_Scores] = []
    for done, draw in enumerate(draws(network, number, seed=seed), start=len(STREAMS) + 1):
        again = _once(network, seed=seed, first=first, draw=draw)
        remain = core(again)[1]
        kept.append(_Scores(again.coordination, again.both, again.victims))
        for label, inside in communities.items():
            shares[label].append(float(remain[inside].mean()) if holds_together(again.measures, inside) else 0.0)
        if progress:
            progress(done, total)
    return Assessment(
        measures=first.measures,
        exposure=first.exposure,
        coordinators=_leads(
            first.coordination, [s.coordination for s in kept], {k: p.coordination for k, p in left_out.items()}
        ),
        both=_leads(first.both, [s.both for s in kept], {k: p.both for k, p in left_out.items()}),
        victims=_leads(
            np.where(first.both > 0, 0.0, first.victims),
            [s.victims for s in kept],
            {k: p.victims for k, p in left_out.items()},
        ),
        community=community,
        community_stability={label: float(np.mean(held)) if held else float("nan") for label, held in shares.items()},
        perturbations=number,
    )


@dataclass(frozen=True)
class _Scores:
    coordination: Floats
    both: Floats
    victims: Floats
