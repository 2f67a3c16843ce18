"""A case: a directory with a ledger, opened for each operation and closed again."""

from __future__ import annotations

import functools
import json
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from netinvest.case.drawings import Drawings
from netinvest.case.questions import Questions
from netinvest.case.result import Result
from netinvest.errors import CaseError, UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    import igraph
    import networkx as nx
    import pandas as pd
    import pyarrow as pa

    from netinvest.case.disclosure import Disclosure
    from netinvest.case.erasure import Erased
    from netinvest.case.load_report import LoadReport
    from netinvest.case.match import Terms
    from netinvest.case.remedies import Remedy
    from netinvest.case.settings import Settings
    from netinvest.case.statistics import Table
    from netinvest.case.verification import Check
    from netinvest.charts import Chart
    from netinvest.export.report import Report
    from netinvest.ledger.audit import Action, Entry
    from netinvest.ledger.ledger import Ledger
    from netinvest.store.base import GraphStore


_LATE = "{} sources are past their day of review: ask whether they may still be kept (netinvest sources)"
_CHANGED_SINCE = """
SELECT count(*) FROM audit
WHERE (action = 'alteration' OR (action = 'collection' AND (detail->>'source_id') IS NOT NULL))
  AND seq > (SELECT max(seq) FROM audit WHERE action = 'combination' AND (detail->>'run') = $run)
"""


