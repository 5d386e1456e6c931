"""Tables of a file of assets: what stands in each, and in which bounds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from cspo.operations.assess.assets import AssetKind, Criticality
from cspo.operations.release.policy_tables import Table
from cspo.records.bodies.assessment import ProtectiveOption

__all__ = ["TABLES", "AssetTable", "AssetsTable", "OptionTable", "ServiceTable"]

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
