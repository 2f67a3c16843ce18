"""A chart cut into sheets: no more lines on one than can be labelled with counts and dates without an overlap.

Every line is drawn on exactly one sheet, so that the table of links can name it. Lines of one network stay together;
where they are too many, each sheet takes the lines around its busiest leads. Whatever does not fit is cut once more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from netinvest.charts.layout import layout
from netinvest.charts.plain_text import shortened
from netinvest.charts.role import STYLES, Role
from netinvest.charts.typeface import width_mm, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netinvest.charts.line import Line
    from netinvest.charts.scene import Scene

Traces: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]

NAME_PT, LABEL_PT = 7.5, 6.0
LONGEST_NAME = 22  # characters; the index has the whole
FEWEST = 3  # lines; fewer are laid out as one group
LINE_HEIGHT = 1.22
BEND = {"contact": 0.0, "transfers": 0.16, "advertisements": -0.16}
WHERE = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)  # along a line, for its label
SIDEWAYS = (0.0, 0.8, -0.8, 1.3, -1.3)  # label heights off the line, tied to it by a leader
GAP_MM = 0.5
LARGEST_STEP = 0.7  # millimetres a unit of the layout


class Box(NamedTuple):
    """A rectangle, millimetres from the top left corner of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether two rectangles share a point, a gap counted in."""
        return (
            self.left < other.right + GAP_MM
            and other.left < self.right + GAP_MM
            and self.top < other.bottom + GAP_MM
            and other.top < self.bottom + GAP_MM
        )

    def inside(self, width: float, height: float) -> bool:
        """Whether it lies within the drawing."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


class Curve(NamedTuple):
    """A quadratic curve from actor to actor, millimetres."""

    start: tuple[float, float]
    control: tuple[float, float]
    end: tuple[float, float]

    def at(self, t: float) -> tuple[float, float]:
        """The point at ``t``, 0 at the start and 1 at the end."""
        return (
            (1 - t) ** 2 * self.start[0] + 2 * t * (1 - t) * self.control[0] + t**2 * self.end[0],
            (1 - t) ** 2 * self.start[1] + 2 * t * (1 - t) * self.control[1] + t**2 * self.end[1],
        )


@dataclass(slots=True)
class Label:
    """What stands on a line."""

    box: Box
    words: tuple[str, str]
    anchor: tuple[float, float]  # the point of the line that it is about


@dataclass(slots=True)
class Sheet:
    """One page of the chart."""

    title: str
    places: dict[int, tuple[float, float]]  # actor to millimetres
    lines: list[tuple[int, Line]]  # number in the table of links, and the line
    curves: list[Curve]
    labels: list[Label]  # one a line, or none on an overview
    name_pt: float

    @property
    def labelled(self) -> bool:
        """Whether every line bears its label."""
        return bool(self.labels) or not self.lines


def name_of(scene: Scene, actor: int) -> str:
    """An actor's name as drawn."""
    return written(shortened(scene.actors[actor].alias, LONGEST_NAME))


def radius_mm(scene: Scene, actor: int) -> float:
    """Half the size of an actor's symbol."""
    return 1.3 + STYLES[scene.actors[actor].role].size * 0.085


def sheets(scene: Scene, shown: Sequence[int], lines: Sequence[Line], *, width: float, height: float) -> list[Sheet]:
    """The sheets of a chart, an overview first where there are several.

    Args:
        scene: What may be shown.
        shown: Actors to draw.
        lines: Lines to draw, numbered from 1 in this order.
        width: Of the drawing, millimetres.
        height: Likewise.
    """
    numbered = list(enumerate(lines, start=1))
    linked = {end for line in lines for end in (line.start, line.end)}
    alone = [actor for actor in shown if actor not in linked]
    most = max(6, round(width * height / 2200))
    chunks = [
        (title, chunk)
        for title, group in _groups(scene, numbered)
        for part in _chunks(scene, group, most)
        for chunk in _fitting(scene, part, width, height)
    ]
    cut = _together(scene, chunks, width, height)
    if alone:
        whole = len(cut) == 1 and _drawn(scene, numbered, width, height, alone=alone)
        if whole and whole.labelled and whole.lines:
            whole.title = cut[0].title
            return [whole]
        cut += _unlinked(scene, alone, width, height)
    if len(cut) <= 1:
        return cut or [Sheet("No lead to draw", {}, [], [], [], NAME_PT)]
    overview = _drawn(scene, numbered, width, height, alone=alone, labels=False)
    overview.title = "Overview: every actor and line drawn; labels are on the sheets that follow"
    return [overview, *cut]


