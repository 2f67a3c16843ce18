"""A part of a case as a case of its own: the same aliases, files and counts, and nobody else in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import netinvest as ni
import pytest
from netinvest.export.records import TABLES

from .conftest import run

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked


@pytest.fixture(scope="module")
def chosen(worked: Worked) -> list[str]:
    """The likely coordinators and the actors of the first network."""
    case = ni.open_case(worked.case)
    leads = [f["subject"]["alias"] for f in case.result().findings if f["kind"] != "ad_cluster"]
    return sorted({alias for alias in leads if alias.startswith("A-")})[:12]


@pytest.mark.parametrize("contacts", [False, True])
def test_it_holds_their_records_and_nobody_elses(
    worked: Worked, chosen: list[str], tmp_path: Path, *, contacts: bool
) -> None:
    whole, out = ni.open_case(worked.case), tmp_path / "part.case"
    arguments = ["subcase", worked.case, out, *chosen, *(["--contacts"] if contacts else [])]
    assert run(*arguments).code == 0
    part = ni.open_case(out)
    shown = whole.reveal(purpose="test").chart().scene
    numbers = {value for a in shown.actors if a.alias in chosen for kind, value in a.identifiers if kind == "phone"}
    calls, kept = whole.to_pandas("calls"), part.to_pandas("calls")
    ends = [calls[name].isin(numbers) | calls[name].isna() for name in ("originating_msisdn", "terminating_msisdn")]
    named = [calls[name].isin(numbers) for name in ("originating_msisdn", "terminating_msisdn")]
    expected = calls[(named[0] | named[1]) if contacts else (ends[0] & ends[1] & (named[0] | named[1]))]
    assert 0 < len(kept) < len(calls)
    assert sorted(kept["record_id"]) == sorted(expected["record_id"])
    assert {s["source_id"] for s in part.sources()} == {s["source_id"] for s in whole.sources()}
    assert all(check.holds for check in part.verify()), part.verify()
    part.analyse(seed=1, perturbations=0)
    there = {
        actor.alias: {v for _, v in actor.identifiers} for actor in part.reveal(purpose="test").chart().scene.actors
    }
    before = {actor.alias: {v for _, v in actor.identifiers} for actor in shown.actors}
    if not contacts:
        assert set(there) <= set(chosen) | {
            alias for alias in there if there[alias] <= set().union(*map(before.get, chosen))
        }
        held = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
        outsiders = sorted(set(calls["originating_msisdn"].dropna()) - numbers)[:40]
        assert not [number for number in outsiders if number.encode() in held]
    assert set(chosen) & set(there)
    for alias in set(chosen) & set(there):
        assert there[alias] & before[alias]  # the same identifier, though another may be found to be the same person's


def test_both_cases_log_it_and_aliases_mean_the_same(
    worked: Worked, case: Path, chosen: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "part.case"
    assert run("subcase", case, out, *chosen, "--json").json()["actors"] == len(chosen)
    last = run("log", case, "--json").json()["entries"][-1]
    first = run("log", out, "--json").json()["entries"][0]
    assert (last["action"], last["detail"]["actors"]) == ("disclosure", chosen)
    assert (first["action"], first["detail"]["head"], first["detail"]["actors"]) == (
        "collection",
        last["digest"],
        len(chosen),
    )
    assert run("findings", out).code == 3  # nothing is analysed yet
    assert run("subcase", case, out, *chosen).code == 3
    assert run("subcase", case, tmp_path / "b.case").code == 2
    assert run("subcase", case, tmp_path / "b.case", "A-99999").code == 2
    assert not (tmp_path / "b.case").exists()
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("contacts", [False, True])
def test_its_records_are_looked_for_in_the_files_and_its_findings_are_not_made_anew(
    worked: Worked, chosen: list[str], tmp_path: Path, *, contacts: bool
) -> None:
    out = tmp_path / "part.case"
    assert run("subcase", worked.case, out, *chosen, *(["--contacts"] if contacts else [])).code == 0
    done = run("verify", out, "--sources", worked.files, "--json")
    assert done.code == 0, done.err
    (check,) = [check for check in done.json()["checks"] if check["promise"].startswith("every record stands")]
    held = sum(len(ni.open_case(out).to_pandas(kind)) for kind in TABLES)
    whole = sum(len(ni.open_case(worked.case).to_pandas(kind)) for kind in TABLES)
    assert check["detail"].startswith(
        f"{held:,} of the {whole:,} records of the files are here; this is a sub-case of "
    )
    assert "findings were not made anew" in check["detail"]
    with duckdb.connect(str(out / "case.duckdb")) as con:
        (amended,) = con.execute("UPDATE transfer SET amount = amount + 1 WHERE row % 2 = 0").fetchone()
        (moved,) = con.execute("UPDATE transfer SET row = row + 1000000 WHERE row % 2 = 1").fetchone()
    assert amended + moved > 0
    changed = run("verify", out, "--sources", worked.files, "--json")
    assert changed.code == 1
    assert f"{amended + moved:,} do not; " in changed.json()["checks"][-1]["detail"]
    missing = run("verify", out, "--sources", tmp_path)
    assert (missing.code, "source files are not there" in missing.err) == (3, True)


def test_a_selection_of_the_chart_is_one_call(worked: Worked, chosen: list[str], tmp_path: Path) -> None:
    case = ni.open_case(worked.case)
    chart = case.chart()
    chart.selection = chosen
    assert sorted(chart.selected["alias"]) == chosen
    part = chart.selection.case(tmp_path / "one.case")
    saved = tmp_path / "selection.json"
    said = {"format": "netinvest selection 1", "case": "x", "run": case.result().run_id, "selected": chosen}
    saved.write_text(json.dumps(said))
    assert run("subcase", worked.case, tmp_path / "two.case", "--selection", saved).code == 0
    two = ni.open_case(tmp_path / "two.case")
    assert sorted(part.to_pandas("calls")["record_id"]) == sorted(two.to_pandas("calls")["record_id"])
    for wrong in (said | {"run": "0" * 16}, said | {"selected": [1]}, said | {"format": "x"}, [], "[" * 5000):
        saved.write_text(wrong if isinstance(wrong, str) else json.dumps(wrong))
        done = run("subcase", worked.case, tmp_path / "three.case", "--selection", saved)
        assert (done.code, done.err.count("\n")) == (3, 1)
    assert not (tmp_path / "three.case").exists()
