"""The DuckDB file of a case, opened for one operation and closed again.

A case that is not being worked on is not locked: a notebook holds it only while a call runs. Every change is one
transaction; a process that is killed leaves the last committed state.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from netinvest.errors import CaseError, CaseInUse
from netinvest.ledger import memory, migration
from netinvest.ledger.row import insert

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "case.duckdb"
STORAGE_VERSION = "v1.3.0"
"""Of DuckDB's file format: from here on text is compressed in one pass instead of by trying every way."""
TEMPORARY = "tmp"
PATIENCE_S = 1.5
"""How long a second process waits for the first before it is told who holds the case."""
_HOLDER = re.compile(r"\(PID (?P<pid>\d+)\)(?: by user (?P<user>[\w.-]+))?")


class Ledger:
    """An open case file.

    Attributes:
        path: The case's directory.
        con: The connection: UTC, no access to files or network beyond the case.
    """

    def __init__(self, path: Path, con: duckdb.DuckDBPyConnection, *, read_only: bool, notes: tuple[str, ...]) -> None:
        self.path, self.con, self.read_only, self.notes = path, con, read_only, notes
        self._depth = 0

    @classmethod
    def create(cls, path: Path) -> Ledger:
        """Make the case file in a directory that has none yet.

        Raises:
            CaseError: There is one already.
        """
        path = Path(path)
        if (path / DATABASE).exists():
            raise CaseError("there is a case already", where=path.name, remedy="open it, or choose another name")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CaseError(f"the case's folder cannot be made ({error.strerror})", where=path.name) from None
        ledger = cls(path, _connect(path, read_only=False)[0], read_only=False, notes=())
        try:
            schema = resources.files("netinvest.ledger").joinpath("schema.sql").read_text(encoding="utf-8")
            with ledger.transaction():
                ledger.con.execute(schema)
                insert(ledger.con, "meta", {"name": "schema_version", "value": str(migration.VERSION)})
        except BaseException:
            ledger.close()
            raise
        return ledger

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Ledger:
        """Open a case file; what a killed process left behind is cleared, and ``notes`` says so.

        A file of an earlier version is brought to this one's: see ``netinvest.ledger.migration``.

        Raises:
            CaseError: There is no case, or it was made by a version that this one does not know.
            CaseInUse: Another process holds it.
        """
        path = Path(path)
        if not (path / DATABASE).is_file():
            raise CaseError("there is no case here", where=path.name, remedy="check the path, or run: netinvest create")
        con, cut_off = _connect(path, read_only=read_only)
        # the lock is ours: nobody uses what lies about
        notes = () if read_only else _clear_up(path, cut_off=cut_off)
        try:
            version = migration.version_of(con)
        except duckdb.Error as error:
            con.close()
            raise (_failing(path, error) if isinstance(error, _UNWRITABLE) else _damaged(path)) from None
        ledger = cls(path, con, read_only=read_only, notes=notes)
        try:
            if version != migration.VERSION:
                ledger.notes += (migration.migrate(ledger, path / DATABASE),)
        except BaseException:
            ledger.close()
            raise
        return ledger

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing; a transaction inside a transaction belongs to the outer one."""
        if self._depth:
            yield self.con
            return
        self._depth = 1
        try:
            self.con.execute("BEGIN TRANSACTION")
            yield self.con
            self.con.execute("COMMIT")
        except BaseException as error:
            # a failed write may have ended the transaction, or the whole connection; on disk is the last commit
            with suppress(duckdb.Error):
                self.con.execute("ROLLBACK")
            if isinstance(error, _UNWRITABLE) or _not_committed(error):
                raise _failing(self.path, error) from None
            raise
        finally:
            self._depth = 0

    @contextmanager
    def announced(self, operation: str) -> Iterator[None]:
        """Leave a note while an operation runs, so that the next command can say that it was cut off.

        Args:
            operation: What is done, as ``the load of calls.csv``.
        """
        note = self.path / TEMPORARY / "operation.json"
        try:
            note.parent.mkdir(exist_ok=True)
            note.write_text(json.dumps({"operation": operation, "pid": os.getpid()}), encoding="utf-8")
        except OSError:
            pass  # a full disk is told by the operation itself
        try:
            yield
        finally:
            note.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the case."""
        self.con.close()
        if not self.read_only:
            shutil.rmtree(self.path / TEMPORARY, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.close()
        if isinstance(error, _UNWRITABLE):
            raise _failing(self.path, error) from None


_UNWRITABLE = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException, duckdb.InternalException)


def _not_committed(error: BaseException) -> bool:
    return isinstance(error, duckdb.TransactionException) and "Failed to commit" in str(error)


def _failing(path: Path, error: BaseException) -> CaseError:
    of_memory = isinstance(error, duckdb.OutOfMemoryException) or "memory" in str(error)
    what = "memory or the disk for what does not fit in it is full" if of_memory else "the disk is full or failing"
    return CaseError(
        f"the case cannot be written, {what}; nothing was changed", where=path.name, remedy="make room and try again"
    )


def _damaged(path: Path) -> CaseError:
    return CaseError(
        "the case file is damaged or was made by a newer version", where=path.name, remedy="restore a copy of it"
    )


def _clear_up(path: Path, *, cut_off: bool) -> tuple[str, ...]:
    """Remove what a killed process left, and say so."""
    left = path / TEMPORARY
    try:
        operation = json.loads((left / "operation.json").read_text(encoding="utf-8"))["operation"]
        notes = [f"{operation} was cut off; the case is as it was before it"]
    except (OSError, ValueError, KeyError, TypeError):
        notes = []
        if cut_off:
            notes.append(
                "an earlier process ended without closing the case: what it had committed is here, the rest is not"
            )
    files = [file for file in left.glob("**/*") if file.is_file() and file.name != "operation.json"]
    if files:
        notes.append(f"{len(files)} temporary files that it left have been removed")
    shutil.rmtree(left, ignore_errors=True)
    migration.backup_of(path / DATABASE).unlink(missing_ok=True)  # the case is of one version or the other, and whole
    return tuple(notes)


def _connect(path: Path, *, read_only: bool) -> tuple[duckdb.DuckDBPyConnection, bool]:
    """A connection, and whether the one who held the case before ended without closing it."""
    config: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "temp_directory": str(path / TEMPORARY),
        **memory.database_settings(),
        "storage_compatibility_version": STORAGE_VERSION,
        # an error must not quote a row of the file it is about
        "errors_as_json": False,
    }
    deadline = time.monotonic() + PATIENCE_S
    while True:
        # looked at anew each time: whoever holds the case now has such a file, and takes it away on closing
        cut_off = (path / f"{DATABASE}.wal").exists()
        try:
            con = duckdb.connect(str(path / DATABASE), read_only=read_only, config=config)
        except duckdb.ConnectionException:
            raise CaseInUse(
                "this process has the case open already, for another use", where=path.name, remedy="close it first"
            ) from None
        except duckdb.IOException as error:
            text = str(error)
            if "lock" not in text.lower():
                raise CaseError(
                    "the case file cannot be opened",
                    where=path.name,
                    remedy="check the disk and your rights to the folder",
                ) from None
            if time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            found = _HOLDER.search(text)
            who = f" (process {found['pid']}{', user ' + found['user'] if found['user'] else ''})" if found else ""
            raise CaseInUse(
                f"the case is in use by another process{who}", where=path.name, remedy="wait until it has finished"
            ) from None
        except duckdb.Error:
            raise _damaged(path) from None
        break
    # a second connection of this process shares the database, whose settings are locked already
    if not con.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]:
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
    return con, cut_off
