"""Validation: planted and null cases of two generators, from files to findings, and how often the findings are right.

    python -m tests.validation.validate [--cases N] [--out docs/validation.md] [--share 1/2]

Each case is written as files, loaded, resolved and analysed like anybody's. The seeds begin at 20,000 and are used for
nothing else: nobody looks at their findings when rules are made.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import netinvest
import numpy as np
from netinvest.model.finding import Finding, FindingKind, Indicator, Subject
from netinvest.synthetic import write_case
from tests.validation.plant import Truth, plant
from tests.validation.report import report
from tests.validation.score import score

FIRST_SEED = 20_000
PERTURBATIONS = 20
"""Enough to tell stable from unstable in a report over hundreds of cases; an analysis makes 200."""
GENERATORS = ("project", "independent")
MISSING: dict[str, dict[str, float]] = {
    "nothing missing": {},
    "10 % of calls": {"calls": 0.1},
    "30 % of calls and registers": {"calls": 0.3, "registers": 0.3},
    "50 % of calls": {"calls": 0.5},
    "50 % of transfers": {"transfers": 0.5},
    "registers absent": {"registers": 1.0},
    "calls absent": {"calls": 1.0},
    "transfers absent": {"transfers": 1.0},
    "advertisements absent": {"advertisements": 1.0},
}


def written(folder: Path, generator: str, seed: int, rings: int, missing: dict[str, float]) -> Truth:
    """A case's files in a folder, and the truth about them."""
    if generator == "independent":
        return plant(folder, seed=seed, size="small", rings=rings, missing=missing)
    difficulty = ("easy", "normal", "hard")[seed % 3]
    path = write_case(
        folder, seed=seed, scale="small", rings=rings, difficulty=difficulty, missing=missing, layouts="plain", dirt=0
    )
    told = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return Truth(
        {key: value["actor"] for key, value in told["identifiers"].items()},
        {actor: frozenset(value["roles"]) for actor, value in told["actors"].items()},
        {actor: value["ring"] for actor, value in told["actors"].items() if value["ring"] is not None},
    )


def finding(told: dict[str, object]) -> Finding:
    """A finding from its plain form; only what scoring reads."""
    subject = told["subject"]
    names = [str(item["name"]) for item in told["indicators"]]  # type: ignore[index,attr-defined]
    return Finding(
        id=str(told["id"]),
        kind=FindingKind(str(told["kind"])),
        subject=Subject(
            identifiers=tuple(subject["identifiers"]),
            **{  # type: ignore[index,call-overload]
                name: subject[name] for name in ("actor_id", "alias", "category")
            },
        ),  # type: ignore[index,call-overload]
        rank=int(told["rank"]),  # type: ignore[call-overload]
        score=float(told["score"]),  # type: ignore[arg-type]
        interval=None,
        stability=told["stability"],  # type: ignore[arg-type]
        indicators=tuple(Indicator(name, "", 0.0, None, None, "") for name in names),
    )


def run(generator: str, seed: int, rings: int, missing: dict[str, float]) -> dict[str, object]:
    """One case from files to its score."""
    begin = time.process_time()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        truth = written(folder / "files", generator, seed, rings, missing)
        case = netinvest.create_case(folder / "one.case", country="GB", time_zone="Europe/London")
        case.load(*sorted(folder.joinpath("files").iterdir()))
        case.analyse(seed=7, perturbations=PERTURBATIONS)
        with case._open() as ledger:
            rows = ledger.con.execute("SELECT body FROM finding").fetchall()
    found = score([finding(json.loads(body)) for (body,) in rows], truth)
    return asdict(found) | {
        "generator": generator, "seed": seed, "rings": rings, "cpu": round(time.process_time() - begin, 1),
        "exploited_listed": len(found.exploited_listed),
    }  # fmt: skip


def plan(cases: int) -> list[tuple[str, int, int, str]]:
    """(generator, seed, rings, what is missing): as many planted as null cases."""
    names, made = list(MISSING), []
    for place in range(cases):
        generator = GENERATORS[place % 2]
        name = names[(place // 2) % len(names)]
        made.append((generator, FIRST_SEED + place, 1 + place % 2, name))
        made.append((generator, FIRST_SEED + 5_000 + place, 0, name))
    return made


def main() -> int:
    """Run what has not been run yet, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=104, help="planted cases, and as many null cases")
    parser.add_argument("--out", type=Path, default=Path("docs/validation.md"))
    parser.add_argument(
        "--kept", type=Path, default=Path(".cache/validation.jsonl"), help="scores, to go on after a stop"
    )
    parser.add_argument(
        "--share", default="1/1", help="1/2 runs every second case and writes no report: two processes share the work"
    )
    given = parser.parse_args()
    part, parts = map(int, given.share.split("/"))
    given.kept.parent.mkdir(parents=True, exist_ok=True)
    done: dict[str, dict[str, object]] = {}
    if given.kept.exists():
        for line in given.kept.read_text(encoding="utf-8").splitlines():
            kept = json.loads(line)
            done[kept["name"]] = kept
    os.environ.setdefault("NETINVEST_NO_PROGRESS", "1")
    todo = plan(given.cases)
    with given.kept.open("a", encoding="utf-8") as file:
        for place, (generator, seed, rings, missing) in enumerate(todo):
            name = f"{generator} {seed} {rings} {missing}"
            # planted and null alternate, and so do the generators: a share gets some of each
            if name in done or (place // 4) % parts != part - 1:
                continue
            done[name] = run(generator, seed, rings, MISSING[missing]) | {"name": name, "missing": missing}
            file.write(json.dumps(done[name], default=float) + "\n")
            file.flush()
            sys.stderr.write(f"\r{len(done)} of {len(todo)} cases")
    if parts > 1:
        return 0
    rows = [done[f"{generator} {seed} {rings} {missing}"] for generator, seed, rings, missing in todo]
    given.out.write_text(report(rows, list(MISSING), PERTURBATIONS, FIRST_SEED), encoding="utf-8")
    sys.stderr.write(f"\nwrote {given.out}; {np.sum([float(r['cpu']) for r in rows]):.0f} CPU-seconds\n")  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
