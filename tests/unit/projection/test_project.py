"""From a ledger to a network of actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from netinvest.ledger.ledger import Ledger
from netinvest.projection.project import project
from netinvest.resolve import propose, resolve
from netinvest.store import open_store
from netinvest.store.sync import sync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from netinvest.projection.network import Network

ANN, BEN, CAT, TAXI = "+447700900001", "+447700900002", "+447700900003", "60444"
SECOND = "+447700900011"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "case") as created:
        for number, kind in ((1, "calls"), (2, "transfers"), (3, "advertisements"), (4, "subjects"), (5, "calls")):
            created.con.execute(
                "INSERT INTO source BY NAME SELECT ? AS source_no, ? AS source_id, ? AS name, 1 AS bytes, "
                "'csv' AS media, ? AS kind, 't' AS loader, '1' AS loader_version, 't' AS profile, '{}' AS options, "
                "'t' AS recognised_because, TIMESTAMP '2025-01-01' AS loaded_at_utc, 't' AS loaded_by, 1 AS lines, "
                "1 AS rows, 1 AS loaded, 0 AS rejected, 0 AS duplicate, 0 AS structural_lines",
                [number, f"{number:064x}", f"{number}.csv", kind],
            )
        yield created


def call(ledger: Ledger, row: int, one: str, other: str, at: str, *, service: str = "voice", source: int = 1) -> None:
    ledger.con.execute(
        "INSERT INTO call_verbatim (source_no, row, originating_msisdn, terminating_msisdn, answered_at_utc, "
        "duration_s, service) VALUES (?, ?, ?, ?, ?::TIMESTAMP, 60, ?)",
        [source, row, one, other, at, service],
    )


def pay(ledger: Ledger, row: int, one: str | None, other: str | None, amount: str, *, currency: str = "GBP") -> None:
    ledger.con.execute(
        "INSERT INTO transfer (source_no, row, debtor_account, creditor_account, amount, currency, booked_at_utc, "
        "booked_precision) VALUES (2, ?, ?, ?, ?, ?, TIMESTAMP '2025-03-01', 'day')",
        [row, one, other, amount, currency],
    )


def register(ledger: Ledger, row: int, category: str | None, *identifiers: tuple[str, str]) -> None:
    ledger.con.execute(
        "INSERT INTO subject (source_no, row, subject_id, name, category) VALUES (4, ?, ?, ?, ?)",
        [row, f"S{row}", f"Person {row}", category],
    )
    for kind, value in identifiers:
        ledger.con.execute(
            "INSERT INTO subject_identifier (source_no, row, kind, value) VALUES (4, ?, ?, ?)", [row, kind, value]
        )


def network(ledger: Ledger) -> Network:
    store = open_store("embedded", ledger.con, "case")
    sync(ledger.con, store)
    propose(ledger)
    return project(ledger, store, resolve(ledger))


def place(found: Network, key: str) -> int:
    (where,) = (i for i, keys in enumerate(found.identifiers) if key in keys)
    return where


def test_contacts_are_merged_over_numbers_and_services(ledger: Ledger) -> None:
    register(ledger, 2, None, ("phone", ANN), ("phone", SECOND))
    call(ledger, 2, ANN, BEN, "2025-03-01 10:00")
    call(ledger, 3, SECOND, BEN, "2025-03-02 10:00")
    call(ledger, 4, ANN, BEN, "2025-03-05 10:00", service="sms")
    call(ledger, 5, ANN, SECOND, "2025-03-05 11:00")
    found = network(ledger)
    ann, ben = place(found, f"phone:{ANN}"), place(found, f"phone:{BEN}")
    assert ann == place(found, f"phone:{SECOND}")
    contacts = found.contacts
    # a call from one own number to the other is no contact
    assert (contacts.start.tolist(), contacts.end.tolist()) == ([ann], [ben])
    assert (contacts.calls.tolist(), contacts.messages.tolist(), contacts.duration_s.tolist()) == ([2], [1], [120])
    assert contacts.last_day[0] - contacts.first_day[0] == 4.0


def test_a_call_reported_by_two_operators_is_one_day_of_contact(ledger: Ledger) -> None:
    call(ledger, 2, ANN, BEN, "2025-03-01 10:00")
    call(ledger, 2, ANN, BEN, "2025-03-01 10:00", source=5)
    found = network(ledger)
    assert found.contacts.active_days.tolist() == [1]
    (sources,) = found.links["source_ids"].to_pylist()
    assert sources == [f"{1:064x}", f"{5:064x}"]


def test_amounts_are_relative_to_the_median_of_their_currency(ledger: Ledger) -> None:
    for row, amount in enumerate(("10", "20", "30"), start=2):
        pay(ledger, row, "GB01", "GB02", amount)
    for row, amount in enumerate(("1000", "3000", "4000"), start=10):
        pay(ledger, row, "GB01", "GB02", amount, currency="HUF")
    found = network(ledger)
    assert sorted(found.transfers.amount.tolist()) == [pytest.approx(x) for x in (1 / 3, 0.5, 1, 1, 4 / 3, 1.5)]


def test_cash_stands_outside_and_own_accounts_are_left_out(ledger: Ledger) -> None:
    register(ledger, 2, None, ("account", "GB01"), ("account", "GB03"))
    pay(ledger, 2, None, "GB01", "50")
    pay(ledger, 3, "GB01", None, "50")
    pay(ledger, 4, "GB01", "GB03", "50")
    found = network(ledger)
    ann = place(found, "account:GB01")
    assert sorted(zip(found.transfers.start.tolist(), found.transfers.end.tolist(), strict=True)) == [
        (-1, ann), (ann, -1),
    ]  # fmt: skip


def test_advertisements_name_contacts_and_posters(ledger: Ledger) -> None:
    con = ledger.con
    for row, day in ((3, "2025-03-02"), (2, "2025-03-09")):
        con.execute(
            "INSERT INTO advertisement (source_no, row, ad_id, posted_at_utc, title, body, location) "
            "VALUES (3, ?, ?, ?::TIMESTAMP, 'Title', 'body', 'Leeds')",
            [row, f"ad{row}", day],
        )
        con.execute(
            "INSERT INTO advertisement_contact VALUES (3, ?, 'phone', ?, NULL, 'contact', 'body', 0.8), "
            "(3, ?, 'handle', 'desk', NULL, 'poster', 'user', 1.0)",
            [row, ANN, row],
        )
    found = network(ledger)
    ads = found.advertisements
    assert [key.rpartition(":")[2] for key in ads.key] == ["3", "2"]
    assert ads.text == ["Title body"] * 2
    ann, desk = place(found, f"phone:{ANN}"), place(found, "handle:desk")
    assert (ads.contact_ad.tolist(), ads.contact_actor.tolist()) == ([0, 1], [ann, ann])
    assert (ads.poster_ad.tolist(), ads.poster_actor.tolist()) == ([0, 1], [desk, desk])
    assert ads.claimed_age.tolist() == [-1, -1]


def test_registers_categories_reach_the_actor(ledger: Ledger) -> None:
    register(ledger, 2, "victim", ("phone", ANN))
    register(ledger, 3, "suspect", ("phone", ANN))
    register(ledger, 4, None, ("phone", BEN))
    found = network(ledger)
    ann, ben = place(found, f"phone:{ANN}"), place(found, f"phone:{BEN}")
    assert found.categories[ann] == {"victim", "suspect"}
    assert found.categories[ben] == frozenset()
    assert np.flatnonzero(found.known["victim"]).tolist() == [ann]


def test_short_codes_that_are_dialled_are_services(ledger: Ledger) -> None:
    call(ledger, 2, ANN, TAXI, "2025-03-01 10:00")
    call(ledger, 3, ANN, BEN, "2025-03-01 10:00")
    found = network(ledger)
    assert np.flatnonzero(found.service).tolist() == [place(found, f"phone:{TAXI}")]


def test_the_digest_tells_any_change(ledger: Ledger) -> None:
    call(ledger, 2, ANN, BEN, "2025-03-01 10:00")
    first = network(ledger).digest()
    assert network(ledger).digest() == first
    call(ledger, 3, BEN, ANN, "2025-03-01 10:00")
    assert network(ledger).digest() != first


def test_an_empty_case(ledger: Ledger) -> None:
    found = network(ledger)
    assert found.size == 0
    assert len(found.contacts.start) == len(found.transfers.start) == len(found.advertisements.key) == 0
