"""What people are said to be, and who may see what belongs to minors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked

MINOR, ADULT, CALLER = "+447700900201", "+447700900202", "+447700900203"
TEXT, PLACE = "Sparrow new in town", "Hull"


@pytest.fixture
def minors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with an advertisement that claims 16 years, analysed by `first`."""
    monkeypatch.setenv("LOGNAME", "first")
    ads = tmp_path / "ads.jsonl"
    said = {"site": "board.example", "user": "poster77", "image_digests": ["00ff00ff00ff00ff"]}
    rows = [
        {"ad_id": f"{age}-{day}", "posted_at": f"2026-03-{day:02d}T10:00:00Z", "age": age, **said, **about}
        for day in range(1, 6)
        for age, about in (
            (16, {"title": TEXT, "location": PLACE, "phone": MINOR}),
            (24, {"title": "Robin", "location": "York", "phone": ADULT}),
        )
    ]
    ads.write_text("".join(json.dumps(row) + "\n" for row in rows))
    calls = tmp_path / "calls.csv"
    lines = [f"{CALLER},{who},2026-03-{day:02d}T10:00:00Z,60,voice" for who in (MINOR, ADULT) for day in range(1, 20)]
    calls.write_text("\n".join(["calling number,called number,start time,duration,service", *lines]) + "\n")
    case = tmp_path / "a.case"
    assert run("create", case, "--country", "GB").code == 0
    assert run("load", case, ads, calls).code == 0
    assert run("analyse", case, "--perturbations", "2").code == 0
    return case


def _ads(case: Path) -> dict[str, dict[str, object]]:
    return {ad["ad_id"]: ad for ad in json.loads(run("records", case, "advertisements", "--format", "json").out)}


def test_a_minors_advertisement_leaves_only_with_a_second_persons_approval(
    minors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_back = _ads(minors)
    assert (kept_back["16-1"]["title"], kept_back["16-1"]["location"]) == (None, None)
    assert (kept_back["24-1"]["title"], kept_back["24-1"]["location"]) == ("Robin", "York")
    assert "5 advertisements of minors are kept back" in run("records", minors, "advertisements").err

    own = run("approve", minors, f"phone:{MINOR}", "--for", "first", "--purpose", "interview")
    assert own.code == 2
    assert "nobody approves for themselves" in own.err
    monkeypatch.setenv("LOGNAME", "second")
    done = run("approve", minors, f"phone:{MINOR}", "--for", "first", "--purpose", "interview")
    assert done.code == 0
    assert _ads(minors)["16-1"]["title"] is None, "it holds for the recipient alone"
    monkeypatch.setenv("LOGNAME", "first")
    assert (_ads(minors)["16-1"]["title"], _ads(minors)["16-1"]["location"]) == (TEXT, PLACE)
    entries = run("log", minors, "--json").json()["entries"]
    assert [(e["actor"], e["purpose"]) for e in entries if "approval" in e["detail"]] == [("second", "interview")]
    assert MINOR not in json.dumps(entries)


def test_a_reveal_shows_adults_and_not_minors(minors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def shown() -> str:
        told = run("findings", minors, "--json", "--reveal", "--purpose", "contact them")
        assert told.code == 0
        return told.out

    assert ADULT in shown()
    assert MINOR not in shown()
    monkeypatch.setenv("LOGNAME", "second")
    assert run("approve", minors, f"phone:{MINOR}", "--for", "first", "--purpose", "interview").code == 0
    monkeypatch.setenv("LOGNAME", "first")
    assert MINOR in shown()


def test_the_network_of_a_revealed_chart_keeps_minors_numbers_back(minors: Path) -> None:
    import netinvest as ni

    actors = ni.open_case(minors).reveal(purpose="contact them").chart()._actors
    numbers = {item["value"] for actor in actors.to_pylist() for item in actor["identifiers"]}
    assert ADULT in numbers
    assert MINOR not in numbers


def test_a_stated_category_has_basis_grade_nature_author_and_time(case: Path) -> None:
    found = run("findings", case, "--json", "--kind", "likely_coordinator").json()["findings"]
    alias = found[0]["subject"]["alias"]
    done = run("category", case, alias, "victim", "--basis", "recognised by the authority", "--grade", "a1", "--fact")
    assert done.code == 0
    statement = done.out.strip()
    (stated,) = [c for c in run("category", case, "--json").json()["categories"] if c["statement"] == statement]
    assert (stated["alias"], stated["category"], stated["nature"]) == (alias, "victim", "fact")
    assert (stated["source_grade"], stated["information_grade"], stated["stands"]) == ("A", "1", True)
    assert stated["basis"] == "recognised by the authority"
    assert stated["author"]
    assert stated["at_utc"].endswith("Z")

    # protection counts at once: the former lead is a possible victim-offender, under an alias
    now = run("findings", case, "--json").json()["findings"]
    (lead,) = [f for f in now if f["id"] == found[0]["id"]]
    assert lead["kind"] == "possible_victim_offender"
    assert lead["subject"]["category"] == "possible_victim"
    assert {i["value"] for i in lead["subject"]["identifiers"]} == {alias}

    assert run("category", case, "--withdraw", statement, "--reason", "a mistake").code == 0
    (stated,) = [c for c in run("category", case, "--json").json()["categories"] if c["statement"] == statement]
    assert stated["stands"] is False
    (lead,) = [f for f in run("findings", case, "--json").json()["findings"] if f["id"] == found[0]["id"]]
    assert lead["kind"] == "likely_coordinator"


def test_no_analysis_makes_anybody_a_suspect(worked: Worked) -> None:
    register = {c["alias"] for c in run("category", worked.case, "--json").json()["categories"] if c["source_id"]}
    for finding in run("findings", worked.case, "--json").json()["findings"]:
        if finding["subject"]["category"] in {"suspect", "convicted"}:
            assert finding["subject"]["alias"] in register


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("A-00001", "villain", "--basis", "x"), "is not a category"),
        (("A-00001", "unknown", "--basis", "x"), "is not a category"),
        (("A-00001", "victim"), "needs a basis"),
        (("A-00001",), "a statement is WHO and CATEGORY"),
        (("A-00001", "victim", "--basis", "x", "--grade", "Z9"), "not a grade"),
        (("phone:+447700900999999", "victim", "--basis", "x"), "no record of the case names"),
        (("--withdraw", "C-1", "--reason", "x"), "no statement of this id"),
    ],
)
def test_wrong_statements_are_refused_in_a_sentence(worked: Worked, arguments: tuple[str, ...], said: str) -> None:
    done = run("category", worked.case, *arguments)
    assert done.code == 2
    assert said in done.err
    assert "+447700900999999" not in done.err
