"""Sizes of orbits as other people's tables have them: of the Kozai mean motion, unconverted.

Both the UDL's documentation and Space-Track's printed values take the mean motion of an
element set as that of a Kepler orbit, with GM = 398,600.4418 km³/s². It is no
osculating semi-major axis, and nothing here computes with it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.constants import EARTH_MU_KM3_S2
from cspo.units import DAY_S, MINUTE_S, REV_PER_DAY_RAD_S

__all__ = ["a_km", "finite", "period_min"]

Floats = NDArray[np.float64]


def a_km(mean_motion_rev_day: Any) -> Floats:
    """Semi-major axis, km; infinite where the mean motion is next to nothing.

    Examples
    --------
    >>> round(float(a_km(10.85129860)), 3)  # Vanguard 1: Space-Track prints 8618.150
    8618.15
    """
    with np.errstate(all="ignore"):
        n_rad_s = np.asarray(mean_motion_rev_day) * REV_PER_DAY_RAD_S
        return np.asarray(np.cbrt(EARTH_MU_KM3_S2 / n_rad_s**2))


def period_min(mean_motion_rev_day: Any) -> Floats:
    """Period, minutes; infinite where the mean motion is next to nothing."""
    with np.errstate(all="ignore"):
        return np.asarray(DAY_S / MINUTE_S / np.asarray(mean_motion_rev_day))


def finite(values: Floats) -> list[Any]:
    """Values as a column: None where there is none."""
    found: list[Any] = values.tolist()
    return [value if good else None for value, good in zip(found, np.isfinite(values), strict=True)]
