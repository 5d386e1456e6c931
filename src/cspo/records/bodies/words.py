"""Closed vocabularies that more than one kind speaks."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Confidence", "InertialFrame", "Issue", "OrbitFrame", "Unit"]


class Confidence(StrEnum):
    """How sure a statement is."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    UNKNOWN = "unknown"


class Issue(StrEnum):
    """Where a numbered text stands. What is cancelled says so; it does not just stop."""

    ISSUED = "issued"
    UPDATED = "updated"
    CANCELLED = "cancelled"


class OrbitFrame(StrEnum):
    """Frame of states: axes centered on the Earth."""

    GCRF = "GCRF"
    EME2000 = "EME2000"
    MOD = "MOD"
    TOD = "TOD"
    TEME = "TEME"
    ITRF = "ITRF"


class InertialFrame(StrEnum):
    """Frame of directions: right ascension and declination."""

    GCRF = "GCRF"
    EME2000 = "EME2000"
    TOD = "TOD"
    TEME = "TEME"


class Unit(StrEnum):
    """Units of findings and likelihoods."""

    NONE = "1"
    KM = "km"
    KM_S = "km/s"
    S = "s"
    KG = "kg"
    RAD = "rad"
    PER_KM3 = "1/km3"
    PER_S = "1/s"
    OBJECTS = "objects"
    PERSONS = "persons"
