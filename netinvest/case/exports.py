"""What a case gives to other tools and to other people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from netinvest.case.leads import Leads

if TYPE_CHECKING:
    import os

    import igraph
    import networkx as nx
    import pandas as pd
    import pyarrow as pa

    from netinvest.export.report import Report


class Exports(Leads):
    """Mixed into a case."""

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
