"""When a rank is not to be relied on: said wherever a rank is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

STABLE_FROM = 0.5
NARROW = 4  # ranks


def instability(finding: Mapping[str, Any], listed: int) -> str:
    """Why a rank is not to be relied on; empty for one that held.

    Args:
        finding: A lead in plain types.
        listed: How many leads of its kind there are.
    """
    if finding["stability"] is not None and finding["stability"] < STABLE_FROM:
        return "Unstable: in most perturbed runs it is no such lead."
    low, high = finding["interval"] or (0, 0)
    return "Unstable: its rank spans more than half of the list." if high - low > max(NARROW, listed / 2) else ""
