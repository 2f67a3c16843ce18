"""The files that a person means: those named, those of a folder, those in an archive; in a fixed order."""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from netinvest.case.settings import SETTINGS
from netinvest.errors import InputRefused, UnsafeInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from netinvest.ingest.archive import Budget

_HEAD = 512
_DEEPEST = 3  # archives within archives
_LEFT_BEHIND = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".git", ".svn", "$recycle.bin"})
_PICTURES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic"))


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file to be loaded, or why it is not.

    Attributes:
        name: As it is shown: the file's name, or its path within the folder or archive that was named.
        path: Where it lies until the next one is asked for.
        named: A person named this file; else it was found in a folder or an archive.
        refusal: Why it is refused.
        passed: Why it is no evidence at all.
        archives: SHA-256 of the archives that it came out of, the outermost first.
    """

    name: str
    path: Path
    named: bool = True
    refusal: InputRefused | None = None
    passed: str = ""
    archives: tuple[str, ...] = ()


def evidence_files(paths: Sequence[Path]) -> Iterator[EvidenceFile]:
    """Every file, archives unpacked into a folder that is gone when the next file is asked for.

    Args:
        paths: Files, folders and archives.
    """
    for path in paths:
        if path.is_dir():
            yield from _walked(path, path.resolve().name, 0, None)
        else:
            yield from _looked_into(EvidenceFile(path.name, path), 0, None)


def how_many(paths: Sequence[Path]) -> int:
    """How many files there are, an archive counted as one."""
    return sum(sum(len(names) for _, _, names in os.walk(path)) if path.is_dir() else 1 for path in paths)


def _walked(folder: Path, shown: str, depth: int, budget: Budget | None) -> Iterator[EvidenceFile]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield EvidenceFile(shown, folder, named=False, refusal=InputRefused("the folder cannot be read", where=shown))
        return
    for entry in entries:
        name = f"{shown}/{entry.name}"
        path = Path(entry.path)
        if entry.name.casefold() in _LEFT_BEHIND or entry.name.startswith(("._", "~$", ".~lock")):
            yield EvidenceFile(name, path, named=False, passed="left by an operating system or a program")
        elif entry.is_symlink():
            error = UnsafeInput(
                "it is a symbolic link, which may lead out of the folder", where=name, remedy="copy the file itself"
            )
            yield EvidenceFile(name, path, named=False, refusal=error)
        elif entry.is_dir():
            if (path / SETTINGS).is_file():
                yield EvidenceFile(name, path, named=False, passed="a case of netinvest")
            else:
                yield from _walked(path, name, depth, budget)
        elif not stat.S_ISREG(entry.stat().st_mode):
            yield EvidenceFile(name, path, named=False, refusal=InputRefused("that is no regular file", where=name))
        elif path.suffix.casefold() in _PICTURES:
            yield EvidenceFile(name, path, named=False, passed="an image: read beside the advertisements that name it")
        else:
            yield from _looked_into(EvidenceFile(name, path, named=False), depth, budget)


def _looked_into(file: EvidenceFile, depth: int, budget: Budget | None) -> Iterator[EvidenceFile]:
    """A file, or those in it if it is an archive."""
    if not _may_be_archive(file.path):
        yield file
        return
    from netinvest.ingest.archive import Budget, is_archive, unpack
    from netinvest.ingest.opening import digest

    if not is_archive(file.path):
        yield file
        return
    if depth >= _DEEPEST:
        deep = UnsafeInput(
            f"archives lie more than {_DEEPEST} deep in each other", where=file.name, remedy="unpack it yourself"
        )
        yield EvidenceFile(file.name, file.path, named=file.named, refusal=deep)
        return
    with tempfile.TemporaryDirectory(prefix="netinvest-") as into:
        left = budget or Budget.of(file.path, Path(into))
        refused = unpack(file.path, Path(into), file.name, left)
        sha256 = digest(file.path).sha256
        for found in _walked(Path(into), file.name, depth + 1, left):
            yield replace(found, archives=(sha256, *found.archives))
        for name, error in refused:
            yield EvidenceFile(name, file.path, named=file.named and name == file.name, refusal=error)
        if not refused and not any(Path(into).iterdir()):
            empty = InputRefused("the archive is empty", where=file.name)
            yield EvidenceFile(file.name, file.path, named=file.named, refusal=empty)


def _may_be_archive(path: Path) -> bool:
    """By its first bytes, so that nothing is imported for a table."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False  # whoever loads it says why it cannot be read
    return head.startswith((b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or head[257:262] == b"ustar"
