from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.case.disclosure import Disclosure
from netinvest.case.evidence import rows_behind
from netinvest.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN = "r1"
LEADER, VICTIM, ADVERTISED, OTHER = "+447700900001", "+447700900002", "+447700900003", "+447700900004"


def _finding(number: int, kind: str, *values: str) -> dict[str, Any]:
    return {
        "id": f"x-{number:05d}",
        "kind": kind,
        "subject": {
            "actor_id": f"actor:{number:05d}",
            "alias": f"A-{number:05d}",
            "category": "unknown",
            "identifiers": [{"kind": "phone", "value": value} for value in values],
        },
        "indicators": [
            {
                "name": "control_ties",
                "sentence": f"A-{number:05d} is in contact.",
                "evidence": [
                    {"record": "call", "source_id": "ab" * 32, "name": "calls.csv", "rows": [2, 3], "total": 9}
                ],
            }
        ],
        "contrary": [{"name": "ordinary_contacts", "sentence": "Others too.", "evidence": []}],
        "evidence": [],
        "caveats": ["A lead."],
    }


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "a.case") as made:
        con = made.con
        con.execute(
            "INSERT INTO source BY NAME SELECT n AS source_no, repeat(id, 32) AS source_id, name, 1 AS bytes, 'x' "
            "AS media, 'calls' AS kind, 'x' AS loader, '1' AS loader_version, 'x' AS profile, '{}' AS options, "
            "'x' AS recognised_because, now()::TIMESTAMP AS loaded_at_utc, 'me' AS loaded_by, 3 AS lines, 2 AS rows, "
            "2 AS loaded, 0 AS rejected, 0 AS duplicate, 1 AS structural_lines "
            "FROM (VALUES (1, 'ab', 'calls.csv'), (2, 'cd', 'ads.csv'), (3, 'ef', 'register.csv')) AS t(n, id, name)"
        )
        for number, value, protected in (
            (1, LEADER, False),
            (2, VICTIM, True),
            (3, ADVERTISED, False),
            (4, OTHER, False),
        ):
            con.execute(
                "INSERT INTO run_actor VALUES (?, ?, ?, 'unknown', ?)", [RUN, number, f"phone:{value}", protected]
            )
        con.execute(
            "INSERT INTO call_verbatim BY NAME SELECT 1 AS source_no, row, a AS originating_msisdn, "
            "b AS terminating_msisdn, "
            "TIMESTAMP '2026-01-05 10:00:00' AS answered_at_utc, 61 AS duration_s, 'voice' AS service, "
            "'234150000000001' AS imsi, '07700 900002' AS originating_original "
            "FROM (VALUES (2, ?, ?), (3, ?, ?)) AS t(row, a, b)",
            [VICTIM, LEADER, LEADER, OTHER],
        )
        con.execute(
            "INSERT INTO advertisement_contact VALUES (2, 2, 'phone', ?, NULL, 'contact', 'phone', 1.0)", [ADVERTISED]
        )
        yield made


def _shown(ledger: Ledger, *findings: dict[str, Any], revealed: bool = False) -> list[dict[str, Any]]:
    return Disclosure(ledger.con, RUN, revealed=revealed).findings(list(findings))


def test_victims_and_the_advertised_are_aliases_and_others_are_given(ledger: Ledger) -> None:
    (shown,) = _shown(ledger, _finding(9, "network", LEADER, VICTIM, ADVERTISED, OTHER))
    assert [i["value"] for i in shown["subject"]["identifiers"]] == [LEADER, "A-00002", "A-00003", OTHER]
    (whole,) = _shown(ledger, _finding(9, "network", LEADER, VICTIM, ADVERTISED, OTHER), revealed=True)
    assert [i["value"] for i in whole["subject"]["identifiers"]] == [LEADER, VICTIM, ADVERTISED, OTHER]


