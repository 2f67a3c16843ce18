"""The built script of the chart is what its source makes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import netinvest.charts
import pytest

WEB = Path(netinvest.charts.__file__).parent / "web"


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("no node and npm: the chart's script was NOT built again")
    web = tmp_path / "web"  # a copy: a test leaves nothing beside the source
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(WEB.parent / "page", tmp_path / "page")
    if (WEB / "node_modules" / ".package-lock.json").exists():
        (web / "node_modules").symlink_to(WEB / "node_modules", target_is_directory=True)
    else:
        fetched = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
            cwd=web, capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        if fetched.returncode:
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail("CI must reach the packages that the chart is built with")
            pytest.skip("npm cannot fetch esbuild, sigma and graphology: the chart's script was NOT built again")
    again = subprocess.run([node, "build.mjs"], cwd=web, capture_output=True, text=True, check=False, timeout=120)
    assert again.returncode == 0, again.stderr
    for name in ("chart.js", "chart.css"):
        made, kept = ((folder / "page" / name).read_bytes() for folder in (tmp_path, WEB.parent))
        assert made == kept, f"{name} is not what its source makes: run make web"
