"""Access to space: when a launch would pass too close to what is up there, and for how long.

A flight is the same over the ground whenever it is launched (`Ascent`), so a whole window is
searched at once (`find_passages`): for each launch instant and each object the least distance,
and from it the instants that are closed, by what, from when to when (`closures`). After a
break-up the pieces that nobody follows close a launch by the chance of meeting any of them
(`cloud_chance`), the catalogued ones one by one, and `access_after` says day by day how that ends.
`station_gap` judges the days in which a crewed station could not get out of the way of what was
launched.

Theory, limits and checks: docs/theory/launch-access.md.
"""

from __future__ import annotations

from cspo.consequence.launch.access import Access, Day, access_after, catalogued
from cspo.consequence.launch.ascent import Ascent, ascent_from_points
from cspo.consequence.launch.closures import VEHICLE_RADIUS_M, Closures, closures, near_enough
from cspo.consequence.launch.cloud_chance import COLLECTIVE_PC, CloudChance, cloud_chance
from cspo.consequence.launch.dispersion import Dispersion
from cspo.consequence.launch.gap import GAP_HOURS, Gap, station_gap
from cspo.consequence.launch.generic import generic_ascent, launch_azimuth_rad
from cspo.consequence.launch.keep_out import KeepOut, Kind, kinds
from cspo.consequence.launch.passages import Flights, Passages, find_passages
from cspo.consequence.launch.site import LaunchSite, launch_site, launch_sites

__all__ = [
    "COLLECTIVE_PC",
    "GAP_HOURS",
    "VEHICLE_RADIUS_M",
    "Access",
    "Ascent",
    "Closures",
    "CloudChance",
    "Day",
    "Dispersion",
    "Flights",
    "Gap",
    "KeepOut",
    "Kind",
    "LaunchSite",
    "Passages",
    "access_after",
    "ascent_from_points",
    "catalogued",
    "closures",
    "cloud_chance",
    "find_passages",
    "generic_ascent",
    "kinds",
    "launch_azimuth_rad",
    "launch_site",
    "launch_sites",
    "near_enough",
    "station_gap",
]
