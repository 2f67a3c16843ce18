"""The bytes of a file: their digest, and what they are once decompressed. Nothing is believed that is not checked."""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from netinvest.errors import InputRefused, UnsafeInput

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 256 * 1024
RATIO = 300  # a log of one repeated line comes to 250; a bomb is at 1000
FREE = 64 * 1024 * 1024  # below this size no ratio can do harm
MOST = 64 * 1024**3
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file is known by."""

    sha256: str
    size: int


def digest(path: Path) -> Digest:
    """SHA-256 and size of a file as received.

    Raises:
        InputRefused: It is no file, or cannot be read.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputRefused("that is a directory", where=path.name, remedy="name the files in it")
        if not stat.S_ISREG(mode):
            raise InputRefused("that is no regular file", where=path.name, remedy="copy its content to a file")
        with path.open("rb", buffering=0) as file:
            found = hashlib.file_digest(file, "sha256")
            return Digest(found.hexdigest(), file.tell())
    except FileNotFoundError:
        raise InputRefused("there is no such file", where=path.name, remedy="check the path") from None
    except PermissionError:
        raise InputRefused("you have no right to read the file", where=path.name) from None
    except OSError as error:
        raise InputRefused(f"the file cannot be read ({error.strerror})", where=path.name) from None


class _Checked(io.RawIOBase):
    """Decompressed bytes of a gzip file: whole, of the right CRC, and of a bearable size."""

    def __init__(self, path: Path) -> None:
        self._name, self._size = path.name, path.stat().st_size
        self._file = gzip.open(path, "rb")  # noqa: SIM115 - closed with this object
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(len(view))
        except EOFError:
            raise InputRefused("the compressed file is cut off", where=self._name, remedy="ask for it again") from None
        except gzip.BadGzipFile:
            raise InputRefused(
                "the compressed file is damaged, its checksum does not agree",
                where=self._name,
                remedy="ask for it again",
            ) from None
        except (zlib.error, OSError):
            raise InputRefused("the compressed file is damaged", where=self._name, remedy="ask for it again") from None
        self._given += len(data)
        if self._given > min(max(FREE, self._size * RATIO), MOST):
            raise UnsafeInput(
                f"the file grows to more than {RATIO} times its size when decompressed",
                where=self._name,
                remedy="decompress it yourself if you know what it is",
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def opened(path: Path) -> tuple[BinaryIO, str]:
    """The decompressed bytes of a file and its media: ``plain`` or ``gzip``.

    Raises:
        InputRefused: It cannot be opened; or, while reading: it is cut off or damaged.
        UnsafeInput: While reading: it grows too large.
    """
    try:
        file = path.open("rb", buffering=0)
        start = file.read(2)
        if start == _GZIP:
            file.close()
            return io.BufferedReader(_Checked(path), 1024 * 1024), "gzip"
        file.seek(0)
    except OSError as error:
        raise InputRefused(f"the file cannot be read ({error.strerror})", where=path.name) from None
    return io.BufferedReader(file, 1024 * 1024), "plain"


def head_of(path: Path) -> tuple[bytes, str]:
    """The first decompressed bytes, at most HEAD, and the media."""
    stream, media = opened(path)
    with stream:
        return stream.read(HEAD), media