def _groups(scene: Scene, lines: list[tuple[int, Line]]) -> list[tuple[str, list[tuple[int, Line]]]]:
    """Lines within each network, then those that lead out of one."""
    groups: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    last = len(scene.networks)
    for number, line in lines:
        one, other = scene.actors[line.start].network, scene.actors[line.end].network
        groups[one if one == other and one >= 0 else last].append((number, line))
    return [
        (scene.networks[key] if key < last else "Links outside and between networks", group)
        for key, group in sorted(groups.items())
    ]


def _chunks(scene: Scene, lines: list[tuple[int, Line]], most: int) -> list[list[tuple[int, Line]]]:
    """At most ``most`` lines each, those around one actor together, the actors that matter most first."""
    if len(lines) <= most:
        return [lines]
    around: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    for item in lines:
        around[item[1].start].append(item)
        around[item[1].end].append(item)
    order = sorted(around, key=lambda actor: (scene.actors[actor].role is Role.OTHER, -len(around[actor]), actor))
    left = {number for number, _ in lines}
    chunks: list[list[tuple[int, Line]]] = [[]]
    for actor in order:
        mine = [item for item in around[actor] if item[0] in left]
        left -= {number for number, _ in mine}
        if len(chunks[-1]) + len(mine) > most and chunks[-1]:
            chunks.append([])
        for item in mine:
            if len(chunks[-1]) == most:
                chunks.append([])
            chunks[-1].append(item)
    return [sorted(chunk) for chunk in chunks if chunk]


