"""The way up: a trajectory that is fixed to the turning Earth.

Whenever a rocket is launched, it flies the same way over the ground: that is what makes a launch
window searchable at once. The coast after insertion keeps it, for the Earth's field is taken as
round about its axis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.launch.cubics import hermite
from cspo.consequence.launch.dispersion import Dispersion
from cspo.constants import EARTH_MU_KM3_S2, EARTH_RADIUS_KM, EARTH_ROTATION_RAD_S
from cspo.errors import UsageError

__all__ = ["LONGEST_S", "STEP_S", "Ascent", "ascent_from_points"]

Floats = NDArray[np.float64]

STEP_S: Final = 10.0
"""Time between the points of an ascent."""

LONGEST_S: Final = 86_400.0
"""Longest flight that is looked at, from lift-off."""

_FASTEST_KM_S: Final = 12.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ascent:
    """A flight from lift-off to some time after insertion, fixed to the Earth.

    Parameters
    ----------
    title : str
    r_itrf_km, v_itrf_km_s : (k, 3) float64
        Points every 10 s from lift-off; the velocity is that over the ground.
    sigma_rtn_km : (k, 3) float64
        Standard deviations along radial, in-track and cross-track of the inertial motion.
    insertion_s : float
        When the engine has stopped and the coast begins.
    inclination_rad : float
        Of the orbit that it coasts in.

    Raises
    ------
    UsageError
        Where shapes differ, a number is not finite, or the flight is under 20 s or over a day.
    """

    title: str
    r_itrf_km: Floats
    v_itrf_km_s: Floats
    sigma_rtn_km: Floats
    insertion_s: float
    inclination_rad: float

    def __post_init__(self) -> None:
        k = len(self.r_itrf_km)
        for name in ("r_itrf_km", "v_itrf_km_s", "sigma_rtn_km"):
            column = np.array(getattr(self, name), np.float64)
            if column.shape != (k, 3) or not np.isfinite(column).all():
                raise UsageError("build ascent", name, expected=f"finite numbers of ({k}, 3)")
            column.setflags(write=False)
            object.__setattr__(self, name, column)
        if not 3 <= k <= LONGEST_S / STEP_S + 1:
            raise UsageError("build ascent", self.title, expected="20 s to a day of points")
        if not (self.sigma_rtn_km > 0.0).all():
            raise UsageError("build ascent", "sigma_rtn_km", expected="numbers above 0")
        if not (np.linalg.norm(self.v_itrf_km_s, axis=1) < _FASTEST_KM_S).all():
            raise UsageError("build ascent", self.title, expected="speeds below 12 km/s")

    @property
    def t_s(self) -> Floats:
        """Seconds after lift-off of the points, (k,)."""
        return np.asarray(STEP_S * np.arange(len(self.r_itrf_km), dtype=np.float64))

    @property
    def duration_s(self) -> float:
        """Seconds from lift-off to the last point."""
        return STEP_S * (len(self.r_itrf_km) - 1)

    @property
    def altitude_km(self) -> Floats:
        """Distance from the Earth's centre less 6,378.137 km, (k,)."""
        return np.asarray(np.linalg.norm(self.r_itrf_km, axis=1) - EARTH_RADIUS_KM)

    def at(self, t_s: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Position, velocity over the ground and standard deviations at times of flight.

        Parameters
        ----------
        t_s : (n,) array_like
            Seconds after lift-off; beyond the flight its ends are carried on.

        Returns
        -------
        r_itrf_km, v_itrf_km_s, sigma_rtn_km : (n, 3) float64
        """
        at = np.asarray(t_s, np.float64)
        r_km, v_km_s = hermite(at, self.t_s, self.r_itrf_km, self.v_itrf_km_s)
        sigma = [np.interp(at, self.t_s, column) for column in self.sigma_rtn_km.T]
        return r_km, v_km_s, np.stack(sigma, axis=1)

    def inertial_velocity_km_s(self) -> Floats:
        """Velocities without the Earth's turn, along the axes of ITRF, (k, 3)."""
        spin = np.array([0.0, 0.0, EARTH_ROTATION_RAD_S])
        return np.asarray(self.v_itrf_km_s + np.cross(spin, self.r_itrf_km))


def ascent_from_points(
    title: str,
    t_s: ArrayLike,
    r_itrf_km: ArrayLike,
    v_itrf_km_s: ArrayLike,
    *,
    insertion_s: float,
    sigma_rtn_km: ArrayLike | None = None,
    dispersion: Dispersion | None = None,
) -> Ascent:
    """Take over a trajectory that someone else made, from its first point, as lift-off.

    Parameters
    ----------
    t_s : (n,) array_like
        Seconds after lift-off, increasing from 0, at most 100 s apart.
    r_itrf_km, v_itrf_km_s : (n, 3) array_like
        Earth-fixed positions and velocities over the ground.
    insertion_s : float
    sigma_rtn_km : (n, 3) array_like, optional
        Else a *dispersion* is taken.

    Raises
    ------
    UsageError
        Where times do not increase from 0, are too far apart, or shapes differ.
    """
    t, r, v = (np.asarray(x, np.float64) for x in (t_s, r_itrf_km, v_itrf_km_s))
    good = t.ndim == 1 and len(t) >= 2 and r.shape == v.shape == (len(t), 3) and t[0] == 0.0
    if not good or not ((np.diff(t) > 0.0) & (np.diff(t) <= 100.0)).all():
        raise UsageError(
            "read ascent", title,
            expected="points from lift-off on, increasing, at most 100 s apart",
        )  # fmt: skip
    if not 0.0 < insertion_s <= t[-1]:
        raise UsageError("read ascent", title, expected=f"an insertion within {t[-1]:g} s",
                         got=f"{insertion_s:g} s")  # fmt: skip
    grid: Floats = np.arange(int(t[-1] // STEP_S) + 1, dtype=np.float64) * STEP_S
    r_km, v_km_s = hermite(grid, t, r, v)
    at = np.searchsorted(grid, insertion_s, side="right") - 1
    spin = np.array([0.0, 0.0, EARTH_ROTATION_RAD_S])
    momentum = np.cross(r_km[at], v_km_s[at] + np.cross(spin, r_km[at]))
    motion = math.sqrt(EARTH_MU_KM3_S2 / float(np.linalg.norm(r_km[at])) ** 3)
    sigma = (
        (dispersion or Dispersion()).sigma_rtn_km(grid, insertion_s, motion)
        if sigma_rtn_km is None
        else np.stack(
            [np.interp(grid, t, column) for column in np.asarray(sigma_rtn_km, np.float64).T], 1
        )
    )
    return Ascent(
        title=title, r_itrf_km=r_km, v_itrf_km_s=v_km_s, sigma_rtn_km=sigma,
        insertion_s=insertion_s,
        inclination_rad=float(np.arccos(momentum[2] / max(np.linalg.norm(momentum), 1e-9))),
    )  # fmt: skip
