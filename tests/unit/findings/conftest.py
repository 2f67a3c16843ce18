"""One analysed case for all tests that read findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from netinvest.synthetic import generate
from tests.unit.findings.filled import analysed, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netinvest.findings.analyse import Run
    from netinvest.ledger.ledger import Ledger
    from netinvest.synthetic.case import Case


class Analysed(NamedTuple):
    case: Case
    ledger: Ledger
    run: Run


@pytest.fixture(scope="session")
def small_case() -> Case:
    return generate(seed=2, scale="small", difficulty="easy")


@pytest.fixture(scope="session")
def small(small_case: Case, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analysed]:
    ledger = fill(tmp_path_factory.mktemp("small") / "case.duckdb", small_case)
    yield Analysed(small_case, ledger, analysed(ledger))
    ledger.close()
