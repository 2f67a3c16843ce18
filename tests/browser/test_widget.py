"""The widget as a notebook's page runs it: its script as a module from memory, a model that gives and takes."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.charts import Chart

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

HOST = """<!DOCTYPE html><meta charset=utf-8><style>{style}</style><body><div id=one></div><div id=two></div>
<script id=code type=text/plain>{code}</script><script type=module>
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const code = bytes(document.getElementById("code").textContent);
const url = URL.createObjectURL(new Blob([code], {{ type: "text/javascript" }}));
const widget = (await import(url)).default;
window.models = [];
for (const id of ["one", "two"]) {{
  const values = {{ payload: new DataView(bytes({payload}).buffer), selection: [], notes: [], kept: true }};
  const heard = {{}};
  const model = {{ values, heard, get: (name) => values[name], set: (name, value) => {{ values[name] = value; }},
    save_changes: () => {{}},
    on: (name, what) => {{ heard[name] = what; }}, off: (name) => {{ delete heard[name]; }} }};
  window.models.push(model);
  model.stop = await widget.render({{ model, el: document.getElementById(id) }});
}}
document.body.dataset.ready = "1";
</script>"""


def test_two_widgets_in_one_page_select_and_note_each_for_itself(
    open_page: Any, ring_case: Any, tmp_path: Path
) -> None:
    case = ring_case.RingCase()
    widget = Chart(case.findings, case.actors, case.links, case.facts, members=case.members).widget
    host = tmp_path / "host.html"
    code = base64.b64encode(str(widget._esm).encode()).decode()
    payload = json.dumps(base64.b64encode(widget.payload).decode())
    host.write_text(HOST.format(style=widget._css, code=code, payload=payload), "utf-8")
    page, watch = open_page(host, wait=False)
    page.wait_for_selector("body[data-ready]")
    assert page.inner_text("#one .notice") == "Leads to examine, not statements of guilt Draft"
    page.locator("#two .lead >> nth=1").click()
    assert page.evaluate("() => models.map((m) => m.values.selection)") == [[], ["A-00005"]]
    page.locator("#two .notes summary").click()
    page.locator("#two .notes textarea").fill("Who pays the rent?")
    page.locator("#two .add-note").click()
    (note,) = page.evaluate("() => models[1].values.notes")
    assert (note["about"], note["subject"], note["text"]) == ("actor", "A-00005", "Who pays the rent?")
    page.evaluate("() => { models[0].values.selection = ['A-00004']; models[0].heard['change:selection'](); }")
    assert page.locator("#one .lead[aria-current]").count() == 1
    assert page.inner_text("#one .panel h2") == "A-00004"
    assert page.evaluate("() => models[1].values.selection") == ["A-00005"]
    page.evaluate("() => models[0].stop()")
    assert page.locator("#one .nic").count() == 0
    assert [url for url in watch.requests if not url.startswith("blob:")] == []
    assert watch.errors == []
