"""What a conjunction record says, as far as warnings are concerned, and what it is worth.

The ground that a report rests on is decided here, from the orbits and
covariances that it states and never from the advice that it gives:

- G1. An orbit older than the limit of its regime (5 days with the perigee in LEO,
  10 days beyond), before or after closest approach: *stale*.
- G2. An orbit from element sets, or a covariance that is a stand-in: *elements*.
- G3. A covariance is missing, or it is not said how it came about, or it was made
  larger on release, or the message had faults: *unstated*.
- G4. Else: *determined*.

Only the last can ask for action.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from cspo.constants import EARTH_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.markings.label import Label
from cspo.orbits.regime import STALE_AFTER_S
from cspo.records.bodies.conjunction import Advice, ConjunctionBody, Encountered, OrbitOrigin
from cspo.records.bodies.covariance import CovarianceOrigin
from cspo.records.bodies.identities import SHORTEST_PERIOD_S, EventId
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.warning import Grounds
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["Report", "Side", "grounds_of", "report_of"]


_LEO_PERIGEE_KM: Final = 2_000.0
_OWN_COVARIANCE: Final = (CovarianceOrigin.DETERMINED, CovarianceOrigin.OPERATOR)
_STAND_IN: Final = (CovarianceOrigin.STATISTICAL, CovarianceOrigin.DEFAULT)
_FAULTS: Final = "faults"
_STAYS: Final = "LONG_DURATION"
_INERT: Final = (ObjectType.DEBRIS, ObjectType.ROCKET_BODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two objects, as the report has it.

    Parameters
    ----------
    may_maneuver : bool
        It says so, or it is neither debris nor a rocket body and nobody says that it
        can't: who can't be ruled out is warned in time.
    period_s : float
        Of its orbit, s.
    age_s : float or None
        Of its orbit at closest approach, s.
    """

    object: str
    name: str
    may_maneuver: bool
    period_s: float
    age_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One source's conjunction.

    Parameters
    ----------
    source : str
        Who computed it, in the words of the record.
    version : int
        Of the record.
    order : tuple
        Of two reports of one source about one event the greater counts.
    event : EventId
        As this source names it.
    tca : Epoch
    miss_distance_km : float
    pc, max_pc : float or None
    advice : Advice or None
    grounds : Grounds
    stays_close : bool
        The pair stays together all day.
    sides : (2,) tuple of Side
    label : Label
        Of the record.
    """

    record_id: str
    origin: str
    source: str
    order: tuple[int, int, int, str]
    event: EventId
    tca: Epoch
    miss_distance_km: float
    pc: float | None
    max_pc: float | None
    advice: Advice | None
    grounds: Grounds
    stays_close: bool
    sides: tuple[Side, Side]
    label: Label
    t_created: Epoch

    @property
    def voice(self) -> tuple[str, str]:
        """Whose word it is: the origin, and the source that it names."""
        return self.origin, self.source

    @property
    def is_attributed(self) -> bool:
        """Whether it names its source."""
        return self.source != self.origin

    @property
    def told(self) -> str:
        """The same as warnings name it, in one line."""
        return f"{self.origin}: {self.source}"[:200]

    @property
    def shorter_period_s(self) -> float:
        """Of the two orbits, s."""
        return min(side.period_s for side in self.sides)


def report_of(record: Record, body: ConjunctionBody) -> Report:
    """What warnings need of a conjunction record.

    Examples
    --------
    A close approach of which nobody says how it is known grounds nothing more than a question.

    >>> from cspo.records.bodies.conjunction import ConjunctionBody, Encountered
    >>> body = ConjunctionBody(
    ...     event="event:norad:1~norad:2@2024-11-01T00:00:00.000Z",
    ...     tca_utc="2024-11-01T00:00:00Z", miss_distance_km=0.2,
    ...     object1=Encountered(object="norad:1"), object2=Encountered(object="norad:2"))
    >>> grounds_of(body).value
    'unstated'
    """
    payload = record.payload
    created = Epoch.from_utc(payload.t_created)
    return Report(
        record_id=record.id,
        origin=payload.origin,
        source=body.source or payload.origin,
        order=(payload.version, Epoch.from_utc(payload.t_valid).tai_ns, created.tai_ns, record.id),
        event=EventId.parse(body.event),
        tca=Epoch.from_utc(body.tca_utc),
        miss_distance_km=body.miss_distance_km,
        pc=body.pc,
        max_pc=body.max_pc,
        advice=body.advice,
        grounds=grounds_of(body),
        stays_close=_STAYS in body.flags,
        sides=(_side(body.object1), _side(body.object2)),
        label=payload.label,
        t_created=created,
    )


def grounds_of(body: ConjunctionBody) -> Grounds:
    """What a conjunction rests on, by G1 to G4."""
    sides = (body.object1, body.object2)
    if any(_is_stale(side) for side in sides):
        return Grounds.STALE
    if any(_is_stand_in(side) for side in sides):
        return Grounds.ELEMENTS
    own = all(
        side.covariance is not None and side.covariance.origin in _OWN_COVARIANCE for side in sides
    )
    return Grounds.DETERMINED if own and _FAULTS not in body.flags else Grounds.UNSTATED


def _is_stale(side: Encountered) -> bool:
    """Rule G1. An age that is not told is not old: a plan has none."""
    if side.orbit_age_s is None:
        return False
    low, high = STALE_AFTER_S
    perigee_km = _perigee_km(side)
    limit_s = high if perigee_km is not None and perigee_km > _LEO_PERIGEE_KM else low
    return abs(side.orbit_age_s) > limit_s


def _is_stand_in(side: Encountered) -> bool:
    """Rule G2."""
    covariance = side.covariance
    return side.orbit_origin is OrbitOrigin.ELEMENTS or (
        covariance is not None and covariance.origin in _STAND_IN
    )


def _side(side: Encountered) -> Side:
    says = side.maneuverability
    may = says is Maneuverability.YES or (
        says is Maneuverability.UNKNOWN and side.type not in _INERT
    )
    return Side(
        object=side.object, name=side.name, may_maneuver=may, period_s=_period_s(side),
        age_s=side.orbit_age_s,
    )  # fmt: skip


def _axis_km(side: Encountered) -> float | None:
    """Semi-major axis by the vis-viva equation, km; None without a state, or off an ellipse."""
    if side.r_km is None or side.v_km_s is None:
        return None
    r_km = math.hypot(*side.r_km)
    speed2 = sum(v * v for v in side.v_km_s)
    if r_km <= 0.0 or (inverse := 2.0 / r_km - speed2 / EARTH_MU_KM3_S2) <= 0.0:
        return None
    return 1.0 / inverse


def _period_s(side: Encountered) -> float:
    axis_km = _axis_km(side)
    if axis_km is None:
        return SHORTEST_PERIOD_S
    period_s = 2.0 * math.pi * math.sqrt(axis_km**3 / EARTH_MU_KM3_S2)
    return max(period_s, SHORTEST_PERIOD_S)


def _perigee_km(side: Encountered) -> float | None:
    """Height of the perigee over the equatorial radius, km."""
    axis_km = _axis_km(side)
    if axis_km is None or side.r_km is None or side.v_km_s is None:
        return None
    (x, y, z), (u, v, w) = side.r_km, side.v_km_s
    h2 = (y * w - z * v) ** 2 + (z * u - x * w) ** 2 + (x * v - y * u) ** 2
    eccentricity = math.sqrt(max(1.0 - h2 / (EARTH_MU_KM3_S2 * axis_km), 0.0))
    return axis_km * (1.0 - eccentricity) - WGS72_RADIUS_KM
