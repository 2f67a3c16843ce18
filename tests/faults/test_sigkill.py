"""A process that is killed at any moment leaves the case whole: the next command says so, and finishes the work."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from typing import TYPE_CHECKING, Any

import netinvest as ni
import pytest
from netinvest.case.graph import sync_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netinvest.case import Case

# Threads and fork do not go together: each victim is a fresh interpreter.
FRESH = multiprocessing.get_context("spawn")
GRACE_S = 120


def load(case: Case, folder: Path) -> None:
    case.load(folder / "more.csv")


def analyse(case: Case, folder: Path) -> None:
    case.analyse(seed=3, perturbations=0)


def export(case: Case, folder: Path) -> None:
    case.export(folder / "leads.json")


def sync(case: Case, folder: Path) -> None:
    sync_graph(case)


OPERATIONS = (load, analyse, export, sync)


def run(operation: Callable[[Case, Path], None], folder: Path) -> None:
    operation(ni.open_case(folder / "a.case"), folder)


def calls(rows: int, *, seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311
    numbers = [f"+44770090{n:04d}" for n in range(60)]
    lines = ["caller,called,start,duration"]
    for n in range(rows):
        a, b = chance.sample(numbers, 2)
        lines.append(f"{a},{b},2026-01-{1 + n % 28:02d} {n % 24:02d}:{chance.randrange(60):02d}:07,{n % 600}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with an analysis, a file loaded since, and one that is not loaded yet."""
    folder: Path = tmp_path_factory.mktemp("start")
    (folder / "first.csv").write_text(calls(3_000, seed=1))
    (folder / "more.csv").write_text(calls(5_000, seed=2))
    case = ni.create_case(folder / "a.case", country="GB")
    case.load(folder / "first.csv")
    case.analyse(seed=1, perturbations=0)
    (folder / "then.csv").write_text(calls(6_000, seed=4))
    case.load(folder / "then.csv")  # is not in the graph yet
    return folder


def state(folder: Path) -> dict[str, Any]:
    """What the case holds, apart from times; and that it is consistent in itself."""
    case = ni.open_case(folder / "a.case")
    assert [check for check in case.verify() if not check.holds] == []
    with case._open() as ledger:

        def rows(query: str) -> list[Any]:
            return ledger.con.execute(query).fetchall()

        return {
            "sources": rows("SELECT source_id, rows, loaded FROM source ORDER BY 1"),
            "calls": rows("SELECT count(*), sum(duration_s), bit_xor(hash(COLUMNS(*)::VARCHAR)) FROM call")[0][:2],
            "runs": rows("SELECT run_id, network_digest, findings_digest FROM run ORDER BY run_id"),
            "findings": rows("SELECT run_id, finding_id FROM finding ORDER BY ALL"),
            "graph": rows("SELECT count(*), sum(count), sum(duration_s) FROM graph_called"),
            "actions": rows("SELECT action, count(*) FROM audit WHERE action <> 'consultation' GROUP BY 1 ORDER BY 1"),
        }


def copied(start: Path, to: Path) -> Path:
    shutil.copytree(start, to)
    return to


@pytest.mark.soak
@pytest.mark.parametrize("kills", [25, 200])
def test_killed_at_random_moments(start: Path, tmp_path: Path, kills: int) -> None:
    before = state(start)
    after, seconds = {}, {}
    for operation in OPERATIONS:
        undisturbed = copied(start, tmp_path / operation.__name__)
        began = time.monotonic()
        _finish(_started(operation, undisturbed))
        seconds[operation] = time.monotonic() - began
        after[operation] = state(undisturbed)
    chance = random.Random(kills)  # noqa: S311
    whole = absent = 0
    for number in range(kills):
        operation = OPERATIONS[number % len(OPERATIONS)]
        folder = copied(start, tmp_path / str(number))
        victim = _started(operation, folder)
        victim.join(chance.uniform(0.05, 1.0) * seconds[operation])
        victim.kill()
        victim.join(GRACE_S)
        found = state(folder)
        assert found in (before, after[operation]), operation.__name__
        whole, absent = whole + (found == after[operation]), absent + (found == before)
        out = folder / "leads.json"
        if out.exists():
            assert out.read_bytes() == (tmp_path / "export" / "leads.json").read_bytes()
        _finish(_started(operation, folder))
        again = state(folder)
        if operation is load:  # the bytes are there once, however often they are loaded
            assert (again["sources"], again["calls"]) == (after[load]["sources"], after[load]["calls"])
        assert {key: again[key] for key in ("runs", "findings", "graph")} == {
            key: after[operation][key] for key in ("runs", "findings", "graph")
        }
        assert not list(folder.rglob("*.part"))
        assert not (folder / "a.case" / "tmp").exists()
        shutil.rmtree(folder)
    assert absent > kills / 5  # else nothing was cut off


def _started(operation: Callable[[Case, Path], None], folder: Path) -> Any:
    process = FRESH.Process(target=run, args=(operation, folder))
    process.start()
    return process


def _finish(process: Any) -> None:
    process.join(GRACE_S)
    assert process.exitcode == 0
