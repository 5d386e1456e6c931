"""Pieces that nobody follows yet: the chance that a launch meets any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.clouds import Cloud, ElementSets
from cspo.consequence.launch.ascent import Ascent
from cspo.consequence.launch.closures import VEHICLE_RADIUS_M, CatalogFlights
from cspo.consequence.launch.passages import find_passages
from cspo.errors import UsageError
from cspo.frames import EarthOrientation
from cspo.time import Epoch
from cspo.units import KM_PER_M

__all__ = ["COLLECTIVE_PC", "SMEAR_KM", "CloudChance", "cloud_chance"]

Floats = NDArray[np.float64]

COLLECTIVE_PC: Final = 1e-5
"""Chance of meeting any piece above which a launch waits: 14 CFR 450.169 (a) (3) for debris."""

SMEAR_KM: Final = 30.0
"""Radius over which the path of a piece is spread: of the order of a launch's own dispersion."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CloudChance:
    """Expected number of pieces that hit the vehicle, for each launch instant.

    Parameters
    ----------
    low, expected, high : (launches,) float64
        Low and high by the bounds of the count of pieces. For small numbers, probabilities.
    passages : (launches,) int64
        Sampled pieces behind each: the scatter of *expected* is about one part in its root.
    """

    low: Floats
    expected: Floats
    high: Floats
    passages: NDArray[np.int64]

    def closed(self, limit: float = COLLECTIVE_PC) -> NDArray[np.bool_]:
        """Which instants each of low, expected and high closes, (3, launches)."""
        return np.stack([self.low, self.expected, self.high]) > limit


def cloud_chance(
    ascent: Ascent,
    cloud: Cloud,
    sets: ElementSets,
    start: Epoch,
    launches: int,
    eop: EarthOrientation,
    *,
    step_s: float = 1.0,
    unknown: ArrayLike = 1.0,
    vehicle_radius_m: float = VEHICLE_RADIUS_M,
    smear_km: float = SMEAR_KM,
    average_s: float = 0.0,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> CloudChance:
    """Chance that a launch meets pieces of a break-up, piece by piece unknown.

    Parameters
    ----------
    ascent : Ascent
    cloud : Cloud
        Its pieces with the number of real ones that each stands for.
    sets : ElementSets
        Of this cloud: `cspo.consequence.clouds.element_sets`.
    start : Epoch
        First launch instant; flights before the break-up meet nothing.
    launches : int
    eop : EarthOrientation
    step_s : float
    unknown : (n,) or scalar
        Part of the pieces that each stands for which is not catalogued, 0 to 1.
    vehicle_radius_m : float
    smear_km : float
        5 to 100 km.
    average_s : float
        Take the mean of launches that are no farther apart than this, up to 600 s. A cloud that
        has spread along its orbits is the same from one minute to the next, and sampled
        pieces are few.
    progress, stop : callable, optional
        As `find_passages` takes them.

    Raises
    ------
    UsageError
        Where a number has no meaning.

    Notes
    -----
    A piece that passes the vehicle within the smearing radius S at all is taken to pass it
    anywhere within S alike: its chance to hit is (R / S)², with R the sum of both radii. The
    sum over the pieces is n v A t of the kinetic theory of gases, with the density n averaged
    over a tube of radius S about the path and the true relative speeds. It is without bias
    where the density changes little over S. For a flight that coasts at the very altitude of the
    break-up 30 km give a sixth less than 10 km in the first days, and half more after three
    weeks; elsewhere they agree within a tenth (docs/validation/launch-access.md). In the first
    minutes the cloud is smaller than S, and the sum is that of a launch whose path is known no
    better.
    """
    sound = 5.0 <= smear_km <= 100.0 and 0.1 <= vehicle_radius_m <= 100.0
    if not (sound and 0.0 <= average_s <= 600.0):
        raise UsageError(
            "meet cloud", expected="5 to 100 km of smearing, a radius of 0.1 to 100 m, 600 s",
            got=f"{smear_km:g} km, {vehicle_radius_m:g} m, {average_s:g} s",
        )  # fmt: skip
    part = np.broadcast_to(np.asarray(unknown, np.float64), (len(cloud),))
    if not ((part >= 0.0) & (part <= 1.0)).all():
        raise UsageError("meet cloud", "unknown", expected="parts of 0 to 1")
    every = np.arange(len(sets.catalog))
    found = find_passages(
        ascent, CatalogFlights(sets.catalog, start, every), start, launches,
        np.full(len(every), smear_km), eop, step_s=step_s, progress=progress, stop=stop,
    )  # fmt: skip
    since_s = (start - cloud.epoch) + found.launch * step_s + found.time_of_flight_s
    good = found.minimum & (since_s >= 0.0) & (since_s <= sets.end_s[found.row])
    launch, piece = found.launch[good], sets.rows[found.row[good]]
    radius_km = (vehicle_radius_m + 0.5 * cloud.length_m) * KM_PER_M
    share = cloud.weight * part * (radius_km / smear_km) ** 2
    counted = np.bincount(launch, share[piece], launches).astype(np.float64)
    expected = _averaged(counted, round(average_s / step_s))
    return CloudChance(
        low=expected * cloud.low_factor, expected=expected, high=expected * cloud.high_factor,
        passages=np.bincount(launch, minlength=launches),
    )  # fmt: skip


def _averaged(values: Floats, reach: int) -> Floats:
    """Means over the *reach* values before and after each, and itself."""
    if reach < 1:
        return values
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low))
