"""The first orbits of a cloud in closed form: no sampling, every route from the break-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.clouds._kernels.routes import dense
from cspo.consequence.clouds.cloud import Cloud
from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import UsageError
from cspo.units import DAY_S

__all__ = ["FirstOrbits", "SpeedLaw", "first_orbits"]

Floats = NDArray[np.float64]

_WIDTH: Final = 0.06
_BINS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpeedLaw:
    """Number of pieces by speed of the break-up, the same in all directions.

    Parameters
    ----------
    log_speed : (k,) float64
        log10 of km/s, in even steps.
    per_decade : (k,) float64
        Pieces for each decade of speed.
    """

    log_speed: Floats
    per_decade: Floats

    @classmethod
    def of(cls, speed_km_s: ArrayLike, weight: ArrayLike = 1.0) -> SpeedLaw:
        """From speeds of pieces: each is spread over 0.06 decades (1 sigma)."""
        speed = np.atleast_1d(np.asarray(speed_km_s, np.float64))
        counts = np.broadcast_to(np.asarray(weight, np.float64), speed.shape)
        moving = speed > 0.0
        if not moving.any():
            raise UsageError("fit speeds", "pieces", expected="some that move", got="none")
        logs = np.log10(speed[moving])
        grid = np.linspace(logs.min() - 5 * _WIDTH, logs.max() + 5 * _WIDTH, _BINS)
        step = grid[1] - grid[0]
        edges = np.append(grid - 0.5 * step, grid[-1] + 0.5 * step)
        histogram = np.histogram(logs, edges, weights=counts[moving])[0] / step
        kernel = np.exp(-0.5 * ((grid[:, None] - grid) / _WIDTH) ** 2)
        return cls(log_speed=grid, per_decade=kernel @ histogram / kernel.sum(axis=0).max())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FirstOrbits:
    """A break-up at one place: what flies from there, by two bodies.

    Parameters
    ----------
    r_km, v_km_s : (3,) float64
        Of the parent, inertial.
    law : SpeedLaw

    Notes
    -----
    The density at a place is the density of velocities that lead there, over the Jacobian of the
    flight, summed over all routes of less than a turn, of one turn, two and so on. It has no noise
    and keeps the structure of the cloud: at the place of the break-up all routes meet (the pinch
    point), and on the far side all planes do (the line of nodes); the density there has no bound,
    its mean over any volume has. The Earth is not in the way, and its flattening not in the orbits:
    within three revolutions it moves the cloud as a whole more than it changes its shape.

    Source: Housen, Journal of the Astronautical Sciences 40 (1992), 203; Healy, Kindl and Binz,
    Spatial density maps from a debris cloud, AMOS 2016.
    """

    r_km: Floats
    v_km_s: Floats
    law: SpeedLaw

    def density_km3(self, r_km: ArrayLike, t_s: ArrayLike) -> Floats:
        """Pieces for each km3 at places (m, 3), that long after the break-up (m,): (m,).

        Examples
        --------
        Half a minute after, pieces of 100 m/s are on a sphere of 3 km about the parent:

        >>> law = SpeedLaw.of(np.full(1000, 0.1))
        >>> r_km, v_km_s = np.array([7000.0, 0, 0]), np.array([0, 7.546, 0])
        >>> cloud = FirstOrbits(r_km=r_km, v_km_s=v_km_s, law=law)
        >>> places_km = [[6996.18, 226.34, 3.0], [6996.18, 226.34, 9.0]]
        >>> n = cloud.density_km3(places_km, 30.0)
        >>> bool(n[0] > 1.0), float(n[1])
        (True, 0.0)
        """
        places = np.atleast_2d(np.asarray(r_km, np.float64))
        return self.flux_km2_s(places, np.zeros_like(places), t_s)[0]

    def flux_km2_s(
        self, r_km: ArrayLike, v_km_s: ArrayLike, t_s: ArrayLike
    ) -> tuple[Floats, Floats]:
        """Density (1/km3), and density times relative speed (1/(km2 s)), met by moving places.

        Parameters
        ----------
        r_km, v_km_s : (m, 3) float64
        t_s : (m,) or single float
            After the break-up: above 0, up to 10 days.

        Raises
        ------
        UsageError
            Where shapes differ or a time is out of range.
        """
        places = np.atleast_2d(np.asarray(r_km, np.float64))
        moving = np.atleast_2d(np.asarray(v_km_s, np.float64))
        times = np.broadcast_to(np.asarray(t_s, np.float64), (len(places),)).copy()
        if places.shape != moving.shape or places.shape[1:] != (3,):
            raise UsageError("map first orbits", "places", expected="(m, 3)", got=str(places.shape))
        if not ((times > 0.0) & (times <= 10.0 * DAY_S)).all():
            raise UsageError("map first orbits", "times", expected="above 0, up to 10 days")
        out = np.empty((len(places), 2))
        dense(
            self.r_km, self.v_km_s, places, moving, times, EARTH_MU_KM3_S2, self.law.log_speed,
            self.law.per_decade, out,
        )  # fmt: skip
        return out[:, 0].copy(), out[:, 1].copy()


def first_orbits(cloud: Cloud, smallest_m: float = 0.0) -> list[FirstOrbits]:
    """A cloud in closed form: one for each parent, to be added up."""
    parent_v = cloud.v_teme_km_s - cloud.dv_km_s
    parents, which = np.unique(np.round(parent_v, 9), axis=0, return_inverse=True)
    speed = np.linalg.norm(cloud.dv_km_s, axis=1)
    found = []
    for k, v_km_s in enumerate(parents):
        mine = (which.ravel() == k) & (cloud.length_m >= smallest_m)
        if (mine & (speed > 0.0)).any():
            law = SpeedLaw.of(speed[mine], cloud.weight[mine])
            found.append(FirstOrbits(r_km=cloud.r_teme_km[0].copy(), v_km_s=v_km_s, law=law))
    return found
