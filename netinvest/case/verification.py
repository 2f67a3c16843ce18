"""What a case promises about itself, checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netinvest.errors import VerificationFailed
from netinvest.export.records import TABLES
from netinvest.ledger import audit

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Check:
    """One promise and whether it holds."""

    promise: str
    holds: bool
    detail: str = ""


_ADDS_UP = """
SELECT name FROM source
WHERE rows <> loaded + rejected + duplicate OR lines <> rows + structural_lines ORDER BY source_no
"""
_ARE_THERE = """
SELECT name FROM source
LEFT JOIN (SELECT source_no, count(*) AS records FROM {table} GROUP BY source_no) USING (source_no)
LEFT JOIN (SELECT source_no, count(DISTINCT row) AS refused FROM rejection GROUP BY source_no) USING (source_no)
LEFT JOIN (SELECT source_no, count(*) AS repeated FROM duplicate GROUP BY source_no) USING (source_no)
LEFT JOIN (SELECT source_no, sum(records) AS e_records, sum(rejected_rows) AS e_refused, sum(duplicates) AS e_repeated
           FROM erasure GROUP BY source_no) USING (source_no)
WHERE kind = '{kind}' AND (coalesce(records, 0) + coalesce(e_records, 0) <> loaded
                           OR coalesce(refused, 0) + coalesce(e_refused, 0) <> rejected
                           OR coalesce(repeated, 0) + coalesce(e_repeated, 0) <> duplicate)
ORDER BY source_no
"""
_HAVE_A_SOURCE = """
SELECT count(*) FROM (
    SELECT source_no FROM call UNION ALL SELECT source_no FROM transfer UNION ALL SELECT source_no FROM advertisement
    UNION ALL SELECT source_no FROM subject UNION ALL SELECT source_no FROM rejection
    UNION ALL SELECT source_no FROM duplicate
) ANTI JOIN source USING (source_no)
"""


def verify(con: DuckDBPyConnection, *, head: str | None = None) -> list[Check]:
    """Check the counts of every source, that each record has its source, every run's findings, and the audit chain.

    Args:
        con: The ledger's connection.
        head: Digest of the audit log noted earlier, elsewhere.
    """
    checks = [_named("rows = loaded + rejected + duplicate; lines = rows + structural", con, _ADDS_UP)]
    checks += [
        _named(f"the {kind} of every source are as many as it says", con, _ARE_THERE.format(table=table, kind=kind))
        for kind, table in TABLES.items()
    ]
    stray = con.execute(_HAVE_A_SOURCE).fetchone() or (0,)
    checks.append(Check("every record has its source", stray[0] == 0, f"{stray[0]} have none" if stray[0] else ""))
    checks.append(_runs(con))
    checks.append(audit_check(con, head=head))
    return checks


def audit_check(con: DuckDBPyConnection, *, head: str | None = None) -> Check:
    """Whether the audit log is an unbroken chain."""
    promise = "the audit log is an unbroken chain"
    try:
        found = audit.verify(audit.entries(con), head=head)
    except VerificationFailed as error:
        return Check(promise, holds=False, detail=str(error))
    return Check(promise, holds=True, detail=f"head {found}")


def seal_check(con: DuckDBPyConnection, path: Path, *, key: Path | None, authority: Path | None) -> Check:
    """Whether the audit log is the one that was sealed, and what came after it.

    Args:
        con: The ledger's connection.
        path: The seal's file.
        key: Public key, PEM, that must have signed it.
        authority: Root certificate, PEM, of the time-stamping authority.

    Raises:
        InputRefused: The file is no seal.
        UsageError: The key or the certificate is none.
    """
    from netinvest.case import seal
    from netinvest.export.signature import public_key

    promise = "the audit log is the one that was sealed"
    found = seal.Seal.read(path)
    signer = public_key(key) if key else None
    try:
        at = seal.check(found, audit.entries(con), where=path.name, key=signer, authority=authority)
    except VerificationFailed as error:
        return Check(promise, holds=False, detail=str(error))
    told = [f"{found.statement['entries']} entries, head {found.statement['head']}"]
    if at is not None:
        told.append(f"stamped {at.isoformat()}" + ("" if authority else ", by an authority that was not checked"))
    if signer is None:
        told.append("the signer was not checked: give --public-key")
    return Check(promise, holds=True, detail="; ".join(told))


def _named(promise: str, con: DuckDBPyConnection, sql: str) -> Check:
    wrong = [name for (name,) in con.execute(sql).fetchall()]
    return Check(promise, not wrong, f"not so: {', '.join(wrong)}" if wrong else "")


def _runs(con: DuckDBPyConnection) -> Check:
    """Whether every run's findings are what their digest says."""
    from netinvest.findings.analyse import canonical

    wrong = []
    for run_id, digest in con.execute(
        "SELECT run_id, findings_digest FROM run WHERE erased_by IS NULL ORDER BY run_no"
    ).fetchall():
        bodies = con.execute("SELECT body::VARCHAR FROM finding WHERE run_id = ? ORDER BY rowid", [run_id]).fetchall()
        if hashlib.sha256(canonical([json.loads(body) for (body,) in bodies])).hexdigest() != digest:
            wrong.append(run_id)
    return Check("every run's findings are unchanged", not wrong, f"changed: {', '.join(wrong)}" if wrong else "")
