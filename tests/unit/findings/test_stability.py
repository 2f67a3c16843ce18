from __future__ import annotations

import pytest
from netinvest.findings.stability import instability


@pytest.mark.parametrize(
    ("stability", "interval", "listed", "said"),
    [
        (0.93, [1, 2], 6, ""),
        (0.49, [1, 2], 6, "Unstable: in most perturbed runs it is no such lead."),
        (0.92, [1, 24], 26, "Unstable: its rank spans more than half of the list."),
        (0.92, [3, 14], 26, ""),
        (0.92, [1, 5], 6, ""),  # four ranks are narrow, however short the list
        (None, None, 3, ""),
    ],
)
def test_a_rank_that_does_not_hold_is_called_unstable(
    stability: float | None, interval: list[int] | None, listed: int, said: str
) -> None:
    assert instability({"stability": stability, "interval": interval}, listed) == said