def _fitting(scene: Scene, lines: list[tuple[int, Line]], width: float, height: float) -> list[list[tuple[int, Line]]]:
    """The lines in as many parts as it takes until every label stands free."""
    if len(lines) <= 1 or _drawn(scene, lines, width, height).labelled:
        return [lines]
    most = max(1, len(lines) * 2 // 3)
    return [part for chunk in _chunks(scene, lines, most) for part in _fitting(scene, chunk, width, height)]


def _together(
    scene: Scene, chunks: list[tuple[str, list[tuple[int, Line]]]], width: float, height: float
) -> list[Sheet]:
    """Neighbouring parts on one sheet where their labels still stand free."""
    merged: list[tuple[list[str], list[tuple[int, Line]], Sheet]] = []
    for title, lines in chunks:
        if merged:
            titles, before, _ = merged[-1]
            both = sorted([*before, *lines])
            sheet = _drawn(scene, both, width, height)
            if sheet.labelled:
                merged[-1] = ([*titles, title] if title not in titles else titles, both, sheet)
                continue
        merged.append(([title], lines, _drawn(scene, lines, width, height)))
    names = ["; ".join(titles) for titles, *_ in merged]
    for at, (_, _, sheet) in enumerate(merged):
        alike = [i for i, name in enumerate(names) if name == names[at]]
        sheet.title = names[at] + (f", part {alike.index(at) + 1} of {len(alike)}" if len(alike) > 1 else "")
    return [sheet for *_, sheet in merged]


def _unlinked(scene: Scene, actors: list[int], width: float, height: float) -> list[Sheet]:
    """Leads without a line to anybody drawn."""
    room = max(1, int(width // 34) * int(height // 20))
    parts = [actors[at : at + room] for at in range(0, len(actors), room)]
    return [
        Sheet(
            "Leads without a link to another actor drawn", _places(scene, part, [], width, height), [], [], [], NAME_PT
        )
        for part in parts
    ]


def _drawn(
    scene: Scene,
    lines: list[tuple[int, Line]],
    width: float,
    height: float,
    *,
    alone: Sequence[int] = (),
    labels: bool = True,
) -> Sheet:
    actors = sorted({end for _, line in lines for end in (line.start, line.end)} | set(alone))
    places = _places(scene, actors, [line for _, line in lines], width, height)
    curves = [_curve(line, places) for _, line in lines]
    size = NAME_PT if labels else _name_size(scene, places)
    sheet = Sheet("", places, lines, curves, [], size)
    if labels:
        sheet.labels = _labels(scene, sheet, width, height) or []
    return sheet


def _places(
    scene: Scene, actors: Sequence[int], lines: Sequence[Line], width: float, height: float
) -> dict[int, tuple[float, float]]:
    """The layout of the interactive chart, stretched over the sheet."""
    groups = [actor.network for actor in scene.actors] if len(lines) > FEWEST else [0] * len(scene.actors)
    laid = layout(actors, [(line.start, line.end) for line in lines], groups, seed=scene.facts.seed)
    if not laid:
        return {}
    points = np.array([laid[actor] for actor in actors], dtype=np.float64)
    names = [width_mm(name_of(scene, actor), NAME_PT) for actor in actors]
    side = max(8.0, max(names) / 2 + 3.0)
    pads = np.array([[side, 6.0], [side, 9.0]])  # left and top, right and foot
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    places: dict[int, tuple[float, float]] = {}
    for _ in range(4):  # bent lines want room too
        room = np.maximum(np.array([width, height]) - pads.sum(axis=0), 10.0)
        # a chart of two actors does not need the whole sheet
        scale = np.minimum(room / np.maximum(extent, 1e-9), LARGEST_STEP)
        at = (points - low) * scale + (room - extent * scale) / 2 + pads[0]
        places = {actor: (round(float(x), 2), round(float(y), 2)) for actor, (x, y) in zip(actors, at, strict=True)}
        bows = np.array([_curve(line, places).at(0.5) for line in lines] or [(width / 2, height / 2)])
        over = np.stack([1.0 - bows.min(axis=0), bows.max(axis=0) - np.array([width, height]) + 1.0])
        if (over <= 0).all():
            break
        pads += np.maximum(over, 0.0) * 1.3
    return places


def _name_size(scene: Scene, places: dict[int, tuple[float, float]]) -> float:
    """The largest size at which no name of an overview runs into its neighbour's."""
    for points in (7.5, 7.0, 6.5, 6.0, 5.5, 5.0):
        boxes = [_node_box(scene, actor, place, points) for actor, place in places.items()]
        if not any(a.touches(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :]):
            return points
    return 4.5


def _curve(line: Line, places: dict[int, tuple[float, float]]) -> Curve:
    (x0, y0), (x1, y1) = places[line.start], places[line.end]
    bend = BEND[line.channel]
    control = ((x0 + x1) / 2 + bend * 2 * (y1 - y0), (y0 + y1) / 2 - bend * 2 * (x1 - x0))
    return Curve((x0, y0), (round(control[0], 2), round(control[1], 2)), (x1, y1))


def _node_box(scene: Scene, actor: int, place: tuple[float, float], points: float) -> Box:
    """A symbol with the name under it and, for the protected, the mark beside it."""
    radius = radius_mm(scene, actor)
    half = max(radius, width_mm(name_of(scene, actor), points) * 1.06 / 2 + 2.0 * scene.actors[actor].protected)
    return Box(
        place[0] - half,
        place[1] - radius,
        place[0] + half,
        place[1] + radius + 0.6 + points * LINE_HEIGHT * 25.4 / 72,
    )


def words_of(number: int, line: Line) -> tuple[str, str]:
    """What a line's label says."""
    return f"L{number}  {line.short}", line.dates


def _labels(scene: Scene, sheet: Sheet, width: float, height: float) -> list[Label] | None:
    """A free place for every label, or None."""
    taken = [_node_box(scene, actor, place, sheet.name_pt) for actor, place in sheet.places.items()]
    traces = np.array([[curve.at(t) for t in np.linspace(0, 1, 33)] for curve in sheet.curves])
    found: dict[int, Label] = {}
    # short lines have the least choice
    order = sorted(range(len(sheet.lines)), key=lambda at: (float(np.linalg.norm(traces[at][-1] - traces[at][0])), at))
    for at in order:
        words = words_of(*sheet.lines[at])
        size = (
            max(width_mm(text, LABEL_PT) for text in words) * 1.04 + 1.2,
            2 * LABEL_PT * LINE_HEIGHT * 25.4 / 72 + 0.6,
        )
        best: tuple[int, Box, tuple[float, float]] | None = None
        for rank, (aside, t) in enumerate((aside, t) for aside in SIDEWAYS for t in WHERE):
            x, on_line = sheet.curves[at].at(t)
            y = on_line + aside * size[1]
            box = Box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
            if not box.inside(width, height) or any(box.touches(other) for other in taken):
                continue
            cost = _crossed(box, traces, at) * 10 + rank
            if best is None or cost < best[0]:
                best = (cost, box, (x, on_line))
        if best is None:
            return None
        taken.append(best[1])
        found[at] = Label(best[1], words, best[2])
    return [found[at] for at in range(len(sheet.lines))]


def _crossed(box: Box, traces: Traces, own: int) -> int:
    """How many other lines run under a label."""
    x, y = traces[..., 0], traces[..., 1]
    under: Traces = ((x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom)).astype(np.float64)
    hit = under.max(axis=1)
    return int(hit.sum() - hit[own])
