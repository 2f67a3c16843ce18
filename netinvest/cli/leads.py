"""Verbs about leads: analyse, findings, explain, evidence, chart, export."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netinvest.charts.presentation import PaperSize, Purpose
from netinvest.cli.options import CasePath, Json, Reveal, RunId, opened
from netinvest.cli.options import Purpose as Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from netinvest.case import Case

Reference = Annotated[
    str,
    typer.Argument(
        metavar="FINDING", help="A finding's id (coordinator-00042), or an alias (A-00042).", show_default=False
    ),
]
EvidenceOnly = Annotated[
    bool, typer.Option("--evidence-only", help="Leave out what was drawn by hand (netinvest import).")
]
Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help="Only this kind.", show_default=False)]
HEADINGS = ("finding", "alias", "category", "rank", "90 % of repeats", "stability", "why")
FIRST = 10
"""How many of each kind a table shows unless a limit is given; JSON gives all."""


def analyse(
    path: CasePath,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Of everything random; recorded.")] = 0,
    perturbations: Annotated[
        int | None, typer.Option(min=0, help="Repeats on perturbed records, at most.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Resolve who is who, project the network, and write down ranked leads."""
    from netinvest.cli.output import print_json, print_notes, print_table, progress_bar

    case = opened(path)
    with progress_bar() as told:
        result = case.analyse(seed=seed, perturbations=perturbations, progress=told)
    if as_json:
        print_json({"run": result.run_id, "seed": result.seed, "findings": dict(result.summary())})
    else:
        print_table(("kind", "findings"), result.summary())
    print_notes(case, f"run {result.run_id}, seed {result.seed}: see netinvest findings")


def findings(
    path: CasePath,
    kind: Kind = "",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most so many of each kind.", show_default=False)
    ] = None,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Why = "",
    as_json: Json = False,
) -> None:
    """List the leads, best first within each kind.

    JSON gives every field of every lead; a table the first ten of each kind.
    """
    from netinvest.cli.output import print_json, print_notes

    case = opened(path, reveal=reveal, purpose=purpose)
    result = case.result(run or None)
    if as_json:
        print_json({"findings": _limited(result.of_kind(kind or None), limit)})
    else:
        listed = Counter(finding["kind"] for finding in result.findings)
        print_leads(_limited(result.of_kind(kind or None), limit or FIRST), listed, revealed=reveal)
    print_notes(case, result.stale)


def _limited(found: Iterable[dict[str, Any]], limit: int | None) -> list[dict[str, Any]]:
    """The first of each kind, in the order of places within the kind."""
    seen: dict[str, int] = {}
    kept = []
    for finding in found:
        seen[finding["kind"]] = seen.get(finding["kind"], 0) + 1
        if limit is None or seen[finding["kind"]] <= limit:
            kept.append(finding)
    return kept


def print_leads(found: list[dict[str, Any]], listed: Mapping[str, int], *, revealed: bool = False) -> None:
    """A table of leads, with a line for each kind; ``listed`` says how many leads of each kind there are."""
    from netinvest.cli.output import print_table
    from netinvest.findings.stability import instability

    rows = []
    for finding in found:
        subject, interval, stability = finding["subject"], finding["interval"], finding["stability"]
        who = subject["alias"]
        if revealed:
            who = " ".join([who, *(item["value"] for item in subject["identifiers"])])
        rows.append(
            (
                finding["id"],
                who,
                subject["category"].replace("_", " "),
                finding["rank"],
                f"{interval[0]} to {interval[1]}" if interval else "",
                ("" if stability is None else f"{stability:.0%}")
                + (", unstable" if instability(finding, listed[finding["kind"]]) else ""),
                finding["indicators"][0]["sentence"] if finding["indicators"] else "",
            )
        )
    print_table(HEADINGS, rows, empty="no finding of this kind")


def explain(
    path: CasePath,
    finding: Reference,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Why = "",
    as_json: Json = False,
) -> None:
    """Say in sentences what speaks for a lead, what speaks against it, and how it is misread."""
    from netinvest.cli.output import print_json, print_notes, print_text

    case = opened(path, reveal=reveal, purpose=purpose)
    result = case.result(run or None)
    if as_json:
        print_json({"findings": result.find(finding)})
    else:
        print_text(str(result.explain(finding)))
    print_notes(case, result.stale)


