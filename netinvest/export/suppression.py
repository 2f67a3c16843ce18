"""Counts that may be published: small ones are left out, and so are others from which they could be worked out.

A count below ``SMALLEST`` is suppressed. Where what is left lets somebody bound a suppressed count more closely than
``SMALLEST`` values, because rows and columns add up to totals, another count is suppressed too (complementary
suppression), the smallest that helps first. What somebody can work out is asked of a linear program: the least and the
most that a count can be, given everything that is published (Hundepool et al., Statistical Disclosure Control, 2012,
chapter 4: the attacker's problem).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALLEST = 11
"""The smallest count that is published."""


def suppressed(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which counts of a table are not to be published.

    Args:
        counts: Rows by columns, without totals; none below nought.

    Returns:
        One row and one column more than ``counts``: the last ones are the totals.
    """
    table = with_totals(counts)
    hidden = table < SMALLEST
    small = np.argwhere(hidden)
    for place in small:
        while True:
            least, most = bounds(table, hidden, (int(place[0]), int(place[1])))
            if most - least >= SMALLEST - 1:
                break
            other = _next(table, hidden, (int(place[0]), int(place[1])))
            if other is None:
                break  # nothing is left to publish
            hidden[other] = True
    return hidden


def with_totals(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The table with a row and a column of totals."""
    rows = np.vstack([counts, counts.sum(axis=0, keepdims=True)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


def bounds(table: NDArray[np.int64], hidden: NDArray[np.bool_], place: tuple[int, int]) -> tuple[float, float]:
    """The least and the most that a hidden count can be, for somebody who sees all others and knows what adds up.

    Args:
        table: Counts with totals.
        hidden: Which are not seen.
        place: Row and column of the count that is asked about.
    """
    from scipy.optimize import linprog

    number = np.full(table.shape, -1)
    number[hidden] = np.arange(hidden.sum())
    last = (table.shape[0] - 1, table.shape[1] - 1)
    lines = [[(row, column) for column in range(last[1] + 1)] for row in range(last[0] + 1)]
    lines += [[(row, column) for row in range(last[0] + 1)] for column in range(last[1] + 1)]
    left, right = np.zeros((len(lines), int(hidden.sum()))), np.zeros(len(lines))
    for at, line in enumerate(lines):
        for cell, sign in zip(line, [1] * (len(line) - 1) + [-1], strict=True):
            if hidden[cell]:
                left[at, number[cell]] = sign
            else:
                right[at] -= sign * table[cell]
    ends = []
    for sign in (1, -1):
        aim = np.zeros(left.shape[1])
        aim[number[place]] = sign
        found = linprog(aim, A_eq=left, b_eq=right, bounds=(0, None), method="highs")
        ends.append(sign * found.fun if found.status == 0 else np.inf)  # unbounded: it can be any number
    return float(ends[0]), float(ends[1])


def _next(table: NDArray[np.int64], hidden: NDArray[np.bool_], place: tuple[int, int]) -> tuple[int, int] | None:
    """What to suppress next: where a row or column hides a single count first, totals last, the smallest first."""
    lonely_rows, lonely_columns = hidden.sum(axis=1) == 1, hidden.sum(axis=0) == 1
    totals = (table.shape[0] - 1, table.shape[1] - 1)

    def rank(cell: tuple[int, int]) -> tuple[int, bool, bool, int]:
        company = int(lonely_rows[cell[0]]) + int(lonely_columns[cell[1]])
        apart = cell[0] != place[0] and cell[1] != place[1]
        return -company, apart, cell[0] == totals[0] or cell[1] == totals[1], int(table[cell])

    return min(((int(row), int(column)) for row, column in np.argwhere(~hidden)), key=rank, default=None)
