from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import TYPE_CHECKING

import pytest
from netinvest.charts.document import unpacked
from netinvest.model.category import PROTECTED
from netinvest.model.finding import Finding, FindingKind, Indicator, Subject

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from .conftest import Worked


@pytest.fixture(scope="module")
def findings(worked: Worked) -> list[dict[str, Any]]:
    assert worked.analysed.code == 0, worked.analysed.err
    done = run("findings", worked.case, "--json")
    assert (done.code, done.err) == (0, "")
    found: list[dict[str, Any]] = done.json()["findings"]
    return found


@pytest.fixture(scope="module")
def revealed(worked: Worked) -> list[dict[str, Any]]:
    done = run("findings", worked.case, "--json", "--reveal", "--purpose", "test of what is behind the aliases")
    found: list[dict[str, Any]] = done.json()["findings"]
    return found


def _names(kind: type) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}


def test_analyse_counts_its_findings(worked: Worked, findings: list[dict[str, Any]]) -> None:
    said = worked.analysed.json()
    assert said["seed"] == 3
    assert set(said["findings"]) == set(FindingKind)
    for kind, number in said["findings"].items():
        assert number == sum(finding["kind"] == kind for finding in findings)
    assert {finding["run"] for finding in findings} == {said["run"]}


def test_json_has_every_field_of_the_model(findings: list[dict[str, Any]]) -> None:
    assert findings
    for finding in findings:
        assert set(finding) == _names(Finding)
        assert set(finding["subject"]) == _names(Subject)
        for indicator in (*finding["indicators"], *finding["contrary"]):
            assert set(indicator) == _names(Indicator)
    for kind in {finding["kind"] for finding in findings}:
        ranks = [finding["rank"] for finding in findings if finding["kind"] == kind]
        assert ranks == list(range(1, len(ranks) + 1))


def test_no_protected_person_is_listed_as_a_coordinator(worked: Worked, revealed: list[dict[str, Any]]) -> None:
    exploited = worked.identifiers("exploited")
    assert exploited
    signs = {FindingKind.LIKELY_LINKED_VICTIM, FindingKind.POSSIBLE_VICTIM_OFFENDER}
    protected = {f["subject"]["actor_id"] for f in revealed if f["kind"] in signs}
    for finding in revealed:
        if finding["kind"] == FindingKind.LIKELY_COORDINATOR:
            assert finding["subject"]["category"] not in PROTECTED
            assert finding["subject"]["actor_id"] not in protected


def test_protected_people_are_aliases_in_every_output(
    worked: Worked, findings: list[dict[str, Any]], revealed: list[dict[str, Any]], tmp_path: Path
) -> None:
    signs = {FindingKind.LIKELY_LINKED_VICTIM, FindingKind.POSSIBLE_VICTIM_OFFENDER}
    hidden = {
        item["value"]
        for finding in revealed
        for item in finding["subject"]["identifiers"]
        if finding["kind"] in signs or finding["subject"]["category"] in PROTECTED
    }
    names = {a["name"] for a in worked.truth["actors"].values() if "exploited" in a["roles"]}
    assert len(hidden) > 5
    chart = tmp_path / "chart.html"
    exported = tmp_path / "leads.csv"
    victim = next(f["id"] for f in revealed if f["kind"] in signs)
    texts = [
        json.dumps(findings),
        run("findings", worked.case).out,
        run("explain", worked.case, victim).out,
        run("evidence", worked.case, victim).out,
        run("evidence", worked.case, victim, "--json").out,
        run("evidence", worked.case, "coordinator", "--json").out,
        run("decisions", worked.case).out,
        run("decisions", worked.case, "--json").out,
        run("log", worked.case, "--json").out,
    ]
    coordinator = [f["id"] for f in revealed if f["kind"] == FindingKind.LIKELY_COORDINATOR]
    texts += [run("evidence", worked.case, name, "--json").out for name in coordinator[:3]]
    assert run("chart", worked.case, chart).code == 0
    assert run("export", worked.case, exported).code == 0
    page = chart.read_text("utf-8")
    texts += [page.split("<script")[0] + unpacked(page), exported.read_text("utf-8")]
    for text in texts:
        assert not [value for value in hidden | names if value in text]


