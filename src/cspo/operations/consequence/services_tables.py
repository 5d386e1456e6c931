"""Tables of a file of services: what stands in each, and in which bounds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

import msgspec

from cspo.operations.release.policy_tables import Table

__all__ = [
    "TABLES", "Hours", "PlaceTable", "ServiceTable", "ServicesTable", "SubstituteTable", "UseTable",
]  # fmt: skip

Elevation = Annotated[float, msgspec.Meta(ge=0.0, le=85.0)]
Hours = tuple[float, float, float]


class ServicesTable(Table, frozen=True, kw_only=True):
    """``[services]``: of what day the file is, and who answers for it."""

    as_of: date
    source: str


class ServiceTable(Table, frozen=True, kw_only=True):
    """``[[service]]``: its satellites, and what makes it available at a place."""

    id: str
    name: str
    kind: Literal["positioning", "communications", "observation", "weather", "early-warning"]
    measure: Literal["dilution", "coverage", "revisit", "count"]
    satellites: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    period_minutes: tuple[float, float] | None = None
    parts: tuple[str, ...] = ()
    pdop_at_most: Annotated[float, msgspec.Meta(ge=1.0, le=100.0)] = 6.0
    mask_deg: Elevation = 5.0
    elevation_deg: Elevation = 0.0
    off_nadir_deg: Annotated[float, msgspec.Meta(gt=0.0, le=180.0)] = 180.0
    sun_elevation_deg: Annotated[float, msgspec.Meta(ge=-90.0, le=90.0)] = -90.0
    in_view: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    revisit_hours: Annotated[float, msgspec.Meta(ge=0.02, le=240.0)] = 24.0
    restoration_hours: Hours | None = None
    source: str = ""


class SubstituteTable(Table, frozen=True, kw_only=True):
    """``[[substitute]]``: what the users of a service can turn to."""

    of: str
    service: str
    share: Hours
    after_hours: Hours = (0.0, 0.0, 0.0)
    source: str = ""


class PlaceTable(Table, frozen=True, kw_only=True):
    """``[[place]]``: where a nation uses services."""

    nation: str
    name: str
    latitude_deg: Annotated[float, msgspec.Meta(ge=-90.0, le=90.0)]
    longitude_deg: Annotated[float, msgspec.Meta(ge=-180.0, le=360.0)]
    weight: Annotated[float, msgspec.Meta(gt=0.0, le=1e12)] = 1.0


class UseTable(Table, frozen=True, kw_only=True):
    """``[[use]]``: sectors of nations that use services, every one with every other."""

    services: tuple[str, ...]
    nations: tuple[str, ...]
    sectors: tuple[str, ...]
    holdover_hours: Hours = (0.0, 0.0, 0.0)
    cost_per_hour: Hours | None = None
    currency: str = ""
    source: str = ""


TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "services": (ServicesTable, "one"),
    "service": (ServiceTable, "some"),
    "substitute": (SubstituteTable, "any"),
    "place": (PlaceTable, "some"),
    "use": (UseTable, "any"),
}
"""The tables of a file: its class, and how often it stands there."""
