"""The records of a case: files are loaded, accounted for, and read again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.case.opened import Opened
from netinvest.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import pandas as pd

    from netinvest.case.load_report import LoadReport


class Records(Opened):
    """Mixed into a case."""

    def load(
        self,
        *files: str | os.PathLike[str],
        profile: str | None = None,
        date_order: str | None = None,
        authority: str | None = None,
        handling: str | None = None,
        grade: str | None = None,
        review_on: str | None = None,
        rehash: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
        raising: bool = True,
    ) -> LoadReport:
        """Load files, each as a whole or not at all; a refused file does not keep the others out.

        Args:
            *files: Call records, transfers, advertisements, registers, recognised by content; folders and archives of
                them.
            profile: Name of a profile to read them with instead.
            date_order: ``dmy``, ``mdy`` or ``ymd``, where the files do not tell.
            authority: Under which authority they were obtained.
            handling: Handling code: H0, H1, H2, or H3 with its restriction.
            grade: 4x4 grade of source and information, such as ``B2``.
            review_on: Day, in ISO 8601, on which to ask whether they may still be kept.
            rehash: Read all bytes, even of files that have not been touched since they were loaded.
            progress: Called with the file's name, lines done and lines in all; a bar in Jupyter by default.
            raising: Whether to raise if all files were refused; else the report alone says so.

        Raises:
            UsageError: No file is given.
            InputRefused: Nothing was loaded: what the last file was refused for.
            StoreError: The case's server cannot be reached, before anything is loaded.
        """
        from netinvest.case.graph import load_to_server
        from netinvest.case.load_files import LoadOptions, load_files
        from netinvest.case.progress import bar_in_jupyter
        from netinvest.case.settings import EMBEDDED

        if not files:
            raise UsageError("no file is given", remedy="name one or more files to load")
        options = LoadOptions(
            profile=profile, date_order=date_order, authority=authority, handling=handling, grade=grade,
            review_on=review_on, rehash=rehash,
        )  # fmt: skip
        paths = [Path(file) for file in files]
        with self._open() as ledger, bar_in_jupyter(progress) as told:
            if self.settings.store == EMBEDDED:  # brought in step by the analysis: it is the same file
                report = load_files(ledger, self.settings, paths, options, told)
            else:
                report = load_to_server(self, ledger, paths, options, told)
        if raising and not report.sources:
            raise report.refused[-1][1]
        return report

    def sources(self) -> list[dict[str, Any]]:
        """The files of the case, in the order of loading."""
        from netinvest.case import listing

        with self._open() as ledger:
            return listing.sources(ledger.con)

    def rejections(self, *, limit: int | None = None) -> list[dict[str, Any]]:
        """Rows that were refused: file, row, field, value, reason. The values are the file's own."""
        from netinvest.case import listing

        with self._open() as ledger, ledger.transaction() as con:
            found = listing.rejections(con, limit)
            self._log(con, "consultation", "rejected rows listed", {"rows": len(found)})
        return found

    def write_records(self, kind: str, form: str, out: Path | None) -> int:
        """Write the normalised records of a kind to a file, or to standard output; see ``netinvest.export.records``.

        Raises:
            UsageError: No such kind or format, or the file cannot be written.
        """
        from netinvest import output
        from netinvest.case import leaving
        from netinvest.case.handling import check_may_leave
        from netinvest.export import records

        with self._open() as ledger:
            records.check_format(form)
            if out is not None:
                check_may_leave(ledger.con)
            self._withhold(ledger.con)
            records.query(ledger.con, kind)
            what, detail = "records written out", {"kind": kind, "format": form}
            if out is None:
                with leaving.stream(self, ledger, what, detail), output.binary(None) as sink:
                    return records.write(ledger.con, kind, form, sink)
            with leaving.file(self, ledger, out, what) as file:
                file.detail = detail
                return records.write(ledger.con, kind, form, file.sink)

    def to_pandas(self, kind: str) -> pd.DataFrame:
        """The normalised records of a kind (``calls``, ``transfers``, ``advertisements``, ``subjects``).

        These are the records themselves, with every number and name in them; reading them is logged.

        Raises:
            UsageError: There is no such kind.
        """
        from netinvest.export import records

        with self._open() as ledger, ledger.transaction() as con:
            self._withhold(con)
            table = records.arrow(con, kind)
            self._log(con, "consultation", "records read", {"kind": kind, "records": table.num_rows})
        frame: pd.DataFrame = table.to_pandas()
        return frame
