"""The chart in a real Chromium, as an investigator uses it."""

from __future__ import annotations

import html
import random
import time
from pathlib import Path
from typing import Any

import pytest
from netinvest.charts import Chart

pytestmark = pytest.mark.browser


def chart_of(case: Any, **options: Any) -> Chart:
    return Chart(case.findings, case.actors, case.links, case.facts, members=case.members, **options)


@pytest.fixture(scope="module")
def saved(ring_case: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return chart_of(ring_case.RingCase()).save(tmp_path_factory.mktemp("chart") / "rings.html")


@pytest.fixture
def opened(open_page: Any, saved: Any) -> Any:
    page, watch = open_page(saved)
    yield page
    assert (watch.requests, watch.errors, watch.dialogs) == ([], [], [])


def colours(page: Any) -> int:
    """How many different colours the picture has, as a reader sees it: an empty stage has one."""
    import io

    from PIL import Image

    picture = Image.open(io.BytesIO(page.locator(".network").screenshot())).convert("RGB")
    return len(picture.getcolors(1 << 24) or ())


def first_of(page: Any, colour: tuple[int, int, int]) -> tuple[int, int]:
    """Where on the stage a colour is seen first, from above; a little further in."""
    import io

    from PIL import Image

    picture = Image.open(io.BytesIO(page.locator(".network").screenshot())).convert("RGB")
    at = list(picture.get_flattened_data()).index(colour)
    return at % picture.width, at // picture.width + 4


def test_draws_the_leads_and_says_what_is_hidden(opened: Any) -> None:
    assert colours(opened) > 50
    assert opened.inner_text(".status") == "33 actors and 69 ties shown; 222 more in this file, hidden."
    assert "Leads to examine, not statements of guilt" in opened.inner_text("#notice")
    assert "DRAFT" in opened.inner_text("#notice").upper()
    assert opened.inner_text("#facts").split() == [
        "Period", "2026-01-05", "to", "2026-06-04", "Run", "run-0007", "Seed", "7", "Version", "0.1.0",
    ]  # fmt: skip


def test_nothing_is_cut_off_on_a_laptop_screen(opened: Any) -> None:
    wide, high = opened.evaluate("() => [document.body.scrollWidth, document.body.scrollHeight]")
    assert (wide, high) == (1366, 768)
    for part in ("#notice", ".status", ".filters", ".key", ".bar"):
        box = opened.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1366
        assert box["y"] + box["height"] <= 768.5
    cut = opened.evaluate(
        "() => [...document.querySelectorAll('.chip, .bar button, .lead .name')]"
        ".filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"
    )
    assert cut == []


def test_panel_says_why_and_why_not_with_its_rows(opened: Any) -> None:
    opened.click(".lead >> nth=0")
    panel = opened.inner_text(".panel")
    assert "Receives 94 % of what two pass-through accounts take in, within three days." in panel
    assert "Few direct contacts with the advertised numbers." in panel
    assert "Rank 1 among likely coordinators; between 1 and 2 in 90\u00a0% of the perturbed runs" in panel
    opened.click(".panel .signs summary >> nth=0")
    assert "statements_2026Q1.csv" in opened.inner_text(".panel .signs")
    sha256 = opened.locator(".panel .signs .hash >> nth=0")
    assert len(sha256.inner_text()) == 13
    sha256.click()
    assert len(sha256.inner_text()) == 64


def test_possible_victim_offender_has_what_speaks_for_them_first(opened: Any) -> None:
    opened.click(".lead:has-text('A-00006')")
    assert "A victim-first assessment comes before any charging decision." in opened.inner_text(".panel .victim-first")
    headings = opened.locator(".panel .finding h3").all_inner_texts()
    assert headings[1:3] == ["What speaks for them: signs of exploitation", "Signs of a part in offending"]
    assert "hidden: a protected person" in opened.inner_text(".panel")


def test_search_by_alias_and_by_a_national_number(opened: Any) -> None:
    opened.keyboard.press("/")
    opened.keyboard.type("a-00250")
    opened.keyboard.press("Enter")
    assert opened.inner_text(".panel h2") == "A-00250"
    assert opened.inner_text(".status").startswith("34 actors")  # it was hidden, and is brought
    opened.fill(".search", "07700 900004")
    assert opened.locator(".matches li").count() == 1
    opened.keyboard.press("Enter")
    assert opened.inner_text(".panel h2") == "A-00004"
    opened.fill(".search", "07700 900006")  # a possible victim: not to be found by the number
    assert opened.inner_text(".matches") == "No actor in this file matches"


def test_legend_and_link_filters(opened: Any) -> None:
    opened.click(".chip:has-text('Likely linked victim')")
    assert opened.inner_text(".status").startswith("15 actors")
    assert "0/18" in opened.inner_text(".chip:has-text('Likely linked victim')")
    opened.click(".chip:has-text('Likely linked victim')")
    assert opened.inner_text(".status").startswith("33 actors and 69 ties")
    opened.click(".chip:has-text('Advertisements')")
    without_ads = int(opened.inner_text(".status").split(" ties")[0].split()[-1])
    opened.click(".chip:has-text('Transfers')")
    only_contact = int(opened.inner_text(".status").split(" ties")[0].split()[-1])
    assert 69 > without_ads > only_contact > 0
    opened.click(".chip:has-text('Advertisements')")
    opened.click(".chip:has-text('Transfers')")
    opened.locator(".least").focus()
    opened.keyboard.press("End")
    assert opened.inner_text(".least-value") == "100 events"
    assert opened.inner_text(".status").startswith("33 actors and 3 ties")


def test_time_filter(opened: Any) -> None:
    opened.locator(".to").focus()
    opened.keyboard.press("Home")
    assert opened.inner_text(".time-value") == "2026-01-05 to 2026-01-05"
    ties = int(opened.inner_text(".status").split(" ties")[0].split(" tie ")[0].split()[-1])
    assert ties < 10


def test_expand_views_and_reset(opened: Any) -> None:
    opened.click(".lead >> nth=0")
    opened.click(".expand")
    assert opened.inner_text(".status").startswith("35 actors")
    assert opened.inner_text(".expand") == "All neighbours are shown"
    opened.select_option(".views", label="All of Network 1")
    assert opened.inner_text(".status").startswith("83 actors")
    opened.select_option(".views", "whole")
    assert opened.inner_text(".status") == "255 actors and 432 ties shown."
    opened.click(".reset")
    assert opened.inner_text(".status").startswith("33 actors")


def test_press_on_the_canvas_selects_and_twice_expands(opened: Any) -> None:
    box = opened.locator(".network").bounding_box()
    x, y = first_of(opened, (0xD5, 0x5E, 0))  # some coordinator's diamond
    opened.mouse.click(box["x"] + x, box["y"] + y)
    heading = opened.inner_text(".panel h2")
    assert heading in {"A-00004", "A-00005", "A-00087", "A-00088", "A-00171", "A-00172"}
    assert opened.locator(f".lead[aria-current]:has-text('{heading}')").count() == 1
    opened.wait_for_timeout(600)  # so that the next two are a pair
    opened.mouse.dblclick(box["x"] + x, box["y"] + y)
    opened.wait_for_timeout(400)
    assert opened.inner_text(".panel h2") == heading
    assert opened.inner_text(".expand") == "All neighbours are shown"


def test_keyboard_alone(opened: Any) -> None:
    opened.keyboard.press("Tab")
    assert opened.evaluate("() => document.activeElement.className") == "skip"
    opened.locator(".network").focus()
    before = opened.evaluate("() => document.querySelector('.network canvas.sigma-under').toDataURL().length")
    for key in ("+", "ArrowRight", "ArrowDown"):
        opened.keyboard.press(key)
        opened.wait_for_timeout(200)
    assert opened.evaluate("() => document.querySelector('.network canvas.sigma-under').toDataURL().length") != before
    opened.locator(".lead >> nth=3").focus()
    opened.keyboard.press("Enter")
    assert opened.inner_text(".panel h2") == opened.inner_text(".lead >> nth=3 >> .name")
    opened.keyboard.press("e")
    assert opened.inner_text(".expand") == "All neighbours are shown"
    opened.keyboard.press("Escape")
    assert opened.inner_text(".panel h2") == "How to read this chart"


def test_every_control_has_a_name(opened: Any) -> None:
    opened.click(".lead >> nth=0")
    nameless = opened.evaluate(
        "() => [...document.querySelectorAll('button, input, select, summary')].filter((e) =>"
        " !(e.textContent.trim() || e.getAttribute('aria-label') || (e.labels && e.labels.length))).map((e) => e.id)"
    )
    assert nameless == []


def test_without_a_script_there_is_a_table(open_page: Any, saved: Any) -> None:
    page, watch = open_page(saved, script=False)
    assert page.locator("#static tbody tr").count() == 39
    assert "needs JavaScript" in page.inner_text("#static")
    assert page.inner_text("h1") == "Harbour (synthetic)"
    assert not page.locator("#app").is_visible()
    assert watch.requests == []


def test_in_a_notebook_frame(open_page: Any, ring_case: Any, tmp_path: Any) -> None:
    chart = chart_of(ring_case.RingCase())
    host = tmp_path / "notebook.html"
    host.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><body>{chart._repr_mimebundle_()['text/html']}", encoding="utf-8"
    )
    page, watch = open_page(host, wait=False)
    frame = page.frame_locator("iframe")
    frame.locator(".lead >> nth=0").click()
    assert frame.locator(".panel h2").inner_text() == "A-00004"
    assert (watch.requests, watch.errors) == ([], [])


