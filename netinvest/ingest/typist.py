"""What every kind of record has in common while texts become typed columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa

from netinvest.ledger.column import of_array

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from netinvest.ingest.coded import Coded
    from netinvest.loading.loader import Texts

Refused = tuple[int, str, str | None, str]
KEPT = 500  # characters of a refused value


@dataclass(frozen=True)
class Context:
    """What a file's texts are read by, beside its profile.

    Attributes:
        country: ISO 3166-1 alpha-2 of the case, for national numbers.
        zone: For times without an offset, and what it rests on.
        nulls: Marks for nothing.
        source_id: SHA-256 of the file, where a record must be named after it.
        order: Of day and month, where preamble or heading declares it.
        order_by_user: Whether the user declared it.
        order_elsewhere: The same where only columns that are not read prove it.
        folder: Where the file lies, for images beside it.
    """

    name: str
    country: str | None
    zone: str
    zone_basis: str
    nulls: frozenset[str]
    source_id: str
    order: str | None = None
    order_elsewhere: str | None = None
    order_by_user: bool = False
    folder: Path | None = None


@dataclass
class Typed:
    """Records of a block.

    Attributes:
        tables: For each ledger table its columns without ``source_no``; ``row`` among them.
        refused: Rows that are not loaded, and why.
        remarks: Fields set aside in rows that are loaded, and why.
        keys: uint64 for each record: rows that are the same event have the same.
        rows: int64, the row numbers that ``keys`` are of; None: those of the first table.
        shown: The first records as the ledger shows them, where it keeps them otherwise; given how many.
    """

    tables: dict[str, pa.Table]
    refused: list[Refused]
    remarks: list[Refused] = field(default_factory=list)
    keys: NDArray[np.uint64] | None = None
    rows: NDArray[np.int64] | None = None
    shown: Callable[[int], pa.Table] | None = None


class Typist(Protocol):
    """Turns the texts of one file into records of one kind.

    ``observe`` is given blocks until ``settled``; then ``type`` is given all, those again; then ``conclude``.
    """

    identity: str
    """The columns of the first table that make two rows one event, as SQL; empty: no two rows are."""

    @property
    def settled(self) -> bool:
        """Whether enough has been seen to read the texts."""
        ...

    def observe(self, texts: Texts) -> None:
        """See what a block tells of the whole file."""
        ...

    def type(self, texts: Texts) -> Typed:
        """Read a block."""
        ...

    def conclude(self) -> list[str]:
        """After the last block: what the reader should know; or refuse the file."""
        ...


MakeTypist = Any  # Callable[[Recognition, Context], Typist]


class Failures:
    """The first reason for which each row of a block fails."""

    def __init__(self, rows: NDArray[np.int64]) -> None:
        self._rows = rows
        self.bad = np.zeros(len(rows), bool)
        self._found: list[Refused] = []

    def add(self, where: NDArray[np.bool_], field: str, value: Callable[[int], str | None], reason: str) -> None:
        """Refuse rows that have not been refused yet.

        Args:
            where: Which.
            field: The canonical column.
            value: The text at a place of the block.
            reason: Why, without the value.
        """
        if not where.any():
            return
        new = where & ~self.bad
        for place in np.flatnonzero(new).tolist():
            text = value(place)
            self._found.append((int(self._rows[place]), field, None if text is None else text[:KEPT], reason))
        self.bad |= new

    @property
    def refused(self) -> list[Refused]:
        """Sorted by row."""
        return sorted(self._found)


def at(column: Coded) -> Callable[[int], str | None]:
    """The text of a coded column at a place."""

    def text(place: int) -> str | None:
        code = int(column.codes[place])
        return None if code < 0 else column.raw[code]

    return text


def stable_hash(text: str | None) -> int:
    """64 bits of a value, the same throughout a process."""
    return 0 if text is None else hash(text) & 0xFFFFFFFFFFFFFFFF


def mix(keys: NDArray[np.uint64], more: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Fold another column into row keys (splitmix64's finaliser)."""
    with np.errstate(over="ignore"):
        mixed = (keys ^ more) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(30)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
    return mixed


def timestamps(seconds: NDArray[np.int64]) -> pa.Array:
    """Seconds of UTC as Arrow timestamps."""
    return of_array(seconds * 1_000_000).cast(pa.timestamp("us"))
