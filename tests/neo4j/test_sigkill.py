"""A load of a server case is killed at any moment: the ledger has the file or not, and a sync mends the graph."""

from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING

import netinvest as ni
import pytest
from netinvest.case.graph import sync_graph
from netinvest.model.graph import RelationshipType
from netinvest.store import open_store
from netinvest.store.sync import sync
from tests.faults.state import calls
from tests.faults.test_sigkill import FORKS, GRACE_S
from tests.neo4j.test_case import graph

if TYPE_CHECKING:
    from pathlib import Path

    from tests.neo4j.server import Server

pytestmark = pytest.mark.neo4j
ROWS = 400


def load_and_sync(path: Path, file: Path, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    case = ni.open_case(path)
    case.load(file)
    sync_graph(case)


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.soak)])
def test_a_killed_load_and_sync_to_a_server_is_completed_by_the_next(
    tmp_path: Path, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    environment = neo4j_server.environment()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    case = ni.create_case(tmp_path / "a.case", country="GB", store=neo4j_server.uri)
    chance = random.Random(kills)  # noqa: S311
    usual, cut = 0.0, 0
    for number in range(-1, kills + 1):  # the first are left alone: one loads modules, the other is timed
        file = tmp_path / f"calls{number}.csv"
        file.write_text(calls(ROWS, seed=number + 2))
        process = FORKS.Process(target=load_and_sync, args=(case.path, file, environment))
        began = time.monotonic()
        process.start()
        process.join(chance.uniform(0.05, 0.8) * usual if number > 0 else GRACE_S)
        took = time.monotonic() - began
        process.kill()
        process.join(GRACE_S)
        if process.exitcode != 0:
            cut += 1
        else:  # it was over: a machine that was busy when it was timed is so no more
            usual = took if number <= 0 else min(usual, took)
        loaded = [source["loaded"] for source in case.sources()]
        assert set(loaded) <= {ROWS}
        sync_graph(case)
        assert sync_graph(case).written == 0
        found = graph(case)
        with case._open() as ledger, ledger.transaction() as con:
            own = open_store("embedded", con, "")
            sync(con, own)
        due = graph(case, "embedded")
        for name, table in due.items():
            if name != "scores":
                assert found[name].equals(table), (number, name)
        assert found[RelationshipType.CALLED].num_rows > 0
    assert cut >= kills // 3
