"""The graph model's listing and picture, drawn from the model: ``python -m netinvest.store.reference docs``."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import escape

from netinvest.model.graph import (
    ENDPOINTS,
    KEY_LABEL,
    NODE_PROPERTIES,
    RELATIONSHIP_PROPERTIES,
    Label,
    RelationshipType,
)
from netinvest.store import cypher
from netinvest.store.base import SCORE_PROPERTIES

BEGIN, END = "<!-- generated: python -m netinvest.store.reference docs -->", "<!-- end of the generated part -->"

_PLACES = {
    Label.ACTOR: (0, 1),
    Label.SOURCE: (0, 3),
    Label.HANDLE: (1, 0),
    Label.PHONE: (1, 1),
    Label.SUBSCRIPTION: (1, 2),
    Label.BANK_ACCOUNT: (1, 3),
    Label.ADVERTISEMENT: (2, 0),
    Label.CELL_SITE: (2, 1),
    Label.DEVICE: (2, 2),
    Label.AD_CLUSTER: (3, 0),
    Label.LOCATION: (3, 1),
}
_WIDTH, _HEIGHT, _STEP_X, _STEP_Y, _MARGIN = 190, 74, 310, 160, 50


def _centre(label: Label) -> tuple[float, float]:
    column, row = _PLACES[label]
    return _MARGIN + column * _STEP_X + _WIDTH / 2, _MARGIN + row * _STEP_Y + _HEIGHT / 2


def _border(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Where the line from the centre of a box at ``start`` leaves it towards ``end``."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    share = min(_WIDTH / 2 / abs(dx) if dx else 9.0, _HEIGHT / 2 / abs(dy) if dy else 9.0)
    return start[0] + dx * share, start[1] + dy * share


def picture() -> str:
    """The model as an SVG: a box a label with its properties, an arrow a relationship type."""
    columns, rows = (max(place[axis] for place in _PLACES.values()) for axis in (0, 1))
    width, height = 2 * _MARGIN + columns * _STEP_X + _WIDTH, 2 * _MARGIN + rows * _STEP_Y + _HEIGHT
    font = 'font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {font}>',
        "<title>The evidence graph: labels, properties and relationship types</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
        '<path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    loops: dict[Label, list[str]] = {}
    for rtype, (starts, ends) in ENDPOINTS.items():
        for start in starts:
            for end in ends:
                if start == end:
                    loops.setdefault(start, []).append(rtype)
                else:
                    parts += _arrow(rtype, _centre(start), _centre(end))
    for label in Label:
        parts += _box(label, loops.get(label, []))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _arrow(rtype: RelationshipType, start: tuple[float, float], end: tuple[float, float]) -> list[str]:
    (x1, y1), (x2, y2) = _border(start, end), _border(end, start)
    x, y = x1 + (x2 - x1) * 0.45, y1 + (y2 - y1) * 0.45
    halo = 'stroke="white" stroke-width="4" paint-order="stroke" fill="#225"'
    return [
        f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" stroke="#555" marker-end="url(#tip)"/>',
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" {halo}>{rtype}</text>',
    ]


def _box(label: Label, loops: list[str]) -> list[str]:
    x, y = _centre(label)
    left, top = x - _WIDTH / 2, y - _HEIGHT / 2
    parts = [
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{_WIDTH}" height="{_HEIGHT}" rx="8" fill="#eef3fa" stroke="#446"/>',
        f'<text x="{x:.0f}" y="{top + 20:.0f}" text-anchor="middle" font-weight="bold">{label}</text>',
    ]
    lines = ["key", *NODE_PROPERTIES[label]]
    for place, line in enumerate(
        [", ".join(lines[:2]), *(", ".join(lines[n : n + 2]) for n in range(2, len(lines), 2))]
    ):
        parts.append(f'<text x="{x:.0f}" y="{top + 40 + 15 * place:.0f}" text-anchor="middle">{escape(line)}</text>')
    if loops:
        bow = f"M{left + 20:.0f},{top:.0f} c-10,-34 50,-34 40,0"
        parts.append(f'<path d="{bow}" fill="none" stroke="#555" marker-end="url(#tip)"/>')
        parts.append(f'<text x="{left + 66:.0f}" y="{top - 8:.0f}" fill="#225">{", ".join(loops)}</text>')
    return parts


def listing() -> str:
    """Labels, types, constraints and indexes as Markdown tables."""
    prefixes: dict[Label, list[str]] = {}
    for prefix, label in KEY_LABEL.items():
        prefixes.setdefault(label, []).append(f"`{prefix}:`")
    lines = ["| label | key starts with | properties |", "|---|---|---|"]
    lines += [f"| `{label}` | {', '.join(prefixes[label])} | {_listed(NODE_PROPERTIES[label])} |" for label in Label]
    lines += ["", "| type | from | to | properties |", "|---|---|---|---|"]
    for rtype in RelationshipType:
        sides = [", ".join(f"`{label}`" for label in side) for side in ENDPOINTS[rtype]]
        lines.append(f"| `{rtype}` | {sides[0]} | {sides[1]} | {_listed(RELATIONSHIP_PROPERTIES[rtype])} |")
    lines += ["", "| score on a node | type |", "|---|---|"]
    lines += [f"| `{cypher.SCORE_PREFIX}{name}` | {kind} |" for name, kind in SCORE_PROPERTIES.items()]
    lines += ["", "Constraints and indexes on a server:", "", "```cypher"]
    lines += [f"{statement};" for statement in cypher.schema()]
    return "\n".join([*lines, "```"]) + "\n"


def _listed(properties: dict[str, str]) -> str:
    return ", ".join(f"`{name}` {kind}" for name, kind in properties.items()) or "none of its own"


def page(text: str) -> str:
    """A page with its generated part made anew."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{listing()}\n{END}{rest.partition(END)[2]}"


def main(folder: Path) -> None:
    """Write ``graph-model.svg`` and the generated part of ``graph-model.md``."""
    (folder / "graph-model.svg").write_text(picture(), encoding="utf-8")
    model = folder / "graph-model.md"
    model.write_text(page(model.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
