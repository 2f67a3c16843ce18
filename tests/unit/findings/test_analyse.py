"""From a ledger to findings: the same bytes every time, and every number traced to its row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb
import pytest
from netinvest.analysis.assessment import assess
from netinvest.findings.analyse import canonical
from netinvest.findings.evidence import EVIDENCE_ROWS
from netinvest.model.category import PROTECTED
from netinvest.model.finding import FindingKind
from netinvest.synthetic import generate
from tests.unit.findings.filled import analysed, fill

if TYPE_CHECKING:
    from pathlib import Path

    from netinvest.model.finding import Finding
    from netinvest.synthetic.case import Case
    from tests.unit.findings.conftest import Analysed

IDENTIFIER = re.compile(r"\d{7,}|@|\b[A-Z]{2}\d{2}[A-Z]{4}\d+")
FORBIDDEN = re.compile(r"traffick|kingpin|prostitut|pimp|guilty", re.IGNORECASE)


def said(finding: Finding) -> str:
    sentences = [i.sentence for i in (*finding.indicators, *finding.contrary)]
    return " ".join([*sentences, *finding.caveats, finding.subject.alias, finding.subject.actor_id])


def test_the_main_kinds_are_found(small: Analysed) -> None:
    kinds = {finding.kind for finding in small.run.findings}
    assert kinds >= {
        FindingKind.LIKELY_COORDINATOR,
        FindingKind.LIKELY_LINKED_VICTIM,
        FindingKind.NETWORK,
        FindingKind.AD_CLUSTER,
        FindingKind.SET_ASIDE_HUB,
    }


@pytest.mark.parametrize(("threads", "shuffle"), [(1, 11), (3, 12)])
def test_a_second_run_on_shuffled_rows_with_other_threads_gives_the_same_bytes(
    small: Analysed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int, shuffle: int
) -> None:
    connect = duckdb.connect
    monkeypatch.setattr(
        duckdb,
        "connect",
        lambda *path, config=None, **given: connect(*path, config={**(config or {}), "threads": threads}, **given),
    )
    ledger = fill(tmp_path / "case.duckdb", small.case, shuffle=shuffle)
    assert ledger.con.execute("SELECT current_setting('threads')").fetchone() == (threads,)
    again = analysed(ledger)
    ledger.close()
    assert again.network_digest == small.run.network_digest
    first, second = ([finding.to_dict() for finding in run.findings] for run in (small.run, again))
    assert canonical(second) == canonical(first)
    assert again.run_id == small.run.run_id


def test_another_seed_is_another_run_of_the_same_network(small: Analysed) -> None:
    other = analysed(small.ledger, seed=8, perturbations=0)
    assert other.run_id != small.run.run_id
    assert other.network_digest == small.run.network_digest
    kept = small.ledger.con.execute("SELECT run_id, seed FROM run ORDER BY run_no").fetchall()
    assert kept == [(small.run.run_id, 7), (other.run_id, 8)]


def test_findings_speak_of_aliases_only(small: Analysed) -> None:
    for finding in small.run.findings:
        assert not IDENTIFIER.search(said(finding)), finding.id
        assert not FORBIDDEN.search(said(finding)), finding.id


def test_ranks_run_from_one_without_a_gap_and_ids_are_unique(small: Analysed) -> None:
    for kind in FindingKind:
        ranks = [f.rank for f in small.run.findings if f.kind is kind]
        assert ranks == list(range(1, len(ranks) + 1))
    ids = [f.id for f in small.run.findings]
    assert len(ids) == len(set(ids))


def test_scores_fall_and_intervals_hold_ranks(small: Analysed) -> None:
    for kind in (FindingKind.LIKELY_COORDINATOR, FindingKind.LIKELY_LINKED_VICTIM):
        found = [f for f in small.run.findings if f.kind is kind]
        assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
        for finding in found:
            assert finding.interval is not None
            assert 1 <= finding.interval[0] <= finding.interval[1]
            assert finding.stability is not None
            assert 0 <= finding.stability <= 1


def test_nobody_is_a_possible_victim_in_one_list_and_unknown_in_another(small: Analysed) -> None:
    said: dict[str, set[str]] = {}
    for finding in small.run.findings:
        said.setdefault(finding.subject.alias, set()).add(finding.subject.category)
    assert {alias: categories for alias, categories in said.items() if len(categories) > 1} == {}


def test_every_indicator_of_a_lead_names_rows_that_are_there(small: Analysed) -> None:
    con = small.ledger.con
    for finding in small.run.findings:
        for indicator in finding.indicators:
            # a hub's rows are all that name it: netinvest around lists them
            assert indicator.evidence or finding.kind is FindingKind.SET_ASIDE_HUB, (finding.id, indicator.name)
            for evidence in indicator.evidence:
                number = int(evidence.source_id, 16)
                found = con.execute(
                    f"SELECT count(DISTINCT row) FROM {evidence.record} WHERE source_no = ? AND list_contains(?, row)",
                    [number, list(evidence.rows)],
                ).fetchone()
                assert found == (len(evidence.rows),)
                assert list(evidence.rows) == sorted(set(evidence.rows))
                assert len(evidence.rows) == min(evidence.total, EVIDENCE_ROWS)
                kept = con.execute(
                    "SELECT list(row ORDER BY row) FROM finding_evidence WHERE source_no = ? AND record = ? "
                    "AND finding_id = ? AND indicator = ? AND run_id = ?",
                    [number, evidence.record, finding.id, indicator.name, small.run.run_id],
                ).fetchone()
                assert kept is not None
                assert len(kept[0]) == evidence.total
                assert tuple(kept[0][:EVIDENCE_ROWS]) == evidence.rows


def test_the_rows_behind_a_payment_sign_are_exactly_those_payments(small: Analysed) -> None:
    """Recomputed from the ledger: whose payments a sign rests on, and every row of theirs."""
    checked = 0
    owner = {
        f"{i['kind']}:{i['value']}": place
        for place, keys in enumerate(small.run.network.identifiers)
        for i in ({"kind": key.partition(":")[0], "value": key.partition(":")[2]} for key in keys)
    }
    rows = small.ledger.con.execute(
        "SELECT row, debtor_account, creditor_account FROM transfer ORDER BY row"
    ).fetchall()
    measures = assess(small.run.network, seed=7, perturbations=0).measures
    payee = measures.handover.payee

    def counts(name: str, one: int, other: int, subject: int) -> bool:
        if name == "money_handed_up":
            return one == subject and bool(measures.controllers[other])
        takes = payee[one] == other if name in {"collects_earnings", "handed_over_to"} else measures.victims[one]
        return other == subject and bool(takes)

    names = {"collects_earnings", "handed_over_to", "paid_by_exposed", "receives_from_exposed", "money_handed_up"}
    for finding in small.run.findings:
        for indicator in (*finding.indicators, *finding.contrary):
            if indicator.name in names:
                actor = small.run.network.alias.index(finding.subject.alias)
                expected = [
                    row
                    for row, one, other in rows
                    if f"account:{one}" in owner
                    and f"account:{other}" in owner
                    and counts(indicator.name, owner[f"account:{one}"], owner[f"account:{other}"], actor)
                ]
                (evidence,) = indicator.evidence
                assert evidence.total == len(expected)
                assert list(evidence.rows) == expected[:EVIDENCE_ROWS]
                checked += 1
    assert checked


def test_nobody_exploited_is_called_a_coordinator(small: Analysed) -> None:
    exploited = set(small.case.truth.with_role("exploited"))
    owner = small.case.truth.identifiers()
    for finding in small.run.findings:
        if finding.kind is FindingKind.LIKELY_COORDINATOR:
            held = {owner.get(f"{i['kind']}:{i['value']}") for i in finding.subject.identifiers}
            assert not held & exploited
            assert finding.subject.category not in PROTECTED


def test_the_first_coordinator_stands_among_the_first_twenty(small: Analysed) -> None:
    coordinators = set(small.case.truth.with_role("coordinator"))
    owner = small.case.truth.identifiers()
    ranks = [
        f.rank
        for f in small.run.findings
        if f.kind is FindingKind.LIKELY_COORDINATOR
        and {owner.get(f"{i['kind']}:{i['value']}") for i in f.subject.identifiers} & coordinators
    ]
    assert min(ranks) <= 20


@pytest.mark.parametrize("gone", ["calls", "transfers", "advertisements", "registers"])
def test_a_missing_stream_is_carried(gone: str, tmp_path: Path) -> None:
    case: Case = generate(seed=3, scale="small", missing={gone: 1.0})
    ledger = fill(tmp_path / "case.duckdb", case)
    run = analysed(ledger, perturbations=2)
    ledger.close()
    exploited, owner = set(case.truth.with_role("exploited")), case.truth.identifiers()
    for finding in run.findings:
        if finding.kind is FindingKind.LIKELY_COORDINATOR:
            held = {owner.get(f"{i['kind']}:{i['value']}") for i in finding.subject.identifiers}
            assert not held & exploited
