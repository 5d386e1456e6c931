"""What one sensor measured of one object, known or not."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Final

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import (
    Angle,
    Column,
    Fraction,
    Line,
    NonNegative,
    Number,
    ObjectText,
    Positive,
    Utc,
    Vector,
    Word,
)
from cspo.records.bodies.words import InertialFrame
from cspo.records.kinds import Kind

__all__ = ["KINDS", "Correlation", "Measurements", "ObservationBody", "SensorType", "Sigmas",
           "TimeTag"]  # fmt: skip


class SensorType(StrEnum):
    """How a sensor sees."""

    RADAR = "radar"
    OPTICAL = "optical"
    LASER = "laser"
    PASSIVE_RADIO = "passive-radio"
    SPACE_BASED = "space-based"
    OTHER = "other"


class TimeTag(StrEnum):
    """What the instant of a measurement is the instant of."""

    RECEPTION = "reception"
    TRANSMISSION = "transmission"
    REFLECTION = "reflection"


class Sigmas(Part, frozen=True, kw_only=True):
    """Standard deviations of single measurements, where they are known.

    Parameters
    ----------
    range_km : number
    range_rate_km_s : number
    azimuth_rad, right_ascension_rad : number
        On the sky: already times the cosine of the other angle.
    elevation_rad, declination_rad : number
    magnitude : number
    t_s : number
        Of the sensor's clock.
    """

    range_km: Positive | None = None
    range_rate_km_s: Positive | None = None
    azimuth_rad: Positive | None = None
    elevation_rad: Positive | None = None
    right_ascension_rad: Positive | None = None
    declination_rad: Positive | None = None
    magnitude: Positive | None = None
    t_s: Positive | None = None


class Measurements(Part, frozen=True, kw_only=True):
    """The measurements of a track, in columns; null where one is missing.

    Parameters
    ----------
    t_s : column of number
        s past the epoch of the track, in order.
    range_km : column of number
        Distance from the sensor, one way, km.
    range_rate_km_s : column of number
        Positive where the object recedes, km/s.
    azimuth_rad, elevation_rad : column of number
        From north over east, and above the horizon of the ellipsoid, rad.
    right_ascension_rad, declination_rad : column of number
        In the frame of the track, rad.
    magnitude : column of number
        Apparent, in the sensor's band.
    rcs_m2 : column of number
        Radar cross-section, m².
    observer_km : column of vector
        Where a moving sensor was, GCRF, km.
    """

    t_s: Column[Number]
    range_km: Column[NonNegative | None] = ()
    range_rate_km_s: Column[Number | None] = ()
    azimuth_rad: Column[Angle | None] = ()
    elevation_rad: Column[Angle | None] = ()
    right_ascension_rad: Column[Angle | None] = ()
    declination_rad: Column[Angle | None] = ()
    magnitude: Column[Number | None] = ()
    rcs_m2: Column[NonNegative | None] = ()
    observer_km: Column[Vector] = ()

    def faults(self) -> Iterator[Fault]:
        """Instants in order, angles in pairs, and something measured."""
        if any(a > b for a, b in pairwise(self.t_s)):
            yield Fault("t_s", "instants in order")
        for one, other in _PAIRS:
            if bool(getattr(self, one)) != bool(getattr(self, other)):
                yield Fault(one, f"as many as {other}")
        if not any(getattr(self, name) for name in _MEASURED):
            yield Fault("range_km", "at least one measured column", "none")


_PAIRS: Final = (
    ("azimuth_rad", "elevation_rad"), ("right_ascension_rad", "declination_rad"),
)  # fmt: skip
_MEASURED: Final = (
    "range_km", "range_rate_km_s", "azimuth_rad", "right_ascension_rad", "magnitude", "rcs_m2",
)  # fmt: skip


class Correlation(Part, frozen=True, kw_only=True):
    """Whom a track is held to show.

    Parameters
    ----------
    object : object
    probability : number
        That it is this object, 0 to 1; null where not computed.
    """

    object: ObjectText
    probability: Fraction | None = None


class ObservationBody(Body, frozen=True, kw_only=True):
    """A track: measurements of one object by one sensor in one pass.

    Parameters
    ----------
    sensor : word
        The sensor's name with its owner.
    sensor_type : SensorType
    site_itrf_km : vector
        Where a fixed sensor stands, ITRF, km; null where it is not told.
    track : word
        The sensor's own name of the track.
    candidates : list of Correlation
        Objects that it may be, likeliest first; none where it is unknown.
    epoch_utc : UTC
        What `measurements.t_s` counts from.
    time_tag : TimeTag
    frame : InertialFrame
        Of right ascension and declination, topocentric.
    corrected : list of word
        What was taken out of the measurements: ``troposphere``, ``ionosphere``,
        ``light-time``, ``aberration``, ``delay``.
    sigmas : Sigmas
    measurements : Measurements
    note : line
    """

    sensor: Word
    sensor_type: SensorType
    site_itrf_km: Vector | None = None
    track: Word = ""
    candidates: tuple[Correlation, ...] = ()
    epoch_utc: Utc
    time_tag: TimeTag = TimeTag.RECEPTION
    frame: InertialFrame = InertialFrame.GCRF
    corrected: tuple[Word, ...] = ()
    sigmas: Sigmas | None = None
    measurements: Measurements
    note: Line = ""

    def about(self) -> str:
        """The object, where one alone comes into question."""
        return self.candidates[0].object if len(self.candidates) == 1 else ""


KINDS = (
    Kind(
        name="observation", about="object, or none that is known", body=ObservationBody,
        coarsenable=(
            "site_itrf_km:drop", "site_itrf_km:quantize", "track:drop", "candidates:drop",
            "candidates.probability:drop", "corrected:drop",
            "sigmas:drop", "sigmas.range_km:inflate", "sigmas.range_rate_km_s:inflate",
            "sigmas.azimuth_rad:inflate", "sigmas.elevation_rad:inflate",
            "sigmas.right_ascension_rad:inflate", "sigmas.declination_rad:inflate",
            "sigmas.t_s:inflate", "measurements.range_km:quantize",
            "measurements.range_rate_km_s:drop", "measurements.range_rate_km_s:quantize",
            "measurements.azimuth_rad:quantize", "measurements.elevation_rad:quantize",
            "measurements.right_ascension_rad:quantize", "measurements.declination_rad:quantize",
            "measurements.magnitude:drop", "measurements.rcs_m2:drop",
            "measurements.observer_km:drop", "measurements.observer_km:quantize", "note:drop",
        ),
    ),
)  # fmt: skip
