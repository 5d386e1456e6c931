"""The OPM as frozen Structs, its keywords as fields.

Source: CCSDS 502.0-B-2, chapter 3.
"""

from __future__ import annotations

import msgspec

__all__ = ["Header", "Maneuver", "Metadata", "Opm", "StateVector"]


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Who says it, and when."""

    comments: tuple[str, ...] = ()
    creation_date: str
    originator: str


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What the message is about, in which frame and time system."""

    comments: tuple[str, ...] = ()
    object_name: str
    object_id: str
    center_name: str = "EARTH"
    ref_frame: str
    time_system: str = "UTC"


class StateVector(msgspec.Struct, frozen=True, kw_only=True):
    """Position (km) and velocity (km/s) at an epoch, before the maneuvers."""

    comments: tuple[str, ...] = ()
    epoch: str
    r_km: tuple[float, float, float]
    v_km_s: tuple[float, float, float]


class Maneuver(msgspec.Struct, frozen=True, kw_only=True):
    """One burn; of no duration, it is an impulse.

    Parameters
    ----------
    comments : tuple of str
    epoch_ignition : str
    duration_s : float
    delta_mass_kg : float or None
        Below 0; None where it is not known.
    ref_frame : str
        RSW, RTN or TNW of the object, or the frame of the message.
    dv_km_s : tuple of float
    """

    comments: tuple[str, ...] = ()
    epoch_ignition: str
    duration_s: float = 0.0
    delta_mass_kg: float | None = None
    ref_frame: str = "RTN"
    dv_km_s: tuple[float, float, float]


class Opm(msgspec.Struct, frozen=True, kw_only=True):
    """An orbit parameter message; *mass_kg* is that of the spacecraft at its epoch."""

    header: Header
    metadata: Metadata
    state: StateVector
    mass_kg: float | None = None
    maneuvers: tuple[Maneuver, ...] = ()
