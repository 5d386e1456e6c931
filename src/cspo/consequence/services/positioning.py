"""Positioning: how well satellites in view fix a place, everywhere and all day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.services._kernels.views import dilution_of_position
from cspo.consequence.services.places import Places
from cspo.consequence.services.sky import Sky
from cspo.errors import ResourceLimit, UsageError
from cspo.frames import EarthOrientation
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import DEG_RAD

__all__ = ["MASK_RAD", "PDOP_LIMIT", "Dilution", "dilution"]

Floats = NDArray[np.float64]

PDOP_LIMIT: Final = 6.0
"""GPS Standard Positioning Service Performance Standard (5th ed., 2020), section 3.8.1."""

MASK_RAD: Final = 5.0 * DEG_RAD
"""The representative user of the same standard sees nothing below."""

_MOST_CLOCKS: Final = 8
_MOST_VALUES: Final = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dilution:
    """PDOP by time and place.

    Parameters
    ----------
    start : Epoch
    t_s : (m,) float64
        Seconds past the start.
    places : Places
    pdop : (m, p) float32
        NaN where fewer satellites are in view than there are unknowns.
    """

    start: Epoch
    t_s: Floats
    places: Places
    pdop: NDArray[np.float32]

    def availability(self, limit: float = PDOP_LIMIT) -> Floats:
        """Share of the time with PDOP at or below *limit*, (p,), 0 to 1."""
        with np.errstate(invalid="ignore"):
            return np.asarray((self.pdop <= limit).mean(axis=0), np.float64)

    def overall(self, limit: float = PDOP_LIMIT) -> float:
        """The mean of `availability` by the places' weights: over a net, by area."""
        return self.places.mean(self.availability(limit))

    def worst(self, limit: float = PDOP_LIMIT) -> float:
        """`availability` of the place that has the least."""
        return float(self.availability(limit).min())


def dilution(
    catalog: Catalog,
    rows: ArrayLike,
    places: Places,
    *,
    start: Epoch,
    eop: EarthOrientation,
    clock: ArrayLike | None = None,
    hours: float = 24.0,
    step_s: float = 300.0,
    mask_rad: float = MASK_RAD,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Dilution:
    """Position dilution of precision of all satellites in view.

    Parameters
    ----------
    catalog : Catalog
    rows : (n,) int
        The satellites that send.
    places : Places
    clock : (n,) int, optional
        Which clock each keeps, 0 to 7: systems that don't share one cost an unknown each.
    hours, step_s : float
        The window, and the time between two looks.
    mask_rad : float
        No satellite below this elevation is used, 0 to 90 degrees.
    progress, stop : callable, optional
        Told the share done; asked whether to stop, which raises KeyboardInterrupt.

    Raises
    ------
    UsageError
        For a mask, clock or window outside these bounds.
    ResourceLimit
        For more than 50 million values.

    Notes
    -----
    Geometry alone: no terrain, no signal that is jammed or unhealthy, no error of the ranges. A
    catalogue says where a satellite is, not whether it sends: *rows* is the caller's claim.

    Examples
    --------
    >>> from cspo.consequence.services import globe
    >>> from cspo.frames import EarthOrientation
    >>> from cspo.orbits import reference_population
    >>> sky = reference_population(count=30_000)
    >>> gps = np.flatnonzero(np.char.startswith(sky.name, "SIM GPS"))
    >>> intact = dilution(
    ...     sky, gps, globe(15.0), start=Epoch.from_utc("2024-11-01"), step_s=3600.0,
    ...     eop=EarthOrientation.zero(),
    ... )
    >>> intact.overall() > 0.98
    True
    """
    if not 0.0 <= mask_rad < 0.5 * np.pi:
        raise UsageError(
            "map dilution", "mask_rad", expected="0 to 90 degrees", got=f"{mask_rad / DEG_RAD:g}"
        )
    sky = Sky(catalog, rows, start, hours, step_s, eop)
    clocks = _clocks(clock, len(sky.rows))
    if len(sky) * len(places) > _MOST_VALUES:
        raise ResourceLimit(
            "map dilution", expected=f"at most {_MOST_VALUES:,} values",
            got=f"{len(sky):,} times of {len(places):,} places", hint="make the step longer",
        )  # fmt: skip
    pdop = np.full((len(sky), len(places)), np.nan, np.float32)
    if len(sky.rows):
        for times, r_km in sky.parts(progress, stop):
            dilution_of_position(
                r_km, clocks, int(clocks.max()) + 1, places.r_itrf_km, places.up,
                np.sin(mask_rad), pdop[times],
            )  # fmt: skip
    pdop.setflags(write=False)
    return Dilution(start=start, t_s=sky.t_s, places=places, pdop=pdop)


def _clocks(clock: ArrayLike | None, count: int) -> NDArray[np.int64]:
    clocks = np.zeros(count, np.int64) if clock is None else np.asarray(clock)
    good = clocks.shape == (count,) and np.issubdtype(clocks.dtype, np.integer)
    if not good or (count and not 0 <= clocks.min() <= clocks.max() < _MOST_CLOCKS):
        raise UsageError(
            "map dilution", "clock", expected=f"{count} integers from 0 to {_MOST_CLOCKS - 1}",
            got=f"{clocks.dtype} {clocks.shape}",
        )  # fmt: skip
    return clocks.astype(np.int64)
