"""Orbits: element sets or states of one object or a thousand, in columns.

A signature costs as much for one orbit as for a thousand, so a catalogue goes
as some thirty batches and a second's changes as one. An item of a batch is
named by the record's identity and its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from cspo.records.bodies.body import Body, Check, Fault, Part
from cspo.records.bodies.covariance import CovarianceColumns
from cspo.records.bodies.fields import (
    MAX_BATCH,
    Angle,
    Column,
    Count,
    HalfTurn,
    Line,
    NonNegative,
    Number,
    ObjectText,
    Positive,
    Utc,
    Vector,
)
from cspo.records.bodies.words import OrbitFrame
from cspo.records.kinds import Kind

__all__ = ["KINDS", "MeanElements", "OrbitBody", "States", "Theory"]

_Eccentricity = Annotated[float, Check("an eccentricity from 0 to below 1", lambda e: 0 <= e < 1)]


class Theory(StrEnum):
    """What mean elements are mean in: only this theory turns them into states."""

    SGP4 = "SGP4"


class MeanElements(Part, frozen=True, kw_only=True):
    """Mean elements, in columns.

    Parameters
    ----------
    theory : Theory
        SGP4: Kozai mean motion, TEME of date, WGS-72.
    mean_motion_rad_s : column of number
        rad/s.
    eccentricity : column of number
    inclination_rad, raan_rad, argp_rad, mean_anomaly_rad : column of number
        rad.
    bstar_per_er : column of number
        SGP4's drag term, per Earth radius. Left out where all are 0.
    mean_motion_rate_rad_s2, mean_motion_curvature_rad_s3 : column of number
        True first and second derivatives of the mean motion, rad/s², rad/s³.
        Left out where all are 0; SGP4 needs neither.
    set_number, revolution, set_type : column of count
        The originator's own count of its sets, of revolutions, and its code for
        the theory. Left out where all are 0.
    """

    theory: Theory = Theory.SGP4
    mean_motion_rad_s: Column[Positive]
    eccentricity: Column[_Eccentricity]
    inclination_rad: Column[HalfTurn]
    raan_rad: Column[Angle]
    argp_rad: Column[Angle]
    mean_anomaly_rad: Column[Angle]
    bstar_per_er: Column[Number] = ()
    mean_motion_rate_rad_s2: Column[Number] = ()
    mean_motion_curvature_rad_s3: Column[Number] = ()
    set_number: Column[Count] = ()
    revolution: Column[Count] = ()
    set_type: Column[Count] = ()


class States(Part, frozen=True, kw_only=True):
    """Positions and velocities, in columns.

    Parameters
    ----------
    frame : OrbitFrame
        Of all of them.
    r_km : column of vector
        Position, km.
    v_km_s : column of vector
        Velocity, km/s.
    drag_area_to_mass_km2_kg, pressure_area_to_mass_km2_kg : column of number
        Coefficient times area over mass, for drag and for the pressure of sunlight, km²/kg;
        null where unknown.
    """

    frame: OrbitFrame
    r_km: Column[Vector]
    v_km_s: Column[Vector]
    drag_area_to_mass_km2_kg: Column[Number | None] = ()
    pressure_area_to_mass_km2_kg: Column[NonNegative | None] = ()


class OrbitBody(Body, frozen=True, kw_only=True):
    """Orbits of up to 1,000 objects: mean elements, or states.

    Parameters
    ----------
    object : column of object
        Identities; one object may stand in several rows, at several epochs.
    cospar, name : column of line
        Designator and name as the source printed them with the orbit. Left out where all
        are empty.
    epoch_utc : column of UTC
        Of each orbit.
    elements : MeanElements
    states : States
        Either this or `elements`, and rows as there are objects.
    covariance : CovarianceColumns
        Of the state at the epoch.
    source : line
        Whose orbits they are and how they came about.
    source_mark : column of line
        The mark of classification that the source printed with each set. Left out where all are
        empty. It is no label of this record.
    """

    object: Column[ObjectText]
    cospar: Column[Line] = ()
    name: Column[Line] = ()
    epoch_utc: Column[Utc]
    elements: MeanElements | None = None
    states: States | None = None
    covariance: CovarianceColumns | None = None
    source: Line = ""
    source_mark: Column[Line] = ()

    def faults(self) -> Iterator[Fault]:
        """One to a thousand rows in every column; elements or states, not both."""
        n = len(self.object)
        if n > MAX_BATCH:
            yield Fault("object", f"at most {MAX_BATCH:,} objects", f"{n:,}")
        if (self.elements is None) == (self.states is None):
            yield Fault("elements", "elements or states", "none" if self.states is None else "both")
        for name in ("elements", "states", "covariance"):
            part: Part | None = getattr(self, name)
            if part is not None and part.rows() != n:
                yield Fault(name, f"columns of {n} rows", f"{part.rows()} rows")

    def about(self) -> str:
        """The object, where all rows are of one."""
        return self.object[0] if len(set(self.object)) == 1 else ""


KINDS = (
    Kind(
        name="orbit", about="objects", body=OrbitBody,
        coarsenable=(
            "cospar:drop", "name:drop",
            "elements.mean_motion_rad_s:quantize", "elements.eccentricity:quantize",
            "elements.inclination_rad:quantize", "elements.raan_rad:quantize",
            "elements.argp_rad:quantize", "elements.mean_anomaly_rad:quantize",
            "elements.bstar_per_er:drop", "elements.bstar_per_er:quantize",
            "elements.mean_motion_rate_rad_s2:drop", "elements.mean_motion_curvature_rad_s3:drop",
            "elements.set_number:drop", "elements.revolution:drop", "elements.set_type:drop",
            "states.r_km:quantize", "states.v_km_s:quantize",
            "states.drag_area_to_mass_km2_kg:drop", "states.pressure_area_to_mass_km2_kg:drop",
            "covariance:drop", "covariance.lower_km2:inflate", "covariance.origin:drop",
            "source:drop", "source_mark:drop",
        ),
    ),
)  # fmt: skip
