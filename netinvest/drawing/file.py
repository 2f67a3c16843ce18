"""A file with a drawing: its bytes once, their digest, and what is in them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from netinvest.errors import InputRefused, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.drawing.drawing import Drawing

FORMATS = ("graphml", "gexf", "edges")
MOST_BYTES = 128 * 1024 * 1024
_SPACE = b" \t\r\n"


class File(NamedTuple):
    """What was read."""

    sha256: str
    size: int
    drawing: Drawing


def read(path: Path, form: str | None = None) -> File:
    """Read a drawing.

    Args:
        path: The file.
        form: One of FORMATS; told by the content if None.

    Raises:
        InputRefused: It cannot be read, is too large, or holds no drawing.
        UnsafeInput: It could do harm.
        UsageError: There is no such format.
    """
    from netinvest.drawing.edge_list import read_edge_list
    from netinvest.drawing.network_xml import read_xml

    if form not in {None, *FORMATS}:
        raise UsageError(f"{form!a} is no format of a drawing", remedy=f"use one of {', '.join(FORMATS)}")
    if path.is_dir():
        raise InputRefused("that is a directory", where=path.name, remedy="name a file")
    if path.exists() and not path.is_file():
        raise InputRefused("that is no regular file", where=path.name, remedy="copy its content to a file")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputRefused(
            f"the file cannot be read ({error.strerror})", where=path.name, remedy="check the path"
        ) from None
    if len(data) > MOST_BYTES:
        raise InputRefused(
            f"the file is larger than {MOST_BYTES // 1024**2} MB",
            where=path.name,
            remedy="export a part of the drawing",
        )
    xml = _is_xml(data) if form is None else form != "edges"
    drawing = read_xml(data, path.name) if xml else read_edge_list(data, path.name)
    if form is not None and drawing.form != form:
        raise InputRefused(
            f"the file is {drawing.form}, not {form}", where=path.name, remedy="leave --from out: the content tells"
        )
    return File(hashlib.sha256(data).hexdigest(), len(data), drawing)


def _is_xml(data: bytes) -> bool:
    """Whether the first character of a file is ``<``, in any of the encodings that XML begins in."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.replace(b"\0", b"").lstrip(_SPACE).startswith(b"<")
