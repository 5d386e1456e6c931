"""The coefficients of SDP4's resonances with the Earth's rotation, for all objects at once.

Vallado et al., AIAA 2006-6753, dsinit(), whose names are kept; Hujsak,
Spacetrack Report No. 1 (1979).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.dynamics._kernels.theory import XKE

__all__ = ["half_day", "synchronous"]

Floats = NDArray[np.float64]

_BELOW_0_7: Final = math.nextafter(0.7, 0.0)  # 0.7 itself belongs to the range above

_G: Final = {
    # eccentricities that end the ranges, then a, b, c, d of a + b e + c e^2 + d e^3 in each
    211: ([0.65], [(3.616, -13.2470, 16.2900, 0.0), (-72.099, 331.819, -508.738, 266.724)]),
    310: ([0.65], [(-19.302, 117.3900, -228.4190, 156.5910),
                   (-346.844, 1582.851, -2415.925, 1246.113)]),
    322: ([0.65], [(-18.9068, 109.7927, -214.6334, 146.5816),
                   (-342.585, 1554.908, -2366.899, 1215.972)]),
    410: ([0.65], [(-41.122, 242.6940, -471.0940, 313.9530),
                   (-1052.797, 4758.686, -7193.992, 3651.957)]),
    422: ([0.65], [(-146.407, 841.8800, -1629.014, 1083.4350),
                   (-3581.690, 16178.110, -24462.770, 12422.520)]),
    520: ([0.65, 0.715], [(-532.114, 3017.977, -5740.032, 3708.2760),
                          (1464.74, -4664.75, 3763.64, 0.0),
                          (-5149.66, 29936.92, -54087.36, 31324.56)]),
    521: ([_BELOW_0_7], [(-822.71072, 4568.6173, -8491.4146, 5337.524),
                         (-51752.104, 218913.95, -309468.16, 146349.42)]),
    532: ([_BELOW_0_7], [(-853.66600, 4690.2500, -8624.7700, 5341.4),
                         (-40023.880, 170470.89, -242699.48, 115605.82)]),
    533: ([_BELOW_0_7], [(-919.22770, 4988.6100, -9064.7700, 5542.21),
                         (-37995.780, 161616.52, -229838.20, 109377.94)]),
}  # fmt: skip
"""G(l, p, q) of the eccentricity; a limit itself belongs to the range below it."""


def synchronous(
    motion_rad_min: Floats, e: Floats, inclination_rad: Floats
) -> tuple[Floats, Floats, Floats]:
    """dsinit(): del1, del2, del3 of objects in resonance with one day."""
    emsq = e * e
    sinim, cosim = np.sin(inclination_rad), np.cos(inclination_rad)
    aonv = (motion_rad_min / XKE) ** (2.0 / 3.0)
    g200 = 1.0 + emsq * (-2.5 + 0.8125 * emsq)
    g310 = 1.0 + 2.0 * emsq
    g300 = 1.0 + emsq * (-6.0 + 6.60937 * emsq)
    f220 = 0.75 * (1.0 + cosim) ** 2
    f311 = 0.9375 * sinim * sinim * (1.0 + 3.0 * cosim) - 0.75 * (1.0 + cosim)
    f330 = 1.875 * (1.0 + cosim) ** 3
    del1 = 3.0 * motion_rad_min * motion_rad_min * aonv * aonv
    return (
        del1 * f311 * g310 * 2.1460748e-6 * aonv,
        2.0 * del1 * f220 * g200 * 1.7891679e-6,
        3.0 * del1 * f330 * g300 * 2.2123015e-7 * aonv,
    )


def half_day(motion_rad_min: Floats, e: Floats, inclination_rad: Floats) -> tuple[Floats, ...]:
    """dsinit(): d2201 to d5433 of eccentric objects in resonance with half a day."""
    g201 = -0.306 - (e - 0.64) * 0.440
    g211, g310, g322, g410, g422, g520, g521, g532, g533 = (_cubics(e, *_G[k]) for k in sorted(_G))
    sini, c1 = np.sin(inclination_rad), np.cos(inclination_rad)
    c2 = c1 * c1
    sini2 = sini * sini
    f220 = 0.75 * (1.0 + 2.0 * c1 + c2)
    f221 = 1.5 * sini2
    f321 = 1.875 * sini * (1.0 - 2.0 * c1 - 3.0 * c2)
    f322 = -1.875 * sini * (1.0 + 2.0 * c1 - 3.0 * c2)
    f441 = 35.0 * sini2 * f220
    f442 = 39.3750 * sini2 * sini2
    f522 = (
        9.84375
        * sini
        * (sini2 * (1.0 - 2.0 * c1 - 5.0 * c2) + 0.33333333 * (-2.0 + 4.0 * c1 + 6.0 * c2))
    )
    f523 = sini * (
        4.92187512 * sini2 * (-2.0 - 4.0 * c1 + 10.0 * c2)
        + 6.56250012 * (1.0 + 2.0 * c1 - 3.0 * c2)
    )
    f542 = 29.53125 * sini * (2.0 - 8.0 * c1 + c2 * (-12.0 + 8.0 * c1 + 10.0 * c2))
    f543 = 29.53125 * sini * (-2.0 - 8.0 * c1 + c2 * (12.0 + 8.0 * c1 - 10.0 * c2))
    aonv = (motion_rad_min / XKE) ** (2.0 / 3.0)
    second = 3.0 * motion_rad_min * motion_rad_min * aonv * aonv
    third = second * aonv
    fourth = third * aonv
    fifth = fourth * aonv
    root22, root32, root44, root52, root54 = (
        1.7891679e-6,
        3.7393792e-7,
        7.3636953e-9,
        1.1428639e-7,
        2.1765803e-9,
    )
    return (
        second * root22 * f220 * g201,
        second * root22 * f221 * g211,
        third * root32 * f321 * g310,
        third * root32 * f322 * g322,
        2.0 * fourth * root44 * f441 * g410,
        2.0 * fourth * root44 * f442 * g422,
        fifth * root52 * f522 * g520,
        fifth * root52 * f523 * g532,
        2.0 * fifth * root54 * f542 * g521,
        2.0 * fifth * root54 * f543 * g533,
    )


def _cubics(
    e: Floats, limits: list[float], coefficients: list[tuple[float, float, float, float]]
) -> Floats:
    a, b, c, d = np.array(coefficients)[np.searchsorted(limits, e)].T
    e2 = e * e
    return np.asarray(a + b * e + c * e2 + d * (e * e2))
