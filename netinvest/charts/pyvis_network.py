"""A pyvis network whose page is safe and asks nobody for anything; for small graphs and further work.

pyvis' own page asks a content network for bootstrap even when told to be in line, and writes titles as markup
once one of them contains "href". Here titles are escaped, foreign tags are taken out, and a content policy
allows the scripts and styles of the page by hash and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from netinvest.charts.first_view import first_view
from netinvest.charts.layout import layout
from netinvest.charts.link import STREAMS
from netinvest.charts.role import STYLES

if TYPE_CHECKING:
    from netinvest.charts.scene import Scene

_FOREIGN = re.compile(r"<link\b[^>]*\bhref=\s*\"https?:[^>]*>|<script\b[^>]*\bsrc=\s*\"[^>]*>\s*</script>", re.DOTALL)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)

COLOUR = {"calls": "#7b8794", "messages": "#7b8794", "transfers": "#0b7a5e", "advertisements": "#a86b00"}


class OfflineNetwork(Network):  # type: ignore[misc]
    """pyvis' Network with a page that needs, and may ask for, nothing outside itself."""

    heading: str

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:  # noqa: FBT001, FBT002
        """The page, with every foreign tag taken out and a policy put in.

        Args:
            name: As in pyvis.
            local: As in pyvis.
            notebook: As in pyvis.
        """
        heading = self.heading
        self.heading = html.escape(heading)  # its template writes the heading as it is
        try:
            page = super().generate_html(name, local=local, notebook=notebook)
        finally:
            self.heading = heading
        page = page.replace("\r\n", "\n").replace("\r", "\n")
        page = _FOREIGN.sub("", page).replace(' style="width: 100%"', "")
        page = page.replace("//# sourceMappingURL=vis-network.min.js.map", "")
        policy = (
            f"default-src 'none'; script-src {_hashes(_SCRIPT, page)}; style-src {_hashes(_STYLE, page)}; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        )
        tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        return page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{tag}', 1)

    def write_html(
        self,
        name: str,
        local: bool = True,  # noqa: FBT001, FBT002
        notebook: bool = False,  # noqa: FBT001, FBT002
        open_browser: bool = False,  # noqa: FBT001, FBT002, ARG002
    ) -> None:
        """Write the page as UTF-8, whatever the platform's encoding; no browser is opened.

        Args:
            name: File to write.
            local: As in pyvis.
            notebook: As in pyvis.
            open_browser: Ignored.
        """
        Path(name).write_text(self.generate_html(name, local=local, notebook=notebook), encoding="utf-8", newline="\n")

    def _repr_html_(self) -> str:
        page = html.escape(self.generate_html())
        return f'<iframe sandbox="allow-scripts" width="100%" height="640" frameborder="0" srcdoc="{page}"></iframe>'


def to_pyvis(scene: Scene) -> OfflineNetwork:
    """The first view as a pyvis network.

    Returns:
        Nodes with alias, shape, colour and fixed place, one edge a pair and stream; physics off.
    """
    opening = first_view(scene)
    links = scene.links
    events: dict[tuple[int, int, int], int] = defaultdict(int)
    shown = set(opening)
    columns = (links.start.tolist(), links.end.tolist(), links.stream.tolist(), links.count.tolist())
    for start, end, stream, count in zip(*columns, strict=True):
        if start in shown and end in shown and start != end:
            events[start, end, stream] += count
    places = layout(opening, [pair[:2] for pair in events], [a.network for a in scene.actors], seed=scene.facts.seed)
    drawn = OfflineNetwork(height="640px", width="100%", directed=True, cdn_resources="in_line")
    drawn.toggle_physics(status=False)
    for actor in opening:
        style, person = STYLES[scene.actors[actor].role], scene.actors[actor]
        alias = html.escape(person.alias)
        drawn.add_node(
            actor,
            label=person.alias,
            title=f"{alias}: {style.label}",
            shape=style.shape,
            size=style.size,
            font={"strokeWidth": 3, "strokeColor": "#ffffff"},
            color={"background": style.fill, "border": style.border},
            x=places[actor][0],
            y=places[actor][1],
        )
    drawn.edges = [_edge(key, count) for key, count in sorted(events.items())]  # add_edge is quadratic
    drawings = scene.annotations["drawings"]
    drawn.edges += [
        _by_hand(start, end, text, drawings[by]["author"])
        for start, end, by, text in scene.annotations["links"]
        if start in shown and end in shown
    ]
    return drawn


def _edge(key: tuple[int, int, int], count: int) -> dict[str, Any]:
    start, end, at = key
    stream = STREAMS[at]
    bend = {"transfers": "curvedCW", "advertisements": "curvedCCW"}.get(stream)
    return {
        "from": start,
        "to": end,
        "arrows": "to" if stream == "transfers" else "",
        "color": COLOUR[stream],
        "dashes": {"messages": [2, 4], "advertisements": [8, 5]}.get(stream, False),
        "smooth": {"type": bend, "roundness": 0.14} if bend else False,
        "title": f"{stream}: {count:,}",
        "width": round(0.8 + 0.45 * math.log2(1 + count), 2),
    }


def _by_hand(start: int, end: int, text: str, author: str) -> dict[str, Any]:
    """What somebody drew in another tool: neither colour nor dashes of any evidence."""
    return {
        "from": start,
        "to": end,
        "arrows": "",
        "color": "#9c2f7f",
        "dashes": [1, 5],
        "smooth": {"type": "curvedCW", "roundness": 0.3},
        "title": html.escape(f"{text} (drawn by {author}, not evidence)"),
        "width": 2,
    }


def _hashes(pattern: re.Pattern[str], page: str) -> str:
    return " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
        for content in pattern.findall(page)
    )
