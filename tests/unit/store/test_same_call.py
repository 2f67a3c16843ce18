# ruff: noqa: S311 - generated calls
"""Two operators report one call by two clocks: it counts once where that is certain, and only there."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest
from netinvest.model.graph import RelationshipType
from netinvest.store import build
from netinvest.store.same_call import timed_calls
from tests.unit.store.test_build import SOURCES, A, B, C, call, con

if TYPE_CHECKING:
    import duckdb

__all__ = ["con"]  # the fixture
START = dt.datetime(2026, 1, 5, 10)  # noqa: DTZ001 - the ledger's times are UTC without a zone


def after(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


def called(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int, int, list[str]]]:
    rows = build.relationships(con, RelationshipType.CALLED).to_pylist()
    return [(r["start_key"][6:], r["end_key"][6:], r["count"], r["duration_s"], r["sources"]) for r in rows]


@pytest.mark.parametrize("seed", range(5))
def test_calls_of_two_clocks_count_once(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    rng = random.Random(seed)
    skew = rng.choice([-3, -2, 1, 3])
    reports, seconds = [], {(A, B): 0, (B, A): 0, (A, C): 0}
    counts = dict.fromkeys(seconds, 0)
    at = 0.0
    for _ in range(200):
        pair = rng.choice(list(seconds))
        lasted = rng.randrange(1, 600)
        at += rng.randrange(12, 4000)
        other = lasted + rng.choice([-1, 0, 1])
        reports += [(0, pair, at, lasted), (1, pair, at + skew + rng.choice([-1, 0, 1]), other)]
        counts[pair] += 1
        seconds[pair] += max(lasted, other)
    rng.shuffle(reports)
    for source, pair, when, lasted in reports:
        call(con, source, *pair, after(when), duration_s=lasted)
    both = sorted([SOURCES[0], SOURCES[1]])
    assert called(con) == sorted((*pair, counts[pair], seconds[pair], both) for pair in counts)
    assert con.execute("SELECT count(*) FROM call").fetchone() == (400,)


@pytest.mark.parametrize(
    ("reports", "count"),
    [
        ([(0, 0, 60), (1, 5, 60)], 1),
        ([(0, 0, 60), (1, 6, 60)], 2),  # beyond the tolerance
        ([(0, 0, 60), (1, 2, 62)], 2),  # another duration
        ([(0, 0, 60), (1, 2, None)], 1),
        ([(0, 0, 3), (0, 8, 3), (1, 2, 3), (1, 10, 3)], 2),  # truly repeated: each once
        ([(0, 0, 1), (0, 4, 1), (1, 2, 1)], 3),  # which of the two is it? neither
        ([(0, 0, 60), (0, 300, 60)], 2),  # one operator, two calls
        ([(0, 0, 60), (0, 3, 60)], 2),
        ([(0, 0, 60), (1, 2, 60), (2, 4, 61)], 1),
        ([(0, 0, 60), (1, 4, 60), (2, 8, 60)], 3),  # no two of three are surer than the others
        ([(0, 0, 60), (1, 0, 70)], 1),  # of the same second: as ever
    ],
)
def test_what_is_linked_and_what_is_not(
    con: duckdb.DuckDBPyConnection, reports: list[tuple[int, int, int | None]], count: int
) -> None:
    for source, when, lasted in reports:
        call(con, source, A, B, after(when), duration_s=lasted)
        call(con, source, A, C, after(when), duration_s=lasted, service="sms")  # messages alike, and apart from calls
    assert [row[2] for row in called(con)] == [count]
    (message,) = build.relationships(con, RelationshipType.MESSAGED).to_pylist()
    assert message["count"] == count
    events = con.execute(f"SELECT count(DISTINCT t) FROM {timed_calls(con)} WHERE service = 'voice'").fetchone()
    assert events == (count,)


def test_the_other_direction_is_another_call(con: duckdb.DuckDBPyConnection) -> None:
    call(con, 0, A, B, after(0))
    call(con, 1, B, A, after(2))
    assert [(row[2], row[4]) for row in called(con)] == [(1, [SOURCES[0]]), (1, [SOURCES[1]])]


def test_one_file_is_read_as_it_is(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM source WHERE source_no > 0")
    call(con, 0, A, B, after(0))
    call(con, 0, A, B, after(2))
    assert [row[2] for row in called(con)] == [2]
