"""Flow patterns: planted ones are found, chance is not."""

from __future__ import annotations

import numpy as np
import pytest
from netinvest.analysis.flow_pattern import Gathering, Round, find_gatherings, find_rounds
from netinvest.projection.network import Transfers

SIZE, DAYS = 300, 150
NOBODY = np.zeros(SIZE, dtype=bool)


def everyday(seed: int, number: int = 3_000) -> np.ndarray:
    """Payments between people who do not know each other's sums: payer, payee, amount, day."""
    generator = np.random.default_rng(seed)
    start = generator.integers(0, SIZE, number)
    end = (start + generator.integers(1, SIZE, number)) % SIZE
    amount = np.round(np.exp(generator.normal(0, 1, number)), 2) + 0.01
    return np.stack([start, end, amount, generator.integers(0, DAYS, number)], axis=1)


def transfers(*rows: np.ndarray | list[tuple[float, ...]]) -> Transfers:
    table = np.concatenate([np.asarray(part, dtype=float).reshape(-1, 4) for part in rows])
    table = table[np.lexsort((table[:, 2], table[:, 1], table[:, 0], table[:, 3]))]
    return Transfers(
        start=table[:, 0].astype(np.int64),
        end=table[:, 1].astype(np.int64),
        amount=table[:, 2],
        day=table[:, 3],
        purpose=np.full(len(table), -1),
    )


def gatherings(*rows: np.ndarray | list[tuple[float, ...]]) -> list[Gathering]:
    return find_gatherings(transfers(*rows), SIZE, outside=NOBODY)


def rounds(*rows: np.ndarray | list[tuple[float, ...]], seed: int = 1) -> list[Round]:
    return find_rounds(transfers(*rows), SIZE, outside=NOBODY, seed=seed)


def test_everyday_payments_show_hardly_anything() -> None:
    # by construction one record in twenty may show a round, and one in twenty a gathering
    assert sum(bool(gatherings(everyday(seed))) for seed in range(12)) <= 2
    assert sum(bool(rounds(everyday(seed), seed=seed)) for seed in range(12)) <= 2


def test_alike_sums_from_several_payers() -> None:
    planted = [(payer, 7, 55.0 + payer / 100, 20.0 * payer) for payer in range(20, 26)]
    (found,) = gatherings(everyday(1), planted)
    assert (found.account, found.kind, found.payers.tolist()) == (7, "alike", list(range(20, 26)))
    assert (np.exp(found.low), np.exp(found.high)) == (pytest.approx(55.2), pytest.approx(55.25))
    assert found.chance < 1e-6
    assert found.expected < 0.5


def test_one_payer_who_pays_the_same_again_is_none() -> None:
    assert gatherings(everyday(1), [(20, 7, 55.0, float(day)) for day in range(0, 140, 7)]) == []


def test_sums_that_everybody_pays_are_no_gathering() -> None:
    # everybody pays round tens, and so do the payers of one club
    common = everyday(1)
    common[:, 2] = 10.0
    assert gatherings(common, [(payer, 7, 10.0, payer) for payer in range(20, 40)]) == []


def test_many_payers_within_one_week() -> None:
    planted = [(payer, 7, 0.5 + payer / 3, 70.0 + payer % 5) for payer in range(20, 60, 2)]
    found = [g for g in gatherings(everyday(1), planted) if g.kind == "burst"]
    assert [g.account for g in found] == [7]
    assert 70 <= found[0].low <= found[0].high <= 77
    assert set(range(20, 60, 2)) <= set(found[0].payers.tolist())


def test_a_set_aside_account_is_not_looked_at() -> None:
    outside = NOBODY.copy()
    outside[7] = True
    planted = [(payer, 7, 55.0, 20.0) for payer in range(20, 30)]
    assert find_gatherings(transfers(everyday(1), planted), SIZE, outside=outside) == []


def test_money_that_goes_round_in_order() -> None:
    planted = [(10, 11, 40.0, 5.0), (11, 12, 40.4, 9.0), (12, 13, 39.9, 14.0), (13, 10, 40.1, 20.0)]
    (found,) = rounds(everyday(1), planted)
    assert found.actors == (10, 11, 12, 13)
    assert found.in_order
    assert (found.low, found.high) == (pytest.approx(39.9), pytest.approx(40.4))


def test_a_round_may_begin_anywhere_and_be_out_of_order() -> None:
    later = [(10, 11, 40.0, 14.0), (11, 12, 40.0, 20.0), (12, 10, 40.0, 5.0)]
    assert [r.in_order for r in rounds(everyday(1), later)] == [True]
    mixed = [(10, 11, 40.0, 5.0), (11, 12, 40.0, 20.0), (12, 13, 40.0, 9.0), (13, 10, 40.0, 7.0)]
    assert [r.in_order for r in rounds(everyday(1), mixed)] == [False]


def test_to_and_fro_is_no_round_and_eleven_hops_are_too_many() -> None:
    assert rounds([(1, 2, 40.0, 1.0), (2, 1, 40.0, 2.0)]) == []
    ring = [(k, (k + 1) % 11, 40.0, float(k)) for k in range(11)]
    assert rounds(ring) == []
    assert len(rounds([(k, (k + 1) % 10, 40.0, float(k)) for k in range(10)] + [(50, 51, 1.0, 1.0)] * 400)) == 1


def test_sums_that_differ_do_not_make_a_round() -> None:
    assert rounds(everyday(1), [(10, 11, 40.0, 5.0), (11, 12, 60.0, 9.0), (12, 10, 90.0, 14.0)]) == []


def test_rounds_that_any_order_of_sums_makes_do_not_count() -> None:
    # a market of thirty in which everybody pays everybody the same
    market = [(a, b, 10.0, float(a + b)) for a in range(30) for b in range(30) if a != b]
    assert rounds(market) == []


def test_payments_in_cash_and_to_outside_are_passed_over() -> None:
    cash = [(-1, 7, 55.0, float(k)) for k in range(30)]
    assert gatherings(everyday(1), cash) == []
    assert gatherings([]) == []
    assert rounds([]) == []
