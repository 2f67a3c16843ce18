from __future__ import annotations

import datetime as dt
import io
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.charts import Chart
from netinvest.charts.first_view import first_view
from netinvest.charts.line import lines_among
from netinvest.charts.paper import content_of, on_paper
from netinvest.charts.presentation import MM, PaperSize, Presentation, Purpose, Status
from netinvest.charts.sheet import _node_box, sheets
from netinvest.charts.typeface import FOLDER, FONTS, families, written
from netinvest.errors import UsageError
from pypdf import PdfReader

if TYPE_CHECKING:
    from netinvest.charts.sheet import Sheet

sys.path.insert(0, str(Path(__file__).parents[2] / "browser"))
WHEN = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
HOW = Presentation(prepared_by="D. Example", prepared_at=WHEN)


def chart_of(case: Any, **changes: Any) -> Chart:
    return Chart(case.findings, case.actors, case.links, replace(case.facts, **changes), members=case.members)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def drawn(scene: Any, size: PaperSize = PaperSize.A4) -> tuple[list[Sheet], float, float]:
    width, height = MM[size][0] - 24, MM[size][1] - 65
    shown = first_view(scene)
    return sheets(scene, shown, lines_among(scene, shown), width=width, height=height), width, height


@pytest.fixture(scope="module")
def chart(ring_case: Any) -> Chart:
    return chart_of(ring_case.RingCase())


@pytest.fixture(scope="module")
def pdf(chart: Chart) -> bytes:
    return on_paper(chart.scene, "pdf", HOW)


@pytest.mark.parametrize("kind", ["pdf", "svg", "png"])
def test_same_bytes_each_time_whatever_the_clock_says(ring_case: Any, chart: Chart, tmp_path: Path, kind: str) -> None:
    first = chart.save(tmp_path / f"a.{kind}").read_bytes()
    again = chart_of(ring_case.RingCase()).save(tmp_path / f"b.{kind}").read_bytes()
    assert first == again
    assert first.startswith({"pdf": b"%PDF", "svg": b"<svg", "png": b"\x89PNG"}[kind])


