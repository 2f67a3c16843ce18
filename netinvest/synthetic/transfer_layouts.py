"""Payments as banks and wallet operators write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from netinvest.synthetic.identifiers import BANK_NAMES
from netinvest.synthetic.sheet import RAGGED, Sheet, columns, replacing

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.random import Generator

    from netinvest.synthetic.case import Case


def plain(_rng: Generator, case: Case) -> list[Sheet]:
    """One CSV of payments from account to account."""
    table = case.transfers
    when = table["booked_at_utc"].to_pandas().dt.strftime("%Y-%m-%dT%H:%M:%SZ").tolist()
    names = (
        "debtor_account",
        "debtor_name",
        "creditor_account",
        "creditor_name",
        "amount",
        "currency",
        "transfer_type",
        "remittance_information",
    )
    rows = columns(when, *(table[name].to_pylist() for name in names))
    heading = [
        "booked_at",
        "from_account",
        "from_name",
        "to_account",
        "to_name",
        "amount",
        "currency",
        "type",
        "reference",
    ]
    spoils = [replacing(0, "2024-02-31", "no such day"), RAGGED, replacing(5, "1l2.00", "malformed amount")]
    return [Sheet("transfers.csv", "transfers", "plain", heading, rows, terminator="\n", spoils=spoils)]


def _text(cells: Any) -> list[str]:
    return ["" if cell is None or cell != cell else str(cell) for cell in cells]  # noqa: PLR0124 a missing text is NaN


def _local(part: pd.DataFrame, zone: str, pattern: str) -> list[str]:
    return part["booked_at_utc"].dt.tz_localize("UTC").dt.tz_convert(zone).dt.strftime(pattern).tolist()  # type: ignore[no-any-return]


def _day(case: Case) -> str:
    return "%m/%d/%Y" if case.truth.country == "US" else "%d/%m/%Y"


def _ledger(part: pd.DataFrame, name: str, case: Case, _bank: int) -> Sheet:
    """From and to, date and time in one column."""
    heading = [
        "Transaction Date",
        "Sender Account",
        "Sender Name",
        "Receiver Account",
        "Receiver Name",
        "Amount",
        "Currency",
        "Transaction Type",
        "Reference",
    ]
    rows = columns(
        _local(part, case.truth.time_zone, f"{_day(case)} %H:%M:%S"),
        *(
            _text(part[n])
            for n in (
                "debtor_account",
                "debtor_name",
                "creditor_account",
                "creditor_name",
                "amount",
                "currency",
                "transfer_type",
                "remittance_information",
            )
        ),
    )
    spoils = [replacing(0, "31/31/2024 10:00:00", "no such day"), replacing(5, "n/a", "malformed amount"), RAGGED]
    return Sheet(f"{name}.csv", "transfers", "ledger", heading, rows, spoils=spoils)


def _workbook(part: pd.DataFrame, name: str, case: Case, bank: int) -> Sheet:
    """The same in a workbook, months by name."""
    sheet = _ledger(part, name, case, bank)
    for row, day in zip(sheet.rows, _local(part, case.truth.time_zone, "%d-%b-%Y %H:%M:%S"), strict=True):
        row[0] = day
    sheet.name, sheet.layout = f"{name}.xlsx", "ledger_workbook"
    sheet.spoils = [replacing(0, "soon", "malformed time"), replacing(5, "n/a", "malformed amount")]
    return sheet


def _sides(part: pd.DataFrame, bank: int) -> dict[str, Any]:
    """The bank's own customer's side of each payment, and the other's; balances run on from a round sum."""
    paid = (part["debtor_bank"] == bank).to_numpy()
    side = {
        f"{who}_{what}": np.where(paid == (who == "own"), part[f"debtor_{what}"], part[f"creditor_{what}"])
        for who in ("own", "other")
        for what in ("account", "name")
    }
    cents = (part["amount"] * 100).astype(int).to_numpy() * np.where(paid, -1, 1)
    balance = np.zeros(len(part), dtype=np.int64)
    for account in sorted(set(side["own_account"])):
        held = side["own_account"] == account
        balance[held] = 250_000 + np.cumsum(cents[held])
    return {**side, "paid": paid, "cents": cents, "balance": balance}


