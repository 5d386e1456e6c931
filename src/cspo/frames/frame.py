"""The frames that vectors are given in."""

from __future__ import annotations

from enum import Enum

__all__ = ["Frame"]


class Frame(Enum):
    """A reference frame, by the name that CCSDS messages use."""

    TEME = "TEME"
    GCRF = "GCRF"
    EME2000 = "EME2000"
    ITRF = "ITRF"
    RTN = "RTN"
