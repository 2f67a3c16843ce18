"""A load that is killed at any moment leaves the case as it was, or loaded: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 30_000  # the writing is a good part of a load
# loads what it is told in a child, so that a kill costs a fork and no start of Python
SERVER = """
import os, sys
import netinvest.ingest.calls, netinvest.ingest.plan, netinvest.ingest.write
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger
for line in sys.stdin:
    case, file = line.rstrip().split("|")
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        with Ledger.open(case) as ledger:
            os.write(write, b"o")
            load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="t")
        os._exit(0)
    os.read(read, 1)
    print(pid, flush=True)
    print(os.waitpid(pid, 0)[1], flush=True)
    os.close(read), os.close(write)
"""


def _file(folder: Path, number: int) -> Path:
    file = folder / f"calls{number}.csv"
    rows = (
        f"+4477009{place:05d},+4478009{number:05d},2026-01-{1 + place % 28:02d} 10:{place % 60:02d}:00,{place}\n"
        for place in range(ROWS)
    )
    file.write_text("caller,callee,start time,duration\n" + "".join(rows))
    return file


def _killed(folder: Path, kills: int, seed: int) -> int:
    """Kill loads at random moments; returns how many were cut off."""
    rng = random.Random(seed)  # noqa: S311
    case = folder / "x.case"
    Ledger.create(case).close()
    pipe = subprocess.PIPE
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdin=pipe, stdout=pipe, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    number, whole, longest, told, cut = 0, 0, 0.0, 0, 0
    file = _file(folder, number)
    for kill in range(kills):
        started = time.monotonic()
        server.stdin.write(f"{case}|{file}\n")
        server.stdin.flush()
        pid = int(server.stdout.readline())
        if kill:
            time.sleep(rng.random() * longest)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.stdout.readline()
        if not kill:
            longest = time.monotonic() - started
        with Ledger.open(case) as ledger:
            told += any("was cut off" in note for note in ledger.notes)
            found = ledger.con.execute(
                "SELECT count(*), count(DISTINCT (source_no, row)), count(DISTINCT source_no) FROM call"
            ).fetchone()
            sources = ledger.con.execute("SELECT count(*), sum(loaded) FROM source").fetchone()
            logged = ledger.con.execute("SELECT count(*) FROM audit").fetchone()
            assert not (case / "tmp").exists()
        assert found in {(whole * ROWS, whole * ROWS, whole), ((whole + 1) * ROWS, (whole + 1) * ROWS, whole + 1)}
        assert sources is not None
        assert (sources[0], sources[1] or 0) == (found[2], found[0])
        assert logged == (found[2],)
        if found[2] > whole:
            whole, number = whole + 1, number + 1
            file = _file(folder, number)
        else:
            cut += 1
    server.communicate()
    assert told
    return cut


def test_loads_killed_at_twenty_five_random_moments(tmp_path: Path) -> None:
    cut = _killed(tmp_path, 26, 1)
    assert cut >= 5  # else they were killed when it was over


@pytest.mark.soak
def test_loads_killed_at_two_hundred_random_moments(tmp_path: Path) -> None:
    cut = _killed(tmp_path, 201, 2)
    assert cut >= 40