def _money(cents: Any, *, comma: bool = False, thousands: bool = False) -> list[str]:
    texts = []
    for value in cents.tolist():
        whole, rest = divmod(abs(value), 100)
        text = (
            f"{'-' if value < 0 else ''}{whole:,}.{rest:02d}"
            if thousands
            else f"{'-' if value < 0 else ''}{whole}.{rest:02d}"
        )
        texts.append(text.replace(".", ",") if comma else text)
    return texts


def _debit_credit(part: pd.DataFrame, name: str, case: Case, bank: int) -> Sheet:
    """The customer's account with money out and money in in columns of their own, days only, a running balance."""
    sides = _sides(part, bank)
    amounts = _money(abs(sides["cents"]), thousands=True)
    heading = [
        "Account Number",
        "Account Name",
        "Date",
        "Type",
        "Description",
        "Counterparty Account",
        "Counterparty Name",
        "Money Out",
        "Money In",
        "Balance",
        "Currency",
    ]
    rows = columns(
        sides["own_account"],
        _text(sides["own_name"]),
        _local(part, case.truth.time_zone, _day(case)),
        part["transfer_type"].tolist(),
        _text(part["remittance_information"]),
        _text(sides["other_account"]),
        _text(sides["other_name"]),
        ["" if not out else amount for out, amount in zip(sides["paid"], amounts, strict=True)],
        ["" if out else amount for out, amount in zip(sides["paid"], amounts, strict=True)],
        _money(sides["balance"], thousands=True),
        part["currency"].tolist(),
    )
    preamble = [[BANK_NAMES[bank]], ["Transactions of several accounts"], []]
    spoils = [replacing(2, "30/02/2024", "no such day"), RAGGED]
    return Sheet(
        f"{name}.csv", "transfers", "debit_credit", heading, rows, repeats=False, preamble=preamble, spoils=spoils
    )


def _signed(part: pd.DataFrame, name: str, case: Case, bank: int) -> Sheet:
    """One amount with a sign and a decimal comma, semicolons, Windows-1252."""
    sides = _sides(part, bank)
    heading = [
        "Date opération",
        "Compte",
        "Titulaire",
        "Libellé",
        "Compte contrepartie",
        "Nom contrepartie",
        "Montant",
        "Devise",
    ]
    rows = columns(
        _local(part, case.truth.time_zone, f"{_day(case)} %H:%M"),
        sides["own_account"],
        _text(sides["own_name"]),
        _text(part["remittance_information"]),
        _text(sides["other_account"]),
        _text(sides["other_name"]),
        _money(sides["cents"], comma=True),
        part["currency"].tolist(),
    )
    spoils = [replacing(0, "hier", "malformed time"), replacing(6, "12;50", "malformed amount"), RAGGED]
    return Sheet(f"{name}.csv", "transfers", "signed", heading, rows, delimiter=";", encoding="cp1252", spoils=spoils)


def _statement(part: pd.DataFrame, name: str, case: Case, account: str) -> Sheet:
    """One account, named only in the preamble."""
    part = part.assign(debtor_bank=np.where(part["debtor_account"] == account, 7, 6))
    sides = _sides(part, 7)
    holder = next(iter(_text(sides["own_name"])), "")
    heading = ["Date", "Time", "Description", "Counterparty", "Counterparty Name", "Amount", "Balance"]
    rows = columns(
        _local(part, case.truth.time_zone, _day(case)),
        _local(part, case.truth.time_zone, "%H:%M:%S"),
        _text(part["remittance_information"]),
        _text(sides["other_account"]),
        _text(sides["other_name"]),
        _money(sides["cents"]),
        _money(sides["balance"]),
    )
    preamble = [
        ["Statement of account"],
        ["Account number", account],
        ["Account name", holder],
        ["Currency", case.truth.currency],
        [],
    ]
    spoils = [replacing(0, "00/00/0000", "no such day")]
    return Sheet(f"{name}.csv", "transfers", "statement", heading, rows, preamble=preamble, spoils=spoils)


