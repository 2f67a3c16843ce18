from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked


def test_decisions_list_aliases_and_states(worked: Worked) -> None:
    found = run("decisions", worked.case, "--json").json()["decisions"]
    assert found
    for decision in found:
        assert decision["left"].startswith("A-")
        assert decision["state"] in {"accepted", "refused", "merged", "open", "held", "blocked", "withdrawn"}
        assert "left_key" not in decision


def test_a_decision_is_kept_and_can_be_withdrawn(case: Path) -> None:
    hubs = run("findings", case, "--json").json()["findings"]
    a, b = [f["subject"]["alias"] for f in hubs if f["kind"] == "set_aside_hub"][:2]
    done = run("decide", case, a, b, "--same", "--reason", "the landlord told us")
    assert done.code == 0
    decision = done.out.strip()
    (kept,) = [d for d in run("decisions", case, "--json").json()["decisions"] if d["decision_id"] == decision]
    assert (kept["judgement"], kept["rule"], kept["state"]) == ("same", "person", "accepted")
    assert kept["left"] == kept["right"]
    assert "run netinvest analyse again" in run("findings", case).err
    withdrawn = run("decide", case, "--withdraw", decision, "--reason", "mistaken")
    assert withdrawn.code == 0
    (kept,) = [d for d in run("decisions", case, "--json").json()["decisions"] if d["decision_id"] == decision]
    assert kept["state"] == "withdrawn"
    actions = [(e["action"], e["purpose"]) for e in run("log", case, "--json").json()["entries"]]
    assert ("alteration", "the landlord told us") in actions
    assert ("alteration", "mistaken") in actions


def test_a_hub_set_aside_counts_again_when_a_person_says_so(case: Path) -> None:
    def aside() -> list[str]:
        found = run("findings", case, "--json").json()["findings"]
        return [f["subject"]["alias"] for f in found if f["kind"] == "set_aside_hub"]

    hub, *others = aside()
    done = run("decide", case, hub, "--counts", "--reason", "the taxi firm is a front")
    assert done.code == 0
    assert "run netinvest analyse again" in run("findings", case).err
    assert run("analyse", case, "--perturbations", "1").code == 0
    assert hub not in aside()
    assert set(others) & set(aside())
    (kept,) = [d for d in run("decisions", case, "--json").json()["decisions"] if d["judgement"] == "counts"]
    assert (kept["decision_id"], kept["left"], kept["right"], kept["state"]) == (done.out.strip(), hub, "", "accepted")
    assert run("decide", case, "--withdraw", kept["decision_id"], "--reason", "mistaken").code == 0
    assert run("analyse", case, "--perturbations", "1").code == 0
    assert hub in aside()


def test_a_decision_about_a_hub_names_one(case: Path) -> None:
    assert run("decide", case, "A-00001", "A-00002", "--counts", "--reason", "guess").code == 2
    assert run("decide", case, "--set-aside", "--reason", "guess").code == 2
    assert run("decide", case, "A-00001", "--counts", "--set-aside", "--reason", "guess").code == 2


def test_a_decision_about_nobody_is_refused_without_repeating_the_number(case: Path) -> None:
    done = run("decide", case, "phone:+447700900000000", "A-00001", "--same", "--reason", "guess")
    assert done.code == 2
    assert "7700900000000" not in done.err
    assert run("decide", case, "--withdraw", "D-9", "--reason", "guess").code == 2


def test_a_sound_case_verifies(worked: Worked) -> None:
    done = run("verify", worked.case, "--json")
    assert done.code == 0
    assert [c["promise"] for c in done.json()["checks"] if not c["holds"]] == []
    assert len(done.json()["checks"]) == 8


def _tamper(case: Path, sql: str) -> None:
    with duckdb.connect(str(case / "case.duckdb")) as con:
        con.execute(sql)


def test_a_record_that_went_missing_is_found(case: Path) -> None:
    _tamper(case, "DELETE FROM transfer WHERE rowid = 5")
    done = run("verify", case)
    assert done.code == 1
    (failed,) = [line for line in done.out.splitlines() if line.startswith("FAILS")]
    assert "the transfers of every source" in failed


def test_a_changed_finding_is_found(case: Path) -> None:
    _tamper(case, "UPDATE finding SET body = replace(body::VARCHAR, 'unknown', 'suspect')::JSON WHERE rank = 1")
    done = run("verify", case)
    assert done.code == 1
    assert "changed: " in done.out


def test_a_changed_log_is_found(case: Path) -> None:
    head = run("log", case, "--verify", "--json").json()["detail"].removeprefix("head ")
    assert run("log", case, "--verify").code == 0
    run("findings", case)
    assert run("log", case, "--head", head).code == 0
    _tamper(case, "UPDATE audit SET purpose = 'nothing to see' WHERE seq = 2")
    done = run("log", case, "--verify")
    assert done.code == 1
    assert "entry 2: the entry was changed" in done.err
    assert run("verify", case).code == 1


def test_a_log_cut_at_its_end_is_found_by_the_noted_head(case: Path) -> None:
    head = run("log", case, "--verify", "--json").json()["detail"].removeprefix("head ")
    _tamper(case, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    assert run("log", case, "--verify").code == 0
    assert run("log", case, "--head", head).code == 1
    assert run("verify", case, "--head", head).code == 1


def test_each_file_is_logged_with_its_digest_and_counts(worked: Worked) -> None:
    entries = run("log", worked.case, "--json").json()["entries"]
    loaded = {e["detail"]["source_id"]: e["detail"]["rows"] for e in entries if e["purpose"] == "source file loaded"}
    assert loaded == {s["source_id"]: s["rows"] for s in worked.loaded.json()["sources"]}
