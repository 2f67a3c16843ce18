"""Components of identifiers under decisions that keep some of them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable


class Partition:
    """Kruskal's forest over identifier numbers, with pairs that may not meet.

    Args:
        size: One more than the highest identifier number.
        decisions: Columns decision_id, left_no, right_no, left_key, right_key, judgement, rule, score, reason,
            withdrawn, in the order in which links are to be tried.
        protected: Numbers of identifiers of protected persons.
        behavioural: Names of the rules that may not merge these.
        threshold: Score from which a proposal merges.
    """

    def __init__(
        self, size: int, decisions: pa.Table, protected: Iterable[int], behavioural: set[str], threshold: float
    ) -> None:
        self._parent = list(range(size))
        self._protected = set(protected)
        self._decisions = decisions
        self._apart: dict[int, set[int]] = {}
        self._state = self._join(behavioural, threshold)

    def _root(self, number: int) -> int:
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def _join(self, behavioural: set[str], threshold: float) -> list[str]:
        column = {
            name: self._decisions[name].to_pylist()
            for name in ("left_no", "right_no", "judgement", "rule", "score", "withdrawn")
        }
        rows = list(
            zip(*(column[n] for n in ("left_no", "right_no", "judgement", "rule", "score", "withdrawn")), strict=True)
        )
        accepted = {(left, right) for left, right, judgement, *_, gone in rows if judgement == "same" and not gone}
        refused = {(left, right) for left, right, judgement, *_, gone in rows if judgement == "different" and not gone}
        for left, right in sorted(refused):
            self._apart.setdefault(left, set()).add(right)
            self._apart.setdefault(right, set()).add(left)
        return [
            "withdrawn"
            if gone
            else "refused"
            if judgement == "different" or (left, right) in refused
            else self._accept(left, right)
            if judgement == "same" or (left, right) in accepted
            else "open"
            if score < threshold
            else self._merge(left, right, behavioural=rule in behavioural)
            for left, right, judgement, rule, score, gone in rows
        ]

    def _accept(self, left: int, right: int) -> str:
        return "accepted" if self._merge(left, right, behavioural=False) == "merged" else "blocked"

    def _merge(self, left: int, right: int, *, behavioural: bool) -> str:
        """Join two components if nothing keeps them apart, and say what happened."""
        low, high = sorted((self._root(left), self._root(right)))
        if low == high:
            return "merged"
        if high in self._apart.get(low, ()):
            return "blocked"
        if behavioural and self._protected & {low, high}:
            return "held"
        self._parent[high] = low
        for other in self._apart.pop(high, ()):
            self._apart[other].discard(high)
            self._apart[other].add(low)
            self._apart.setdefault(low, set()).add(other)
        if high in self._protected:
            self._protected.add(low)
        return "merged"

    def roots(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The lowest number of each number's component, by number."""
        return np.array([self._root(number) for number in range(len(self._parent))], dtype=np.int64)

    def states(self) -> pa.Table:
        """The decisions with what became of each, in ``state``."""
        return self._decisions.append_column("state", pa.array(self._state, pa.string()))
