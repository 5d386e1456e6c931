"""Deep-space SDP4 of one block, up to Kepler's equation.

Vallado et al., AIAA 2006-6753, sgp4(), dspace() and dpper() in the improved
mode ('i'); Hoots and Roehrich, Spacetrack Report No. 3 (1980), section 10;
the choice of Lyddane's variables goes by the perturbed inclination, as there.
"""

from __future__ import annotations

from typing import Any, Final

from numba import njit

from cspo.dynamics._kernels import layout as at
from cspo.dynamics._kernels.theory import HALF_J3_PER_J2, ROTATION_RAD_MIN, ZEL, ZES, ZNL, ZNS
from cspo.dynamics._kernels.trig import (
    OPTIONS,
    TWO_PI,
    arctan2,
    cube_root_squared,
    remainder,
    sincos,
    small,
)

__all__ = ["deep_space"]

_LYDDANE: Final = 0.2  # rad


@njit(**OPTIONS)
def deep_space(w: Any, kind: int) -> None:
    """From the coefficients and times of block *w* to the start of Kepler's equation.

    Where *kind* is a resonance, `cspo.dynamics._kernels.resonance.integrate` went before.
    """
    for j in range(at.LANES):
        t = w[at.T + j]
        t2 = t * t
        node = w[at.NODE + j] + w[at.NODE_RATE + j] * t + w[at.NODE_DRAG + j] * t2
        node = node + w[at.DNODT + j] * t
        argp = w[at.ARGP + j] + w[at.ARGP_RATE + j] * t + w[at.DOMDT + j] * t
        inclination = w[at.INCLINATION + j] + w[at.DIDT + j] * t
        mm = w[at.ANOMALY + j] + (w[at.ANOMALY_RATE + j] + w[at.DMDT + j]) * t
        nm = w[at.MOTION + j]
        if kind != at.DEEP:  # dspace(): the resonance integral from its last whole step
            ft = t - w[at.ATIME + j]
            half = 0.5 * ft * ft
            theta = remainder(w[at.GSTO + j] + t * ROTATION_RAD_MIN)
            nm = w[at.XNI + j] + w[at.XNDT + j] * ft + w[at.XNDDT + j] * half
            xl = w[at.XLI + j] + w[at.XLDOT + j] * ft + w[at.XNDT + j] * half
            one_day = xl - node - argp + theta
            mm = xl - 2.0 * node + 2.0 * theta if kind == at.HALF_DAY else one_day
        # (xke / nm)**(2/3); nm differs from the motion at epoch by resonance alone
        ratio = w[at.MOTION + j] / nm
        tempa = 1.0 - w[at.CC1 + j] * t
        am = w[at.AXIS + j] * cube_root_squared(ratio) * tempa * tempa
        em = w[at.ECCENTRICITY + j] + w[at.DEDT + j] * t - w[at.BSTAR_CC4 + j] * t
        early = 1.0 if (em >= 1.0) or (em < -0.001) else 0.0
        early = 2.0 if nm <= 0.0 else early
        em = max(em, 1e-06)
        mm = mm + w[at.MOTION + j] * w[at.T2COF + j] * t2
        # dpper(): the Sun
        zm = w[at.SUN + j] + ZNS * t
        s, c = sincos(zm)
        ds, dc = small(2.0 * ZES * s)
        sinzf = s * dc + c * ds
        coszf = c * dc - s * ds
        f2 = 0.5 * sinzf * sinzf - 0.25
        f3 = -0.5 * sinzf * coszf
        pe = w[at.SE2 + j] * f2 + w[at.SE3 + j] * f3
        pinc = w[at.SI2 + j] * f2 + w[at.SI3 + j] * f3
        pl = w[at.SL2 + j] * f2 + w[at.SL3 + j] * f3 + w[at.SL4 + j] * sinzf
        pgh = w[at.SGH2 + j] * f2 + w[at.SGH3 + j] * f3 + w[at.SGH4 + j] * sinzf
        ph = w[at.SH2 + j] * f2 + w[at.SH3 + j] * f3
        # and the Moon
        zm = w[at.MOON + j] + ZNL * t
        s, c = sincos(zm)
        ds, dc = small(2.0 * ZEL * s)
        sinzf = s * dc + c * ds
        coszf = c * dc - s * ds
        f2 = 0.5 * sinzf * sinzf - 0.25
        f3 = -0.5 * sinzf * coszf
        pe += w[at.EE2 + j] * f2 + w[at.E3 + j] * f3
        pinc += w[at.XI2 + j] * f2 + w[at.XI3 + j] * f3
        pl += w[at.XL2 + j] * f2 + w[at.XL3 + j] * f3 + w[at.XL4 + j] * sinzf
        pgh += w[at.XGH2 + j] * f2 + w[at.XGH3 + j] * f3 + w[at.XGH4 + j] * sinzf
        ph += w[at.XH2 + j] * f2 + w[at.XH3 + j] * f3
        inclination = inclination + pinc
        ep = em + pe
        sini, cosi = sincos(inclination)
        # Applied directly, or by Lyddane's variables near the equator. There the node of
        # the reference is atan2(alfdp, betdp), which is the node plus this small angle.
        direct = inclination >= _LYDDANE
        ph_direct = ph / (sini if direct else 1.0)
        turn = arctan2(ph, sini + pinc * cosi)
        rest = remainder(node)  # and now with the sign of the node, as C's fmod has it
        rest = rest + TWO_PI if (rest < 0.0) and (node > 0.0) else rest
        rest = rest - TWO_PI if (rest > 0.0) and (node < 0.0) else rest
        shift = pgh - pinc * sini * rest - cosi * turn
        argp += (pgh - cosi * ph_direct) if direct else shift
        node += ph_direct if direct else turn
        mp = mm + pl
        # a negative inclination is the same plane from its other node
        negative = inclination < 0.0
        sini = -sini if negative else sini
        late = 3.0 if (ep < 0.0) or (ep > 1.0) else 0.0
        code = early if early > 0.0 else late
        # long-period periodics
        sin_argp, cos_argp = sincos(argp)
        sin_node, cos_node = sincos(node)
        argp -= 0.5 * TWO_PI if negative else 0.0
        sign = -1.0 if negative else 1.0
        guard = 1.0 + cosi
        guard = guard if abs(guard) > 1.5e-12 else 1.5e-12
        per_p = 1.0 / (am * (1.0 - ep * ep))
        aycof = HALF_J3_PER_J2 * sini
        xlcof = 0.5 * aycof * (3.0 + 5.0 * cosi) / guard
        axnl = sign * ep * cos_argp
        aynl = sign * ep * sin_argp + per_p * aycof
        w[at.SIN_E + j], w[at.COS_E + j] = sincos(mp + argp + per_p * xlcof * axnl)
        w[at.SIN_NODE + j] = sign * sin_node
        w[at.COS_NODE + j] = sign * cos_node
        w[at.SIN_I + j] = sini
        w[at.COS_I + j] = cosi
        w[at.AM + j] = am
        w[at.DRAG_RATIO + j] = tempa if tempa < 0.0 else tempa * tempa
        w[at.AXNL + j] = axnl
        w[at.AYNL + j] = aynl
        w[at.CODE + j] = code
