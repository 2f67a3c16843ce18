"""Drawings of other tools as they come: yEd, Gephi, networkx, spreadsheets; and files that mean harm."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from netinvest.drawing import drawing, read
from netinvest.errors import InputRefused, NetinvestError, UnsafeInput, UsageError

if TYPE_CHECKING:
    from pathlib import Path

YED = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
 <key for="node" id="d6" yfiles.type="nodegraphics"/><key for="edge" id="d10" yfiles.type="edgegraphics"/>
 <key attr.name="description" attr.type="string" for="node" id="d5"/>
 <graph edgedefault="directed" id="G">
  <node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel visible="true">A-00001
the driver</y:NodeLabel></y:ShapeNode></data></node>
  <node id="n1"><data key="d6"><y:ProxyAutoBoundsNode><y:Realizers><y:GroupNode><y:NodeLabel>Group</y:NodeLabel>
   </y:GroupNode></y:Realizers></y:ProxyAutoBoundsNode></data>
   <graph edgedefault="directed" id="n1:"><node id="n1::n0"><data key="d5">keeps the keys</data>
    <data key="d6"><y:ShapeNode><y:NodeLabel>A-00002</y:NodeLabel></y:ShapeNode></data></node></graph></node>
  <edge id="e0" source="n0" target="n1::n0"><data key="d10"><y:PolyLineEdge><y:EdgeLabel>drives</y:EdgeLabel>
   </y:PolyLineEdge></data></edge>
  <hyperedge><endpoint node="n0"/><endpoint node="n1"/></hyperedge>
 </graph></graphml>"""
GEPHI = """<?xml version='1.0' encoding='UTF-8'?>
<gexf xmlns="http://gexf.net/1.3" version="1.3" xmlns:viz="http://gexf.net/1.3/viz">
 <meta lastmodifieddate="2026-11-20"><creator>Gephi 0.10</creator></meta>
 <graph defaultedgetype="directed">
 <attributes class="node"><attribute id="note" title="Note" type="string"/></attributes>
 <attributes class="edge"><attribute id="note" title="Relation Ship" type="string"/></attributes>
 <nodes><node id="A-00001" label="A-00001"><attvalues><attvalue for="note" value="seen at the port"/></attvalues>
  <viz:size value="10"/></node><node id="A-00002" label="cook"/></nodes>
 <edges><edge id="7" source="A-00001" target="A-00002" label="pays" weight="2.0">
  <attvalues><attvalue for="note" value="cousin"/></attvalues></edge></edges></graph></gexf>"""


def from_text(folder: Path, text: str | bytes, name: str = "drawn.graphml") -> drawing.Drawing:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path).drawing


def test_yed_labels_groups_and_what_a_drawing_cannot_hold(tmp_path: Path) -> None:
    it = from_text(tmp_path, YED)
    assert {n.name: drawing.written(n.attributes) for n in it.nodes} == {
        "n0": "A-00001\nthe driver", "n1::n0": "A-00002 - keeps the keys", "n1": "Group",
    }  # fmt: skip
    assert [(link.start, link.end, drawing.written(link.attributes)) for link in it.links] == [
        ("n0", "n1::n0", "drives")
    ]
    assert [place for place, _ in it.unread] == ["hyperedge 1"]


