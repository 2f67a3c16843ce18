from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

pty = pytest.importorskip("pty")  # there is none on Windows
CALLS = "originating_msisdn,terminating_msisdn,answered_at_utc,duration_s,service\n" + "".join(
    f"+447700900{n:03},+447700900456,2026-01-05T10:{n % 60:02}:00Z,61,voice\n" for n in range(100, 400)
)


def _on_a_terminal(*arguments: str | Path, cwd: Path) -> tuple[int, str]:
    """Run with standard output and error on a terminal of 140 columns."""
    terminal, end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "netinvest.cli", *map(str, arguments)],
        stdout=end,
        stderr=end,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "140", "TERM": "xterm"},
    ) as process:
        os.close(end)
        parts = []
        while True:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            parts.append(part)
        os.close(terminal)
    return process.returncode, b"".join(parts).decode()


def test_tables_and_bars_are_drawn_and_what_a_file_says_is_not_markup(tmp_path: Path) -> None:
    name = "[bold]evil\x1b[2J\u202e.csv"
    (tmp_path / name).write_text(CALLS)
    run("create", "a.case", cwd=tmp_path)
    code, text = _on_a_terminal("load", "a.case", name, cwd=tmp_path)
    assert code == 0, text
    assert "\x1b[2J" not in text
    assert "\u202e" not in text
    written = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    assert "[bold]evil\ufffd[2J\ufffd" in re.sub(r"\s+", "", written)
    assert "300" in written
    assert "─" in written
    code, text = _on_a_terminal("rejections", "a.case", cwd=tmp_path)
    assert (code, text.strip()) == (0, "no row was rejected")


def test_parquet_is_not_written_to_a_terminal(tmp_path: Path) -> None:
    run("create", "a.case", cwd=tmp_path)
    code, text = _on_a_terminal("records", "a.case", "calls", "--format", "parquet", cwd=tmp_path)
    assert code == 2
    assert "Parquet is not for a terminal" in text
