"""When and where: events by day, and the places of cell sites and advertisements, for the timeline and the map.

Places come as the records give them. No tile server is asked for a map: a request tells the world where the case is.
Land is Natural Earth 1:50m (public domain), to a hundredth of a degree; only what is near the places goes into a page.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from netinvest.charts.link import STREAMS
from netinvest.charts.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from netinvest.charts.scene import Scene

MARGIN = 1.6  # of the extent of the places, around them
LEAST_MARGIN_DEG = 3.0


@dataclass(frozen=True, slots=True)
class Activity:
    """Events of a case by day; days are whole days since 1970 in UTC.

    Args:
        daily: ``day, stream, count`` of everybody.
        events: ``actor_id, day, stream, count`` of the actors asked for.
        sightings: ``actor_id, day, kind, name, latitude, longitude, count``: cell sites of calls and places of
            advertisements; degrees.
        actors: Ids of the actors that ``events`` and ``sightings`` are about.
    """

    daily: pa.Table
    events: pa.Table
    sightings: pa.Table
    actors: tuple[str, ...]


def activity_data(activity: Activity | None, scene: Scene) -> dict[str, Any]:
    """What the page reads of it; empty without an activity."""
    if activity is None:
        return {}
    daily = [(d, STREAMS.index(s), c) for d, s, c in _rows(activity.daily, "day", "stream", "count")]
    days: dict[int, int] = {}
    for day, _, count in daily:
        days[day] = days.get(day, 0) + count
    events = sorted(
        (scene.index[actor], day, STREAMS.index(stream), count)
        for actor, day, stream, count in _rows(activity.events, "actor_id", "day", "stream", "count")
        if actor in scene.index
    )
    columns = list(zip(*events, strict=True)) or [()] * 4
    return {
        "daily": sorted(daily),
        "histogram": sorted(days.items()),
        "activity": {
            **dict(zip(("actor", "day", "stream", "count"), columns, strict=True)),
            "actors": sorted(scene.index[actor] for actor in activity.actors if actor in scene.index),
        },
        **_places(activity.sightings, scene),
    }


def _rows(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def _places(sightings: pa.Table, scene: Scene) -> dict[str, Any]:
    rows = [
        (scene.index[actor], day, (plain(kind, 20), scene.redact(plain(name, 80)), round(lat, 4), round(lon, 4)), count)
        for actor, day, kind, name, lat, lon, count in _rows(
            sightings, "actor_id", "day", "kind", "name", "latitude", "longitude", "count"
        )
        if actor in scene.index and abs(lat) <= 90 and abs(lon) <= 180  # noqa: PLR2004 - degrees
    ]
    places = sorted({place for _, _, place, _ in rows})
    at = {place: i for i, place in enumerate(places)}
    seen = sorted((actor, day, at[place], count) for actor, day, place, count in rows)
    columns = list(zip(*seen, strict=True)) or [()] * 4
    latitude, longitude = [place[2] for place in places], [place[3] for place in places]
    return {
        "places": {
            "kind": [place[0] for place in places],
            "name": [place[1] for place in places],
            "latitude": latitude,
            "longitude": longitude,
        },
        "sightings": dict(zip(("actor", "day", "place", "count"), columns, strict=True)),
        "coast": coast_near(latitude, longitude) if places else [],
    }


@cache
def _land() -> list[list[int]]:
    """Rings of land: differences of longitude and latitude in hundredths of a degree."""
    packed = resources.files("netinvest.charts").joinpath("coastline.json.gz").read_bytes()
    rings: list[list[int]] = json.loads(gzip.decompress(packed))
    return rings


def coast_near(latitude: list[float], longitude: list[float]) -> list[list[int]]:
    """Rings of land around places, cut off beyond a margin.

    Args:
        latitude: Degrees.
        longitude: Degrees.

    Returns:
        Each ring as differences ``longitude, latitude, ...`` in thousandths of a degree.
    """
    import numpy as np

    low = np.array([min(longitude), min(latitude)])
    high = np.array([max(longitude), max(latitude)])
    margin = max(LEAST_MARGIN_DEG, MARGIN * float((high - low).max()))
    low, high = low - margin, high + margin
    found = []
    for ring in _land():
        points = np.cumsum(np.array(ring, dtype=np.int64).reshape(-1, 2), axis=0) / 100
        if (points.max(axis=0) < low).any() or (points.min(axis=0) > high).any():
            continue
        cut = _cut(points.tolist(), low.tolist(), high.tolist())
        if len(cut) > 2:  # noqa: PLR2004 - fewer points enclose nothing
            whole = np.rint(np.array(cut) * 1000).astype(np.int64)
            found.append(np.diff(whole, axis=0, prepend=[[0, 0]]).ravel().tolist())
    return found


def _cut(ring: list[list[float]], low: list[float], high: list[float]) -> list[list[float]]:
    """A ring inside a box (Sutherland and Hodgman 1974)."""
    for axis in (0, 1):
        for bound, inside in ((low[axis], float.__ge__), (high[axis], float.__le__)):
            ring = _half(ring, axis, bound, inside)
    return ring


def _half(
    ring: list[list[float]], axis: int, bound: float, inside: Callable[[float, float], bool]
) -> list[list[float]]:
    kept: list[list[float]] = []
    for at, here in enumerate(ring):
        before = ring[at - 1]
        if inside(here[axis], bound) != inside(before[axis], bound):
            share = (bound - before[axis]) / (here[axis] - before[axis])
            crossing = [before[i] + share * (here[i] - before[i]) for i in (0, 1)]
            crossing[axis] = bound
            kept.append(crossing)
        if inside(here[axis], bound):
            kept.append(here)
    return kept
