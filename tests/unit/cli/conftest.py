from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.synthetic import write_case

if TYPE_CHECKING:
    from pathlib import Path

SEED = 7


@dataclass
class Command:
    """What a command line printed and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


def process(*arguments: str | Path, cwd: Path | None = None) -> Command:
    """Run netinvest in a process of its own, as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "netinvest.cli", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=300,
    )
    return Command(done.returncode, done.stdout.decode(), done.stderr.decode())


def run(*arguments: str | Path, cwd: Path | None = None) -> Command:
    """The same command line in this process: what `process` shows once need not cost an interpreter each time."""
    from netinvest.cli.run import run as run_here

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with contextlib.chdir(cwd or "."), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_here([str(argument) for argument in arguments])
    return Command(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


@dataclass
class Worked:
    """A case that went through create, load and analyse, with what these printed."""

    case: Path
    files: Path
    truth: dict[str, Any]
    created: Command
    loaded: Command
    analysed: Command

    def identifiers(self, *roles: str) -> set[str]:
        """Values of the phones, accounts, mails and handles of everybody with one of these roles."""
        found = set()
        for actor in self.truth["actors"].values():
            if set(actor["roles"]) & set(roles):
                found |= {phone["msisdn"] for phone in actor["phones"]}
                found |= {*actor["accounts"], *actor["emails"], *actor["handles"]}
        return found


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    folder = tmp_path_factory.mktemp("worked")
    files, case = folder / "files", folder / "harbour.case"
    truth = write_case(files, seed=SEED, scale="small")
    given = sorted(path for path in files.iterdir() if path != truth)
    created = process("create", case, "--country", "GB", "--time-zone", "Europe/London")
    loaded = process("load", case, *given, "--json")
    analysed = process("analyse", case, "--seed", "3", "--perturbations", "10", "--json")
    return Worked(case, files, json.loads(truth.read_text("utf-8")), created, loaded, analysed)


@pytest.fixture
def case(worked: Worked, tmp_path: Path) -> Path:
    """A copy of the worked case that a test may change."""
    copied = tmp_path / "copy.case"
    shutil.copytree(worked.case, copied)
    return copied
