from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from netinvest.charts import CaseFacts, Chart
from netinvest.charts import scene as scene_module
from netinvest.charts.document import unpacked
from netinvest.charts.link import STREAMS
from netinvest.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def chart_of(case: Any, **options: Any) -> Chart:
    return Chart(case.findings, case.actors, case.links, case.facts, members=case.members, **options)


def data_of(chart: Chart) -> Any:
    return json.loads(unpacked(chart.html))


def column(filled: Any, size: int) -> list[Any]:
    """A column that is written as places and values."""
    values = dict(zip(accumulate(filled[0]), filled[1], strict=True))
    return [values.get(at) for at in range(size)]


@pytest.fixture(scope="module")
def chart(ring_case: Any) -> Chart:
    return chart_of(ring_case.RingCase())


def test_same_bytes_for_the_same_case_in_any_row_order(ring_case: Any, chart: Chart) -> None:
    case = ring_case.RingCase()
    draw = random.Random(0)  # noqa: S311
    orders = [draw.sample(range(t.num_rows), t.num_rows) for t in (case.actors, case.links)]
    findings = draw.sample([f.to_dict() for f in case.findings], len(case.findings))
    again = Chart(findings, case.actors.take(orders[0]), case.links.take(orders[1]), case.facts, members=case.members)
    assert again.html == chart.html


def test_policy_allows_its_own_scripts_and_style_and_nothing_else(chart: Chart) -> None:
    page = chart.html
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    assert "http" not in policy[1]
    inline = [
        *re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL),
        *re.findall(r"<style>(.*?)</style>", page, re.DOTALL),
    ]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline]
    assert len(hashes) == 2
    assert page.count("<script") == 2  # its own, and the data, which is text
    assert re.findall(r"'sha256-[^']*'", policy[1]) == hashes
    assert not re.search(r"<[^>]+\s(src|on\w+|style)\s*=", page.split('<script type="text/plain"')[0])
    assert "\r" not in page


