"""No small count can be worked out from what is published, whoever adds and subtracts."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.export.suppression import SMALLEST, bounds, suppressed, with_totals

TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.one_of(st.integers(0, 30), st.integers(0, 400)), min_size=columns, max_size=columns),
        min_size=1,
        max_size=4,
    )
)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_small_counts_are_hidden_and_cannot_be_bounded(rows: list[list[int]]) -> None:
    counts = np.array(rows, np.int64)
    table, hidden = with_totals(counts), suppressed(counts)
    assert hidden[table < SMALLEST].all()
    for place in np.argwhere(table < SMALLEST):
        least, most = bounds(table, hidden, (int(place[0]), int(place[1])))
        assert least <= table[tuple(place)] <= most
        assert most - least >= SMALLEST - 1 or hidden.all()


def test_a_table_without_small_counts_is_published_whole() -> None:
    assert not suppressed(np.array([[11, 200], [30, 12]])).any()


def test_a_single_small_count_takes_others_with_it() -> None:
    counts = np.array([[3, 40, 50], [60, 70, 80], [90, 100, 110]])
    hidden = suppressed(counts)
    assert hidden[0, 0]
    assert hidden[0, :-1].sum() >= 2
    assert hidden[:-1, 0].sum() >= 2
    assert not hidden[-1, -1]
    assert not hidden.all()
    # by trying: other whole numbers give the same published table, and differ in the small count by ten and more
    fits = set()
    free = [tuple(place) for place in np.argwhere(hidden[:-1, :-1])]
    assert len(free) == 4
    (row, column) = next((r, c) for r, c in free if r and c)
    for tried in range(45):
        guess, shift = counts.copy(), tried - counts[0, 0]
        guess[0, 0] += shift
        guess[0, column] -= shift
        guess[row, 0] -= shift
        guess[row, column] += shift
        same = (with_totals(guess) == with_totals(counts)) | hidden
        if (guess >= 0).all() and same.all():
            fits.add(int(guess[0, 0]))
    assert max(fits) - min(fits) >= SMALLEST - 1
