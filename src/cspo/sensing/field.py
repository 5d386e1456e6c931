"""Where a sensor can look: limits of azimuth, elevation and range, and a cone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError

__all__ = ["Cone", "FieldOfView"]

Floats = NDArray[np.float64]

_PER_KM = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cone:
    """A fixed direction and what lies within an angle of it.

    Parameters
    ----------
    azimuth_rad, elevation_rad : float
    half_angle_rad : float
        Above 0, at most pi.
    """

    azimuth_rad: float
    elevation_rad: float
    half_angle_rad: float

    def __post_init__(self) -> None:
        if not 0.0 < self.half_angle_rad <= np.pi:
            raise UsageError("build cone", "half_angle_rad", expected="above 0, at most pi",
                             got=str(self.half_angle_rad))  # fmt: skip

    def margin_rad(self, azimuth_rad: Floats, elevation_rad: Floats) -> Floats:
        """How far inside each direction is; negative outside."""
        sine = np.hypot(
            np.sin(0.5 * (elevation_rad - self.elevation_rad)),
            np.sqrt(np.cos(elevation_rad) * np.cos(self.elevation_rad))
            * np.sin(0.5 * (azimuth_rad - self.azimuth_rad)),
        )
        return np.asarray(self.half_angle_rad - 2.0 * np.arcsin(np.clip(sine, 0.0, 1.0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOfView:
    """Limits of a sensor. Whatever is NaN is no limit.

    Parameters
    ----------
    azimuth_rad : (float, float)
        From north over east, clockwise from the first to the second: (350°, 10°) is 20° wide
        about north, and (0°, 360°) the whole round.
    elevation_rad : (float, float)
        Above pi/2 the field goes on beyond the zenith, on the other side: a fence that stands
        upright from 20° to 160°.
    range_km : (float, float)
    cone : Cone or None

    Raises
    ------
    UsageError
        Where the first elevation or range is above the second.

    Examples
    --------
    >>> north = FieldOfView(azimuth_rad=(np.radians(350.0), np.radians(10.0)))
    >>> azimuth_rad = np.radians([5.0, 180.0])
    >>> (north.margin(azimuth_rad, np.full(2, 0.5), np.full(2, 900.0)) > 0.0).tolist()
    [True, False]
    """

    azimuth_rad: tuple[float, float] = (np.nan, np.nan)
    elevation_rad: tuple[float, float] = (0.0, np.nan)
    range_km: tuple[float, float] = (np.nan, np.nan)
    cone: Cone | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in (("elevation", self.elevation_rad), ("range", self.range_km)):
            if low > high:
                raise UsageError("build field of view", name, expected="from low to high",
                                 got=f"{low:g} to {high:g}")  # fmt: skip

    @property
    def least_elevation_rad(self) -> float:
        """Below it nothing is seen; the horizontal where there is no limit."""
        low = self.elevation_rad[0]
        return 0.0 if np.isnan(low) else low

    @property
    def is_whole_sky(self) -> bool:
        """Whether elevation from below is the only limit."""
        high = self.elevation_rad[1]
        return bool(
            self._half_width() >= np.pi and (np.isnan(high) or high >= 0.5 * np.pi)
            and np.isnan(self.range_km).all() and self.cone is None
        )  # fmt: skip

    def margin(self, azimuth_rad: Floats, elevation_rad: Floats, range_km: Floats) -> Floats:
        """How far inside the field each direction is, (n,); negative outside.

        Radians to the nearest limit, or thousands of kilometres to one of range. Continuous
        but for azimuth at the zenith, so that its zeros are the crossings of the limits.
        """
        high = self.elevation_rad[1]
        beyond = not np.isnan(high) and high > 0.5 * np.pi
        inside = self._of_direction(azimuth_rad, elevation_rad, np.nan if beyond else high)
        if beyond:
            other = self._of_direction(azimuth_rad + np.pi, np.pi - elevation_rad, high)
            inside = np.maximum(inside, other)
        for limit, sign in zip(self.range_km, (1.0, -1.0), strict=True):
            if not np.isnan(limit):
                inside = np.minimum(inside, sign * (range_km - limit) * _PER_KM)
        if self.cone is not None:
            inside = np.minimum(inside, self.cone.margin_rad(azimuth_rad, elevation_rad))
        return inside

    def _of_direction(self, azimuth_rad: Floats, elevation_rad: Floats, high: float) -> Floats:
        inside = elevation_rad - self.least_elevation_rad
        if not np.isnan(high):
            inside = np.minimum(inside, high - elevation_rad)
        half = self._half_width()
        if half < np.pi:
            middle = self.azimuth_rad[0] + half
            off = np.abs(np.remainder(azimuth_rad - middle + np.pi, 2.0 * np.pi) - np.pi)
            inside = np.minimum(inside, (half - off) * np.abs(np.cos(elevation_rad)))
        return np.asarray(inside)

    def _half_width(self) -> float:
        first, second = self.azimuth_rad
        if np.isnan(first) or np.isnan(second) or abs(second - first) >= 2.0 * np.pi - 1e-9:
            return float(np.pi)
        return float(0.5 * np.remainder(second - first, 2.0 * np.pi))
