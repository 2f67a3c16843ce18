"""Hostile files put before every loader by name, and hostile profiles: a sentence, no value, and the case as before."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import NetinvestError
from netinvest.ingest.load import load_file
from netinvest.ingest.plan import installed_loaders
from netinvest.ledger.ledger import Ledger
from tests.hostile.test_hostile import MAKE, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CANARY = "Zebedee+447700900931"
ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "{0}"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Document>&b;</Document>'


def _zip(name: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    **{name: MAKE[name] for name in ("binary", "pdf", "broken_workbook", "truncated_gzip", "wrong_crc", "gzip_bomb")},
    "empty": bytes,
    "nul": lambda: b"\0" * 5_000,
    "one_long_line": lambda: f"{CANARY} ".encode() * 50_000,
    "quote_never_closed": lambda: f'a,b,c\n"{CANARY},1,2\n'.encode() * 500,
    "deep_json": lambda: b"[" * 100_000,
    "deep_objects": lambda: b'{"a":' * 50_000,
    "json_of_numbers": lambda: b"[1e999, -1e999, NaN, Infinity]",
    "json_with_twice_a_key": lambda: b'{"id": 1, "id": 2}\n' * 3,
    "xml_entities": lambda: ENTITIES.format(CANARY * 100).encode(),
    "xml_outside": OUTSIDE.encode,
    "xml_deep": lambda: b"<a>" * 50_000,
    "sheet_bomb": lambda: _zip("xl/worksheets/sheet1.xml", b"0" * 30_000_000),
    "gzip_in_gzip": lambda: gzip.compress(gzip.compress(b"a,b\n1,2\n")),
    "half_utf16": lambda: "a,b\n1,2\n".encode("utf-16")[:-1],
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(tmp_path_factory.mktemp("case") / "x.case") as made:
        yield made


def _state(ledger: Ledger) -> list[object]:
    return [ledger.con.execute(f"SELECT count(*) FROM {table}").fetchone() for table in TABLES]


@pytest.mark.parametrize("name", FILES)
def test_no_loader_takes_a_hostile_file(ledger: Ledger, tmp_path: Path, name: str) -> None:
    file = tmp_path / "extract.dat"
    file.write_bytes(FILES[name]())
    before = _state(ledger)
    loaders = [loader.name for loader in installed_loaders()]
    assert len(loaders) > 10
    for loader in [None, *loaders[: 2 if name == "gzip_bomb" else None]]:  # it is opened in the same way for all
        with pytest.raises(NetinvestError) as refused:
            load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test", profile=loader)
        told = str(refused.value)
        assert "\n" not in told, loader
        assert "Zebedee" not in told, loader
        assert "root:" not in told, loader
        assert len(told) < 1_500, loader
    assert _state(ledger) == before


PROFILES: dict[str, tuple[bytes, str]] = {
    "deep": (b"a = " + b"[" * 50_000, "nested too deeply"),
    "long": (b"# " + b"x" * 2_000_000, "longer than"),
    "not_text": (b"\xff\xfe\0name", "cannot be read"),
    "no_toml": (b"name = \n", "not TOML"),
    "twice": (b"a = 1\na = 2\n", "not TOML"),
    "other": (b"a = 1\n", "correct the entry"),
    "pattern": (b'name = "x"\nkind = "calls"\nfile_name = "("\n', "correct the entry"),
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_hostile_profile_is_refused_in_a_sentence(ledger: Ledger, tmp_path: Path, name: str) -> None:
    content, said = PROFILES[name]
    file, profile = tmp_path / "calls.csv", tmp_path / "mine.toml"
    file.write_text("caller,called,start,duration\n+447700900001,+447700900002,2026-01-05 10:00:00,60\n")
    profile.write_bytes(content)
    with pytest.raises(NetinvestError) as refused:
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test", profile=str(profile))
    assert said in str(refused.value)
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "/dev/zero", "x\0y", "~/.ssh/id_rsa", ".", "a/../b.toml"]
)
def test_a_name_of_a_profile_leads_to_no_other_file(ledger: Ledger, tmp_path: Path, name: str) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("caller,called,start,duration\n+447700900001,+447700900002,2026-01-05 10:00:00,60\n")
    with pytest.raises(NetinvestError) as refused:
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test", profile=name)
    assert "root:" not in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_no_profile(ledger: Ledger, tmp_path: Path) -> None:
    file, pipe = tmp_path / "calls.csv", tmp_path / "mine.toml"
    file.write_text("caller,called,start,duration\n")
    os.mkfifo(pipe)
    with pytest.raises(NetinvestError, match="no file"):
        load_file(ledger, file, country="GB", time_zone="UTC", loaded_by="test", profile=str(pipe))
