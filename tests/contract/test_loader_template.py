"""The template package installs, loads and keeps the contract; a loader that breaks a promise is told which."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from netinvest.errors import InputRefused, VerificationFailed
from netinvest.ingest import loader_contract
from netinvest.loading import loader as loading

TEMPLATE = Path(__file__).parents[2] / "docs" / "loader-template"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the template is installed as pip installs it."""
    folder = tmp_path_factory.mktemp("template")
    shutil.copytree(TEMPLATE, folder / "source")
    command = (sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index")
    done = subprocess.run(
        [*command, "--target", str(folder / "site"), str(folder / "source")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {**os.environ, "PYTHONPATH": str(folder / "site"), "PYTHONDONTWRITEBYTECODE": "1"}


def test_the_template_is_recognised_and_loads(installed: dict[str, str], tmp_path: Path) -> None:
    for arguments in (
        ("create", "a.case", "--country", "GB"),
        ("load", "a.case", str(TEMPLATE / "tests" / "samples"), "--max-rejected", "50"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "netinvest.cli", *arguments],
            cwd=tmp_path,
            env=installed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    told = [line.split() for line in done.stdout.splitlines()[1:]]
    assert [(line[1], line[2], line[3], line[6]) for line in told] == [
        ("calls", "3", "2", "radio_log:"),
        ("calls", "2", "2", "harbour_tally:"),
    ]


def test_the_template_keeps_the_contract(installed: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TEMPLATE / "tests")],
        cwd=TEMPLATE, env=installed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


SAMPLES = Path(__file__).parent / "loaders" / "contract_samples"


@pytest.mark.parametrize(("name", "sample", "rows"), [("swift", "statement.sta", 3), ("ufed", "report.xml", 3)])
def test_the_loaders_of_the_house_keep_it(name: str, sample: str, rows: int) -> None:
    loader_contract.check_loader(name, SAMPLES / sample, rows=rows)


def _broken(monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    from dataclasses import replace

    loaders = [replace(one, **changed) if one.name == "swift" else one for one in loading.installed_loaders()]
    for module in ("netinvest.ingest.loader_contract", "netinvest.ingest.plan"):
        monkeypatch.setattr(f"{module}.installed_loaders", lambda: tuple(loaders))


def test_a_broken_promise_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = SAMPLES / "statement.sta"
    with pytest.raises(VerificationFailed, match="is installed"):
        loader_contract.check_loader("nobody", sample, rows=3)
    with pytest.raises(VerificationFailed, match="4 rows: 3 were accounted for"):
        loader_contract.check_loader("swift", sample, rows=4)
    _broken(monkeypatch, recognise=lambda _: (0.9, "anything"))
    with pytest.raises(VerificationFailed, match="another format"):
        loader_contract.check_loader("swift", sample, rows=3)
    good = next(one for one in loading.installed_loaders() if one.name == "swift")

    def quoting(stream: object, name: str) -> object:
        text = stream.read()  # type: ignore[attr-defined]
        if b"-}" in text or b":62F:C260107EUR935,00" in text:
            return good.read(__import__("io").BytesIO(text), name)  # type: ignore[misc]
        raise InputRefused(f"account {text[4:40]!r}")

    _broken(monkeypatch, read=quoting)
    with pytest.raises(VerificationFailed, match=r"quotes a number|one sentence"):
        loader_contract.check_loader("swift", sample, rows=3)
    _broken(monkeypatch, read=lambda *_: __import__("socket").create_connection(("127.0.0.1", 9)))
    with pytest.raises(VerificationFailed, match="network"):
        loader_contract.check_loader("swift", sample, rows=3)
