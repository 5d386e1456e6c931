"""A likely way up to a circular orbit, made of a flight that was flown."""

from __future__ import annotations

import csv
import math
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.launch.ascent import LONGEST_S, STEP_S, Ascent
from cspo.consequence.launch.coast import coast
from cspo.consequence.launch.cubics import hermite
from cspo.consequence.launch.dispersion import Dispersion
from cspo.consequence.launch.site import LaunchSite
from cspo.constants import EARTH_MU_KM3_S2, EARTH_RADIUS_KM, EARTH_ROTATION_RAD_S
from cspo.errors import OutOfRange, UsageError
from cspo.units import DEG_RAD

__all__ = ["generic_ascent", "launch_azimuth_rad"]

Floats = NDArray[np.float64]

_INSERTION_S: Final = 570.0
_FLOWN_KM: Final = 619.149
_LOWEST_KM, _HIGHEST_KM = 160.0, 2_000.0


@cache
def _profile() -> tuple[Floats, Floats, Floats]:
    """Time, altitude and speed over the ground of a real flight, from 0 to 1 each."""
    text = files("cspo.consequence.launch").joinpath("data/ascent_profile.csv").read_text("utf-8")
    rows = np.array([[float(x) for x in row.values()] for row in csv.DictReader(text.splitlines())])
    return rows[:, 0] / rows[-1, 0], rows[:, 1] / rows[-1, 1], rows[:, 2] / rows[-1, 2]


def generic_ascent(
    site: LaunchSite,
    *,
    altitude_km: float,
    inclination_rad: float,
    duration_s: float = 10_800.0,
    southward: bool | None = None,
    dispersion: Dispersion | None = None,
) -> Ascent:
    """Fly as a real two-stage rocket did, into a circular orbit, without a parking orbit.

    Parameters
    ----------
    site : LaunchSite
    altitude_km : float
        Of the orbit above 6,378.137 km, 160 to 2,000 km.
    inclination_rad : float
        Between the site's latitude and its complement to 180 degrees.
    duration_s : float
        From lift-off to the last point, up to a day; the default is the three hours that 14 CFR
        450.169 (b) (2) asks to be screened.
    southward : bool, optional
        Which way; by default the site's own.
    dispersion : Dispersion, optional

    Raises
    ------
    OutOfRange
        Where the orbit can't be reached from the site by one plane, or is too low or high.
    UsageError
        Where the duration is not one of 600 s to a day.

    Notes
    -----
    The profile is that of the launch of Orbcomm OG2 on 2015-12-22 from Cape Canaveral (Falcon 9,
    direct to 620 km in 568 s), as its webcast showed altitude and speed, read off by shahar603
    (GitHub, Telemetry-Data). Altitudes are brought to the wanted one by a logarithmic map that
    leaves the start as flown; the speed in the plane of the orbit rises from the site's own to
    the circular one as it did. The vehicle is in the final plane throughout, which the
    site's motion across it (up to 0.4 km/s at lift-off) contradicts by some 10 km in the first
    minutes. It is a likely path for planning: a real launch brings its own (OEM).

    Examples
    --------
    >>> from cspo.consequence.launch.site import launch_site
    >>> up = generic_ascent(launch_site("kourou"), altitude_km=500.0, inclination_rad=1.7)
    >>> float(up.altitude_km[57].round(6)), up.title
    (500.0, 'kourou to 500 km, 97.4 deg')
    """
    _checked(site, altitude_km, inclination_rad, duration_s)
    south = site.southward if southward is None else southward
    site_km = site.r_itrf_km
    out, ahead = _plane(site_km, inclination_rad, south=south)
    t_s = np.arange(0.0, _INSERTION_S + 0.5)
    radius_km, climb_km_s, angle, speed_km_s = _in_plane(t_s, site_km, ahead, altitude_km)
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    r_km = radius_km[:, None] * (c * out + s * ahead)
    v_km_s = climb_km_s[:, None] * (c * out + s * ahead) + speed_km_s[:, None] * (
        c * ahead - s * out
    )
    points = slice(None, None, int(STEP_S))
    steps = math.ceil((duration_s - _INSERTION_S) / STEP_S)
    r_on_km, v_on_km_s = coast(r_km[-1], v_km_s[-1], STEP_S, steps)
    r_km = np.vstack([r_km[points], r_on_km[1:]])
    v_km_s = np.vstack([v_km_s[points], v_on_km_s[1:]])
    all_s: Floats = np.arange(len(r_km), dtype=np.float64) * STEP_S
    r_km, v_km_s = _earth_fixed(all_s, r_km, v_km_s)
    motion = math.sqrt(EARTH_MU_KM3_S2 / (EARTH_RADIUS_KM + altitude_km) ** 3)
    return Ascent(
        title=f"{site.site_id} to {altitude_km:g} km, {inclination_rad / DEG_RAD:.1f} deg",
        r_itrf_km=r_km, v_itrf_km_s=v_km_s, insertion_s=_INSERTION_S,
        inclination_rad=inclination_rad,
        sigma_rtn_km=(dispersion or Dispersion()).sigma_rtn_km(all_s, _INSERTION_S, motion),
    )  # fmt: skip


