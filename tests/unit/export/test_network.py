from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import io
import json
import random
import re
import subprocess
import sys
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest
from lxml import etree
from netinvest.errors import UsageError
from netinvest.export.content import ActorRow, Content, LinkRow, SourceRow, moment, money, told
from netinvest.export.network import FORMATS, write
from netinvest.export.workbook import LONGEST

HOSTILE = (
    "=cmd|'/c calc'!A1", "+SUM(1)", "@x", "\ttab", "a\x00b\x1bc", "\ufffe\uffff", "half \ud800", "<b>&amp;\"'",
    "]]>", "عَرَبِيّ", "中文 한국어", "123456789012345678901234567890", "x" * (LONGEST + 10),
    "https://example.invalid/x", "\u202eevil",
)  # fmt: skip
UTC = dt.UTC
WHEN = dt.datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def content(seed: int = 1, actors: int = 12, links: int = 40, *, hostile: bool = True) -> Content:
    draw = random.Random(seed)  # noqa: S311
    texts = HOSTILE if hostile else ("plain",)
    people = [f"A-{n:05d}" for n in draw.sample(range(99_999), actors)]
    people.sort()
    sources = tuple(
        SourceRow(hashlib.sha256(bytes([n])).hexdigest(), texts[n % len(texts)][:200] or "f", "calls", n * 7,
                  draw.choice(["", "B2", "A1"]), draw.choice(["", "H1"]))
        for n in range(5)
    )  # fmt: skip
    made: dict[tuple[str, str, str, str], LinkRow] = {}
    for _ in range(links):
        start, end = draw.sample(people, 2)
        stream = draw.choice(["calls", "messages", "transfers", "advertisements"])
        first = draw.choice([None, dt.datetime(2026, 1, 5, 10, 0, draw.randrange(60), draw.choice([0, 250_000]), UTC)])
        last = first and first + dt.timedelta(seconds=draw.choice([0, 3, 864_000]))
        paid = stream == "transfers"
        made[start, end, stream, "GBP" if paid else ""] = LinkRow(
            start, end, stream, draw.randrange(1, 10**17 if draw.random() < 0.1 else 500), first, last,
            Decimal(draw.choice(["0.10", "12345678901234567.89", "4500.00000000"])) if paid else None,
            draw.choice(["GBP", "EUR"]) if paid else "", tuple(sorted(draw.sample(range(5), draw.randrange(3)))),
        )  # fmt: skip
    rows = tuple(
        ActorRow(alias, draw.choice(["unknown", "victim", "suspect"]), draw.random() < 0.3,
                 tuple(("handle", draw.choice(texts)) for _ in range(draw.randrange(3))), draw.randrange(3),
                 ("funnel_account 1 (funnel-00001)",) if n == 0 else ())
        for n, alias in enumerate(people)
    )  # fmt: skip
    sign = {"sentence": texts[n] if (n := draw.randrange(len(texts))) else "s"}
    lead = {
        "id": "funnel-00001", "kind": "funnel_account", "rank": 1, "interval": [1, 3], "stability": 0.5,
        "subject": {"alias": people[0], "category": "unknown"}, "indicators": [sign, *({"sentence": t} for t in texts)],
        "contrary": [], "caveats": [],
    }  # fmt: skip
    links_in_order = tuple(made[key] for key in sorted(made))
    return Content(
        "Harbour \x07 <&>" if hostile else "Harbour",
        f"run-{seed}",
        seed,
        "0.1.0",
        WHEN,
        rows,
        links_in_order,
        (lead,),
        sources,
        ("H1",),
    )


def written(it: Content, form: str) -> tuple[bytes, list[str]]:
    sink = io.BytesIO()
    report = write(it, form, sink)
    assert report.form == form
    assert report.written["links"] == len(it.links)
    return sink.getvalue(), report.lost


