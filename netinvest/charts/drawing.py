"""The first view as ink: for paper, told apart by shape and line style as well as by colour."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from netinvest.charts.first_view import first_view
from netinvest.charts.layout import CELL, layout
from netinvest.charts.link import STREAMS
from netinvest.charts.plain_text import shortened
from netinvest.charts.role import STYLES, Role

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from netinvest.charts.scene import Scene

MARKER = {"dot": "o", "diamond": "D", "hexagon": "h", "square": "s", "triangleDown": "v"}
LINE = {  # colour, dash pattern; dark enough to survive a photocopier
    "calls": ("#555f6b", "solid"),
    "messages": ("#555f6b", (0, (1, 2))),
    "transfers": ("#0b5f49", "solid"),
    "advertisements": ("#8a5600", (0, (5, 3))),
}
GROUND = ("#eaf1f7", "#f7f0e3", "#e8f3ef", "#f4ebf2", "#eeeff2", "#f6ece7", "#ececf7", "#f0f3e6")
MARGIN = 60.0  # canvas units around the outermost symbol
LONGEST_NAME = 14  # characters
LARGEST_NAME, SMALLEST_NAME = 8.0, 4.5  # points


@cache
def _known() -> frozenset[int]:
    """Code points that the embedded font can draw."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def printable(text: str) -> str:
    """What the font lacks becomes a box that is seen, not a gap that is not."""
    return "".join(c if ord(c) in _known() or c == "\n" else "\u25a1" for c in text)


class Tie(NamedTuple):
    """All links of one stream (and, for money, one direction) between two actors of the drawing."""

    start: int
    end: int
    stream: str
    events: int
    first_s: int
    last_s: int
    amounts: tuple[tuple[str, str], ...]  # currency and sum
    sources: tuple[int, ...]


def ties_among(scene: Scene, shown: list[int]) -> list[Tie]:
    """Ties between the actors shown, by start, end and stream."""
    from decimal import Decimal

    links, inside = scene.links, set(shown)
    grouped: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for at, (start, end, stream) in enumerate(
        zip(links.start.tolist(), links.end.tolist(), links.stream.tolist(), strict=True)
    ):
        if start in inside and end in inside and start != end:
            grouped[start, end, stream].append(at)
    ties = []
    for (start, end, stream), rows in sorted(grouped.items()):
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for at in rows:
            if links.amount[at]:
                sums[links.currency[at]] += Decimal(links.amount[at])
        firsts = [int(links.first_s[at]) for at in rows if links.first_s[at] >= 0]
        ties.append(
            Tie(
                start,
                end,
                STREAMS[stream],
                sum(int(links.count[at]) for at in rows),
                min(firsts, default=-1),
                max(int(links.last_s[at]) for at in rows),
                tuple((currency, f"{total:,.2f}") for currency, total in sorted(sums.items())),
                tuple(sorted({s for at in rows for s in links.sources[at]})),
            )
        )
    return ties


def draw_first_view(scene: Scene, axes: Axes, width_in: float, height_in: float) -> list[Tie]:
    """Draw leads and their paths into ``axes``.

    Args:
        scene: What may be shown.
        axes: Axes of the given size, without decoration.
        width_in: Width of the axes in inches.
        height_in: Height of the axes in inches.

    Returns:
        The ties drawn, for the table of links.
    """
    shown = first_view(scene)
    ties = ties_among(scene, shown)
    networks = [actor.network for actor in scene.actors]
    places = layout(shown, [(tie.start, tie.end) for tie in ties], networks, seed=scene.facts.seed)
    axes.set_axis_off()
    if not shown:
        axes.text(0.5, 0.5, "No lead to draw.", ha="center", va="center", transform=axes.transAxes)
        return ties
    points = np.array([places[actor] for actor in shown], dtype=np.float64)
    low, high = points.min(axis=0) - MARGIN, points.max(axis=0) + MARGIN
    unit_in = min(width_in / (high[0] - low[0]), height_in / (high[1] - low[1]), 1.2 / CELL[0])
    centre = (low + high) / 2
    half = np.array([width_in, height_in]) / unit_in / 2
    axes.set_xlim(centre[0] - half[0], centre[0] + half[0])
    axes.set_ylim(centre[1] + half[1], centre[1] - half[1])
    _grounds(scene, axes, places, unit_in)
    _lines(scene, axes, ties, places)
    _symbols(scene, axes, shown, places, unit_in)
    return ties


