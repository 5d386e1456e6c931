"""Numbers of the theory itself: WGS-72 as getgravconst() has it, Sun, Moon and rotation.

Element sets are fitted with these values; they are wrong anywhere else. Source:
Vallado et al., AIAA 2006-6753, getgravconst(), dscom(), dsinit() and dpper().
"""

from __future__ import annotations

import math
from typing import Final

from cspo.constants import WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM

__all__ = [
    "HALF_J3_PER_J2", "J3_PER_J2", "J4", "KM_S", "ROTATION_RAD_MIN", "XKE", "ZEL", "ZES", "ZNL",
    "ZNS",
]  # fmt: skip

XKE: Final = 60.0 / math.sqrt(WGS72_RADIUS_KM**3 / WGS72_MU_KM3_S2)
"""Square root of the gravitational constant, (Earth radii)^1.5 / min."""

KM_S: Final = WGS72_RADIUS_KM * XKE / 60.0
"""The unit of velocity: that of a circular orbit at the Earth's radius, km/s."""

J3_PER_J2: Final = -0.00000253881 / WGS72_J2
HALF_J3_PER_J2: Final = -0.5 * J3_PER_J2
"""-J3 / 2 J2."""

J4: Final = -0.00000165597

ZES: Final = 0.01675
ZEL: Final = 0.05490
"""Eccentricities of the orbits of Sun and Moon."""

ZNS: Final = 1.19459e-5
ZNL: Final = 1.5835218e-4
"""Mean motions of Sun and Moon, rad/min."""

ROTATION_RAD_MIN: Final = 4.37526908801129966e-3
"""Rotation of the Earth (rptim), rad/min."""