def xml(text: str) -> str:
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def utf8(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_each_time_and_what_was_changed_is_said(form: str) -> None:
    first, lost = written(content(), form)
    assert (first, lost) == written(content(), form)
    assert lost
    empty = Content("c", "r", 1, "0", WHEN, (), (), (), ())
    assert written(empty, form)[0] or form == "ftm"  # a line an entity: none


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_reads_the_same_graph(form: str, seed: int) -> None:
    it = content(seed)
    data, lost = written(it, form)
    read = {"graphml": lambda f: nx.read_graphml(f, force_multigraph=True), "gexf": nx.read_gexf}[form]
    graph = read(io.BytesIO(data))
    assert graph.is_directed()
    assert set(graph) == {actor.alias for actor in it.actors}
    for actor in it.actors:
        node = graph.nodes[actor.alias]
        assert (node["category"], node["protected"]) == (actor.category, actor.protected)
        assert node["identifiers_withheld"] == actor.withheld
        # XML readers make one line end of every kind, and that is all they may change
        assert node.get("identifiers", "") == xml("; ".join(f"{k}:{v}" for k, v in actor.identifiers))
    optional = ("amount", "currency", "first_at_utc", "last_at_utc", "sources", "grade")
    edges = sorted(
        (u, v, d["stream"], d["count"], *(d.get(name, "") for name in optional)) for u, v, d in graph.edges(data=True)
    )
    assert edges == sorted(
        (k.start, k.end, k.stream, k.count, "" if k.amount is None else money(k.amount), k.currency,
         moment(k.first_at_utc), moment(k.last_at_utc), xml(it.origins(k)), it.grade(k)) for k in it.links
    )  # fmt: skip
    assert any("XML forbids" in line for line in lost)
    stated = (
        graph.graph
        if form == "graphml"
        else {k[10:]: v for k, v in next(iter(graph.nodes.values())).items() if "netinvest_" in k}
    )
    assert stated["run"] == it.run
    assert stated["handling"] == "H1"


@pytest.mark.parametrize("seed", range(3))
def test_openpyxl_reads_the_same_cells(seed: int) -> None:
    it = content(seed)
    data, lost = written(it, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))

    def rows(name: str) -> list[tuple[Any, ...]]:
        return [tuple("" if c is None else c for c in row) for row in book[name].iter_rows(min_row=2, values_only=True)]

    assert rows("Links") == [
        (k.start, k.end, k.stream, k.count if k.count < 10**15 else str(k.count), moment(k.first_at_utc),
         moment(k.last_at_utc), "" if k.amount is None else money(k.amount), k.currency, xml(it.origins(k)),
         it.grade(k))
        for k in it.links
    ]  # fmt: skip
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"], "a formula"
            assert not [cell for cell in row if cell.hyperlink], "a link"
    actors = {row[0]: row for row in rows("Actors")}
    long = {
        place: "".join(r[2] for r in rows("Long texts") if r[0] == place)
        for place in {r[0] for r in rows("Long texts")}
    }
    for number, actor in enumerate(it.actors, start=2):
        whole = xml("; ".join(f"{k}:{v}" for k, v in actor.identifiers))
        assert long.get(f"Actors {number} identifiers", actors[actor.alias][3]) == whole
    whole = " ".join(xml(sign["sentence"]) for sign in it.leads[0]["indicators"])
    assert long["Leads 2 indicators"] == whole
    assert any("longer than a cell" in line for line in lost)
    assert [row[0] for row in rows("Not carried")] == lost


@pytest.mark.parametrize("seed", range(3))
def test_anx_has_the_structure_of_i2_files(seed: int) -> None:
    it = content(seed)
    data, _ = written(it, "anx")
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    assert root.tag == "Chart"
    items = root.findall("ChartItemCollection/ChartItem")
    entities = {e.get("EntityId"): e.get("Identity") for e in root.iter("Entity")}
    assert sorted(entities.values()) == [actor.alias for actor in it.actors]
    links = [item for item in items if item.find("Link") is not None]
    assert len(links) == len(it.links)
    grades_one = [g.get("Text") for g in root.find("GradeOne").iter("String")]
    for item, expected in zip(links, it.links, strict=True):
        ends = item.find("Link")
        assert (entities[ends.get("End1Id")], entities[ends.get("End2Id")]) == (expected.start, expected.end)
        values = {a.get("AttributeClass"): a.get("Value") for a in item.iter("Attribute")}
        assert int(values["count"]) == expected.count
        assert values.get("amount", "") == ("" if expected.amount is None else money(expected.amount))
        assert values.get("first_at_utc", "") == moment(expected.first_at_utc)
        assert (item.get("SourceReference") or "") == re.sub("[\t\n\r]", " ", xml(it.origins(expected)))
        assert item.get("Label") == told(expected)
        grades = {it.sources[at].grade for at in expected.sources}
        if len(grades) == 1 and (grade := grades.pop()):
            assert grades_one[int(item.get("GradeOneIndex"))] == grade[0]


