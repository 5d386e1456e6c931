"""What is lost, in rows: by service, by nation, by sector."""

from __future__ import annotations

from dataclasses import dataclass

from cspo.consequence.band import Band
from cspo.consequence.services.model import Measure, ServiceKind

__all__ = ["Loss", "NationLoss", "SectorLoss", "ServiceLoss"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NationLoss:
    """What one nation loses of one service.

    Parameters
    ----------
    service_id, nation : str
    before, during, after : float
        Availability at the nation's places, by their weights, 0 to 1: with all satellites,
        without those lost and moved, without those lost.
    shortfall : Band
        Part of the service that stays lost once substitutes have taken over, 0 to 1, while the
        lost satellites are not replaced.
    outage_hours : Band or None
        Hours of the service lost in all, substitutes counted, until it is restored; None where
        nobody says how long that takes.
    """

    service_id: str
    nation: str
    before: float
    during: float
    after: float
    shortfall: Band
    outage_hours: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorLoss:
    """What one sector of a nation loses of one service.

    Parameters
    ----------
    service_id, nation, sector : str
    outage_hours_per_day : Band
        Hours a day lost once its holdover is used up and substitutes have taken over.
    outage_hours : Band or None
        Hours lost in all, what is held over and substituted left out.
    cost : Band or None
        What these hours cost by the user's own figures; None where there are none.
    currency : str
        As given; empty without a cost.
    """

    service_id: str
    nation: str
    sector: str
    outage_hours_per_day: Band
    outage_hours: Band | None
    cost: Band | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLoss:
    """What became of one service.

    Parameters
    ----------
    service_id, name : str
    kind : ServiceKind
    judged_by : Measure
        `Measure.COUNT` where no satellite of it has elements.
    satellites, without_elements : int
        Of the service in all; those of them that geometry doesn't know.
    lost, moved : tuple of str
        Identities.
    before, during, after : float
        Availability over the places of the nations that use it, by weight.
    worst_after : float
        Availability where most is lost.
    worst_place : str
    substitutes : tuple of str
        Services that stand in.
    """

    service_id: str
    name: str
    kind: ServiceKind
    judged_by: Measure
    satellites: int
    without_elements: int
    lost: tuple[str, ...]
    moved: tuple[str, ...]
    before: float
    during: float
    after: float
    worst_after: float
    worst_place: str
    substitutes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """All that is lost.

    Parameters
    ----------
    services : tuple of ServiceLoss
        Those that a lost or moved satellite serves in, those that lose most first.
    nations : tuple of NationLoss
    sectors : tuple of SectorLoss
    untouched : tuple of str
        Services without a lost or moved satellite.
    without_service : tuple of str
        Lost or moved objects that serve in none.
    """

    services: tuple[ServiceLoss, ...]
    nations: tuple[NationLoss, ...]
    sectors: tuple[SectorLoss, ...]
    untouched: tuple[str, ...]
    without_service: tuple[str, ...]

    def by_nation(self, kind: ServiceKind | None = None) -> dict[str, Band]:
        """The greatest shortfall of each nation, of all services or of one kind."""
        wanted = {each.service_id for each in self.services if kind in {None, each.kind}}
        out: dict[str, Band] = {}
        for row in self.nations:
            known = out.get(row.nation)
            if row.service_id in wanted and (
                known is None or row.shortfall.expected > known.expected
            ):
                out[row.nation] = row.shortfall
        return out

    def costs(self) -> dict[tuple[str, str], Band]:
        """Sums by nation and currency, of the sectors that have figures."""
        out: dict[tuple[str, str], Band] = {}
        for row in self.sectors:
            if row.cost is not None:
                key = (row.nation, row.currency)
                out[key] = out.get(key, Band.certain(0.0)).plus(row.cost)
        return out
