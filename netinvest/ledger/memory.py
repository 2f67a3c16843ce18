"""How much memory this process may still take, and what the engines below are told of it.

DuckDB, Arrow and OpenBLAS look at the machine, not at what a limit or a container leaves of it. Where memory then ends
inside one of them, it waits for ever or ends the process. So they are told before: fewer threads, less memory.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

MIB = 1 << 20
MOST = 1200 * MIB
"""What DuckDB may take at most: more makes nothing faster."""
LEAST = 32 * MIB
SCARCE = 768 * MIB
"""Below this the engines work with one thread, and Arrow with the system's allocator, which keeps nothing back."""
_SHARE = 3  # of what is left: Python and Arrow need the rest
_ENDLESS = 1 << 60


def room() -> int:
    """Bytes that this process may still take; very many where the system does not tell."""
    return min(_of_process(), _of_container(), _of_machine())


@cache
def database_settings() -> dict[str, Any]:
    """DuckDB's ``memory_limit``, and ``threads`` where memory is scarce.

    They are the same all through a process: its connections to one file share what the first was given.
    """
    left = room()
    settings: dict[str, Any] = {"memory_limit": f"{max(LEAST, min(MOST, left // _SHARE)) // MIB}MiB"}
    return settings | {"threads": 1} if left < SCARCE else settings


def prepare() -> None:
    """Tell the engines that are not loaded yet; to be called before they are."""
    if room() < SCARCE:
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "ARROW_IO_THREADS"):
            os.environ.setdefault(name, "1")


def _of_process() -> int:
    """What the limits of the process (``ulimit -d`` and ``-v``) leave it."""
    try:
        import resource
    except ImportError:  # Windows has none
        return _ENDLESS
    left = _ENDLESS
    for limit, field in ((resource.RLIMIT_DATA, "VmData"), (resource.RLIMIT_AS, "VmSize")):
        most = resource.getrlimit(limit)[0]
        if most != resource.RLIM_INFINITY:
            left = min(left, max(0, most - _kilobytes("/proc/self/status", field, 0) * 1024))
    return left


def _of_container() -> int:
    """What the control group leaves, as a container sees its own: version 2, else 1."""
    folder = Path("/sys/fs/cgroup")
    for most, used in (
        ("memory.max", "memory.current"),
        ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
    ):
        try:
            return max(0, int((folder / most).read_text()) - int((folder / used).read_text()))
        except (OSError, ValueError):  # not there, or "max"
            continue
    return _ENDLESS


def _of_machine() -> int:
    return _kilobytes("/proc/meminfo", "MemAvailable", _ENDLESS // 1024) * 1024


def _kilobytes(file: str, field: str, otherwise: int) -> int:
    try:
        found = re.search(rf"^{field}:\s+(\d+) kB", Path(file).read_text(), re.MULTILINE)
    except OSError:  # not Linux
        return otherwise
    return int(found[1]) if found else otherwise
