"""Kepler's equation, short-period periodics and the state: the end of SGP4 and SDP4 alike.

Vallado et al., AIAA 2006-6753, sgp4(). Angles that move a little turn their
sine and cosine by the sum rules: no arctangent and few long reductions.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numba import njit

from cspo.constants import WGS72_J2, WGS72_RADIUS_KM
from cspo.dynamics._kernels import layout as at
from cspo.dynamics._kernels.theory import KM_S
from cspo.dynamics._kernels.trig import OPTIONS, small

__all__ = ["FAR_KM", "FAST_KM_S", "SWOLLEN", "kepler", "state"]

_CLOSE: Final = 1.0e-5  # rad; the cubic step after it leaves less than 1e-13
_TURNS: Final = 10

_NONSENSE: Final = 7.0  # PropagationStatus.NONSENSE

SWOLLEN: Final = 2.0
"""Drag may not make the semi-major axis this many times larger, nor take it through zero."""

FAR_KM: Final = 1.0e6
FAST_KM_S: Final = 12.0
"""A state farther or faster than this is nonsense; escape from the surface is 11.2 km/s."""


@njit(**OPTIONS)
def kepler(w: Any) -> None:
    """Solve for the eccentric longitude from E = u, in at most ten evaluations.

    The reference stops where a step is below 1e-12 and keeps the sine and
    cosine before it; where ten evaluations do not suffice, it keeps the tenth.

    A lane that is close rests until the others are: what it comes to does not
    depend on its company.
    """
    for j in range(at.LANES):
        w[at.E_LESS_U + j] = 0.0
        w[at.STEP + j] = 1.0
    for turn in range(1, _TURNS + 1):
        far = 0
        for j in range(at.LANES):
            s = w[at.SIN_E + j]
            c = w[at.COS_E + j]
            e_less_u = w[at.E_LESS_U + j]
            before = w[at.STEP + j]
            rests = abs(before) < _CLOSE
            if turn > 1:
                move = 0.0 if rests else before
                ds, dc = small(move)
                turned = s * dc + c * ds
                c = c * dc - s * ds
                s = turned
                e_less_u += move
                w[at.SIN_E + j] = s
                w[at.COS_E + j] = c
                w[at.E_LESS_U + j] = e_less_u
            axnl = w[at.AXNL + j]
            aynl = w[at.AYNL + j]
            step = (axnl * s - aynl * c - e_less_u) / (1.0 - axnl * c - aynl * s)
            step = min(0.95, step)
            step = max(-0.95, step)
            step = before if rests else step
            far += 1 if abs(step) >= _CLOSE else 0
            w[at.STEP + j] = step if rests or (turn < _TURNS) else 0.0
        if far == 0:
            break
    for j in range(at.LANES):
        s = w[at.SIN_E + j]
        c = w[at.COS_E + j]
        esine = w[at.AXNL + j] * s - w[at.AYNL + j] * c
        slope = 1.0 - w[at.AXNL + j] * c - w[at.AYNL + j] * s
        d = w[at.STEP + j]
        d = d - 0.5 * d * d * esine / slope
        half = 0.5 * d * d
        ds = d - d * half * (1.0 / 3.0)
        w[at.SIN_E + j] = s - s * half + c * ds
        w[at.COS_E + j] = c - c * half - s * ds


@njit(**OPTIONS)
def state(w: Any) -> None:
    """Position and velocity (km, km/s) of the solved block, NaN where CODE is not zero."""
    for j in range(at.LANES):
        s = w[at.SIN_E + j]
        c = w[at.COS_E + j]
        axnl = w[at.AXNL + j]
        aynl = w[at.AYNL + j]
        am = w[at.AM + j]
        cosi = w[at.COS_I + j]
        sini = w[at.SIN_I + j]
        esine = axnl * s - aynl * c
        el2 = axnl * axnl + aynl * aynl
        pl = am * (1.0 - el2)
        less = 1.0 - axnl * c - aynl * s
        per_less = 1.0 / less
        per_root = 1.0 / math.sqrt(am)
        betal = math.sqrt(1.0 - el2)
        rl = am * less
        rdotl = esine * per_less * per_root
        rvdotl = betal * per_less * per_root
        temp = esine / (1.0 + betal)
        sinu = per_less * (s - aynl - axnl * temp)
        cosu = per_less * (c - axnl + aynl * temp)
        sin2u = 2.0 * cosu * sinu
        cos2u = 1.0 - 2.0 * sinu * sinu
        per_p = 1.0 / pl
        temp1 = 0.5 * WGS72_J2 * per_p
        temp2 = temp1 * per_p
        cos2i = cosi * cosi
        con41 = 3.0 * cos2i - 1.0
        x1mth2 = 1.0 - cos2i
        # short-period periodics; nm / xke = am**-1.5
        mrt = rl * (1.0 - 1.5 * temp2 * betal * con41) + 0.5 * temp1 * x1mth2 * cos2u
        rate = temp1 * per_root * per_root * per_root
        mvt = rdotl - rate * x1mth2 * sin2u
        rvdot = rvdotl + rate * (x1mth2 * cos2u + 1.5 * con41)
        turn = 1.5 * temp2 * cosi
        ds, dc = small(-0.25 * temp2 * (7.0 * cos2i - 1.0) * sin2u)
        sinsu = sinu * dc + cosu * ds
        cossu = cosu * dc - sinu * ds
        ds, dc = small(turn * sin2u)
        snod = w[at.SIN_NODE + j] * dc + w[at.COS_NODE + j] * ds
        cnod = w[at.COS_NODE + j] * dc - w[at.SIN_NODE + j] * ds
        ds, dc = small(turn * sini * cos2u)
        si = sini * dc + cosi * ds
        ci = cosi * dc - sini * ds
        # orientation vectors
        ux = cnod * cossu - snod * ci * sinsu
        uy = snod * cossu + cnod * ci * sinsu
        uz = si * sinsu
        vx = -snod * ci * cossu - cnod * sinsu
        vy = cnod * ci * cossu - snod * sinsu
        vz = si * cossu
        r_km = mrt * WGS72_RADIUS_KM
        # (mvt, rvdot) are along the radius and across it, both unit vectors
        fast = (mvt * mvt + rvdot * rvdot) * (KM_S * KM_S)
        sane = (w[at.DRAG_RATIO + j] > 0.0) and (w[at.DRAG_RATIO + j] < SWOLLEN)
        sane = sane and (abs(turn) < 1.0) and (r_km < FAR_KM) and (fast < FAST_KM_S**2)
        code = 0.0 if sane else _NONSENSE
        code = 6.0 if mrt < 1.0 else code
        code = 4.0 if pl < 0.0 else code
        before = w[at.CODE + j]
        code = before if before > 0.0 else code
        w[at.CODE + j] = code
        r_km = np.nan if code > 0.0 else r_km
        v_km_s = np.nan if code > 0.0 else KM_S
        w[at.X + j] = r_km * ux
        w[at.Y + j] = r_km * uy
        w[at.Z + j] = r_km * uz
        w[at.VX + j] = (mvt * ux + rvdot * vx) * v_km_s
        w[at.VY + j] = (mvt * uy + rvdot * vy) * v_km_s
        w[at.VZ + j] = (mvt * uz + rvdot * vz) * v_km_s
