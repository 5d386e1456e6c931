"""What fails when satellites are lost."""

from __future__ import annotations

import msgspec

from cspo.operations.consequence.results.band import Band

__all__ = ["LossLine", "PositioningView", "ServicesResult"]


class LossLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a nation or a sector loses of a service.

    Parameters
    ----------
    service, nation, sector : str
        Empty: of all.
    satellites, lost : int
        How many it rests on, and how many of those are gone or at risk.
    loss : Band
        Part of the service, 0 to 1.
    outage_h : Band or None
        Hours without it, until it is restored; null where nobody says how long that takes.
    substitutes : list of str
    money : Band or None
        By the user's own figures, else null.
    currency : str
    """

    service: str
    nation: str
    sector: str
    satellites: int
    lost: int
    loss: Band
    outage_h: Band | None
    substitutes: list[str]
    money: Band | None
    currency: str


class PositioningView(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a day with a position dilution of precision of at most 6, by place.

    Parameters
    ----------
    system : str
    latitudes_deg, longitudes_deg : list of float
    before, after : list of list of float
        By latitude, then longitude; 0 to 1.
    before_global, after_global, before_worst, after_worst : float
    satellites, lost : int
    """

    system: str
    latitudes_deg: list[float]
    longitudes_deg: list[float]
    before: list[list[float]]
    after: list[list[float]]
    before_global: float
    after_global: float
    before_worst: float
    after_worst: float
    satellites: int
    lost: int


class ServicesResult(msgspec.Struct, frozen=True, kw_only=True):
    """What fails when satellites are lost.

    Parameters
    ----------
    headline : str
    at_utc : str
    lost : list of str
        Names; at most 500.
    lost_total : int
    nations : list of LossLine
        By nation and service.
    sectors : list of LossLine
        By sector and service.
    services : list of LossLine
        By service.
    positioning : list of PositioningView
    basis, limits : list of str
    """

    headline: str
    at_utc: str
    lost: list[str]
    lost_total: int
    nations: list[LossLine]
    sectors: list[LossLine]
    services: list[LossLine]
    positioning: list[PositioningView]
    basis: list[str]
    limits: list[str]
