"""A chart on paper: the drawing, then the leads, every link drawn, and the sources, on numbered pages.

The bytes are the same for the same case: no date of making, no random ids, fonts embedded whole.
"""

from __future__ import annotations

import datetime as dt
import io
import textwrap
from typing import TYPE_CHECKING, Any

from netinvest.charts.document import KINDS, NOTICE, case_data
from netinvest.charts.drawing import draw_first_view, key, printable
from netinvest.charts.first_view import first_view
from netinvest.charts.plain_text import shortened
from netinvest.charts.role import LEAD_ROLE, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure

    from netinvest.charts.drawing import Tie
    from netinvest.charts.scene import Scene

A4 = (11.69, 8.27)  # landscape, inches
SIDE, TOP, BOTTOM = 0.55, 0.95, 0.55  # margins, inches
SIZE = 7.0  # points, of running text
LINE_IN = SIZE * 1.38 / 72
CHARACTER_IN = SIZE * 0.56 / 72  # mean width in DejaVu Sans
RC: dict[str, Any] = {
    "svg.hashsalt": "netinvest",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "path.simplify": False,
}
PURPOSE = "Illustrative aid, not a summary of evidence"
METHOD = (
    "Leads are the result of the run named above; they are assessments, not facts. Drawn are leads and the shortest "
    "paths of evidence between leads of one network; every link drawn is in the table of links."
)
DPI = 200


def on_paper(scene: Scene, kind: str) -> bytes:
    """The chart as a file for print.

    Args:
        scene: What may be shown.
        kind: ``pdf`` (all pages), ``svg`` or ``png`` (the drawing alone).

    Returns:
        The file's bytes.
    """
    import matplotlib as mpl

    with mpl.rc_context(RC):
        figure, ties = _drawing(scene)
        if kind != "pdf":
            _frame(scene, [figure])
            return _bytes(figure, kind)
        pages = [figure, *_tables(scene, ties)]
        _frame(scene, pages)
        return _pdf(scene, pages)


def _bytes(figure: Figure, kind: str) -> bytes:
    target = io.BytesIO()
    metadata: dict[str, Any] = {"Software": None} if kind == "png" else {"Date": None, "Creator": "netinvest"}
    figure.savefig(target, format=kind, dpi=DPI, metadata=metadata)
    return target.getvalue()


def _pdf(scene: Scene, pages: list[Figure]) -> bytes:
    from matplotlib.backends.backend_pdf import PdfPages

    target = io.BytesIO()
    title = f"{case_data(scene)['name']} - leads ({case_data(scene)['label']})"
    metadata = {"Title": title, "Creator": "netinvest", "Producer": "netinvest", "CreationDate": None}
    with PdfPages(target, metadata=metadata) as file:
        for page in pages:
            file.savefig(page)
    return target.getvalue()


def _blank() -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=A4, facecolor="white")


def _write(figure: Figure, x_in: float, y_in: float, text: str, **options: Any) -> None:
    """Text at inches from the left and from the top."""
    options = {"fontsize": SIZE, "color": "#1f2933", "va": "top", **options}
    figure.text(x_in / A4[0], 1 - y_in / A4[1], printable(text), **options)


def _drawing(scene: Scene) -> tuple[Figure, list[Tie]]:
    figure = _blank()
    width, height = A4[0] - 2 * SIDE, A4[1] - TOP - BOTTOM - 0.6
    axes = figure.add_axes((SIDE / A4[0], (BOTTOM + 0.6) / A4[1], width / A4[0], height / A4[1]))
    ties = draw_first_view(scene, axes, width, height)
    legend = figure.add_axes((SIDE / A4[0], (BOTTOM + 0.05) / A4[1], width / A4[0], 0.55 / A4[1]))
    key(legend, scene, {scene.actors[actor].role for actor in first_view(scene)})
    return figure, ties


def _frame(scene: Scene, pages: Sequence[Figure]) -> None:
    """Case, notice, label, run and page number on every page."""
    case = case_data(scene)
    run = [f"Run {case['run']}", f"seed {case['seed']}", f"netinvest {case['version']}"]
    period = f"Period {' to '.join(case['period'])} (UTC)" if case["period"] else "Period not stated"
    shown = "Identifiers of protected persons are shown" if scene.revealed else "Protected persons by alias only"
    for number, page in enumerate(pages, start=1):
        _write(page, SIDE, 0.36, shortened(case["name"], 48), fontsize=13, fontweight="bold")
        _write(page, SIDE, 0.64, f"{period}; {', '.join(run)}", color="#52606d")
        _write(
            page, A4[0] - SIDE, 0.36, f"{case['label'].upper()}. {PURPOSE}", ha="right", fontsize=9, fontweight="bold"
        )
        _write(page, A4[0] - SIDE, 0.64, f"{NOTICE}. {shown}.", ha="right", color="#52606d")
        _write(
            page, SIDE, A4[1] - 0.38, f"{len(scene.sources)} sources; gaps stated: {len(case['gaps'])}", color="#52606d"
        )
        _write(page, A4[0] - SIDE, A4[1] - 0.38, f"Page {number} of {len(pages)}", ha="right", color="#52606d")


