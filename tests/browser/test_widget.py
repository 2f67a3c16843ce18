"""The widget as a notebook's page runs it: its script as a module from memory, a model that gives and takes.

JupyterLab, Notebook 7 and VS Code hand anywidget the script as text, and anywidget imports it from a ``blob:`` address
(``data:`` where a host has no object addresses). VS Code's notebook page forbids everything that its policy does not
name (``backLayerWebView.ts``: images, fonts and requests of ``https:`` only). Here it is stricter: no evaluated text,
no request at all, and of scripts only what stands in the page and the one address the module comes from.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from netinvest.charts import Chart

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' {scheme}:; style-src 'unsafe-inline'; img-src data:; "
    "connect-src 'none'; worker-src 'none'; child-src 'none'; base-uri 'none'; form-action 'none'"
)
ADDRESS = {
    "blob": 'URL.createObjectURL(new Blob([code], { type: "text/javascript" }))',
    "data": '"data:text/javascript;base64," + document.getElementById("code").textContent',
}
HOST = """<!DOCTYPE html><meta charset=utf-8><meta http-equiv=Content-Security-Policy content="{policy}">
<style>{style}</style><body><div id=one></div><div id=two></div>
<script id=code type=text/plain>{code}</script><script type=module>
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const code = bytes(document.getElementById("code").textContent);
const url = {address};
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


@pytest.mark.parametrize("scheme", list(ADDRESS))
def test_two_widgets_in_one_page_select_and_note_each_for_itself(
    open_page: Any, ring_case: Any, tmp_path: Path, scheme: str
) -> None:
    case = ring_case.RingCase()
    widget = Chart(case.findings, case.actors, case.links, case.facts, members=case.members).widget
    host = tmp_path / "host.html"
    code = base64.b64encode(str(widget._esm).encode()).decode()
    payload = json.dumps(base64.b64encode(widget.payload).decode())
    policy, address = POLICY.format(scheme=scheme), ADDRESS[scheme]
    host.write_text(HOST.format(policy=policy, style=widget._css, code=code, address=address, payload=payload), "utf-8")
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
    assert [url for url in watch.requests if not url.startswith(f"{scheme}:")] == []
    assert watch.errors == []  # and with them every breach of the policy


def test_the_policy_would_show_what_it_forbids(open_page: Any, tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    policy = POLICY.format(scheme="blob")
    broken = "await import('./beside.js').catch(() => 0); await fetch('https://host.example/x').catch(() => 0);"
    host.write_text(
        f'<!DOCTYPE html><meta http-equiv=Content-Security-Policy content="{policy}"><body><script type=module>'
        f'{broken} document.body.dataset.ready = "1";</script>',
        "utf-8",
    )
    page, watch = open_page(host, wait=False)
    page.wait_for_selector("body[data-ready]", state="attached")
    assert watch.requests == []
    assert sum("Content Security Policy" in text for text in watch.errors) >= 2, watch.errors
