"""The volume around an object that a conjunction must enter to be reported."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError

__all__ = ["Volume"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A sphere, or a box along radial, in-track and cross-track of object 1.

    The test is made at the time of closest approach. Build one with
    `sphere` or `box`.

    Parameters
    ----------
    half_size_km : tuple of float
        (R, I, C) half sizes of the box; three times the radius for a sphere.
    is_sphere : bool
    """

    half_size_km: tuple[float, float, float]
    is_sphere: bool

    def __post_init__(self) -> None:
        if not all(0.0 < size < 1000.0 for size in self.half_size_km):
            raise UsageError(
                "build screening volume",
                expected="half sizes above 0 and below 1000 km",
                got=str(self.half_size_km),
            )

    @classmethod
    def sphere(cls, radius_km: float) -> Volume:
        """All within *radius_km*."""
        return cls(half_size_km=(radius_km, radius_km, radius_km), is_sphere=True)

    @classmethod
    def box(cls, radial_km: float, in_track_km: float, cross_track_km: float) -> Volume:
        """All within these half sizes."""
        return cls(half_size_km=(radial_km, in_track_km, cross_track_km), is_sphere=False)

    @property
    def reach_km(self) -> float:
        """Radius of the sphere around the volume, km."""
        return self.half_size_km[0] if self.is_sphere else math.hypot(*self.half_size_km)

    def contains(self, relative_rtn_km: Floats) -> NDArray[np.bool_]:
        """Which of the relative positions (k, 3), km in RTN of object 1, lie inside."""
        if self.is_sphere:
            return np.asarray(np.linalg.norm(relative_rtn_km, axis=1) < self.reach_km)
        return np.asarray((np.abs(relative_rtn_km) < self.half_size_km).all(axis=1))
