"""What a file system says of a file, by which one that was hashed before is known without reading it.

Size and times of change do not prove that bytes are the same, but the time of the last change of a file's entry
(``st_ctime``) cannot be set by a program: whoever writes to a file, or sets back its other times, moves it. A file
changed within the last moments has no mark: a second change might fall into the same tick of the clock. Where the
system keeps no such time there is no mark, and the bytes are read.
"""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SETTLED_NS = 2_000_000_000  # coarser clocks than that are no clocks of a file system in use


def mark_of(path: Path) -> str | None:
    """Device, inode, size and both times of change; None where they could mislead.

    Args:
        path: The file; a link is followed.
    """
    if os.name != "posix":  # there ``st_ctime`` is the time of creation
        return None
    try:
        found = path.stat()
    except OSError:
        return None  # whoever reads it says why
    latest = max(found.st_mtime_ns, found.st_ctime_ns)
    if not stat.S_ISREG(found.st_mode) or not latest + _SETTLED_NS < time.time_ns():
        return None
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"
