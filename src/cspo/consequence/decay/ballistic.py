"""Ballistic coefficients, Cd A / m, from how orbits are seen to sink."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.decay.air import air_over_time
from cspo.consequence.decay.descending import decay_in, drag_rates
from cspo.constants import WGS72_RADIUS_KM
from cspo.dynamics._kernels import layout
from cspo.dynamics.initialization import JD_1950, MeanElements, initialize, is_deep_space
from cspo.environment import Atmosphere, SpaceWeather, mean_atmosphere
from cspo.errors import UsageError
from cspo.orbits.catalog import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from cspo.units import DAY_NS, DAY_S, MINUTE_S, NS_PER_S

__all__ = ["ballistic_between", "ballistic_from_bstar", "bstar_decline_km_s", "shared_factor"]

Floats = NDArray[np.float64]

_ROUNDS: Final = 14
_LEAST, _MOST = 1e-6, 100.0
_CLOSE: Final = 1e-3
_SAMPLES: Final = 7
_LEAST_REFERENCES: Final = 10


def bstar_decline_km_s(catalog: Catalog) -> Floats:
    """How fast the semi-major axis sinks by SGP4's own drag at the epoch, (n,) km/s, mostly < 0.

    B* alone has no meaning outside SGP4, whose air never changes; this rate is what it was
    fitted to.

    Source: a = a0 (1 - C1 t)² to first order, Hoots and Roehrich, Spacetrack Report No. 3
    (1980), section 6.
    """
    jd, fraction = jd_utc_arrays(catalog.epoch_tai_ns)
    elements = MeanElements(
        motion_rad_min=catalog.mean_motion_rad_s * MINUTE_S,
        eccentricity=catalog.eccentricity, inclination_rad=catalog.inclination_rad,
        raan_rad=catalog.raan_rad, argp_rad=catalog.argp_rad,
        anomaly_rad=catalog.mean_anomaly_rad, bstar_per_er=catalog.bstar_per_er,
        epoch_days=(jd + fraction) - JD_1950,
    )  # fmt: skip
    table = initialize(elements, is_deep_space(elements)).table
    cc1_per_min = table[:, layout.COLUMN["cc1"]]
    perigee, apogee = perigee_apogee_km(*_shape(catalog))
    axis_km = 0.5 * (perigee + apogee) + WGS72_RADIUS_KM
    return np.asarray(-2.0 * axis_km * cc1_per_min / MINUTE_S)


def ballistic_from_bstar(
    catalog: Catalog, weather: SpaceWeather, *, days: float = 10.0,
    atmosphere: Atmosphere | None = None,
) -> Floats:  # fmt: skip
    """Ballistic coefficients that sink in the true air as the element sets sink in SGP4's.

    Parameters
    ----------
    catalog : Catalog
        (n,) element sets; B* as it was fitted.
    weather : SpaceWeather
        Over *days* before every epoch.
    days : float
        The air is taken as its mean over so long before each epoch: element sets of debris are
        fitted over days to weeks.

    Returns
    -------
    (n,) float64
        m²/kg; not positive where B* is not, NaN where the elements are none. One set's error
        is a factor of 1.2 to 1.35 of its own, and on the same day one of 1.3 that all objects
        share (`shared_factor` takes it out): docs/validation/decay.md.

    Notes
    -----
    The textbook's 12.741621 B* (Vallado, Fundamentals, 4th ed., p. 106) holds only while the
    air is as SGP4's, which is that of a middling Sun: at 770 km in 2009 it was a hundredth part.
    """
    perigee, apogee = perigee_apogee_km(*_shape(catalog))
    out = np.full(len(catalog), np.nan)
    good = np.isfinite(perigee) & np.isfinite(apogee)
    rows = np.flatnonzero(good)
    if not len(rows):
        return out
    decline = np.zeros(len(rows))
    for before in np.linspace(0.0, days, _SAMPLES):
        p, a = drag_rates(
            perigee[rows], apogee[rows], catalog.inclination_rad[rows],
            catalog.epoch_tai_ns[rows] - int(before * DAY_NS), weather, atmosphere=atmosphere,
        )  # fmt: skip
        decline += 0.5 * (p + a) / _SAMPLES
    with np.errstate(invalid="ignore", divide="ignore"):
        out[rows] = bstar_decline_km_s(catalog.take(rows)) / decline
    return np.where(np.isfinite(out), out, np.nan)


def shared_factor(
    reference: Catalog, ballistic_m2_kg: NDArray[np.float64], weather: SpaceWeather, *,
    days: float = 10.0, atmosphere: Atmosphere | None = None,
) -> float:  # fmt: skip
    """By how much the B* of one day make every ballistic coefficient too large.

    The air of a day is thicker or thinner than any model says, and B* fitted that day take it
    for the objects' own. Objects whose coefficients are known from a longer history tell: divide
    what `ballistic_from_bstar` gives by this.

    Parameters
    ----------
    reference : Catalog
        (n,) element sets of about the same day, of objects that do not maneuver.
    ballistic_m2_kg : (n,) array
        Their coefficients from long ago, as `ballistic_between` finds them; NaN is left out.

    Returns
    -------
    float
        Median ratio.

    Raises
    ------
    UsageError
        Where fewer than ten objects serve.
    """
    known = np.asarray(ballistic_m2_kg, np.float64)
    if known.shape != (len(reference),):
        raise UsageError("compare B*", "ballistic_m2_kg", expected="one for each object")
    given = ballistic_from_bstar(reference, weather, days=days, atmosphere=atmosphere)
    good = np.isfinite(given) & np.isfinite(known) & (given > 0.0) & (known > 0.0)
    if good.sum() < _LEAST_REFERENCES:
        raise UsageError(
            "compare B*", "reference", expected=f"{_LEAST_REFERENCES} objects that serve",
            got=f"{good.sum()}",
        )  # fmt: skip
    return float(np.exp(np.median(np.log(given[good] / known[good]))))


def ballistic_between(
    first: Catalog, last: Catalog, weather: SpaceWeather, *,
    atmosphere: Atmosphere | None = None, threads: int = 2,
) -> Floats:  # fmt: skip
    """Ballistic coefficients that bring each orbit from its first to its last element set.

    Parameters
    ----------
    first, last : Catalog
        (n,) each, row by row the same object, the last later.
    weather : SpaceWeather
        From the earliest epoch to the latest.

    Returns
    -------
    (n,) float64
        m²/kg; NaN where the orbit rose, or no coefficient from 1e-6 to 100 does it.

    Raises
    ------
    UsageError
        Where rows do not belong together.
    """
    if len(first) != len(last) or not (first.epoch_tai_ns < last.epoch_tai_ns).all():
        raise UsageError(
            "fit ballistic coefficients", expected="the same objects, later in the second"
        )
    if not len(first):
        return np.empty(0)
    start = Epoch(int(first.epoch_tai_ns.min()))
    days = (int(last.epoch_tai_ns.max()) - start.tai_ns) / DAY_NS
    air = air_over_time(atmosphere or mean_atmosphere(), weather, start, days)
    perigee, apogee = perigee_apogee_km(*_shape(first))
    target = 0.5 * np.add(*perigee_apogee_km(*_shape(last)))
    decline = 0.5 * (perigee + apogee) - target
    good = np.isfinite(decline) & (decline > 0.0)
    rows = np.flatnonzero(good)
    begin_s = (first.epoch_tai_ns - start.tai_ns) / NS_PER_S
    until_s = np.minimum((last.epoch_tai_ns - start.tai_ns) / NS_PER_S, days * DAY_S)
    found = np.full(len(first), 0.05)
    settled = np.zeros(len(first), np.bool_)
    for _ in range(_ROUNDS):
        came = decay_in(
            air, perigee[rows], apogee[rows], found[rows],
            inclination_rad=first.inclination_rad[rows], begin_s=begin_s[rows],
            t_s=until_s[rows, None], threads=threads,
        )  # fmt: skip
        sunk = 0.5 * (perigee + apogee)[rows] - 0.5 * (came.perigee_km + came.apogee_km)[:, 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.where(np.isfinite(sunk), decline[rows] / sunk, 0.3)
        settled[rows] = np.abs(ratio - 1.0) < _CLOSE
        found[rows] = np.clip(found[rows] * np.clip(ratio, 0.1, 10.0), _LEAST, _MOST)
        rows = rows[~settled[rows]]
        if not len(rows):
            break
    return np.where(good & settled, found, np.nan)


def _shape(catalog: Catalog) -> tuple[Floats, Floats, Floats]:
    return catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
