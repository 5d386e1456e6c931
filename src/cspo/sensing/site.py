"""A place on the Earth that looks up."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.frames import itrf_from_geodetic
from cspo.sensing.field import FieldOfView

__all__ = ["Site"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A sensor's place on WGS-84 and its field of view.

    Parameters
    ----------
    site_id : str
    latitude_rad, longitude_rad : float
        Geodetic; longitude east.
    height_km : float
        Above the ellipsoid.
    field_of_view : FieldOfView
        The sky above the horizontal, where nothing else is known.
    name, system, nation, kind, source : str
        As their table has them; *kind* is ``phased_array_radar``, ``optical``, ...

    Raises
    ------
    UsageError
        Where the place is none on the Earth.

    Examples
    --------
    >>> pole = Site(site_id="pole", latitude_rad=np.pi / 2, longitude_rad=0.0, height_km=0.0)
    >>> pole.r_itrf_km.round(3).tolist()
    [0.0, 0.0, 6356.752]
    """

    site_id: str
    latitude_rad: float
    longitude_rad: float
    height_km: float
    field_of_view: FieldOfView = field(default_factory=FieldOfView)
    name: str = ""
    system: str = ""
    nation: str = ""
    kind: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        latitude, longitude, height = self.latitude_rad, self.longitude_rad, self.height_km
        if not (
            abs(latitude) <= 0.5 * np.pi and abs(longitude) <= 2.0 * np.pi
            and -12.0 < height < 100.0
        ):  # fmt: skip
            raise UsageError(
                "build site", self.site_id,
                expected="latitude to 90, longitude to 360 degrees, height from -12 to 100 km",
                got=f"{np.degrees(latitude):g}, {np.degrees(longitude):g}, {height:g}",
            )  # fmt: skip

    @property
    def is_optical(self) -> bool:
        """Whether it needs sunlight on the object and a dark sky."""
        return "optical" in self.kind

    @property
    def r_itrf_km(self) -> Floats:
        """Position, (3,) km."""
        return itrf_from_geodetic(self.latitude_rad, self.longitude_rad, self.height_km)

    @property
    def enu_from_itrf(self) -> Floats:
        """Rows east, north and up (along the ellipsoid's normal), (3, 3); defined at the poles."""
        sin_lat, cos_lat = np.sin(self.latitude_rad), np.cos(self.latitude_rad)
        sin_lon, cos_lon = np.sin(self.longitude_rad), np.cos(self.longitude_rad)
        return np.array(
            [
                [-sin_lon, cos_lon, 0.0],
                [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
                [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
            ]
        )
