"""Write a case file anew, so that nothing that was deleted can be read out of it.

A database keeps deleted rows in pages it will use again some day. The file is copied table by table into a new one,
which takes its place; the old one is overwritten before it goes (on disks that spread their writes, old blocks may
outlive it: what helps there is an encrypted disk).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from netinvest.errors import CaseError
from netinvest.ledger import memory
from netinvest.ledger.ledger import DATABASE, STORAGE_VERSION, TEMPORARY

if TYPE_CHECKING:
    from netinvest.ledger.ledger import Ledger

PENDING = "rewrite_pending"
"""The entry of ``meta`` that says that something was deleted and the file not yet written anew."""
_BLOCK = 1 << 20


def mark_pending(con: duckdb.DuckDBPyConnection) -> None:
    """Note, in the transaction that deletes, that the file is to be written anew."""
    con.execute(f"INSERT OR REPLACE INTO meta VALUES ('{PENDING}', 'yes')")


def is_pending(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a deletion was committed and the file not written anew."""
    return con.execute(f"SELECT 1 FROM meta WHERE name = '{PENDING}'").fetchone() is not None


def rewrite(path: Path) -> None:
    """Write the case file of a directory anew; nobody may hold it.

    Killed at any point, the case is the old file or the new one, and ``is_pending`` says which.

    Raises:
        CaseError: There is no room, or the file cannot be read.
    """
    old, temporary = path / DATABASE, path / TEMPORARY
    new, aside = temporary / f"rewrite.{os.getpid()}.duckdb", temporary / f"erased.{os.getpid()}"
    try:
        temporary.mkdir(exist_ok=True)
        with duckdb.connect(config=memory.database_settings()) as con:
            con.execute(f"ATTACH '{_quoted(old)}' AS old_case")
            con.execute(f"ATTACH '{_quoted(new)}' AS new_case (STORAGE_VERSION '{STORAGE_VERSION}')")
            con.execute("COPY FROM DATABASE old_case TO new_case")
            con.execute(f"DELETE FROM new_case.meta WHERE name = '{PENDING}'")
            con.execute("CHECKPOINT new_case")
            con.execute("DETACH new_case")
            # the lock on the old file is still ours: nobody has written to it meanwhile
            with suppress(OSError):  # not every file system has a second name for a file
                os.link(old, aside)
            new.replace(old)
            con.execute("DETACH old_case")
        for leftover in (aside, old.with_name(f"{DATABASE}.wal")):
            _overwrite(leftover)
    except (duckdb.Error, OSError):
        raise CaseError(
            "the case file could not be written anew; what was erased is no longer shown but may still be on the disk",
            where=path.name,
            remedy="make room for a copy of the case file and run any command on the case",
        ) from None
    finally:
        for part in (new, new.with_name(f"{new.name}.wal")):
            part.unlink(missing_ok=True)


def finish(ledger: Ledger) -> bool:
    """Write the file anew if a deletion is pending; the ledger is closed then. Returns whether it was."""
    if ledger.read_only or not is_pending(ledger.con):
        return False
    ledger.close()
    rewrite(ledger.path)
    return True


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _overwrite(path: Path) -> None:
    """Zeros over the bytes, then unlink; as much as a file system lets us do."""
    with suppress(FileNotFoundError):
        with Path(path).open("r+b") as file:
            left = os.fstat(file.fileno()).st_size
            while left > 0:
                left -= file.write(b"\0" * min(_BLOCK, left))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
