"""Where a cloud is: pieces for each cubic kilometre by altitude, latitude and time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.clouds.cloud import Cloud
from cspo.consequence.clouds.elements import element_sets
from cspo.constants import EARTH_RADIUS_KM, WGS72_RADIUS_KM
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.orbits.shells import residence
from cspo.time import Epoch
from cspo.units import DAY_S, TAU

__all__ = ["Density", "density", "mean_density_km3", "volumes_km3"]

Floats = NDArray[np.float64]

_LONGEST_S: Final = 30.0 * DAY_S
_MOST_CELLS: Final = 2_000_000
_MOMENTS: Final = 24
_NINETY: Final = 1.645


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Density:
    """Pieces for each cubic kilometre.

    Parameters
    ----------
    epoch : Epoch
        The break-up.
    t_s : (t,) float64
        Seconds after it.
    altitude_edges_km : (h + 1,) float64
        Above a sphere of 6,378.137 km.
    latitude_edges_rad : (b + 1,) float64
        Geocentric.
    per_km3 : (t, h, b) float64
        Expected.
    sampling_error : (t, h, b) float64
        One sigma, as a part of the expected; infinite where no piece was met.
    low_factor, high_factor : float
        Bounds of the count of pieces.
    fallen : (t,) float64
        Real pieces that have come down by then, or escaped.
    """

    epoch: Epoch
    t_s: Floats
    altitude_edges_km: Floats
    latitude_edges_rad: Floats
    per_km3: Floats
    sampling_error: Floats
    low_factor: float
    high_factor: float
    fallen: Floats

    def band(self) -> tuple[Floats, Floats]:
        """Low and high, (t, h, b) each: bounds of the count, and 1.645 sigma of the sampling."""
        error = np.where(np.isfinite(self.sampling_error), _NINETY * self.sampling_error, 0.0)
        return (
            self.per_km3 * self.low_factor * np.maximum(1.0 - error, 0.0),
            self.per_km3 * self.high_factor * (1.0 + error),
        )


def density(
    cloud: Cloud, t_s: ArrayLike, altitude_edges_km: ArrayLike, latitude_edges_rad: ArrayLike, *,
    generator: np.random.Generator, average_s: float = 0.0, smallest_m: float = 0.0,
    samples: int = 20_000, progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Density:  # fmt: skip
    """Density of a cloud in cells of altitude and latitude, by SGP4.

    Parameters
    ----------
    t_s : (t,) float64
        Seconds after the break-up, 0 to 30 days.
    altitude_edges_km, latitude_edges_rad : (h + 1,), (b + 1,) float64
        Increasing.
    average_s : float
        Each value is the mean over that long from its time on; a revolution makes it smooth.
    smallest_m : float
        Pieces of that length or more alone.
    samples : int
        Pieces that stand for the cloud, 100 to 200,000.

    Raises
    ------
    UsageError
        Where times, edges or samples make no sense.
    """
    times = np.atleast_1d(np.asarray(t_s, np.float64))
    heights, bands = _edges(altitude_edges_km, "altitude"), _edges(latitude_edges_rad, "latitude")
    _check(times, heights, bands, average_s, samples)
    kept = cloud
    if smallest_m > 0.0:
        long = np.flatnonzero(cloud.length_m >= smallest_m)
        kept = cloud.take(long, cloud.weight[long])
    pieces = kept.sampled(samples, generator=generator)
    sets = element_sets(pieces)
    bulk, weight = Sgp4Bulk(sets.catalog), pieces.weight[sets.rows]
    moments = np.arange(_MOMENTS) / _MOMENTS * average_s if average_s > 0.0 else np.zeros(1)
    shape = (len(heights) - 1, len(bands) - 1)
    count, square = np.zeros((2, len(times), *shape))
    fallen = np.zeros(len(times))
    for k, time_s in enumerate(times.tolist()):
        if stop is not None and stop():
            break
        for moment_s in (time_s + moments).tolist():
            states, _ = bulk.propagate(pieces.epoch, np.array([moment_s]))
            r_km = np.linalg.norm(states[0, :3], axis=0)
            r_km = np.where(moment_s < sets.end_s, r_km, np.nan)
            up = np.isfinite(r_km)
            sample = r_km[up] - EARTH_RADIUS_KM, np.arcsin(states[0, 2, up] / r_km[up])
            for out, share in ((count, weight[up]), (square, weight[up] ** 2)):
                out[k] += np.histogram2d(*sample, bins=(heights, bands), weights=share)[0]
            fallen[k] += pieces.pieces() - float(weight[up].sum())
        if progress is not None:
            progress((k + 1) / len(times))
    volume = volumes_km3(heights, bands)
    with np.errstate(divide="ignore", invalid="ignore"):
        # the moments of one piece are not independent: as if each piece were met once
        error = np.sqrt(square * len(moments)) / count
    return Density(
        epoch=cloud.epoch, t_s=times, altitude_edges_km=heights, latitude_edges_rad=bands,
        per_km3=count / len(moments) / volume,
        sampling_error=np.where(count > 0.0, error, np.inf), low_factor=cloud.low_factor,
        high_factor=cloud.high_factor, fallen=fallen / len(moments),
    )  # fmt: skip


def mean_density_km3(
    perigee_km: ArrayLike, apogee_km: ArrayLike, inclination_rad: ArrayLike, weight: ArrayLike,
    altitude_edges_km: ArrayLike, latitude_edges_rad: ArrayLike,
) -> Floats:  # fmt: skip
    """Density of pieces whose nodes and perigees are evenly spread, (h, b) pieces for each km3.

    Months after a break-up they are; for years ahead, give the perigees and apogees that
    `cspo.consequence.decay` comes to, NaN for what has come down.

    Parameters
    ----------
    perigee_km, apogee_km : (n,) float64
        Above 6,378.135 km.
    inclination_rad, weight : (n,) float64
    altitude_edges_km, latitude_edges_rad : (h + 1,), (b + 1,) float64

    Notes
    -----
    Source: Kessler, Icarus 48 (1981), 39, equation 16, integrated over each cell.

    Examples
    --------
    A thousand pieces at 800 km, all latitudes:

    >>> shell_km, latitudes_rad = [790.0, 810.0], [-1.5708, 1.5708]
    >>> cell = mean_density_km3([800.0], [800.0], [1.7], [1000.0], shell_km, latitudes_rad)
    >>> f"{cell[0, 0]:.2e}"
    '7.72e-08'
    """
    heights, bands = _edges(altitude_edges_km, "altitude"), _edges(latitude_edges_rad, "latitude")
    low, high, tilt, count = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(x, np.float64))
          for x in (perigee_km, apogee_km, inclination_rad, weight))
    )  # fmt: skip
    up = np.isfinite(low) & np.isfinite(high)
    radial = residence(low[up], high[up], heights) * count[up, None]
    top = np.maximum(np.sin(tilt[up]), 1e-4)[:, None]
    banded = np.diff(np.arcsin(np.clip(np.sin(bands) / top, -1.0, 1.0)), axis=1) / np.pi
    return np.asarray(radial.T @ banded / volumes_km3(heights, bands, WGS72_RADIUS_KM))


def _edges(given: ArrayLike, name: str) -> Floats:
    edges = np.asarray(given, np.float64)
    if edges.ndim != 1 or len(edges) < 2 or not (np.diff(edges) > 0.0).all():
        raise UsageError("map density", f"{name} edges", expected="two or more, increasing")
    if not (np.isfinite(edges).all() and (name == "altitude" or np.abs(edges).max() < 1.6)):
        raise UsageError("map density", f"{name} edges", expected="finite; latitudes to 90 deg")
    return edges


def _check(times: Floats, heights: Floats, bands: Floats, average_s: float, samples: int) -> None:
    if times.ndim != 1 or not ((times >= 0.0) & (times <= _LONGEST_S)).all():
        raise UsageError("map density", "times", expected="0 to 30 days after the break-up")
    if not 0.0 <= average_s <= DAY_S:
        raise UsageError("map density", "average", expected="0 to a day", got=f"{average_s:g} s")
    if not 100 <= samples <= 200_000:
        raise UsageError("map density", "samples", expected="100 to 200,000", got=str(samples))
    cells = len(times) * (len(heights) - 1) * (len(bands) - 1)
    if cells > _MOST_CELLS:
        raise UsageError(
            "map density", "cells", expected=f"up to {_MOST_CELLS:,}", got=f"{cells:,}"
        )


def volumes_km3(heights: Floats, bands: Floats, radius_km: float = EARTH_RADIUS_KM) -> Floats:
    """Volumes of cells between altitudes (h + 1,) and latitudes in rad (b + 1,): (h, b)."""
    radial = np.diff((radius_km + heights) ** 3) / 3.0
    return np.asarray(radial[:, None] * TAU * np.diff(np.sin(bands)))
