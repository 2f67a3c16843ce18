"""The leads of one analysis, for notebooks: DataFrames, explanations, evidence. Aliases only, unless revealed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from netinvest.case.explanation import Explanation
from netinvest.errors import UsageError
from netinvest.model.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from netinvest.charts import Chart

COLUMNS = ("finding", "alias", "category", "rank", "score", "low", "high", "stability", "unstable", "why")


class Result:
    """The findings of one run.

    Attributes:
        run_id: The run they come from.
        seed: Its seed.
        findings: Plain dicts, best first within a kind, every field of ``netinvest.model.finding.Finding``.
    """

    def __init__(
        self,
        run_id: str,
        seed: int,
        findings: list[dict[str, Any]],
        *,
        stale: str = "",
        revealed: bool,
        chart: Callable[[Result], Chart] | None = None,
    ) -> None:
        self.run_id, self.seed, self.findings = run_id, seed, findings
        self.stale, self.revealed, self._chart = stale, revealed, chart

    def chart(self) -> Chart:
        """An interactive chart of these leads and the paths that link them; the same as ``case.chart(result)``.

        Raises:
            UsageError: The result does not come from a case.
        """
        if self._chart is None:
            raise UsageError("this result comes from no case", remedy="use case.chart(result)")
        return self._chart(self)

    @property
    def coordinators(self) -> pd.DataFrame:
        """Likely coordinators, best first."""
        return self.to_pandas(FindingKind.LIKELY_COORDINATOR)

    @property
    def linked_victims(self) -> pd.DataFrame:
        """Likely linked victims, best first."""
        return self.to_pandas(FindingKind.LIKELY_LINKED_VICTIM)

    @property
    def possible_victim_offenders(self) -> pd.DataFrame:
        """People with signs of exploitation who show signs of control too; the signs of exploitation come first."""
        return self.to_pandas(FindingKind.POSSIBLE_VICTIM_OFFENDER)

    @property
    def networks(self) -> pd.DataFrame:
        """Communities."""
        return self.to_pandas(FindingKind.NETWORK)

    @property
    def ad_clusters(self) -> pd.DataFrame:
        """Advertisements that belong together."""
        return self.to_pandas(FindingKind.AD_CLUSTER)

    @property
    def funnel_accounts(self) -> pd.DataFrame:
        """Accounts into which the money of several people runs and out of which most of it leaves."""
        return self.to_pandas(FindingKind.FUNNEL_ACCOUNT)

    @property
    def set_aside_hubs(self) -> pd.DataFrame:
        """Innocent hubs that were set aside, and why."""
        return self.to_pandas(FindingKind.SET_ASIDE_HUB)

    def to_pandas(self, kind: str | None = None) -> pd.DataFrame:
        """Findings of a kind, or all.

        Columns: finding, kind (where all are asked for), alias, category, rank, score, low and high (the ranks between
        which the lead stayed in 90 % of the perturbations), stability, unstable (why the rank is not to be relied on;
        blank for one that held), why (the indicators' sentences), and
        identifiers where they were revealed.
        """
        import pandas as pd

        from netinvest.findings.stability import instability

        rows = []
        listed = Counter(finding["kind"] for finding in self.findings)
        for finding in self.of_kind(kind):
            low, high = finding["interval"] or (None, None)
            row = {
                "finding": finding["id"],
                "kind": finding["kind"],
                "alias": finding["subject"]["alias"],
                "category": finding["subject"]["category"],
                "rank": finding["rank"],
                "score": finding["score"],
                "low": low,
                "high": high,
                "stability": finding["stability"],
                "unstable": instability(finding, listed[finding["kind"]]),
                "why": " ".join(indicator["sentence"] for indicator in finding["indicators"]),
            }
            if self.revealed:
                row["identifiers"] = [f"{i['kind']}:{i['value']}" for i in finding["subject"]["identifiers"]]
            rows.append(row)
        columns = [*COLUMNS, *(["identifiers"] if self.revealed else [])]
        if kind is None:
            columns.insert(1, "kind")
        frame = pd.DataFrame(rows, columns=columns)
        return frame.astype({"low": "Int64", "high": "Int64"})

    def find(self, reference: str) -> list[dict[str, Any]]:
        """The findings that an id (``coordinator-00042``), an alias (``A-00042``) or an actor id names.

        Raises:
            UsageError: There is none; near names are given.
        """
        found = [f for f in self.findings if reference in {f["id"], f["subject"]["alias"], f["subject"]["actor_id"]}]
        if not found:
            from difflib import get_close_matches

            near = get_close_matches(reference, [f["id"] for f in self.findings], 2, 0.75)
            hint = f"did you mean {' or '.join(near)}?" if near else "list them with: netinvest findings"
            raise UsageError("this analysis has no such finding", where=repr(reference)[:60], remedy=hint)
        return found

    def explain(self, reference: str) -> Explanation:
        """Indicators, contrary indicators and caveats in sentences.

        Raises:
            UsageError: No finding is called so.
        """
        return Explanation(self.find(reference))

    def of_kind(self, kind: str | None) -> list[dict[str, Any]]:
        """Findings of a kind, or all, as plain dicts.

        Raises:
            UsageError: There is no such kind.
        """
        if kind is not None and kind not in set(FindingKind):
            raise UsageError(f"{kind!a} is not a kind of finding", remedy=f"use one of {', '.join(FindingKind)}")
        return [f for f in self.findings if kind is None or f["kind"] == kind]

    def summary(self) -> list[tuple[str, int]]:
        """How many findings of each kind."""
        return [(str(kind), len(self.of_kind(kind))) for kind in FindingKind]

    def __repr__(self) -> str:
        from netinvest.case.text_table import text_table

        head = f"<Result of run {self.run_id}, seed {self.seed}>" + (f"\nNote: {self.stale}" if self.stale else "")
        return f"{head}\n{text_table(('kind', 'findings'), self.summary())}"

    def _repr_html_(self) -> str:
        from netinvest.case.text_table import html_table

        note = f"<p>Note: {self.stale}</p>" if self.stale else ""
        return note + html_table(("kind", "findings"), self.summary())
