"""How far a rocket may stray from where it should be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError

__all__ = ["Dispersion"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """Standard deviations of where the vehicle is, against where it should be.

    Parameters
    ----------
    radial_km, in_track_km, cross_track_km : float
        At insertion. From lift-off to it they grow with the square of time.
    axis_km : float
        Of the semi-major axis: after insertion the in-track part grows by 1.5 n times it.

    Raises
    ------
    UsageError
        Where one is not between 0.01 and 500 km.

    Notes
    -----
    The defaults are those of a liquid-fuelled vehicle into low orbit: perigee 10 km, apogee
    15 km, inclination 0.1 and node 0.15 degrees (Falcon user's guide, 2021, orbit insertion
    accuracy), taken as three sigma; 10 km in track are 1.3 s at insertion, assumed.

    Hejduk and others (AAS 13, Trajectory error and covariance realism for launch COLA operations)
    found errors of Atlas V and Delta II about ten times those of element sets: some 10 km.
    """

    radial_km: float = 3.3
    in_track_km: float = 10.0
    cross_track_km: float = 5.0
    axis_km: float = 3.0

    def __post_init__(self) -> None:
        values = (self.radial_km, self.in_track_km, self.cross_track_km, self.axis_km)
        if not all(0.01 <= value <= 500.0 for value in values):
            raise UsageError(
                "build dispersion", expected="four of 0.01 to 500 km",
                got=", ".join(f"{value:g}" for value in values),
            )  # fmt: skip

    def sigma_rtn_km(self, t_s: Floats, insertion_s: float, motion_rad_s: float) -> Floats:
        """Radial, in-track and cross-track, (k, 3) km, at *t_s* after lift-off.

        Parameters
        ----------
        t_s : (k,) float64
        insertion_s : float
        motion_rad_s : float
            Mean motion after insertion.
        """
        grown = np.clip(t_s / insertion_s, 0.0, 1.0)[:, None] ** 2
        sigma = grown * np.array([self.radial_km, self.in_track_km, self.cross_track_km])
        drift = 1.5 * motion_rad_s * self.axis_km * np.maximum(t_s - insertion_s, 0.0)
        sigma[:, 1] = np.hypot(sigma[:, 1], drift)
        return np.asarray(np.maximum(sigma, 1e-3))
