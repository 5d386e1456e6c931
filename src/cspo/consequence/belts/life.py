"""How long satellites last in an enhanced dose that decays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.band import Band
from cspo.consequence.belts.dose import Budget, Enhancement
from cspo.consequence.belts.shells import l_shell
from cspo.consequence.services.roster import rows_of
from cspo.consequence.services.sky import Sky
from cspo.constants import EARTH_RADIUS_KM
from cspo.errors import UsageError
from cspo.frames import EarthOrientation, geodetic_from_itrf
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import DEG_RAD

__all__ = ["Lives", "life_by_orbit", "lives_of", "remaining_life_days"]

Floats = NDArray[np.float64]

_STEP_S: Final = 60.0
_MOST_DAYS: Final = 36_525.0
"""A century: what lasts longer is not ended by dose."""
_MOST_SATELLITES: Final = 20_000
_HALVINGS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """Remaining life of one satellite.

    Parameters
    ----------
    object_id : str
    shielding_mm : float
    rate_krad_day : Band
        Its enhanced dose rate at the start, over its orbit; what nature adds is left out.
    life_days : Band
        Until the dose that it can take is used up; infinite where that is more than a century.
    natural_life_days : Band
        The same without the event.
    share_in_belt : float
        Part of the time in zones with a rate, 0 to 1.
    """

    object_id: str
    shielding_mm: float
    rate_krad_day: Band
    life_days: Band
    natural_life_days: Band
    share_in_belt: float


def remaining_life_days(
    rate_krad_day: ArrayLike, decay_days: ArrayLike, budget_krad: float, natural_krad_day: float
) -> float:
    """When a dose is used up, days; infinite where that takes more than a century.

    Parameters
    ----------
    rate_krad_day, decay_days : (zones,) array_like
        Initial rate that the satellite takes in each zone, not negative, and the zone's decay
        time, above 0; infinite where it doesn't decay.
    budget_krad, natural_krad_day : float
        Not negative.

    Raises
    ------
    UsageError
        For a number outside these bounds.

    Notes
    -----
    The root of ``sum rate x decay x (1 - exp(-t / decay)) + natural x t = budget``, by bisection:
    the left side grows without turning.

    Examples
    --------
    >>> round(remaining_life_days([0.1], [100.0], 5.0, 0.0), 3)
    69.315
    """
    rate, decay = np.atleast_1d(np.asarray(rate_krad_day, np.float64)), np.asarray(decay_days)
    decay = np.broadcast_to(decay, rate.shape)
    finite = np.array([*rate, budget_krad, natural_krad_day])
    if not ((finite >= 0.0) & np.isfinite(finite)).all() or not (decay > 0.0).all():
        raise UsageError(
            "reckon a life", expected="rates and budget of 0 or more, decay times above 0",
            got=f"rates {rate}, decay {decay}, budget {budget_krad:g}, natural "
            f"{natural_krad_day:g}"[:80],
        )  # fmt: skip

    def dose_krad(days: float) -> float:
        with np.errstate(invalid="ignore", over="ignore"):
            time = np.where(np.isinf(decay), days, -decay * np.expm1(-days / decay))
        return float((rate * time).sum() + natural_krad_day * days)

    if dose_krad(_MOST_DAYS) < budget_krad:
        return np.inf
    low, high = 0.0, _MOST_DAYS
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if dose_krad(middle) < budget_krad else (low, middle)
    return high


def lives_of(
    enhancement: Enhancement,
    budgets: Sequence[Budget],
    catalog: Catalog,
    *,
    start: Epoch,
    eop: EarthOrientation,
    elapsed_days: float = 0.0,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[list[Lives], list[str]]:
    """Remaining lives of satellites of a catalogue.

    Parameters
    ----------
    enhancement : Enhancement
    budgets : sequence of Budget
        Up to 20,000.
    catalog : Catalog
    start : Epoch
        From when lives count; the day after it stands for the orbit.
    elapsed_days : float
        How long before *start* the rates of *enhancement* held.

    Returns
    -------
    lives : list of Lives
        In the order of *budgets*, of those whose place is known.
    without_elements : list of str
        The others: the catalogue has no elements of them, or none that give a place that day.

    Raises
    ------
    UsageError
        For too many satellites, or a negative *elapsed_days*.
    OutOfRange
        For a shielding outside of the table.

    Notes
    -----
    Corners: *low* life has the high rate, the slow decay, the small budget and the high natural
    rate; *high* life the opposite.
    """
    if len(budgets) > _MOST_SATELLITES or not 0.0 <= elapsed_days < np.inf:
        raise UsageError(
            "reckon lives", expected=f"up to {_MOST_SATELLITES:,} satellites, days not negative",
            got=f"{len(budgets):,} satellites, {elapsed_days:g} days",
        )  # fmt: skip
    rows = rows_of(catalog, [budget.object_id for budget in budgets])
    known = {k: row for k, row in enumerate(rows) if row is not None}
    missing = [budgets[k].object_id for k, row in enumerate(rows) if row is None]
    if not known:
        return [], missing
    sky = Sky(catalog, list(known.values()), start, 24.0, _STEP_S, eop)
    share = _zone_shares(enhancement, sky, progress, stop)
    placed = np.isfinite(share[:, 0])
    lives = [
        _life(enhancement, budgets[k], share[n], elapsed_days)
        for n, k in enumerate(known)
        if placed[n]
    ]
    missing += [budgets[k].object_id for n, k in enumerate(known) if not placed[n]]
    return lives, missing


def life_by_orbit(
    enhancement: Enhancement,
    altitude_km: Sequence[float],
    inclination_deg: Sequence[float],
    shielding_mm: Sequence[float],
    remaining_krad: Band,
    elapsed_days: float = 0.0,
) -> list[tuple[float, float, Lives]]:
    """Lives of circular orbits, for a table by orbit and shielding.

    Parameters
    ----------
    altitude_km : sequence of float
        Above 6,378.137 km, 100 to 100,000.
    inclination_deg : sequence of float
    shielding_mm : sequence of float
    remaining_krad : Band
        One budget for all.
    elapsed_days : float
        How long before lives begin the rates of *enhancement* held.

    Returns
    -------
    list of (altitude_km, inclination_deg, Lives)
        All with all, up to 2,000.

    Raises
    ------
    UsageError
        For other altitudes or more rows.
    """
    count = len(altitude_km) * len(inclination_deg) * len(shielding_mm)
    in_range = all(100.0 <= each <= 1e5 for each in altitude_km)
    if not 1 <= count <= 2_000 or not in_range or not all(map(math.isfinite, inclination_deg)):
        raise UsageError(
            "tabulate lives", expected="up to 2,000 rows, altitudes from 100 to 100,000 km",
            got=f"{count} rows",
        )  # fmt: skip
    out = []
    for altitude in altitude_km:
        for inclination in inclination_deg:
            l_value, height_km = _circular(altitude, inclination * DEG_RAD)
            zone = enhancement.zone_of(l_value, height_km)
            share = np.array([(zone == k).mean() for k in range(len(enhancement.zones))])
            for depth in shielding_mm:
                budget = Budget(
                    object_id="", shielding_mm=depth, remaining_krad=remaining_krad
                )  # fmt: skip
                out.append((altitude, inclination, _life(enhancement, budget, share, elapsed_days)))
    return out


def _circular(altitude_km: float, inclination_rad: float) -> tuple[Floats, Floats]:
    """L and height along a circular orbit over all longitudes of its node."""
    radius_km = EARTH_RADIUS_KM + altitude_km
    argument = np.linspace(0.0, 2.0 * np.pi, 180, endpoint=False)[:, None]
    node = np.linspace(0.0, 2.0 * np.pi, 72, endpoint=False)[None, :]
    along = np.arctan2(np.cos(inclination_rad) * np.sin(argument), np.cos(argument)) + node
    sine = np.sin(inclination_rad) * np.sin(argument) * np.ones_like(node)
    cosine = np.sqrt(1.0 - sine * sine)
    r_km = radius_km * np.stack((cosine * np.cos(along), cosine * np.sin(along), sine), axis=-1)
    return l_shell(r_km), geodetic_from_itrf(r_km)[2]


def _zone_shares(
    enhancement: Enhancement, sky: Sky, progress: Callable[[float], None] | None,
    stop: Callable[[], bool] | None,
) -> Floats:  # fmt: skip
    """Part of the time of each satellite in each zone, (n, zones); NaN where it has no place."""
    counts = np.zeros((len(sky.rows), len(enhancement.zones)))
    known = np.zeros(len(sky.rows))
    for _, r_km in sky.parts(progress, stop):
        finite = np.isfinite(r_km[..., 0])
        height_km = np.full(finite.shape, np.nan)
        height_km[finite] = geodetic_from_itrf(r_km[finite])[2]
        zone = enhancement.zone_of(l_shell(r_km), height_km)
        for number in range(len(enhancement.zones)):
            counts[:, number] += (zone == number).sum(axis=0)
        known += finite.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(counts / known[:, None])


def _life(
    enhancement: Enhancement, budget: Budget, share: Floats, elapsed_days: float
) -> Lives:  # fmt: skip
    rates = enhancement.rates_krad_day(budget.shielding_mm) * share[:, None]
    decay = enhancement.decay_days()
    rates = rates * np.exp(-elapsed_days / decay)
    total = rates.sum(axis=0)
    dose, natural = budget.remaining_krad, budget.natural_krad_day
    corners = (
        (2, dose.low, natural.high), (1, dose.expected, natural.expected),
        (0, dose.high, natural.low),
    )  # fmt: skip
    life = [
        remaining_life_days(rates[:, k], decay[:, k], krad, nature) for k, krad, nature in corners
    ]
    alone = [remaining_life_days([0.0], [1.0], krad, nature) for _, krad, nature in corners]
    return Lives(
        object_id=budget.object_id, shielding_mm=budget.shielding_mm,
        rate_krad_day=Band(low=total[0], expected=total[1], high=total[2]),
        life_days=Band(low=life[0], expected=life[1], high=life[2]),
        natural_life_days=Band(low=alone[0], expected=alone[1], high=alone[2]),
        share_in_belt=float(share.sum()),
    )  # fmt: skip
