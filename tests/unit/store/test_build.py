"""The graph as a function of the ledger: what counts once, what keeps which source."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from netinvest.model.graph import Label, RelationshipType
from netinvest.store import build, open_store
from netinvest.store.sync import Synced, sync

if TYPE_CHECKING:
    from collections.abc import Iterator

A, B, C = "+447700900001", "+447700900002", "+447700900003"
SOURCES = {0: "b" * 64, 1: "a" * 64, 2: "c" * 64}


def at(day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2026, 1, day, hour)  # noqa: DTZ001 - the ledger's times are UTC without a zone


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(resources.files("netinvest.ledger").joinpath("schema.sql").read_text(encoding="utf-8"))
        for number, source_id in SOURCES.items():
            add_source(con, number, source_id)
        yield con


def add_source(con: duckdb.DuckDBPyConnection, number: int, source_id: str) -> None:
    con.execute(
        "INSERT INTO source (source_no, source_id, name, bytes, media, kind, loader, loader_version, profile, options, "
        "recognised_because, loaded_at_utc, loaded_by, lines, rows, loaded, rejected, duplicate, structural_lines) "
        "VALUES (?, ?, ?, 1, 'csv', 'calls', 'l', '1', 'p', '{}', 'x', ?, 'me', 1, 1, 1, 0, 0, 0)",
        [number, source_id, f"file{number}.csv", at(1)],
    )


def add(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    row = con.execute(f"SELECT coalesce(max(row), 0) + 1 FROM {table}").fetchone()[0]
    values = {"row": row, **values}
    con.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", [*values.values()]
    )


def call(
    con: duckdb.DuckDBPyConnection, source: int, start: str | None, end: str | None, when: dt.datetime, **more: Any
) -> None:
    add(
        con,
        "call_verbatim",
        **{"source_no": source, "originating_msisdn": start, "terminating_msisdn": end, "answered_at_utc": when}
        | {"service": "voice", "duration_s": 60}
        | more,
    )


def test_a_call_that_two_operators_report_is_one_event_with_two_sources(con: duckdb.DuckDBPyConnection) -> None:
    call(con, 0, A, B, at(1), duration_s=60)
    call(con, 1, A, B, at(1), duration_s=61)  # the other operator's clock for the same call
    call(con, 0, A, B, at(1, 23))
    call(con, 0, A, B, at(3), duration_s=None)
    call(con, 0, A, B, at(1), service="sms", duration_s=None)  # another service: another event
    call(con, 0, A, B, at(1), service="data", duration_s=None)  # no contact between people
    call(con, 0, A, None, at(1))
    (row,) = build.relationships(con, RelationshipType.CALLED).to_pylist()
    assert row == {
        "start_key": f"phone:{A}",
        "end_key": f"phone:{B}",
        "discriminator": "",
        "sources": [SOURCES[1], SOURCES[0]],  # sorted by their digest, not by number
        "count": 3,
        "first_at_utc": at(1),
        "last_at_utc": at(3),
        "active_days": 2,
        "duration_s": 61 + 60,
    }
    (message,) = build.relationships(con, RelationshipType.MESSAGED).to_pylist()
    assert (message["count"], message["sources"]) == (1, [SOURCES[0]])


def test_more_sources_than_bits_in_an_integer(con: duckdb.DuckDBPyConnection) -> None:
    for number in range(3, 90):
        add_source(con, number, f"{number:064d}")
        call(con, number, A, B, at(1))
    call(con, 89, B, A, at(1))
    forth, back = build.relationships(con, RelationshipType.CALLED).to_pylist()
    assert forth["sources"] == [f"{number:064d}" for number in range(3, 90)]
    assert forth["count"] == 1
    assert back["sources"] == [f"{89:064d}"]


def transfer(con: duckdb.DuckDBPyConnection, source: int, amount: str, when: dt.datetime, **more: Any) -> None:
    add(
        con,
        "transfer",
        **{"source_no": source, "debtor_account": "X1", "creditor_account": "Y1", "amount": Decimal(amount)}
        | {"currency": "GBP", "booked_at_utc": when, "booked_precision": "second"}
        | more,
    )


def test_two_banks_report_one_transfer_but_two_rows_of_one_bank_are_two(con: duckdb.DuckDBPyConnection) -> None:
    transfer(con, 0, "10.10", at(1))
    transfer(con, 0, "10.10", at(1, 13))
    transfer(con, 1, "10.10", at(1))
    transfer(con, 1, "0.00000001", at(2), currency=None)
    transfer(con, 0, "5", at(2), end_to_end_id="ref1")
    transfer(con, 1, "5", at(2), end_to_end_id="ref2")
    transfer(con, 1, "7", at(2), end_to_end_id="NOTPROVIDED")
    transfer(con, 0, "7", at(2))
    without, pounds = build.relationships(con, RelationshipType.TRANSFERRED).to_pylist()
    assert (without["discriminator"], without["amount"]) == ("", Decimal("0.00000001"))
    assert (pounds["discriminator"], pounds["count"], pounds["amount"]) == ("GBP", 5, Decimal("37.20"))
    assert (pounds["first_at_utc"], pounds["last_at_utc"], pounds["active_days"]) == (at(1), at(2), 2)


def test_phones_that_are_services(con: duckdb.DuckDBPyConnection) -> None:
    call(con, 0, "BANK-INFO", A, at(1), service="sms")
    call(con, 0, A, "60999", at(1))
    call(con, 0, "250", "260", at(1))  # an anonymised file: every number is short
    call(con, 0, A, B, at(1), forwarded_to_msisdn=C)
    # mailboxes of Germany, Israel and Switzerland; telephones of theirs; and a customer's number with 333 behind it
    mailboxes = ("+491779912345678", "+491601312345678", "+972151501234567", "+41860791234567", "447700900123333")
    for mailbox in mailboxes:
        call(con, 0, A, mailbox, at(1))
    for telephone in ("+4917612345678", "+972501234567", "+41791234567", "44770090012333"):
        call(con, 0, A, telephone, at(1))
    nodes = {row["key"]: row["service_number"] for row in build.nodes(con, Label.PHONE).to_pylist()}
    assert nodes == {
        f"phone:{A}": False,
        f"phone:{B}": False,
        f"phone:{C}": False,
        "phone:250": False,
        "phone:260": False,
        "phone:60999": True,
        "phone:BANK-INFO": True,
        **{f"phone:{n}": True for n in mailboxes},
        **{f"phone:{n}": False for n in ("+4917612345678", "+972501234567", "+41791234567", "44770090012333")},
    }


def test_cells_devices_and_whose_they_are(con: duckdb.DuckDBPyConnection) -> None:
    place = {"first_cell": "1-2", "last_cell": "1-3", "latitude": 51.5, "longitude": -0.1}
    call(con, 0, A, B, at(1), observed_party="originating", imei="35000000000001", imsi="23499", **place)
    call(con, 0, A, B, at(2), observed_party="terminating", imei="35000000000002", **place | {"last_cell": "1-2"})
    call(
        con, 0, A, B, at(3), imei="35000000000003", first_cell="1-2", latitude=9.0, longitude=9.0
    )  # whose, nobody says
    used = [(r["start_key"], r["end_key"]) for r in build.relationships(con, RelationshipType.USED_IN).to_pylist()]
    assert used == [
        ("imsi:23499", "imei:35000000000001"),
        (f"phone:{A}", "imei:35000000000001"),
        (f"phone:{B}", "imei:35000000000002"),
    ]
    seen = {
        (r["start_key"], r["end_key"]): r["count"]
        for r in build.relationships(con, RelationshipType.SEEN_AT).to_pylist()
    }
    assert seen == {(f"phone:{A}", "cell:1-2"): 1, (f"phone:{A}", "cell:1-3"): 1, (f"phone:{B}", "cell:1-2"): 1}
    cells = {r["key"]: (r["latitude"], r["longitude"]) for r in build.nodes(con, Label.CELL_SITE).to_pylist()}
    assert cells == {"cell:1-2": (51.5, -0.1), "cell:1-3": (None, None)}  # the position that most rows give
    assert build.nodes(con, Label.DEVICE).num_rows == 3


def test_advertisements(con: duckdb.DuckDBPyConnection) -> None:
    ad = {"ad_id": "7", "posted_at_utc": at(2), "claimed_age": 21, "location": " Old  Town "}
    add(con, "advertisement", source_no=0, site="one.example", **ad)
    add(con, "advertisement", source_no=1, site="one.example", **ad | {"posted_at_utc": at(1), "location": "old town"})
    add(con, "advertisement", source_no=1, site="two.example", **ad)
    for source, row, role in ((0, 1, "contact"), (1, 2, "contact"), (1, 2, "poster")):
        for where in ("title", "body"):
            add(
                con,
                "advertisement_contact",
                source_no=source,
                kind="phone",
                value=A,
                role=role,
                where_found=where,
                confidence=1,
                row=row,
            )
    ads = build.nodes(con, Label.ADVERTISEMENT).to_pylist()
    assert [(r["key"], r["posted_at_utc"], len(r["sources"])) for r in ads] == [
        ("ad:one.example:7", at(1), 2),
        ("ad:two.example:7", at(2), 1),
    ]
    listed = build.relationships(con, RelationshipType.LISTS).to_pylist()
    assert [(r["discriminator"], r["where_found"], len(r["sources"])) for r in listed] == [
        ("contact", "body, title", 2),
        ("poster", "body, title", 1),
    ]
    assert [r["key"] for r in build.nodes(con, Label.LOCATION).to_pylist()] == ["place:old town"]
    assert build.relationships(con, RelationshipType.POSTED_IN).num_rows == 2


def test_long_places_stay_within_what_a_server_can_index(con: duckdb.DuckDBPyConnection) -> None:
    for letter in "xy":
        add(con, "advertisement", source_no=0, ad_id=letter * 20_000, location="z" * 20_000 + letter)
    keys = [
        key for label in (Label.LOCATION, Label.ADVERTISEMENT) for key in build.nodes(con, label)["key"].to_pylist()
    ]
    assert len(set(keys)) == 4
    assert max(map(len, keys)) < 1100


def test_sync_of_some_sources_equals_sync_of_all(con: duckdb.DuckDBPyConnection) -> None:
    for source in range(2):
        for n in range(40):
            call(con, source, f"+4477009000{n % 7:02d}", f"+4477009000{n % 5 + 7 * source:02d}", at(1 + n % 20, n % 24))
    store = open_store("embedded", con, "")
    whole = sync(con, store)
    assert whole.written > 20
    assert sync(con, store) == Synced(unchanged=whole.written)
    call(con, 2, "+447700900000", "+447700900007", at(30))
    call(con, 2, "+447700900000", "+447700900999", at(30))
    assert sync(con, store, [SOURCES[2]]).written == 5  # three phones, two pairs
    assert sync(con, store).written == 0
    con.execute("DELETE FROM call_verbatim WHERE source_no = 2")
    done = sync(con, store, [SOURCES[2]])
    assert (done.written, done.deleted) == (3, 2)  # a pair and two phones lose support; a pair and a phone go
    assert sync(con, store) == Synced(unchanged=whole.written)