def evidence(
    path: CasePath,
    finding: Reference,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Why = "",
    as_json: Json = False,
) -> None:
    """Show the rows behind a lead: indicator, file, SHA-256, row, and what the row says."""
    from netinvest.cli.output import print_json, print_notes, print_table

    case = opened(path, reveal=reveal, purpose=purpose)
    rows = case.evidence_rows(finding, run=run or None)
    if as_json:
        print_json({"evidence": rows})
    else:
        print_table(
            ("finding", "indicator", "", "file", "row", "says", "SHA-256"),
            [
                (
                    row["finding"],
                    row["indicator"],
                    row["for_or_against"],
                    row["name"],
                    row["row"],
                    ", ".join(f"{name} {_told(value)}" for name, value in row["said"].items()),
                    row["source_id"],
                )
                for row in rows
            ],
            empty="no rows stand behind this finding by themselves",
        )
    print_notes(case)


def _told(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def remedies(
    path: CasePath,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write a table (.csv) or a page (.html).", show_default=False),
    ] = None,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Why = "",
    as_json: Json = False,
) -> None:
    """Show the money taken from each possible victim: dates, amounts, accounts, gaps, how sure; for a claim.

    Cash leaves no trace in the records, and accounts that nobody asked for are not in them; what is marked low may be a
    purchase: the sum of the others stands beside that of all.
    """
    from decimal import Decimal

    from netinvest.case.remedies import plain
    from netinvest.cli.output import print_json, print_notes, print_table
    from netinvest.cli.run import say

    case = opened(path, reveal=reveal, purpose=purpose)
    found = case.write_remedies(out, run=run or None) if out is not None else case.remedies(run=run or None)
    if as_json:
        print_json({"remedies": [remedy.to_dict() for remedy in found]})
    elif out is None:
        rows = [
            (
                remedy.alias,
                remedy.category.replace("_", " "),
                "; ".join(f"{plain(amount)} {currency}".strip() for currency, amount in remedy.totals.items()),
                "; ".join(
                    f"{plain(amount - low.get(currency, Decimal(0)))} {currency}".strip()
                    for low in (remedy.by_confidence.get("low", {}),)
                    for currency, amount in remedy.totals.items()
                ),
                len(remedy.taken),
                min(f"{item.booked_at_utc:%Y-%m-%d}" for item in remedy.taken),
                max(f"{item.booked_at_utc:%Y-%m-%d}" for item in remedy.taken),
                " ".join(remedy.gaps),
            )
            for remedy in found
            if remedy.taken
        ]
        print_table(
            ("alias", "category", "taken", "without the low", "transfers", "from", "to", "records"),
            rows,
            empty="no money is traced",
        )
        without = sum(not remedy.taken for remedy in found)
        if without:
            say(f"note: of {without} more possible victims no transfer is traced; --json says what is missing")
    if out is not None:
        say(f"remedies of {len(found)} possible victims written to {out}")
    print_notes(case)


def statistics(
    path: CasePath,
    out: Annotated[Path | None, typer.Argument(metavar="OUT.csv", help="File to write.", show_default=False)] = None,
    run: RunId = "",
    as_json: Json = False,
) -> None:
    """Count people by category and lead, and by the month they were first advertised, for a report that others read.

    No count below 11 is shown, nor one from which such a count could be worked out.
    """
    from netinvest.case.statistics import SUPPRESSED, plain
    from netinvest.cli.output import print_json, print_notes, print_table
    from netinvest.cli.run import say

    case = opened(path)
    found = case.statistics(out, run=run or None)
    if as_json:
        print_json({"statistics": [plain(table) for table in found]})
    elif out is None:
        for table in found:
            rows = [
                (row, *(SUPPRESSED if count is None else count for count in counts))
                for row, counts in zip(table.rows, table.counts, strict=True)
            ]
            print_table((table.name, *table.columns), rows)
    else:
        say(f"{len(found)} tables written to {out}")
    print_notes(case)