def _checked(
    site: LaunchSite, altitude_km: float, inclination_rad: float, duration_s: float
) -> None:
    if not _LOWEST_KM <= altitude_km <= _HIGHEST_KM:
        raise OutOfRange(
            "plan ascent", "altitude", expected=f"{_LOWEST_KM:g} to {_HIGHEST_KM:g} km",
            got=f"{altitude_km:g} km", hint="give the trajectory as an OEM",
        )  # fmt: skip
    r_km = site.r_itrf_km
    latitude = math.asin(float(r_km[2] / np.linalg.norm(r_km)))
    if not abs(latitude) <= inclination_rad <= math.pi - abs(latitude):
        least = math.ceil(10.0 * abs(latitude) / DEG_RAD) / 10.0
        raise OutOfRange(
            "plan ascent", "inclination", expected=f"{least:g} to {180.0 - least:g} degrees "
            f"from {site.site_id}", got=f"{inclination_rad / DEG_RAD:g}",
        )  # fmt: skip
    if not _INSERTION_S + STEP_S <= duration_s <= LONGEST_S:
        raise UsageError("plan ascent", "duration", expected="580 s to a day",
                         got=f"{duration_s:g} s")  # fmt: skip


def launch_azimuth_rad(
    site: LaunchSite, inclination_rad: float, *, southward: bool | None = None
) -> float:
    """Direction from the site to the plane of the orbit, from north over east, inertial.

    Examples
    --------
    >>> from cspo.consequence.launch.site import launch_site
    >>> cape = launch_site("cape-canaveral")
    >>> round(launch_azimuth_rad(cape, 51.6 * DEG_RAD) / DEG_RAD, 1)
    44.9
    """
    south = site.southward if southward is None else southward
    out, ahead = _plane(site.r_itrf_km, inclination_rad, south=south)
    east = np.array([-out[1], out[0], 0.0])
    return float(np.arctan2(ahead @ east, ahead @ np.cross(out, east)) % (2.0 * math.pi))


def _plane(site_km: Floats, inclination_rad: float, *, south: bool) -> tuple[Floats, Floats]:
    """Unit vectors of the orbit's plane: from the Earth's centre to the site, and ahead."""
    out = site_km / np.linalg.norm(site_km)
    east = np.array([-out[1], out[0], 0.0])
    across = float(np.linalg.norm(east))
    if across < 1e-9:
        return out, np.array([1.0, 0.0, 0.0])
    east /= across
    sine = min(max(math.cos(inclination_rad) / across, -1.0), 1.0)
    cosine = math.sqrt(1.0 - sine * sine) * (-1.0 if south else 1.0)
    return out, sine * east + cosine * np.cross(out, east)


def _in_plane(
    t_s: Floats, site_km: Floats, ahead: Floats, altitude_km: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Radius, its rate, angle from the site and speed across the radius, at every second."""
    part, height, speed = _profile()
    start_km, stop_km = float(np.linalg.norm(site_km)), EARTH_RADIUS_KM + altitude_km
    climbed, rate = _smooth(t_s / _INSERTION_S, part, height)
    bend = _bend((stop_km - start_km) / _FLOWN_KM)
    radius_km = start_km + (stop_km - start_km) * np.log1p(bend * climbed) / math.log1p(bend)
    slope = (stop_km - start_km) * bend / (1.0 + bend * climbed) / math.log1p(bend)
    spin_km_s = EARTH_ROTATION_RAD_S * np.array([-site_km[1], site_km[0], 0.0])
    first = float(spin_km_s @ ahead)
    last = math.sqrt(EARTH_MU_KM3_S2 / stop_km)
    share, _ = _smooth(t_s / _INSERTION_S, part, speed)
    speed_km_s = first + (last - first) * share
    turn = speed_km_s / radius_km
    angle = np.concatenate([[0.0], np.cumsum(0.5 * (turn[1:] + turn[:-1]))])
    return radius_km, slope * rate / _INSERTION_S, angle, speed_km_s


def _bend(ratio: float) -> float:
    """The k with ln(1 + k) = k ratio: so that the map of altitudes begins with slope 1."""
    if abs(ratio - 1.0) < 1e-6:
        return 1e-9
    low, high = (1e-9, 1e9) if ratio < 1.0 else (-1.0 + 1e-12, -1e-9)
    for _ in range(200):
        middle = 0.5 * (low + high)
        if math.log1p(middle) / middle > ratio:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _smooth(at: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A table by cubics through its points, flat at both ends, and its slope."""
    slope = np.gradient(y, x)
    slope[0] = slope[-1] = 0.0
    value, rate = hermite(at, x, y[:, None], slope[:, None])
    return value[:, 0], rate[:, 0]


def _earth_fixed(t_s: Floats, r_km: Floats, v_km_s: Floats) -> tuple[Floats, Floats]:
    """From axes that stand as the Earth's stood at lift-off to the turning ones."""
    c, s = np.cos(EARTH_ROTATION_RAD_S * t_s), np.sin(EARTH_ROTATION_RAD_S * t_s)

    def turned(x: Floats) -> Floats:
        return np.stack([c * x[:, 0] + s * x[:, 1], c * x[:, 1] - s * x[:, 0], x[:, 2]], axis=1)

    spin = np.array([0.0, 0.0, EARTH_ROTATION_RAD_S])
    return turned(r_km), turned(v_km_s - np.cross(spin, r_km))