def test_the_pdf_is_tagged_archivable_and_dated_by_its_preparer(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # type: ignore[index]  # noqa: E712 - pypdf's own type
    metadata = reader.xmp_metadata
    assert metadata is not None
    xml = metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xml
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xml
    assert "<pdfuaid:part>1</pdfuaid:part>" in xml
    assert reader.metadata is not None
    assert reader.metadata.creation_date == WHEN
    assert reader.metadata.author == "D. Example"
    assert reader.metadata.title == "Harbour (synthetic) - Illustrative aid (DRAFT)"


def test_every_page_says_what_it_is_and_which_of_how_many(pdf: bytes) -> None:
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 8
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert "DRAFT: ILLUSTRATIVE AID" in text
        assert "Leads to examine, not statements of guilt" in text
        assert "seed 7" in text
        assert "Prepared by D. Example, 2026-11-20" in text


def test_every_line_drawn_every_lead_and_every_source_is_in_the_tables(
    ring_case: Any, chart: Chart, pdf: bytes
) -> None:
    text = text_of(pdf)
    case = ring_case.RingCase()
    amount = Decimal(case.ties["actor:00013", "actor:00004", "transfers"][3])
    assert f"{amount:,.2f} GBP" in text
    assert all(source.sha256 in text.replace("\n", "") for source in case.facts.sources)
    assert "No call records of operator B for March 2026." in text
    assert "Few direct contacts with the advertised numbers." in " ".join(text.split())
    lines = lines_among(chart.scene, first_view(chart.scene))
    for number in range(1, len(lines) + 1):
        assert text.count(f"L{number} ") >= 2, number  # on a sheet and in the table
    assert all(finding["id"] in text for finding in chart.scene.findings)
    for word in ("Fact: what the records say", "Assessment: what the analysis infers", "resolution", "Unstable:"):
        assert word in " ".join(text.split())


@pytest.mark.parametrize("seed", [3, 11, 29])
@pytest.mark.parametrize("size", list(PaperSize))
def test_every_line_is_labelled_once_and_nothing_touches_or_leaves_the_sheet(
    ring_case: Any, seed: int, size: PaperSize
) -> None:
    scene = chart_of(ring_case.RingCase(seed=seed, rings=1 + seed % 4)).scene
    found, width, height = drawn(scene, size)
    labelled = [sheet for sheet in found if sheet.labels]
    lines = lines_among(scene, first_view(scene))
    assert sorted(number for sheet in labelled for number, _ in sheet.lines) == list(range(1, len(lines) + 1))
    assert {actor for sheet in found for actor in sheet.places} == set(first_view(scene))
    for sheet in labelled:
        boxes = [label.box for label in sheet.labels]
        boxes += [_node_box(scene, actor, place, sheet.name_pt) for actor, place in sheet.places.items()]
        for at, box in enumerate(boxes):
            assert box.inside(width, height), sheet.title
            assert not any(box.touches(other) for other in boxes[at + 1 :]), sheet.title
    for sheet in found:
        for curve in sheet.curves:
            assert all(0 <= y <= height and 0 <= x <= width for x, y in (curve.at(t / 20) for t in range(21)))


def test_labels_say_how_many_and_from_when_to_when(chart: Chart) -> None:
    labels = [label.words for sheet in drawn(chart.scene)[0] for label in sheet.labels]
    assert any("12 transfers: " in first and " to " in second for first, second in labels)
    assert any("41 calls, 21 messages" in first for first, _ in labels)


def test_money_is_summed_exactly_and_by_direction(ring_case: Any) -> None:
    case = ring_case.RingCase()
    first, last = case.ties["actor:00013", "actor:00004", "transfers"][1:3]
    case.ties["actor:00004", "actor:00005", "transfers"] = [1, first, last, "0.10", "aa" * 32]
    case.ties["actor:00005", "actor:00004", "transfers"] = [2, first, last, "7000000000000000.35", "aa" * 32]
    lines = [line for line in lines_among(chart_of(case).scene, [3, 4]) if line.channel == "transfers"]
    assert [line.amounts for line in lines] == [(("GBP", "0.10"),), (("GBP", "7,000,000,000,000,000.35"),)]


def test_what_the_fonts_lack_is_written_as_its_code_point() -> None:
    assert written("中文 かな 한국어 عَرَبِيّ עברית ไทย አማርኛ हिन्दी Ελληνικά Кириллица $x^2$").count("\u2039") == 0
    assert written("\U00013000") == "\u2039U+13000\u203a"
    assert written("中\u0338") == "中\u2039U+0338\u203a"
    assert written("e\u0301") == "e\u0301"


def test_every_bundled_font_is_known_by_its_name() -> None:
    import typst

    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
    assert set(families()) == set(found.families())
    assert {path.name for path in FOLDER.glob("*.?tf")} == {*FONTS, "NotoSans-Bold.ttf"}


def test_hostile_text_is_set_as_text(ring_case: Any) -> None:
    from hostile import PAYLOADS

    hostile = [text[:300] for text in PAYLOADS] + [
        "#panic()",
        "$ x $",
        "@ref <label>",
        '#read("/etc/passwd")',
        "*b* _i_",
    ]
    case = ring_case.RingCase(rings=1, customers=5)
    for person, text in zip(case.people, hostile, strict=False):
        person["alias"] = text or person["alias"]
    facts = {"gaps": tuple(hostile), "name": "#panic() $\\frac{1}{2}$ 港", "parameters": dict.fromkeys(hostile, "x")}
    scene = chart_of(case, **facts).scene
    text = " ".join(text_of(on_paper(scene, "pdf", HOW)).split())
    assert "#panic() $\\frac{1}{2}$" in text
    assert '#read("/etc/passwd")' in text
    assert "*b* _i_" in text
    assert "root:" not in text


def test_an_empty_case_a_wrong_ending_and_a_wrong_date(
    ring_case: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ring_case.RingCase(rings=0)
    empty = Chart([], case.actors, case.links, case.facts)
    empty.save(tmp_path / "a.pdf")
    assert "No lead to draw" in text_of((tmp_path / "a.pdf").read_bytes())
    with pytest.raises(UsageError, match=r"use \.html, \.pdf, \.svg or \.png"):
        empty.save(tmp_path / "a.docx")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="whole seconds"):
        empty.save(tmp_path / "b.pdf")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    empty.save(tmp_path / "b.pdf")
    made = PdfReader(tmp_path / "b.pdf").metadata
    assert made is not None
    assert made.creation_date == dt.datetime.fromtimestamp(1_700_000_000, dt.UTC)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


def test_protected_persons_stand_by_alias_with_a_mark(ring_case: Any, chart: Chart, pdf: bytes) -> None:
    hidden = [p for p in ring_case.RingCase().people if p["protected"]]
    text = text_of(pdf)
    assert hidden
    for person in hidden:
        assert not [i for i in person["identifiers"] if i["value"] in text]
    assert "Protected person: name and numbers withheld" in text
    content = content_of(chart.scene, HOW, only_chart=False)
    marked = {entry["alias"] for entry in content["index"] if entry["hidden"]}
    assert {p["alias"] for p in hidden} & {e["alias"] for e in content["index"]} <= marked


def test_a_summary_that_is_final_says_so_on_the_size_asked_for(chart: Chart) -> None:
    how = replace(HOW, size=PaperSize.LETTER, status=Status.FINAL, purpose=Purpose.SUMMARY)
    pdf = on_paper(chart.scene, "pdf", how)
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert [round(float(x)) for x in page.mediabox[2:]] == [792, 612]
    assert "FINAL: SUMMARY OF EVIDENCE" in page.extract_text()
    assert "to be made available to the other party" in " ".join(page.extract_text().split())


def test_a_long_name_is_cut_on_the_sheet_and_whole_in_the_index(ring_case: Any) -> None:
    case = ring_case.RingCase(rings=1, customers=3)
    case.people[3]["alias"] = "A person with a name of many words"
    content = content_of(chart_of(case).scene, HOW, only_chart=False)
    names = {node["name"] for sheet in content["sheets"] for node in sheet["nodes"]}
    assert "A person with a name…" in names
    assert "A person with a name of many words" in {entry["alias"] for entry in content["index"]}
