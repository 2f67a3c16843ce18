"""CPU of loading call records, start-up included, as a ratio of peers that read the same file in the same run.

    python benchmarks/ingest/calls.py [ROWS ...] [--repeats 3] [--plot docs/load.svg]

Prints medians of user + system time of whole processes: a load into a new case; the same load again (nothing to do);
``pandas.read_csv(dtype=str)``; DuckDB looking at every column of every row as text; and the peak memory of the load.
Files of several sizes show how it grows; the plot shows CPU seconds by rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
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
SCAN = """
import sys, duckdb
duckdb.execute("SELECT count(COLUMNS(*)) FROM read_csv(?, all_varchar = true)", [sys.argv[1]]).fetchall()
"""
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


def measure(file: Path, rows: int, repeats: int) -> dict[str, float]:
    """Print and return the CPU seconds of each way to read a file."""
    taken: dict[str, list[float]] = {"load": [], "again": [], "pandas": [], "scan": []}
    memory = 0.0
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            case = str(Path(folder) / "x.case")
            cpu, peak = used(sys.executable, "-c", LOAD, case, str(file), "new")
            taken["load"].append(cpu)
            memory = max(memory, peak)
            taken["again"].append(used(sys.executable, "-c", LOAD, case, str(file), "old")[0])
            taken["pandas"].append(used(sys.executable, "-c", PANDAS, str(file))[0])
            taken["scan"].append(used(sys.executable, "-c", SCAN, str(file))[0])
    found = {name: median(seconds) for name, seconds in taken.items()}
    pandas, scan = found["pandas"], found["scan"]
    print(f"{rows:,} call rows, {file.stat().st_size / 1e6:,.0f} MB, median of {repeats}, CPU seconds")
    print(f"  pandas {pandas:6.2f}   DuckDB scan {scan:6.2f}")
    print(f"  load   {found['load']:6.2f}   {found['load'] / pandas:.2f} x pandas (bars 1.5 at 1 M, 0.8 at 10 M)")
    print(
        f"                  {found['load'] / scan:.2f} x the scan (bar 5 at 10 M), peak {memory:,.0f} MiB (bar 2,048)"
    )
    print(f"  reload {found['again']:6.2f}   {found['again'] / pandas:.2f} x pandas (bar 0.3 at 1 M)")
    print(f"                  {found['again'] / scan:.2f} x the scan (bar 0.1 at 10 M)", flush=True)
    return found


def plot(found: dict[int, dict[str, float]], file: Path) -> None:
    """CPU seconds by rows, as SVG."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only where a plot is asked for

    axes = (figure := Figure(figsize=(6, 3.5), layout="constrained")).subplots()
    for name, label in (("pandas", "pandas.read_csv"), ("load", "netinvest load"), ("scan", "DuckDB scan")):
        axes.plot([rows / 1e6 for rows in found], [seconds[name] for seconds in found.values()], "o-", label=label)
    axes.set(xlabel="million rows", ylabel="CPU seconds", xlim=(0, None), ylim=(0, None))
    axes.legend()
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("rows", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--plot", type=Path)
    told = parser.parse_args()
    found = {}
    for rows in told.rows:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "calls.csv"
            write(file, rows)
            time.sleep(3)  # a file that was just written has no mark: see netinvest.ingest.file_mark
            found[rows] = measure(file, rows, told.repeats)
    if told.plot:
        plot(found, told.plot)


if __name__ == "__main__":
    main()
