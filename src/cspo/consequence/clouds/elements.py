"""Pieces as SGP4 element sets, so that cloud and catalogue move by one theory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds.cloud import Cloud
from cspo.constants import WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import TAU

__all__ = ["DRAG_COEFFICIENT", "ElementSets", "element_sets", "equinoctial", "fit_elements"]

Floats = NDArray[np.float64]

DRAG_COEFFICIENT: Final = 2.2
"""Of tumbling pieces: the usual value in free molecular flow (Vallado 2013, 8.6.2)."""

_REFERENCE_DENSITY: Final = 0.156_966_15
"""kg/(m2 Earth radius): SGP4's B* is half of it times Cd A/m. Spacetrack Report No. 3 (1980)."""

_TURNS: Final = 25
_NEAR_KM: Final = 1e-3
_FLOOR_KM: Final = 100.0
_BALLISTIC_KM: Final = 150.0
_LARGEST_E: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElementSets:
    """Mean elements of those pieces of a cloud that stay in orbit about the Earth.

    Parameters
    ----------
    catalog : Catalog
        (k,) sets at the epoch of the cloud.
    rows : (k,) int
        Piece of each.
    end_s : (k,) float64
        Seconds after the break-up at which a piece first falls below 100 km, infinite where its
        perigee is above that. Until then it can hit.
    lost : int
        Pieces left out: they escape, or no set of elements gives their state to 1 km.
    """

    catalog: Catalog
    rows: NDArray[np.intp]
    end_s: Floats
    lost: int


def element_sets(cloud: Cloud, *, drag_coefficient: float = DRAG_COEFFICIENT) -> ElementSets:
    """SGP4 elements whose state at the epoch is that of each piece.

    Notes
    -----
    Fixed point: what SGP4 makes of the elements is held against the wanted state, in equinoctial
    elements, and the difference is added. It meets 1 m in some ten turns where the orbit is above
    the atmosphere. Drag: B* = 0.0785 Cd A/m per Earth radius, and none for a piece whose perigee
    is below 150 km: it is gone within a few revolutions, and SGP4's drag is none there.
    """
    if not 0.0 <= drag_coefficient <= 10.0:
        raise UsageError("fit elements", "drag coefficient", expected="0 to 10",
                         got=f"{drag_coefficient:g}")  # fmt: skip
    wanted = equinoctial(cloud.r_teme_km, cloud.v_teme_km_s)
    bound = np.flatnonzero(np.isfinite(wanted).all(axis=0) & (np.hypot(*wanted[1:3]) < _LARGEST_E))
    wanted = wanted[:, bound]
    perigee_km = wanted[0] * (1.0 - np.hypot(*wanted[1:3])) - WGS72_RADIUS_KM
    bstar = 0.5 * _REFERENCE_DENSITY * drag_coefficient * cloud.area_to_mass_m2_kg[bound]
    bstar = np.where(perigee_km < _BALLISTIC_KM, 0.0, bstar)
    mean, off_km = _fitted(wanted, bstar, cloud.epoch.tai_ns, cloud.r_teme_km[bound])
    good = off_km < 1.0
    rows = bound[good]
    return ElementSets(
        catalog=_catalog(mean[:, good], bstar[good], cloud.epoch.tai_ns),
        rows=rows,
        end_s=_fall_s(wanted[:, good], cloud.r_teme_km[rows], cloud.v_teme_km_s[rows]),
        lost=len(cloud) - len(rows),
    )


def fit_elements(
    r_teme_km: Floats, v_teme_km_s: Floats, epoch: Epoch, bstar_per_er: Floats
) -> tuple[Catalog, Floats]:
    """SGP4 elements at an epoch whose state there is the one given, as `element_sets` fits them.

    Parameters
    ----------
    r_teme_km, v_teme_km_s : (n, 3) float64
    epoch : Epoch
    bstar_per_er : (n,) float64

    Returns
    -------
    catalog : Catalog
        (n,) rows; a harmless orbit stands where none was found.
    off_km : (n,) float64
        How far their state is from the one given, infinite where the state is no ellipse about the
        Earth. Geostationary orbits inclined by less than 0.04 deg are met to some km only: SDP4's
        own periodic terms are larger than such an inclination.

    Examples
    --------
    >>> sets, off_km = fit_elements(
    ...     np.array([[7000.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 7.5]]), Epoch(0), np.zeros(1))
    >>> len(sets), bool(off_km[0] < 0.001)
    (1, True)
    """
    wanted = equinoctial(r_teme_km, v_teme_km_s)
    bound = np.isfinite(wanted).all(axis=0) & (np.hypot(*wanted[1:3]) < _LARGEST_E)
    mean = np.zeros_like(wanted)
    mean[0] = 2.0 * WGS72_RADIUS_KM
    off_km = np.full(len(r_teme_km), np.inf)
    mean[:, bound], off_km[bound] = _fitted(
        wanted[:, bound], bstar_per_er[bound], epoch.tai_ns, r_teme_km[bound]
    )
    return _catalog(mean, bstar_per_er, epoch.tai_ns), off_km


