"""McIlwain's L by a dipole that stands beside the Earth's centre."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["DIPOLE_CENTER_KM", "DIPOLE_NORTH", "l_shell"]

Floats = NDArray[np.float64]

_RADIUS_KM: Final = 6_371.2
"""Of the International Geomagnetic Reference Field."""

_G10, _G11, _H11 = -29_404.8, -1_450.9, 4_652.5
_G20, _G21, _H21, _G22, _H22 = -2_499.6, 2_982.0, -2_991.6, 1_677.0, -734.6
"""nT, epoch 2020.0. Alken et al. 2021, Earth, Planets and Space 73:49 (IGRF-13), table 2."""


def _center_km() -> Floats:
    """Fraser-Smith 1987, Reviews of Geophysics 25(1), 1, equations 23 to 25."""
    b2 = _G10**2 + _G11**2 + _H11**2
    root = np.sqrt(3.0)
    l0 = 2.0 * _G10 * _G20 + root * (_G11 * _G21 + _H11 * _H21)
    l1 = -_G11 * _G20 + root * (_G10 * _G21 + _G11 * _G22 + _H11 * _H22)
    l2 = -_H11 * _G20 + root * (_G10 * _H21 - _H11 * _G22 + _G11 * _H22)
    e = (l0 * _G10 + l1 * _G11 + l2 * _H11) / (4.0 * b2)
    offset = np.array([l1 - _G11 * e, l2 - _H11 * e, l0 - _G10 * e])
    return np.asarray(_RADIUS_KM * offset / (3.0 * b2))


DIPOLE_CENTER_KM: Final = _center_km()
"""Of the eccentric dipole, Earth-fixed, (3,) km: 590 km off, towards the western Pacific."""

DIPOLE_NORTH: Final = -np.array([_G11, _H11, _G10]) / np.sqrt(_G10**2 + _G11**2 + _H11**2)
"""Towards the geomagnetic pole in the north, Earth-fixed, (3,)."""


def l_shell(r_itrf_km: ArrayLike) -> Floats:
    """L of Earth-fixed positions: radius of the field line at the magnetic equator, Earth radii.

    Parameters
    ----------
    r_itrf_km : (..., 3) float64

    Returns
    -------
    (...) float64
        0.9 and more; NaN where the position is.

    Notes
    -----
    ``L = r / (a cos² of the magnetic latitude)`` about the eccentric dipole. Against L of the
    full field as published for nine stations on the ground, where it is worst, it is off by
    8 % in the median and 21 % at most (docs/validation/services.md); beyond 6 Earth radii the
    solar wind bends the field, and L says little. The dipole of 2020 drifts by 3 km a year.

    Source: McIlwain 1961, JGR 66(11), 3681; Fraser-Smith 1987, Reviews of Geophysics 25(1), 1.

    Examples
    --------
    >>> l_shell([42_164.0, 0.0, 0.0]).round(1).item()
    6.7
    """
    away = np.asarray(r_itrf_km, np.float64) - DIPOLE_CENTER_KM
    r_km = np.linalg.norm(away, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        sine = (away @ DIPOLE_NORTH) / r_km
        return np.asarray(r_km / (_RADIUS_KM * np.maximum(1.0 - sine * sine, 1e-12)))