def test_pyvis_page_is_offline(open_page: Any, ring_case: Any, tmp_path: Any) -> None:
    path = tmp_path / "pyvis.html"
    chart_of(ring_case.RingCase()).to_pyvis().write_html(str(path))
    page, watch = open_page(path, wait=False)
    page.wait_for_selector("#mynetwork canvas")
    page.wait_for_timeout(300)
    assert (watch.requests, watch.errors) == ([], [])


def test_two_thousand_actors_open_in_five_seconds(open_page: Any, ring_case: Any, tmp_path: Any) -> None:
    case = ring_case.RingCase(rings=9, customers=206)
    assert len(case.people) > 2_000
    path = chart_of(case).save(tmp_path / "large.html")
    start = time.perf_counter()
    page, watch = open_page(path)
    assert time.perf_counter() - start < 5
    page.select_option(".views", "whole")
    assert page.inner_text(".status").startswith("2,010 actors")
    assert (watch.requests, watch.errors) == ([], [])


def test_a_frame_that_is_shown_later_or_resized_is_fitted(open_page: Any, saved: Any, tmp_path: Any) -> None:
    """A notebook may load its output while it is hidden."""
    host = tmp_path / "hidden.html"
    host.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><body><iframe style='display:none;width:1000px;height:650px' "
        f'srcdoc="{html.escape(saved.read_text("utf-8"))}"></iframe>',
        encoding="utf-8",
    )
    page, watch = open_page(host, wait=False)
    page.wait_for_timeout(500)
    page.evaluate("() => { document.querySelector('iframe').style.display = 'block'; }")
    page.wait_for_timeout(500)
    frame = page.frames[1]
    assert colours(frame) > 50
    page.evaluate("() => { document.querySelector('iframe').style.width = '1300px'; }")
    page.wait_for_timeout(300)
    assert colours(frame) > 50
    assert (watch.requests, watch.errors) == ([], [])


