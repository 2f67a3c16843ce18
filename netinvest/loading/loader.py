"""A loader: a profile for tables, or code that reads another kind of file as text columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Protocol

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    import pyarrow as pa

    from netinvest.loading.profile import Profile

ENTRY_POINTS = "netinvest.loaders"


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a file, by which loaders recognise it.

    Attributes:
        name: The file's name, without its directory. A name is a hint, never a reason.
        head: Its first bytes, decompressed, at most 256 KiB.
        text: The same decoded, or empty where it is no text.
    """

    name: str
    head: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Rows as text, before anything is interpreted.

    Attributes:
        table: String (or dictionary of string) columns under canonical names, NULL for nothing.
        rows: int64, the row number of each, counted from 1 as a spreadsheet or text editor counts.
        refused: ``(row, field, value, reason)`` of rows that could not even be cut into columns.
        structural: How many lines of headings, blanks and footers were passed since the last block.
    """

    table: pa.Table
    rows: np.ndarray
    refused: Sequence[tuple[int, str, str | None, str]] = ()
    structural: int = 0


class Read(Protocol):
    """Reads a stream of decompressed bytes as blocks of text columns, in bounded memory.

    The stream has been checked (gzip, SHA-256). Raise ``InputRefused`` to refuse the file whole. Attributes of the
    file that are no rows (own account, period) are given as columns that repeat them.
    """

    def __call__(self, stream: BinaryIO, name: str) -> Iterator[Texts]:
        """Yield blocks; row numbers rise."""
        ...


@dataclass(frozen=True)
class Loader:
    """How one format is recognised and read.

    Attributes:
        profile: Its name, kind, and how its texts are to be understood (dates, numbers, money).
        read: For what is not a table: yields text columns. None: a table, read as the profile says.
        recognise: For what is not a table: how surely a sample is of this format (0 to 1) and why.
        parts: For a file that holds records of several kinds: a loader a kind, each of which reads its own out of the
            same bytes and passes over the rest. Then ``read`` is None, and the profile only names the format.
    """

    profile: Profile
    read: Read | None = None
    recognise: Callable[[Sample], tuple[float, str]] | None = field(default=None)
    parts: tuple[Loader, ...] = ()

    @property
    def name(self) -> str:
        """The profile's."""
        return self.profile.name


@cache
def installed_loaders() -> tuple[Loader, ...]:
    """All loaders of installed packages, by name; two of one name are refused.

    A package offers its loaders by an entry point in the group ``netinvest.loaders`` that names a function without
    arguments returning an iterable of ``Loader``.
    """
    from importlib.metadata import entry_points

    found: dict[str, Loader] = {}
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: (point.name, point.value)):
        for loader in point.load()():
            if loader.name in found:
                raise UsageError(
                    f"two installed loaders are called {loader.name}", remedy="uninstall one of their packages"
                )
            found[loader.name] = loader
    return tuple(found[name] for name in sorted(found))
