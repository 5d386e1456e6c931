"""Where the pole and the equinox of date stand among the stars.

Two theories side by side. IAU 2006/2000A ties GCRF to the Earth. IAU 1976/1980
defines MOD, TOD and TEME, for SGP4 grew up with it. Matrices turn components:
``r_to = matrix @ r_from``.
"""

from __future__ import annotations

from typing import Final

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.frames.lagrange import lagrange_weights
from cspo.time import Epoch
from cspo.time.scales import TT_MINUS_TAI_NS, jd_from_reading, jd_tt_arrays
from cspo.units import DAY_NS

__all__ = [
    "cirs_from_gcrf",
    "eme2000_from_gcrf",
    "equation_of_equinoxes",
    "mod_from_eme2000",
    "teme_from_tod",
    "tod_from_mod",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NODE_TERMS_FROM_TAI_NS: Final = Epoch.from_utc("1997-02-27").tai_ns
_NODE_NS: Final = DAY_NS // 4
_SIDE: Final = 4
_SIZE: Final = 2 * _SIDE


def eme2000_from_gcrf() -> Floats:
    """Frame bias of the mean pole and equinox of J2000, (3, 3).

    Source: IAU 2006 bias, IERS Conventions 2010, chapter 5 (erfa ``bp06``).
    """
    bias, _, _ = erfa.bp06(2_451_545.0, 0.0)
    return np.asarray(bias)


def mod_from_eme2000(tai_ns: ArrayLike) -> Floats:
    """IAU 1976 precession, (..., 3, 3). Source: Lieske et al. 1977 (erfa ``pmat76``)."""
    return np.asarray(erfa.pmat76(*jd_tt_arrays(tai_ns)))


def tod_from_mod(tai_ns: ArrayLike, dpsi_rad: ArrayLike = 0.0, deps_rad: ArrayLike = 0.0) -> Floats:
    """IAU 1980 nutation, (..., 3, 3), with observed offsets to it if wanted.

    Source: Seidelmann 1982 (erfa ``nut80``, ``numat``); the offsets as in
    Vallado, Fundamentals of Astrodynamics, 4th ed., section 3.7.3.
    """
    jd, fr = jd_tt_arrays(tai_ns)
    dpsi, deps = erfa.nut80(jd, fr)
    return np.asarray(erfa.numat(erfa.obl80(jd, fr), dpsi + dpsi_rad, deps + deps_rad))


def equation_of_equinoxes(tai_ns: ArrayLike, dpsi_rad: ArrayLike = 0.0) -> Floats:
    """What parts true from mean equinox along the true equator, rad.

    From 1997-02-27 with the two terms in the Moon's node, 13 nrad at most;
    before that UT1 was determined without them.

    Source: IAU 1994 resolution C7 (erfa ``eqeq94``); IERS Conventions 1996,
    chapter 5.
    """
    tai_ns = np.asarray(tai_ns, np.int64)
    jd, fr = jd_tt_arrays(tai_ns)
    mean_obliquity_rad = erfa.obl80(jd, fr)
    angle = erfa.eqeq94(jd, fr)
    before = tai_ns < _NODE_TERMS_FROM_TAI_NS
    if before.any():
        angle = np.where(before, erfa.nut80(jd, fr)[0] * np.cos(mean_obliquity_rad), angle)
    return np.asarray(angle + np.asarray(dpsi_rad) * np.cos(mean_obliquity_rad))


def teme_from_tod(tai_ns: ArrayLike, dpsi_rad: ArrayLike = 0.0) -> Floats:
    """Turn about the true pole from the true to the mean equinox, (..., 3, 3)."""
    angle = equation_of_equinoxes(tai_ns, dpsi_rad)
    return np.asarray(erfa.rz(angle, np.broadcast_to(np.eye(3), (*angle.shape, 3, 3))))


def cirs_from_gcrf(tai_ns: ArrayLike, dx_rad: ArrayLike = 0.0, dy_rad: ArrayLike = 0.0) -> Floats:
    """IAU 2006/2000A, CIO based: GCRF to the intermediate system of date, (..., 3, 3).

    Many instants close together share the series: X, Y and s are computed
    every 6 h and interpolated (seventh degree) to 1e-15 rad.

    Source: IERS Conventions 2010, equation 5.10 (erfa ``xys06a``, ``c2ixys``).
    """
    tai_ns = np.asarray(tai_ns, np.int64)
    x, y, s = _xys(tai_ns.ravel())
    shape = tai_ns.shape
    return np.asarray(
        erfa.c2ixys(x.reshape(shape) + dx_rad, y.reshape(shape) + dy_rad, s.reshape(shape))
    )


def _xys(tai_ns: Integers) -> Floats:
    """X, Y and s of the intermediate pole and origin, (3, n) rad."""
    if not len(tai_ns):
        return np.empty((3, 0))
    first = tai_ns.min() // _NODE_NS - (_SIDE - 1)
    count = tai_ns.max() // _NODE_NS + _SIDE - first + 1
    if count >= len(tai_ns):
        return np.asarray(erfa.xys06a(*jd_tt_arrays(tai_ns)))
    node_ns = (first + np.arange(count)) * _NODE_NS
    nodes = np.asarray(erfa.xys06a(*jd_from_reading(node_ns + TT_MINUS_TAI_NS)))
    row = tai_ns // _NODE_NS - first - (_SIDE - 1)
    at = (tai_ns % _NODE_NS) / _NODE_NS + (_SIDE - 1)
    weights = lagrange_weights(at[:, None] - np.arange(_SIZE))
    total = np.zeros((3, len(tai_ns)))
    for i in range(_SIZE):
        total += weights[:, i] * nodes[:, row + i]
    return total
