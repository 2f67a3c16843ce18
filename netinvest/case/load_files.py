"""Load files one by one: each as a whole with its entry in the audit log, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from netinvest.case.evidence_files import evidence_files, how_many
from netinvest.case.load_report import LoadReport
from netinvest.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from netinvest.case.settings import Settings
    from netinvest.ledger.ledger import Ledger

# mistakes in reading; what the disk, the memory or the store refuses is none of a single file and ends the load
_UNFORESEEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How files are read, and what is written down about them.

    Attributes:
        profile: Name of the profile to read them with; recognised by content where there is none.
        date_order: Of day and month, where the files do not tell: ``dmy``, ``mdy`` or ``ymd``.
        authority: Under which authority they were obtained.
        handling: Handling code.
        grade: 4x4 grade of source and information, such as ``B2``.
        review_on: Day, in ISO 8601, on which to ask whether they may still be kept.
        rehash: Read all bytes, even of files that have not been touched since they were loaded.
    """

    profile: str | None = None
    date_order: str | None = None
    authority: str | None = None
    handling: str | None = None
    grade: str | None = None
    review_on: str | None = None
    rehash: bool = False


def load_files(
    ledger: Ledger,
    settings: Settings,
    paths: Sequence[Path],
    options: LoadOptions,
    progress: Callable[[str, int, int], None] | None,
) -> LoadReport:
    """Load files, folders and archives; a refused file does not keep the others out.

    What was loaded stays loaded when the rest is interrupted: begun again, the same bytes are passed over.
    """
    from netinvest.case.handling import day
    from netinvest.ingest.load import load_file
    from netinvest.ledger.audit import current_user
    from netinvest.model.handling import checked
    from netinvest.resolve.categorisation import grades

    handling = checked(options.handling) if options.handling else None
    grade, review_on = grades(options.grade), day(options.review_on) if options.review_on else None
    report = LoadReport()
    total = how_many(paths)
    for number, file in enumerate(evidence_files(paths), start=1):
        if file.passed:
            report.passed.append((file.name, file.passed))
            continue
        shown = file.name if total == 1 else f"{number} of {max(total, number)}, {file.name}"
        try:
            if file.refusal is not None:
                raise file.refusal
            loaded = load_file(
                ledger,
                file.path,
                name=file.name,
                country=settings.country or None,
                time_zone=settings.time_zone,
                profile=options.profile,
                date_order=options.date_order,
                authority=options.authority,
                handling=handling,
                grade=grade,
                review_on=review_on,
                rehash=options.rehash,
                archives=file.archives,
                loaded_by=current_user(),
                progress=partial(_told, progress, shown) if progress else None,
            )
            for part in (loaded, *loaded.parts):
                if part.name != file.name:  # the same bytes under another name
                    part = replace(part, name=file.name, notes=(f"as {part.name}", *part.notes))  # noqa: PLW2901
                report.sources.append(part)
        except InputRefused as error:
            if error.where.startswith(file.path.name):  # its path in the folder or archive says which
                error.where = file.name + error.where.removeprefix(file.path.name)
            report.refused.append((file.name, error))
            report.found_refused += not file.named
        except _UNFORESEEN as error:  # one file, which changed nothing: the others are read all the same
            report.refused.append((file.name, _unforeseen(file.name, error)))
            report.found_refused += not file.named
    if not report.sources and not report.refused:
        nothing = InputRefused("no file there is evidence", where=paths[0].name, remedy="name another folder")
        report.refused.append((paths[0].name, nothing))
    return report


def _unforeseen(name: str, error: Exception) -> InputRefused:
    """What to say of an error in reading that nobody has written a sentence for; its own text may quote a row."""
    refused = InputRefused(
        f"reading it ended with an error nobody foresaw ({type(error).__name__}); nothing of it was loaded",
        where=name,
        remedy="export it in another form, and report what netinvest profile FILE --debug says, without names",
    )
    refused.__cause__ = error
    return refused


def _told(progress: Callable[[str, int, int], None], name: str, rows: int) -> None:
    """How many rows a file has is known at its end only."""
    progress(name, rows, 0)
