"""WGS-72 as SGP4 takes it: Vallado et al., AIAA 2006-6753, getgravconst().

Element sets are fitted with these values; they are wrong anywhere else.
"""

from __future__ import annotations

import math
from typing import Final

from cspo.constants import WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM

__all__ = ["J3_PER_J2", "J4", "XKE"]

XKE: Final = 60.0 / math.sqrt(WGS72_RADIUS_KM**3 / WGS72_MU_KM3_S2)
"""Square root of the gravitational constant, (Earth radii)^1.5 / min."""

J3_PER_J2: Final = -0.00000253881 / WGS72_J2

J4: Final = -0.00000165597
