"""Where rockets start: a place on the Earth, and the table of those of the ten nations."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.frames import itrf_from_geodetic
from cspo.units import DEG_RAD, KM_PER_M

__all__ = ["LaunchSite", "launch_site", "launch_sites"]

Floats = NDArray[np.float64]

_HIGHEST_KM: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSite:
    """A launch pad on WGS-84.

    Parameters
    ----------
    site_id : str
    latitude_rad, longitude_rad : float
        Geodetic; longitude east.
    height_km : float
        Above the ellipsoid, up to 20 km: an aircraft carries some rockets.
    southward : bool
        Whether launches leave towards the south where an orbit leaves the choice.
    name, nation, state, source : str
        *nation* is an ISO 3166-1 trigraph; *state* is in use, being built, paused or last used.

    Raises
    ------
    UsageError
        Where the place is none on the Earth.

    Examples
    --------
    >>> launch_site("kourou").nation
    'FRA'
    """

    site_id: str
    latitude_rad: float
    longitude_rad: float
    height_km: float = 0.0
    southward: bool = False
    name: str = ""
    nation: str = ""
    state: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        good = (
            abs(self.latitude_rad) <= 0.5 * math.pi
            and abs(self.longitude_rad) <= 2.0 * math.pi
            and -1.0 <= self.height_km <= _HIGHEST_KM
        )
        if not good:
            raise UsageError(
                "build launch site", self.site_id,
                expected="a latitude to 90, a longitude to 360 degrees, a height of -1 to 20 km",
                got=f"{self.latitude_rad / DEG_RAD:g}, {self.longitude_rad / DEG_RAD:g}, "
                f"{self.height_km:g} km",
            )  # fmt: skip

    @property
    def r_itrf_km(self) -> Floats:
        """Earth-fixed position, (3,) km."""
        return itrf_from_geodetic(self.latitude_rad, self.longitude_rad, self.height_km)


@cache
def launch_sites() -> tuple[LaunchSite, ...]:
    """Return the sites of the ten nations from which orbits are reached, or are to be.

    Coordinates are good to 0.01 degrees: a kilometre, or a seventh of a second of launch time.
    """
    text = files("cspo.consequence.launch").joinpath("data/launch_sites.csv").read_text("utf-8")
    return tuple(
        LaunchSite(
            site_id=row["site_id"], name=row["name"], nation=row["nation"],
            latitude_rad=float(row["latitude_deg"]) * DEG_RAD,
            longitude_rad=float(row["longitude_deg"]) * DEG_RAD,
            height_km=float(row["height_m"]) * KM_PER_M,
            southward=row["southward"] == "yes", state=row["state"], source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def launch_site(text: str) -> LaunchSite:
    """Find the site of that identifier, or the only one whose name has *text* in it.

    Raises
    ------
    UsageError
        Where there is none, or several.

    Examples
    --------
    >>> launch_site("Mahia").site_id
    'mahia'
    """
    wanted = text.strip().lower()
    for site in launch_sites():
        if site.site_id == wanted:
            return site
    found = [site for site in launch_sites() if wanted and wanted in site.name.lower()]
    if len(found) == 1:
        return found[0]
    raise UsageError(
        "find launch site", text, expected="a site of the table",
        got=f"{len(found)} that fit" if found else "none such",
        hint=", ".join(site.site_id for site in found or launch_sites()),
    )  # fmt: skip