def _fitted(
    wanted: Floats, bstar: Floats, tai_ns: int, r_km: Floats
) -> tuple[Floats, Floats]:  # fmt: skip
    """Equinoctial mean elements (6, k), and how far their state is from the wanted one, km."""
    mean = wanted.copy()
    best, off_km = mean.copy(), np.full(mean.shape[1], np.inf)
    at_once = np.array([tai_ns], np.int64)
    for _ in range(_TURNS):
        active = np.flatnonzero(off_km > _NEAR_KM)
        if not len(active):
            break
        bulk = Sgp4Bulk(_catalog(mean[:, active], bstar[active], tai_ns))
        states, _ = bulk.propagate_pairs(np.arange(len(active)), at_once.repeat(len(active)))
        now_km = np.linalg.norm(states[:, :3] - r_km[active], axis=1)
        better = now_km < off_km[active]  # NaN is not
        best[:, active[better]] = mean[:, active[better]]
        off_km[active[better]] = now_km[better]
        missing = wanted[:, active] - equinoctial(states[:, :3], states[:, 3:])
        missing[5] = (missing[5] + np.pi) % TAU - np.pi
        mean[:, active] += np.where(np.isfinite(missing), missing, 0.0)
    return best, off_km


def equinoctial(r_km: Floats, v_km_s: Floats) -> Floats:
    """Axis (km), e cos and e sin of the perigee, tan(i/2) cos and sin of the node, longitude.

    Parameters
    ----------
    r_km, v_km_s : (n, 3) float64
        Inertial.

    Returns
    -------
    (6, n) float64
        Of the ellipse of that instant; the mean longitude, rad, last. NaN where there is none.

    Notes
    -----
    Source: Broucke and Cefola, Celestial Mechanics 5 (1972), 303; singular at an inclination of
    180 deg alone.
    """
    mu = WGS72_MU_KM3_S2
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.linalg.norm(r_km, axis=1)
        axis_km = 1.0 / (2.0 / distance - np.sum(v_km_s**2, axis=1) / mu)
        h = np.cross(r_km, v_km_s)
        e_vector = np.cross(v_km_s, h) / mu - r_km / distance[:, None]
        w = h / np.linalg.norm(h, axis=1)[:, None]
        p, q = w[:, 0] / (1.0 + w[:, 2]), -w[:, 1] / (1.0 + w[:, 2])  # tan(i/2) sin, cos node
        s2 = 1.0 + p * p + q * q
        f_axis = np.stack((1.0 - p * p + q * q, 2.0 * p * q, -2.0 * p), axis=1) / s2[:, None]
        g_axis = np.stack((2.0 * p * q, 1.0 + p * p - q * q, 2.0 * q), axis=1) / s2[:, None]
        k, g = np.sum(e_vector * f_axis, axis=1), np.sum(e_vector * g_axis, axis=1)
        x, y = np.sum(r_km * f_axis, axis=1), np.sum(r_km * g_axis, axis=1)
        root = np.sqrt(1.0 - k * k - g * g)
        beta = 1.0 / (1.0 + root)
        cos_f = k + ((1.0 - k * k * beta) * x - k * g * beta * y) / (axis_km * root)
        sin_f = g + ((1.0 - g * g * beta) * y - k * g * beta * x) / (axis_km * root)
        longitude = np.arctan2(sin_f, cos_f) + g * cos_f - k * sin_f
        axis_km = np.where(axis_km > 0.0, axis_km, np.nan)
    return np.stack((axis_km, k, g, q, p, longitude))


def _catalog(mean: Floats, bstar: Floats, tai_ns: int) -> Catalog:
    """Equinoctial mean elements as a catalogue; what is no ellipse keeps a harmless one's place."""
    a, k, g, q, p, longitude = mean
    raan, perigee = np.arctan2(p, q), np.arctan2(g, k)
    n = mean.shape[1]
    text = np.full(n, "DEBRIS")
    with np.errstate(invalid="ignore"):
        motion = np.sqrt(WGS72_MU_KM3_S2 / np.abs(a) ** 3)
    return Catalog(
        norad_id=np.zeros(n, np.int64), object_type=text,
        epoch_tai_ns=np.full(n, tai_ns, np.int64),
        mean_motion_rad_s=motion, eccentricity=np.minimum(np.hypot(k, g), 0.999),
        inclination_rad=2.0 * np.arctan(np.hypot(p, q)), raan_rad=raan % TAU,
        argp_rad=(perigee - raan) % TAU, mean_anomaly_rad=(longitude - perigee) % TAU,
        bstar_per_er=bstar, source=np.full(n, "SUPPOSED pieces of a break-up"), simulated=True,
    )  # fmt: skip


def _fall_s(wanted: Floats, r_km: Floats, v_km_s: Floats) -> Floats:
    """Seconds until it falls through 100 km altitude, inf where never: two bodies."""
    a, e = wanted[0], np.hypot(*wanted[1:3])
    floor_km = WGS72_RADIUS_KM + _FLOOR_KM
    falls = a * (1.0 - e) < floor_km
    with np.errstate(invalid="ignore", divide="ignore"):
        down = TAU - np.arccos(np.clip((1.0 - floor_km / a) / e, -1.0, 1.0))
        now = np.arctan2(
            np.sum(r_km * v_km_s, axis=1) / np.sqrt(WGS72_MU_KM3_S2 * a),
            1.0 - np.linalg.norm(r_km, axis=1) / a,
        ) % TAU  # fmt: skip
        motion = np.sqrt(WGS72_MU_KM3_S2 / a**3)
        seconds = ((down - e * np.sin(down)) - (now - e * np.sin(now))) % TAU / motion
    return np.where(falls, seconds, np.inf)
