"""The leads of a case: the analysis that makes them, what is behind them, and the chart that shows them."""

from __future__ import annotations

import functools
import json
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from netinvest.case.opened import Opened
from netinvest.case.result import Result
from netinvest.errors import CaseError, UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from netinvest.case.case import Case
    from netinvest.case.remedies import Remedy
    from netinvest.case.statistics import Table
    from netinvest.charts import Chart


class Leads(Opened):
    """Mixed into a case."""

    def analyse(
        self,
        *,
        seed: int = 0,
        perturbations: int | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Result:
        """Resolve actors, project the network, assess it, and keep the findings as a run.

        Args:
            seed: Of everything random; the same case and seed give the same findings.
            perturbations: How often the analysis is repeated on perturbed records at most; fewer is quicker and says
                less about stability.
            progress: Called with what is done, steps done and steps in all; a bar in Jupyter by default.

        Raises:
            CaseError: Nothing is loaded.
        """
        from netinvest import __version__
        from netinvest.case.disclosure import keep_actors
        from netinvest.case.graph import write_results
        from netinvest.case.progress import bar_in_jupyter
        from netinvest.findings.analyse import analyse
        from netinvest.store.sync import sync

        with (
            self._open() as ledger,
            ledger.announced("the analysis"),
            self._store(ledger) as store,
            ledger.transaction() as con,
            bar_in_jupyter(progress) as told,
        ):
            if con.execute("SELECT count(*) FROM source").fetchone() == (0,):
                raise CaseError("nothing is loaded yet", where=self.path.name, remedy="run: netinvest load")
            sync(con, store)
            run = analyse(
                ledger,
                store,
                seed=seed,
                perturbations=perturbations,
                progress=(lambda done, total: told("analyse", done, total)) if told else None,
                version=__version__,
            )
            keep_actors(con, run)
            write_results(con, store, run.run_id)
            detail = {"run": run.run_id, "seed": seed, "findings": len(run.findings)}
            self._log(con, "combination", "records of the case analysed together", detail)
            return self._result(con, run.run_id)

    def result(self, run: str | None = None) -> Result:
        """The findings of a run, the last by default.

        Raises:
            CaseError: There is no such run, or none yet.
        """
        with self._open() as ledger, ledger.transaction() as con:
            result = self._result(con, self._run(con, run))
            self._log(con, "consultation", "findings read", {"run": result.run_id})
            return result

    def evidence(self, reference: str, *, run: str | None = None) -> pd.DataFrame:
        """The rows behind a finding: indicator, file, SHA-256, row, and what the row says."""
        import pandas as pd

        columns = ["finding", "indicator", "for_or_against", "record", "name", "source_id", "row", "record_id", "said"]
        return pd.DataFrame(self.evidence_rows(reference, run=run), columns=columns)

    def evidence_rows(self, reference: str, *, run: str | None = None) -> list[dict[str, Any]]:
        """As ``evidence``, in plain JSON types; see ``netinvest.case.evidence``."""
        from netinvest.case.evidence import rows_behind

        with self._open() as ledger, ledger.transaction() as con:
            result = self._result(con, self._run(con, run))
            found = result.find(reference)
            rows = rows_behind(con, found, self._disclosure(con, result.run_id))
            detail = {"run": result.run_id, "findings": [f["id"] for f in found], "rows": len(rows)}
            self._log(con, "consultation", "evidence read", detail)
        return rows

    def remedies(self, *, run: str | None = None) -> list[Remedy]:
        """Money taken from each possible victim, for a claim for compensation; see ``netinvest.case.remedies``."""
        with self._open() as ledger, ledger.transaction() as con:
            run_id = self._run(con, run)
            found = self._remedies(con, run_id)
            self._log(con, "consultation", "remedies read", {"run": run_id, "people": len(found)})
        return found

    def _remedies(self, con: Any, run_id: str) -> list[Remedy]:
        from netinvest.case.remedies import remedies

        return remedies(con, run_id, self._result(con, run_id).findings, self._disclosure(con, run_id))

    def write_remedies(self, out: str | os.PathLike[str], *, run: str | None = None) -> list[Remedy]:
        """Write them as a table (``.csv``) or a page to print (``.html``).

        Raises:
            UsageError: The ending is another, or the file cannot be written.
        """
        from netinvest.case import leaving, remedies_page
        from netinvest.case.handling import check_may_leave

        target = Path(out)
        if target.suffix.lower() not in {".csv", ".html"}:
            raise UsageError("remedies are a table or a page", where=str(target), remedy="use .csv or .html")
        with self._open() as ledger:
            check_may_leave(ledger.con)
            run_id = self._run(ledger.con, run)
            with leaving.file(self, ledger, target, "remedies written out") as file:
                found = self._remedies(ledger.con, run_id)
                file.detail = {"run": run_id, "people": len(found)}
                if target.suffix.lower() == ".csv":
                    content = remedies_page.as_csv(found)
                else:
                    content = remedies_page.as_page(found, case=self.settings.name, run=run_id, revealed=self.revealed)
                file.sink.write(content)
        return found

    def statistics(self, out: str | os.PathLike[str] | None = None, *, run: str | None = None) -> list[Table]:
        """Counts for a report that others read; none below eleven is in them, see ``netinvest.case.statistics``.

        Args:
            out: A CSV file to write them to as well.
            run: Id of a run; the last by default.
        """
        from netinvest.case import leaving
        from netinvest.case.handling import check_may_leave
        from netinvest.case.statistics import as_csv, statistics

        with self._open() as ledger:
            run_id = self._run(ledger.con, run)
            found = statistics(ledger.con, self._result(ledger.con, run_id))
            if out is None:
                with ledger.transaction() as con:
                    self._log(con, "consultation", "statistics read", {"run": run_id})
            else:
                check_may_leave(ledger.con)
                with leaving.file(self, ledger, Path(out), "statistics written out") as file:
                    file.detail = {"run": run_id}
                    file.sink.write(as_csv(found))
        return found

    def chart(self, result: Result | None = None, *, run: str | None = None, drawings: bool = True) -> Chart:
        """An interactive chart of the leads and the paths that link them; it needs no network.

        Args:
            result: Whose findings; the last run's by default.
            run: Or the id of a run.
            drawings: Whether it holds what was drawn by hand (``import_drawing``), dashed and told apart.
        """
        from netinvest.case import note
        from netinvest.case.activity import activity
        from netinvest.case.facts import facts
        from netinvest.case.network import tables
        from netinvest.case.shown_annotations import shown_annotations
        from netinvest.charts import Chart

        with self._open() as ledger, self._store(ledger) as store, ledger.transaction() as con:
            shown = self._result(con, self._run(con, result.run_id if result else run))
            actors, links = tables(ledger, store, shown.run_id, revealed=self.revealed)
            drawn = shown_annotations(con, shown.run_id, self._disclosure(con, shown.run_id)) if drawings else ()
            self._log(con, "consultation", "chart made", {"run": shown.run_id, "findings": len(shown.findings)})
            return Chart(
                shown.findings,
                actors,
                links,
                facts(con, self.settings, shown.run_id),
                reveal=self.revealed,
                activity=activity(con, shown.run_id, (f["subject"]["actor_id"] for f in shown.findings)),
                notes=note.read(con, shown.run_id),
                annotations=[row.to_dict() for row in drawn],
                on_case=functools.partial(self.subcase, run=shown.run_id),
                on_note=lambda written: self.write_note(written, run=shown.run_id),
                saved_in=lambda path: self._chart_file(path, shown.run_id),
            )

    @contextmanager
    def _chart_file(self, path: Path, run_id: str) -> Iterator[IO[bytes]]:
        from netinvest.case import leaving

        with self._open() as ledger, leaving.file(self, ledger, path, "chart written out") as file:
            file.detail = {"run": run_id, "format": path.suffix.lower().removeprefix(".")}
            yield file.sink

    def write_note(self, note: Mapping[str, str], *, run: str | None = None) -> None:
        """Keep a note on the chart of a run (the last by default); the notebook's chart calls this.

        Raises:
            UsageError: It is no note; see ``netinvest.case.note``.
        """
        from netinvest.case.note import write

        with self._open() as ledger, ledger.transaction() as con:
            run_id = self._run(con, run)
            write(con, run_id, note)
            self._log(con, "consultation", "note written on the chart", {"run": run_id, "about": note["about"]})

    def written_notes(self) -> pd.DataFrame:
        """Notes written on charts: run, about, subject, text, at (UTC), who."""
        import pandas as pd

        from netinvest.case.note import read

        with self._open() as ledger, ledger.transaction() as con:
            found = read(con)
            self._log(con, "consultation", "notes read", {"notes": len(found)})
        return pd.DataFrame(found, columns=["run", "about", "subject", "text", "at", "who"])

    def subcase(
        self, *actors: str, out: str | os.PathLike[str], contacts: bool = False, run: str | None = None
    ) -> Case:
        """A case of its own that holds the records of some actors, to analyse further; this one stays as it is.

        Args:
            actors: Aliases, findings, actor ids or identifiers.
            out: The new case's directory, such as ``ring.case``.
            contacts: Whether records between one of them and somebody else go along; by default only those among them.
            run: Whose actors are meant; the last analysis by default.

        Raises:
            UsageError: No actor is named, or a name means nobody.
            CaseError: There is something at ``out``, or it cannot be written.
        """
        from netinvest.case.subcase import write_subcase

        return write_subcase(self, actors, Path(out), contacts=contacts, run=run)

    def _result(self, con: Any, run_id: str) -> Result:
        (seed,) = con.execute("SELECT seed FROM run WHERE run_id = ?", [run_id]).fetchone()
        bodies = con.execute("SELECT body::VARCHAR FROM finding WHERE run_id = ? ORDER BY rowid", [run_id]).fetchall()
        findings = self._disclosure(con, run_id).findings([json.loads(body) for (body,) in bodies])
        return Result(
            run_id, int(seed), findings, stale=self._stale(con, run_id), revealed=self.revealed, chart=self.chart
        )
