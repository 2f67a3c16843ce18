from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .conftest import run

if TYPE_CHECKING:
    from .conftest import Worked


@pytest.fixture(scope="module")
def leads(worked: Worked) -> list[str]:
    found = run("findings", worked.case, "--json").json()["findings"]
    return [finding["subject"]["alias"] for finding in found if finding["kind"].startswith(("likely", "possible"))]


def _asked(worked: Worked, leads: list[str]) -> list[list[str]]:
    a, b = leads[0], leads[-1]
    days = [worked.truth["period"][0], worked.truth["period"][1]]
    middle = f"{days[0][:4]}-03-01"
    return [
        ["between", a, b],
        ["around", a, "--among"],
        ["timeline", a, b],
        ["common", a, b, leads[1]],
        ["compare", f"{days[0]}..{middle}", f"{days[0][:4]}-03-02..{days[1]}", b],
        ["whatif", a, b],
        ["movement", b],
        ["money", b],
        ["money", a, "--up"],
    ]


def test_every_answer_names_files_and_rows_and_nobody(worked: Worked, leads: list[str]) -> None:
    everybody = worked.identifiers(*{role for actor in worked.truth["actors"].values() for role in actor["roles"]})
    files = {file["name"] for file in worked.truth["files"]}
    seen = 0
    for verb, *arguments in _asked(worked, leads):
        told = run(verb, worked.case, *arguments)
        assert told.code == 0, (verb, told.err)
        plain = run(verb, worked.case, *arguments, "--json")
        answer: dict[str, Any] = plain.json()
        assert answer["said"]
        for line in answer["lines"]:
            evidence = line.pop("evidence")
            assert evidence or verb == "whatif"
            for item in evidence:
                assert item["name"] in files
                assert len(item["source_id"]) == 64
                assert 0 < len(item["rows"]) <= min(20, item["total"])
            seen += 1
        assert not [value for value in everybody if value in plain.out or value in told.out], verb
    assert seen > 50


def test_a_reveal_names_and_is_logged(worked: Worked, leads: list[str]) -> None:
    done = run("around", worked.case, leads[-1], "--json", "--reveal", "--purpose", "a test")
    assert all(actor["identifiers"] for actor in done.json()["actors"])
    last = run("log", worked.case, "--json").json()["entries"][-1]
    assert (last["action"], last["purpose"]) == ("disclosure", "a test")
    assert last["detail"]["actors"] == [leads[-1]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["between", "A-99999", "A-1"], "no such actor"),
        (["around", "+447700900999999"], "no record of this analysis names"),
        (["timeline", "A-99999", "--since", "soon"], "no such actor"),
        (["compare", "2026-01-01", "2026-02-01"], "no period"),
        (["whatif"], "Missing argument"),
    ],
)
def test_wrong_use_is_one_sentence(worked: Worked, arguments: list[str], words: str) -> None:
    done = run(arguments[0], worked.case, *arguments[1:])
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert "900999" not in done.err