def test_a_case_without_leads_opens_on_everybody(open_page: Any, ring_case: Any, tmp_path: Any) -> None:
    case = ring_case.RingCase(rings=1, customers=10)
    page, watch = open_page(Chart([], case.actors, case.links, case.facts).save(tmp_path / "none.html"))
    assert page.inner_text(".status").startswith("26 actors")
    assert (watch.requests, watch.errors) == ([], [])
    page, watch = open_page(Chart([], case.actors.slice(0, 0), case.links, case.facts).save(tmp_path / "empty.html"))
    assert page.inner_text(".empty") == "There is nobody in this case yet."
    assert (watch.requests, watch.errors) == ([], [])


def test_a_case_without_leads_says_so(open_page: Any, ring_case: Any, tmp_path: Any) -> None:
    case = ring_case.RingCase()
    page, _ = open_page(Chart([], case.actors, case.links, case.facts).save(tmp_path / "none.html"))
    assert page.inner_text(".leads") == "This analysis names no lead."
    assert "does not mean that there is nothing to find" in page.inner_text(".panel")


def test_no_order_of_actions_breaks_it(opened: Any) -> None:
    """Random presses, drags, keys, filters and views; found once: expanding somebody whom the view does not hold."""
    draw = random.Random(4)  # noqa: S311

    def somewhere() -> tuple[int, int]:
        return draw.randrange(255, 1015), draw.randrange(90, 620)

    for _ in range(120):
        action = draw.randrange(7)
        if action == 0:
            opened.mouse.click(*somewhere())
        elif action == 1:
            opened.mouse.move(*somewhere())
            opened.mouse.down()
            opened.mouse.move(*somewhere(), steps=2)
            opened.mouse.up()
        elif action == 2:
            opened.evaluate(
                "(q) => { const e = [...document.querySelectorAll('button')].filter((b) => b.offsetParent);"
                " e[Math.floor(q * e.length)].click(); }",
                draw.random(),
            )
        elif action == 3:
            opened.keyboard.press(draw.choice(["e", "0", "+", "-", "Escape", "/", "Tab", "Enter", "ArrowLeft"]))
        elif action == 4:
            opened.select_option(".views", index=draw.randrange(5))
        elif action == 5:
            opened.evaluate(
                "([id, q]) => { const e = document.querySelector(id); const low = Number(e.min);"
                " e.value = String(low + q * (e.max - low)); e.dispatchEvent(new Event('input')); }",
                [draw.choice([".from", ".to", ".least"]), draw.random()],
            )
        else:
            opened.select_option(".colour", index=draw.randrange(2))
    opened.click(".reset")
    assert opened.inner_text(".status") == "33 actors and 69 ties shown; 222 more in this file, hidden."


