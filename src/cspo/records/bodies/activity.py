"""What objects do: burns that are announced, and behavior that was seen."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import (
    Count,
    Fraction,
    FromOne,
    Line,
    NonNegative,
    ObjectText,
    Positive,
    RecordText,
    SubjectText,
    Text,
    Utc,
    Vector,
)
from cspo.records.bodies.instants import window_faults
from cspo.records.bodies.words import Confidence
from cspo.records.kinds import Kind

__all__ = ["KINDS", "Alternative", "Behavior", "BehaviorEventBody", "ManeuverNoticeBody",
           "ManeuverReason", "ManeuverStatus"]  # fmt: skip


class ManeuverStatus(StrEnum):
    """How far a maneuver has come."""

    PLANNED = "planned"
    UNDERWAY = "underway"
    DONE = "done"
    CANCELLED = "cancelled"


class ManeuverReason(StrEnum):
    """Why an object burns."""

    COLLISION_AVOIDANCE = "collision-avoidance"
    STATION_KEEPING = "station-keeping"
    ORBIT_RAISING = "orbit-raising"
    RELOCATION = "relocation"
    RENDEZVOUS = "rendezvous"
    DISPOSAL = "disposal"
    OTHER = "other"
    UNDISCLOSED = "undisclosed"


class ManeuverNoticeBody(Body, frozen=True, kw_only=True):
    """A maneuver, planned or done, as the operator tells it.

    Parameters
    ----------
    object : object
    status : ManeuverStatus
    number : integer
        Of this notice among those of this maneuver, from 1.
    start_utc, stop_utc : UTC
        Window of the burn.
    delta_v_km_s : number
        Size of the change of velocity, km/s.
    delta_v_rtn_km_s : vector
        In R, T, N at the middle of the burn, km/s.
    delta_v_sigma_km_s : number
        Standard deviation of its size, km/s.
    reason : ManeuverReason
    event : object or event
        The conjunction that it is for.
    note : text
    """

    object: ObjectText
    status: ManeuverStatus
    number: FromOne = 1
    start_utc: Utc
    stop_utc: Utc
    delta_v_km_s: NonNegative | None = None
    delta_v_rtn_km_s: Vector | None = None
    delta_v_sigma_km_s: Positive | None = None
    reason: ManeuverReason = ManeuverReason.UNDISCLOSED
    event: SubjectText = ""
    note: Text = ""

    def faults(self) -> Iterator[Fault]:
        """A window that ends after it begins."""
        yield from window_faults(self.start_utc, self.stop_utc)

    def about(self) -> str:
        """The object."""
        return self.object


class Behavior(StrEnum):
    """What an object did."""

    MANEUVER = "maneuver"
    PROXIMITY = "proximity"
    DOCKING = "docking"
    UNDOCKING = "undocking"
    DEPLOYMENT = "deployment"
    BREAKUP = "breakup"
    COLLISION = "collision"
    REENTRY = "reentry"
    PATTERN_CHANGE = "pattern-change"
    ANOMALY = "anomaly"
    LAUNCH = "launch"
    OTHER = "other"


class Alternative(Part, frozen=True, kw_only=True):
    """What else may explain what was seen.

    Parameters
    ----------
    what : Behavior
    text : line
    confidence : Confidence
    """

    what: Behavior
    text: Line = ""
    confidence: Confidence = Confidence.UNKNOWN


class BehaviorEventBody(Body, frozen=True, kw_only=True):
    """Something that one or more objects did, as far as it can be told.

    Parameters
    ----------
    what : Behavior
    objects : list of object
        Who did it, the one that acted first; none where unknown.
    start_utc, stop_utc : UTC
        Between which instants it happened.
    confidence : Confidence
        That it happened so.
    probability : number
        The same as a number, where a method gives one.
    delta_v_km_s : number
        km/s.
    least_range_km : number
        Of a proximity, km.
    pieces : count
        Of a break-up, as many as are known now.
    text : text
        What was seen.
    alternatives : list of Alternative
        What else it may have been.
    attributed_to : line
        Who is held to have done it; empty where nobody is.
    rests_on : list of record
    """

    what: Behavior
    objects: tuple[ObjectText, ...] = ()
    start_utc: Utc
    stop_utc: Utc
    confidence: Confidence
    probability: Fraction | None = None
    delta_v_km_s: NonNegative | None = None
    least_range_km: NonNegative | None = None
    pieces: Count | None = None
    text: Text = ""
    alternatives: tuple[Alternative, ...] = ()
    attributed_to: Line = ""
    rests_on: tuple[RecordText, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """A span that ends after it begins; objects once each."""
        yield from window_faults(self.start_utc, self.stop_utc)
        if len(set(self.objects)) != len(self.objects):
            yield Fault("objects", "each object once", "one of them twice")

    def about(self) -> str:
        """The one that acted."""
        return self.objects[0] if self.objects else ""


KINDS = (
    Kind(
        name="maneuver-notice", about="object", body=ManeuverNoticeBody,
        coarsenable=(
            "start_utc:round-time", "stop_utc:round-time", "delta_v_km_s:drop",
            "delta_v_km_s:quantize", "delta_v_rtn_km_s:drop", "delta_v_rtn_km_s:quantize",
            "delta_v_sigma_km_s:drop", "delta_v_sigma_km_s:inflate", "reason:drop", "event:drop",
            "note:drop",
        ),
    ),
    Kind(
        name="behavior-event", about="event", body=BehaviorEventBody,
        coarsenable=(
            "start_utc:round-time", "stop_utc:round-time", "probability:drop",
            "probability:quantize", "delta_v_km_s:drop", "delta_v_km_s:quantize",
            "least_range_km:drop", "least_range_km:quantize", "pieces:drop", "text:drop",
            "alternatives:drop", "attributed_to:drop", "rests_on:drop",
        ),
    ),
)  # fmt: skip
