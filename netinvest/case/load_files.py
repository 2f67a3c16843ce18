"""Load files one by one: each as a whole with its entry in the audit log, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netinvest.case.load_report import LoadReport
from netinvest.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from netinvest.case.settings import Settings
    from netinvest.ingest.report import SourceReport
    from netinvest.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How files are read, and what is written down about them.

    Attributes:
        profile: Name of the profile to read them with; recognised by content where there is none.
        authority: Under which authority they were obtained.
        handling: Handling code or restriction.
    """

    profile: str | None = None
    authority: str | None = None
    handling: str | None = None


def load_files(
    ledger: Ledger,
    settings: Settings,
    files: Sequence[Path],
    options: LoadOptions,
    progress: Callable[[str, int, int], None] | None,
) -> LoadReport:
    """Load files; a refused one does not keep the others out."""
    report = LoadReport()
    for file in files:
        try:
            if file.is_dir():
                raise InputRefused("this is a folder", where=str(file), remedy="name the files in it")  # noqa: TRY301
            report.sources.append(_load(ledger, settings, file, options, progress))
        except InputRefused as error:
            report.refused.append((file.name, error))
    return report


def _load(
    ledger: Ledger,
    settings: Settings,
    file: Path,
    options: LoadOptions,
    progress: Callable[[str, int, int], None] | None,
) -> SourceReport:
    from netinvest.ingest import load_file
    from netinvest.ledger import audit

    with ledger.transaction() as con:
        source = load_file(
            ledger,
            file,
            country=settings.country or None,
            time_zone=settings.time_zone,
            profile=options.profile,
            authority=options.authority,
            handling=options.handling,
            loaded_by=audit.current_user(),
            progress=(lambda done, total: progress(file.name, done, total)) if progress else None,
        )
        if not source.already_loaded:
            detail = {
                "source_id": source.source_id,
                "name": source.name,
                "kind": source.kind,
                "rows": source.rows,
                "loaded": source.loaded,
                "rejected": source.rejected,
                "duplicate": source.duplicate,
                "authority": options.authority,
                "handling": options.handling,
            }
            audit.record(con, audit.Action.COLLECTION, purpose="source file loaded", detail=detail)
    return source
