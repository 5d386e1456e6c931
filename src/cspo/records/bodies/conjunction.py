"""A close approach of two objects, as one source sees it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.covariance import Covariance
from cspo.records.bodies.fields import (
    EventText,
    Fraction,
    Line,
    NonNegative,
    Number,
    ObjectText,
    PartyText,
    Positive,
    SourceText,
    Utc,
    Vector,
    Word,
)
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.words import OrbitFrame
from cspo.records.kinds import Kind

__all__ = ["KINDS", "Advice", "CallPoint", "ConjunctionBody", "Encountered", "OrbitOrigin",
           "Probability"]  # fmt: skip


class OrbitOrigin(StrEnum):
    """What an orbit of a conjunction is taken from."""

    ELEMENTS = "elements"
    STATE = "state"
    EPHEMERIS = "ephemeris"
    UNKNOWN = "unknown"


class Advice(StrEnum):
    """What the numbers call for. From element sets alone it is never more than better data."""

    NONE = "none"
    WATCH = "watch"
    BETTER_DATA = "better-data"
    MITIGATE = "mitigate"


class CallPoint(Part, frozen=True, kw_only=True):
    """Whom to call.

    Parameters
    ----------
    party : party
    role : line
    phone, email : line
    """

    party: PartyText
    role: Line = ""
    phone: Line = ""
    email: Line = ""


class Probability(Part, frozen=True, kw_only=True):
    """A probability of collision, by one method.

    Parameters
    ----------
    method : line
        ``foster1992``, ``hall2021_nc2d``, or as the originator names it.
    pc : number
        Null where the method may not be used here.
    low, high : number
        Confidence interval of 95 % where the method is a statistical one.
    """

    method: Line
    pc: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None


class Encountered(Part, frozen=True, kw_only=True):
    """One of the two objects at the time of closest approach.

    Parameters
    ----------
    object : object
    name : line
    type : ObjectType
    owner : line
    maneuverability : Maneuverability
    r_km, v_km_s : vector
        State at closest approach in the frame of the conjunction, km, km/s.
    covariance : Covariance
        Of that state.
    hard_body_radius_km : number
        km.
    hard_body_source : line
        Who says so.
    orbit_origin : OrbitOrigin
    orbit_epoch_utc : UTC
        Of the elements or state that the orbit is taken from; null where unknown.
    orbit_age_s : number
        From that epoch to closest approach, s; negative before it.
    orbit_source : line
        Whose orbit it is.
    orbit_record : record
        The record or item that holds it.
    """

    object: ObjectText
    name: Line = ""
    type: ObjectType = ObjectType.UNKNOWN
    owner: Line = ""
    maneuverability: Maneuverability = Maneuverability.UNKNOWN
    r_km: Vector | None = None
    v_km_s: Vector | None = None
    covariance: Covariance | None = None
    hard_body_radius_km: Positive | None = None
    hard_body_source: Line = ""
    orbit_origin: OrbitOrigin = OrbitOrigin.UNKNOWN
    orbit_epoch_utc: Utc | None = None
    orbit_age_s: Number | None = None
    orbit_source: Line = ""
    orbit_record: SourceText = ""


class ConjunctionBody(Body, frozen=True, kw_only=True):
    """A close approach: who, when, how close, how likely to touch, and on what ground.

    Parameters
    ----------
    event : event
        The pair in it is that of `object1` and `object2`, in either order.
    tca_utc : UTC
        Time of closest approach as this source has it.
    miss_distance_km : number
        At that time, km.
    relative_speed_km_s : number
        km/s.
    relative_rtn_km, relative_rtn_km_s : vector
        Object 2 less object 1 in R, T, N of object 1, km, km/s.
    frame : OrbitFrame
        Of both states.
    object1, object2 : Encountered
    hard_body_radius_km : number
        Of both together, as the probabilities take it, km.
    pc : number
        The probability that this source reports; null where none may be reported.
    pc_method : line
        The method that gave it.
    probabilities : list of Probability
        What each method says.
    max_pc : number
        Greatest probability over all round covariances, 0 to 1.
    violations : list of word
        Assumptions that do not hold, so that methods resting on them were not used.
    flags : list of word
        What limits the answer: ``long-duration``, ``no-hbr``, ``default-covariance-1``.
    advice : Advice
    screened_from_utc, screened_until_utc : UTC
        The span that was searched.
    source : line
        Who computed it: a party's screening, or the message of an originator.
    source_message : line
        The originator's own name of that message.
    call : list of CallPoint
        Whom to call.
    """

    event: EventText
    tca_utc: Utc
    miss_distance_km: NonNegative
    relative_speed_km_s: NonNegative | None = None
    relative_rtn_km: Vector | None = None
    relative_rtn_km_s: Vector | None = None
    frame: OrbitFrame | None = None
    object1: Encountered
    object2: Encountered
    hard_body_radius_km: Positive | None = None
    pc: Fraction | None = None
    pc_method: Line = ""
    probabilities: tuple[Probability, ...] = ()
    max_pc: Fraction | None = None
    violations: tuple[Word, ...] = ()
    flags: tuple[Word, ...] = ()
    advice: Advice | None = None
    screened_from_utc: Utc | None = None
    screened_until_utc: Utc | None = None
    source: Line = ""
    source_message: Line = ""
    call: tuple[CallPoint, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """The pair of the event, states in a frame, a probability by a method."""
        event = EventId.parse(self.event)
        pair = sorted((self.object1.object, self.object2.object))
        if [event.object1, event.object2] != pair:
            yield Fault("event", "the event of object1 and object2", "another pair")
        has_state = self.object1.r_km is not None or self.object2.r_km is not None
        if has_state and self.frame is None:
            yield Fault("frame", "the frame of the states", "none")
        if self.pc is not None and not self.pc_method:
            yield Fault("pc_method", "the method of the probability", "nothing")

    def about(self) -> str:
        """The event."""
        return self.event


def _of_each(*paths: str) -> tuple[str, ...]:
    return tuple(f"{side}.{path}" for side in ("object1", "object2") for path in paths)


KINDS = (
    Kind(
        name="conjunction", about="event", body=ConjunctionBody,
        coarsenable=(
            "event:round-time", "tca_utc:round-time",
            "miss_distance_km:quantize", "relative_speed_km_s:drop",
            "relative_speed_km_s:quantize", "relative_rtn_km:drop", "relative_rtn_km:quantize",
            "relative_rtn_km_s:drop", "relative_rtn_km_s:quantize", "hard_body_radius_km:drop",
            "hard_body_radius_km:inflate", "pc:drop", "pc_method:drop", "probabilities:drop",
            "max_pc:drop", "violations:drop", "flags:drop", "advice:drop",
            "screened_from_utc:drop", "screened_until_utc:drop", "source:drop",
            "source_message:drop", "call:drop", "call.role:drop", "call.email:drop",
            "frame:drop",
            *_of_each(
                "name:drop", "type:drop", "owner:drop", "maneuverability:drop", "r_km:drop",
                "r_km:quantize", "v_km_s:drop", "v_km_s:quantize", "covariance:drop",
                "covariance.lower_km2:inflate", "covariance.origin:drop", "covariance.scale:drop",
                "hard_body_radius_km:drop", "hard_body_radius_km:inflate",
                "hard_body_source:drop", "orbit_origin:drop", "orbit_epoch_utc:drop",
                "orbit_epoch_utc:round-time", "orbit_age_s:drop", "orbit_age_s:quantize",
                "orbit_source:drop", "orbit_record:drop",
            ),
        ),
    ),
)  # fmt: skip
