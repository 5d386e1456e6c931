"""Tables of a file of assets: what stands in each, and in which bounds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from cspo.operations.assess.assets import AssetKind, Criticality
from cspo.operations.release.policy_tables import Table
from cspo.records.bodies.assessment import ProtectiveOption

__all__ = ["TABLES", "AssetTable", "AssetsTable", "LaunchTable", "OptionTable", "ServiceTable"]

Distance = Annotated[float, Meta(ge=0.0, le=1_000.0)]
Days = Annotated[float, Meta(gt=0.0, le=30.0)]


class AssetsTable(Table, frozen=True, kw_only=True):
    """``[assets]``: whose file it is, of what day, who answers for it, and how far it looks."""

    nation: str
    as_of: date
    source: str
    mark: str = ""
    days: Days = 7.0
    share: bool = False


class OptionTable(Table, frozen=True, kw_only=True):
    """One of ``options``: what may be done, and how long that takes."""

    do: ProtectiveOption
    text: str = ""
    needs_hours: Annotated[float, Meta(ge=0.0, le=8_760.0)] | None = None
    party: str = ""
    to: str = ""


class LaunchTable(Table, frozen=True, kw_only=True):
    """``launch`` of a launch site: what is to go up, when, and what it keeps off."""

    altitude_km: Annotated[float, Meta(ge=160.0, le=2_000.0)]
    inclination_deg: Annotated[float, Meta(ge=0.0, le=180.0)]
    site: str = ""
    latitude_deg: Annotated[float, Meta(ge=-90.0, le=90.0)] | None = None
    longitude_deg: Annotated[float, Meta(ge=-180.0, le=360.0)] | None = None
    southward: bool = False
    opens: datetime | None = None
    closes: datetime | None = None
    crewed_km: Distance = 200.0
    active_km: Distance = 0.0
    debris_km: Distance = 0.0
    limit: Annotated[float, Meta(ge=1e-9, le=1e-2)] = 1e-6


class AssetTable(Table, frozen=True, kw_only=True):
    """``[[asset]]``: something that a nation has, or depends on."""

    id: str
    name: str
    kind: AssetKind
    objects: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    satellites_of: str = ""
    owner: str = ""
    users: tuple[str, ...] = ()
    criticality: Criticality = Criticality.UNKNOWN
    options: tuple[OptionTable, ...] = ()
    mark: str = ""
    of: str = ""
    silent_minutes: Annotated[float, Meta(gt=0.0, le=100_000.0)] = 10.0
    storm: Annotated[int, Meta(ge=0, le=5)] = 0
    launch: LaunchTable | None = None
    source: str = ""


class ServiceTable(Table, frozen=True, kw_only=True):
    """``[[service]]``: what is done with assets, for somebody."""

    id: str
    name: str
    rests_on: tuple[str, ...]
    needs: Annotated[int, Meta(ge=1, le=20_000)] | None = None
    owner: str = ""
    users: tuple[str, ...] = ()
    criticality: Criticality = Criticality.UNKNOWN
    options: tuple[OptionTable, ...] = ()
    mark: str = ""
    source: str = ""


TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "assets": (AssetsTable, "one"),
    "asset": (AssetTable, "any"),
    "service": (ServiceTable, "any"),
}
"""The tables of a file: its class, and how often it stands there."""
