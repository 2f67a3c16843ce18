"""Where results are written: a file that is there as a whole or not at all, or standard output."""

from __future__ import annotations

import glob
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def binary(path: Path | None) -> Iterator[IO[bytes]]:
    """A file for bytes; a reader sees the old one or the whole new one.

    Raises:
        UsageError: The folder is missing or may not be written to.
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
        Path(name).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        Path(name).unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"the file cannot be written ({error.strerror or type(error).__name__})",
        where=str(path),
        remedy="choose a folder that exists and may be written to",
    )
