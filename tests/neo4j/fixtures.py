"""One server for all tests of a run, started when the first test asks for it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.neo4j.server import Installation, NoServerError, Server, ensure, free_port, stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "neo4j.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def require_server_software() -> None:
    """Skip loudly where there is none, or fail in CI."""
    try:
        ensure()
    except NoServerError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs a Neo4j: {missing}", pytrace=False)
        pytest.skip(f"NEO4J TESTS SKIPPED: {missing}")


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A live server that other tests use too: keep to cases of your own."""
    if uri := os.environ.get("NEO4J_URI"):
        yield Server(uri, os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD", ""))
        return
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    note = shared / "neo4j.json"
    with _locked(shared):  # the workers of one run share the server; the last one out stops it
        if note.exists():
            state = json.loads(note.read_text())
        else:
            require_server_software()
            installation = Installation(shared / "neo4j-home", free_port())
            installation.prepare()
            server = installation.start()
            state = {"uri": server.uri, "password": server.password, "pid": server.pid, "users": 0}
        state["users"] += 1
        note.touch(mode=0o600)
        note.write_text(json.dumps(state))
    yield Server(state["uri"], "neo4j", state["password"], state["pid"])
    with _locked(shared):
        state = json.loads(note.read_text())
        state["users"] -= 1
        if state["users"]:
            note.write_text(json.dumps(state))
        else:
            note.unlink()
            stop(state["pid"], signal.SIGKILL)  # its data goes with it
            shutil.rmtree(shared / "neo4j-home", ignore_errors=True)


@pytest.fixture
def case_id() -> str:
    """A case that no other test has."""
    return f"test-{secrets.token_hex(8)}"
