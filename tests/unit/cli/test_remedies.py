"""Money taken from possible victims, as a claim needs it."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked


@pytest.fixture(scope="module")
def found(worked: Worked) -> list[dict[str, Any]]:
    done = run("remedies", worked.case, "--json")
    assert done.code == 0, done.err
    remedies: list[dict[str, Any]] = done.json()["remedies"]
    return remedies


def test_every_possible_victim_is_listed_with_totals_that_add_up(worked: Worked, found: list[dict[str, Any]]) -> None:
    findings = run("findings", worked.case, "--json").json()["findings"]
    victims = {
        f["subject"]["alias"] for f in findings if f["kind"] in {"likely_linked_victim", "possible_victim_offender"}
    }
    assert {remedy["alias"] for remedy in found} == victims
    assert any(remedy["taken"] for remedy in found)
    for remedy in found:
        assert remedy["gaps"]
        sums: dict[str, Decimal] = {}
        for item in remedy["taken"]:
            sums[item["currency"]] = sums.get(item["currency"], Decimal(0)) + Decimal(item["amount"])
            assert item["confidence"] in {"high", "medium", "low"}
        assert {currency: Decimal(total) for currency, total in remedy["totals"].items()} == sums
        parts: dict[str, Decimal] = {}
        for level, totals in remedy["by_confidence"].items():
            assert level in {item["confidence"] for item in remedy["taken"]}
            for currency, total in totals.items():
                parts[currency] = parts.get(currency, Decimal(0)) + Decimal(total)
        assert parts == sums


def test_each_amount_stands_in_the_row_it_names(worked: Worked, found: list[dict[str, Any]]) -> None:
    rows = {
        (record["source_id"], record["row"]): record
        for record in json.loads(run("records", worked.case, "transfers", "--format", "json").out)
    }
    for remedy in found:
        for item in remedy["taken"]:
            record = rows[item["source_id"], item["row"]]
            assert Decimal(str(record["amount"])) == Decimal(item["amount"])
            assert record["booked_at_utc"] == item["booked_at_utc"]


def test_accounts_of_victims_are_aliases_until_they_are_revealed(worked: Worked, found: list[dict[str, Any]]) -> None:
    paid = [remedy for remedy in found if remedy["taken"]]
    for remedy in paid:
        assert {item["from_account"] for item in remedy["taken"]} == {remedy["alias"]}
    shown = run("remedies", worked.case, "--json", "--reveal", "--purpose", "the claim").json()["remedies"]
    accounts = {item["from_account"] for remedy in shown for item in remedy["taken"]}
    assert accounts.isdisjoint({remedy["alias"] for remedy in paid})


def test_a_table_and_a_page_are_written(worked: Worked, found: list[dict[str, Any]], tmp_path: Path) -> None:
    assert run("remedies", worked.case, "--out", tmp_path / "r.csv").code == 0
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(remedy["taken"]) for remedy in found)
    assert run("remedies", worked.case, "--out", tmp_path / "r.html").code == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "what is marked low may be a purchase" in " ".join(page.split())
    assert page.count("; of it ") == sum(bool(remedy["taken"]) for remedy in found)
    assert all(remedy["alias"] in page for remedy in found)
    refused = run("remedies", worked.case, "--out", tmp_path / "r.docx")
    assert refused.code == 2
    assert "use .csv or .html" in refused.err
