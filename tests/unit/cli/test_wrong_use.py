from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from netinvest.cli.app import app

from .conftest import process, run

if TYPE_CHECKING:
    from pathlib import Path

VERBS = [str(command.name) for command in app.registered_commands]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str) -> None:
    done = run(verb, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: netinvest {verb} ")


def test_the_verbs_of_the_design_are_there() -> None:
    wanted = "demo create load sources rejections records analyse findings explain evidence decide decisions chart"
    assert set(VERBS) >= {*wanted.split(), "export", "verify", "log"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["findigs", "x.case"], "did you mean findings?"),
        (["findings", "x.case", "--jsn"], "--json"),
        (["findings"], "Missing argument 'CASE'"),
        (["load", "x.case"], "Missing argument 'FILE...'"),
        (["analyse", "x.case", "--seed", "seven"], "valid integer"),
        (["create", "x.case", "--country", "Atlantis"], "'Atlantis' is not a country code"),
        (["create", "x.case", "--time-zone", "london"], "did you mean Europe/London?"),
        (["create", "x.case", "--time-zone", "Europe/Lodnon"], "did you mean Europe/London?"),
        (["create", "x.case", "--time-zone", "../../etc/passwd"], "is not a time zone"),
        (["create", "x.case", "--store", "http://here"], "neither `embedded` nor the address"),
        (["findings", "x.case", "--reveal"], "--reveal needs --purpose"),
        (["findings", "x.case", "--reveal", "--purpose", "  "], "--reveal needs --purpose"),
        (["findings", "x.case", "--purpose", "curious"], "without --reveal"),
        (
            ["decide", "x.case", "A-00001", "A-00002", "--reason", "same name"],
            "--same, --different, --counts, --set-aside or --withdraw",
        ),
        (["decide", "x.case", "A-00001", "A-00002", "--same"], "needs --reason"),
        (["decide", "x.case", "A-00001", "--same", "--reason", "same name"], "about two identifiers"),
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.code == 2
    assert done.out == ""
    assert says in done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_process_of_its_own_ends_with_the_same_codes_and_streams(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    for arguments in (["--help"], ["findigs"], ["sources", "none.case"], ["create", "a.case"]):
        there, here = process(*arguments, cwd=tmp_path), run(*arguments, cwd=tmp_path / "here")
        assert there == here, arguments


@pytest.mark.parametrize("verb", ["sources", "rejections", "analyse", "findings", "decisions", "verify", "log"])
def test_a_case_that_is_not_there_is_refused(tmp_path: Path, verb: str) -> None:
    done = run(verb, tmp_path / "none.case")
    assert (done.code, done.out) == (3, "")
    assert "there is no case here" in done.err
    assert done.err.count("\n") == 1


def test_credentials_in_an_address_are_refused_and_not_repeated(tmp_path: Path) -> None:
    done = run("create", tmp_path / "x.case", "--store", "bolt://ana:hunter2@db.example.org")
    assert done.code == 2
    assert "credentials" in done.err
    assert "hunter2" not in done.err + done.out
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    import netinvest

    assert netinvest.__version__ == version("netinvest")
    assert run("--version").out == f"netinvest {version('netinvest')}\n"


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = process("--debug", "sources", tmp_path)
    assert "Traceback" in done.err
    assert "CaseError" in done.err


HEAVY = (
    "duckdb",
    "pyarrow",
    "pandas",
    "numpy",
    "igraph",
    "scipy",
    "networkx",
    "matplotlib",
    "pyvis",
    "neo4j",
    "rich.table",
)


@pytest.mark.parametrize(
    "code",
    [
        "import netinvest",
        "import netinvest; netinvest.open_case; netinvest.create_case",
        "from netinvest.cli.run import run; assert run(['--help']) == 0",
    ],
)
def test_no_engine_is_loaded_before_it_is_needed(code: str) -> None:
    probe = f"{code}\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True, text=True)
    assert done.stderr.strip() == "[]"


def test_help_takes_less_than_half_a_second_of_cpu() -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5