class Case(Questions, Drawings):
    """One case.

    Attributes:
        path: Its directory.
        settings: Name, country, time zone, store.
        notes: What was noticed on the way and should be told to the user.
    """

    def __init__(self, path: Path, settings: Settings, *, purpose: str | None = None) -> None:
        self.path, self.settings, self.notes = path, settings, list[str]()
        self._purpose = purpose

    def __repr__(self) -> str:
        revealed = ", revealed" if self.revealed else ""
        return f"<Case {self.settings.name}{revealed}>"

    @property
    def revealed(self) -> bool:
        """Whether names and numbers of protected people are shown."""
        return self._purpose is not None

    def reveal(self, *, purpose: str) -> Case:
        """The same case, showing names and numbers of everybody; each use is logged with the purpose.

        Raises:
            UsageError: The purpose is blank.
        """
        if not purpose.strip():
            raise UsageError("a reveal needs a purpose", remedy="say why in a few words; it is logged")
        return Case(self.path, self.settings, purpose=purpose.strip())

    # -- records ------------------------------------------------------------------------------------------------------

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
        from netinvest.case import leaving, output
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

    # -- analysis -----------------------------------------------------------------------------------------------------

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

    def export(
        self,
        out: str | os.PathLike[str],
        *,
        form: str | None = None,
        kind: str | None = None,
        run: str | None = None,
    ) -> int:
        """Write the leads to a file; see ``netinvest.export.leads``.

        Returns:
            How many findings were written.
        """
        from netinvest.case import leaving
        from netinvest.case.handling import check_may_leave
        from netinvest.export import leads

        target = Path(out)
        form = leads.form_of(target, form)
        with self._open() as ledger, leaving.file(self, ledger, target, "findings written out") as file:
            check_may_leave(ledger.con)
            result = self._result(ledger.con, self._run(ledger.con, run))
            found = result.of_kind(kind)
            leads.write(found, form, file.sink)
            file.detail = {"run": result.run_id, "format": form, "findings": len(found)}
        return len(found)

    def export_network(
        self,
        out: str | os.PathLike[str],
        *,
        form: str | None = None,
        run: str | None = None,
        drawings: bool = True,
    ) -> Report:
        """Write actors, links, leads and sources for another tool; see ``netinvest.export.network``.

        Args:
            out: The file to write.
            form: ``anx``, ``xlsx``, ``edges`` (CSV), ``graphml``, ``gexf``, ``ftm``, ``case`` or ``stix``; by default
                by the file's ending.
            run: Id of a run; the last by default.
            drawings: Whether what was drawn by hand goes with it, told apart from the evidence.

        Returns:
            How many of what were written, and what the format could not carry.

        Raises:
            UsageError: There is no such format.
        """
        from netinvest.case import leaving
        from netinvest.case.handling import check_may_leave
        from netinvest.case.outgoing import content_of
        from netinvest.export import network

        target = Path(out)
        form = network.form_of(target, form)
        with (
            self._open() as ledger,
            self._store(ledger) as store,
            leaving.file(self, ledger, target, "network written out") as file,
        ):
            check_may_leave(ledger.con)
            result = self._result(ledger.con, self._run(ledger.con, run))
            content = content_of(ledger, store, self.settings, result, drawings=drawings)
            report = network.write(content, form, file.sink)
            file.detail = {"run": content.run, "format": form, **report.written}
        return report

    def to_arrow(self) -> tuple[pa.Table, pa.Table]:
        """The actors of the last run, by alias, and their links by stream, as Arrow tables."""
        from netinvest.case.network import to_arrow

        return to_arrow(*self._network("arrow"))

    def to_networkx(self) -> nx.MultiDiGraph:
        """The actors of the last run, by alias, and their links by stream."""
        from netinvest.case.network import to_networkx

        return to_networkx(*self._network("networkx"))

    def to_igraph(self) -> igraph.Graph:
        """The actors of the last run, by alias, and their links by stream."""
        from netinvest.case.network import to_igraph

        return to_igraph(*self._network("igraph"))

    def centralities(self, *, seed: int = 0) -> pd.DataFrame:
        """The usual centralities of the actors of the last run, by alias: to compare with, nothing rests on them.

        Args:
            seed: Of the sample from which betweenness is estimated in a large network.

        Returns:
            ``contacts, core, pagerank, betweenness, betweenness_error`` (a standard error; 0 where it is exact).
        """
        from netinvest.case.network import centralities

        return centralities(*self._network("centralities"), seed=seed)

    def _network(self, tool: str) -> tuple[pa.Table, pa.Table]:
        from netinvest.case.network import tables

        with self._open() as ledger, self._store(ledger) as store, ledger.transaction() as con:
            run_id = self._run(con, None)
            self._log(con, "disclosure", "network handed to another tool", {"run": run_id, "tool": tool})
            return tables(ledger, store, run_id)

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

    # -- identity -----------------------------------------------------------------------------------------------------

    def decide(self, a: str, b: str, *, same: bool, reason: str) -> str:
        """Record that two identifiers or aliases belong to the same person, or to different ones.

        Returns:
            The decision's id. It counts from the next analysis on.
        """
        from netinvest.ledger import audit
        from netinvest.resolve import decide

        with self._open() as ledger, ledger.transaction() as con:
            judgement = "same" if same else "different"
            decision = decide(ledger, a, b, judgement, reason=reason, who=audit.current_user())
            self._log(con, "alteration", reason, {"decision": decision, "judgement": judgement})
        return decision

    def decide_hub(self, who: str, *, counts: bool, reason: str) -> str:
        """Record that somebody's links count although many deal with them, or that they are set aside as a hub's.

        Returns:
            The decision's id, to withdraw it. It counts from the next analysis on.
        """
        from netinvest.ledger import audit
        from netinvest.resolve import decide_hub

        with self._open() as ledger, ledger.transaction() as con:
            judgement = "counts" if counts else "set_aside"
            decision = decide_hub(ledger, who, judgement, reason=reason, who=audit.current_user())
            self._log(con, "alteration", reason, {"decision": decision, "judgement": judgement})
        return decision

    def withdraw(self, decision: str, *, reason: str) -> None:
        """Take a decision or a proposal back; it stays on record."""
        from netinvest.ledger import audit
        from netinvest.resolve import withdraw

        with self._open() as ledger, ledger.transaction() as con:
            withdraw(ledger, decision, who=audit.current_user())
            self._log(con, "alteration", reason, {"withdrawn": decision})

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision and proposal about identity: id, the two actors' aliases, judgement, rule, score, state."""
        from netinvest.case import listing

        with self._open() as ledger, ledger.transaction() as con:
            found = listing.decisions(ledger, revealed=self.revealed)
            self._log(con, "consultation", "decisions listed", {"decisions": len(found)})
        return found

    def categorise(
        self, who: str, category: str, *, basis: str, nature: str = "assessment", grade: str | None = None
    ) -> str:
        """State what somebody is, with its basis; see ``netinvest.resolve.categorisation``.

        Protection counts at once, everything else from the next analysis on.

        Returns:
            The statement's id.
        """
        from netinvest.ledger import audit
        from netinvest.resolve import categorise

        with self._open() as ledger, ledger.transaction() as con:
            author = audit.current_user()
            made = categorise(ledger, who, category, basis=basis, author=author, nature=nature, grade=grade)
            self._log(con, "alteration", "category stated", {"statement": made, "category": category, "nature": nature})
        return made

    def withdraw_category(self, statement: str, *, reason: str) -> None:
        """Take a statement of category back; it stays on record."""
        from netinvest.ledger import audit
        from netinvest.resolve import withdraw_category

        if not reason.strip():
            raise UsageError("a withdrawal needs a reason", remedy="say why in a few words")
        with self._open() as ledger, ledger.transaction() as con:
            withdraw_category(ledger, statement, author=audit.current_user())
            self._log(con, "alteration", reason, {"withdrawn": statement})

    def categories(self) -> list[dict[str, Any]]:
        """What registers, people and the last analysis say actors are; see ``netinvest.case.category_list``."""
        from netinvest.case.category_list import category_list

        with self._open() as ledger, ledger.transaction() as con:
            found = category_list(ledger)
            self._log(con, "consultation", "categories listed", {"statements": len(found)})
        return found

    def approve(self, who: str, *, recipient: str, purpose: str, days: int | None = None) -> str:
        """As a second person, let a recipient see what belongs to a minor; see ``netinvest.case.approval``.

        Returns:
            The approval's id.
        """
        from netinvest.case.approval import DAYS, approve

        with self._open() as ledger, ledger.transaction() as con:
            made, alias = approve(
                ledger, who, recipient=recipient, purpose=purpose, days=DAYS if days is None else days
            )
            self._log(con, "alteration", purpose, {"approval": made, "of": alias, "recipient": recipient})
        return made

    # -- comparisons with other agencies ------------------------------------------------------------------------------

    def matches(self) -> list[dict[str, Any]]:
        """Comparisons with other agencies, and of those that are over what both hold; see ``netinvest.case.match``.

        What is shared is told by alias, or by value after a reveal.
        """
        from netinvest.case import match

        with self._open() as ledger, ledger.transaction() as con:
            if expired := match.forget_expired(con):
                self._log(con, "erasure", "comparisons whose day has passed", {"comparisons": expired})
            found = [session.told() | {"shared": list[str]()} for session in match.sessions(con)]
            place = {session["session_id"]: session for session in found}
            hits = match.hits(con)
            if hits:
                disclosure = self._disclosure(con, self._run(con, None))
                disclosure.learn(key for _, key in hits)
                for session_id, key in hits:
                    place[session_id]["shared"].append(disclosure.named(key))
            self._log(con, "consultation", "comparisons listed", {"comparisons": len(found), "shared": len(hits)})
        return found

    def match(
        self,
        message: str | os.PathLike[str] | None,
        out: str | os.PathLike[str] | None,
        *,
        terms: Terms | None = None,
        approved: bool = False,
        name: str | None = None,
    ) -> dict[str, Any]:
        """Take the next step of a comparison with another agency; see ``netinvest.case.match``.

        Args:
            message: What the other side sent; None begins a comparison.
            out: The message to send.
            terms: Legal basis and such, to begin or to answer.
            approved: That the shared identifiers are told, where that is the next step.
            name: Of this agency; the user's by default.

        Returns:
            The comparison as it stands, and ``sent``: which message was written, None if none was.

        Raises:
            UsageError: Terms or the file to write are missing.
            InputRefused: The message is none, or does not fit.
            CaseError: Another message is due, or a source's handling code forbids it.
        """
        from netinvest.case.comparison import take_part

        sent_to = None if out is None else Path(out)
        return take_part(
            self, None if message is None else Path(message), sent_to, terms=terms, approved=approved, name=name
        )

    # -- trust --------------------------------------------------------------------------------------------------------

    def verify(
        self,
        *,
        head: str | None = None,
        sources: str | os.PathLike[str] | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> list[Check]:
        """Check what the case promises about itself; see ``netinvest.case.verification``.

        Args:
            head: Digest of the audit log noted earlier, elsewhere.
            sources: Folder with the source files: the last findings are made anew from them and compared.
            progress: Called with what is done, steps done and steps in all.
        """
        from netinvest.case.exhibit import remade
        from netinvest.case.recipe import recipe
        from netinvest.case.verification import verify

        with self._open() as ledger:
            checks = verify(ledger.con, head=head)
            made = recipe(ledger.con, self.settings, self._run(ledger.con, None)) if sources is not None else None
        if made is not None and sources is not None:
            checks.append(remade(made, Path(sources), progress=progress))
        return checks

    def bundle(
        self, out: str | os.PathLike[str], *, key: str | os.PathLike[str] | None = None, run: str | None = None
    ) -> int:
        """Write an exhibit bundle that others can check without netinvest; see ``netinvest.export.bundle``.

        Args:
            out: The archive to write.
            key: Private key to sign it with.
            run: Id of a run; the last by default.

        Returns:
            How many findings it holds.
        """
        from netinvest.case.exhibit import write_bundle

        return write_bundle(self, Path(out), key=Path(key) if key else None, run=run)

    def log(self) -> list[Entry]:
        """The audit log, oldest first."""
        from netinvest.ledger import audit

        with self._open() as ledger:
            return audit.entries(ledger.con)

    def verify_log(self, *, head: str | None = None) -> Check:
        """Check the chain of the audit log alone."""
        from netinvest.case.verification import audit_check

        with self._open() as ledger:
            return audit_check(ledger.con, head=head)

    def seal(
        self, out: str | os.PathLike[str], *, key: str | os.PathLike[str], authority_url: str | None = None
    ) -> bytes:
        """Sign the head of the audit log into a file to be kept elsewhere; see ``netinvest.case.seal``.

        Args:
            out: The seal's file.
            key: Private key, PEM.
            authority_url: Where to ask for a time stamp at once; nothing is sent without it.

        Returns:
            A request for a time stamp, in DER, to be sent to an authority.
        """
        from dataclasses import replace

        from netinvest.case.seal import seal
        from netinvest.export import time_stamp
        from netinvest.ledger import audit

        with self._open() as ledger, ledger.transaction() as con:
            self._log(con, "consultation", "audit log sealed", {"entries": len(audit.entries(con)) + 1})
            made = seal(audit.entries(con), Path(key))
            asked = time_stamp.request(made.content)
            if authority_url:
                response = time_stamp.ask(authority_url, asked)
                time_stamp.stamped_at(response, made.content, authority=None)
                made = replace(made, stamp=response)
            made.write(Path(out))
        return asked

    def verify_seal(
        self,
        seal: str | os.PathLike[str],
        *,
        key: str | os.PathLike[str] | None = None,
        authority: str | os.PathLike[str] | None = None,
    ) -> Check:
        """Check the audit log against a seal that was kept elsewhere."""
        from netinvest.case.verification import seal_check

        with self._open() as ledger:
            return seal_check(
                ledger.con, Path(seal), key=Path(key) if key else None, authority=Path(authority) if authority else None
            )

    # -- handling and erasure -----------------------------------------------------------------------------------------

    def mark(
        self, source: str, *, handling: str | None = None, grade: str | None = None, review_on: str | None = None
    ) -> None:
        """Set a source's handling code, 4x4 grade or day of review; see ``netinvest.case.handling``."""
        from netinvest.case.handling import mark

        with self._open() as ledger, ledger.transaction() as con:
            detail = mark(con, source, handling=handling, grade=grade, review_on=review_on)
            self._log(con, "alteration", "handling of a source set", detail)

    def permit(self, source: str, *, provider: str, reference: str) -> None:
        """Record that a source's provider permits what its handling code forbids."""
        from netinvest.case.handling import permit

        with self._open() as ledger, ledger.transaction() as con:
            source_id = permit(con, source, provider=provider, answer=reference)
            detail = {"source_id": source_id, "by": provider, "reference": reference}
            self._log(con, "alteration", "permission recorded", detail)

    def check_may_leave(self, *, court: bool = False) -> None:
        """Refuse where a source's handling code keeps what is derived from it in the case, or out of court.

        Raises:
            CaseError: It does, and its provider's permission is not recorded.
        """
        from netinvest.case.handling import check_may_leave

        with self._open() as ledger:
            check_may_leave(ledger.con, court=court)

    def hold(self, reason: str | None) -> None:
        """Put the case under a legal hold, or with None release it: nothing is erased meanwhile."""
        from netinvest.case import erasure

        with self._open() as ledger, ledger.transaction() as con:
            if reason is None:
                erasure.release(con)
            else:
                erasure.hold(con, reason)
            self._log(con, "alteration", reason or "legal hold released", {"legal_hold": reason is not None})

    def erase(self, *, source: str | None = None, person: str | None = None, reason: str) -> Erased:
        """Erase a source or a person and write the case file anew; see ``netinvest.case.erasure``.

        Raises:
            CaseError: A legal hold forbids it.
            UsageError: Not exactly one of the two, nobody so named, or no reason.
        """
        from netinvest.case import erasure
        from netinvest.case.handling import source_named
        from netinvest.ledger import rewrite

        if (source is None) == (person is None):
            raise UsageError("an erasure is of one source or of one person", remedy="give one of them")
        if not reason.strip():
            raise UsageError("an erasure needs a reason", remedy="say why in a few words; it is logged")
        with self._open() as ledger, self._store(ledger) as store:
            with ledger.transaction() as con:
                erasure.check_not_held(con)
                if source is not None:
                    source_no, source_id = source_named(con, source)
                    done = erasure.erase_source(ledger, store, source_no)
                    detail: dict[str, Any] = {"source_id": source_id}
                else:
                    done = erasure.erase_person(ledger, store, erasure.keys_of_person(ledger, person or ""))
                    detail = {"person": "one"}
                detail |= {"erasure": done.erasure_id, "records": done.records, "rejected": done.rejected_rows}
                self._log(con, "erasure", reason, {**detail, "runs": done.runs, "exports": done.exports})
            erasure.clear_exports(self.path)
            rewrite.finish(ledger)
        return done

    # -- inside -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _open(self) -> Iterator[Ledger]:
        from netinvest.case.handling import overdue
        from netinvest.ledger import rewrite
        from netinvest.ledger.ledger import Ledger

        with ExitStack() as stack:
            ledger = stack.enter_context(Ledger.open(self.path))
            if rewrite.finish(ledger):
                self.notes.append("an erasure was cut off before the file was written anew: it is done now")
                ledger = stack.enter_context(Ledger.open(self.path))
            late = overdue(ledger.con)
            notes = [*ledger.notes, *([_LATE.format(late)] if late else [])]
            self.notes += [note for note in notes if note not in self.notes]
            yield ledger

    @contextmanager
    def _store(self, ledger: Ledger) -> Iterator[GraphStore]:
        from netinvest.store import open_store

        store = open_store(self.settings.store, ledger.con, self.settings.id)
        try:
            yield store
        finally:
            store.close()

    def _withhold(self, con: Any) -> None:
        """Keep back the text, images and places of minors' advertisements that nobody approved for this user."""
        from netinvest.case.approval import WITHHELD_ADVERTISEMENTS, parameters

        con.execute(f"CREATE OR REPLACE TEMP TABLE withheld_advertisement AS {WITHHELD_ADVERTISEMENTS}", parameters())
        (kept,) = con.execute("SELECT count(*) FROM withheld_advertisement").fetchone()
        if kept:
            self.notes.append(
                f"text, images and places of {kept:,} advertisements of minors are kept back: a second person lets you "
                "see them with netinvest approve"
            )

    def _log(self, con: Any, action: str, purpose: str, detail: dict[str, Any]) -> None:
        """Write to the audit log; a reveal gives its own purpose and says so."""
        from netinvest.ledger import audit

        if self._purpose is not None:
            detail = {**detail, "revealed": True, "what": purpose}
            action = "disclosure" if action == "consultation" else action
        audit.record(con, _action(action), purpose=self._purpose or purpose, detail=detail)

    def _disclosure(self, con: Any, run_id: str) -> Disclosure:
        from netinvest.case.disclosure import Disclosure

        return Disclosure(con, run_id, revealed=self.revealed)

    def _run(self, con: Any, run: str | None) -> str:
        rows = con.execute("SELECT run_id FROM run WHERE erased_by IS NULL ORDER BY run_no DESC").fetchall()
        if not rows:
            raise CaseError("there is no analysis yet", where=self.path.name, remedy="run: netinvest analyse")
        if run is None:
            return str(rows[0][0])
        if (run,) not in rows:
            raise UsageError("there is no such run", where=self.path.name, remedy="leave --run out for the last one")
        return run

    def _result(self, con: Any, run_id: str) -> Result:
        (seed,) = con.execute("SELECT seed FROM run WHERE run_id = ?", [run_id]).fetchone()
        bodies = con.execute("SELECT body::VARCHAR FROM finding WHERE run_id = ? ORDER BY rowid", [run_id]).fetchall()
        findings = self._disclosure(con, run_id).findings([json.loads(body) for (body,) in bodies])
        return Result(
            run_id, int(seed), findings, stale=self._stale(con, run_id), revealed=self.revealed, chart=self.chart
        )

    def _stale(self, con: Any, run_id: str) -> str:
        (later,) = con.execute(_CHANGED_SINCE, {"run": run_id}).fetchone()
        return "files were loaded or decisions made since this analysis: run netinvest analyse again" if later else ""

    def _case(self) -> Case:
        return self


def _action(name: str) -> Action:
    from netinvest.ledger.audit import Action

    return Action(name)
