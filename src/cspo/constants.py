"""Physical constants, each with its source.

Two sets stand side by side because they belong to different models: the WGS-72
values are part of the SGP4 theory (element sets are fitted with them) and are
wrong anywhere else.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "AU_KM",
    "EARTH_J2",
    "EARTH_MU_KM3_S2",
    "EARTH_RADIUS_KM",
    "EARTH_ROTATION_RAD_S",
    "SPEED_OF_LIGHT_KM_S",
    "WGS72_J2",
    "WGS72_MU_KM3_S2",
    "WGS72_RADIUS_KM",
]

EARTH_MU_KM3_S2: Final = 398_600.4418
"""Geocentric gravitational constant, km³/s². IERS Conventions 2010, table 1.1."""

EARTH_RADIUS_KM: Final = 6_378.137
"""Equatorial radius, km. WGS-84 (NIMA TR8350.2)."""

EARTH_J2: Final = 1.082_635_9e-3
"""Second zonal harmonic. IERS Conventions 2010, table 1.1."""

EARTH_ROTATION_RAD_S: Final = 7.292_115_146_706_979e-5
"""Rate of the Earth rotation angle at a length of day of 86,400 s: 2 pi x
1.00273781191135448 / 86,400, rad/s. IERS Conventions 2010, equation 5.15."""

WGS72_MU_KM3_S2: Final = 398_600.8
"""WGS-72, as SGP4 uses it. Vallado et al., AIAA 2006-6753, appendix A."""

WGS72_RADIUS_KM: Final = 6_378.135
"""WGS-72, as SGP4 uses it. Vallado et al., AIAA 2006-6753, appendix A."""

WGS72_J2: Final = 0.001_082_616
"""WGS-72, as SGP4 uses it. Vallado et al., AIAA 2006-6753, appendix A."""

SPEED_OF_LIGHT_KM_S: Final = 299_792.458
"""Exact, km/s. BIPM SI brochure, 9th edition."""

AU_KM: Final = 149_597_870.7
"""Astronomical unit, exact, km. IAU 2012 resolution B2."""
