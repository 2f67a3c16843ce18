"""Bring a case file of an earlier version to this one's.

``migrations/to_N.sql`` leads from version N - 1 to N and is never changed again. All steps, the entry in the audit log
and the new version are one transaction; a copy of the file as it was lies beside it until that is committed. Killed at
any moment, the case is of the earlier version still, or of this one, and the next command goes on.
"""

from __future__ import annotations

import shutil
from importlib import resources
from typing import TYPE_CHECKING

import duckdb

from netinvest.errors import CaseError
from netinvest.ledger import audit

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.ledger.ledger import Ledger

VERSION = 5
"""Of the schema in ``schema.sql``."""
_COUNTED = ("source", "transfer", "advertisement", "subject", "rejection", "decision", "run", "finding", "call")


def version_of(con: duckdb.DuckDBPyConnection) -> int:
    """The version of a case file; 0 where it has none that is a number."""
    found = con.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
    return int(found[0]) if found and str(found[0]).isascii() and str(found[0]).isdigit() else 0


def backup_of(path: Path) -> Path:
    """Where a case file lies as it was, while it is brought to this version."""
    return path.with_name(f"{path.name}.before")


def migrate(ledger: Ledger, file: Path) -> str:
    """Take every step from the file's version to this one.

    Args:
        ledger: Open for writing.
        file: Its file, of which nobody else has a hold.

    Returns:
        What to tell the user.

    Raises:
        CaseError: No step leads from its version, there is no room, or the file is not what its version says; it is as
            it was.
    """
    before = version_of(ledger.con)
    if not 0 < before < VERSION or ledger.read_only:
        raise CaseError(
            "the case was made by another version of netinvest", where=file.parent.name, remedy="use that version"
        )
    backup = backup_of(file)
    try:
        ledger.con.execute("CHECKPOINT")  # all of it is in the file that is copied
        shutil.copyfile(file, backup)
        with ledger.transaction() as con:
            held = _counts(con)
            for version in range(before + 1, VERSION + 1):
                step = resources.files("netinvest.ledger").joinpath("migrations", f"to_{version}.sql")
                con.execute(step.read_text(encoding="utf-8"))
            con.execute(f"UPDATE meta SET value = '{VERSION}' WHERE name = 'schema_version'")
            audit.record(
                con,
                audit.Action.ALTERATION,
                purpose="case file brought to the version of this netinvest",
                detail={"from_version": before, "to_version": VERSION},
            )
            if _counts(con) != held:
                raise AssertionError("a migration lost or doubled records")
    except (OSError, duckdb.CatalogException, duckdb.BinderException, duckdb.DependencyException) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not what its version says"
        raise CaseError(
            f"the case was made by an earlier version of netinvest and cannot be brought to this one's ({reason}); "
            "nothing was changed",
            where=file.parent.name,
            remedy="make room for a copy of the case file, or use the version that made it",
        ) from None
    finally:
        backup.unlink(missing_ok=True)
    return f"the case was made by an earlier version of netinvest: its file was brought from {before} to {VERSION}"


def _counts(con: duckdb.DuckDBPyConnection) -> list[tuple[int, ...] | None]:
    return [con.execute(f"SELECT count(*) FROM {table}").fetchone() for table in _COUNTED]
