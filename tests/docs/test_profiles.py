"""The pages about profiles say what is so: the reference is generated, and every command of the how-to runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from netinvest.cli.run import run
from netinvest.loading.reference import reference

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
HEADING = "Calling No,Called No,Date,Time,Duration"


def test_the_formats_are_those_of_the_profiles() -> None:
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    assert page == reference(), "run: python -m netinvest.loading.reference > docs/formats.md"


def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"0812345678{n},9812345679,{n + 10}/01/2026,10:00:00,5\n" for n in range(9))
    (tmp_path / "extract.csv").write_text(f"{HEADING}\n{rows}")
    (tmp_path / "unknown.csv").write_text("alpha;beta;gamma;delta\nx;y;z;u\n")
    blocks = re.findall(r"```console\n(.*?)```", (ROOT / "docs" / "profiles.md").read_text("utf-8"), flags=re.DOTALL)
    commands = [line[2:] for block in blocks for line in block.splitlines()]
    assert len(commands) == 7
    for command in commands:
        assert run(shlex.split(command)[1:]) in {0, 1}, command
    assert 'ignored = ["alpha", "beta", "gamma", "delta"]' in (tmp_path / "unknown.toml").read_text()
