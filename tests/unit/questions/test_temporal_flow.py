from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.questions.temporal_flow import Payments, cone, largest_flow
from scipy.optimize import linprog

Row = tuple[int, int, int, int]


def _payments(rows: list[Row], size: int = 5) -> Payments:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Payments(size, *columns)


def test_money_does_not_flow_back_in_time() -> None:
    early_then_late = _payments([(0, 1, 1, 50), (1, 2, 2, 80)])
    late_then_early = _payments([(0, 1, 2, 50), (1, 2, 1, 80)])
    assert largest_flow(early_then_late, [0], [2])[0] == 50
    assert largest_flow(late_then_early, [0], [2])[0] == 0


def test_money_is_not_counted_twice_and_the_way_is_told() -> None:
    rows = [(0, 1, 1, 50), (1, 2, 2, 30), (1, 3, 3, 40), (3, 2, 4, 40), (4, 2, 1, 99)]
    amount, part = largest_flow(_payments(rows), [0], [2])
    assert amount == 50
    assert part[0] == 50
    assert part[1] + part[3] == 50
    assert part[4] == 0


def test_at_one_moment_any_order_is_possible() -> None:
    assert largest_flow(_payments([(1, 2, 5, 10), (0, 1, 5, 10)]), [0], [2])[0] == 10


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 5), st.integers(1, 30)), min_size=1, max_size=14
    )
)
def test_it_is_the_optimum_of_the_linear_programme(rows: list[Row]) -> None:
    """One variable a transfer; up to any moment, nobody but the source has sent more on than came in."""
    rows = [row for row in rows if row[0] != row[1]]
    payments = _payments(rows)
    useful = [(a, b, t, c) for a, b, t, c in rows if b != 0 and a != 4]
    best = 0
    if useful:
        times = sorted({t for _, _, t, _ in useful})
        limits = [
            [(a == actor) * (t <= now) * 1.0 - (b == actor) * (t <= now) * 1.0 for a, b, t, _ in useful]
            for actor, now in product((1, 2, 3), times)
        ]
        found = linprog(
            [-float(b == 4) for _, b, _, _ in useful],
            A_ub=limits,
            b_ub=np.zeros(len(limits)),
            bounds=[(0, c) for *_, c in useful],
        )
        best = round(-found.fun)
    amount, part = largest_flow(payments, [0], [4])
    assert amount == best
    assert (part <= payments.amount).all()
    turned, _ = largest_flow(payments.reversed(), [4], [0])
    assert turned == amount


def test_the_cone_keeps_to_steps_time_and_barred() -> None:
    payments = _payments([(0, 1, 1, 5), (1, 2, 2, 5), (2, 3, 3, 5), (1, 4, 0, 5)])
    nobody = np.zeros(5, dtype=bool)
    used, fewest = cone(payments, 0, steps=2, barred=nobody)
    assert used.tolist() == [True, True, False, False]
    assert fewest.tolist() == [0, 1, 2, -1, -1]
    barred = np.arange(5) == 1
    assert cone(payments, 0, steps=9, barred=barred)[0].tolist() == [True, False, False, False]
