"""What is known of an object that is not its orbit, and which identities are one object."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cspo.records.bodies.body import Body, Fault, Part
from cspo.records.bodies.fields import (
    MAX_BATCH,
    Day,
    Line,
    NonNegative,
    ObjectText,
    Positive,
    RecordText,
    Text,
)
from cspo.records.bodies.words import Confidence
from cspo.records.kinds import Kind

__all__ = [
    "KINDS",
    "CatalogObjectBody",
    "ManeuverClass",
    "Maneuverability",
    "ObjectFacts",
    "ObjectStatus",
    "ObjectType",
    "Owner",
    "SameObjectBody",
    "Size",
]


class ObjectType(StrEnum):
    """What an object is."""

    PAYLOAD = "payload"
    ROCKET_BODY = "rocket-body"
    DEBRIS = "debris"
    UNKNOWN = "unknown"


class ObjectStatus(StrEnum):
    """What an object does."""

    OPERATIONAL = "operational"
    PARTIAL = "partially-operational"
    STANDBY = "standby"
    SPARE = "spare"
    EXTENDED = "extended-mission"
    INACTIVE = "inactive"
    DECAYED = "decayed"
    UNKNOWN = "unknown"


class Maneuverability(StrEnum):
    """Whether an object can change its orbit."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ManeuverClass(StrEnum):
    """How able an object is to keep clear, as its operator declares it.

    Classes of the Space Safety Coalition's Best Practices for the Sustainability of
    Space Operations, version 2.39, 8.b; the rules of right of way go by them.
    """

    NONMANEUVERABLE = "nonmaneuverable"
    MINIMALLY_MANEUVERABLE = "minimally-maneuverable"
    MANEUVERABLE = "maneuverable"
    AUTOMATED = "automated-collision-avoidance"
    CREWED = "crewed"
    UNKNOWN = "unknown"


class Owner(Part, frozen=True, kw_only=True):
    """Whose an object is, and who says so. «Unknown» is an answer.

    Parameters
    ----------
    name : line
        A nation as ISO 3166 trigraph, an organization by name, or ``unknown``.
    source : line
        Who says so.
    as_of : day
        Of what day that is.
    confidence : Confidence
    """

    name: Line
    source: Line = ""
    as_of: Day = ""
    confidence: Confidence = Confidence.UNKNOWN


class Size(Part, frozen=True, kw_only=True):
    """How big an object is, in what ways that is known.

    Parameters
    ----------
    hard_body_radius_km : number
        Of the sphere that holds it, km.
    length_km, width_km, height_km : number
        Of the box that holds it, with what is deployed, km.
    rcs_m2 : number
        Radar cross-section, m², which is what radars state.
    source : line
        Who says so.
    """

    hard_body_radius_km: Positive | None = None
    length_km: Positive | None = None
    width_km: Positive | None = None
    height_km: Positive | None = None
    rcs_m2: NonNegative | None = None
    source: Line = ""


class ObjectFacts(Part, frozen=True, kw_only=True):
    """One object.

    Parameters
    ----------
    object : object
    names : list of line
        The first is the one to show.
    cospar : line
        International designator as its source prints it, ``1998-067A``.
    type : ObjectType
    status : ObjectStatus
    status_code : line
        As the source codes it, where it does.
    owners : list of Owner
        Owners and operators, side by side where sources differ.
    maneuverability : Maneuverability
    maneuver_class : ManeuverClass
        As its operator declares it.
    size : Size
    mass_kg : number
        kg.
    mass_source : line
    launched : day
    decayed : day
    note : text
    """

    object: ObjectText
    names: tuple[Line, ...] = ()
    cospar: Line = ""
    type: ObjectType = ObjectType.UNKNOWN
    status: ObjectStatus = ObjectStatus.UNKNOWN
    status_code: Line = ""
    owners: tuple[Owner, ...] = ()
    maneuverability: Maneuverability = Maneuverability.UNKNOWN
    maneuver_class: ManeuverClass = ManeuverClass.UNKNOWN
    size: Size | None = None
    mass_kg: Positive | None = None
    mass_source: Line = ""
    launched: Day = ""
    decayed: Day = ""
    note: Text = ""


class CatalogObjectBody(Body, frozen=True, kw_only=True):
    """Names, owner, type, size, mass and status of up to 1,000 objects.

    Parameters
    ----------
    objects : list of ObjectFacts
    source : line
        Whose catalogue it is.
    """

    objects: tuple[ObjectFacts, ...]
    source: Line = ""

    def faults(self) -> Iterator[Fault]:
        """One to a thousand objects."""
        if not 1 <= len(self.objects) <= MAX_BATCH:
            yield Fault("objects", f"1 to {MAX_BATCH} objects", str(len(self.objects)))

    def about(self) -> str:
        """The object, where it is one."""
        return self.objects[0].object if len(self.objects) == 1 else ""


class SameObjectBody(Body, frozen=True, kw_only=True):
    """Two identities are one object; or were held to be, and are not.

    Parameters
    ----------
    object1, object2 : object
        In the order of their texts.
    same : bool
        False says that they are two objects after all.
    confidence : Confidence
    evidence : text
        What shows it.
    rests_on : list of record
        Records that show it.
    """

    object1: ObjectText
    object2: ObjectText
    same: bool = True
    confidence: Confidence
    evidence: Text = ""
    rests_on: tuple[RecordText, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Two identities, in order."""
        if self.object1 >= self.object2:
            yield Fault("object2", "another object, later in the order of texts")

    def about(self) -> str:
        """The first of the two."""
        return self.object1


KINDS = (
    Kind(
        name="catalog-object", about="object or objects", body=CatalogObjectBody,
        coarsenable=(
            "objects.owners:drop", "objects.owners.source:drop", "objects.owners.as_of:drop",
            "objects.owners.confidence:drop", "objects.names:drop", "objects.status:drop",
            "objects.status_code:drop", "objects.maneuverability:drop",
            "objects.maneuver_class:drop", "objects.size:drop",
            "objects.size.hard_body_radius_km:quantize", "objects.size.hard_body_radius_km:inflate",
            "objects.size.rcs_m2:drop", "objects.size.rcs_m2:quantize", "objects.size.source:drop",
            "objects.mass_kg:drop", "objects.mass_kg:quantize", "objects.mass_source:drop",
            "objects.launched:drop", "objects.note:drop", "source:drop",
        ),
    ),
    Kind(
        name="same-object", about="object", body=SameObjectBody,
        coarsenable=("evidence:drop", "rests_on:drop"),
    ),
)  # fmt: skip
