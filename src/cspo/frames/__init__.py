"""Frames: what the three numbers of a vector are counted along.

A `Frame` names axes. `rotation` gives the matrices from one to another at many
instants, `transform_pv` takes positions and velocities, `state_jacobian` and
`rotate_covariance` take covariances. GCRF, EME2000, MOD, TOD and TEME need an
instant alone; ITRF also needs to know how the Earth really stood, which is an
`EarthOrientation`: a value read from a file of the IERS or CelesTrak by a pure
function, and handed in. Nothing is looked up behind the caller's back.

RTN and TVN ride with an object, so their matrices come from its position and
velocity (`rtn_from_inertial`, `tvn_from_inertial`). Bare arrays carry the
frame in their name (``r_teme_km``); matrices turn components, ``r_to = matrix
@ r_from``, and stack along leading axes.
"""

from __future__ import annotations

from cspo.frames.bundled import bundled_earth_orientation
from cspo.frames.earth_orientation import EarthOrientation, EarthOrientationAt
from cspo.frames.eop_files import parse_celestrak_eop, parse_finals2000a
from cspo.frames.frame import Frame
from cspo.frames.geodetic import geodetic_from_itrf, itrf_from_geodetic
from cspo.frames.orbit_relative import rtn_from_inertial, rtn_rate_rad_s, tvn_from_inertial
from cspo.frames.rotations import (
    pef_from_teme,
    rotate_covariance,
    rotation,
    state_jacobian,
    teme_from_gcrf_observed,
    transform_pv,
)
from cspo.frames.turning import TurningEarth

__all__ = [
    "EarthOrientation",
    "EarthOrientationAt",
    "Frame",
    "TurningEarth",
    "bundled_earth_orientation",
    "geodetic_from_itrf",
    "itrf_from_geodetic",
    "parse_celestrak_eop",
    "parse_finals2000a",
    "pef_from_teme",
    "rotate_covariance",
    "rotation",
    "rtn_from_inertial",
    "rtn_rate_rad_s",
    "state_jacobian",
    "teme_from_gcrf_observed",
    "transform_pv",
    "tvn_from_inertial",
]
