from __future__ import annotations

from typing import TYPE_CHECKING

from .conftest import process, run

if TYPE_CHECKING:
    from pathlib import Path


def test_the_demo_types_what_a_user_would_and_ends_with_leads_and_a_chart(tmp_path: Path) -> None:
    done = process("demo", "--out", "demo", "--scale", "small", cwd=tmp_path)
    assert done.code == 0, done.err
    typed = [line.removeprefix("$ netinvest ") for line in done.err.splitlines() if line.startswith("$ ")]
    assert [line.split()[0] for line in typed] == ["create", "load", "analyse", "findings", "chart"]
    assert "load demo/harbour.case demo/files/*" in typed
    assert "coordinator-" in done.out
    assert done.out.splitlines()[-1] == "demo/harbour.html"
    assert "The chart is demo/harbour.html" in done.err
    assert (tmp_path / "demo" / "harbour.html").stat().st_size > 100_000
    assert (tmp_path / "demo" / "truth.json").is_file()
    assert run("verify", tmp_path / "demo" / "harbour.case").code == 0


def test_the_demo_deletes_nothing_that_is_not_its_own(tmp_path: Path) -> None:
    run("create", tmp_path / "harbour.case")
    done = run("demo", "--out", tmp_path)
    assert done.code == 2
    assert "this folder holds something else" in done.err
    assert (tmp_path / "harbour.case" / "case.duckdb").is_file()
