"""What somebody drew in another tool, in a real Chromium: seen, told apart, switched off, saved with the picture."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from netinvest.charts import Chart
from netinvest.charts.document import unpacked

pytestmark = pytest.mark.browser

DRAWN = (0x9C, 0x2F, 0x7F)


@pytest.fixture(scope="module")
def chart(ring_case: Any) -> Chart:
    case = ring_case.RingCase()
    plain = Chart(case.findings, case.actors, case.links, case.facts, members=case.members)
    a, b, c = (plain.scene.actors[actor].alias for actor, *_ in json.loads(unpacked(plain.html))["first"][:3])
    said = {"author": "D. Analyst", "file": "drawn.graphml", "sha256": "ab" * 32, "at": "2026-11-20T09:30:00Z"}
    annotations = [
        {"start": a, "end": b, "text": "met at the harbour", **said},
        {"start": c, "end": "", "text": "the driver", **said},
        {"start": a, "end": "A-99999", "text": "left out", **said},
    ]
    return Chart(
        case.findings, case.actors, case.links, case.facts, members=case.members, annotations=annotations
    )  # fmt: skip


def pixels(page: Any) -> int:
    from PIL import Image

    picture = Image.open(io.BytesIO(page.locator(".network").screenshot())).convert("RGB")
    return sum(n for n, colour in picture.getcolors(1 << 24) or () if colour == DRAWN)


def test_it_is_seen_told_apart_and_hidden_with_one_press(open_page: Any, chart: Chart, tmp_path: Path) -> None:
    page, watch = open_page(chart.save(tmp_path / "drawn.html"))
    told = page.inner_text(".panel")
    assert "Drawn by hand, not evidence" in told
    assert "D. Analyst: 1 link, 1 note" in told
    assert "1 annotation about actors that this file does not hold" in told
    assert pixels(page) > 5
    with page.expect_download() as caught:
        page.select_option(".save", label="Picture (SVG)")
    assert "met at the harbour (drawn by D. Analyst, not evidence)" in Path(caught.value.path()).read_text("utf-8")
    page.click(".drawn-chip")
    assert page.get_attribute(".drawn-chip", "aria-pressed") == "false"
    assert pixels(page) == 0
    shown = page.inner_text(".status")
    page.keyboard.press("Control+z")
    assert pixels(page) > 5
    assert page.inner_text(".status") == shown  # no tie of the records came or went
    noted = chart.scene.annotations["notes"][0][0]
    page.fill(".search", chart.scene.actors[noted].alias)
    page.keyboard.press("Enter")
    assert "the driver" in page.inner_text(".panel .drawn")
    assert "drawn by D. Analyst, not evidence; taken in 2026-11-20" in page.inner_text(".panel .drawn")
    page.evaluate("() => document.activeElement.blur()")
    page.click(".drawn-chip")
    assert page.locator(".panel .drawn").count() == 0
    assert (watch.requests, watch.errors) == ([], [])


def test_a_court_chart_leaves_it_out_and_says_so(chart: Chart, tmp_path: Path) -> None:
    from pypdf import PdfReader

    text = " ".join(page.extract_text() for page in PdfReader(chart.save(tmp_path / "court.pdf")).pages)
    assert "3 links and notes that somebody drew by hand are no evidence and not on this chart" in " ".join(
        text.split()
    )
    assert "met at the harbour" not in text


def test_pyvis_says_so_too(chart: Chart) -> None:
    (edge,) = [edge for edge in chart.to_pyvis().edges if "not evidence" in edge["title"]]
    assert edge["title"] == "met at the harbour (drawn by D. Analyst, not evidence)"
    assert edge["dashes"]
