"""Where the Sun is."""

from __future__ import annotations

from typing import Final

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import AU_KM
from cspo.time.scales import jd_tt_arrays

__all__ = ["SUN_RADIUS_KM", "sun_gcrf_km"]

SUN_RADIUS_KM: Final = 695_700.0
"""Nominal solar radius, km. IAU 2015 resolution B3."""


def sun_gcrf_km(tai_ns: ArrayLike) -> NDArray[np.float64]:
    """Geometric position of the Sun from the Earth's center, (..., 3) km in GCRF.

    Parameters
    ----------
    tai_ns : (...) int64
        Instants; 30 us each.

    Within 0.03 arcsec and 1,000 km of JPL's DE 430 from 1990 to 2050; TT stands for TDB. What an
    observer sees is 20 arcsec behind (aberration), which no shadow or magnitude notices.

    Source: erfa ``epv00``, after Bretagnon's and Francou's VSOP2000.

    Examples
    --------
    >>> from cspo.time import Epoch
    >>> r_km = sun_gcrf_km(Epoch.from_utc("2006-04-02T00:00:00Z"))
    >>> (r_km / 149_597_870.7).round(3).tolist()
    [0.978, 0.191, 0.083]
    """
    heliocentric, _ = erfa.epv00(*jd_tt_arrays(tai_ns))
    return np.asarray(-heliocentric["p"] * AU_KM)
