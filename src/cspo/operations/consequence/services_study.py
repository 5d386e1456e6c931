"""What fails when satellites are lost: by service, nation and sector, and where on the Earth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cspo.consequence.band import Band as Bounds
from cspo.consequence.services import (
    Loss,
    Measure,
    NationLoss,
    Places,
    SectorLoss,
    ServiceLoss,
    ServiceModel,
    assess_loss,
    service_map,
)
from cspo.errors import UsageError
from cspo.frames import EarthOrientation
from cspo.operations.consequence.results import Band, LossLine, PositioningView, ServicesResult
from cspo.operations.consequence.sky import StudySky
from cspo.operations.consequence.steps import Steps
from cspo.time import Epoch
from cspo.units import DEG_RAD

__all__ = ["ServicesStudy", "study_services"]

_NET_DEG: Final = 10.0
_NAMED: Final = 500
_LEAST: Final = 0.0005
"""Part of a service below which nothing is called lost."""
_LIMITS: Final = (
    "Outages hold as long as the file of services says that lost satellites are not replaced.",
    "Money is the user's own figures; nothing is made up where there are none.",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServicesStudy:
    """A question answered.

    Parameters
    ----------
    result : ServicesResult
    gone : tuple of str
        Identities of the satellites that are lost.
    """

    result: ServicesResult
    gone: tuple[str, ...]


def study_services(
    lost: tuple[str, ...],
    constellation: str,
    sky: StudySky,
    model: ServiceModel,
    start: Epoch,
    steps: Steps,
) -> ServicesStudy:
    """Take satellites away, and say what is left.

    Parameters
    ----------
    lost : tuple of str
        Identities of objects of the sky.
    constellation : str
        All whose names begin so are lost, too; empty: none.
    start : Epoch
        Of the day whose geometry stands for the outage.

    Raises
    ------
    UsageError
        Where nothing is lost, or an object is not in the sky.
    Stopped
        Where *steps* say so.
    """
    steps.at(0.0, "which satellites are lost")
    rows = {sky.row_of(name) for name in lost}
    if constellation.strip():
        rows.update(_named(sky, constellation.strip().upper()))
    if not rows:
        raise UsageError(
            "assess services", expected="satellites that are lost", got="none",
            hint="name objects, or how the names of a constellation begin",
        )  # fmt: skip
    gone = tuple(sky.identity[row] for row in sorted(rows))
    eop = EarthOrientation.zero()
    loss = assess_loss(
        model, sky.catalog, start=start, eop=eop, lost=gone,
        progress=steps.part(0.02, 0.7, "services of nations and sectors"),
    )  # fmt: skip
    steps.at(0.7, "positioning over the Earth")
    kinds = {each.service_id: each for each in model.services}
    maps = [
        _positioning(model, each, sky, start, eop, gone)
        for each in loss.services
        if kinds[each.service_id].measure is Measure.DILUTION
    ]
    result = ServicesResult(
        headline=_headline(loss, len(gone)), at_utc=start.utc_iso(0),
        lost=[sky.known(row).name or sky.identity[row] for row in sorted(rows)][:_NAMED],
        lost_total=len(gone),
        nations=[_of_nation(each, loss) for each in loss.nations],
        sectors=[_of_sector(each, loss) for each in loss.sectors],
        services=[_of_service(each) for each in loss.services], positioning=maps,
        basis=[f"Services as of {model.as_of}: {model.source}"], limits=list(_LIMITS),
    )  # fmt: skip
    return ServicesStudy(result=result, gone=gone)


def _named(sky: StudySky, begin: str) -> list[int]:
    names = np.char.upper(sky.catalog.name)
    return [int(row) for row in np.flatnonzero(np.char.startswith(names, begin))]


def _positioning(
    model: ServiceModel, loss: ServiceLoss, sky: StudySky, start: Epoch, eop: EarthOrientation,
    gone: tuple[str, ...],
) -> PositioningView:  # fmt: skip
    """Availability on a net over the Earth, before and after."""
    middle = np.arange(-90.0 + 0.5 * _NET_DEG, 90.0, _NET_DEG)
    around = np.arange(-180.0 + 0.5 * _NET_DEG, 180.0, _NET_DEG)
    latitudes, longitudes = np.meshgrid(middle, around, indexing="ij")
    places = Places(
        latitude_rad=latitudes.ravel() * DEG_RAD, longitude_rad=longitudes.ravel() * DEG_RAD,
        weight=np.cos(latitudes.ravel() * DEG_RAD),
    )  # fmt: skip
    found = service_map(
        model, loss.service_id, sky.catalog, start=start, eop=eop, lost=frozenset(gone),
        moved=frozenset(), places=places,
    )  # fmt: skip
    before, after = (
        np.round(values.reshape(latitudes.shape), 4).tolist()
        for values in (found.before, found.after)
    )
    return PositioningView(
        system=loss.name, latitudes_deg=middle.tolist(), longitudes_deg=around.tolist(),
        before=before, after=after,
        before_global=round(places.mean(found.before), 5),
        after_global=round(places.mean(found.after), 5),
        before_worst=round(float(found.before.min()), 5),
        after_worst=round(float(found.after.min()), 5), satellites=loss.satellites,
        lost=len(loss.lost),
    )  # fmt: skip


def _of_service(each: ServiceLoss) -> LossLine:
    gone = 0.0 if each.before <= 0.0 else max(1.0 - each.after / each.before, 0.0)
    return LossLine(
        service=each.name, nation="", sector="", satellites=each.satellites,
        lost=len(each.lost) + len(each.moved), loss=Band(low=gone, expected=gone, high=gone),
        outage_h=None, substitutes=list(each.substitutes), money=None, currency="",
    )  # fmt: skip


def _of_nation(each: NationLoss, loss: Loss) -> LossLine:
    service = _service(each.service_id, loss)
    return LossLine(
        service=service.name, nation=each.nation, sector="", satellites=service.satellites,
        lost=len(service.lost), loss=_band(each.shortfall), outage_h=_hours(each.outage_hours),
        substitutes=list(service.substitutes), money=None, currency="",
    )  # fmt: skip


def _of_sector(each: SectorLoss, loss: Loss) -> LossLine:
    service = _service(each.service_id, loss)
    day = _band(each.outage_hours_per_day)
    share = Band(low=day.low / 24.0, expected=day.expected / 24.0, high=day.high / 24.0)
    return LossLine(
        service=service.name, nation=each.nation, sector=each.sector,
        satellites=service.satellites, lost=len(service.lost), loss=share,
        outage_h=_hours(each.outage_hours), substitutes=list(service.substitutes),
        money=None if each.cost is None else _band(each.cost), currency=each.currency,
    )  # fmt: skip


def _service(service_id: str, loss: Loss) -> ServiceLoss:
    return next(each for each in loss.services if each.service_id == service_id)


def _hours(band: Bounds | None) -> Band | None:
    return None if band is None else _band(band)


def _band(band: Bounds) -> Band:
    low, expected, high = (float(f"{x:.6g}") for x in (band.low, band.expected, band.high))
    return Band(low=low, expected=expected, high=high)


def _headline(loss: Loss, count: int) -> str:
    if not loss.services:
        return f"None of the {count} lost satellites serves in a service of the file."
    worst = loss.by_nation()
    nation, band = max(worst.items(), key=lambda item: item[1].expected, default=("", None))
    touched = len(loss.services)
    head = f"{count:,} satellites lost: {touched} service{'' if touched == 1 else 's'} touched"
    if band is None or band.high < _LEAST:
        return f"{head}; what is left of them does for all nations of the file."
    return f"{head}; most is lost by {nation}, {band.expected:.0%} of a service."
