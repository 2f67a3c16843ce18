"""Load files one by one: each as a whole with its entry in the audit log, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from netinvest.case.load_report import LoadReport
from netinvest.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from netinvest.case.settings import Settings
    from netinvest.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How files are read, and what is written down about them.

    Attributes:
        profile: Name of the profile to read them with; recognised by content where there is none.
        date_order: Of day and month, where the files do not tell: ``dmy``, ``mdy`` or ``ymd``.
        authority: Under which authority they were obtained.
        handling: Handling code or restriction.
    """

    profile: str | None = None
    date_order: str | None = None
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
    from netinvest.ingest.load import load_file
    from netinvest.ledger.audit import current_user

    report = LoadReport()
    for file in files:
        try:
            if file.is_dir():
                raise InputRefused("this is a folder", where=str(file), remedy="name the files in it")  # noqa: TRY301
            report.sources.append(
                load_file(
                    ledger,
                    file,
                    country=settings.country or None,
                    time_zone=settings.time_zone,
                    profile=options.profile,
                    date_order=options.date_order,
                    authority=options.authority,
                    handling=options.handling,
                    loaded_by=current_user(),
                    progress=partial(_told, progress, file.name) if progress else None,
                )
            )
        except InputRefused as error:
            report.refused.append((file.name, error))
    return report


def _told(progress: Callable[[str, int, int], None], name: str, rows: int) -> None:
    """How many rows a file has is known at its end only."""
    progress(name, rows, 0)