def _grounds(scene: Scene, axes: Axes, places: dict[int, tuple[int, int]], unit_in: float) -> None:
    """A pale ground under each network, and its name above."""
    from matplotlib.patches import Polygon
    from scipy.spatial import ConvexHull

    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for actor, place in sorted(places.items()):
        if scene.actors[actor].network >= 0:
            members[scene.actors[actor].network].append(place)
    around = np.array([(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 16, endpoint=False)]) * MARGIN * 0.7
    for network, group in sorted(members.items()):
        cloud = (np.array(group, dtype=np.float64)[:, None, :] + around[None]).reshape(-1, 2)
        outline = cloud[ConvexHull(cloud).vertices]
        axes.add_patch(Polygon(outline, facecolor=GROUND[network % len(GROUND)], edgecolor="#c4ccd6", lw=0.5, zorder=0))
        top = outline[outline[:, 1].argmin()]
        middle = (outline[:, 0].min() + outline[:, 0].max()) / 2
        axes.text(
            middle, top[1] - 0.03 / unit_in, printable(shortened(scene.networks[network], 40)),
            ha="center", va="bottom", fontsize=7.5, fontweight="bold", color="#3d4853", zorder=5,
        )  # fmt: skip


def _lines(scene: Scene, axes: Axes, ties: list[Tie], places: dict[int, tuple[int, int]]) -> None:
    from matplotlib.patches import FancyArrowPatch

    drawn: dict[tuple[int, int, str], int] = defaultdict(int)
    for tie in ties:
        # calls and messages of a pair are one line, whoever rang: the table has both directions
        stream = tie.stream
        ends = (tie.start, tie.end) if stream == "transfers" else (min(tie.start, tie.end), max(tie.start, tie.end))
        channel = "calls" if stream == "messages" and (*ends, "calls") in drawn else stream
        drawn[*ends, channel] += tie.events
    for start, end, stream in [*drawn]:
        if stream == "messages" and (start, end, "calls") in drawn:
            drawn[start, end, "calls"] += drawn.pop((start, end, "messages"))
    for (start, end, stream), count in sorted(drawn.items()):
        colour, dash = LINE[stream]
        apart = scene.actors[start].network != scene.actors[end].network
        bend = {"transfers": 0.14, "advertisements": -0.14}.get(stream, 0.0)
        axes.add_patch(
            FancyArrowPatch(
                places[start], places[end], connectionstyle=f"arc3,rad={bend}", shrinkA=6, shrinkB=7,
                arrowstyle="-|>" if stream == "transfers" else "-", mutation_scale=6, color=colour,
                linestyle=dash, lw=min(2.2, 0.5 + 0.2 * float(np.log2(1 + count))) * (0.6 if apart else 1.0),
                alpha=0.35 if apart else 0.9, zorder=2,
            )
        )  # fmt: skip


def _symbols(scene: Scene, axes: Axes, shown: list[int], places: dict[int, tuple[int, int]], unit_in: float) -> None:
    from matplotlib.patheffects import withStroke

    longest = max(len(shortened(scene.actors[actor].alias, LONGEST_NAME)) for actor in shown)
    fits = 72 * unit_in * CELL[0] / (0.76 * longest)
    size = float(np.clip(fits, SMALLEST_NAME, LARGEST_NAME))
    outline = [withStroke(linewidth=1.6, foreground="white")]
    for actor in shown:
        name = printable(shortened(scene.actors[actor].alias, LONGEST_NAME))
        style, (x, y) = STYLES[scene.actors[actor].role], places[actor]
        radius = style.size * unit_in * 72  # points
        axes.plot(
            [x], [y], MARKER[style.shape], markersize=float(np.clip(radius * 1.7, 3.0, 13.0)), zorder=3,
            markerfacecolor=style.fill, markeredgecolor=style.border, markeredgewidth=0.8,
        )  # fmt: skip
        if fits < SMALLEST_NAME and scene.actors[actor].role is Role.OTHER:
            continue
        axes.annotate(
            name, (x, y), (0, -float(np.clip(radius * 0.85, 2.0, 6.5)) - 1.5),
            textcoords="offset points", ha="center", va="top", fontsize=size, path_effects=outline, zorder=4,
            fontweight="bold" if scene.actors[actor].findings else "normal", color="#1f2933",
        )  # fmt: skip


def key(axes: Axes, scene: Scene, shown_roles: set[Role]) -> None:
    """The legend, as handles under the drawing."""
    from matplotlib.lines import Line2D

    handles: list[Any] = [
        Line2D([], [], marker=MARKER[style.shape], linestyle="none", markersize=7, markerfacecolor=style.fill,
               markeredgecolor=style.border, label=style.label)
        for role, style in STYLES.items()
        if role in shown_roles
    ]  # fmt: skip
    present = {STREAMS[stream] for stream in set(scene.links.stream.tolist())}
    names = {"calls": "Calls (and messages)", "messages": "Messages only", "transfers": "Transfers, payer to payee",
             "advertisements": "Shared advertisements"}  # fmt: skip
    handles += [
        Line2D(
            [],
            [],
            color=colour,
            linestyle=dash,
            lw=1.4,
            label=names[stream],
            markersize=5,
            marker=">" if stream == "transfers" else "",
        )
        for stream, (colour, dash) in LINE.items()
        if stream in present
    ]
    axes.set_axis_off()
    axes.legend(
        handles=handles, loc="center", ncols=5, frameon=False, fontsize=7.5, handletextpad=0.5, columnspacing=1.6
    )
