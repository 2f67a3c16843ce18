from __future__ import annotations

import re
import zlib
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest
from matplotlib.text import Annotation
from netinvest.charts import Chart
from netinvest.charts.drawing import printable, ties_among
from netinvest.charts.first_view import first_view
from netinvest.charts.paper import RC, _drawing, _frame, _tables
from netinvest.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def chart_of(case: Any, **changes: Any) -> Chart:
    return Chart(case.findings, case.actors, case.links, replace(case.facts, **changes), members=case.members)


@pytest.fixture(scope="module")
def chart(ring_case: Any) -> Chart:
    return chart_of(ring_case.RingCase())


@pytest.mark.parametrize("kind", ["pdf", "svg", "png"])
def test_same_bytes_each_time_and_no_date(ring_case: Any, chart: Chart, tmp_path: Path, kind: str) -> None:
    first = chart.save(tmp_path / f"a.{kind}").read_bytes()
    again = chart_of(ring_case.RingCase()).save(tmp_path / f"b.{kind}").read_bytes()
    assert first == again
    assert first.startswith({"pdf": b"%PDF", "svg": b"<?xml", "png": b"\x89PNG"}[kind])
    assert b"CreationDate" not in first
    assert b"dc:date" not in first


def test_pdf_has_all_pages_numbered(chart: Chart, tmp_path: Path) -> None:
    content = chart.save(tmp_path / "a.pdf").read_bytes()
    count = re.search(rb"/Count (\d+)", content)
    assert count is not None
    assert int(count[1]) == 8
    assert len([s for s in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL) if _opens(s)]) >= 8


def _opens(stream: bytes) -> bool:
    try:
        return b"BT" in zlib.decompress(stream)
    except zlib.error:
        return False


def _texts(pages: list[Any]) -> str:
    return "\n".join(text.get_text() for page in pages for text in page.texts)


def test_every_link_drawn_every_lead_and_every_source_is_in_the_tables(ring_case: Any, chart: Chart) -> None:
    with mpl.rc_context(RC):
        figure, ties = _drawing(chart.scene)
        pages = [figure, *_tables(chart.scene, ties)]
        _frame(chart.scene, pages)
    text = _texts(pages)
    assert text.count("A-00013\nA-00004\nTransfers\n12\n") == 1
    case = ring_case.RingCase()
    amount = Decimal(case.ties["actor:00013", "actor:00004", "transfers"][3])
    assert f"{amount:,.2f} GBP" in text
    assert all(source.sha256 in text for source in case.facts.sources)
    assert "No call records of operator B for March 2026." in text
    assert "Few direct contacts with the advertised numbers." in text.replace("\n", " ")
    assert f"Page 1 of {len(pages)}" in text
    assert f"Page {len(pages)} of {len(pages)}" in text
    assert "DRAFT. Illustrative aid, not a summary of evidence" in text


def test_no_name_touches_another_and_nothing_leaves_the_page(chart: Chart) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with mpl.rc_context(RC):
        figure, _ = _drawing(chart.scene)
        _frame(chart.scene, [figure])
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        axes = figure.axes[0]
        names = [t for t in axes.texts if isinstance(t, Annotation)]
        boxes = [name.get_window_extent(renderer) for name in names]
        assert len(boxes) == len(first_view(chart.scene))
        for i, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[i + 1 :]), names[i].get_text()
        width, height = canvas.get_width_height()
        for text in [*figure.texts, *axes.texts]:
            box = text.get_window_extent(renderer)
            assert box.x0 >= 0, text.get_text()
            assert box.x1 <= width, text.get_text()
            assert box.y0 >= 0, text.get_text()
            assert box.y1 <= height, text.get_text()


def test_money_is_summed_exactly(ring_case: Any) -> None:
    case = ring_case.RingCase()
    case.ties["actor:00004", "actor:00005", "transfers"] = [
        1,
        *case.ties["actor:00013", "actor:00004", "transfers"][1:3],
        "0.10",
        "aa" * 32,
    ]
    scene = chart_of(case).scene
    tie = next(t for t in ties_among(scene, [3, 4]) if t.stream == "transfers")
    assert tie.amounts == (("GBP", "0.10"),)


def test_what_the_font_lacks_is_seen_to_be_missing(ring_case: Any, tmp_path: Path) -> None:
    assert printable("中 A $x^2$") == "\u25a1 A $x^2$"
    assert printable("Ελληνικά Кириллица عربى") == "Ελληνικά Кириллица عربى"
    chart_of(ring_case.RingCase(rings=1), name="港 $\\frac{1}{2}$", gaps=("x" * 9000,)).save(tmp_path / "a.pdf")


def test_an_empty_case_and_a_wrong_ending(ring_case: Any, tmp_path: Path) -> None:
    case = ring_case.RingCase(rings=0)
    Chart([], case.actors, case.links, case.facts).save(tmp_path / "a.pdf")
    with pytest.raises(UsageError, match=r"use \.html, \.pdf, \.svg or \.png"):
        chart_of(case).save(tmp_path / "a.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_protected_persons_are_not_named_on_paper(chart: Chart, tmp_path: Path) -> None:
    content = chart.save(tmp_path / "a.svg").read_text("utf-8")
    assert "+4477009" not in content
