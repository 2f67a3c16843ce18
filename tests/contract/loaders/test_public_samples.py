"""The public samples of transfers and accounts: every row accounted for, figures asserted."""

from __future__ import annotations

import tarfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from netinvest.errors import UnsafeInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from netinvest.ingest.report import SourceReport
    from netinvest.ledger.ledger import Ledger


def test_amlsim(samples: Path, tmp_path: Path, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    with tarfile.open(samples / "amlsim/20K_fanin200cycle200.tgz") as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / "20K_fanin200cycle200"
    report = load(folder / "transactions.csv")
    assert (report.kind, report.profile) == ("transfers", "amlsim")
    assert (report.rows, report.loaded, report.rejected, report.duplicate) == (120_558, 120_558, 0, 0)
    assert load(folder / "nodes.csv").loaded == 20_000
    accounts, first, last = ledger.con.execute("""
        SELECT count(DISTINCT account), min(booked), max(booked) FROM (
            SELECT debtor_account AS account, booked_at_utc AS booked FROM transfer
            UNION ALL SELECT creditor_account, booked_at_utc FROM transfer)""").fetchone() or (0, None, None)
    assert accounts == 19_980  # twenty of them neither pay nor are paid
    assert str(first) == "1970-01-02 00:00:00"  # step 1
    assert (last - first).days < 800  # type: ignore[operator]
    unknown = ledger.con.execute("""
        SELECT count(*) FROM (SELECT debtor_account AS a FROM transfer UNION SELECT creditor_account FROM transfer)
        WHERE a NOT IN (SELECT value FROM subject_identifier WHERE kind = 'account')""").fetchone()
    assert unknown == (0,)


def test_amlsim_outputs(samples: Path, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    folder = samples / "amlsim/outputs"
    assert (load(folder / "tx.csv").loaded, load(folder / "cash_tx.csv").loaded) == (45, 88)
    assert load(folder / "accounts.csv").loaded == 30
    sides = ledger.con.execute("""
        SELECT transfer_type, debtor_account IS NULL, creditor_account IS NULL, count(*) FROM transfer
        WHERE transfer_type LIKE 'CASH%' GROUP BY ALL ORDER BY ALL""").fetchall()
    assert [row[:3] for row in sides] == [("CASH-IN", True, False), ("CASH-OUT", False, True)]
    row = ledger.con.execute("""
        SELECT debtor_account, creditor_account, amount FROM transfer WHERE end_to_end_id = '2'""").fetchone()
    assert row == ("15", "25", Decimal("125.05"))


def test_cider(samples: Path, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    report = load(samples / "cider/mobilemoney.csv", country="TG")
    assert (report.rows, report.loaded) == (10_000, 10_000)
    sides = ledger.con.execute("""
        SELECT transfer_type, debtor_account IS NULL, creditor_account IS NULL FROM transfer
        GROUP BY ALL ORDER BY ALL""").fetchall()
    # notes paid in come from nobody, notes paid out go to nobody
    assert set(sides) >= {("cashin", True, False), ("cashout", False, True), ("p2p", False, False)}
    assert ("cashin", False, True) not in sides


def test_messages_in_the_ledger(samples: Path, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    reports = [
        load(samples / "mt940/mt940_tests/betterplace/sepa_mt9401.sta"),
        load(samples / "mt103_mt101/MT103-bulk-with-ack.rje"),
        load(samples / "mt103_mt101/MT101.fin"),
        load(samples / "iso20022/iso20022-core/src/test/resources/pacs.008.001.07.xml"),
    ]
    assert [(r.profile, r.loaded, r.rejected) for r in reports] == [
        ("swift", 97, 0),
        ("swift", 3, 0),
        ("swift", 1, 0),
        ("iso20022", 1, 0),
    ]
    assert [r.lines == r.rows + r.structural_lines for r in reports] == [True] * 4
    assert ledger.con.execute("SELECT count(*) FROM transfer WHERE amount <= 0 OR currency IS NULL").fetchone() == (0,)


@pytest.mark.parametrize("name", ["bomb.xml", "bomb.csv"])
def test_an_entity_bomb_changes_nothing(name: str, ledger: Ledger, load: Callable[..., SourceReport]) -> None:
    xml = """<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>"""
    with pytest.raises(UnsafeInput, match="document type declaration"):
        load(xml, name)
    assert ledger.con.execute("SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM transfer)").fetchone() == (
        0,
        0,
    )


def test_wrong_check_digits_are_refused_with_the_reason(
    samples: Path, ledger: Ledger, load: Callable[..., SourceReport]
) -> None:
    report = load(samples / "mt103_mt101/MT103-out-ack.rje")
    assert (report.rows, report.loaded, report.rejected) == (13, 6, 7)
    reasons = ledger.con.execute("SELECT DISTINCT field, value, reason FROM rejection").fetchall()
    assert reasons == [("creditor_account", "ES0123456789012345671234", "the IBAN's check digits do not agree")]
