"""Archives (ZIP, tar, and files in gzip, bzip2 or xz): unpacked into a folder, within bounds, never outside of it."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from netinvest.errors import InputRefused, UnsafeInput
from netinvest.ingest.opening import FREE, MOST, RATIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_CHUNK = 1024 * 1024
_MOST_MEMBERS = 100_000
_LONGEST_NAME = 200  # bytes of a file's name
_SPARE = 0.8  # of the free disk
_COMPRESSED: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError, ValueError)
_DOCUMENTS = (b"mimetypeapplication/", b"META-INF/")  # OpenDocument, EPUB, JAR


@dataclass
class Budget:
    """How much may still come out of an archive and of those within it."""

    bytes: int
    members: int = _MOST_MEMBERS

    @classmethod
    def of(cls, archive: Path, into: Path) -> Budget:
        """For an archive that a person named: by its size, and by the disk."""
        by_size = min(max(FREE, archive.stat().st_size * RATIO), MOST)
        return cls(min(by_size, int(shutil.disk_usage(into).free * _SPARE)))

    def take(self, size: int) -> bool:
        """Take bytes; whether there were as many."""
        self.bytes -= size
        return self.bytes >= 0


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of several files, or compressed in a way that only this module undoes."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from netinvest.ingest.workbook import is_workbook

        return not is_workbook(head) and not any(mark in head[:200] for mark in _DOCUMENTS)
    if head.startswith((b"BZh", b"\xfd7zXZ\x00")):
        return True
    if head.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(path) as file:
                head = file.read(512)
        except (OSError, EOFError, zlib.error):
            return False  # whoever reads it as a file says what is wrong
    return _is_tar(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def unpack(archive: Path, into: Path, shown: str, budget: Budget) -> list[tuple[str, InputRefused]]:
    """Unpack an archive into a folder that is there and empty.

    Args:
        archive: The file.
        into: The folder.
        shown: The archive's name in messages.
        budget: Shared with the archives within.

    Returns:
        Name and error of each member that was refused; the last one may be the archive's own, where it is damaged or
        grows too large: what came out before stays.
    """
    refused: list[tuple[str, InputRefused]] = []
    try:
        with archive.open("rb") as file:
            start = file.read(6)
        if start.startswith(b"PK"):
            refused.extend(_unzip(archive, into, shown, budget))
        else:
            refused.extend(_untar(archive, into, shown, budget, start))
    except UnsafeInput as error:
        refused.append((shown, error))
    except _DAMAGED:
        what = "the archive is damaged or cut off; what could be read before was taken"
        refused.append((shown, InputRefused(what, where=shown, remedy="ask for it again")))
    return refused


def _unzip(archive: Path, into: Path, shown: str, budget: Budget) -> Iterator[tuple[str, InputRefused]]:
    with zipfile.ZipFile(archive) as opened:
        for member in opened.infolist():
            name = f"{shown}/{member.filename}"
            if member.is_dir():
                continue
            _counted(budget, shown)
            kind = member.external_attr >> 16 & 0o170000
            if kind not in {0, 0o100000, 0o040000}:
                yield name, _no_file(name)
            elif member.flag_bits & 1:
                yield name, InputRefused("it is encrypted", where=name, remedy="unpack it with its password yourself")
            elif (target := _target(into, member.filename)) is None:
                yield name, _outside(name)
            else:
                try:
                    with opened.open(member) as source:
                        _copied(source, target, shown, budget)
                except NotImplementedError:
                    yield (
                        name,
                        InputRefused(
                            "it is compressed in a way that is not known", where=name, remedy="unpack it yourself"
                        ),
                    )
                except _DAMAGED:
                    target.unlink(missing_ok=True)
                    yield name, InputRefused("it is damaged in the archive", where=name, remedy="ask for it again")


def _untar(archive: Path, into: Path, shown: str, budget: Budget, start: bytes) -> Iterator[tuple[str, InputRefused]]:
    with _decompressed(archive, start, shown, budget) as stream:
        head = stream.peek(512)[:512]
        if not _is_tar(head):  # one file, compressed
            name = archive.name.rpartition(".")[0] or archive.name
            _copied(stream, into / name, shown, budget)
            return
        with tarfile.open(fileobj=stream, mode="r|") as opened:
            for member in opened:
                name = f"{shown}/{member.name}"
                if member.isdir():
                    continue
                _counted(budget, shown)
                if not member.isfile():
                    yield name, _no_file(name)
                elif (target := _target(into, member.name)) is None:
                    yield name, _outside(name)
                elif (source := opened.extractfile(member)) is not None:
                    _copied(source, target, shown, budget)


class _Bounded:
    """A decompressed stream that ends with an error where the archive grows too large, whatever is skipped in it."""

    def __init__(self, stream: Any, shown: str, budget: Budget) -> None:
        self._stream, self._shown = stream, shown
        self._left = budget.bytes + _CHUNK * 16  # headers of members
        self._peeked = b""

    def peek(self, size: int) -> bytes:
        if len(self._peeked) < size:
            self._peeked += self.read(size - len(self._peeked))
        return self._peeked

    def read(self, size: int) -> bytes:
        if self._peeked:
            data, self._peeked = self._peeked[:size], self._peeked[size:]
            return data
        fresh: bytes = self._stream.read(size)
        self._left -= len(fresh)
        if self._left < 0:
            raise _too_large(self._shown)
        return fresh


@contextmanager
def _decompressed(archive: Path, start: bytes, shown: str, budget: Budget) -> Iterator[Any]:
    undo = next((undo for mark, undo in _COMPRESSED.items() if start.startswith(mark)), None)
    with archive.open("rb") if undo is None else undo(archive, "rb") as stream:
        yield _Bounded(stream, shown, budget)


def _target(into: Path, name: str) -> Path | None:
    """Where a member is written; None if its name leads out of the folder."""
    written = name.replace("\\", "/")
    parts = PurePosixPath(written).parts
    if written.startswith("/") or not parts or ".." in parts or ":" in parts[0] or "\0" in written:
        return None
    short = [_shortened(part) for part in parts]
    target = into.joinpath(*short)
    number = 1
    while target.exists() or any(parent.is_file() for parent in target.parents if parent != into):
        number += 1  # two members of one name are two files
        target = into.joinpath(f"({number})", *short)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _shortened(part: str) -> str:
    raw = part.encode("utf-8", "surrogateescape")
    if len(raw) <= _LONGEST_NAME:
        return part
    return raw[:_LONGEST_NAME].decode("utf-8", "ignore") + PurePosixPath(part).suffix[:10]


def _copied(source: IO[bytes], target: Path, shown: str, budget: Budget) -> None:
    with target.open("xb") as file:
        while data := source.read(_CHUNK):
            if not budget.take(len(data)):
                file.close()
                target.unlink()
                raise _too_large(shown)
            file.write(data)


def _counted(budget: Budget, shown: str) -> None:
    budget.members -= 1
    if budget.members < 0:
        raise UnsafeInput(
            f"the archive holds more than {_MOST_MEMBERS:,} files", where=shown, remedy="unpack it and load parts of it"
        )


def _too_large(shown: str) -> UnsafeInput:
    return UnsafeInput(
        f"the archive grows to more than {RATIO} times its size, or than the disk can hold; the rest is not read",
        where=shown, remedy="unpack it yourself if you know what it is",
    )  # fmt: skip


def _no_file(name: str) -> UnsafeInput:
    return UnsafeInput(
        "it is a link or a device, and may lead out of the archive", where=name, remedy="ask for the file itself"
    )


def _outside(name: str) -> UnsafeInput:
    return UnsafeInput("its name leads out of the archive's folder", where=name, remedy="ask how the archive was made")
