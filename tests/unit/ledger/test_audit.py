from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.errors import UsageError, VerificationFailed
from netinvest.ledger import audit

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(resources.files("netinvest.ledger").joinpath("schema.sql").read_text("utf-8"))
        connection.execute("INSERT INTO meta VALUES ('case_name', 'harbour')")
        yield connection


@pytest.fixture
def filled(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    for n in range(6):
        audit.record(con, audit.Action.COLLECTION, purpose="load", detail={"file": f"calls {n}.csv"}, who="ana")
    return con


def test_an_entry_says_who_when_what_and_why(con: duckdb.DuckDBPyConnection) -> None:
    entry = audit.record(con, audit.Action.DISCLOSURE, purpose="Müller asked", detail={"kind": "calls"})
    assert audit.entries(con) == [entry]
    assert (entry.seq, entry.actor, entry.action) == (1, audit.current_user(), "disclosure")
    assert (entry.case_name, entry.purpose, entry.detail) == ("harbour", "Müller asked", {"kind": "calls"})
    assert entry.previous_digest == audit.GENESIS
    assert entry.at_utc.endswith("Z")


def test_the_head_of_an_untouched_chain_is_its_last_digest(filled: duckdb.DuckDBPyConnection) -> None:
    chain = audit.entries(filled)
    assert audit.verify(chain) == chain[-1].digest
    assert audit.verify([]) == audit.GENESIS


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE audit SET purpose = 'nothing' WHERE seq = 3", 3),
        ("UPDATE audit SET actor = 'bob' WHERE seq = 1", 1),
        ("UPDATE audit SET detail = '{}' WHERE seq = 6", 6),
        ("UPDATE audit SET at_utc = '2020-01-01T00:00:00Z' WHERE seq = 2", 2),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("DELETE FROM audit WHERE seq = 4", 4),
        ("DELETE FROM audit WHERE seq BETWEEN 3 AND 4", 3),
        ("UPDATE audit SET digest = repeat('0', 64) WHERE seq = 5", 5),
    ],
)
def test_what_was_tampered_with_is_found_where_it_stood(
    filled: duckdb.DuckDBPyConnection, change: str, place: int
) -> None:
    filled.execute(change)
    with pytest.raises(VerificationFailed, match=f"entry {place}:"):
        audit.verify(audit.entries(filled))


def test_renumbering_after_a_removal_does_not_hide_it(filled: duckdb.DuckDBPyConnection) -> None:
    filled.execute("DELETE FROM audit WHERE seq = 2")
    for seq in range(3, 7):
        filled.execute("UPDATE audit SET seq = ? WHERE seq = ?", [seq - 1, seq])
    with pytest.raises(VerificationFailed, match="entry 2:"):
        audit.verify(audit.entries(filled))


@given(st.permutations(range(6)))
@settings(max_examples=40, deadline=None)
def test_any_other_order_is_found(order: list[int]) -> None:
    with duckdb.connect() as connection:
        connection.execute(resources.files("netinvest.ledger").joinpath("schema.sql").read_text("utf-8"))
        for n in range(6):
            audit.record(connection, audit.Action.CONSULTATION, purpose="read", detail={"n": n})
        chain = audit.entries(connection)
    moved = [chain[n] for n in order]
    if order == sorted(order):
        assert audit.verify(moved) == chain[-1].digest
    else:
        with pytest.raises(VerificationFailed):
            audit.verify(moved)


def test_a_noted_head_shows_entries_missing_at_the_end(filled: duckdb.DuckDBPyConnection) -> None:
    noted = audit.verify(audit.entries(filled))
    audit.record(filled, audit.Action.COMBINATION, purpose="analyse", detail={})
    audit.verify(audit.entries(filled), head=noted)
    filled.execute("DELETE FROM audit WHERE seq >= 6")
    audit.verify(audit.entries(filled))
    with pytest.raises(VerificationFailed, match="head noted"):
        audit.verify(audit.entries(filled), head=noted)


def test_nothing_is_logged_when_what_it_records_is_rolled_back(filled: duckdb.DuckDBPyConnection) -> None:
    filled.execute("BEGIN")
    audit.record(filled, audit.Action.COLLECTION, purpose="load", detail={})
    filled.execute("ROLLBACK")
    assert len(audit.entries(filled)) == 6


def test_a_purpose_is_needed(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match="purpose"):
        audit.record(con, audit.Action.DISCLOSURE, purpose="  ", detail={})
    assert audit.entries(con) == []


def test_the_digest_can_be_computed_with_the_standard_library_alone(filled: duckdb.DuckDBPyConnection) -> None:
    import hashlib

    first = audit.entries(filled)[0]
    content = {
        "seq": 1,
        "at_utc": first.at_utc,
        "actor": "ana",
        "action": "collection",
        "case_name": "harbour",
        "purpose": "load",
        "detail": {"file": "calls 0.csv"},
        "previous_digest": "0" * 64,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == first.digest
