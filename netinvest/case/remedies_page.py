"""The remedies of a case as a table for a spreadsheet, and as a page to print for a claim."""

from __future__ import annotations

import csv
import html
import io
from typing import TYPE_CHECKING

from netinvest.case.remedies import plain
from netinvest.export.spreadsheet import runs

if TYPE_CHECKING:
    from decimal import Decimal

    from netinvest.case.remedies import Remedy

COLUMNS = (
    "alias", "category", "booked_at_utc", "amount", "currency", "from_account", "to_account", "payee", "confidence",
    "because", "file", "sha256", "row",
)  # fmt: skip

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Money taken</title>
<style>
body {{ font: 11pt/1.45 Georgia, serif; margin: 2cm auto; max-width: 25cm; color: #111; }}
h1 {{ font-size: 18pt; }} h2 {{ font-size: 13pt; margin-top: 2em; break-after: avoid; }}
table {{ border-collapse: collapse; width: 100%; font-size: 9pt; }}
th, td {{ border-bottom: 1px solid #999; padding: 3px 6px; text-align: left; vertical-align: top; }}
td.amount {{ text-align: right; white-space: nowrap; }} td.sha {{ font-family: monospace; font-size: 7.5pt; }}
p.total {{ font-weight: bold; }} section {{ break-inside: auto; }} tr {{ break-inside: avoid; }}
</style></head><body>
<h1>Money taken from possible victims</h1>
<p>Case {case}, run {run}. An assessment made by netinvest from the records of the case, for the preparation of a claim
for compensation; it says what the records show and what they do not. Cash leaves no trace in them; what is marked low
may be a purchase, and is for whoever prepares the claim to examine. {shown}</p>
{sections}
</body></html>
"""


def _cells(remedy: Remedy) -> list[tuple[str, ...]]:
    return [
        (
            remedy.alias,
            remedy.category,
            f"{item.booked_at_utc.isoformat()}Z",
            plain(item.amount),
            item.currency,
            item.from_account,
            item.to_account,
            item.payee,
            item.confidence,
            item.because,
            item.name,
            item.source_id,
            str(item.row),
        )
        for item in remedy.taken
    ]


def as_csv(found: list[Remedy]) -> bytes:
    """One line a transfer; text that a spreadsheet would run gets an apostrophe in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for remedy in found:
        for row in _cells(remedy):
            writer.writerow([f"'{cell}" if runs(cell) else cell for cell in row])
    return text.getvalue().encode("utf-8")


def as_page(found: list[Remedy], *, case: str, run: str, revealed: bool) -> bytes:
    """A page that needs no network, to be printed."""
    shown = (
        "Accounts of possible victims are shown; the reveal is logged."
        if revealed
        else "People and protected accounts are called by aliases."
    )
    page = _PAGE.format(
        case=html.escape(case), run=html.escape(run), shown=shown, sections="\n".join(_section(r) for r in found)
    )
    return page.encode("utf-8", "replace")


def _sums(totals: dict[str, Decimal]) -> str:
    return "; ".join(f"{plain(amount)} {currency or 'of no named currency'}" for currency, amount in totals.items())


def _section(remedy: Remedy) -> str:
    head = f"<section><h2>{html.escape(remedy.alias)}, {html.escape(remedy.category.replace('_', ' '))}</h2>"
    gaps = "".join(f"<li>{html.escape(gap)}</li>" for gap in remedy.gaps)
    if not remedy.taken:
        return f"{head}<p>No transfer out of their accounts is counted as taken.</p><ul>{gaps}</ul></section>"
    by_confidence = ", ".join(f"{level} {_sums(sums)}" for level, sums in remedy.by_confidence.items())
    lines = "".join(
        f"<tr><td>{item.booked_at_utc:%Y-%m-%d}</td>"
        f'<td class="amount">{plain(item.amount)} {html.escape(item.currency)}</td>'
        f"<td>{html.escape(item.from_account)}</td><td>{html.escape(item.payee)} ({html.escape(item.to_account)})"
        f"</td><td>{item.confidence}: {html.escape(item.because)}</td><td>{html.escape(item.name)}, row {item.row}</td>"
        f'<td class="sha">{item.source_id[:64]}</td></tr>'
        for item in remedy.taken
    )
    return (
        f'{head}<p class="total">{_sums(remedy.totals)}, in {len(remedy.taken)} transfers; of it {by_confidence}</p>'
        "<table><thead><tr><th>Date</th>"
        "<th>Amount</th><th>From</th><th>To</th><th>How sure</th><th>Where it stands</th>"
        f"<th>SHA-256 of the file</th></tr></thead><tbody>{lines}</tbody></table><ul>{gaps}</ul></section>"
    )
