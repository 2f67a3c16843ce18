"""From files to chart: the acceptance-size synthetic case through the command line, step by step.

The bar: 90 s of wall time on two cores, 2 GB of memory. CPU seconds are printed beside wall time, which a busy
machine stretches.

    python benchmarks/case/files_to_chart.py [SEED]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from netinvest.synthetic import write_case

WALL_S, MEMORY_MB = 90, 2048


def run(*arguments: str) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak megabytes of one command."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "netinvest.cli", *arguments]
    quiet = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)]
    pid = os.posix_spawn(sys.executable, command, os.environ, file_actions=actions)
    _, status, used = os.wait4(pid, 0)
    os.close(quiet)
    if os.waitstatus_to_exitcode(status) not in {0, 1}:
        raise SystemExit(f"netinvest {arguments[0]} failed")
    return used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024


def main(seed: int) -> None:
    """Write the case and run the commands a user would."""
    with tempfile.TemporaryDirectory() as folder:
        truth = write_case(Path(folder) / "files", seed=seed)
        case = str(Path(folder) / "x.case")
        files = sorted(str(f) for f in truth.parent.iterdir() if f != truth)
        steps = {
            "create": ("create", case, "--country", "GB", "--time-zone", "Europe/London"),
            "load": ("load", case, *files),
            "analyse": ("analyse", case, "--seed", "7"),
            "findings": ("findings", case, "--json"),
            "chart": ("chart", case, str(Path(folder) / "x.html")),
        }
        figures = {name: run(*arguments) for name, arguments in steps.items()}
    for name, (cpu, wall, memory) in figures.items():
        print(f"{name:9} {cpu:6.1f} s CPU {wall:6.1f} s wall {memory:6.0f} MB")
    cpu, wall = (sum(figure[k] for figure in figures.values()) for k in (0, 1))
    memory = max(figure[2] for figure in figures.values())
    print(f"{'all':9} {cpu:6.1f} s CPU {wall:6.1f} s wall {memory:6.0f} MB")
    print(f"of the limits: wall {wall / WALL_S:.2f}x of {WALL_S} s, memory {memory / MEMORY_MB:.2f}x of {MEMORY_MB} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
