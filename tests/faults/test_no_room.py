"""A full disk and too little memory: whole or absent, told in one sentence, and it goes on when there is room."""

from __future__ import annotations

import resource
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import netinvest as ni
import pytest
from netinvest.errors import UsageError
from netinvest.export.signature import make_key
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


EXPORTS: dict[str, Callable[[ni.Case, Path], object]] = {
    "leads.json": lambda case, out: case.export(out),
    "network.graphml": lambda case, out: case.export_network(out),
    "chart.html": lambda case, out: case.chart().save(out),
    "bundle.zip": lambda case, out: case.bundle(out),
    "remedies.csv": lambda case, out: case.write_remedies(out),
    "calls.csv": lambda case, out: case.write_records("calls", "csv", out),
    "statistics.csv": lambda case, out: case.statistics(out),
}


def disclosures(folder: Path) -> list[dict[str, Any]]:
    return [entry.detail for entry in ni.open_case(folder / CASE).log() if entry.action == "disclosure"]


def test_no_export_onto_a_full_disk_is_logged_and_each_onto_one_with_room_is(disk: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    begin(here, rows=40)
    filler = filled(disk, but=0)
    case = ni.open_case(here / CASE)
    for name, export in EXPORTS.items():
        with pytest.raises(UsageError, match="the disk is full"):
            export(case, disk / name)
    assert disclosures(here) == []
    assert sorted(file.name for file in disk.iterdir()) == [CASE, "filler", "first.csv", "more.csv", "then.csv"]
    filler.unlink()
    for done, (name, export) in enumerate(EXPORTS.items(), start=1):
        export(case, disk / name)
        assert (disk / name).stat().st_size > 0
        assert len(disclosures(here)) == done, name


def test_a_file_that_cannot_take_its_name_is_corrected_in_the_log(tmp_path: Path) -> None:
    begin(tmp_path, rows=40)
    (tmp_path / "leads.json").mkdir()
    with pytest.raises(UsageError):
        ni.open_case(tmp_path / CASE).export(tmp_path / "leads.json")
    written, corrected = disclosures(tmp_path)
    assert written["format"] == "json"
    assert corrected["failed"]
    entries = {entry.seq: entry for entry in ni.open_case(tmp_path / CASE).log()}
    assert entries[corrected["entry"]].detail == written
    assert not list(tmp_path.glob(".*.part"))


def test_a_seal_takes_its_name_when_the_log_says_so(tmp_path: Path) -> None:
    begin(tmp_path, rows=40)
    key, case = tmp_path / "k.pem", ni.open_case(tmp_path / CASE)
    make_key(key)

    def sealed() -> list[dict[str, Any]]:
        log = case.log()
        return [entry.detail for entry in log if entry.purpose == "audit log sealed" or entry.detail.get("failed")]

    with pytest.raises(UsageError):
        case.seal(tmp_path / "s.json", key=tmp_path / "none.pem")
    assert sealed() == []
    (tmp_path / "s.json").mkdir()
    with pytest.raises(UsageError):
        case.seal(tmp_path / "s.json", key=key)
    written, corrected = sealed()
    assert (written["entries"], corrected["entry"]) == (len(case.log()) - 1, len(case.log()) - 1)
    (tmp_path / "s.json").rmdir()
    case.seal(tmp_path / "s.json", key=key)
    assert case.verify_seal(tmp_path / "s.json").holds
    assert not list(tmp_path.glob(".*.part"))


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


# at 180 MB the process was seen to end by a signal once, within a library: whole, but without a sentence
@pytest.mark.parametrize("most", [300, *(pytest.param(most, marks=pytest.mark.soak) for most in (180, 230, 260))])
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