def test_a_network_lists_all_its_members_and_hides_the_protected_ones(
    findings: list[dict[str, Any]], revealed: list[dict[str, Any]]
) -> None:
    networks = [f for f in findings if f["kind"] == FindingKind.NETWORK]
    assert networks
    for finding in networks:
        (whole,) = [f for f in revealed if f["id"] == finding["id"]]
        shown, behind = finding["subject"]["identifiers"], whole["subject"]["identifiers"]
        assert [i["kind"] for i in shown] == [i["kind"] for i in behind]
        changed = [(a["value"], b["value"]) for a, b in zip(shown, behind, strict=True) if a["value"] != b["value"]]
        assert changed
        assert all(alias.startswith("A-") for alias, _ in changed)


def test_a_reveal_is_logged_with_who_and_why(case: Path) -> None:
    before = len(run("log", case, "--json").json()["entries"])
    done = run("findings", case, "--reveal", "--purpose", "Safeguarding visit on 3 May", "--limit", "1")
    assert done.code == 0
    (entry,) = run("log", case, "--json").json()["entries"][before:]
    assert (entry["action"], entry["purpose"]) == ("disclosure", "Safeguarding visit on 3 May")
    assert entry["detail"]["revealed"] is True
    assert entry["actor"]


def test_a_register_loaded_after_the_analysis_protects_at_once(
    case: Path, revealed: list[dict[str, Any]], tmp_path: Path
) -> None:
    named = next(
        (f, i["value"])
        for f in revealed
        if f["kind"] == FindingKind.LIKELY_COORDINATOR
        for i in f["subject"]["identifiers"]
        if i["kind"] in {"phone", "account"}
    )
    finding, value = named
    heading = "phone" if value.startswith("+") else "account"
    register = tmp_path / "case_register.csv"
    register.write_text(f"subject_id,name,category,basis,{heading}\nS-1,Somebody,victim,interview,{value}\n")
    assert run("load", case, register).code == 0
    done = run("findings", case, "--json")
    assert "run netinvest analyse again" in done.err
    (now,) = [f for f in done.json()["findings"] if f["subject"]["actor_id"] == finding["subject"]["actor_id"]]
    assert now["kind"] == "possible_victim_offender"
    assert now["subject"]["category"] in PROTECTED
    assert value not in done.out
    assert "victim-first" in now["caveats"][0]
    assert value not in run("findings", case).out


def test_the_table_shows_ten_of_each_kind_unless_limited(worked: Worked, findings: list[dict[str, Any]]) -> None:
    one = run("findings", worked.case, "--limit", "1")
    kinds = {finding["kind"] for finding in findings}
    assert len(one.out.splitlines()) == len(kinds) + 1
    many = run("findings", worked.case)
    assert len(many.out.splitlines()) == 1 + sum(min(10, sum(f["kind"] == kind for f in findings)) for kind in kinds)
    only = run("findings", worked.case, "--kind", "network", "--json").json()["findings"]
    assert {f["kind"] for f in only} == {"network"}
    wrong = run("findings", worked.case, "--kind", "kingpin")
    assert wrong.code == 2
    assert "likely_coordinator" in wrong.err


def test_a_rank_that_does_not_hold_is_called_unstable_in_every_table(
    worked: Worked, findings: list[dict[str, Any]], tmp_path: Path
) -> None:
    import netinvest as ni

    assert run("export", worked.case, tmp_path / "leads.csv").code == 0
    written = (tmp_path / "leads.csv").read_text("utf-8")
    rows = {row["finding"]: row for row in csv.DictReader(io.StringIO(written))}
    frame = ni.open_case(worked.case).result().to_pandas().set_index("finding")
    shown = run("findings", worked.case, "--limit", "1000").out.splitlines()
    lines = {line.split()[0]: line for line in shown if line.strip()}
    unsteady = {f["id"] for f in findings if f["stability"] is not None and f["stability"] < 0.5}
    assert unsteady
    for finding in findings:
        said = rows[finding["id"]]["unstable"]
        assert said == frame.loc[finding["id"], "unstable"]
        assert (", unstable " in lines[finding["id"]]) == bool(said), lines[finding["id"]]
        assert said or finding["id"] not in unsteady


