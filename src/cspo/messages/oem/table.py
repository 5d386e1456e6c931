"""The keywords of the OEM, in the book's order, by version.

Source: CCSDS 502.0-B-3 (April 2023), tables 5-2 and 5-3, and for versions 1.0
and 2.0 the issues before it (502.0-B-1, 502.0-B-2). States are in km and km/s,
accelerations in km/s², covariances in km², km²/s and km²/s².
"""

from __future__ import annotations

import re
from typing import Final

from cspo.messages.ccsds.keywords import Block, Keyword, Kind

__all__ = ["COVARIANCE_ELEMENTS", "COVARIANCE_UNITS", "HEADER", "METADATA", "RELATIVE_FRAMES",
           "SINCE", "STATE", "TIED", "TIME_SYSTEMS", "VERSIONS", "VERSION_KEYWORD",
           "known_frame"]  # fmt: skip

VERSION_KEYWORD: Final = "CCSDS_OEM_VERS"
VERSIONS: Final = ("1.0", "2.0", "3.0")

SINCE: Final = {
    "CLASSIFICATION": "3.0", "MESSAGE_ID": "3.0", "REF_FRAME_EPOCH": "2.0",
    "COVARIANCE_START": "2.0", "X_DDOT": "2.0",
}  # fmt: skip
"""The version that first had a keyword; 1.0 where not named."""

TIED: Final = ("UTC", "TAI", "TT", "GPS", "TDB", "TCB", "TCG")
"""Time systems that a table or a formula ties to TAI."""

TIME_SYSTEMS: Final = (*TIED, "UT1", "GMST", "MET", "MRT", "SCLK", "TDR")

RELATIVE_FRAMES: Final = ("RTN", "RSW", "TNW")
"""Frames of a covariance that turn with the object. RSW is another name of RTN."""

_FRAMES: Final = re.compile(
    r"""EME2000 | J2000 | GCRF | ICRF\d* | GRC | GTOD | MCI | TDR | TEME(OFDATE|OFEPOCH)? | EFG
    | ITRF([-_]?(\d{2}|\d{4}))? | (TOD|MOD|TOE|MOE)(_[A-Z]+)? | CIRS | TIRS | B1950 | WGS84
    | (FIXED|ALIGN)_[A-Z]+ | UVW_GO_INERTIAL | IAU[-_][A-Z]+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)

HEADER: Final = Block("header", "header", (
    Keyword("CLASSIFICATION", "classification"),
    Keyword("CREATION_DATE", "creation_date", Kind.EPOCH, mandatory=True),
    Keyword("ORIGINATOR", "originator", mandatory=True),
    Keyword("MESSAGE_ID", "message_id"),
))  # fmt: skip

METADATA: Final = Block("metadata", "metadata", (
    Keyword("OBJECT_NAME", "object_name", mandatory=True),
    Keyword("OBJECT_ID", "object_id", mandatory=True),
    Keyword("CENTER_NAME", "center_name", mandatory=True),
    Keyword("REF_FRAME", "ref_frame", mandatory=True),
    Keyword("REF_FRAME_EPOCH", "ref_frame_epoch", Kind.EPOCH),
    Keyword("TIME_SYSTEM", "time_system", Kind.CHOICE, mandatory=True, allowed=TIME_SYSTEMS),
    Keyword("START_TIME", "start_time", Kind.EPOCH, mandatory=True),
    Keyword("USEABLE_START_TIME", "useable_start_time", Kind.EPOCH),
    Keyword("USEABLE_STOP_TIME", "useable_stop_time", Kind.EPOCH),
    Keyword("STOP_TIME", "stop_time", Kind.EPOCH, mandatory=True),
    Keyword("INTERPOLATION", "interpolation"),
    Keyword("INTERPOLATION_DEGREE", "interpolation_degree", Kind.INTEGER, low=1, high=10_000),
))  # fmt: skip

STATE: Final = (
    ("X", "km"), ("Y", "km"), ("Z", "km"),
    ("X_DOT", "km/s"), ("Y_DOT", "km/s"), ("Z_DOT", "km/s"),
    ("X_DDOT", "km/s**2"), ("Y_DDOT", "km/s**2"), ("Z_DDOT", "km/s**2"),
)  # fmt: skip
"""Names and units of the numbers of one ephemeris line."""

_AXES: Final = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
COVARIANCE_ELEMENTS: Final = tuple(
    f"C{row}_{column}" for i, row in enumerate(_AXES) for column in _AXES[: i + 1]
)
"""Names of the 21 elements of a covariance in XML, the lower triangle row by row."""

COVARIANCE_UNITS: Final = tuple(
    "km**2" + ("", "/s", "/s**2")[(i > 2) + (j > 2)] for i in range(6) for j in range(i + 1)
)


def known_frame(name: str) -> bool:
    """Whether the book or SANA's registry names this frame (it may carry blanks or a year)."""
    return _FRAMES.fullmatch(name.strip()) is not None