def test_gephi_attributes_belong_to_what_they_are_of(tmp_path: Path) -> None:
    it = from_text(tmp_path, GEPHI, "drawn.gexf")
    assert [dict(node.attributes) for node in it.nodes] == [
        {"label": "A-00001", "note": "seen at the port"}, {"label": "cook"},
    ]  # fmt: skip
    assert dict(it.links[0].attributes) == {"label": "pays", "relation_ship": "cousin"}
    assert it.links[0].place == "edge 1"


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.integers(0, 9),
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
        ),
        max_size=25,
    ),
    st.sampled_from(["graphml", "gexf"]),
)
def test_what_networkx_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, edges: list[tuple[int, int, str]], form: str
) -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(f"A-{n:05d}" for n in range(10))
    for a, b, text in edges:
        xml_safe = "".join(c for c in text if c not in "\ufffe\uffff")
        graph.add_edge(f"A-{a:05d}", f"A-{b:05d}", note=xml_safe)
    path = tmp_path_factory.mktemp("drawn") / f"x.{form}"
    {"graphml": nx.write_graphml, "gexf": nx.write_gexf}[form](graph, path)
    it = read(path).drawing
    assert [node.name for node in it.nodes] == list(graph)
    told = sorted((link.start, link.end, " ".join(drawing.written(link.attributes).split())) for link in it.links)
    assert told == sorted((a, b, " ".join(d["note"].split())) for a, b, d in graph.edges(data=True))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_list_of_links_in_any_of_the_usual_layouts(tmp_path: Path, delimiter: str) -> None:
    rows = [("Source", "Target", "Label"), ("A-00001", "A-00002", "'=cmd"), ("A-00003", "", "x"), ("A-1", "A-2", "y")]
    text = "\n".join(delimiter.join(row) for row in rows)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        it = from_text(tmp_path, text.replace("y", "\u00fc").encode(encoding), "links.csv")
        assert it.form == "edges"
        assert [(link.place, link.start, link.end, link.attributes["label"]) for link in it.links] == [
            ("row 2", "A-00001", "A-00002", "=cmd"), ("row 4", "A-1", "A-2", "\u00fc"),
        ]  # fmt: skip
        assert [place for place, _ in it.unread] == ["row 3"]


BOMB = '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
HARM = {
    "an entity bomb": BOMB + "]><graphml>&j;</graphml>",
    "a file of the machine": '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml>&x;</graphml>',
    "an outside definition": '<!DOCTYPE graphml SYSTEM "https://example.invalid/x.dtd"><graphml/>',
    "a parameter entity": '<!DOCTYPE g [<!ENTITY % p SYSTEM "https://example.invalid/p">%p;]><graphml/>',
    "depth without end": "<graphml>" + "<graph>" * 100_000,
}


@pytest.mark.parametrize("what", HARM)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_means_harm_is_refused_at_once(tmp_path: Path, what: str, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' + HARM[what]
    before = time.process_time()
    with pytest.raises(UnsafeInput) as refused:
        from_text(tmp_path, declared.encode(encoding))
    assert time.process_time() - before < 2
    assert "passwd" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "a.graphml"), ("", "a.csv"), ("<svg/>", "a.graphml"), ("<graphml><graph>", "a.graphml"),
        ("<graphml><graph><node/></graph></graphml>", "a.graphml"), ("<gexf><edge source='a'/></gexf>", "a.gexf"),
        ("one,two\n1,2\n", "a.csv"), ('from,to\n"A', "a.csv"), ("from,to\n" + "x" * 200_000 + ",b\n", "a.csv"),
        ("<?xml version='1.0' encoding='made-up'?><graphml/>", "a.graphml"), (b"\x00\x01\x02\x03" * 100, "a.csv"),
        (b"\xff\xfe<\x00g\x00", "a.graphml"), (b"\x1f\x8b\x08\x00abc", "a.graphml"),
    ],
)  # fmt: skip
def test_what_holds_no_drawing_is_refused_in_one_sentence(tmp_path: Path, text: str | bytes, name: str) -> None:
    with pytest.raises(InputRefused) as refused:
        from_text(tmp_path, text, name)
    assert "\n" not in str(refused.value)
    assert name in str(refused.value)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"<graphml>", b"<gexf>", b"from,to\n"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x"
    path.write_bytes(head + data)
    with contextlib.suppress(NetinvestError):  # any other error is a failure
        assert read(path).size == len(head + data)


def test_sizes_and_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputRefused, match="cannot be read"):
        read(tmp_path / "none.graphml")
    with pytest.raises(InputRefused, match="directory"):
        read(tmp_path)
    path = tmp_path / "a.csv"
    path.write_text("from,to\n" + "A-00001,A-00002\n" * 20)
    with pytest.raises(UsageError, match="no format"):
        read(path, "visio")
    with pytest.raises(InputRefused, match="not well-formed"):
        read(path, "gexf")
    monkeypatch.setattr(drawing, "MOST_ELEMENTS", 10)
    with pytest.raises(InputRefused, match="more than 10 nodes and links"):
        read(path)
    monkeypatch.setattr("netinvest.drawing.file.MOST_BYTES", 100)
    with pytest.raises(InputRefused, match="larger than"):
        read(path)
