"""A trajectory as points: what an operator plans or knows of its own object."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from cspo.records.bodies.body import Body, Check, Fault
from cspo.records.bodies.covariance import CovarianceColumns
from cspo.records.bodies.fields import (
    Column,
    FromOne,
    Line,
    Number,
    ObjectText,
    Positive,
    RecordText,
    Utc,
    Vector,
)
from cspo.records.bodies.objects import Maneuverability
from cspo.records.bodies.words import OrbitFrame
from cspo.records.kinds import Kind

__all__ = ["KINDS", "Basis", "CovarianceHistory", "EphemerisBody", "Intent"]

_Nodes = Annotated[int, Check("2 to 20 points", lambda n: 2 <= n <= 20)]


class Basis(StrEnum):
    """What a trajectory is."""

    PLANNED = "planned"
    """With the burns that are intended."""
    PREDICTED = "predicted"
    """As it goes on by itself."""
    DEFINITIVE = "definitive"
    """As it was, by orbit determination."""


class Intent(StrEnum):
    """Whether a plan is one to rely on."""

    HYPOTHETICAL = "hypothetical"
    """To be screened; nobody has decided to fly it."""
    COMMITTED = "committed"
    FLOWN = "flown"


class CovarianceHistory(CovarianceColumns, frozen=True, kw_only=True):
    """Covariances of a trajectory at some of its instants.

    Parameters
    ----------
    frame : CovarianceFrame
        Axes of all of them.
    lower_km2 : column of triangle
        As `Covariance` has it.
    origin : CovarianceOrigin
    t_s : column of number
        s, counted as those of the points; increasing, within them.
    """

    t_s: Column[Number]

    def faults(self) -> Iterator[Fault]:
        """A matrix at every instant, and instants in order."""
        yield from super().faults()
        if None in self.lower_km2:
            yield Fault("lower_km2", "a matrix at every instant", "null")
        if not _increase(self.t_s):
            yield Fault("t_s", "increasing instants")


class EphemerisBody(Body, frozen=True, kw_only=True):
    """One continuous piece of the trajectory of one object.

    Parameters
    ----------
    object : object
    name : line
    basis : Basis
    intent : Intent
    maneuverability : Maneuverability
    frame : OrbitFrame
        Of every point.
    epoch_utc : UTC
        What `t_s` counts from.
    t_s : column of number
        s, increasing, at least two.
    r_km : column of vector
        Position, km.
    v_km_s : column of vector
        Velocity, km/s.
    nodes : integer
        Points in a window of Hermite interpolation.
    covariance : CovarianceHistory
    piece, pieces : integer
        Which of how many records this trajectory takes, from 1.
    hard_body_radius_km : number
        km.
    maneuvers : list of record
        The maneuver notices that the trajectory contains.
    source : line
        How it was made.
    """

    object: ObjectText
    name: Line = ""
    basis: Basis
    intent: Intent
    maneuverability: Maneuverability = Maneuverability.UNKNOWN
    frame: OrbitFrame
    epoch_utc: Utc
    t_s: Column[Number]
    r_km: Column[Vector]
    v_km_s: Column[Vector]
    nodes: _Nodes = 6
    covariance: CovarianceHistory | None = None
    piece: FromOne = 1
    pieces: FromOne = 1
    hard_body_radius_km: Positive | None = None
    maneuvers: tuple[RecordText, ...] = ()
    source: Line = ""

    def faults(self) -> Iterator[Fault]:
        """Two or more instants, increasing; covariances within them; a piece of those there are."""
        if len(self.t_s) < 2 or not _increase(self.t_s):
            yield Fault("t_s", "two or more instants, increasing")
        if self.covariance is not None:
            first, last = self.covariance.t_s[0], self.covariance.t_s[-1]
            if not self.t_s[0] <= first <= last <= self.t_s[-1]:
                yield Fault("covariance.t_s", "instants within those of the points")
        if self.piece > self.pieces:
            yield Fault("piece", f"1 to {self.pieces}")

    def about(self) -> str:
        """The object."""
        return self.object


def _increase(values: tuple[float, ...]) -> bool:
    return all(a < b for a, b in pairwise(values))


KINDS = (
    Kind(
        name="ephemeris", about="object", body=EphemerisBody,
        coarsenable=(
            "name:drop", "r_km:quantize", "v_km_s:quantize",
            "maneuverability:drop", "covariance:drop", "covariance.lower_km2:inflate",
            "covariance.origin:drop", "hard_body_radius_km:drop", "hard_body_radius_km:inflate",
            "maneuvers:drop", "source:drop",
        ),
    ),
)  # fmt: skip
