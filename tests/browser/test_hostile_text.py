"""Whatever a file says, no script of its runs, no request leaves, and the chart still works."""

from __future__ import annotations

import datetime as dt
import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from netinvest.charts import Activity, CaseFacts, Chart, SourceFact
from netinvest.model.finding import Evidence, Finding, FindingKind, Indicator, Subject

pytestmark = pytest.mark.browser

KINDS = tuple(FindingKind)


def _hostile() -> Any:
    spec = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HOSTILE = _hostile()
PAYLOADS: tuple[str, ...] = HOSTILE.PAYLOADS


def _storable(text: str) -> str:
    """Arrow holds UTF-8 only."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _finding(number: int, text: str, long: str = "") -> Finding:
    text = text or f"empty {number}"
    evidence = (Evidence(text, text, text, (1, 2), 5),)
    sign = Indicator(text, text, 1.5, float("nan"), None, text + long, evidence)
    return Finding(
        text + str(number), KINDS[number % len(KINDS)],
        Subject(f"{text}-{number}", text, text, ({"kind": text, "value": text},)),
        number + 1, float("inf"), (1, 2), None, (sign,), (sign,),
        {text: {text: text, "__proto__": text}, "__proto__": text, "members": [text]}, (text,), evidence, (text,), text,
    )  # fmt: skip


@pytest.fixture(scope="module")
def chart() -> Chart:
    """Every payload in every text field."""
    findings = [_finding(i, text, HOSTILE.LONG if i == 0 else "") for i, text in enumerate(PAYLOADS)]
    names = [_storable(f"{finding.subject.actor_id}") for finding in findings]
    findings = [replace(f, subject=replace(f.subject, actor_id=name)) for f, name in zip(findings, names, strict=True)]
    texts = [_storable(text) for text in PAYLOADS]
    actors = pa.table({
        "actor_id": names, "alias": texts, "category": texts, "protected": [i % 5 == 0 for i in range(len(names))],
        "identifiers": [[{"kind": text, "value": text}] for text in texts], "roles": [[text] for text in texts],
    })  # fmt: skip
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    count = len(names)
    links = pa.table({
        "start_actor_id": names, "end_actor_id": [*names[1:], names[0]],
        "stream": [("calls", "transfers", "advertisements", "__proto__")[i % 4] for i in range(count)],
        "count": list(range(1, count + 1)), "first_at_utc": [at] * count, "last_at_utc": [at] * count,
        "amount": pa.array([1] * count, pa.decimal128(28, 8)), "currency": texts,
        "source_ids": [[text] for text in texts],
    })  # fmt: skip
    everything = "".join(PAYLOADS)
    facts = CaseFacts(
        everything[:150], everything, 1, everything, (at, at),
        tuple(SourceFact(t, t + str(i), t, 1) for i, t in enumerate(PAYLOADS)),
        {text + str(i): text for i, text in enumerate(PAYLOADS)}, (*PAYLOADS, HOSTILE.LONG), everything, everything,
    )  # fmt: skip
    days = pa.array([20_000] * count, pa.int64())
    ones = pa.array([1] * count, pa.int64())
    spots = pa.array([50.0 + i / 100 for i in range(count)], pa.float64())
    stream = ["calls"] * count
    activity = Activity(
        pa.table({"day": days, "stream": stream, "count": ones}),
        pa.table({"actor_id": names, "day": days, "stream": stream, "count": ones}),
        pa.table(
            {
                "actor_id": names,
                "day": days,
                "kind": texts,
                "name": texts,
                "latitude": spots,
                "longitude": spots,
                "count": ones,
            }
        ),
        tuple(names),
    )
    notes = [{"about": "case", "subject": facts.name, "text": text, "at": text, "who": text} for text in texts]
    annotations = [
        {
            "start": text,
            "end": texts[(i + 1) % count] if i % 3 else "",
            "text": text,
            "author": text,
            "file": text,
            "sha256": text,
            "at": text,
        }
        for i, text in enumerate(texts)
    ]
    return Chart(findings, actors, links, facts, reveal=True, activity=activity, notes=notes, annotations=annotations)


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 200


def test_nothing_runs_and_nothing_leaves(open_page: Any, chart: Chart, tmp_path: Path) -> None:
    path = chart.save(tmp_path / "hostile.html")
    assert path.stat().st_size < 4_000_000  # the field of 5 MB is cut, and says how long it was
    page, watch = open_page(path)
    own = page.evaluate("() => document.scripts.length")
    page.evaluate("() => document.querySelectorAll('.more').forEach((button) => button.click())")
    for lead in range(0, page.locator(".lead").count(), 3):
        page.evaluate("(i) => document.querySelectorAll('.lead')[i].click()", lead)
        page.evaluate("() => document.querySelectorAll('.panel details').forEach((d) => { d.open = true; })")
    assert page.locator(".drawn").count() or page.locator(".drawn-chip").count()
    page.click(".drawn-chip")
    page.click(".drawn-chip")
    page.click(".dock-button")
    page.click("button.table")
    page.click("button.table")
    page.select_option(".views", "communities")
    page.select_option(".views", "whole")
    for text in ("script", "__proto__", "constructor", "فاطمة", "(", "[", "\\"):
        page.fill(".search", text)
        page.keyboard.press("Enter")
    page.mouse.move(600, 300)
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.__ran") is None
    assert page.evaluate("() => ({}).polluted") is None
    assert page.evaluate("() => document.scripts.length") == own == 2
    assert (
        page.evaluate(
            "() => [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => "
            "a.name.startsWith('on') || /^(src|href|srcdoc|action|data)$/.test(a.name)"
            " && a.value !== '#netinvest-chart')).length"
        )
        == 0
    )
    assert (
        page.evaluate(
            "() => document.querySelectorAll('img, iframe, object, embed, form, base, link, video, audio').length"
        )
        == 0
    )
    assert (watch.requests, watch.errors, watch.dialogs) == ([], [], [])


def test_nothing_runs_in_a_notebook_frame(open_page: Any, chart: Chart, tmp_path: Path) -> None:
    host = tmp_path / "notebook.html"
    host.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{chart._repr_html_()}", encoding="utf-8")
    page, watch = open_page(host, wait=False)
    page.frame_locator("iframe").locator(".lead >> nth=0").click()
    assert page.evaluate("() => window.__ran") is None
    assert [frame.evaluate("() => window.__ran") for frame in page.frames] == [None, None]
    assert (watch.requests, watch.errors, watch.dialogs) == ([], [], [])


def test_nothing_runs_without_our_script(open_page: Any, chart: Chart, tmp_path: Path) -> None:
    page, watch = open_page(chart.save(tmp_path / "hostile.html"), script=False)
    assert page.locator("#static tbody tr").count() == len(PAYLOADS)
    assert watch.requests == []


def test_nothing_runs_in_pyvis(open_page: Any, chart: Chart, tmp_path: Path) -> None:
    path = tmp_path / "pyvis.html"
    network = chart.to_pyvis()
    network.heading = f"<script>{HOSTILE.RUN}</script>"
    network.write_html(str(path))
    page, watch = open_page(path, wait=False)
    page.wait_for_selector("#mynetwork canvas")
    box = page.locator("#mynetwork").bounding_box()
    for step in range(0, 400, 20):
        page.mouse.move(box["x"] + 300 + step, box["y"] + 200 + step / 2)
        page.wait_for_timeout(20)
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.__ran") is None
    assert (watch.requests, watch.errors, watch.dialogs) == ([], [], [])
