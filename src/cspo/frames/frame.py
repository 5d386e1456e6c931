"""The frames that vectors are given in."""

from __future__ import annotations

from enum import Enum

from cspo.errors import UsageError

__all__ = ["Frame", "require_frame"]


class Frame(Enum):
    """A reference frame, by the name that CCSDS messages use.

    All are centered on the Earth, but the orbit-relative ones, which ride with
    an object and turn with it.
    """

    GCRF = "GCRF"
    """Geocentric Celestial Reference Frame; ICRF here means its axes."""

    EME2000 = "EME2000"
    """Mean equator and equinox of J2000 (IAU 1976); 23 mas from GCRF."""

    MOD = "MOD"
    """Mean equator and equinox of date, IAU 1976 precession."""

    TOD = "TOD"
    """True equator and equinox of date, IAU 1976 precession and 1980 nutation."""

    TEME = "TEME"
    """True equator, mean equinox of date: the frame of SGP4."""

    ITRF = "ITRF"
    """International Terrestrial Reference Frame, fixed to the Earth."""

    RTN = "RTN"
    """Radial, transverse, normal of an orbit; RSW, RIC and QSW are its synonyms."""

    TVN = "TVN"
    """Transverse, velocity, normal of an orbit."""

    @property
    def is_orbit_relative(self) -> bool:
        """Whether it rides with an object, so that a position in it needs that object's."""
        return self in {Frame.RTN, Frame.TVN}


def require_frame(frame: object, action: str) -> None:
    """Refuse what is no `Frame`, such as the name of one.

    Raises
    ------
    UsageError
    """
    if not isinstance(frame, Frame):
        raise UsageError(
            action, "frame", expected="a cspo.frames.Frame", got=repr(frame), hint="Frame.TEME"
        )
