"""What a service is made of, who uses it, and what can stand in for it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from cspo.consequence.band import Band
from cspo.consequence.services.places import Places
from cspo.consequence.services.positioning import MASK_RAD, PDOP_LIMIT
from cspo.errors import UsageError
from cspo.units import DAY_S, HOUR_S

__all__ = [
    "SERVICE_ID",
    "Cost",
    "Measure",
    "Service",
    "ServiceKind",
    "ServiceModel",
    "Substitute",
    "Use",
]

_MOST_SERVICES: Final = 200
_MOST_ROWS: Final = 20_000
_MOST_PARTS: Final = 7
"""With its own satellites, as many clocks as `dilution` takes."""
_LONGEST_REVISIT_S: Final = 10.0 * DAY_S
SERVICE_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a service may be called."""
_SHARE: Final = (0.0, 1.0)


class ServiceKind(StrEnum):
    """What a service is for."""

    POSITIONING = "positioning"
    COMMUNICATIONS = "communications"
    OBSERVATION = "observation"
    WEATHER = "weather"
    EARLY_WARNING = "early-warning"


class Measure(StrEnum):
    """What makes a service available at a place."""

    DILUTION = "dilution"
    """PDOP at or below a limit."""
    COVERAGE = "coverage"
    """So many satellites in view."""
    REVISIT = "revisit"
    """Seen no longer ago than so many hours."""
    COUNT = "count"
    """The share of its satellites that is left; no geometry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Another service that users of the first can turn to.

    Parameters
    ----------
    service_id : str
        Another service of the model.
    share : Band
        Share of the users who can, 0 to 1; *low* is the fewest.
    after_hours : Band
        How soon, hours; *low* is the soonest.
    """

    service_id: str
    share: Band
    after_hours: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service and its satellites.

    Parameters
    ----------
    service_id : str
        Small letters, digits and hyphens.
    name : str
    kind : ServiceKind
    measure : Measure
    satellites : tuple of str
        Identities, ``norad:24876``.
    name_patterns : tuple of str
        Names with ``*``, as ``SIM GPS*``; satellites that are known by name in the catalogue.
    period_s : (low, high)
        Of those known by name, only these orbits serve: spares wait in others.
    parts : tuple of str
        Other services whose satellites serve together here, each keeping its own clock.
    pdop_at_most, mask_rad : float
        Of `Measure.DILUTION`.
    elevation_rad, off_nadir_rad : float
        Who is in view, for `Measure.COVERAGE` and `Measure.REVISIT`: see `coverage`.
    sun_elevation_rad : float
        No look counts while the Sun is lower over the place.
    in_view : int
        Satellites that a place needs at once.
    revisit_s : float
        Of `Measure.REVISIT`: how old the last look may be, s.
    restoration_hours : Band or None
        How long lost satellites stay unreplaced, hours; None where nobody says.
    substitutes : tuple of Substitute
    source : str
        Where this is from.
    """

    service_id: str
    name: str
    kind: ServiceKind
    measure: Measure
    satellites: tuple[str, ...] = ()
    name_patterns: tuple[str, ...] = ()
    period_s: tuple[float, float] = (0.0, math.inf)
    parts: tuple[str, ...] = ()
    pdop_at_most: float = PDOP_LIMIT
    mask_rad: float = MASK_RAD
    elevation_rad: float = 0.0
    off_nadir_rad: float = np.pi
    sun_elevation_rad: float = -0.5 * np.pi
    in_view: int = 1
    revisit_s: float = 24.0 * HOUR_S
    restoration_hours: Band | None = None
    substitutes: tuple[Substitute, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if not SERVICE_ID.fullmatch(self.service_id):
            raise _wrong(self.service_id, "id", "small letters, digits and hyphens")
        if not (self.satellites or self.name_patterns or self.parts):
            raise _wrong(self.service_id, "satellites", "satellites, names or parts", "none")
        for name, value, low, high in (
            ("pdop_at_most", self.pdop_at_most, 1.0, 100.0),
            ("mask", self.mask_rad, 0.0, 1.5),
            ("elevation", self.elevation_rad, 0.0, 1.5),
            ("off_nadir", self.off_nadir_rad, 0.0, np.pi),
            ("sun_elevation", self.sun_elevation_rad, -0.5 * np.pi, 0.5 * np.pi),
            ("in_view", self.in_view, 1, 1000),
            ("revisit_s", self.revisit_s, 60.0, _LONGEST_REVISIT_S),
        ):
            if not low <= value <= high:
                raise _wrong(self.service_id, name, f"{low:g} to {high:g}", f"{value:g}")
        if not 0.0 <= self.period_s[0] < self.period_s[1]:
            raise _wrong(self.service_id, "period_s", "low and high, in order", str(self.period_s))
        for hours in (self.restoration_hours, *(each.after_hours for each in self.substitutes)):
            if hours is not None and hours.low < 0.0:
                raise _wrong(self.service_id, "hours", "0 or more", f"{hours.low:g}")
        for each in self.substitutes:
            if not (_SHARE[0] <= each.share.low and each.share.high <= _SHARE[1]):
                raise _wrong(self.service_id, "share", "0 to 1", f"{each.share.high:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What an hour without a service costs a sector, by the user's own figures.

    Parameters
    ----------
    per_hour : Band
        Not negative.
    currency : str
        As given: ``GBP``. Sums never mix two.
    """

    per_hour: Band
    currency: str

    def __post_init__(self) -> None:
        if self.per_hour.low < 0.0 or not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise UsageError(
                "build a service model", "cost", expected="no less than 0, in a currency as GBP",
                got=f"{self.per_hour.low:g} {self.currency[:20]}",
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A sector of a nation that uses a service.

    Parameters
    ----------
    service_id, nation, sector : str
    holdover_hours : Band
        How long the sector goes on without: clocks that hold, forecasts that still serve.
    cost : Cost or None
    source : str
    """

    service_id: str
    nation: str
    sector: str
    holdover_hours: Band = field(default_factory=lambda: Band.certain(0.0))
    cost: Cost | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceModel:
    """Services, the places where nations use them, and the sectors that do.

    Parameters
    ----------
    services : tuple of Service
    places : Places
        Each with a nation.
    uses : tuple of Use
    as_of, source : str
        Of which day, and by whom.

    Raises
    ------
    UsageError
        Where an identity stands twice, or a name is not of the model, or a service is a part
        of itself.
    """

    services: tuple[Service, ...]
    places: Places
    uses: tuple[Use, ...] = ()
    as_of: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        ids = [service.service_id for service in self.services]
        if not 1 <= len(ids) <= _MOST_SERVICES or len(self.uses) > _MOST_ROWS:
            raise _wrong("", "services", f"1 to {_MOST_SERVICES}, and {_MOST_ROWS:,} uses")
        for service_id in ids:
            if ids.count(service_id) > 1:
                raise _wrong(service_id, "id", "each once", "twice")
        if not (self.places.weight > 0.0).all():
            raise _wrong("", "places", "weights above zero")
        known, nations = set(ids), set(self.places.nation)
        for service in self.services:
            self._check_others(service, known)
        for use in self.uses:
            if use.service_id not in known:
                raise _wrong(use.service_id, "use", "a service of the model", use.service_id)
            if use.nation not in nations:
                raise _wrong(use.service_id, "nation", "a nation that has a place", use.nation)

    def _check_others(self, service: Service, known: set[str]) -> None:
        others = (*service.parts, *(each.service_id for each in service.substitutes))
        for other in others:
            if other not in known or other == service.service_id:
                raise _wrong(service.service_id, "parts or substitutes",
                             "another service of the model", other)  # fmt: skip
        if len(service.parts) > _MOST_PARTS:
            raise _wrong(service.service_id, "parts", f"up to {_MOST_PARTS}")
        for part in service.parts:
            if self.service(part).parts:
                raise _wrong(service.service_id, "parts", "a service without parts", part)

    def service(self, service_id: str) -> Service:
        """The service of that identity.

        Raises
        ------
        UsageError
            Where there is none.
        """
        for service in self.services:
            if service.service_id == service_id:
                return service
        raise _wrong(service_id, "service", "a service of the model", service_id)

    def nations(self) -> list[str]:
        """The nations that have a place, in their order."""
        return list(dict.fromkeys(self.places.nation))

    def of_parts(self, service: Service) -> Iterator[tuple[int, Service]]:
        """The services whose satellites serve in *service*, each with the number of its clock."""
        yield 0, service
        for number, part in enumerate(service.parts, 1):
            yield number, self.service(part)


def _wrong(service_id: str, field_name: str, expected: str, got: str = "") -> UsageError:
    subject = f"{service_id}: {field_name}" if service_id else field_name
    return UsageError("build a service model", subject, expected=expected, got=got[:60])
