from __future__ import annotations

import json
import subprocess
import sys

import pytest

MIB = 1 << 20
TOLD = """
import json, os, resource, sys
name, most = sys.argv[1], int(sys.argv[2])
if name:
    resource.setrlimit(getattr(resource, name), (most, most))
from netinvest.ledger import memory
memory.prepare()
import duckdb
con = duckdb.connect(config=memory.database_settings())
print(json.dumps([memory.room(), con.execute("SELECT current_setting('threads')").fetchone()[0],
                  memory.database_settings()["memory_limit"], os.environ.get("ARROW_DEFAULT_MEMORY_POOL")]))
"""


def told(name: str, most: int) -> tuple[int, int, str, str | None]:
    done = subprocess.run([sys.executable, "-c", TOLD, name, str(most)], capture_output=True, text=True, check=True)
    room, threads, limit, pool = json.loads(done.stdout)
    return room, threads, limit, pool


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are told by /proc")
@pytest.mark.parametrize("name", ["RLIMIT_DATA", "RLIMIT_AS"])
def test_engines_are_told_how_little_memory_is_left(name: str) -> None:
    room, threads, limit, pool = told(name, 500 * MIB)
    assert 0 < room < 500 * MIB
    assert threads == 1
    assert 32 <= int(limit.removesuffix("MiB")) <= 500 // 3
    assert pool == "system"


def test_where_there_is_enough_they_work_as_they_like() -> None:
    room, _, limit, pool = told("", 0)
    if room < 4 * 1200 * MIB:
        pytest.skip("this machine has little memory itself")
    assert (limit, pool) == ("1200MiB", None)
