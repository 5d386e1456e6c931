"""From lost satellites to hours lost, by service, nation and sector."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.band import Band
from cspo.consequence.services.losses import Loss, NationLoss, SectorLoss, ServiceLoss
from cspo.consequence.services.model import ServiceModel, Use
from cspo.consequence.services.outage import Phase, StandIn, lost_hours, lost_share
from cspo.consequence.services.roster import CatalogRows, roster_of
from cspo.consequence.services.serving import ServiceMap, service_map
from cspo.errors import UsageError
from cspo.frames import EarthOrientation
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["assess_loss"]

_HOURS_A_DAY: Final = 24.0
_MOST_LOST: Final = 50_000


def assess_loss(
    model: ServiceModel,
    catalog: Catalog,
    *,
    start: Epoch,
    eop: EarthOrientation,
    lost: Collection[str] = (),
    moved: Collection[str] = (),
    moved_hours: Band | None = None,
    restoration_hours: Band | None = None,
    hours: float = 24.0,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Loss:
    """What services, nations and sectors lose when satellites are lost or move away.

    Parameters
    ----------
    model : ServiceModel
    catalog : Catalog
        Where the satellites are.
    start : Epoch
        Of the window whose geometry stands for the time of the outage.
    lost : collection of str
        Identities of satellites that don't come back.
    moved : collection of str
        Identities of satellites out of service while they avoid something.
    moved_hours : Band, optional
        For how long; needed with *moved*.
    restoration_hours : Band, optional
        How long lost satellites stay unreplaced, of services whose file doesn't say.
    hours : float
        Length of the window: 24 h for what repeats daily.
    progress, stop : callable, optional
        Told the share done; asked whether to stop, which raises KeyboardInterrupt.

    Raises
    ------
    UsageError
        Where nothing is lost, or *moved* stands without *moved_hours*.

    Notes
    -----
    Bands are corners: *low* has all that helps (the widest and soonest substitutes, the longest
    holdover, the shortest outage), *high* has none of it. docs/theory/services.md.

    Examples
    --------
    >>> from cspo.consequence.services import (
    ...     Measure, Places, Service, ServiceKind, ServiceModel, assess_loss,
    ... )
    >>> from cspo.frames import EarthOrientation
    >>> from cspo.orbits import reference_population
    >>> sky = reference_population(count=30_000)
    >>> gps = Service(
    ...     service_id="gps", name="GPS", kind=ServiceKind.POSITIONING,
    ...     measure=Measure.DILUTION, name_patterns=("SIM GPS*",),
    ... )
    >>> oslo = Places(latitude_rad=[1.05], longitude_rad=[0.19], weight=[1], nation=["NOR"])
    >>> names = sky.name.tolist()
    >>> gone = [sky.identity(k) for k, n in enumerate(names) if n.startswith("SIM GPS")][:24]
    >>> loss = assess_loss(
    ...     ServiceModel(services=(gps,), places=oslo), sky, lost=gone,
    ...     start=Epoch.from_utc("2024-11-01"), eop=EarthOrientation.zero(),
    ... )
    >>> loss.nations[0].before > 0.99 > loss.nations[0].after
    True
    """
    gone, away = frozenset(lost), frozenset(moved) - frozenset(lost)
    if (not gone and not away) or len(gone) + len(away) > _MOST_LOST:
        raise UsageError(
            "assess a loss", "lost", expected=f"1 to {_MOST_LOST:,} objects lost or moved",
            got=str(len(gone) + len(away)),
        )  # fmt: skip
    if (away and moved_hours is None) or (moved_hours is not None and moved_hours.low < 0.0):
        raise UsageError(
            "assess a loss", "moved_hours", expected="how long satellites are away, hours",
            got="nothing" if moved_hours is None else f"{moved_hours.low:g}",
        )  # fmt: skip
    maps = _maps(model, catalog, gone, away, start, eop, hours, progress, stop)
    hit = [each for each in maps.values() if each.lost or each.moved]
    hit.sort(key=lambda each: each.places.mean(each.shortfall("during")), reverse=True)
    serving = {name for each in hit for name in (*each.lost, *each.moved)}
    touched = {each.service.service_id for each in hit}
    reckoner = _Reckoner(model, maps, moved_hours, restoration_hours)
    return Loss(
        services=tuple(reckoner.service(each) for each in hit),
        nations=tuple(row for each in hit for row in reckoner.nations(each)),
        sectors=tuple(row for each in hit for row in reckoner.sectors(each)),
        untouched=tuple(
            each.service_id for each in model.services if each.service_id not in touched
        ),
        without_service=tuple(sorted((gone | away) - serving)),
    )


def _maps(
    model: ServiceModel, catalog: Catalog, gone: frozenset[str], away: frozenset[str],
    start: Epoch, eop: EarthOrientation, hours: float,
    progress: Callable[[float], None] | None, stop: Callable[[], bool] | None,
) -> dict[str, ServiceMap]:  # fmt: skip
    """Maps of the services that are hit and of those that stand in for them."""
    rows_by = CatalogRows(catalog)
    rosters = {
        service.service_id: roster_of(model, service, catalog, rows_by)
        for service in model.services
    }
    hit = [
        service
        for service in model.services
        if not (gone | away).isdisjoint(rosters[service.service_id].members)
    ]
    wanted = {service.service_id for service in hit}
    wanted |= {each.service_id for service in hit for each in service.substitutes}
    maps = {}
    for number, service_id in enumerate(sorted(wanted)):
        maps[service_id] = service_map(
            model, service_id, catalog, start=start, eop=eop, lost=gone, moved=away,
            roster=rosters[service_id], hours=hours, stop=stop,
        )  # fmt: skip
        if progress is not None:
            progress((number + 1) / len(wanted))
    return maps


class _Reckoner:
    """Hours lost by nation and sector."""

    def __init__(
        self, model: ServiceModel, maps: dict[str, ServiceMap], moved_hours: Band | None,
        restoration_hours: Band | None,
    ) -> None:  # fmt: skip
        self._model = model
        self._maps = maps
        self._moved_hours = moved_hours or Band.certain(0.0)
        self._restoration_hours = restoration_hours
        nations = np.array(model.places.nation, np.str_)
        self._places = {nation: np.flatnonzero(nations == nation) for nation in model.nations()}

    def service(self, found: ServiceMap) -> ServiceLoss:
        at = np.concatenate([self._places[nation] for nation in self._users(found)])
        shortfall = found.shortfall("after")[at]
        worst = int(at[np.argmax(shortfall)] if shortfall.any() else at[np.argmin(found.after[at])])
        weight = found.places.weight[at]
        before, during, after = (
            float(np.average(values[at], weights=weight))
            for values in (found.before, found.during, found.after)
        )
        return ServiceLoss(
            service_id=found.service.service_id, name=found.service.name, kind=found.service.kind,
            judged_by=found.judged_by, satellites=len(found.roster),
            without_elements=len(found.roster.without_elements),
            lost=found.lost, moved=found.moved, before=before, during=during, after=after,
            worst_after=float(found.after[worst]), worst_place=found.places.name[worst],
            substitutes=tuple(each.service_id for each in found.service.substitutes),
        )  # fmt: skip

    def _users(self, found: ServiceMap) -> list[str]:
        """The nations that use a service; all of them where the model names none."""
        users = {
            use.nation for use in self._model.uses if use.service_id == found.service.service_id
        }
        return [nation for nation in self._model.nations() if nation in users or not users]

    def nations(self, found: ServiceMap) -> Iterator[NationLoss]:
        for nation in self._users(found):
            phases, stand_ins = self._phases(found, nation), self._stand_ins(found, nation)
            before, during, after = (
                self._mean(getattr(found, phase), nation) for phase in ("before", "during", "after")
            )
            yield NationLoss(
                service_id=found.service.service_id, nation=nation,
                before=before, during=during, after=after,
                shortfall=self._lasting(found, phases, stand_ins),
                outage_hours=lost_hours(phases, stand_ins, Band.certain(0.0)),
            )  # fmt: skip

    def sectors(self, found: ServiceMap) -> Iterator[SectorLoss]:
        for use in self._model.uses:
            if use.service_id == found.service.service_id:
                yield self._sector(found, use)

    def _sector(self, found: ServiceMap, use: Use) -> SectorLoss:
        phases = self._phases(found, use.nation)
        stand_ins = self._stand_ins(found, use.nation)
        outage = lost_hours(phases, stand_ins, use.holdover_hours)
        cost, currency = None, ""
        if outage is not None and use.cost is not None:
            per_hour, currency = use.cost.per_hour, use.cost.currency
            cost = Band(
                low=outage.low * per_hour.low, expected=outage.expected * per_hour.expected,
                high=outage.high * per_hour.high,
            )  # fmt: skip
        return SectorLoss(
            service_id=use.service_id, nation=use.nation, sector=use.sector,
            outage_hours_per_day=self._lasting(found, phases, stand_ins).scaled(_HOURS_A_DAY),
            outage_hours=outage, cost=cost, currency=currency,
        )  # fmt: skip

    @staticmethod
    def _lasting(found: ServiceMap, phases: list[Phase], stand_ins: list[StandIn]) -> Band:
        """Of the time after those that moved are back; of that before where none is lost."""
        if found.lost:
            return lost_share(phases[-1], stand_ins)
        return lost_share(phases[0], stand_ins, first=True)

    def _phases(self, found: ServiceMap, nation: str) -> list[Phase]:
        """While satellites are away; then until the lost ones are replaced."""
        away: Band = self._moved_hours
        restored: Band | None = away
        if found.lost:
            restored = found.service.restoration_hours or self._restoration_hours
        if restored is not None and not found.moved:  # the end of the loss is the end of it all
            away = Band(
                low=min(away.low, restored.low), expected=min(away.expected, restored.expected),
                high=min(away.high, restored.high),
            )  # fmt: skip
        during, after = (self._shortfall(found, nation, phase) for phase in ("during", "after"))
        return [
            Phase(shortfall=during, until_hours=away),
            Phase(shortfall=after, until_hours=restored),
        ]

    def _stand_ins(self, found: ServiceMap, nation: str) -> list[StandIn]:
        """Substitutes, each as good as it still is at the nation's places."""
        stand_ins = []
        for each in found.service.substitutes:
            other = self._maps[each.service_id]
            stand_ins.append(
                StandIn(
                    share=each.share, after_hours=each.after_hours,
                    during=self._mean(other.during, nation), after=self._mean(other.after, nation),
                )
            )  # fmt: skip
        return stand_ins

    def _shortfall(self, found: ServiceMap, nation: str, phase: str) -> float:
        before = self._mean(found.before, nation)
        rest = self._mean(getattr(found, phase), nation)
        return 0.0 if before <= 0.0 else min(max(1.0 - rest / before, 0.0), 1.0)

    def _mean(self, values: NDArray[np.float64], nation: str) -> float:
        at = self._places[nation]
        return float(np.average(values[at], weights=self._model.places.weight[at]))
