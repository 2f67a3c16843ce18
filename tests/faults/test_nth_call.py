"""The n-th call to the database or the file system fails, for every n: the case is as before or after, and goes on."""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
from typing import TYPE_CHECKING, Any

import duckdb
import netinvest as ni
import pytest
from netinvest.errors import NetinvestError
from netinvest.ledger import ledger
from tests.faults.state import CASE, begin, state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Faults:
    """Counts calls, and lets the n-th fail; before it is done, or when it is done already."""

    def __init__(self, at: int = 0, *, late: bool = False) -> None:
        self.at, self.late, self.count = at, late, 0

    def around(self, call: Callable[..., Any], error: Callable[[], Exception]) -> Callable[..., Any]:
        def counted(*args: Any, **named: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                if self.late:
                    _let_go(call(*args, **named))
                raise error()
            return call(*args, **named)

        return counted


def _let_go(result: Any) -> None:
    if isinstance(result, io.IOBase):
        result.close()


class Connection:
    """A connection of DuckDB whose calls are counted."""

    def __init__(self, con: Any, faults: Faults) -> None:
        self._con, self._faults = con, faults

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._con, name)
        return self._faults.around(found, _full_database) if name in {"execute", "executemany", "sql"} else found


def _full_database() -> Exception:
    return duckdb.IOException("IO Error: Could not write file: No space left on device")


def _full_disk() -> Exception:
    return OSError(errno.ENOSPC, "No space left on device")


def armed(patch: pytest.MonkeyPatch, faults: Faults) -> None:
    """Let every statement, and every file opened for writing, renamed or made, pass by ``faults``."""
    connect = ledger._connect

    def connected(path: Path, *, read_only: bool) -> Any:
        con, cut_off = connect(path, read_only=read_only)
        return Connection(con, faults), cut_off

    patch.setattr(ledger, "_connect", connected)
    for module in (builtins, io):
        patch.setattr(module, "open", faults.around(module.open, _full_disk))
    for name in ("replace", "mkdir", "fsync"):
        patch.setattr(os, name, faults.around(getattr(os, name), _full_disk))


def load(folder: Path) -> None:
    ni.open_case(folder / CASE).load(folder / "more.csv")


def export(folder: Path) -> None:
    ni.open_case(folder / CASE).export(folder / "leads.json")


@pytest.mark.parametrize(
    ("operation", "late"),
    [
        pytest.param(load, False, id="load"),
        pytest.param(load, True, id="load, done and then said to have failed"),
        pytest.param(export, False, id="export"),
    ],
)
def test_every_call_fails_once(tmp_path: Path, operation: Callable[[Path], None], *, late: bool) -> None:
    (tmp_path / "start").mkdir()
    start = begin(tmp_path / "start", rows=20)
    before = state(start)
    undisturbed = shutil.copytree(start, tmp_path / "undisturbed")
    operation(shutil.copytree(start, tmp_path / "warm"))  # modules are imported and profiles read
    counting = Faults()
    with pytest.MonkeyPatch.context() as patch:
        armed(patch, counting)
        operation(undisturbed)
    after = state(undisturbed)
    assert counting.count > 5
    for at in range(1, counting.count + 1):
        folder = shutil.copytree(start, tmp_path / str(at))
        told = ""
        with pytest.MonkeyPatch.context() as patch:
            armed(patch, Faults(at, late=late))
            try:
                operation(folder)
            except (NetinvestError, OSError) as error:  # the command line has a sentence for what the system refuses
                told = str(error)
        found = state(folder)
        assert found in (before, after), at
        assert told or found == after, at
        assert "\n" not in told, at
        out = folder / "leads.json"
        assert not out.exists() or found == after, at
        assert not [*folder.rglob("*.part"), *folder.rglob("tmp")], at
        if found == before:
            operation(folder)
            assert state(folder) == after, at
        shutil.rmtree(folder)


def test_a_case_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    counting = Faults()
    with pytest.MonkeyPatch.context() as patch:
        armed(patch, counting)
        ni.create_case(tmp_path / "whole.case")
    for at in range(1, counting.count + 1):
        path = tmp_path / f"{at}.case"
        with pytest.MonkeyPatch.context() as patch:
            armed(patch, Faults(at))
            try:
                ni.create_case(path)
            except NetinvestError:
                assert not path.exists()
        assert not list(tmp_path.glob(".*.part"))
        case = ni.open_case(path) if path.exists() else ni.create_case(path)
        assert case.sources() == []
