"""Access to space: when a launch would pass too close to what is up there, and for how long.

A flight is the same over the ground whenever it is launched (`Ascent`), so a whole window is
searched at once (`find_passages`): for each launch instant and each object the least distance,
and from it the instants that are closed, by what, from when to when (`closures`).
"""

from __future__ import annotations

from cspo.consequence.launch.ascent import Ascent, ascent_from_points
from cspo.consequence.launch.closures import Closures, closures
from cspo.consequence.launch.dispersion import Dispersion
from cspo.consequence.launch.generic import generic_ascent
from cspo.consequence.launch.keep_out import KeepOut, Kind, kinds
from cspo.consequence.launch.passages import Flights, Passages, find_passages
from cspo.consequence.launch.site import LaunchSite, launch_site, launch_sites

__all__ = [
    "Ascent",
    "Closures",
    "Dispersion",
    "Flights",
    "KeepOut",
    "Kind",
    "LaunchSite",
    "Passages",
    "ascent_from_points",
    "closures",
    "find_passages",
    "generic_ascent",
    "kinds",
    "launch_site",
    "launch_sites",
]
