"""The resonance integrator of SDP4: Euler-Maclaurin steps of 720 minutes from epoch.

Vallado et al., AIAA 2006-6753, dspace(). The steps lie on a fixed grid of
epoch + 720 k, so what a lane has reached may be kept from one time to the
next of the same object: the answer does not depend on the order of times.
"""

from __future__ import annotations

import math
from typing import Any, Final

from numba import njit

from cspo.dynamics._kernels import layout as at
from cspo.dynamics._kernels.trig import OPTIONS, sincos

__all__ = ["integrate"]

_STEP_MIN: Final = 720.0
_HALF_STEP2: Final = 259200.0

# sine and cosine of the phases of the tesseral harmonics
_F2: Final = (math.sin(0.13130908), math.cos(0.13130908))
_F4: Final = (math.sin(2.0 * 2.8843198), math.cos(2.0 * 2.8843198))
_F6: Final = (math.sin(3.0 * 0.37448087), math.cos(3.0 * 0.37448087))
_G22: Final = (math.sin(5.7686396), math.cos(5.7686396))
_G32: Final = (math.sin(0.95240898), math.cos(0.95240898))
_G44: Final = (math.sin(1.8014998), math.cos(1.8014998))
_G52: Final = (math.sin(1.0508330), math.cos(1.0508330))
_G54: Final = (math.sin(4.4108898), math.cos(4.4108898))


@njit(**OPTIONS)
def _lag(s: float, c: float, phase: tuple[float, float]) -> tuple[float, float]:
    """Sine and cosine of an angle less a constant."""
    return s * phase[1] - c * phase[0], c * phase[1] + s * phase[0]


@njit(**OPTIONS)
def _one_day(w: Any) -> None:
    for j in range(at.LANES):
        s1, c1 = sincos(w[at.XLI + j])
        s2 = 2.0 * s1 * c1
        c2 = 1.0 - 2.0 * s1 * s1
        s3 = s2 * c1 + c2 * s1
        c3 = c2 * c1 - s2 * s1
        sa, ca = _lag(s1, c1, _F2)
        sb, cb = _lag(s2, c2, _F4)
        sc, cc = _lag(s3, c3, _F6)
        del1 = w[at.R0 + j]
        del2 = w[at.R1 + j]
        del3 = w[at.R2 + j]
        xldot = w[at.XNI + j] + w[at.XFACT + j]
        w[at.XNDT + j] = del1 * sa + del2 * sb + del3 * sc
        w[at.XNDDT + j] = (del1 * ca + 2.0 * del2 * cb + 3.0 * del3 * cc) * xldot
        w[at.XLDOT + j] = xldot


@njit(**OPTIONS)
def _half_day(w: Any) -> None:
    for j in range(at.LANES):
        sl, cl = sincos(w[at.XLI + j])
        so, co = sincos(w[at.ARGP + j] + w[at.ARGP_RATE + j] * w[at.ATIME + j])
        s2l = 2.0 * sl * cl
        c2l = 1.0 - 2.0 * sl * sl
        s2o = 2.0 * so * co
        c2o = 1.0 - 2.0 * so * so
        # sums of the argument of perigee and the longitude
        s_2o_l = s2o * cl + c2o * sl
        c_2o_l = c2o * cl - s2o * sl
        s_o_l = so * cl + co * sl
        c_o_l = co * cl - so * sl
        s_l_o = sl * co - cl * so
        c_l_o = cl * co + sl * so
        s_2o_2l = s2o * c2l + c2o * s2l
        c_2o_2l = c2o * c2l - s2o * s2l
        s_o_2l = so * c2l + co * s2l
        c_o_2l = co * c2l - so * s2l
        s_2l_o = s2l * co - c2l * so
        c_2l_o = c2l * co + s2l * so
        s22, c22 = _lag(
            w[at.R0 + j] * s_2o_l + w[at.R1 + j] * sl,
            w[at.R0 + j] * c_2o_l + w[at.R1 + j] * cl,
            _G22,
        )
        s32, c32 = _lag(
            w[at.R2 + j] * s_o_l + w[at.R3 + j] * s_l_o,
            w[at.R2 + j] * c_o_l + w[at.R3 + j] * c_l_o,
            _G32,
        )
        s44, c44 = _lag(
            w[at.R4 + j] * s_2o_2l + w[at.R5 + j] * s2l,
            w[at.R4 + j] * c_2o_2l + w[at.R5 + j] * c2l,
            _G44,
        )
        s52, c52 = _lag(
            w[at.R6 + j] * s_o_l + w[at.R7 + j] * s_l_o,
            w[at.R6 + j] * c_o_l + w[at.R7 + j] * c_l_o,
            _G52,
        )
        s54, c54 = _lag(
            w[at.R8 + j] * s_o_2l + w[at.R9 + j] * s_2l_o,
            w[at.R8 + j] * c_o_2l + w[at.R9 + j] * c_2l_o,
            _G54,
        )
        xldot = w[at.XNI + j] + w[at.XFACT + j]
        w[at.XNDT + j] = s22 + s32 + s44 + s52 + s54
        w[at.XNDDT + j] = (c22 + c32 + c52 + 2.0 * (c44 + c54)) * xldot
        w[at.XLDOT + j] = xldot


@njit(**OPTIONS)
def integrate(w: Any, kind: int) -> None:
    """Take every lane to the last whole step before its time, with the rates there.

    A lane whose time lies before what it has reached starts again from epoch;
    so does one that has not started (ATIME zero).
    """
    for j in range(at.LANES):
        t = w[at.T + j]
        atime = w[at.ATIME + j]
        again = (t * atime <= 0.0) or (abs(t) < abs(atime))
        w[at.XLI + j] = w[at.XLAMO + j] if again else w[at.XLI + j]
        w[at.XNI + j] = w[at.MOTION + j] if again else w[at.XNI + j]
        w[at.ATIME + j] = 0.0 if again else atime
    while True:
        if kind == at.SYNCHRONOUS:
            _one_day(w)
        else:
            _half_day(w)
        behind = 0
        for j in range(at.LANES):
            t = w[at.T + j]
            atime = w[at.ATIME + j]
            dt = _STEP_MIN if t > 0.0 else -_STEP_MIN
            move = abs(t - atime) >= _STEP_MIN
            xndt = w[at.XNDT + j]
            xli = w[at.XLI + j] + w[at.XLDOT + j] * dt + xndt * _HALF_STEP2
            xni = w[at.XNI + j] + xndt * dt + w[at.XNDDT + j] * _HALF_STEP2
            w[at.XLI + j] = xli if move else w[at.XLI + j]
            w[at.XNI + j] = xni if move else w[at.XNI + j]
            w[at.ATIME + j] = atime + dt if move else atime
            behind += 1 if move else 0
        if behind == 0:
            return