def chart(
    path: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File to write.", show_default=False)],
    paper: Annotated[PaperSize, typer.Option(help="Sheets of a court chart, landscape.")] = PaperSize.A4,
    final: Annotated[bool, typer.Option("--final", help="Mark a court chart as final, not as a draft.")] = False,
    offered: Annotated[
        Purpose, typer.Option("--as", help="Offer a court chart as an illustrative aid or a summary of evidence.")
    ] = Purpose.AID,
    prepared_by: Annotated[
        str, typer.Option(metavar="TEXT", help="Preparer; by default who ran the analysis.", show_default=False)
    ] = "",
    evidence_only: EvidenceOnly = False,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Why = "",
) -> None:
    """Write a chart of the leads: .html to explore, .pdf for court, .svg or .png of the drawing.

    The .html is one file that needs no network. The .pdf states case, scope, period, sources with SHA-256, gaps, method
    and uncertainty, and lists every link drawn; the same case gives the same bytes. Its date is SOURCE_DATE_EPOCH where
    that is set, else that of the analysis.
    """
    from netinvest.charts.presentation import Presentation, Status
    from netinvest.cli.output import print_notes, print_text

    case = opened(path, reveal=reveal, purpose=purpose)
    how = Presentation(
        size=paper, status=Status.FINAL if final else Status.DRAFT, purpose=offered, prepared_by=prepared_by
    )
    case.check_may_leave(court=out.suffix.lower() not in {".html", ".htm"})
    print_text(str(case.chart(run=run or None, drawings=not evidence_only).save(out, presentation=how)))
    print_notes(case)


def export(
    path: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File to write.", show_default=False)],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            "--format",
            metavar="FORMAT",
            help="Leads: csv, json, parquet. Network: anx, xlsx, edges, graphml, gexf, ftm, case, stix. "
            "Charts: html, pdf. For court: bundle. By the file's ending by default.",
        ),
    ] = "",
    kind: Kind = "",
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="KEY.pem", help="Private key to sign a bundle with.", show_default=False),
    ] = None,
    evidence_only: EvidenceOnly = False,
    run: RunId = "",
    reveal: Reveal = False,
    purpose: Why = "",
    as_json: Json = False,
) -> None:
    """Write the leads, or the whole network with its sources and grades, for another tool; or a bundle for court.

    A bundle (--to bundle OUT.zip) holds charts, tables, evidence, methods, log and every run, signed; whoever gets it
    checks it with the verify.py in it and Python alone, or with netinvest verify.

    JSON has every field of every lead, CSV and Parquet a line each; CSV text that a spreadsheet would run gets an
    apostrophe in front, as in netinvest records. The formats of the network hold actors by alias, links with counts,
    dates, amounts, source files with SHA-256 and grades; what a format cannot carry is said, value by value counted.
    """
    from netinvest.cli.output import print_json, print_notes
    from netinvest.cli.run import say
    from netinvest.errors import UsageError

    if key is not None and to != "bundle":
        raise UsageError("--key signs a bundle", remedy="give --to bundle too")
    case = opened(path, reveal=reveal, purpose=purpose)
    form = to or out.suffix.removeprefix(".").lower()
    written, lost = _export(case, out, form, kind, key, run=run or None, drawings=not evidence_only)
    if to == "bundle" and key is None:
        say("note: the bundle is not signed: it shows that it is whole, not who made it (netinvest key, --key)")
    if as_json:
        print_json({"out": str(out), "written": written, "not_carried": lost})
    counts = (f"{count:,} {what.removesuffix('s') if count == 1 else what}" for what, count in written.items())
    say(f"{', '.join(counts)} written to {out}")
    for line in lost:
        say(f"not carried: {line}")
    print_notes(case)


def _export(
    case: Case, out: Path, form: str, kind: str, key: Path | None, *, run: str | None, drawings: bool
) -> tuple[dict[str, int], list[str]]:
    """Export to a format, or to what the file's ending stands for; says what was written and what was not carried."""
    from netinvest.errors import UsageError
    from netinvest.export.leads import FORMATS as OF_LEADS
    from netinvest.export.network import ENDINGS

    form = next((name for name, endings in ENDINGS.items() if form in endings), form)
    if kind and form not in OF_LEADS:
        raise UsageError(f"{form!a} holds findings of every kind", where=str(out), remedy="leave --kind out")
    if form == "bundle":
        return {"findings": case.bundle(out, key=key, run=run)}, []
    if form in {"html", "pdf"}:
        if out.suffix.lower() != f".{form}":
            raise UsageError(f"a chart as {form} has the ending .{form}", where=str(out), remedy="name the file so")
        case.check_may_leave(court=form == "pdf")
        case.chart(run=run, drawings=drawings).save(out)
        return {"charts": 1}, []
    if form in ENDINGS:
        report = case.export_network(out, form=form, run=run, drawings=drawings)
        return report.written, report.lost
    return {"findings": case.export(out, form=form or None, kind=kind or None, run=run)}, []
