"""Sensing: who can see what, when, and whether it is large or bright enough.

A `Site` stands on the Earth and looks into a `FieldOfView`. `look_angles` says where an object
is from there; `find_passes` says when it crosses the field, to a microsecond of the orbit that
it is given, for one object or a whole catalogue. `visible_parts` keeps of an optical pass what
is in sunlight before a dark sky. `detection` says how small a radar sees and how bright a
sphere is.

Sites come from tables through `cspo.bridge.sites`; none is shipped. Theory and checks:
docs/theory/sensing.md.
"""

from __future__ import annotations

from cspo.sensing.detection import (
    diameter_from_rcs_m,
    diffuse_sphere_magnitude,
    extinction_magnitude,
    probability_of_detection,
    radar_snr,
    rcs_of_sphere_m2,
)
from cspo.sensing.field import Cone, FieldOfView
from cspo.sensing.light import VisibleParts, brightness, visible_parts
from cspo.sensing.look import Look, look_angles
from cspo.sensing.passes import Passes, find_passes
from cspo.sensing.paths import CatalogPaths, EphemerisPaths, Paths
from cspo.sensing.site import Site

__all__ = [
    "CatalogPaths",
    "Cone",
    "EphemerisPaths",
    "FieldOfView",
    "Look",
    "Passes",
    "Paths",
    "Site",
    "VisibleParts",
    "brightness",
    "diameter_from_rcs_m",
    "diffuse_sphere_magnitude",
    "extinction_magnitude",
    "find_passes",
    "look_angles",
    "probability_of_detection",
    "radar_snr",
    "rcs_of_sphere_m2",
    "visible_parts",
]
