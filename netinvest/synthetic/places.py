"""Countries and towns of a case. Towns are real, everything that happens in them is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netinvest.errors import UsageError

if TYPE_CHECKING:
    from numpy.random import Generator


@dataclass(frozen=True, slots=True)
class Country:
    """What varies between countries."""

    code: str
    time_zone: str
    utc_offset_h: int  # winter time, for the daily rhythm only
    currency: str
    mcc: str
    dial: str
    voicemail: str
    relatives: str  # the country whose fiction range relatives abroad use
    towns: tuple[tuple[str, float, float, float], ...]  # name, latitude, longitude, relative size


COUNTRIES = {
    "GB": Country(
        "GB", "Europe/London", 0, "GBP", "234", "44", "121", "FR",
        (("Bristol", 51.454, -2.588, 5), ("Cardiff", 51.482, -3.179, 4), ("Leeds", 53.801, -1.549, 8),
         ("Hull", 53.745, -0.336, 3), ("Leicester", 52.637, -1.140, 4), ("Norwich", 52.631, 1.297, 2),
         ("Plymouth", 50.376, -4.143, 3), ("Stoke-on-Trent", 53.003, -2.179, 3), ("Swansea", 51.621, -3.944, 2),
         ("Southampton", 50.905, -1.404, 3), ("Derby", 52.922, -1.476, 3), ("Dundee", 56.462, -2.970, 2)),
    ),
    "FR": Country(
        "FR", "Europe/Paris", 1, "EUR", "208", "33", "888", "US",
        (("Nantes", 47.218, -1.554, 5), ("Lille", 50.629, 3.057, 5), ("Rouen", 49.443, 1.099, 3),
         ("Dijon", 47.322, 5.041, 3), ("Brest", 48.390, -4.486, 2), ("Amiens", 49.894, 2.296, 2),
         ("Tours", 47.394, 0.685, 2), ("Metz", 49.119, 6.176, 2), ("Limoges", 45.834, 1.262, 1)),
    ),
    "US": Country(
        "US", "America/Chicago", -6, "USD", "310", "1", "*86", "FR",
        (("Tulsa", 36.154, -95.993, 4), ("Wichita", 37.687, -97.330, 4), ("Omaha", 41.257, -95.935, 4),
         ("Des Moines", 41.587, -93.625, 3), ("Little Rock", 34.746, -92.290, 3), ("Springfield", 37.209, -93.292, 2),
         ("Topeka", 39.047, -95.675, 2), ("Shreveport", 32.525, -93.750, 2), ("Amarillo", 35.199, -101.845, 2)),
    ),
}  # fmt: skip


def country(code: str) -> Country:
    """The country, or a sentence on which there are."""
    try:
        return COUNTRIES[code.upper()]
    except KeyError:
        raise UsageError(
            f"no synthetic country {code}", remedy=f"choose one of {', '.join(sorted(COUNTRIES))}"
        ) from None


@dataclass(frozen=True, slots=True)
class Cells:
    """Cell sites: arrays of one entry a site; sites of town ``i`` are ``first[i]:first[i + 1]``."""

    cgi: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    first: np.ndarray


def cells(rng: Generator, land: Country, towns: np.ndarray, per_town: int = 24) -> Cells:
    """``per_town`` sites scattered over each of the towns (indexes into ``land.towns``)."""
    latitude, longitude, cgi = [], [], []
    for town in towns:
        _, lat, lon, _ = land.towns[int(town)]
        latitude.append(lat + rng.normal(0, 0.02, per_town))
        longitude.append(lon + rng.normal(0, 0.03, per_town))
        area = rng.integers(1000, 60_000)
        cgi += [f"{land.mcc}-99-{area}-{cell}" for cell in rng.choice(65_000, per_town, replace=False) + 1]
    return Cells(
        np.array(cgi), np.concatenate(latitude), np.concatenate(longitude), np.arange(len(towns) + 1) * per_town
    )
