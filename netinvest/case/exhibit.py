"""An exhibit bundle of a case: gathered, sealed, checked, and its findings made anew."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from netinvest.case.handling import check_may_leave, handling_of
from netinvest.case.recipe import recipe, remake
from netinvest.case.verification import Check
from netinvest.errors import InputRefused
from netinvest.export import leads
from netinvest.export.bundle import archive, content, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from netinvest.case.leads import Leads
    from netinvest.charts import Chart

CHARTS = ("chart.html", "chart.pdf")


def write_bundle(case: Leads, out: Path, *, key: Path | None, run: str | None = None) -> int:
    """Write the exhibit bundle of a run.

    Returns:
        How many findings it holds.

    Raises:
        CaseError: A handling code forbids it, or there is no analysis.
        UsageError: The key or the place cannot be used.
    """
    from netinvest.case import leaving, listing
    from netinvest.ledger import audit

    chart = case.chart(run=run, drawings=False)  # an exhibit holds evidence only
    with (
        case._open() as ledger,  # noqa: SLF001 - a part of the facade
        leaving.file(case, ledger, out, "exhibit bundle written") as file,
    ):
        con = ledger.con
        check_may_leave(con, court=True)
        result = case._result(con, case._run(con, run))  # noqa: SLF001
        log = content.log_until_last_change(audit.entries(con))
        every = content.runs(con)
        files = {
            "findings.json": verify.as_json({"findings": result.findings}),
            "findings.csv": _table(result.findings),
            **content.tables(con, result.run_id),
            "runs.json": verify.as_json({"runs": every}),
            "decisions.json": verify.as_json({"decisions": listing.decisions(ledger, revealed=False)}),
            "audit.json": verify.as_json({"entries": [asdict(entry) for entry in log]}),
            "recipe.json": verify.as_json(recipe(con, case.settings, result.run_id)),
            **content.method_cards(),
            **_charts(chart),
        }
        for other in every:
            if other["run_id"] != result.run_id and not other["erased_by"]:
                findings = case._result(con, other["run_id"]).findings  # noqa: SLF001
                files[f"runs/{other['run_id']}.json"] = verify.as_json({"findings": findings})
        # last: what another run may show has taken the place of this one's
        disclosure = case._disclosure(con, result.run_id)  # noqa: SLF001
        statement = {
            "case": case.settings.name,
            "run": result.run_id,
            "made_with": content.environment(),
            "handling": handling_of(con),
            "revealed": case.revealed,
            "audit_head": log[-1].digest if log else audit.GENESIS,
            "sources": content.sources(con, disclosure.name),
        }
        file.sink.write(archive.archive(files, statement, key))
        file.detail = {"run": result.run_id, "findings": len(result.findings), "signed": key is not None}
    return len(result.findings)


def _table(findings: list[dict[str, Any]]) -> bytes:
    """The findings as ``netinvest export`` writes them to CSV."""
    sink = io.BytesIO()
    leads.write(findings, "csv", sink)
    return sink.getvalue()


def _charts(chart: Chart) -> dict[str, bytes]:
    """The chart to explore and the chart on paper."""
    return {name: chart.content(Path(name).suffix) for name in CHARTS}


def check_bundle(
    bundle: Path,
    *,
    public_key: Path | None = None,
    sources: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Check]:
    """Check a bundle, and with its source files make its findings anew and compare.

    Raises:
        InputRefused: It cannot be read, or a source is not in the folder.
        UsageError: The key is none.
    """
    promise = "the bundle is as it was written"
    try:
        key = verify.public_key_of(public_key.read_text(encoding="ascii")) if public_key else None
        files, told = verify.check(bundle.read_bytes(), public_key=key)
    except OSError as error:
        raise InputRefused(
            f"it cannot be read ({error.strerror})", where=str(bundle), remedy="check the path"
        ) from None
    except (verify.Failed, ValueError) as error:
        return [Check(promise, holds=False, detail=str(error))]
    checks = [Check(line, holds=True) for line in told]
    if sources is not None:
        checks.append(remade(json.loads(files["recipe.json"]), sources, progress=progress))
    return checks


def remade(made: dict[str, Any], sources: Path, *, progress: Callable[[str, int, int], None] | None = None) -> Check:
    """Whether the source files give the findings of a recipe again, byte for byte."""
    from netinvest import __version__

    again, run = remake(made, sources, progress=progress), made["run"]
    promise = "the source files give the same findings again"
    if again.findings_digest == run["findings_digest"]:
        return Check(promise, holds=True, detail=f"run {run['run_id']}, digest {again.findings_digest}")
    what = "findings" if again.network_digest == run["network_digest"] else "network"
    other = f"; they were made with version {run['version']}, this is {__version__}"
    return Check(promise, holds=False, detail=f"the {what} differ{other if run['version'] != __version__ else ''}")