class _Table:
    """Rows over as many pages as they need, under repeated headings."""

    def __init__(self, title: str, columns: Sequence[tuple[str, float]]) -> None:
        """Args: title: heading; columns: names and widths in inches."""
        self.pages: list[Figure] = []
        self._title, self._columns = title, columns
        self._y = A4[1]

    def _turn(self) -> None:
        page = _blank()
        self.pages.append(page)
        title = self._title if len(self.pages) == 1 else f"{self._title} (continued)"
        _write(page, SIDE, TOP, title, fontsize=10, fontweight="bold")
        self._y = TOP + 0.3
        x = SIDE
        for name, width in self._columns:
            _write(page, x, self._y, name, fontweight="bold", color="#52606d")
            x += width
        self._y += LINE_IN + 0.06

    def add(self, cells: Iterable[str]) -> None:
        """One row; a cell is wrapped to its column, and a row is broken over pages only when it fills one."""
        self._row(list(zip(cells, (width for _, width in self._columns), strict=True)))

    def say(self, label: str, text: str) -> None:
        """A label in the first column and text over all the others."""
        first = self._columns[0][1]
        self._row([(label, first), (text, A4[0] - 2 * SIDE - first)])

    def _row(self, cells: list[tuple[str, float]]) -> None:
        wrapped = [
            textwrap.wrap(printable(cell), max(4, int((width - 0.12) / CHARACTER_IN))) or [""] for cell, width in cells
        ]
        most = int((A4[1] - BOTTOM - TOP - 0.6) / LINE_IN)
        while any(wrapped):
            part, wrapped = [lines[:most] for lines in wrapped], [lines[most:] for lines in wrapped]
            height = max(len(lines) for lines in part) * LINE_IN + 0.06
            if self._y + height > A4[1] - BOTTOM - 0.05:
                self._turn()
            x = SIDE
            for lines, (_, width) in zip(part, cells, strict=True):
                for number, line in enumerate(lines):
                    _write(self.pages[-1], x, self._y + (number + 0.75) * LINE_IN, line, va="baseline")
                x += width
            self._y += height


def _tables(scene: Scene, ties: list[Tie]) -> list[Figure]:
    return [*_leads(scene), *_links(scene, ties), *_sources(scene)]


def _leads(scene: Scene) -> list[Figure]:
    table = _Table(
        "Leads",
        (("Lead", 1.25), ("Alias", 0.85), ("Category", 0.95), ("Rank", 0.75), ("Stable", 0.6),
         ("Signs; exculpatory ones first", 3.2), ("Contrary signs and caveats", 2.99)),
    )  # fmt: skip
    for kind in KINDS:
        for finding in (f for f in scene.findings if f["kind"] == kind.value):
            interval = " ({}-{})".format(*finding["interval"]) if finding["interval"] else ""
            rank = f"{finding['rank']}{interval}{' unstable' if finding['unstable'] else ''}"
            table.add((
                STYLES[LEAD_ROLE[kind]].label if kind in LEAD_ROLE else kind.value.replace("_", " ").capitalize(),
                finding["alias"], finding["category"].replace("_", " "),
                "" if finding["demoted"] else rank,
                "" if finding["stability"] is None else f"{finding['stability']:.0%}",
                " ".join(sign["sentence"] for sign in finding["indicators"]),
                " ".join((*(sign["sentence"] for sign in finding["contrary"]), *finding["caveats"])),
            ))  # fmt: skip
    return table.pages


def _links(scene: Scene, ties: list[Tie]) -> list[Figure]:
    table = _Table(
        "Links drawn",
        (("From", 1.3), ("To", 1.3), ("Stream", 1.2), ("Events", 0.8), ("First and last (UTC)", 1.9),
         ("Amount", 2.2), ("Sources", 1.89)),
    )  # fmt: skip
    for tie in ties:
        amounts = "; ".join(f"{total} {currency}" for currency, total in tie.amounts)
        table.add((
            scene.actors[tie.start].alias, scene.actors[tie.end].alias, tie.stream.capitalize(), f"{tie.events:,}",
            f"{_day(tie.first_s)} to {_day(tie.last_s)}", amounts,
            ", ".join(f"S{source + 1}" for source in tie.sources),
        ))  # fmt: skip
    return table.pages


def _sources(scene: Scene) -> list[Figure]:
    case = case_data(scene)
    table = _Table(
        "Sources, gaps and method",
        (("No.", 0.7), ("Source", 3.4), ("SHA-256 of the file", 4.6), ("Kind", 1.1), ("Rows", 0.79)),
    )
    for number, source in enumerate(scene.sources, start=1):
        rows = "" if source["rows"] is None else f"{source['rows']:,}"
        table.add((f"S{number}", source["name"], source["sha256"], source["kind"], rows))
    for gap in case["gaps"] or ["None was stated."]:
        table.say("Gap", gap)
    for name, value in case["parameters"]:
        table.say("Method", f"{name} = {value}")
    table.say("Method", METHOD)
    return table.pages


def _day(seconds: int) -> str:
    return "undated" if seconds < 0 else f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%d}"
