"""Every dependency is pinned and hashed: nothing is taken on trust when it is installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PINNED = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)(?: ; [^\\]+)?"
    r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+"
)


def entries(lock: Path) -> dict[str, str]:
    """Name to version, of a lock in which every line is understood."""
    text = lock.read_text(encoding="utf-8")
    found = {}
    for entry in re.split(r"\n(?! )", text.strip()):
        match = PINNED.fullmatch(entry)
        assert match, f"{lock.name}: {entry[:80]}"
        found[match["name"]] = match["version"]
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=[lock.name for lock in LOCKS])
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    assert len(entries(lock)) > 20
    assert "://" not in lock.read_text(encoding="utf-8")


def test_what_the_project_needs_is_locked_and_locks_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {lock.stem: entries(lock) for lock in LOCKS}
    names = {re.match(r"[A-Za-z0-9._-]+", text)[0].lower().replace("_", "-") for text in project["dependencies"]}  # type: ignore[index]
    assert names <= locked["run"].keys()
    for name, version in locked["run"].items():
        assert locked["dev"].get(name, version) == version


def test_installing_asks_for_the_hashes() -> None:
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in make.splitlines() if "pip install" in line and "-r requirements/" in line]
    assert len(installs) >= 3
    assert all("--require-hashes" in line for line in installs)