def test_explain_gives_every_indicator_its_sentence(worked: Worked, findings: list[dict[str, Any]]) -> None:
    finding = findings[0]
    for reference in (finding["id"], finding["subject"]["alias"], finding["subject"]["actor_id"]):
        done = run("explain", worked.case, reference)
        assert done.code == 0
        for item in (*finding["indicators"], *finding["contrary"]):
            assert item["sentence"] in done.out
        for caveat in finding["caveats"]:
            assert caveat in done.out
    wrong = run("explain", worked.case, finding["id"][:-1] + "x")
    assert wrong.code == 2
    assert "no such finding" in wrong.err


def test_evidence_names_file_digest_and_row_of_a_record_that_says_so(
    worked: Worked, revealed: list[dict[str, Any]]
) -> None:
    finding = next(f for f in revealed if any(i["evidence"] for i in f["indicators"]))
    rows = run(
        "evidence", worked.case, finding["id"], "--json", "--reveal", "--purpose", "check against the file"
    ).json()["evidence"]
    sources = {s["source_id"]: s["name"] for s in run("sources", worked.case, "--json").json()["sources"]}
    assert rows
    kinds = {"call": "calls", "transfer": "transfers", "advertisement": "advertisements", "subject": "subjects"}
    kept = {
        table: {
            (r["source_id"], r["row"]): r for r in run("records", worked.case, kinds[table], "--format", "json").json()
        }
        for table in {row["record"] for row in rows}
    }
    for row in rows:
        assert sources[row["source_id"]] == row["name"]
        records = kept[row["record"]]
        record = records[row["source_id"], row["row"]]
        assert record["record_id"] == row["record_id"]
        for name, value in row["said"].items():
            if name in {"originating_msisdn", "debtor_account", "duration_s", "ad_id", "subject_id"}:
                assert record[name] == value


def test_export_writes_the_same_leads_in_each_format(
    worked: Worked, findings: list[dict[str, Any]], tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    for form in ("csv", "json", "parquet"):
        done = run("export", worked.case, tmp_path / f"leads.{form}")
        assert (done.code, done.out) == (0, "")
    assert json.loads((tmp_path / "leads.json").read_text())["findings"] == findings
    table = pq.read_table(tmp_path / "leads.parquet").to_pylist()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "leads.csv").read_text("utf-8"))))
    assert [r["finding"] for r in table] == [r["finding"] for r in rows] == [f["id"] for f in findings]
    assert run("export", worked.case, tmp_path / "leads.doc").code == 2


def test_the_chart_asks_nobody_and_its_path_is_printed(worked: Worked, tmp_path: Path) -> None:
    done = run("chart", worked.case, tmp_path / "chart.html")
    assert (done.code, done.out) == (0, f"{tmp_path / 'chart.html'}\n")
    page = (tmp_path / "chart.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert run("chart", worked.case, tmp_path / "no" / "chart.html").code == 2


def test_the_same_seed_gives_the_same_findings_and_another_run_is_kept(case: Path) -> None:
    first = run("findings", case, "--json").json()["findings"]
    again = run("analyse", case, "--seed", "3", "--perturbations", "10", "--json").json()
    assert again["run"] == first[0]["run"]
    assert run("findings", case, "--json").json()["findings"] == first
    other = run("analyse", case, "--seed", "4", "--perturbations", "5", "--json").json()
    assert other["run"] != again["run"]
    assert run("findings", case, "--json", "--run", again["run"]).json()["findings"] == first


def test_analysis_without_records_is_refused(tmp_path: Path) -> None:
    run("create", "a.case", cwd=tmp_path)
    done = run("analyse", "a.case", cwd=tmp_path)
    assert done.code == 3
    assert "nothing is loaded yet" in done.err
    assert "there is no analysis yet" in run("findings", "a.case", cwd=tmp_path).err
