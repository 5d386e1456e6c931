"""From Kozai's mean motion, which element sets print, to Brouwer's, which SGP4 integrates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cspo.constants import WGS72_J2

__all__ = ["kozai_excess"]

Floats = NDArray[np.float64]


def kozai_excess(axis_er: Floats, eccentricity: Floats, cos_inclination: Floats) -> Floats:
    """Kozai's mean motion over Brouwer's, less one.

    Parameters
    ----------
    axis_er : (...) float64
        Semi-major axis that Kozai's mean motion gives by Kepler's third law, in
        Earth radii (WGS-72).
    eccentricity : (...) float64
        In [0, 1).
    cos_inclination : (...) float64

    Returns
    -------
    (...) float64
        Dimensionless, of the order of J2.

    Notes
    -----
    Only operations that IEEE 754 rounds correctly, in the order of the C++: equal
    arguments give its bits.

    Source: Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753, initl().
    """
    beta2 = 1.0 - eccentricity * eccentricity
    d1 = 0.75 * WGS72_J2 * (3.0 * (cos_inclination * cos_inclination) - 1.0)
    d1 = d1 / (np.sqrt(beta2) * beta2)
    delta = d1 / (axis_er * axis_er)
    axis_er = axis_er * (1.0 - delta * delta - delta * (1.0 / 3.0 + 134.0 * delta * delta / 81.0))
    return np.asarray(d1 / (axis_er * axis_er))
