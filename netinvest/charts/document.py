"""The page: one HTML file that asks nobody for anything.

Text reaches it in two ways only: escaped into the static table, or packed (JSON, gzip, base64) in an element of
plain text, from where the chart's script writes it by ``textContent``. The policy allows exactly the script and the
style of this file, by hash.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from netinvest.charts.payload import KINDS, NOTICE, case_data, chart_data
from netinvest.charts.plain_text import plain
from netinvest.charts.role import LEAD_ROLE, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netinvest.charts.activity import Activity
    from netinvest.charts.scene import Scene

__all__ = ["KINDS", "NOTICE", "asset", "case_data", "packed", "page", "unpacked"]


def page(scene: Scene, activity: Activity | None = None) -> str:
    """The chart as one HTML document, the same bytes for the same scene and activity."""
    script, style = asset("chart.js"), asset("chart.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    title = f"{scene.redact(plain(scene.facts.name, 120))} - leads ({plain(scene.facts.label, 40)})"
    parts = {
        "policy": html.escape(policy, quote=False),
        "title": html.escape(title),
        "heading": html.escape(scene.redact(plain(scene.facts.name, 120))),
        "label": html.escape(plain(scene.facts.label, 40)),
        "table": _static_table(scene),
        "facts": _static_facts(scene),
        "style": style,
        "data": base64.b64encode(packed(scene, activity)).decode("ascii"),
        "script": script,
    }
    return "".join(
        parts[piece[2:-2]] if piece.startswith("{{") else piece for piece in _pieces(asset("page.html"), parts)
    )


def _pieces(template: str, parts: dict[str, str]) -> Iterable[str]:
    """The template cut at its placeholders; what is put in is never looked at again."""
    import re

    return re.split("(" + "|".join(re.escape("{{" + name + "}}") for name in parts) + ")", template)


def packed(scene: Scene, activity: Activity | None = None) -> bytes:
    """What the chart's script reads, as gzip of JSON; the same bytes for the same scene."""
    text = json.dumps(chart_data(scene, activity), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)


def unpacked(html_page: str) -> str:
    """What a saved page holds, as JSON text: for whoever wants to check what it says without a browser.

    Args:
        html_page: The text of the page.
    """
    data = html_page.split('id="netinvest-data">')[1].split("</script>", maxsplit=1)[0]
    return gzip.decompress(base64.b64decode(data)).decode("utf-8")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def asset(name: str) -> str:
    """A file of the built chart."""
    return resources.files("netinvest.charts").joinpath("page", name).read_text("utf-8")


def _static_facts(scene: Scene) -> str:
    """Case, run and notice for readers without a script, and for print."""
    case = case_data(scene)
    said = [
        ("Period", " to ".join(case["period"])),
        ("Run", case["run"]),
        ("Seed", case["seed"]),
        ("Version", case["version"]),
    ]
    return "".join(
        f"<div><dt>{name}</dt> <dd>{html.escape(str(value))}</dd></div>" for name, value in said if value != ""
    )


def _static_table(scene: Scene) -> str:
    """The leads as table rows."""
    rows = []
    for kind in KINDS:
        for finding in scene.findings:
            if finding["kind"] != kind.value:
                continue
            signs = (*finding["indicators"], *finding["contrary"])
            interval = finding["interval"]
            rank = (
                f"{finding['rank']}"
                + (f" ({interval[0]}-{interval[1]})" if interval else "")
                + (" unstable" if finding["unstable"] else "")
            )
            cells = (
                STYLES[LEAD_ROLE[kind]].label if kind in LEAD_ROLE else finding["kind"].replace("_", " ").capitalize(),
                rank,
                finding["alias"],
                finding["category"].replace("_", " "),
                " ".join((*(sign["sentence"] for sign in signs), *finding["caveats"])),
            )
            rows.append("<tr>" + "".join(f"<td><bdi>{html.escape(cell)}</bdi></td>" for cell in cells) + "</tr>")
    return "\n".join(rows)
