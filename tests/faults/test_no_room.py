"""A full disk and too little memory: whole or absent, told in one sentence, and it goes on when there is room."""

from __future__ import annotations

import resource
import signal
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
        cwd=folder, capture_output=True, text=True, check=False, preexec_fn=limit,
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


@pytest.mark.parametrize("kept", ["RLIMIT_FSIZE", pytest.param("RLIMIT_DATA", marks=pytest.mark.soak)])
def test_a_process_that_may_not_have_more(tmp_path: Path, kept: str) -> None:
    begin(tmp_path, rows=40)
    (tmp_path / "large.csv").write_text(calls(150_000, seed=9))
    before = state(tmp_path)
    most = {"RLIMIT_FSIZE": 4 * MIB, "RLIMIT_DATA": 300 * MIB}[kept]

    def limit() -> None:
        resource.setrlimit(getattr(resource, kept), (most, most))

    code, text = netinvest(tmp_path, "load", CASE, "large.csv", limit=limit)
    # where the last byte is asked for inside Arrow's C interface, Arrow ends the process itself: whole or absent all
    # the same, though not in a sentence of ours
    if not (kept == "RLIMIT_DATA" and code == -signal.SIGABRT and "/arrow/" in text):
        refused((code, text))
    assert state(tmp_path) == before
    assert netinvest(tmp_path, "load", CASE, "more.csv")[0] == 0