def test_whose_identifier_is_not_known_is_not_given(ledger: Ledger) -> None:
    (shown,) = _shown(ledger, _finding(9, "network", "+447700900999"))
    assert [i["value"] for i in shown["subject"]["identifiers"]] == ["protected"]


@pytest.mark.parametrize("category", ["victim", "possible_victim", "minor"])
def test_a_register_loaded_later_protects_the_whole_actor(ledger: Ledger, category: str) -> None:
    ledger.con.execute("INSERT INTO run_actor VALUES (?, 1, 'account:GB00TEST1', 'unknown', false)", [RUN])
    ledger.con.execute("INSERT INTO subject BY NAME SELECT 3 AS source_no, 2 AS row, ? AS category", [category])
    ledger.con.execute("INSERT INTO subject_identifier VALUES (3, 2, 'account', 'GB00TEST1', NULL, NULL, NULL)")
    (shown,) = _shown(ledger, _finding(1, "likely_coordinator", LEADER))
    assert shown["kind"] == "possible_victim_offender"
    assert shown["subject"]["category"] == "possible_victim"
    assert shown["subject"]["identifiers"] == [{"kind": "phone", "value": "A-00001"}]
    assert shown["indicators"][0]["name"] == "ordinary_contacts"
    assert shown["contrary"][0]["name"] == "control_ties"
    assert "victim-first" in shown["caveats"][0]


def test_a_suspect_in_a_register_stays_what_the_analysis_said(ledger: Ledger) -> None:
    ledger.con.execute("INSERT INTO subject BY NAME SELECT 3 AS source_no, 2 AS row, 'suspect' AS category")
    ledger.con.execute("INSERT INTO subject_identifier VALUES (3, 2, 'phone', ?, NULL, NULL, NULL)", [LEADER])
    (shown,) = _shown(ledger, _finding(1, "likely_coordinator", LEADER))
    assert shown["kind"] == "likely_coordinator"
    assert shown["subject"]["category"] == "unknown"
    assert shown["subject"]["identifiers"] == [{"kind": "phone", "value": LEADER}]


def test_evidence_shows_parties_by_alias_and_leaves_out_what_may_name_them(ledger: Ledger) -> None:
    rows = rows_behind(ledger.con, [_finding(1, "likely_coordinator", LEADER)], Disclosure(ledger.con, RUN))
    assert [(r["row"], r["name"], r["total"], r["for_or_against"]) for r in rows] == [
        (2, "calls.csv", 9, "for"),
        (3, "calls.csv", 9, "for"),
    ]
    assert rows[0]["said"] == {
        "originating_msisdn": "A-00002",
        "terminating_msisdn": LEADER,
        "answered_at_utc": "2026-01-05T10:00:00Z",
        "duration_s": 61,
        "service": "voice",
    }
    text = json.dumps(rows)
    assert VICTIM not in text
    assert "07700 900002" not in text
    assert "234150000000001" not in text
    revealed = Disclosure(ledger.con, RUN, revealed=True)
    whole = rows_behind(ledger.con, [_finding(1, "likely_coordinator", LEADER)], revealed)
    assert whole[0]["said"]["originating_msisdn"] == VICTIM
    assert whole[0]["said"]["originating_original"] == "07700 900002"


@pytest.mark.parametrize("name", [f"CDR_{VICTIM}_2026.csv", "cdr 07700 900002.csv", "447700900002.csv.gz"])
def test_a_file_named_after_somebody_protected_does_not_name_them(ledger: Ledger, name: str) -> None:
    finding = _finding(1, "likely_coordinator", LEADER)
    finding["indicators"][0]["evidence"][0]["name"] = name
    finding["evidence"] = [{**finding["indicators"][0]["evidence"][0]}]
    (shown,) = _shown(ledger, finding)
    assert "900002" not in json.dumps(shown)
    assert "A-00002" in shown["evidence"][0]["name"]
    assert "A-00002" in shown["indicators"][0]["evidence"][0]["name"]
    (whole,) = _shown(ledger, finding, revealed=True)
    assert whole["evidence"][0]["name"] == name
