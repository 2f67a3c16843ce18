from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.charts import Chart

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture
def written() -> list[Mapping[str, str]]:
    return []


@pytest.fixture
def chart(ring_case: Any, written: list[Mapping[str, str]]) -> Chart:
    case = ring_case.RingCase()
    return Chart(case.findings, case.actors, case.links, case.facts, members=case.members, on_note=written.append)


def test_what_is_selected_in_the_page_is_a_table_in_python(chart: Chart) -> None:
    chart.widget.selection = ["A-00004", "A-00005", "A-99999"]  # what the page sends
    frame = chart.selected
    assert frame["alias"].tolist() == ["A-00004", "A-00005"]
    assert frame["drawn_as"].tolist() == ["Likely coordinator"] * 2
    assert frame["rank"].tolist() == [1, 2]
    assert frame["network"].tolist() == ["Network 1"] * 2
    assert "identifiers" not in frame


def test_a_selection_goes_to_other_tools_and_back(chart: Chart, ring_case: Any) -> None:
    people = ring_case.RingCase().people
    chart.selection = [person["alias"] for person in people]
    selection = chart.selection
    links = selection.links
    assert links.num_rows == chart.scene.links.count.size
    from_networkx = sorted(
        (a, b, d["stream"], d["count"], d.get("amount"), d["first_at_utc"])
        for a, b, d in selection.to_networkx().edges(data=True)
    )
    graph = selection.to_igraph()
    from_igraph = sorted(
        (
            graph.vs[e.source]["name"],
            graph.vs[e.target]["name"],
            e["stream"],
            e["count"],
            e["amount"],
            e["first_at_utc"],
        )
        for e in graph.es
    )
    from_arrow = sorted(
        (r["start"], r["end"], r["stream"], r["count"], r["amount"], f"{r['first_at_utc']:%Y-%m-%dT%H:%M:%SZ}")
        for r in links.to_pylist()
    )
    key = [tuple(map(str, row)) for row in from_arrow]
    assert [tuple(map(str, row)) for row in from_networkx] == key == [tuple(map(str, row)) for row in from_igraph]


def test_notes_of_the_page_are_handed_on_once(chart: Chart, written: list[Mapping[str, str]]) -> None:
    first = {"about": "case", "subject": "x", "text": "one", "at": "2026-01-01T00:00:00Z"}
    chart.widget.notes = [first]
    chart.widget.notes = [first, {**first, "text": "two"}]
    assert [note["text"] for note in written] == ["one", "two"]


def test_the_widget_carries_its_script_and_asks_nobody(chart: Chart) -> None:
    widget = chart.widget
    assert "http" not in json.dumps(json.loads(gzip.decompress(widget.payload))["case"])
    assert widget._esm.startswith("/*!")
    script = str(widget._esm).split("*/", 1)[1]
    assert set(re.findall(r"https?://[\w.-]+", script)) <= {"http://www.w3.org"}  # names of namespaces, never fetched
    assert repr(widget) == "<ChartWidget>"
