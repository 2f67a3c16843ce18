"""A folder or an archive at once: what is evidence is loaded, the rest is named, nothing leaves the folder."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from .conftest import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done

HEADING = "caller,callee,start time,duration\n"


def calls(n: int) -> str:
    return HEADING + f"+447700900{n:03d},+447700900999,2026-01-05 10:00:00,60\n"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    assert run("create", "a.case", "--country", "GB", cwd=tmp_path).code == 0
    return tmp_path


def load(folder: Path, *names: str) -> Done:
    return run("load", "a.case", *names, "--json", cwd=folder)


def names(done: Done, what: str = "sources") -> list[str]:
    return [entry["name"] for entry in done.json()[what]]


def test_a_messy_folder_loads_what_is_evidence_and_names_the_rest(empty: Path) -> None:
    folder = empty / "ev"
    (folder / "one" / "deep").mkdir(parents=True)
    (folder / "one" / "a.csv").write_text(calls(1))
    (folder / "one" / "deep" / "a.csv").write_text(calls(2))
    (folder / "one" / "again.csv").write_text(calls(1))
    (folder / "letter.txt").write_text("Dear Sir or Madam\n")
    (folder / "empty.csv").write_text("")
    (folder / "photo.JPG").write_bytes(b"\xff\xd8\xff")
    (folder / ".DS_Store").write_bytes(b"\0")
    (folder / "outside.csv").symlink_to("/etc/hostname")
    (folder / "up").symlink_to(empty)
    done = load(empty, "ev")
    assert done.code == 1
    assert names(done) == ["ev/one/a.csv", "ev/one/again.csv", "ev/one/deep/a.csv"]
    assert [s["already_loaded"] for s in done.json()["sources"]] == [False, True, False]
    refused = {entry["name"]: entry["error"] for entry in done.json()["refused"]}
    assert set(refused) == {"ev/letter.txt", "ev/empty.csv", "ev/outside.csv", "ev/up"}
    assert "symbolic link" in refused["ev/up"]
    assert all(error.startswith(f"{name}:") for name, error in refused.items())
    assert sorted(names(done, "passed")) == ["ev/.DS_Store", "ev/photo.JPG"]
    assert "Traceback" not in done.err
    again = load(empty, "ev")
    assert all(source["already_loaded"] for source in again.json()["sources"])


def test_the_case_itself_is_no_evidence(empty: Path) -> None:
    (empty / "calls.csv").write_text(calls(1))
    done = load(empty, ".")
    assert done.code == 0, done.err
    assert len(names(done)) == 1
    assert len(names(done, "passed")) == 1


def test_a_file_that_was_named_and_refused_still_ends_with_3(empty: Path) -> None:
    (empty / "ev").mkdir()
    (empty / "ev" / "calls.csv").write_text(calls(1))
    (empty / "letter.txt").write_text("Dear Sir or Madam\n")
    assert load(empty, "ev", "letter.txt").code == 3
    (empty / "photos").mkdir()
    (empty / "photos" / "a.png").write_bytes(b"\x89PNG")
    nothing = load(empty, "photos")
    assert nothing.code == 3
    assert "no file there is evidence" in nothing.err


def zipped(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)


def tarred(path: Path, members: dict[str, str]) -> None:
    with tarfile.open(path, "w:gz" if path.suffix in {".tgz", ".gz"} else f"w:{path.suffix[1:]}") as made:
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            made.addfile(info, io.BytesIO(text.encode()))


@pytest.mark.parametrize(
    ("name", "make"),
    [("x.zip", zipped), ("x.tgz", tarred), ("x.tar.gz", tarred), ("x.tar.bz2", tarred), ("x.tar.xz", tarred)],
)
def test_an_archive_is_loaded_and_nothing_is_written_outside(
    empty: Path, name: str, make: Callable[[Path, dict[str, str]], None]
) -> None:
    make(
        empty / name,
        {"in/a.csv": calls(1), "../../evil.csv": calls(2), "/abs.csv": calls(3), "b.csv": calls(4), "notes.txt": "x"},
    )
    done = load(empty, name)
    assert done.code == 1
    assert names(done) == [f"{name}/b.csv", f"{name}/in/a.csv"]
    refused = {entry["name"]: entry["error"] for entry in done.json()["refused"]}
    assert "leads out" in refused[f"{name}/../../evil.csv"]
    assert "leads out" in refused[f"{name}//abs.csv"]
    assert not (empty.parent / "evil.csv").exists()


@pytest.mark.parametrize(("name", "pack"), [("a.csv.bz2", bz2.compress), ("a.csv.xz", lzma.compress)])
def test_one_file_compressed_is_that_file(empty: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    (empty / name).write_bytes(pack(calls(1).encode()))
    assert names(load(empty, name)) == [f"{name}/a.csv"]


def test_links_and_devices_in_archives_are_refused(empty: Path) -> None:
    with tarfile.open(empty / "x.tar", "w") as made:
        for name, kind in (("l.csv", tarfile.SYMTYPE), ("h.csv", tarfile.LNKTYPE), ("f.csv", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            made.addfile(info)
        info = tarfile.TarInfo("a.csv")
        info.size = len(calls(1))
        made.addfile(info, io.BytesIO(calls(1).encode()))
    with zipfile.ZipFile(empty / "y.zip", "w") as made_zip:
        link = zipfile.ZipInfo("l.csv")
        link.external_attr = 0o120777 << 16
        made_zip.writestr(link, "/etc/passwd")
    done = load(empty, "x.tar", "y.zip")
    assert names(done) == ["x.tar/a.csv"]
    assert sorted(names(done, "refused")) == ["x.tar/f.csv", "x.tar/h.csv", "x.tar/l.csv", "y.zip/l.csv"]


def test_a_bomb_is_refused_and_what_came_before_it_stays(empty: Path) -> None:
    with zipfile.ZipFile(empty / "x.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.csv", calls(1))
        with made.open("b.csv", "w", force_zip64=True) as member:
            for _ in range(90):
                member.write(b"0" * 1024 * 1024)
    done = load(empty, "x.zip")
    assert names(done) == ["x.zip/a.csv"]
    assert "grows to more than 300 times" in done.err
    inner = io.BytesIO()
    with gzip.open(inner, "wb") as packed:
        packed.write(b"0" * 1024 * 1024 * 70)
    zipped(empty / "z.zip", {"a.csv": calls(5)})
    with zipfile.ZipFile(empty / "z.zip", "a") as made:
        made.writestr("b.gz", inner.getvalue())
    assert names(load(empty, "z.zip")) == ["z.zip/a.csv"]


def test_archives_within_archives_end_somewhere(empty: Path) -> None:
    data = calls(1).encode()
    for depth in range(6):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as made:
            made.writestr(f"a{depth}.csv", calls(depth))
            made.writestr("x.zip" if depth else "a.csv", data)
        data = inner.getvalue()
    (empty / "x.zip").write_bytes(data)
    done = load(empty, "x.zip")
    assert len(names(done)) == 3
    assert "deep in each other" in done.err


def test_a_damaged_archive_gives_what_can_be_read(empty: Path) -> None:
    tarred(empty / "x.tar.gz", {f"{n}.csv": calls(n) for n in range(60)})
    whole = (empty / "x.tar.gz").read_bytes()
    (empty / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    done = load(empty, "cut.tar.gz")
    assert 3 < len(names(done)) < 57
    assert "damaged or cut off" in done.err
    zipped(empty / "x.zip", {"a.csv": calls(1)})
    (empty / "cut.zip").write_bytes((empty / "x.zip").read_bytes()[:-10])
    assert "damaged or cut off" in load(empty, "cut.zip").err
