"""A launch that a nation plans, as its file of assets states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cspo.time import Epoch
from cspo.units import DAY_S, DEG_RAD

if TYPE_CHECKING:
    from cspo.consequence.launch import Ascent, LaunchSite

__all__ = ["PlannedLaunch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLaunch:
    """A launch to a circular orbit.

    Parameters
    ----------
    site : str
        One that cspo knows; or any word, with a place.
    place_deg : (latitude, longitude) or None
        Of a site that cspo does not know, geodetic and east, degrees.
    altitude_km, inclination_deg : float
    southward : bool
        From there: where the orbit leaves the choice it goes south.
    opens, closes : Epoch or None
        Its window; None: whatever day comes.
    crewed_km, active_km, debris_km : float
        What it keeps off what people live in, satellites at work, and all else, km; 0: by the
        probability alone.
    limit : float
        Probability of collision above which it waits, of satellites and of all else.
    """

    site: str
    altitude_km: float
    inclination_deg: float
    place_deg: tuple[float, float] | None = None
    southward: bool = False
    opens: Epoch | None = None
    closes: Epoch | None = None
    crewed_km: float = 200.0
    active_km: float = 0.0
    debris_km: float = 0.0
    limit: float = 1e-6

    @property
    def pad(self) -> LaunchSite:
        """The site.

        Raises
        ------
        UsageError
            Where it is not known.
        """
        from cspo.consequence.launch import LaunchSite, launch_site  # noqa: PLC0415 - arrays

        if self.place_deg is None:
            return launch_site(self.site)
        latitude, longitude = self.place_deg
        return LaunchSite(
            site_id=self.site, latitude_rad=latitude * DEG_RAD,
            longitude_rad=longitude * DEG_RAD, southward=self.southward,
        )  # fmt: skip

    @property
    def ascent(self) -> Ascent:
        """The way up.

        Raises
        ------
        UsageError, OutOfRange
            Where the site is not known, or the orbit not to be reached from it.
        """
        from cspo.consequence.launch import generic_ascent  # noqa: PLC0415 - arrays

        return generic_ascent(
            self.pad, altitude_km=self.altitude_km, inclination_rad=self.inclination_deg * DEG_RAD
        )

    def window(self, t: Epoch) -> tuple[Epoch, Epoch]:
        """First and last launch instant, as asked at *t*: as planned, or the coming day."""
        if self.opens is None or self.closes is None:
            return t, t + DAY_S
        return self.opens, self.closes
