"""CPU of loading call records, start-up included, as a ratio of pandas.read_csv of the same file in the same run.

    python benchmarks/ingest/calls.py [rows, 1000000] [repeats, 3]

Prints medians of user + system time of whole processes: a load into a new case, the same load again (nothing to do),
and ``pandas.read_csv(dtype=str)``; and the peak memory of the load.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

LOAD = """
import resource, sys
from netinvest.ledger.ledger import Ledger
from netinvest.ingest.load import load_file
case, file, make = sys.argv[1:]
with (Ledger.create if make == "new" else Ledger.open)(case) as ledger:
    r = load_file(ledger, file, country="GB", time_zone="Europe/London", loaded_by="benchmark")
"""
PANDAS = "import sys, pandas; pandas.read_csv(sys.argv[1], dtype=str)"
MEASURE = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def write(file: Path, rows: int) -> None:
    """Calls of an operator: 11 columns, local time in two of them, 30 distinct numbers a thousand rows."""
    rng = np.random.default_rng(1)
    people = max(1000, rows // 33)
    numbers = [
        f"07700{n:06d}" if place % 3 else f"+447700{n:06d}" for place, n in enumerate(rng.integers(0, 10**6, people))
    ]
    caller = (rng.pareto(1.2, rows) * 50).astype(int) % people
    callee = rng.integers(0, people, rows)
    start = np.datetime64("2026-01-01T00:00:00") + np.sort(rng.integers(0, 180 * 86400, rows)).astype("timedelta64[s]")
    cells = [f"234-10-{c % 300:05d}-{c:05d}" for c in range(5000)]
    first, last, seconds = rng.integers(0, 5000, rows), rng.integers(0, 5000, rows), rng.integers(0, 3600, rows)
    with file.open("w", encoding="ascii") as out:
        out.write(
            "Calling Number,Called Number,Call Date,Call Time,Duration (s),Service,Direction,IMEI,IMSI,"
            "First Cell,Last Cell\n"
        )
        for at in range(rows):
            a = caller[at]
            when = str(start[at])
            out.write(
                f"{numbers[a]},{numbers[callee[at]]},{when[8:10]}/{when[5:7]}/{when[:4]},{when[11:]},{seconds[at]},"
                f"{'SMS' if at % 3 == 0 else 'Voice'},{'MO' if at % 2 else 'MT'},35123400{a:06d}3,23410{a:010d},"
                f"{cells[first[at]]},{cells[last[at]]}\n"
            )


def used(*command: str) -> tuple[float, float]:
    """CPU seconds and peak MiB of a process."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *command], check=True, capture_output=True, text=True)
    cpu, memory = json.loads(done.stdout.splitlines()[-1])
    return cpu, memory


def main(rows: int = 1_000_000, repeats: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.csv"
        write(file, rows)
        load, again, pandas, memory = [], [], [], 0.0
        for place in range(repeats):
            case = str(Path(folder) / f"{place}.case")
            cpu, peak = used(sys.executable, "-c", LOAD, case, str(file), "new")
            load.append(cpu)
            memory = max(memory, peak)
            pandas.append(used(sys.executable, "-c", PANDAS, str(file))[0])
            again.append(used(sys.executable, "-c", LOAD, case, str(file), "old")[0])
    base = median(pandas)
    print(f"{rows:,} call rows, median of {repeats}; pandas.read_csv(dtype=str): {base:.2f} CPU s")
    print(f"load   {median(load):.2f} CPU s, {median(load) / base:.2f} x pandas (bar 1.5), peak {memory:.0f} MiB")
    print(f"reload {median(again):.2f} CPU s, {median(again) / base:.2f} x pandas (bar 0.3)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
