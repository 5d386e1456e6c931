"""Whether a service is to be had at a place, before and after satellites are gone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.services.coverage import coverages
from cspo.consequence.services.model import Measure, Service, ServiceModel
from cspo.consequence.services.places import Places
from cspo.consequence.services.positioning import dilution
from cspo.consequence.services.roster import Roster, roster_of
from cspo.frames import EarthOrientation
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import HOUR_S

__all__ = ["ServiceMap", "service_map"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_REVISIT_STEP_S: Final = 60.0
_STEP_S: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceMap:
    """Availability of one service at places, 0 to 1.

    Parameters
    ----------
    service : Service
    judged_by : Measure
        The service's own, or `Measure.COUNT` where none of its satellites has elements.
    roster : Roster
    lost, moved : tuple of str
        Satellites of the service that are gone for good, and for a while.
    places : Places
    before, during, after : (p,) float64
        With all; without those lost and moved; without those lost.
    """

    service: Service
    judged_by: Measure
    roster: Roster
    lost: tuple[str, ...]
    moved: tuple[str, ...]
    places: Places
    before: Floats
    during: Floats
    after: Floats

    def shortfall(self, phase: str = "after") -> Floats:
        """Part of what was to be had that no longer is, (p,), 0 to 1; 0 where none was."""
        rest: Floats = getattr(self, phase)
        with np.errstate(invalid="ignore", divide="ignore"):
            part = 1.0 - rest / self.before
        return np.clip(np.where(self.before > 0.0, part, 0.0), 0.0, 1.0)


def service_map(
    model: ServiceModel,
    service_id: str,
    catalog: Catalog,
    *,
    start: Epoch,
    eop: EarthOrientation,
    lost: Collection[str] = (),
    moved: Collection[str] = (),
    places: Places | None = None,
    roster: Roster | None = None,
    hours: float = 24.0,
    step_s: float | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> ServiceMap:
    """Availability of a service with all its satellites, and without some.

    Parameters
    ----------
    model : ServiceModel
    service_id : str
    catalog : Catalog
    start : Epoch
        Of the window, whose geometry stands for all time to come.
    lost, moved : collection of str
        Identities, ``norad:24876``; others than the service's are passed over.
    places : Places, optional
        Else those of the model; `globe` makes a net for a map.
    roster : Roster, optional
        Of the service in this catalogue, where it is known.
    hours, step_s : float
        The window, and the time between two looks: 300 s, or 60 s for `Measure.REVISIT`.

    Raises
    ------
    UsageError, ResourceLimit
        As `dilution` and `coverage`.
    """
    service = model.service(service_id)
    roster = roster_of(model, service, catalog) if roster is None else roster
    where = model.places if places is None else places
    every = np.array(roster.members, np.str_)
    is_lost = np.isin(every, list(lost))
    is_moved = np.isin(every, list(moved)) & ~is_lost
    cases = np.stack((np.ones(len(every), np.bool_), ~(is_lost | is_moved), ~is_lost))
    measure = service.measure if len(roster.rows) else Measure.COUNT
    if measure is Measure.COUNT:
        left = cases.mean(axis=1) if len(every) else np.zeros(3)
        values = np.repeat(left[:, None], len(where), axis=1)
    else:
        judge = _fixed if measure is Measure.DILUTION else _seen
        values = _once(
            cases[:, : len(roster.rows)],
            lambda some: judge(service, roster, catalog, some, where, start, eop, hours,
                               step_s, progress, stop),
        )  # fmt: skip
    return ServiceMap(
        service=service, judged_by=measure, roster=roster, places=where,
        lost=tuple(every[is_lost].tolist()), moved=tuple(every[is_moved].tolist()),
        before=values[0], during=values[1], after=values[2],
    )  # fmt: skip


def _once(cases: Mask, judge: Callable[[Mask], Floats]) -> Floats:
    """What *judge* says of each case, cases that are alike judged once."""
    distinct, which = np.unique(cases, axis=0, return_inverse=True)
    return judge(distinct)[which.reshape(-1)]


def _fixed(
    service: Service, roster: Roster, catalog: Catalog, cases: Mask, places: Places,
    start: Epoch, eop: EarthOrientation, hours: float, step_s: float | None,
    progress: Callable[[float], None] | None, stop: Callable[[], bool] | None,
) -> Floats:  # fmt: skip
    values = np.empty((len(cases), len(places)))
    for number, alive in enumerate(cases):
        values[number] = dilution(
            catalog, roster.rows[alive], places, start=start, eop=eop,
            clock=roster.clock[alive], hours=hours,
            step_s=step_s or min(_STEP_S, hours * HOUR_S),
            mask_rad=service.mask_rad, stop=stop,
        ).availability(service.pdop_at_most)  # fmt: skip
        if progress is not None:
            progress((number + 1) / len(cases))
    return values


def _seen(
    service: Service, roster: Roster, catalog: Catalog, cases: Mask, places: Places,
    start: Epoch, eop: EarthOrientation, hours: float, step_s: float | None,
    progress: Callable[[float], None] | None, stop: Callable[[], bool] | None,
) -> Floats:  # fmt: skip
    is_revisit = service.measure is Measure.REVISIT
    lead_s = service.revisit_s if is_revisit else 0.0
    found = coverages(
        catalog, roster.rows, cases, places, start=start - lead_s, eop=eop,
        hours=hours + lead_s / HOUR_S,
        step_s=step_s or min(_REVISIT_STEP_S if is_revisit else _STEP_S, hours * HOUR_S),
        elevation_rad=service.elevation_rad, off_nadir_rad=service.off_nadir_rad,
        sun_elevation_rad=service.sun_elevation_rad, swept=is_revisit,
        progress=progress, stop=stop,
    )  # fmt: skip
    if is_revisit:
        return np.stack([each.fresh_share(service.revisit_s) for each in found])
    return np.stack([each.share(service.in_view) for each in found])