def _wallets(part: pd.DataFrame, name: str) -> Sheet:
    """Mobile money: the account is the phone number; agents pay notes in and out."""
    kinds = {
        "transfer": "p2p",
        "cash in": "cashin",
        "cash out": "cashout",
        "cash deposit": "cashin",
        "cash withdrawal": "cashout",
    }
    heading = ["txn_id", "txn_type", "sender_msisdn", "recipient_msisdn", "timestamp", "amount", "currency"]
    rows = columns(
        [f"MM{i:07d}" for i in range(1, len(part) + 1)],
        [kinds.get(kind, "payment") for kind in part["transfer_type"]],
        *(_text(part[n]) for n in ("debtor_account", "creditor_account")),
        part["booked_at_utc"].dt.strftime("%Y-%m-%dT%H:%M:%SZ").tolist(),
        _text(part["amount"]),
        part["currency"].tolist(),
    )
    spoils = [replacing(5, "", "no amount"), replacing(4, "2024-13-01T00:00:00Z", "no such day"), RAGGED]
    return Sheet(f"{name}.csv", "transfers", "mobile_money", heading, rows, terminator="\n", spoils=spoils)


_BANKS: tuple[Callable[[pd.DataFrame, str, Case, int], Sheet], ...] = (_ledger, _workbook, _debit_credit, _signed)


def mixed(rng: Generator, case: Case) -> list[Sheet]:
    """A file or more a bank, each payment in one of them; wallets in the wallet operator's."""
    table = case.transfers.to_pandas()
    if not len(table):
        return []
    sheets = []
    debtor, creditor = table["debtor_bank"].to_numpy(), table["creditor_bank"].to_numpy()
    # -1 stands for a wallet, nothing for notes
    wallet = (np.isnan(debtor) | (debtor == -1)) & (np.isnan(creditor) | (creditor == -1))
    if wallet.any():
        sheets.append(_wallets(table[wallet], "wallet_transactions"))
    both = (debtor >= 0) & (creditor >= 0)
    home = np.where((debtor >= 0) & (~both | (rng.random(len(table)) < 0.5)), debtor, creditor)
    home = np.where(wallet, -1, home)
    layouts = rng.permutation(len(_BANKS))
    # a few customers' accounts were asked for one by one: those with the most and with an ordinary number of payments
    asked = table.loc[(home == debtor) & ~wallet, "debtor_account"].value_counts()
    # rents all fall on the first days of a month: such a statement could not be told day first from month first
    late = set(table.loc[table["booked_at_utc"].dt.day.between(14, 27), "debtor_account"].dropna())
    asked = asked[asked.between(25, 400) & asked.index.isin(late)].sort_index()
    single = list(rng.choice(asked.index.to_numpy(), min(2, len(asked)), replace=False)) if len(asked) else []
    for number, account in enumerate(single, start=1):
        mine = (
            ~wallet
            & ((table["debtor_account"] == account) | (table["creditor_account"] == account)).to_numpy()
            & (home >= 0)
        )
        home[mine] = -1
        sheets.append(_statement(table[mine], f"statement_{number}", case, str(account)))
    for bank in range(len(BANK_NAMES)):
        mine = home == bank
        if mine.any():
            sheets.append(
                _BANKS[int(layouts[bank])](table[mine], f"bank_{BANK_NAMES[bank].split()[0].lower()}", case, bank)
            )
    for sheet in sheets:
        sheet.rows = [list(row) for row in dict.fromkeys(map(tuple, sheet.rows))]
    return sheets
