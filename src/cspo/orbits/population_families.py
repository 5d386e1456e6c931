"""Families of orbits, and how each kind of family scatters its members.

Three kinds serve the reference population: a *walker* shell (planes, slots, a
controlled eccentricity vector), a *belt* (geosynchronous, controlled or adrift)
and a *cloud* (everything that only statistics describes). Each takes one row of
the table of families and gives mean elements in the units of an OMM, degrees,
so that they round as an OMM does.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.constants import EARTH_RADIUS_KM, WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.units import DAY_S, DEG_RAD, REV_PER_DAY_RAD_S

__all__ = ["Draws", "Elements", "belt", "cloud", "sun_synchronous_deg", "walker"]

Floats = NDArray[np.float64]
Family = Mapping[str, Any]

_LOG9: Final = 2.1972245773362196
_LAPLACE_TILT_DEG: Final = 7.4
_PRECESSION_YEARS: Final = 53.0
_MEAN_SUN_DEG_PER_DAY: Final = 0.985_647_36
_MIN_PERIGEE_KM: Final = 220.0
_BETWEEN_SLOTS: Final = 1.0 / 80.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """Mean elements of *n* objects in OMM units: km above the equator, degrees."""

    alt_km: Floats
    ecc: Floats
    inc_deg: Floats
    raan_deg: Floats
    argp_deg: Floats
    mean_anomaly_deg: Floats


class Draws:
    """Random numbers of one family: the same on every platform and NumPy.

    Only the raw 64-bit stream of PCG64 is used, which NumPy guarantees (NEP 19);
    its `Generator` methods may change. Each family has its own stream, so adding
    one family moves no other.
    """

    def __init__(self, seed: int, family: str) -> None:
        self._bits = np.random.PCG64([seed, zlib.crc32(family.encode())])

    def uniform(self, n: int) -> Floats:
        """Evenly in [0, 1), shape (n,)."""
        raw = np.asarray(self._bits.random_raw(n), dtype=np.uint64)
        return np.asarray((raw >> np.uint64(11)) * 2.0**-53, dtype=np.float64)

    def order(self, n: int) -> NDArray[np.int64]:
        """A permutation of n."""
        return np.argsort(self.uniform(n), kind="stable")

    def stratified(self, n: int) -> Floats:
        """One draw in each n-th of [0, 1), in random order: less noise than *uniform*."""
        return (self.order(n) + self.uniform(n)) / n

    def bell(self, n: int) -> Floats:
        """Zero mean, unit variance, within 3.5: a sum of four uniforms, exact everywhere."""
        total = self.uniform(n) + self.uniform(n) + self.uniform(n) + self.uniform(n)
        return (total - 2.0) * 1.7320508075688772

    def spread(self, n: int, percentiles: Sequence[float]) -> Floats:
        """Values with the 10th, 50th and 90th percentile given.

        Two half-logistic sides that meet at the median; the tails end at the
        1.2th and 98.8th percentile.
        """
        low, middle, high = percentiles
        u = np.clip(self.stratified(n), 0.012, 0.988)
        z = np.log(u / (1.0 - u)) / _LOG9
        return middle + np.where(z < 0.0, middle - low, high - middle) * z

    def log_spread(self, n: int, percentiles: Sequence[float]) -> Floats:
        """As *spread*, in the logarithm: positive values over decades."""
        return np.exp(self.spread(n, [float(np.log(p)) for p in percentiles]))


def sun_synchronous_deg(a_km: Floats, ecc: Floats) -> Floats:
    """Inclination (deg) at which the node keeps pace with the mean Sun.

    Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th ed., section 11.4.1.
    """
    n_rad_s = np.sqrt(WGS72_MU_KM3_S2 / (a_km * a_km * a_km))
    p_km = a_km * (1.0 - ecc * ecc)
    rate_rad_s = _MEAN_SUN_DEG_PER_DAY * DEG_RAD / DAY_S
    cosine = -rate_rad_s / (1.5 * WGS72_J2 * n_rad_s * (WGS72_RADIUS_KM / p_km) ** 2)
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)) / DEG_RAD)


def walker(family: Family, n: int, draws: Draws) -> Elements:
    """Shell of planes and slots, satellites on station to a few tens of metres.

    Walker's phasing keeps the planes apart where they cross. A shell that isn't
    full leaves slots (and planes beyond ``flown``) empty at random; one satellite
    in eighty is between slots, as spares and replacements are. All share one
    eccentricity vector (the frozen one that operators fly) but for its scatter,
    so that altitude is a function of latitude. ``raan = "batch"`` strings each
    plane's satellites along an arc, as after a launch, with planes anywhere;
    ``"docked"`` gives all members one element set.
    """
    mode = family.get("raan", "walker")
    if mode == "docked":
        return _docked(family, n, draws)
    planes = int(family["planes"])
    flown = int(family.get("flown", planes))
    slots = int(family["slots"])
    cell = draws.order(flown * slots)[:n]
    plane, slot = draws.order(planes)[:flown][cell // slots], cell % slots
    node = plane * (float(family.get("node_span_deg", 360.0)) / planes) + draws.uniform(1) * 360.0
    arc = float(family.get("arc_deg", 360.0))
    phase = slot * (arc / slots) + plane * (int(family.get("phasing", 0)) * 360.0 / planes / slots)
    alt = family["alt_km"][0] + family["alt_km"][1] * draws.bell(n)
    if mode == "batch":
        node = draws.uniform(planes)[plane] * 360.0
        phase = phase + draws.uniform(planes)[plane] * 360.0
        alt = family["alt_km"][0] + family["alt_km"][1] * draws.bell(planes)[plane] + draws.bell(n)
    alt = alt + (plane - (planes - 1) / 2) * float(family.get("plane_step_km", 0.0))
    phase = phase + 0.03 * draws.bell(n)
    between = draws.uniform(n) < _BETWEEN_SLOTS
    phase[between] += arc / slots * (0.2 + 0.6 * draws.uniform(n)[between])
    toward = float(family["argp_deg"]) * DEG_RAD
    ex = family["ecc"][0] * np.cos(toward) + family["ecc"][1] * draws.bell(n)
    ey = family["ecc"][0] * np.sin(toward) + family["ecc"][1] * draws.bell(n)
    argp = np.arctan2(ey, ex) / DEG_RAD
    return Elements(
        alt_km=alt,
        ecc=np.sqrt(ex * ex + ey * ey),
        inc_deg=family["inc_deg"][0] + family["inc_deg"][1] * draws.bell(n),
        raan_deg=node + 0.03 * draws.bell(n),
        argp_deg=argp,
        mean_anomaly_deg=phase - argp,
    )


def _docked(family: Family, n: int, draws: Draws) -> Elements:
    return Elements(
        alt_km=np.full(n, float(family["alt_km"][0])),
        ecc=np.full(n, float(family["ecc"][0])),
        inc_deg=np.full(n, float(family["inc_deg"][0])),
        raan_deg=np.repeat(draws.uniform(1) * 360.0, n),
        argp_deg=np.full(n, float(family["argp_deg"])),
        mean_anomaly_deg=np.repeat(draws.uniform(1) * 360.0, n),
    )


def belt(family: Family, n: int, draws: Draws, *, gmst_deg: float) -> Elements:
    """Geosynchronous objects: on their slots, or adrift on the 53-year circle of the pole.

    The pole of an uncontrolled orbit circles that of the Laplace plane, 7.4 deg
    from the Earth's: inclination grows to 14.8 deg and returns, the node goes
    from 90 deg through 0 to 270 deg (Allan and Cook 1964).
    """
    if family.get("controlled"):
        inc = np.abs(draws.log_spread(n, family["inc_deg"]))
        raan = draws.uniform(n) * 360.0
        shares = np.array([0.0, *family["longitude_share"]])
        filled = np.cumsum(shares) / np.sum(shares)
        slot = (draws.order(n) + 0.5) / n
        longitude = np.interp(slot, filled, np.linspace(0.0, 360.0, len(filled)))
        longitude = longitude + 0.03 * draws.bell(n)
    else:
        angle = draws.spread(n, family["years_adrift"]) * (2.0 * np.pi / _PRECESSION_YEARS)
        radius = _LAPLACE_TILT_DEG * (1.0 + 0.04 * draws.bell(n))
        x = _LAPLACE_TILT_DEG - radius * np.cos(angle)
        y = radius * np.sin(angle)
        inc, raan = np.sqrt(x * x + y * y), np.arctan2(y, x) / DEG_RAD
        longitude = draws.stratified(n) * 360.0
    argp = draws.uniform(n) * 360.0
    return Elements(
        alt_km=draws.spread(n, family["alt_km"]),
        ecc=np.minimum(draws.log_spread(n, family["ecc"]), 0.1),
        inc_deg=inc,
        raan_deg=raan,
        argp_deg=argp,
        mean_anomaly_deg=gmst_deg + longitude - raan - argp,
    )


def cloud(family: Family, n: int, draws: Draws, *, sun_ra_deg: float) -> Elements:
    """Objects of one origin or class, scattered independently.

    Eccentric families are given by perigee, others by eccentricity; sun-
    synchronous ones by their offset from the inclination that would keep pace
    with the Sun, and by local time of the node where that is not random.
    """
    alt = _MIN_PERIGEE_KM + np.abs(draws.spread(n, family["alt_km"]) - _MIN_PERIGEE_KM)
    a_km = alt + EARTH_RADIUS_KM
    highest = 1.0 - (EARTH_RADIUS_KM + _MIN_PERIGEE_KM) / a_km
    if "perigee_km" in family:
        perigee = draws.spread(n, family["perigee_km"])
        ecc = np.clip(1.0 - (EARTH_RADIUS_KM + perigee) / a_km, 1e-3, highest)
    else:
        ecc = np.minimum(draws.log_spread(n, family["ecc"]), highest)
    if "inc_offset_deg" in family:
        inc = sun_synchronous_deg(a_km, ecc) + draws.spread(n, family["inc_offset_deg"])
    else:
        inc = draws.spread(n, family["inc_deg"])
    if "ltan_h" in family:
        hours, sd_h = family["ltan_h"]
        raan = sun_ra_deg + (hours - 12.0 + sd_h * draws.bell(n)) * 15.0
    else:
        raan = _angles(family.get("raan_deg"), n, draws)
    return Elements(
        alt_km=alt,
        ecc=ecc,
        inc_deg=np.clip(np.abs(inc), 0.0, 180.0),
        raan_deg=raan,
        argp_deg=_angles(family.get("argp_deg"), n, draws),
        mean_anomaly_deg=draws.uniform(n) * 360.0,
    )


def _angles(mean_and_sd: Sequence[float] | None, n: int, draws: Draws) -> Floats:
    if mean_and_sd is None:
        return draws.uniform(n) * 360.0
    return mean_and_sd[0] + mean_and_sd[1] * draws.bell(n)


def mean_motion_rev_day(alt_km: Floats) -> Floats:
    """Kozai mean motion of a semi-major axis given as altitude (WGS-72)."""
    a_km = alt_km + EARTH_RADIUS_KM
    return np.asarray(np.sqrt(WGS72_MU_KM3_S2 / (a_km * a_km * a_km)) / REV_PER_DAY_RAD_S)
