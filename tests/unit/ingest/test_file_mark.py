"""A file that was loaded and not touched since is known without being read; any touch has it read again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from netinvest.ingest import file_mark, load
from netinvest.ingest.load import load_file
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netinvest.ingest.report import SourceReport

TEXT = """Calling Number,Called Number,Call Date,Call Time,Duration (s)
07700900123,07700900456,13/03/2026,10:00:00,61
07700900123,07700900789,14/03/2026,10:05:00,0
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "case") as made:
        yield made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose bytes were read."""
    names: list[str] = []
    digest = load.digest
    monkeypatch.setattr(load, "digest", lambda path: (names.append(path.name), digest(path))[1])
    return names


def _load(ledger: Ledger, file: Path, *, rehash: bool = False) -> SourceReport:
    return load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test", rehash=rehash)


def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_mark, "_SETTLED_NS", -(10**12))


def test_an_untouched_file_is_not_read_again(
    ledger: Ledger, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _settled(monkeypatch)
    file = tmp_path / "calls.csv"
    file.write_text(TEXT, encoding="ascii")
    assert _load(ledger, file).loaded == 2
    again = _load(ledger, file)
    assert (again.already_loaded, again.duplicate, read) == (True, 2, ["calls.csv"])
    assert _load(ledger, file, rehash=True).already_loaded
    assert read == ["calls.csv"] * 2


def test_bytes_changed_under_the_same_size_and_time_are_seen(
    ledger: Ledger, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _settled(monkeypatch)
    file = tmp_path / "calls.csv"
    file.write_text(TEXT, encoding="ascii")
    _load(ledger, file)
    before = file.stat()
    with file.open("r+", encoding="ascii") as out:
        out.write(TEXT.replace("10:00:00", "10:00:01"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    changed = _load(ledger, file)
    assert (changed.already_loaded, changed.loaded, read) == (False, 2, ["calls.csv"] * 2)


def test_a_file_just_written_has_no_mark(ledger: Ledger, tmp_path: Path, read: list[str]) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(TEXT, encoding="ascii")
    assert file_mark.mark_of(file) is None
    assert _load(ledger, file).loaded == 2
    assert _load(ledger, file).already_loaded
    assert read == ["calls.csv"] * 2
    assert ledger.con.execute("SELECT count(*) FROM file_mark").fetchone() == (0,)


def test_a_mark_goes_with_its_source(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _settled(monkeypatch)
    file = tmp_path / "calls.csv"
    file.write_text(TEXT, encoding="ascii")
    _load(ledger, file)
    with ledger.transaction() as con:
        for table in ("source", "call_coded", "call_verbatim"):
            con.execute(f"DELETE FROM {table}")
    assert _load(ledger, file).loaded == 2
