"""Load one file: one transaction, every line accounted for, or nothing at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.errors import CaseError, InputRefused
from netinvest.ingest.file_mark import mark_of
from netinvest.ingest.opening import digest
from netinvest.ingest.report import SourceReport
from netinvest.ledger.row import insert

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from netinvest.ingest.plan import Plan
    from netinvest.ledger.ledger import Ledger


NEW = False  # the opposite of a file whose bytes are here already
PART = "#"  # between a file's digest and the kind of a further part of it
_EMPTY = ("the file is understood, and holds no record of a kind that is loaded", "the file has a heading and no rows")


def load_file(
    ledger: Ledger,
    path: str | Path,
    *,
    country: str | None,
    time_zone: str | None,
    loaded_by: str,
    name: str | None = None,
    profile: str | None = None,
    date_order: str | None = None,
    authority: str | None = None,
    handling: str | None = None,
    grade: tuple[str | None, str | None] = (None, None),
    review_on: date | None = None,
    rehash: bool = False,
    archives: tuple[str, ...] = (),
    progress: Callable[[int], None] | None = None,
) -> SourceReport:
    """Load a file into the ledger.

    The same bytes, under whatever name, are loaded once; again, nothing is changed.

    Args:
        ledger: Open for writing.
        path: The file: delimited text, JSON Lines, JSON, XLSX, or one of these in gzip.
        country: ISO 3166-1 alpha-2 of the case, by which national numbers are read.
        time_zone: Of the case, for times that name none; None is UTC.
        loaded_by: Who loads.
        name: What it is called in the case: its path in a folder or archive; its own name by default.
        profile: Name of an installed profile, or path of a profile's TOML file; None: recognised.
        date_order: ``dmy``, ``mdy`` or ``ymd``, where the file does not prove or declare it.
        authority: Under which the file was obtained.
        handling: Its handling code.
        grade: 4x4 grades of the source and of the information.
        review_on: When to ask whether it may still be kept.
        rehash: Read its bytes even where the file system says that they are those that were loaded.
        archives: SHA-256 of the archives that it came out of, the outermost first.
        progress: Called with the number of rows so far.

    Returns:
        What became of it: of its first kind of records, with those of other kinds in ``parts``.

    Raises:
        InputRefused: The file is refused whole (UnrecognisedFormat, UnsafeInput among them); nothing is changed.
        CaseError: The case cannot be written; nothing is changed.
    """
    file = Path(path)
    mark = mark_of(file)
    if mark is not None and not rehash and (known := _known(ledger, _marked(ledger, mark))) is not None:
        return known
    found = digest(file)
    known = _known(ledger, found.sha256)
    if known is not None:
        return known
    if ledger.read_only:
        raise CaseError("the case is open for reading only", where=ledger.path.name)
    # everything heavy comes after the question whether there is anything to do
    from netinvest.ingest.encoding import WrongEncodingError, of_part
    from netinvest.ingest.plan import plan
    from netinvest.ingest.write import Writer

    encoding = None
    while True:
        made = plan(
            file, found.sha256, country=country, time_zone=time_zone, profile=profile, date_order=date_order,
            encoding=encoding,
        )  # fmt: skip
        try:
            with ledger.announced(f"the load of {name or file.name}"), ledger.transaction() as con:
                reports: list[SourceReport] = []
                first_no = passed = 0  # lines of parts without rows
                for part in (made, *made.parts):
                    writer = Writer(con)
                    if not part.run(writer, progress):
                        passed += part.structural
                        continue
                    part.lines += passed
                    part.structural += passed
                    passed = 0
                    counts = writer.finish(part.typist.identity, part.lines, part.structural, part.footers)
                    kind = str(part.profile.kind)
                    source_id = f"{found.sha256}{PART}{kind}" if reports else found.sha256
                    report = SourceReport(
                        name or file.name, source_id, kind, part.profile.name, *counts, NEW, part.because,
                        tuple(part.notes),
                    )  # fmt: skip
                    _record(
                        con, writer.source_no, report, size=found.size, made=part, authority=authority,
                        handling=handling, grade=grade, review_on=review_on, loaded_by=loaded_by,
                        given={"profile": profile, "date_order": date_order}, archives=archives,
                    )  # fmt: skip
                    _log(con, report, loaded_by, {"authority": authority, "handling": handling, **_origin(archives)})
                    first_no = first_no or writer.source_no
                    reports.append(report)
                if not reports:
                    raise InputRefused(
                        _EMPTY[bool(made.options)],
                        where=file.name,
                        remedy="check what was exported, and for what period",
                    )
                if mark is not None and mark == mark_of(file):  # nobody wrote to it meanwhile
                    insert(con, "file_mark", {"source_no": first_no, "mark": mark})
                return replace(reports[0], parts=tuple(reports[1:]))
        except WrongEncodingError as wrong:
            # its beginning is plain ASCII or happens to be valid: begin again with what this part says
            encoding = of_part(wrong.part)


def _marked(ledger: Ledger, mark: str) -> str | None:
    """The SHA-256 of the file that had this mark when it was loaded."""
    rows = ledger.con.execute("SELECT mark, source_id FROM file_mark JOIN source USING (source_no)").fetchall()
    return next((source_id for known, source_id in rows if known == mark), None)


def _known(ledger: Ledger, sha256: str | None) -> SourceReport | None:
    # all are looked through here: a parameter would cost more (see netinvest.ledger.row)
    rows = ledger.con.execute(
        """SELECT name, source_id, kind, profile, lines, rows, loaded, rejected, duplicate, structural_lines, true,
                  recognised_because, options->'notes' FROM source"""
    ).fetchall()
    reports = []
    for *values, notes in (row for row in rows if row[1].partition(PART)[0] == sha256):
        report = SourceReport(*values)
        # of this load: nothing is new, every row is there already
        told = tuple(json.loads(notes or "[]"))
        reports.append(replace(report, loaded=0, rejected=0, duplicate=report.rows, notes=told))
    return replace(reports[0], parts=tuple(reports[1:])) if reports else None


def _record(
    con: Any,
    source_no: int,
    report: SourceReport,
    *,
    size: int,
    made: Plan,
    authority: str | None,
    handling: str | None,
    grade: tuple[str | None, str | None],
    review_on: date | None,
    loaded_by: str,
    given: dict[str, str | None],
    archives: tuple[str, ...],
) -> None:
    from importlib.metadata import version

    counts = ("lines", "rows", "loaded", "rejected", "duplicate", "structural_lines")
    insert(
        con,
        "source",
        {
            "source_no": source_no,
            "source_id": report.source_id,
            "name": report.name,
            "bytes": size,
            "media": made.media,
            "kind": report.kind,
            "loader": report.profile,
            "loader_version": f"{made.profile.version} (netinvest {version('netinvest')})",
            "profile": report.profile,
            "options": json.dumps(
                {**made.options, "notes": list(report.notes), "given": given, **_origin(archives)}, sort_keys=True
            ),
            "recognised_because": report.recognised_because,
            "authority": authority,
            "handling": handling,
            "source_grade": grade[0],
            "information_grade": grade[1],
            "review_on": review_on,
            "loaded_at_utc": datetime.now(UTC).replace(tzinfo=None),
            "loaded_by": loaded_by,
            **{name: getattr(report, name) for name in counts},
        },
    )


def _origin(archives: tuple[str, ...]) -> dict[str, list[str]]:
    return {"archives": list(archives)} if archives else {}


def _log(con: Any, report: SourceReport, loaded_by: str, told: dict[str, Any]) -> None:
    """The load's entry in the audit log, kept or lost together with what it loaded."""
    from netinvest.ledger import audit

    counts = {name: getattr(report, name) for name in ("rows", "loaded", "rejected", "duplicate")}
    # not the file's name: operators name files after the target, and the log outlives an erasure
    detail = {"source_id": report.source_id, "kind": report.kind, **counts}
    audit.record(
        con,
        audit.Action.COLLECTION,
        purpose="source file loaded",
        detail={**detail, **told},
        who=loaded_by,
    )
