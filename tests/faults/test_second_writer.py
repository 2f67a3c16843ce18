"""One writer at a time: the second is told within two seconds who holds the case; readers that wait get in."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import netinvest as ni
import pytest
from netinvest.errors import CaseInUse

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys, netinvest as ni
with ni.open_case(sys.argv[1])._open():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_holds_the_case(tmp_path: Path) -> None:
    path = ni.create_case(tmp_path / "a.case").path
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == "held\n"
        (tmp_path / "calls.csv").write_text("caller,called,start,duration\n")
        began = time.monotonic()
        with pytest.raises(CaseInUse) as caught:
            ni.open_case(path).load(tmp_path / "calls.csv")
        waited = time.monotonic() - began
        holder.stdin.close()
        assert holder.wait(30) == 0
    assert f"process {holder.pid}" in str(caught.value)
    assert waited < 2 or os.getloadavg()[0] > 2 * (os.cpu_count() or 1)  # a busy machine may not give us the time
    assert ni.open_case(path).sources() == []  # and now it can be had


def test_whoever_waited_for_a_writer_is_not_told_that_it_was_cut_off(tmp_path: Path) -> None:
    path = ni.create_case(tmp_path / "a.case").path
    writes = HOLDER.replace("_open():", "_open() as ledger:\n    ledger.con.execute('CREATE TABLE held (a INTEGER)')")
    command = [sys.executable, "-c", writes, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == "held\n"
        assert (path / "case.duckdb.wal").exists()
        threading.Timer(0.3, holder.stdin.close).start()
        with ni.open_case(path)._open() as ledger:
            assert ledger.notes == ()
        assert holder.wait(30) == 0


def test_a_reader_waits_for_a_writer_or_is_told(tmp_path: Path) -> None:
    path = ni.create_case(tmp_path / "a.case").path
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CaseInUse, match=f"process {holder.pid}"):
            ni.open_case(path).sources()
        threading.Timer(0.2, holder.stdin.close).start()
        for _ in range(60):  # a busy machine may let the writer end later than a reader waits
            try:
                assert ni.open_case(path).sources() == []
                break
            except CaseInUse:
                continue
        else:
            pytest.fail("the reader never got in")
        assert holder.wait(30) == 0
