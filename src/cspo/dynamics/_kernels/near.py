"""Near-Earth SGP4 of one block, up to Kepler's equation.

Vallado et al., AIAA 2006-6753, sgp4(); Hoots and Roehrich, Spacetrack Report
No. 3 (1980), section 6. Objects whose perigee is under 220 km have zeros
where the theory drops terms (isimp), so they take the same path.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from cspo.dynamics._kernels import layout as at
from cspo.dynamics._kernels.trig import OPTIONS, sincos

__all__ = ["near_earth"]


@njit(**OPTIONS)
def near_earth(w: Any) -> None:
    """From the coefficients and times of block *w* to the start of Kepler's equation."""
    for j in range(at.LANES):
        t = w[at.T + j]
        t2 = t * t
        t3 = t2 * t
        t4 = t3 * t
        # secular gravity and drag
        xmdf = w[at.ANOMALY + j] + w[at.ANOMALY_RATE + j] * t
        argpdf = w[at.ARGP + j] + w[at.ARGP_RATE + j] * t
        node = w[at.NODE + j] + w[at.NODE_RATE + j] * t + w[at.NODE_DRAG + j] * t2
        _, cos_m = sincos(xmdf)
        delm = 1.0 + w[at.ETA + j] * cos_m
        delm = w[at.XMCOF + j] * (delm * delm * delm - w[at.DELMO + j])
        shift = w[at.OMGCOF + j] * t + delm
        mm = xmdf + shift
        argp = argpdf - shift
        tempa = 1.0 - w[at.CC1 + j] * t - w[at.D2 + j] * t2 - w[at.D3 + j] * t3 - w[at.D4 + j] * t4
        sin_m, _ = sincos(mm)
        tempe = w[at.BSTAR_CC4 + j] * t + w[at.BSTAR_CC5 + j] * (sin_m - w[at.SIN_ANOMALY + j])
        templ = (
            w[at.T2COF + j] * t2
            + w[at.T3COF + j] * t3
            + t4 * (w[at.T4COF + j] + t * w[at.T5COF + j])
        )
        am = w[at.AXIS + j] * tempa * tempa
        em = w[at.ECCENTRICITY + j] - tempe
        code = 1.0 if (em >= 1.0) or (em < -0.001) else 0.0
        code = 2.0 if w[at.MOTION + j] <= 0.0 else code
        em = max(em, 1e-06)
        mm = mm + w[at.MOTION + j] * templ
        # long-period periodics
        sin_argp, cos_argp = sincos(argp)
        per_p = 1.0 / (am * (1.0 - em * em))
        axnl = em * cos_argp
        aynl = em * sin_argp + per_p * w[at.AYCOF + j]
        u = mm + argp + per_p * w[at.XLCOF + j] * axnl
        w[at.SIN_E + j], w[at.COS_E + j] = sincos(u)
        w[at.SIN_NODE + j], w[at.COS_NODE + j] = sincos(node)
        w[at.SIN_I + j] = w[at.SINI + j]
        w[at.COS_I + j] = w[at.COSI + j]
        w[at.AM + j] = am
        w[at.DRAG_RATIO + j] = tempa if tempa < 0.0 else tempa * tempa
        w[at.AXNL + j] = axnl
        w[at.AYNL + j] = aynl
        w[at.CODE + j] = code
