"""Work done elsewhere comes back: recognised, kept apart from the evidence, shown, exported, erased, logged."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from typing import TYPE_CHECKING

import netinvest as ni
import networkx as nx
import openpyxl
import pytest
from lxml import etree
from netinvest.case import import_drawing
from netinvest.charts.document import unpacked
from netinvest.model.category import PROTECTED

from .conftest import run
from .test_export import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Worked

AUTHOR = "D. Analyst"


def drawn(folder: Path, *rows: tuple[str, str, str], name: str = "links.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("from", "to", "label"), *rows])
    return path


def protected_number(case: Path) -> str:
    """A telephone number of somebody who is shown by alias only."""
    shown = run("findings", case, "--json", "--reveal", "--purpose", "test").json()["findings"]
    exposed = [f["subject"] for f in shown if f["kind"] in {"likely_linked_victim", "possible_victim_offender"}]
    return next(i["value"] for subject in exposed for i in subject["identifiers"] if i["kind"] == "phone")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_new_edge_and_a_new_label_come_back_and_the_rest_is_known(case: Path, tmp_path: Path, form: str) -> None:
    there, back = tmp_path / f"there.{form}", tmp_path / f"back.{form}"
    assert run("export", case, there).code == 0
    whole = run("import", case, there, "--json").json()
    assert (whole["links"], whole["notes"], whole["refused"], whole["drawing"]) == (0, 0, [], "")
    graph = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](there)
    assert whole["ours"] == graph.number_of_nodes() + graph.number_of_edges()
    a, b, c = sorted(graph)[:3]
    graph.add_edge(a, b, label="met at the harbour")
    graph.nodes[c]["label"] = "the driver"
    start, end, evidence = next(iter(graph.edges(data=True)))
    evidence["note"] = "rang on his birthday"
    {"graphml": nx.write_graphml, "gexf": nx.write_gexf}[form](graph, back)
    before = (run("findings", case, "--json").out, ni.open_case(case).to_networkx().number_of_edges())
    done = run("import", case, back, "--author", AUTHOR, "--json")
    assert (done.code, done.json()["refused"]) == (0, [])
    told = done.json()
    assert (told["drawing"], told["links"], told["notes"], told["ours"]) == ("drawing-1", 2, 1, whole["ours"] - 2)
    assert told["sha256"] == hashlib.sha256(back.read_bytes()).hexdigest()
    assert (run("findings", case, "--json").out, ni.open_case(case).to_networkx().number_of_edges()) == before
    again = run("import", case, back, "--json").json()
    assert (again["already"], again["drawing"]) == (True, "drawing-1")

    shown = ni.open_case(case).chart().scene
    aliases = [actor.alias for actor in shown.actors]
    assert {(aliases[s], aliases[e], t) for s, e, _, t in shown.annotations["links"]} == {
        (a, b, "met at the harbour"),
        (start, end, "rang on his birthday"),
    }
    assert [(aliases[at], text) for at, _, text in shown.annotations["notes"]] == [(c, "the driver")]
    assert shown.annotations["drawings"][0]["author"] == AUTHOR
    # our own annotations go out with the next export, and are known when they come back
    assert run("export", case, there).code == 0
    known = run("import", case, there, "--json").json()
    assert (known["links"], known["notes"], known["known"], known["refused"]) == (0, 0, 2, [])


def test_a_drawing_makes_no_evidence_and_changes_nobody(case: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "there.graphml", tmp_path / "back.graphml"
    run("export", case, there)
    graph = nx.read_graphml(there)
    a, b, c, d = sorted(graph)[:4]
    next(iter(graph.edges(data=True)))[2]["count"] = 4711
    graph.add_edge(a, b, stream="transfers", count=1, amount="9.00", currency="GBP")
    graph.add_edge(a, a, label="himself")
    graph.nodes[b]["category"] = "suspect"
    graph.nodes[c]["leads"] = "likely_coordinator 1"
    graph.nodes[d]["label"] = a
    nx.write_graphml(graph, back)
    done = run("import", case, back, "--json")
    told = done.json()
    assert done.code == 1
    reasons = [refusal["reason"] for refusal in told["refused"]]
    assert reasons.count(import_drawing.RECORDS) == 2
    assert reasons.count(import_drawing.STATED) == 2
    assert reasons.count(import_drawing.TWO_PEOPLE) == 1
    assert reasons.count(import_drawing.LOOP) == 1
    assert (told["links"], told["notes"]) == (0, 0)
    assert reasons.count(import_drawing.ENDS) == graph.degree(d)  # whoever is two people links nobody
    assert "suspect" not in json.dumps(run("drawings", case, "--json").json())
    revealed = run("drawings", case, "--json", "--reveal", "--purpose", "check").json()["drawings"][0]["refused"]
    assert "suspect" in {refusal["value"] for refusal in revealed}


def test_people_are_matched_by_key_number_account_and_alias(worked: Worked, case: Path, tmp_path: Path) -> None:
    people = [a for a in worked.truth["actors"].values() if a["phones"] and a["accounts"]][:6]
    at = iter(people)
    written = {
        person["phones"][0]["msisdn"]: form(person["phones"][0]["msisdn"])
        for person, form in zip(at, (str, lambda n: f"phone:{n}", lambda n: f"0{n[3:7]} {n[7:]}"), strict=False)
    }
    rows = [(name, "A-00001", f"by number {i}") for i, name in enumerate(written.values())]
    rows.append((f"account:{people[4]['accounts'][0]}", "actor:00001", "by account"))
    rows += [("n5", "A-00001", ""), ("07700 900000 000", "A-00001", ""), ("A-99999", "A-00001", "")]
    done = run("import", case, drawn(tmp_path, *rows), "--json").json()
    assert [refusal["place"] for refusal in done["refused"]] == ["row 6", "row 7", "row 8"]
    assert done["links"] == 4
    chart = ni.open_case(case).reveal(purpose="check").chart()
    held = {actor.alias: {value for _, value in actor.identifiers} for actor in chart.scene.actors}
    ends = {text: chart.scene.actors[start].alias for start, _, _, text in chart.scene.annotations["links"]}
    for i, number in enumerate(written):
        assert number in held[ends[f"by number {i}"]]
    assert people[4]["accounts"][0] in held[ends["by account"]]


def test_what_was_exported_from_another_case_is_refused(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.graphml"
    run("export", case, path)
    run_id = ni.open_case(case).result().run_id
    path.write_text(path.read_text("utf-8").replace(run_id, "0" * len(run_id)), "utf-8")
    done = run("import", case, path)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "not in this case" in done.err
    assert run("drawings", case, "--json").json()["drawings"] == []


def test_no_number_or_name_of_a_protected_person_leaves_in_a_drawing(case: Path, tmp_path: Path) -> None:
    number, name = protected_number(case), protected_name(case)
    texts = [f"ring {number}", f"0{number[3:]} is hers", f"{name.upper()} sleeps here"]
    path = drawn(tmp_path, *[("A-00001", "A-00002", text) for text in texts], name=f"about {number}.csv")
    assert run("import", case, path, "--author", f"friend of {number}").code == 0
    outputs = [run("drawings", case, "--json").out, run("drawings", case).out, run("log", case, "--json").out]
    for ending in ("html", "graphml", "anx"):
        out = tmp_path / f"out.{ending}"
        assert run("export", case, out).code == 0
        outputs.append(unpacked(out.read_text("utf-8")) if ending == "html" else text_of(out.read_bytes()))
    outputs.append(str(ni.open_case(case).chart().to_pyvis().edges))
    for text in outputs:
        assert number not in text
        assert number[3:] not in text
        assert name.casefold() not in text.casefold()
    assert "sleeps here" in outputs[-2]


def protected_name(case: Path) -> str:
    """A name that a register gives to a victim, a possible victim or a minor."""
    frame = ni.open_case(case).to_pandas("subjects")
    named = frame[frame["category"].isin(sorted(PROTECTED)) & frame["name"].notna()]
    return str(named["name"].iloc[0])


def _told(path: Path) -> str:
    return unpacked(path.read_text("utf-8")) if path.suffix == ".html" else text_of(path.read_bytes())


def test_exports_carry_it_apart_and_can_leave_it_out(case: Path, tmp_path: Path) -> None:
    run("import", case, drawn(tmp_path, ("A-00001", "A-00002", "=cousins")), "--author", AUTHOR)
    for ending in ("graphml", "gexf", "anx", "xlsx", "html", "csv"):
        out, without = tmp_path / f"with.{ending}", tmp_path / f"without.{ending}"
        form = ("--to", "edges") if ending == "csv" else ()
        assert run("export", case, out, *form).code == 0
        assert AUTHOR in _told(out)
        if ending in {"html", "graphml"}:
            assert run("export", case, without, *form, "--evidence-only").code == 0
            assert AUTHOR not in _told(without)
    for edges in (nx.read_graphml(tmp_path / "with.graphml"), nx.read_gexf(tmp_path / "with.gexf")):
        (said,) = [said for _, _, said in edges.edges(data=True) if said.get("layer") == "annotation"]
        assert (said["label"], said["statement"]) == ("=cousins", f"drawn by {AUTHOR}, not evidence")
        assert "stream" not in said
    sheet = openpyxl.load_workbook(tmp_path / "with.xlsx")["Annotations"]
    assert [cell.value for cell in sheet[2]][:4] == [
        "A-00001",
        "A-00002",
        "=cousins",
        f"drawn by {AUTHOR}, not evidence",
    ]
    root = etree.parse(tmp_path / "with.anx").getroot()
    styles = [style.get("Name") for style in root.iter("{*}Strength")]
    assert "Drawn by hand, not evidence" in styles
    for form in ("ftm", "case", "stix"):  # formats without a place for what is no evidence say what they left
        done = run("export", case, tmp_path / f"with.{form}.json", "--to", form)
        assert "not carried: 1 annotations drawn by hand" in done.err, form
        assert AUTHOR not in (tmp_path / f"with.{form}.json").read_text("utf-8")
    rows = list(csv.reader((tmp_path / "with.csv").read_text("utf-8").splitlines()))
    assert rows[-1][-4:] == ["annotation", "'=cousins", AUTHOR, f"drawn by {AUTHOR}, not evidence"]
    back = run("import", case, tmp_path / "with.csv", "--json").json()
    assert (back["links"], back["known"], back["refused"]) == (0, 1, [])
    assert back["ours"] == len(rows) - 2
    bundle = tmp_path / "b.zip"
    assert run("export", case, bundle, "--to", "bundle").code == 0
    with zipfile.ZipFile(bundle) as files:  # an exhibit is evidence
        inside = unpacked(files.read("chart.html").decode()) + files.read("audit.json").decode()
    assert "cousins" not in inside


def test_it_is_erased_with_its_file_and_with_its_people(case: Path, tmp_path: Path) -> None:
    number = protected_number(case)
    one = drawn(tmp_path, (f"phone:{number}", "A-00001", "one"), ("A-00003", "A-00004", f"of {number}"))
    two = drawn(tmp_path, ("A-00001", "A-00002", "two words"), name="two.csv")
    assert [run("import", case, path, "--author", "Somebody Else").code for path in (one, two)] == [0, 0]
    assert not ni.open_case(case).result().stale  # no record changed
    assert run("hold", case, "--reason", "court").code == 0
    assert run("erase", case, "--drawing", "drawing-2", "--reason", "asked").code == 3
    assert run("hold", case, "--release").code == 0
    assert run("erase", case, "--drawing", "drawing-9", "--reason", "asked").code == 2
    done = run("erase", case, "--drawing", "drawing-2", "--reason", "asked", "--json")
    assert done.json() == {"drawing": "drawing-2", "annotations": 1}
    held = b"".join(path.read_bytes() for path in case.rglob("*") if path.is_file())
    assert b"two words" not in held
    assert b"two.csv" not in held
    assert run("import", case, two, "--json").json()["drawing"] == "drawing-3"  # a number is never given again
    assert run("erase", case, "--person", f"phone:{number}", "--reason", "asked").code == 0
    with ni.open_case(case)._open() as ledger:
        left = ledger.con.execute("SELECT start_key, end_key, text FROM annotation").fetchall()
    assert sorted(text for *_, text in left) == ["of [erased]", "two words"]
    assert number not in str(left)
    actions = [(e["action"], e["detail"].get("drawing")) for e in run("log", case, "--json").json()["entries"]]
    assert [d for action, d in actions if action == "collection" and d] == ["drawing-1", "drawing-2", "drawing-3"]
    assert ("erasure", "drawing-2") in actions
    assert "two words" not in run("log", case, "--json").out
    assert run("verify", case).code == 0


def test_sizes_of_texts_and_numbers_of_links(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("import", case, drawn(tmp_path, ("A-00001", "A-00002", "x" * 4001)), "--json")
    assert done.json()["refused"][0]["reason"] == import_drawing.LONG
    assert run("import", case, drawn(tmp_path, ("A-00001", "A-00002", "y")), "--author", " " * 3).code == 2
    monkeypatch.setattr(import_drawing, "MOST_NEW", 1)
    many = drawn(tmp_path, ("A-00001", "A-00002", "y"), ("A-00001", "A-00002", "z"))
    assert run("import", case, many).code == 3
    assert len(run("drawings", case, "--json").json()["drawings"]) == 1  # the refused file left nothing
