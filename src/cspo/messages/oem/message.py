"""The OEM as frozen Structs: keywords as fields, the ephemeris as arrays.

Source: CCSDS 502.0-B-3, chapter 5.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["Covariances", "Header", "Metadata", "Oem", "Segment"]

Comments = tuple[str, ...]
Texts = tuple[str, ...]
Floats = NDArray[np.float64]


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Who says it, and when."""

    comments: Comments = ()
    classification: str | None = None
    creation_date: str
    originator: str
    message_id: str | None = None


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a segment is about, in which frame and time system, and from when to when."""

    comments: Comments = ()
    object_name: str
    object_id: str
    center_name: str
    ref_frame: str
    ref_frame_epoch: str | None = None
    time_system: str
    start_time: str
    useable_start_time: str | None = None
    useable_stop_time: str | None = None
    stop_time: str
    interpolation: str | None = None
    interpolation_degree: int | None = None


class Covariances(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The covariances of a segment.

    Parameters
    ----------
    comments : tuple of str
    epochs : tuple of str, m of them
        In the time system of the segment.
    frames : tuple of (str or None), m of them
        COV_REF_FRAME as written; None means the frame of the segment.
    matrix_km2 : (m, 6, 6) float64
        km², km²/s, km²/s².
    """

    comments: Comments = ()
    epochs: Texts
    frames: tuple[str | None, ...]
    matrix_km2: Floats


class Segment(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One continuous piece of trajectory.

    Parameters
    ----------
    metadata : Metadata
    comments : tuple of str
        Those of the data.
    epochs : tuple of str, n of them
        As written, in the time system of the metadata.
    r_km, v_km_s : (n, 3) float64
        In REF_FRAME.
    a_km_s2 : (n, 3) float64 or None
        Accelerations; NaN where a line has none.
    covariances : Covariances or None
    """

    metadata: Metadata
    comments: Comments = ()
    epochs: Texts
    r_km: Floats
    v_km_s: Floats
    a_km_s2: Floats | None = None
    covariances: Covariances | None = None

    def __post_init__(self) -> None:
        for array in (self.r_km, self.v_km_s, self.a_km_s2):
            if array is not None:
                array.setflags(write=False)


class Oem(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """An orbit ephemeris message."""

    version: str = "2.0"
    header: Header
    segments: tuple[Segment, ...]
