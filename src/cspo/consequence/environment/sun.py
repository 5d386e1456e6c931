"""The air and the Sun's activity of the years to come, from what `cspo.environment` knows."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.environment.descent import YEAR_S, Activity
from cspo.environment.atmosphere import mean_atmosphere
from cspo.environment.solar_cycle import CycleLevel, solar_cycle
from cspo.errors import UsageError
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["activity_from", "mean_density_kg_m3"]

Floats = NDArray[np.float64]

_LONGEST_YEARS: Final = 400.0


def mean_density_kg_m3(altitude_km: Floats, f107: float) -> Floats:
    """Mean density of the air, kg/m³, from the table of NRLMSIS 2.1: a `Density` for `build`.

    Examples
    --------
    >>> import numpy as np
    >>> quiet, active = (mean_density_kg_m3(np.array([800.0]), f107)[0] for f107 in (70.0, 200.0))
    >>> bool(active > 10.0 * quiet)
    True
    """
    return mean_atmosphere().density_kg_m3(altitude_km, f107)


def activity_from(start: Epoch, years: float, level: CycleLevel = "mean") -> Activity:
    """Solar activity of past cycles, laid on the *years* after *start*, a value a year.

    Parameters
    ----------
    start : Epoch
        The model's year 0.
    years : float
        Up to 400; after that it stays as it then is.
    level : {"low", "mean", "high"}
        10th percentile of past cycles, their mean, 90th percentile.

    Raises
    ------
    UsageError
        Where the years are none.

    Examples
    --------
    >>> sun = activity_from(Epoch.from_utc("2026-01-01"), 22.0)
    >>> bool(sun.f107.max() > 130.0 > 90.0 > sun.f107.min())
    True
    """
    if not 0.0 < years < float("inf"):
        raise UsageError("take solar activity", "years", expected="above zero", got=f"{years:g}")
    years = min(years, _LONGEST_YEARS)
    weather = solar_cycle(start, years * YEAR_S / DAY_S, level)
    t = np.arange(0.0, years + 1.0)
    row = np.minimum((t * YEAR_S / DAY_S).astype(np.int64), len(weather) - 1)
    return Activity(years=t, f107=np.asarray(weather.f107_81day)[row])
