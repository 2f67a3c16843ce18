"""Registers as operators, banks and the case team write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netinvest.synthetic.sheet import Sheet, columns

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.random import Generator

    from netinvest.synthetic.case import Case


def _cells(table: pa.Table, *names: str) -> list[list[Any]]:
    return [table[name].to_pylist() for name in names or table.column_names]


def plain(_rng: Generator, case: Case) -> list[Sheet]:
    """Three CSV files."""
    files = (
        ("subscribers", case.subscribers, ["msisdn", "name", "activation_date", "address", "imsi"]),
        ("account_holders", case.holders, ["account", "name", "date_of_birth", "phone", "email", "opened"]),
        ("persons", case.persons, ["subject_id", "name", "category", "basis", "date_of_birth", "phone", "account"]),
    )
    return [
        Sheet(f"{name}.csv", "subjects", "plain", heading, columns(*_cells(table)), terminator="\n")
        for name, table, heading in files
    ]


def _turned(dates: list[str], country: str) -> list[str]:
    """ISO dates as the country writes them."""
    parts = [date.split("-") for date in dates]
    order = (1, 2, 0) if country == "US" else (2, 1, 0)
    return ["/".join(part[i] for i in order) if len(part) == 3 else "" for part in parts]


def mixed(rng: Generator, case: Case) -> list[Sheet]:
    """The subscriber register as CSV, the bank's list as a workbook or CSV, the case register with full words."""
    country = case.truth.country
    number, name, since, address, imsi = _cells(case.subscribers)
    bare = [n.removeprefix("+") for n in number]
    subscribers = Sheet(
        "subscriber_register.csv",
        "subjects",
        "subscriber_register",
        ["Mobile Number", "Activation Date", "Name", "Permanent Address of the Subscriber", "IMSI"],
        columns(bare, _turned(since, country), name, address, imsi),
    )
    account, holder, born, phone, email, opened = _cells(case.holders)
    heading = ["Account Number", "Account Holder Name", "Date of Birth", "Contact Number", "E-mail", "Account Opened"]
    holders = Sheet(
        "bank_kyc.xlsx" if rng.random() < 0.5 else "bank_kyc.csv",
        "subjects",
        "account_holders",
        heading,
        columns(account, holder, born, phone, email, opened),
    )
    subject, person, category, basis, birth, phones, held = _cells(case.persons)
    words = {"possible_victim": "Possible victim", "minor": "Child"}
    status = [words.get(c, c.title()) for c in category]
    if rng.random() < 0.5:
        heading = ["Ref", "Full Name", "Status", "Basis", "DOB", "Telephone(s)", "Account(s)"]
        rows = columns(subject, person, status, basis, birth, phones, held)
        return [subscribers, holders, Sheet("case_register.csv", "subjects", "case_register", heading, rows)]
    # one identifier a row; who has none stands in a row without
    heading = ["Nominal Ref", "Name", "Role in Case", "Basis", "Date of Birth", "Identifier Type", "Identifier"]
    rows = []
    for place, ref in enumerate(subject):
        named = [("Phone", number) for number in phones[place].split("; ") if number]
        named += [("Account", held[place])] * bool(held[place])
        person_cells = [ref, person[place], status[place], basis[place], birth[place]]
        rows += [[*person_cells, kind, value] for kind, value in named or [("", "")]]
    return [subscribers, holders, Sheet("case_register.csv", "subjects", "identifier_rows", heading, rows)]
