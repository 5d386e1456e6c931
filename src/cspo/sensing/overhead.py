"""What is in the field of view of a site at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.environment import sun_above_limb_rad, sun_gcrf_km
from cspo.frames import EarthOrientation, Frame, rotation
from cspo.sensing.light import NAUTICAL_RAD
from cspo.sensing.look import look_angles
from cspo.sensing.site import Site
from cspo.time import Epoch

__all__ = ["Overhead", "Sunlight", "overhead"]

Floats = NDArray[np.float64]

_PLUMB_KM: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overhead:
    """Objects in a field of view, the highest first.

    Parameters
    ----------
    row : (k,) int64
        Which objects.
    azimuth_rad, elevation_rad, range_km : (k,) float64
    """

    row: NDArray[np.int64]
    azimuth_rad: Floats
    elevation_rad: Floats
    range_km: Floats

    def __len__(self) -> int:
        return len(self.row)


def overhead(site: Site, r_itrf_km: Floats) -> Overhead:
    """Which of many objects are in the field of view of a site.

    Parameters
    ----------
    site : Site
    r_itrf_km : (n, 3) float64
        Earth-fixed positions at the instant; NaN: nowhere.

    Notes
    -----
    Geometric, as `find_passes`. Whether an optical sensor sees them by sunlight `Sunlight` says.

    Examples
    --------
    >>> site = Site(site_id="g", latitude_rad=0.0, longitude_rad=0.0, height_km=0.0)
    >>> r_km = np.array([[7000.0, 0.0, 0.0], [-7000.0, 0.0, 0.0], [np.nan] * 3])
    >>> overhead(site, r_km).row.tolist()
    [0]
    """
    field = site.field_of_view
    rows = np.arange(len(r_itrf_km))
    if field.least_elevation_rad >= 0.0:  # most are under the horizon: no angle is asked of them
        with np.errstate(invalid="ignore"):
            up_km = (r_itrf_km - site.r_itrf_km) @ site.enu_from_itrf[2]
            rows = np.flatnonzero(up_km > -_PLUMB_KM)
    look = look_angles(site, r_itrf_km[rows])
    with np.errstate(invalid="ignore"):
        inside = field.margin(look.azimuth_rad, look.elevation_rad, look.range_km) > 0.0
    order = np.flatnonzero(inside)
    order = order[np.argsort(-look.elevation_rad[order], kind="stable")]
    return Overhead(
        row=rows[order], azimuth_rad=look.azimuth_rad[order],
        elevation_rad=look.elevation_rad[order], range_km=look.range_km[order],
    )  # fmt: skip


class Sunlight:
    """Where the Sun stands at one instant: which sites have a dark sky, and who is lit.

    Parameters
    ----------
    at : Epoch
    eop : EarthOrientation
    """

    def __init__(self, at: Epoch, eop: EarthOrientation) -> None:
        turn = rotation(Frame.GCRF, Frame.ITRF, at.tai_ns, eop)
        self.sun_itrf_km: Floats = np.asarray(turn @ sun_gcrf_km(at.tai_ns))

    def is_dark(self, site: Site) -> bool:
        """Whether the Sun is 12 degrees under the horizontal: the end of nautical twilight."""
        return bool(look_angles(site, self.sun_itrf_km).elevation_rad < NAUTICAL_RAD)

    def lit(self, r_itrf_km: Floats) -> NDArray[np.bool_]:
        """Who of (n, 3) sees more than half of the Sun's disk."""
        sun_km = np.broadcast_to(self.sun_itrf_km, r_itrf_km.shape)
        return np.asarray(sun_above_limb_rad(r_itrf_km, sun_km) > 0.0)