def saved_text(page: Any, which: str) -> str:
    with page.expect_download() as caught:
        page.select_option(".save", label=which)
    return Path(caught.value.path()).read_text("utf-8")


def test_hide_pin_undo_and_lasso(opened: Any) -> None:
    opened.click(".lead >> nth=0")
    opened.keyboard.press("h")
    assert opened.inner_text(".status").startswith("32 actors")
    opened.keyboard.press("Control+z")
    assert opened.inner_text(".status").startswith("33 actors")
    opened.click(".lead >> nth=0")
    opened.keyboard.press("p")
    opened.click(".chip:has-text('Likely coordinator')")
    assert "1/6" in opened.inner_text(".chip:has-text('Likely coordinator')")  # the pinned one stays
    opened.click("button.reset")
    opened.click("button.lasso")
    box = opened.locator(".network").bounding_box()
    corners = ((5, 5), (box["width"] - 5, 5), (box["width"] - 5, box["height"] - 5), (5, box["height"] - 5))
    opened.mouse.move(box["x"] + 5, box["y"] + 6)
    opened.mouse.down()
    for x, y in (*corners, corners[0]):
        opened.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    opened.mouse.up()
    assert opened.inner_text(".panel h2") == "33 actors selected"


def test_dragging_moves_one_actor_and_undo_puts_it_back(opened: Any) -> None:
    x, y = first_of(opened, (0xD5, 0x5E, 0))
    box = opened.locator(".network").bounding_box()
    before = opened.locator(".network").screenshot()
    opened.mouse.move(box["x"] + x, box["y"] + y)
    opened.mouse.down()
    opened.mouse.move(box["x"] + x + 40, box["y"] + y + 30, steps=5)
    opened.mouse.up()
    opened.wait_for_timeout(400)
    assert opened.locator(".network").screenshot() != before
    assert opened.is_enabled("button.undo")
    opened.keyboard.press("Control+z")
    assert not opened.is_enabled("button.undo")


