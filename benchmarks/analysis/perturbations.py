"""Wall clock and CPU of an analysis with 200 perturbations of a case of 4,000 actors, all of them run.

The limit is 60 s of wall clock on two cores. The case is made up and loaded first, which is not measured. Usage:
perturbations.py [SEED].
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import netinvest as ni
from netinvest.synthetic import write_case

ACTORS, PERTURBATIONS, LIMIT_S = 4_000, 200, 60.0


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        truth = write_case(Path(folder) / "files", seed=seed, actors=ACTORS)
        case = ni.create_case(Path(folder) / "made.case", country="GB", time_zone="Europe/London")
        case.load(*(truth.parent / file["name"] for file in json.loads(truth.read_text("utf-8"))["files"]))
        wall, cpu = time.monotonic(), time.process_time()
        counted: list[int] = []
        case.analyse(seed=seed, perturbations=PERTURBATIONS, progress=lambda _what, _done, whole: counted.append(whole))
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        done = counted[-1]
    if done < PERTURBATIONS:
        sys.exit(f"{done} repeats were run, not {PERTURBATIONS}")
    told = f"{wall:.1f} s (limit {LIMIT_S:.0f}), {cpu:.1f} CPU-s, load {os.getloadavg()[0]:.1f}"
    print(f"{ACTORS:,} actors, {PERTURBATIONS} perturbations: {told}")


if __name__ == "__main__":
    main()
