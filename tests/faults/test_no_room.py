"""A full disk and too little memory: whole or absent, told in one sentence, and it goes on when there is room."""

from __future__ import annotations

import resource
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.faults.state import CASE, begin, calls, state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DISK = "12m"
MIB = 1 << 20


def netinvest(folder: Path, *arguments: str, limit: Callable[[], None] | None = None) -> tuple[int, str]:
    """Run a command in a folder; returns its exit code and what it told."""
    done = subprocess.run(
        [sys.executable, "-m", "netinvest.cli", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, preexec_fn=limit, timeout=300,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def refused(told: tuple[int, str]) -> None:
    code, text = told
    assert code in {2, 3}, text
    last = text.splitlines()[-1]
    assert last.startswith("netinvest: "), text
    assert "nobody foresaw" not in last


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB with a case on it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "faults", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a disk of 12 MB cannot be mounted here: run as root to see that a full disk is survived")
    try:
        yield begin(folder, rows=40)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def filled(disk: Path, *, but: int) -> Path:
    """A file that takes what room there is, but for some bytes."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MIB, 4096):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
        file.truncate(file.tell() - but)
    return filler


def test_a_load_that_fills_the_disk(disk: Path, tmp_path: Path) -> None:
    before = state(disk)
    large = tmp_path / "large.csv"
    large.write_text(calls(20_000, seed=9))
    filler = filled(disk, but=MIB // 8)
    refused(netinvest(disk, "load", CASE, str(large)))
    assert state(disk) == before
    filler.unlink()
    assert netinvest(disk, "load", CASE, str(large))[0] == 0
    assert state(disk)["sources"] != before["sources"]


def test_a_disk_that_is_full(disk: Path) -> None:
    before = state(disk)
    filler = filled(disk, but=0)
    refused(netinvest(disk, "export", CASE, "leads.json"))
    refused(netinvest(disk, "analyse", CASE, "--perturbations", "0"))
    filler.unlink()
    assert state(disk) == before
    assert not (disk / "leads.json").exists()
    assert not [*disk.rglob("*.part"), *disk.rglob("tmp")]
    assert netinvest(disk, "export", CASE, "leads.json")[0] == 0


def limited(name: str, most: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(getattr(resource, name), (most, most))

    return limit


def test_a_process_that_may_not_write_more(tmp_path: Path) -> None:
    begin(tmp_path, rows=40)
    (tmp_path / "large.csv").write_text(calls(150_000, seed=9))
    before = state(tmp_path)
    refused(netinvest(tmp_path, "load", CASE, "large.csv", limit=limited("RLIMIT_FSIZE", 4 * MIB)))
    assert state(tmp_path) == before
    assert netinvest(tmp_path, "load", CASE, "more.csv")[0] == 0


@pytest.mark.parametrize("most", [180, 230, 300, pytest.param(260, marks=pytest.mark.soak)])
def test_a_process_that_may_not_have_more_memory(tmp_path: Path, most: int) -> None:
    begin(tmp_path, rows=40)
    (tmp_path / "large.csv").write_text(calls(150_000, seed=9))
    before = state(tmp_path)
    told = netinvest(tmp_path, "load", CASE, "large.csv", limit=limited("RLIMIT_DATA", most * MIB))
    assert told[0] == 0 or most < 300  # enough, since the engines are told how little there is
    if told[0]:
        refused(told)
        assert "memory" in told[1]
        assert state(tmp_path) == before
        assert netinvest(tmp_path, "load", CASE, "large.csv")[0] == 0
    assert state(tmp_path)["sources"] != before["sources"]
    assert netinvest(tmp_path, "load", CASE, "more.csv")[0] == 0
