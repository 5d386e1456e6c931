"""How fast objects sink out of a shell, by altitude and solar activity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.environment.scenario import Scenario
from cspo.constants import EARTH_MU_KM3_S2, EARTH_RADIUS_KM
from cspo.errors import OutOfRange, UsageError
from cspo.units import DAY_S

__all__ = [
    "YEAR_S",
    "Activity",
    "Density",
    "descent_per_year",
    "exponential_density_kg_m3",
]

Floats = NDArray[np.float64]
Density = Callable[[Floats, float], Floats]
"""Altitudes in km and the activity (F10.7, mean of 81 days, sfu) to densities in kg/m³."""

YEAR_S: Final = 365.25 * DAY_S
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(12)

# Vallado, Fundamentals of Astrodynamics and Applications, 4th ed. (2013), table 8-4, from
# 150 km: base altitude km, density there kg/m3, scale height km (US Standard Atmosphere 1976
# and, from 500 km, CIRA-72).
_EXPONENTIAL: Final = np.array([
    (150.0, 2.070e-9, 22.523), (180.0, 5.464e-10, 29.740), (200.0, 2.789e-10, 37.105),
    (250.0, 7.248e-11, 45.546), (300.0, 2.418e-11, 53.628), (350.0, 9.518e-12, 53.298),
    (400.0, 3.725e-12, 58.515), (450.0, 1.585e-12, 60.828), (500.0, 6.967e-13, 63.822),
    (600.0, 1.454e-13, 71.835), (700.0, 3.614e-14, 88.667), (800.0, 1.170e-14, 124.64),
    (900.0, 5.245e-15, 181.05), (1000.0, 3.019e-15, 268.00),
])  # fmt: skip


def exponential_density_kg_m3(altitude_km: ArrayLike) -> Floats:
    """Static exponential atmosphere, kg/m³ at altitudes from 150 km.

    Source: Vallado, Fundamentals of Astrodynamics and Applications, 4th edition (2013),
    table 8-4; what the published three-species model sinks by. It knows no solar cycle.

    Raises
    ------
    OutOfRange
        Below 150 km, or where an altitude is no number.

    Examples
    --------
    >>> exponential_density_kg_m3([400.0, 1000.0]).tolist()
    [3.725e-12, 3.019e-15]
    """
    altitude = np.asarray(altitude_km, np.float64)
    if not np.all(altitude >= _EXPONENTIAL[0, 0]):
        raise OutOfRange(
            "exponential atmosphere", "altitude", expected="150 km or more",
            got=f"{np.min(altitude):g} km",
        )  # fmt: skip
    row = _EXPONENTIAL[np.searchsorted(_EXPONENTIAL[:, 0], altitude, side="right") - 1]
    return np.asarray(row[..., 1] * np.exp((row[..., 0] - altitude) / row[..., 2]))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Activity:
    """Solar activity over the years to come.

    Parameters
    ----------
    years : (t,) array_like
        Years from the start, increasing; before the first and after the last it stays.
    f107 : (t,) array_like
        F10.7, mean of 81 days, solar flux units (1e-22 W/m²/Hz), 50 to 400.

    Examples
    --------
    >>> Activity.steady(120.0).f107.tolist()
    [120.0]
    """

    years: Floats
    f107: Floats

    def __post_init__(self) -> None:
        for name in ("years", "f107"):
            column = np.array(getattr(self, name), np.float64)
            column.setflags(write=False)
            object.__setattr__(self, name, column)
        f107, years = self.f107, self.years
        if not (
            years.ndim == 1 and years.shape == f107.shape and years.size
            and np.all(np.isfinite(years)) and np.all(np.diff(years) > 0.0)
            and np.all((f107 >= 50.0) & (f107 <= 400.0))
        ):  # fmt: skip
            raise UsageError(
                "read solar activity", expected="years that increase, F10.7 from 50 to 400",
                got=f"{years.shape} years, {f107.shape} values",
            )  # fmt: skip

    @classmethod
    def steady(cls, f107: float) -> Activity:
        """The same for all time."""
        return cls(years=np.zeros(1), f107=np.array([f107]))

    @classmethod
    def repeated(cls, years: ArrayLike, f107: ArrayLike, period: float, until: float) -> Activity:
        """One cycle given over *period* years, again and again *until* then.

        Examples
        --------
        >>> Activity.repeated([0.0, 5.0], [70.0, 150.0], 11.0, 30.0).years.tolist()
        [0.0, 5.0, 11.0, 16.0, 22.0, 27.0, 33.0]
        """
        one = np.asarray(years, np.float64) - np.asarray(years, np.float64)[0]
        if not (np.isfinite(period) and period > one[-1] and until / period < 1e4):
            raise UsageError(
                "repeat a solar cycle", expected=f"a period over {one[-1]:g} years",
                got=f"{period:g}",
            )  # fmt: skip
        starts = np.arange(0.0, until + period, period)
        all_years = (starts[:, None] + one).ravel()
        all_f107 = np.tile(np.asarray(f107, np.float64), len(starts))
        kept = np.searchsorted(all_years, until, side="left") + 1
        return cls(years=all_years[:kept], f107=all_f107[:kept])


def descent_per_year(
    scenario: Scenario, density: Density, f107: ArrayLike = (100.0,)
) -> Floats:  # fmt: skip
    """Share of each species that sinks out of each shell in a year, (a, species, shells).

    Parameters
    ----------
    scenario : Scenario
        Shells and species. Active satellites hold their altitude: theirs is 0.
    density : callable
        Of the air: see `Density`.
    f107 : (a,) array_like
        Activities to tabulate.

    Notes
    -----
    On a circular orbit ``dh/dt = -rho (Cd A / m) sqrt(mu a)`` (King-Hele, Satellite Orbits in an
    Atmosphere, 1987, eq. 4.3 with e = 0). In a steady stream of objects the number in a shell is
    the stream times the time that one takes to cross it, so that the rate is 1 over that time:
    the integral of dh / |dh/dt| over the shell, by 12-point Gauss-Legendre. Where
    ``as_published``, the rate at the lower edge over the width, as D'Ambrosio and Linares (2024).

    Raises
    ------
    OutOfRange
        Where the density is not above zero.

    Examples
    --------
    >>> import numpy as np
    >>> case = Scenario(edges_km=np.array([400.0, 450.0, 500.0]))
    >>> rate = descent_per_year(case, lambda h, _f107: exponential_density_kg_m3(h))
    >>> rate[0, 1].round(2).tolist()  # derelicts, a year
    [4.26, 1.85]
    """
    edges = scenario.edges_km
    width = np.diff(edges)
    ballistic = np.array([each.ballistic_m2_kg for each in scenario.species])
    out = []
    for level in np.atleast_1d(np.asarray(f107, np.float64)):
        if scenario.as_published:
            crossing_year_kg_m2 = width / _speed(edges[:-1], density, float(level))
        else:
            at_km = edges[:-1, None] + 0.5 * width[:, None] * (1.0 + _POINTS)
            speed = _speed(at_km, density, float(level))
            crossing_year_kg_m2 = 0.5 * width * np.sum(_WEIGHTS / speed, axis=1)
        rate = ballistic[:, None] / crossing_year_kg_m2
        rate[0] = 0.0
        out.append(rate)
    return np.array(out)


def _speed(altitude_km: Floats, density: Density, f107: float) -> Floats:
    """Descent in km a year for each m²/kg of ballistic coefficient."""
    rho = np.asarray(density(altitude_km, f107), np.float64)
    if not np.all(np.isfinite(rho) & (rho > 0.0)):
        raise OutOfRange("density of the air", f"F10.7 {f107:g}", expected="above zero")
    per_km = rho * 1e3  # kg/m3 of an area in m2 to 1/km for each m2/kg
    axis_km = EARTH_RADIUS_KM + altitude_km
    return np.asarray(per_km * np.sqrt(EARTH_MU_KM3_S2 * axis_km) * YEAR_S)
