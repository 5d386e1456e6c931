"""The pieces as a watch looks at them: by period, by altitude and time, and how long they stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds.cloud import Cloud
from cspo.consequence.clouds.elements import DRAG_COEFFICIENT, element_sets
from cspo.consequence.decay import AirOverTime, Decay, air_over_time, decay_in
from cspo.environment import CYCLE_LEVELS, SpaceWeather, continued, mean_atmosphere, solar_cycle
from cspo.operations.consequence.results import Band, DecayView, DensityView, GabbardView
from cspo.operations.consequence.steps import Steps
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.orbits.shells import residence, shell_volumes_km3
from cspo.time import Epoch
from cspo.units import DAY_S, HOUR_S, MINUTE_S, TAU

__all__ = ["Pieces", "decay_view", "density_view", "followed", "gabbard_view", "pieces_of"]

Floats = NDArray[np.float64]

YEARS: Final = 25.0
_MOST: Final = 3_000
_FOLLOWED: Final = 1_200
_AFTER_DAYS: Final = (0.0, 1.0, 7.0, 30.0, 91.0, 182.6, 365.25, 730.5, 1826.25, 3652.5, 9131.0)
_CURVE_DAYS: Final = (*(30.4375 * np.arange(12)), *(365.25 * np.arange(1, 25)), 9131.0)
_SHELL_KM: Final = 25.0
_LOWEST_KM, _HIGHEST_KM = 150.0, 2_000.0
_DEEPEST_KM, _FARTHEST_KM = -5_000.0, 900_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """Pieces in orbit from a size on, a sample with weights.

    Parameters
    ----------
    over_m : float
    catalog : Catalog
        Mean elements at the event.
    length_m, area_to_mass_m2_kg, weight : (k,) float64
    of : (k,) int8
        0: of the object, 1: of the other.
    total : float
        Pieces that it stands for.
    """

    over_m: float
    catalog: Catalog
    length_m: Floats
    area_to_mass_m2_kg: Floats
    weight: Floats
    of: NDArray[np.int8]
    total: float

    @property
    def apsides_km(self) -> tuple[Floats, Floats]:
        """Mean altitudes of perigee and apogee above 6,378.135 km.

        Far out, and under the ground, they are cut: neither changes when an orbit ends.
        """
        perigee, apogee = perigee_apogee_km(
            self.catalog.mean_motion_rad_s, self.catalog.eccentricity, self.catalog.inclination_rad
        )
        apogee = np.nan_to_num(apogee, nan=_FARTHEST_KM).clip(max=_FARTHEST_KM)
        perigee = np.nan_to_num(perigee, nan=_FARTHEST_KM).clip(_DEEPEST_KM, apogee)
        return perigee, apogee


def pieces_of(
    cloud: Cloud, parent: NDArray[np.int8], over_m: float, generator: np.random.Generator
) -> Pieces:
    """A sample of at most 3,000 of the pieces that are that long and stay in orbit.

    Parameters
    ----------
    parent : (n,) int8
        Of each piece of the cloud, whose it is.
    """
    rows = np.flatnonzero(cloud.length_m >= over_m)
    weight = 1.0
    if len(rows) > _MOST:
        weight = len(rows) / _MOST
        rows = np.sort(generator.choice(rows, _MOST, replace=False))
    few = cloud.take(rows, cloud.weight[rows] * weight)
    sets = element_sets(few)
    return Pieces(
        over_m=over_m, catalog=sets.catalog, length_m=few.length_m[sets.rows],
        area_to_mass_m2_kg=few.area_to_mass_m2_kg[sets.rows], weight=few.weight[sets.rows],
        of=parent[rows][sets.rows], total=float(few.weight.sum()),
    )  # fmt: skip


def gabbard_view(pieces: Pieces, catalog: Catalog, row: int) -> GabbardView:
    """Perigee and apogee against period, with the object before."""
    perigee, apogee = pieces.apsides_km
    shown = np.isfinite(perigee) & np.isfinite(apogee) & (apogee < 1e5)
    before = catalog.take(np.array([row]))
    low, high = perigee_apogee_km(
        before.mean_motion_rad_s, before.eccentricity, before.inclination_rad
    )
    period = TAU / pieces.catalog.mean_motion_rad_s / MINUTE_S
    return GabbardView(
        period_min=np.round(period[shown], 3).tolist(),
        perigee_km=np.round(perigee[shown], 1).tolist(),
        apogee_km=np.round(apogee[shown], 1).tolist(),
        length_m=np.round(pieces.length_m[shown], 4).tolist(), of=pieces.of[shown].tolist(),
        total=round(pieces.total),
        parent_period_min=round(float(TAU / before.mean_motion_rad_s[0] / MINUTE_S), 3),
        parent_perigee_km=round(float(low[0]), 1), parent_apogee_km=round(float(high[0]), 1),
    )  # fmt: skip


def followed(
    pieces: Pieces, at: Epoch, weather: SpaceWeather | None, steps: Steps,
    low: float, high: float,
) -> list[Decay]:  # fmt: skip
    """The pieces over 25 years, in the air of a low, a mean and a high solar cycle."""
    days = YEARS * 365.25 + 1.0
    chosen = slice(None, None, max(len(pieces.weight) // _FOLLOWED, 1))
    perigee, apogee = (column[chosen] for column in pieces.apsides_km)
    t_s = DAY_S * np.unique(np.array((*_AFTER_DAYS, *_CURVE_DAYS)))
    found = []
    for number, level in enumerate(CYCLE_LEVELS):
        end = at + (days + 2.0) * DAY_S
        measured = None if weather is None or weather.end < at else weather
        if measured is None:
            sun = solar_cycle(at, days + 2.0, level)
        else:
            sun = continued(measured, end, level)
        air: AirOverTime = air_over_time(mean_atmosphere(), sun, at, days)
        part = (high - low) / len(CYCLE_LEVELS)
        done = steps.part(low + number * part, low + (number + 1) * part, "how long pieces stay")
        found.append(
            decay_in(
                air, perigee, apogee, DRAG_COEFFICIENT * pieces.area_to_mass_m2_kg[chosen],
                inclination_rad=pieces.catalog.inclination_rad[chosen], t_s=t_s, threads=1,
                progress=done,
            )
        )  # fmt: skip
    return found


def decay_view(decays: Sequence[Decay], activity: str) -> DecayView:
    """Part of the pieces that is still up, between high and low solar activity."""
    days = np.unique(np.array(_CURVE_DAYS))
    calm, mean, active = (each.alive(days * DAY_S).mean(axis=0) for each in decays)
    halves = [_half_days(each, days[-1]) for each in decays]
    return DecayView(
        after_days=days.tolist(),
        in_orbit=[
            Band(low=round(min(a, b, c), 4), expected=round(b, 4), high=round(max(a, b, c), 4))
            for a, b, c in zip(active.tolist(), mean.tolist(), calm.tolist(), strict=True)
        ],
        half_days=Band(low=min(halves), expected=halves[1], high=max(halves)),
        until_days=float(days[-1]), activity=activity,
    )  # fmt: skip


def _half_days(one: Decay, most: float) -> float:
    """Until half of the orbits have ended, days."""
    half_s = float(np.median(one.end_s)) if len(one.end_s) else np.inf
    return round(float(min(half_s / DAY_S, most)), 1)


def density_view(
    pieces: Pieces, decays: Sequence[Decay], low_factor: float, high_factor: float
) -> DensityView:
    """Pieces in a cubic kilometre by altitude and time, averaged over latitude."""
    edges = np.arange(_LOWEST_KM, _HIGHEST_KM + _SHELL_KM, _SHELL_KM)
    mean = decays[1]
    at = np.searchsorted(mean.t_s, np.array(_AFTER_DAYS) * DAY_S)
    weight = pieces.total / max(len(mean.end_s), 1)
    rows = [
        residence(mean.perigee_km[:, k], mean.apogee_km[:, k], edges).sum(axis=0) * weight
        for k in at
    ]
    values = np.stack(rows) / shell_volumes_km3(edges)
    return DensityView(
        after_h=(mean.t_s[at] / HOUR_S).tolist(), edges_km=edges.tolist(),
        expected_per_km3=[[float(f"{x:.4g}") for x in row] for row in values.tolist()],
        low_factor=low_factor, high_factor=high_factor, over_m=pieces.over_m,
    )  # fmt: skip