def test_surroundings_and_the_table_of_leads(opened: Any) -> None:
    opened.click(".lead >> nth=0")
    opened.keyboard.press("o")
    assert opened.locator(".views option:checked").inner_text() == "Around A-00004"
    opened.keyboard.press("t")
    rows = opened.locator(".table-view tbody tr")
    assert rows.count() == 39
    assert "Receives 94 % of what two pass-through accounts take in" in rows.nth(0).inner_text()
    rows.nth(1).locator("button").click()
    assert opened.inner_text(".panel h2") == "A-00005"
    assert opened.locator(".table-view").is_hidden()


def test_notes_go_to_a_file_and_come_back(open_page: Any, saved: Any, opened: Any, tmp_path: Any) -> None:
    opened.click(".lead >> nth=0")
    opened.click(".notes summary")
    opened.fill(".notes textarea", "Rang <b>twice</b> e p h: عربي")
    opened.click(".add-note")
    opened.keyboard.press("p")
    file = tmp_path / "notes.json"
    file.write_text(saved_text(opened, "Notes (JSON)"), "utf-8")
    page, watch = open_page(saved)
    page.set_input_files(".bar input[type=file]", file)
    page.wait_for_function("() => document.querySelector('.status').textContent.includes('1 note')")
    page.click(".lead >> nth=0")
    assert "Rang <b>twice</b> e p h: عربي" in page.inner_text(".notes")
    assert page.get_attribute(".panel .actions button:has-text('Unpin')", "aria-pressed") == "true"
    other = tmp_path / "other.json"
    other.write_text('{"format": "netinvest notes 1", "case": "another", "run": "x"}', "utf-8")
    page.set_input_files(".bar input[type=file]", other)
    page.wait_for_function("() => document.querySelector('.status').textContent.includes('another case')")
    assert watch.errors == []


def test_the_picture_as_svg_says_what_the_screen_says(opened: Any) -> None:
    from lxml import etree

    root = etree.fromstring(saved_text(opened, "Picture (SVG)").encode("utf-8"))
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}g[@data-actor]")) == 33
    names = [text.text for text in root.iter(f"{space}text")]
    assert {"Network 1", "A-00004", "A-00006"} <= set(names)
    assert not [e for e in root.iter() if etree.QName(e).localname in {"script", "image", "use", "foreignObject", "a"}]
    with opened.expect_download() as caught:
        opened.select_option(".save", label="Picture (PNG)")
    assert Path(caught.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_without_webgl_the_picture_can_still_be_pressed(open_page: Any, saved: Any, tmp_path: Any) -> None:
    import base64
    import hashlib

    trap = (
        "HTMLCanvasElement.prototype.getContext = ((old) => function (kind, ...rest) { return kind.startsWith('webgl')"
    )
    trap += " ? null : old.call(this, kind, ...rest); })(HTMLCanvasElement.prototype.getContext);"
    digest = base64.b64encode(hashlib.sha256(trap.encode()).digest()).decode()
    text = saved.read_text("utf-8").replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    path = tmp_path / "still.html"
    path.write_text(text.replace("<title>", f"<script>{trap}</script><title>", 1), "utf-8")
    page, watch = open_page(path)
    assert page.locator(".network svg g[data-actor]").count() == 33
    page.locator(".network svg g[data-actor] >> nth=-1").click()
    assert page.inner_text(".panel h2").startswith("A-")
    page.click(".chip:has-text('Likely linked victim')")
    assert page.locator(".network svg g[data-actor]").count() == 15
    assert (watch.requests, watch.errors) == ([], [])
