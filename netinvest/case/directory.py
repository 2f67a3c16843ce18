"""The directory of a new case: there as a whole, or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from netinvest.case.settings import SETTINGS
from netinvest.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def name_of(path: Path) -> str:
    """What a case in this directory is called."""
    return path.name.removesuffix(".case") or path.resolve().name.removesuffix(".case")


def check_free(path: Path) -> None:
    """Refuse a place where something is.

    Raises:
        CaseError: It is a file, or a directory that is not empty.
    """
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        what = "a case" if (path / SETTINGS).exists() else "something here"
        raise CaseError(f"there is {what} already", where=str(path), remedy="open it, or choose another name")


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """A directory beside, that takes the name when everything in it is done; if anything fails, nothing is left.

    Raises:
        CaseError: It cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        yield part
        part.replace(path)
    except OSError as error:
        raise CaseError(
            f"the case cannot be made here ({error.strerror or type(error).__name__})",
            where=str(path),
            remedy="choose a folder that may be written to and has room",
        ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