def test_money_dates_and_sources_reach_the_page_exactly(ring_case: Any, chart: Chart) -> None:
    case, data = ring_case.RingCase(), data_of(chart)
    written = data["actors"]["alias"]
    alias = [f"{written['prefix']}{n:0{written['width']}d}" for n in accumulate(written["steps"])]
    (start, end, stream), (count, first, last, amount, sha256) = next(
        (k, v) for k, v in case.ties.items() if k[2] == "transfers"
    )
    links = data["links"]
    size = len(links["count"])
    starts = list(accumulate(links["start"]))
    at = next(
        i for i, (s, e, t) in enumerate(zip(starts, links["end"], links["stream"], strict=True))
        if (alias[s][2:], alias[e][2:], data["streams"][t]) == (start[-5:], end[-5:], stream)
    )  # fmt: skip
    assert links["count"][at] == count
    days = [int(moment.timestamp()) // 86_400 for moment in (first, last)]
    assert (links["first"][at], links["first"][at] + links["length"][at]) == (days[0], days[1])
    assert column(links["money"], size)[at] == [amount, "GBP"]
    assert [data["sources"][s]["sha256"] for s in data["sourceSets"][links["sources"][at]]] == [sha256]
    assert size == case.links.num_rows


def test_licences_of_what_is_bundled_go_with_the_page(chart: Chart) -> None:
    for name in ("sigma", "graphology", "events"):
        assert re.search(rf"== {name} \d[\d.]+ \(MIT\)", chart.html)
    assert "Permission is hereby granted" in chart.html


def test_members_are_read_from_the_aliases_a_network_lists(ring_case: Any) -> None:
    from dataclasses import replace

    case = ring_case.RingCase()
    aliases = {p["actor_id"]: p["alias"] for p in case.people}
    listed = [
        replace(f, streams={"members": [aliases[a] for a, n in case.members.items() if n == f.id]})
        if f.kind == "network"
        else f
        for f in case.findings
    ]
    given = chart_of(case).scene
    read = Chart(listed, case.actors, case.links, case.facts).scene
    assert [a.network for a in read.actors] == [a.network for a in given.actors]
    assert [f["members"] for f in read.findings] == [f["members"] for f in given.findings]
    # and from the identifiers where no alias is listed
    assert [a.network for a in Chart(case.findings, case.actors, case.links, case.facts).scene.actors] == [
        a.network for a in given.actors
    ]


def test_a_large_case_keeps_leads_and_their_surroundings(ring_case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene_module, "MOST_ACTORS", 120)
    case = ring_case.RingCase()
    scene = chart_of(case).scene
    assert len(scene.actors) == 120
    assert scene.left_out == 135
    leads = {f.subject.alias for f in case.findings if f.kind not in {"network", "ad_cluster"}}
    assert leads <= {actor.alias for actor in scene.actors}
    assert data_of(chart_of(case))["leftOut"] == 135


def test_an_empty_case_still_makes_a_page(ring_case: Any) -> None:
    case = ring_case.RingCase(rings=0)
    chart = Chart([], case.actors.slice(0, 0), case.links, CaseFacts("empty"))
    assert data_of(chart)["first"] == []


def test_a_lead_without_actor_and_undated_links_are_shown(ring_case: Any) -> None:
    case = ring_case.RingCase()
    actors = case.actors.slice(0, 10)
    links = case.links.set_column(5, "last_at_utc", pa.nulls(case.links.num_rows, pa.timestamp("us", tz="UTC")))
    scene = Chart(case.findings, actors, links, case.facts).scene
    assert all(f["actor"] >= 0 for f in scene.findings if f["kind"] != "network")
    assert set(scene.links.last_s.tolist()) == {-1}


def test_saving_replaces_whole_files_only(chart: Chart, tmp_path: Path) -> None:
    path = chart.save(tmp_path / "chart.html")
    assert path.read_text("utf-8") == chart.html
    assert chart.save(str(path)) == path
    assert [p.name for p in tmp_path.iterdir()] == ["chart.html"]
    with pytest.raises(UsageError, match="the file cannot be written"):
        chart.save(tmp_path / "missing" / "chart.html")


def test_notebook_output_is_a_closed_frame(chart: Chart) -> None:
    bundle = chart._repr_mimebundle_()
    assert bundle["text/plain"] == "<Chart of 39 leads, 255 actors, 465 links>"
    frame = bundle["text/html"]
    assert frame.count("<") == 2  # the frame's tags; the page is inside its attribute
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    assert "allow-same-origin" not in frame


def test_show_outside_a_notebook_says_what_to_do(chart: Chart) -> None:
    with pytest.raises(UsageError, match=r"save\('chart.html'\)"):
        chart.show()


def test_the_page_of_pyvis_says_what_the_links_say(chart: Chart) -> None:
    """Read back out of its page: nodes by alias, one edge a pair and stream with the events in it."""
    network = chart.to_pyvis()
    page = network.generate_html()
    nodes, edges = (
        json.loads(re.search(rf"{name} = new vis\.DataSet\((\[.*?\])\);", page, re.DOTALL)[1])  # type: ignore[index]
        for name in ("nodes", "edges")
    )
    alias = {node["id"]: node["label"] for node in nodes}
    told = sorted((alias[e["from"]], alias[e["to"]], *e["title"].replace(",", "").split(": ")) for e in edges)
    links, actors = chart.scene.links, [actor.alias for actor in chart.scene.actors]
    sums: dict[tuple[str, str, str], int] = {}
    for start, end, stream, count in zip(links.start, links.end, links.stream, links.count, strict=True):
        key = (actors[start], actors[end], STREAMS[stream])
        if start != end and {*key[:2]} <= {*alias.values()}:
            sums[key] = sums.get(key, 0) + int(count)
    assert told == sorted((*key, str(count)) for key, count in sums.items())
    assert len(told) > 20


def test_pyvis_network_is_the_first_view(chart: Chart) -> None:
    network = chart.to_pyvis()
    assert len(network.nodes) == 33
    assert {node["shape"] for node in network.nodes} == {"dot", "diamond", "hexagon", "square"}
    page = network.generate_html()
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert "default-src 'none'" in page
