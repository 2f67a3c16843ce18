"""Money taken from possible victims: what a claim for compensation can begin with.

For each possible victim of a run: the transfers out of their accounts that the analysis counts as handed up or handed
over, with file and row, how sure it is, and where the records have gaps. Cash leaves no trace here, and accounts that
nobody asked for are not in it; what is marked low may be a purchase. So sums are told by how sure they are. (Council of
Europe Convention on Action against Trafficking, article 15; Directive 2011/36/EU, article 17.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from netinvest.model.category import Category
from netinvest.model.finding import FindingKind

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from netinvest.case.disclosure import Disclosure

STABLE, SOMEWHAT = 0.8, 0.5
GAP_DAYS = 31
"""A month without a transfer in or out of an account that has some before and after is told as a gap."""

_VICTIMS = (FindingKind.LIKELY_LINKED_VICTIM, FindingKind.POSSIBLE_VICTIM_OFFENDER)
_OUTWARD = ("money_handed_up", "hands_over_with_others", "wages_withheld")  # of the one who pays
_INWARD = ("collects_earnings", "paid_by_exposed", "gathers_earnings", "receives_from_exposed", "handed_over_to")

# Of a transfer several findings may say that it was taken; it is counted once, with the surest of them.
_TAKEN = """
WITH held AS (SELECT identifier_key, actor_no FROM run_actor WHERE run_id = $run),
counted AS (
    SELECT DISTINCT source_no, row FROM finding_evidence
    WHERE run_id = $run AND record = 'transfer' AND list_contains($indicators, indicator)
),
lead AS (
    SELECT CAST(substr(actor_id, 7) AS INTEGER) AS actor_no, kind, max((body->>'stability')::DOUBLE) AS stability
    FROM finding WHERE run_id = $run AND kind IN ('likely_coordinator', 'possible_victim_offender') GROUP BY ALL
),
stated AS (
    SELECT DISTINCT actor_no FROM held JOIN (
        SELECT kind || ':' || value AS identifier_key, category
        FROM subject JOIN subject_identifier USING (source_no, row)
        UNION ALL SELECT identifier_key, category FROM categorisation WHERE withdrawn_at_utc IS NULL)
    USING (identifier_key) WHERE category IN ('suspect', 'convicted')
)
SELECT payer.actor_no AS payer_no, payee.actor_no AS payee_no, booked_at_utc, amount, currency, debtor_account,
       creditor_account, source_id, t.row AS row, any_value(source.name) AS name,
       coalesce(bool_or(stated.actor_no IS NOT NULL), false) AS stated, max(lead.stability) AS stability
FROM transfer AS t JOIN counted USING (source_no, row) JOIN source USING (source_no)
JOIN held AS payer ON payer.identifier_key = 'account:' || debtor_account
JOIN held AS payee ON payee.identifier_key = 'account:' || creditor_account
LEFT JOIN lead ON lead.actor_no = payee.actor_no LEFT JOIN stated ON stated.actor_no = payee.actor_no
WHERE payer.actor_no <> payee.actor_no AND list_contains($payers, payer.actor_no)
GROUP BY ALL ORDER BY payer_no, booked_at_utc, source_id, row
"""
_ACCOUNTS = """
WITH held AS (
    SELECT identifier_key, actor_no FROM run_actor
    WHERE run_id = $run AND starts_with(identifier_key, 'account:') AND list_contains($payers, actor_no)
), booked AS (
    SELECT 'account:' || account AS identifier_key, booked_at_utc AS booked_at FROM (
        SELECT debtor_account AS account, booked_at_utc FROM transfer
        UNION ALL SELECT creditor_account, booked_at_utc FROM transfer)
    SEMI JOIN held ON held.identifier_key = 'account:' || account
), spaced AS (
    SELECT identifier_key, booked_at, lag(booked_at) OVER (PARTITION BY identifier_key ORDER BY booked_at) AS before
    FROM booked
)
SELECT actor_no, identifier_key, count(booked_at) AS transfers, min(booked_at) AS first_at, max(booked_at) AS last_at,
       max_by(before, booked_at - before) AS gap_from, max_by(booked_at, booked_at - before) AS gap_to
FROM held LEFT JOIN spaced USING (identifier_key) GROUP BY ALL ORDER BY actor_no, identifier_key
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """One transfer out of a possible victim's account that the analysis counts as taken."""

    booked_at_utc: datetime
    amount: Decimal
    currency: str
    from_account: str  # as it may be shown
    to_account: str
    payee: str  # alias
    confidence: str  # high | medium | low
    because: str
    name: str  # of the file, as it may be shown
    source_id: str
    row: int


CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class Remedy:
    """What one possible victim may claim."""

    alias: str
    category: str
    taken: list[Taken]
    gaps: list[str] = field(default_factory=list)

    @property
    def totals(self) -> dict[str, Decimal]:
        """Sum by currency; an empty name where the file gives none."""
        sums: dict[str, Decimal] = {}
        for item in self.taken:
            sums[item.currency] = sums.get(item.currency, Decimal(0)) + item.amount
        return dict(sorted(sums.items()))

    @property
    def by_confidence(self) -> dict[str, dict[str, Decimal]]:
        """The totals of the transfers that are surest, first; a degree without transfers is left out."""
        parts = {level: [item for item in self.taken if item.confidence == level] for level in CONFIDENCE}
        return {level: Remedy(self.alias, self.category, part).totals for level, part in parts.items() if part}

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; amounts as decimal text."""
        return {
            "alias": self.alias,
            "category": self.category,
            "totals": {currency: plain(amount) for currency, amount in self.totals.items()},
            "by_confidence": {
                level: {currency: plain(amount) for currency, amount in sums.items()}
                for level, sums in self.by_confidence.items()
            },
            "taken": [
                {
                    "booked_at_utc": f"{item.booked_at_utc.isoformat()}Z",
                    "amount": plain(item.amount),
                    "currency": item.currency,
                    "from_account": item.from_account,
                    "to_account": item.to_account,
                    "payee": item.payee,
                    "confidence": item.confidence,
                    "because": item.because,
                    "name": item.name,
                    "source_id": item.source_id,
                    "row": item.row,
                }
                for item in self.taken
            ],
            "gaps": self.gaps,
        }


def plain(amount: Decimal) -> str:
    """An amount with two decimals at least, and no others that are zero."""
    text = f"{amount:f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def remedies(
    con: DuckDBPyConnection, run_id: str, findings: list[dict[str, Any]], disclosure: Disclosure
) -> list[Remedy]:
    """What was taken from each possible victim of a run.

    Args:
        con: The ledger's connection.
        run_id: The run.
        findings: Its findings as they may be shown.
        disclosure: What may be shown.

    Returns:
        One remedy a possible victim, those from whom most transfers were taken first.
    """
    victims = {
        int(f["subject"]["actor_id"].removeprefix("actor:")): f["subject"]["category"]
        for f in findings
        if f["kind"] in _VICTIMS
    }
    given = {"run": run_id, "payers": sorted(victims)}
    rows = con.execute(_TAKEN, given | {"indicators": [*_OUTWARD, *_INWARD]}).to_arrow_table().to_pylist()
    accounts = con.execute(_ACCOUNTS, given).to_arrow_table().to_pylist()
    disclosure.learn(
        {f"account:{row[side]}" for row in rows for side in ("debtor_account", "creditor_account")}
        | {row["identifier_key"] for row in accounts}
    )
    taken: dict[int, list[Taken]] = {number: [] for number in victims}
    for row in rows:
        confidence, because = _confidence(row)
        taken[row["payer_no"]].append(
            Taken(
                booked_at_utc=row["booked_at_utc"],
                amount=row["amount"],
                currency=row["currency"] or "",
                from_account=disclosure.shown("account", row["debtor_account"]),
                to_account=disclosure.shown("account", row["creditor_account"]),
                payee=f"A-{row['payee_no']:05d}",
                confidence=confidence,
                because=because,
                name=disclosure.name(row["name"]),
                source_id=row["source_id"],
                row=row["row"],
            )
        )
    found = [
        Remedy(f"A-{number:05d}", category or str(Category.POSSIBLE_VICTIM), taken[number], _gaps(accounts, number))
        for number, category in victims.items()
    ]
    return sorted(found, key=lambda remedy: (-len(remedy.taken), remedy.alias))


def _confidence(row: dict[str, Any]) -> tuple[str, str]:
    if row["stated"]:
        return "high", "the payee is a suspect or convicted according to a register or a person"
    stability = row["stability"]
    if stability is None:
        return "low", "the payee is no lead of their own; others who may be exploited pay them too"
    if stability >= STABLE:
        return "high", f"the payee stays a lead in {stability:.0%} of the repeats"
    return ("medium" if stability >= SOMEWHAT else "low"), f"the payee stays a lead in {stability:.0%} of the repeats"


def _gaps(accounts: list[dict[str, Any]], number: int) -> list[str]:
    mine = [account for account in accounts if account["actor_no"] == number]
    if not mine:
        return ["no account of theirs is known: ask the banks"]
    told = []
    for place, account in enumerate(mine, start=1):
        which = f"account {place} of {len(mine)}"
        if not account["transfers"]:
            told.append(f"{which}: no transfer is recorded; ask for its statements")
            continue
        told.append(
            f"{which}: {account['transfers']} transfers recorded from {account['first_at']:%Y-%m-%d} to "
            f"{account['last_at']:%Y-%m-%d}"
        )
        if account["gap_from"] and (account["gap_to"] - account["gap_from"]).days > GAP_DAYS:
            told.append(f"{which}: nothing between {account['gap_from']:%Y-%m-%d} and {account['gap_to']:%Y-%m-%d}")
    return told
