"""A process that is killed at any moment leaves the case whole: the next command says so, and finishes the work.

Loads alone are killed in ``tests/hostile``, straight in the ledger; here it is the whole of what a command does.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from typing import TYPE_CHECKING, Any

import netinvest as ni
import pytest
from netinvest.case.graph import sync_graph
from tests.faults.state import CASE, begin, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netinvest.case import Case

    Operation = Callable[[Case, Path], object]

# Threads and fork do not go together: the victims are forked from a process that has the modules and no thread.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "igraph", "pandas", "phonenumbers", "pyarrow.compute", "scipy.sparse.csgraph", "scipy.stats",
        "netinvest.case.graph", "netinvest.findings.analyse", "netinvest.ingest.calls", "netinvest.ingest.plan",
        "netinvest.ingest.write", "netinvest.resolve.rules", "netinvest.store.embedded",
    ]
)  # fmt: skip
GRACE_S = 120


def load(case: Case, folder: Path) -> None:
    case.load(folder / "more.csv")


def analyse(case: Case, _folder: Path) -> None:
    case.analyse(seed=3, perturbations=0)


def export(case: Case, folder: Path) -> None:
    case.export(folder / "leads.json")


def sync(case: Case, _folder: Path) -> None:
    sync_graph(case)


OPERATIONS: tuple[Operation, ...] = (load, analyse, export, sync)


def run(operation: Operation, folder: Path) -> None:
    operation(ni.open_case(folder / CASE), folder)


@pytest.mark.parametrize("kills", [25, pytest.param(200, marks=pytest.mark.soak)])
def test_killed_at_random_moments(tmp_path: Path, kills: int) -> None:
    (tmp_path / "start").mkdir()
    start = begin(tmp_path / "start", rows=300)
    before = state(start)
    after, seconds = {}, {}
    for operation in OPERATIONS:
        undisturbed = shutil.copytree(start, tmp_path / operation.__name__)
        began = time.monotonic()
        _finish(_started(operation, undisturbed))
        seconds[operation] = time.monotonic() - began
        after[operation] = state(undisturbed)
    chance = random.Random(kills)  # noqa: S311
    cut = 0
    for number in range(kills):
        operation = OPERATIONS[number % len(OPERATIONS)]
        folder = shutil.copytree(start, tmp_path / str(number))
        victim = _started(operation, folder)
        victim.join(chance.uniform(0.05, 1.0) * seconds[operation])
        victim.kill()
        victim.join(GRACE_S)
        announced = (folder / CASE / "tmp" / "operation.json").exists()
        case = ni.open_case(folder / CASE)
        case.sources()
        assert any("was cut off" in note for note in case.notes) == announced
        found = state(folder)
        assert found in (before, after[operation]), operation.__name__
        cut += found == before
        out = folder / "leads.json"
        if out.exists():  # then the log says so
            assert found == after[export]
            assert out.read_bytes() == (tmp_path / "export" / "leads.json").read_bytes()
        _finish(_started(operation, folder))
        again = state(folder)
        done = {key: value for key, value in after[operation].items() if key != "actions"}
        assert {key: again[key] for key in done} == done
        assert not list(folder.rglob("*.part"))
        assert not (folder / CASE / "tmp").exists()
        shutil.rmtree(folder)
    assert cut > kills // 10  # else they were killed when it was over


def _started(operation: Operation, folder: Path) -> Any:
    process = FORKS.Process(target=run, args=(operation, folder))
    process.start()
    return process


def _finish(process: Any) -> None:
    process.join(GRACE_S)
    assert process.exitcode == 0
