"""Where results are written: a file that is there as a whole or not at all, or standard output."""

from __future__ import annotations

import errno
import glob
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def binary(path: Path | None, *, before_named: Callable[[], None] | None = None) -> Iterator[IO[bytes]]:
    """A file for bytes; a reader sees the old one or the whole new one.

    Args:
        path: Where to; None is standard output.
        before_named: Called when all bytes are on the disk, before the file takes its name; if it raises, no file is
            left.

    Raises:
        UsageError: The folder is missing or may not be written to, or the disk is full.
    """
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        left.unlink(missing_ok=True)  # by a process that was killed
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if before_named is not None:
            before_named()
        Path(name).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        Path(name).unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> UsageError:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return UsageError(
        "the disk is full: the file is not written"
        if full
        else f"the file cannot be written ({error.strerror or type(error).__name__})",
        where=str(path),
        remedy="make room, or choose another disk" if full else "choose a folder that exists and may be written to",
    )
