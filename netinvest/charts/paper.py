"""A court chart: numbered pages set by typst, the same bytes for the same case.

Everything from the case enters the template as JSON and is set as text. PDFs are tagged PDF/UA-1 and PDF/A-2b; typst
refuses to write them when a glyph is missing, so what no bundled font holds is written as its code point before.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from netinvest.charts.exhibit import exhibit
from netinvest.charts.first_view import first_view
from netinvest.charts.line import lines_among
from netinvest.charts.plain_text import shortened
from netinvest.charts.presentation import MM, Presentation
from netinvest.charts.role import Role
from netinvest.charts.sheet import sheets
from netinvest.charts.typeface import FOLDER, families, written
from netinvest.errors import UsageError

if TYPE_CHECKING:
    from netinvest.charts.scene import Scene

SIDE, TOP, BOTTOM = 12.0, 27.0, 15.0  # margins, millimetres
HEADING, KEY = 10.0, 13.0  # above and under a drawing
STANDARDS: list[Any] = ["a-2b", "ua-1"]
PNG_PPI = 220.0
LONGEST_HEADING = 60  # characters
LONGEST_WHOLE = 2_500  # characters of a lead that stands on one page; a longer one may fill more than a page
READABLE = 5.0  # points; smaller names of actors who are no lead are left to the index


def on_paper(scene: Scene, kind: Literal["pdf", "svg", "png"], presentation: Presentation | None = None) -> bytes:
    """The chart as a file for print.

    Args:
        scene: What may be shown.
        kind: ``pdf`` (all pages), ``svg`` or ``png`` (the first sheet of the chart alone).
        presentation: Paper, status, purpose, preparer and date.

    Returns:
        The file's bytes.

    Raises:
        UsageError: The pages cannot be set, or SOURCE_DATE_EPOCH is no time.
    """
    import typst

    presentation = (presentation or Presentation()).dated(scene.facts)
    content = content_of(scene, presentation, only_chart=kind != "pdf")
    at = presentation.prepared_at
    try:
        made: Any = typst.compile(
            _template(),
            format=kind,
            font_paths=_fonts(),
            ppi=PNG_PPI,
            sys_inputs={"content": json.dumps(content, ensure_ascii=True)},
            pdf_standards=STANDARDS if kind == "pdf" else [],
            timestamp=int(at.timestamp()) if at else 0,
        )
    except typst.TypstError as error:
        raise UsageError(
            f"the pages cannot be set ({error.message})", remedy="use the .html chart, and report this with that reason"
        ) from None
    pages: list[bytes] = made if isinstance(made, list) else [made]
    return pages[0]


def content_of(scene: Scene, presentation: Presentation, *, only_chart: bool) -> dict[str, Any]:
    """What the template sets, in drawable characters only."""
    width, height = MM[presentation.size]
    drawing = (width - 2 * SIDE, height - TOP - BOTTOM - HEADING - KEY)
    shown = first_view(scene)
    lines = lines_among(scene, shown)
    drawn = sheets(scene, shown, lines, width=drawing[0], height=drawing[1])
    said = exhibit(scene, drawn[:1] if only_chart else drawn, lines, presentation)
    _finish(scene, said)
    at = presentation.prepared_at
    prepared = f"Prepared by {presentation.prepared_by or 'not stated'}, {f'{at:%Y-%m-%d}' if at else 'undated'}"
    sizes: dict[str, Any] = {
        "width": width,
        "height": height,
        "side": SIDE,
        "top": TOP,
        "bottom": BOTTOM,
        "drawing": drawing,
        "fonts": families(),
        "only_chart": only_chart,
    }
    said |= {
        "author": presentation.prepared_by or "netinvest",
        "heading": shortened(said["name"], LONGEST_HEADING),
        "prepared": f"{prepared}. Sources: {len(said['sources'])}. Gaps stated: {len(scene.facts.gaps)}.",
    }
    return {**_drawable(said), **sizes}


def _finish(scene: Scene, said: dict[str, Any]) -> None:
    """What the template draws and must not work out: tips of arrows, leaders, which names are readable."""
    for sheet in said["sheets"]:
        radius = {(node["x"], node["y"]): node["r"] for node in sheet["nodes"]}
        for node in sheet["nodes"]:
            node["named"] = sheet["size"] >= READABLE or scene.actors[node["actor"]].role is not Role.OTHER
        for curve in sheet["curves"]:
            length = max(0.1, sum((a - b) ** 2 for a, b in zip(curve["a"], curve["c"], strict=True)) ** 0.5)
            curve["tip"] = round(max(0.1, 1 - (radius[tuple(curve["c"])] + 0.3) / length), 4)
        for label in sheet["labels"]:
            (x, y), middle = label["anchor"], label["y"] + label["h"] / 2
            label["leader"] = abs(middle - y) > label["h"] / 2 and label["x"] <= x <= label["x"] + label["w"]
    for lead in said["leads"]:
        texts = (*lead["for"], *lead["against"], *lead["caveats"], lead["decisions"])
        lead["whole"] = sum(map(len, texts)) < LONGEST_WHOLE
    protected = {actor.alias for actor in scene.actors if actor.protected and not scene.revealed}
    for link in said["links"]:
        link["from_hidden"], link["to_hidden"] = link["from"] in protected, link["to"] in protected


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return written(value)
    if isinstance(value, dict):
        return {name: _drawable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_drawable(inner) for inner in value]
    return value


@cache
def _template() -> bytes:
    return resources.files("netinvest.charts").joinpath("court", "court.typ").read_bytes()


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