@pytest.mark.parametrize("seed", range(2))
def test_stix2_reads_the_same_objects(seed: int) -> None:
    import stix2

    it = content(seed)
    data, _ = written(it, "stix")
    bundle = stix2.parse(data.decode(), allow_custom=False)
    by_type: dict[str, list[Any]] = {}
    for item in bundle.objects:
        by_type.setdefault(item["type"], []).append(item)
    names = {i["id"]: i["name"] for i in by_type["identity"]}
    assert sorted(names.values()) == [a.alias for a in it.actors]
    assert {f["hashes"]["SHA-256"] for f in by_type["file"]} == {s.sha256 for s in it.sources}
    for item, link in zip(by_type["relationship"], it.links, strict=True):
        assert (names[item["source_ref"]], names[item["target_ref"]]) == (link.start, link.end)
        assert [r["external_id"][7:] for r in item.get("external_references", [])] == [
            it.sources[s].sha256 for s in link.sources
        ]
        assert item.get("start_time") == link.first_at_utc
        assert told(link) in item["description"]
        assert moment(link.last_at_utc) in item["description"]


def test_case_validates_and_says_the_same(tmp_path: Path) -> None:
    it = content(1, actors=4, links=6)
    data, _ = written(it, "case")
    path = tmp_path / "out.jsonld"
    path.write_bytes(data)
    done = subprocess.run(
        [str(Path(sys.executable).with_name("case_validate")), "--built-version", "case-1.4.0", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Conforms: True" in done.stdout, done.stdout[-3000:] + done.stderr[-1000:]
    graph = json.loads(data)["@graph"]
    named = {node["@id"]: node["uco-core:name"] for node in graph if node["@type"] == "uco-identity:Identity"}
    assert sorted(named.values()) == [actor.alias for actor in it.actors]
    links = [node for node in graph if node["@type"] == "uco-core:Relationship"]
    for node, link in zip(links, it.links, strict=True):
        assert (named[node["uco-core:source"]["@id"]], named[node["uco-core:target"]["@id"]]) == (link.start, link.end)
        assert f"count {link.count}" in node["uco-core:description"]
    resting = {
        node["uco-core:object"][0]["@id"]: {item["@id"] for item in node["uco-core:object"][1:]}
        for node in graph if node["@type"] == "case-investigation:ProvenanceRecord"
    }  # fmt: skip
    assert sum(len(found) for found in resting.values()) == sum(len(link.sources) for link in it.links)


def test_followthemoney_keeps_every_value() -> None:
    if importlib.util.find_spec("followthemoney") is None:
        warnings.warn("followthemoney is not installed: its export is not read back by its library", stacklevel=1)
        pytest.skip("followthemoney is not installed (make test installs it where PyICU can be built)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from followthemoney import model

        it = content(3)
        data, _ = written(it, "ftm")
        lines = [json.loads(line) for line in data.splitlines()]
        known = {entity["id"] for entity in lines}
        for entity in lines:
            read = model.get_proxy(entity, cleaned=False)
            kept = read.to_dict()["properties"]
            assert {k: sorted(v) for k, v in kept.items()} == {
                k: sorted(set(v)) for k, v in entity["properties"].items()
            }
            for name in ("subject", "object", "payer", "beneficiary", "proof"):
                assert set(entity["properties"].get(name, [])) <= known
    payments = [entity for entity in lines if entity["schema"] == "Payment"]
    assert [e["properties"]["amount"] for e in payments] == [
        [money(k.amount)] for k in it.links if k.amount is not None
    ]


def test_the_edge_list_runs_nothing() -> None:
    import csv

    it = content(2)
    data, lost = written(it, "edges")
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    for row, link in zip(rows, it.links, strict=True):
        assert (row["from"], row["to"], int(row["count"])) == (link.start, link.end, link.count)
        assert not re.match(r"[=@\-\t\r]|\+\D", row["sources"])
        assert row["sources"].removeprefix("'") == utf8(it.origins(link))
    assert any("actors without a link" in line for line in lost)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="anx, xlsx"):
        write(content(), "doc", io.BytesIO())
