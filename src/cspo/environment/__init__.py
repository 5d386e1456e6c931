"""The surroundings of an orbit: where the Sun stands, and who is in the Earth's shadow.

`sun_gcrf_km` is geometric, without aberration; `sunlit_fraction` is the share of the Sun's
disk that an object sees over the rim of the flattened Earth. Both take plain positions.
"""

from __future__ import annotations

from cspo.environment.shadow import sun_above_limb_rad, sunlit_fraction
from cspo.environment.sun import SUN_RADIUS_KM, sun_gcrf_km

__all__ = ["SUN_RADIUS_KM", "sun_above_limb_rad", "sun_gcrf_km", "sunlit_fraction"]
