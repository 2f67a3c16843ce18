"""Posting operations: advertisements that one hand probably posted.

Advertisements that name the same actor, were posted by the same account or carry the same image belong together.
One template under different contacts joins two groups only if a second sign agrees: contacts who are tied to one and
the same third person, or, where its words are a dozen or more, a second such template in common or two postings in the
same breath. Similar text alone does not join: independent people copy each other, and are copied.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from netinvest.analysis.shingle import fold
from netinvest.analysis.text_similarity import templates

if TYPE_CHECKING:
    from netinvest.analysis.tie import Ties
    from netinvest.projection.network import Advertisements, Ints, Mask

STOCK_IMAGE = 6
"""An image under more than so many contacts is a stock image and joins nothing."""
COMMON_TEMPLATE = 40
"""A template under more than so many groups is common property and joins nothing."""
WORDY = 12
"""Words from which two templates in common are no coincidence: a few words everybody finds alike, and often."""
SAME_BREATH = 2 / 24
"""Days between two postings that count as one sitting."""


@dataclass(frozen=True)
class Operations:
    """Each advertisement's template and operation; operations are numbered by their first advertisement."""

    template: Ints
    of_ad: Ints
    of_actor: Ints  # the operation that advertises an actor (its largest), -1 for nobody
    contacts: Ints  # per operation: distinct actors to be contacted
    sizes: Ints  # per operation: advertisements
    joined_by: list[frozenset[str]]  # per operation: contact, poster, image, template

    def fellows(self) -> Ints:
        """How many other contacts the operation that advertises an actor has; 0 for who is not advertised."""
        return np.where(self.of_actor >= 0, np.append(self.contacts, 1)[self.of_actor] - 1, 0)


def _union(number: int, left: list[int], right: list[int]) -> Ints:
    graph = sparse.coo_matrix((np.ones(len(left)), (left, right)), shape=(number, number))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label, dtype=np.int64)


def _shared(ads: Advertisements) -> tuple[list[int], list[int], list[str]]:
    """Pairs of advertisements that share a contact, a poster or an image."""
    left: list[int] = []
    right: list[int] = []
    why: list[str] = []
    for name, ad_index, actor in (
        ("contact", ads.contact_ad, ads.contact_actor),
        ("poster", ads.poster_ad, ads.poster_actor),
    ):
        order = np.lexsort((ad_index, actor))
        for a, b in pairwise(order.tolist()):
            if actor[a] == actor[b] and ad_index[a] != ad_index[b]:
                left.append(int(ad_index[a]))
                right.append(int(ad_index[b]))
                why.append(name)
    contact_of: dict[int, set[int]] = {}
    for ad, actor_ in zip(ads.contact_ad.tolist(), ads.contact_actor.tolist(), strict=True):
        contact_of.setdefault(ad, set()).add(actor_)
    bearing: dict[str, list[int]] = {}
    for ad, digests in enumerate(ads.images):
        for digest in digests:
            bearing.setdefault(digest, []).append(ad)
    for members in bearing.values():
        if len(set().union(*(contact_of.get(ad, set()) for ad in members))) <= STOCK_IMAGE:
            for a, b in pairwise(members):
                left.append(a)
                right.append(b)
                why.append("image")
    return left, right, why


def _template_joins(
    ads: Advertisements, template: Ints, group: Ints, contact_groups: list[set[int]], related: sparse.csr_matrix | None
) -> list[tuple[int, int]]:
    """Pairs of groups under one template that a second sign joins."""
    days: dict[int, dict[int, list[float]]] = {}
    example: dict[int, str] = {}
    for ad, number in enumerate(template.tolist()):
        if number >= 0:
            example.setdefault(number, ads.text[ad])
            days.setdefault(number, {}).setdefault(int(group[ad]), []).append(float(ads.day[ad]))
    common: dict[tuple[int, int], int] = {}
    sittings: dict[tuple[int, int], int] = {}
    for number, users in days.items():
        if not 1 < len(users) <= COMMON_TEMPLATE:
            continue
        wordy = len(fold(example[number]).split()) >= WORDY
        for a, b in combinations(sorted(users), 2):
            common[a, b] = common.get((a, b), 0) + wordy
            gaps = np.abs(np.subtract.outer(users[a], users[b]))
            close = int((np.nanmin(gaps, axis=1, initial=np.inf) <= SAME_BREATH).sum()) if gaps.size else 0
            sittings[a, b] = sittings.get((a, b), 0) + close * wordy
    joins = []
    for (a, b), shared in common.items():
        together = False
        if related is not None and contact_groups[a] and contact_groups[b]:
            block = related[sorted(contact_groups[a])][:, sorted(contact_groups[b])]
            together = block.nnz > 0
        if shared > 1 or sittings[a, b] > 1 or together:
            joins.append((a, b))
    return joins


def find_operations(
    ads: Advertisements, size: int, *, ties: Ties | None = None, hub: Mask | None = None, seed: int = 0
) -> Operations:
    """Group advertisements into operations.

    Args:
        ads: Advertisements with their contacts and posters.
        size: Number of actors.
        ties: Lasting contacts: two advertised actors tied to one third person are related.
        hub: Actors whose ties say nothing (taxis, takeaways).
        seed: Of the text hashing.
    """
    number = len(ads.key)
    template = templates(ads.text, seed=seed)
    left, right, why = _shared(ads)
    group = _union(number, left, right) if number else np.empty(0, dtype=np.int64)
    contact_groups: list[set[int]] = [set() for _ in range(int(group.max()) + 1 if number else 0)]
    for ad, actor in zip(ads.contact_ad.tolist(), ads.contact_actor.tolist(), strict=True):
        contact_groups[group[ad]].add(actor)
    related = None
    if ties is not None:
        advertised = np.zeros(size, dtype=bool)
        advertised[ads.contact_actor] = True
        third = ~advertised & (~hub if hub is not None else True)
        reach = ties.weight.multiply(third[None, :]).tocsr()
        related = (reach @ reach.T + ties.weight).tocsr()
    for a, b in _template_joins(ads, template, group, contact_groups, related):
        first_a, first_b = int(np.argmax(group == a)), int(np.argmax(group == b))
        left.append(first_a)
        right.append(first_b)
        why.append("template")
    label = _union(number, left, right) if number else group
    _, first = np.unique(label, return_index=True)
    renumber = np.empty(len(first), dtype=np.int64)
    renumber[np.argsort(first)] = np.arange(len(first))
    of_ad = renumber[label] if number else label
    count = len(first)
    joined: list[set[str]] = [set() for _ in range(count)]
    for ad, reason in zip(left, why, strict=True):
        joined[of_ad[ad]].add(reason)
    sizes = np.bincount(of_ad, minlength=count)
    of_actor = np.full(size, -1, dtype=np.int64)
    listings = np.unique(np.c_[of_ad[ads.contact_ad], ads.contact_actor], axis=0) if count else np.empty((0, 2), int)
    contacts = np.bincount(listings[:, 0], minlength=count)
    for operation, actor in listings[np.argsort(sizes[listings[:, 0]], kind="stable")]:
        of_actor[actor] = operation
    return Operations(
        template=template,
        of_ad=of_ad,
        of_actor=of_actor,
        contacts=contacts,
        sizes=sizes,
        joined_by=[frozenset(reasons) for reasons in joined],
    )
