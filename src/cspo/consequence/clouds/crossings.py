"""Who flies through the cloud: the first hours against the whole catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.consequence.clouds.assets import Assets, assets_of
from cspo.consequence.clouds.cloud import Cloud
from cspo.consequence.clouds.meetings import Meetings, meet
from cspo.consequence.clouds.tally import Tally
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import HOUR_S, NS_PER_S

__all__ = ["LARGE_M", "Crossings", "crossings"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LARGE_M: Final = 0.1
"""Length from which on a catalogue sees pieces in low orbit."""

_LONGEST_HOURS: Final = 240.0
_NINETY: Final = 1.645
_LEAST: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossings:
    """Objects that meet the cloud, the most endangered first.

    Parameters
    ----------
    start : Epoch
    edges_s : (m + 1,) float64
        Bounds of the spans of time, seconds past *start*.
    rows : (k,) int64
        Rows of the catalogue.
    probability : (k, 3) float64
        That any piece of the cloud hits: low, expected, high.
    probability_large, probability_catastrophic : (k, 3) float64
        The same of pieces of 10 cm and more, and of those that break all of it up (40 J/g).
    first_tai_ns : (k,) int64
        When 1 % of the probability has passed, to the length of a span.
    peak_tai_ns : (k,) int64
        Middle of the span with the greatest probability.
    closest_km : (k,) float64
        Least distance from a sampled piece, of those whose surroundings it went through.
    relative_speed_km_s : (k,) float64
        Mean speed of a hit.
    sampling_error : (k,) float64
        One sigma of the expected number of hits, as a part of it.
    by_span : (k, m) float32
        Expected number of hits in each span.
    pieces : float
        Real pieces that the cloud stands for.
    smallest_m : float
        Length of the smallest of them.
    """

    start: Epoch
    edges_s: Floats
    rows: Integers
    probability: Floats
    probability_large: Floats
    probability_catastrophic: Floats
    first_tai_ns: Integers
    peak_tai_ns: Integers
    closest_km: Floats
    relative_speed_km_s: Floats
    sampling_error: Floats
    by_span: NDArray[np.float32]
    pieces: float
    smallest_m: float

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def hits_by_span(self) -> Floats:
        """Expected number of hits on all objects together in each span, (m,)."""
        return np.asarray(self.by_span.sum(axis=0, dtype=np.float64))


def crossings(
    cloud: Cloud,
    catalog: Catalog,
    *,
    generator: np.random.Generator,
    start: Epoch | None = None,
    hours: float = 24.0,
    assets: Assets | None = None,
    without: NDArray[np.integer] | None = None,
    samples: int = 2_000,
    threads: int = 1,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Crossings:
    """Probability that each object of a catalogue is hit by a piece of the cloud.

    Parameters
    ----------
    cloud : Cloud
    catalog : Catalog
    generator : numpy.random.Generator
        Draws the pieces that stand for the cloud.
    start : Epoch, optional
        Else the break-up; not before it.
    hours : float
        Up to 240.
    assets : Assets, optional
        Size and mass of each row; else `assets_of` the catalogue.
    without : (j,) int, optional
        Rows to leave out: the parents.
    samples : int
        Pieces that stand for the cloud, 100 to 50,000; twice as many in the first hour.
    threads : int
        The answer does not depend on it.

    Raises
    ------
    UsageError
        Where the window, the samples or the assets make no sense.

    Notes
    -----
    Each sampled piece is smeared over an ellipse in its own plane, which grows as the cloud does,
    and an object that goes through that plane there meets density x relative speed / speed across.
    That is exact for any angle of the planes, takes no steps of time, and is without bias but for
    the width of the ellipse (some 5 %; docs/validation/clouds.md). Both move by SGP4.

    Low and high: the count of pieces by its factor (a quarter to four times), and 1.645 sigma of
    the sampling. Positions in the first hours do not depend on it.

    Source: Kessler 1981 (density x relative speed); Silverman, Density Estimation for Statistics
    and Data Analysis, 1986, 5.3 (kernels that widen); docs/theory/clouds.md.
    """
    begin = cloud.epoch if start is None else start
    _check(cloud, catalog, begin, hours, samples, threads, assets)
    bodies = assets_of(catalog) if assets is None else assets
    keep = np.ones(len(catalog), np.bool_)
    if without is not None:
        keep[np.asarray(without, np.int64)] = False
    kept = np.flatnonzero(keep)
    edges_s = _edges_s(hours)
    tally = Tally(len(kept), edges_s)
    work = Meetings(
        cloud=cloud, catalog=catalog.take(kept), start=begin, samples=samples,
        area_m2=bodies.area_m2[kept], mass_kg=bodies.mass_kg[kept],
        generator=generator, large_m=LARGE_M,
    )  # fmt: skip
    meet(work, tally, threads=threads, progress=progress, stop=stop)
    return _ordered(cloud, begin, tally, kept)


def _check(
    cloud: Cloud, catalog: Catalog, begin: Epoch, hours: float, samples: int, threads: int,
    assets: Assets | None,
) -> None:  # fmt: skip
    action = "find crossings"
    if begin < cloud.epoch:
        raise UsageError(action, "start", expected="not before the break-up", got=begin.utc_iso())
    if not 0.0 < hours <= _LONGEST_HOURS:
        raise UsageError(action, "hours", expected="above 0, up to 240", got=f"{hours:g}")
    if not 100 <= samples <= 50_000:
        raise UsageError(action, "samples", expected="100 to 50,000", got=str(samples))
    if threads < 1:
        raise UsageError(action, "threads", expected="1 or more", got=str(threads))
    if assets is not None and len(assets) != len(catalog):
        raise UsageError(action, "assets", expected=f"{len(catalog)} rows", got=str(len(assets)))


def _edges_s(hours: float) -> Floats:
    """Spans of five minutes in the first hour, then of ten, longer where the window is long."""
    first = np.arange(0.0, min(hours, 1.0) * HOUR_S, 300.0)
    if hours <= 1.0:
        return np.append(first, hours * HOUR_S)
    step_s = max(600.0, (hours - 1.0) * HOUR_S / 288.0)
    return np.append(np.concatenate((first, np.arange(HOUR_S, hours * HOUR_S - 1.0, step_s))),
                     hours * HOUR_S)  # fmt: skip


def _ordered(cloud: Cloud, begin: Epoch, tally: Tally, kept: NDArray[np.intp]) -> Crossings:
    hits = tally.hits
    order = np.argsort(-hits[:, 0], kind="stable")
    order = order[hits[order, 0] > _LEAST]
    found = hits[order]
    error = np.sqrt(tally.squares[order]) / np.maximum(found, _LEAST**2)
    spans = tally.by_span[order]
    share = np.cumsum(spans, axis=1, dtype=np.float64) / np.maximum(found[:, :1], _LEAST)
    middle_s = 0.5 * (tally.edges_s[1:] + tally.edges_s[:-1])
    first = np.argmax(share >= 0.01, axis=1)
    bands = [_band(found[:, k], error[:, k], cloud) for k in range(3)]
    return Crossings(
        start=begin, edges_s=tally.edges_s, rows=kept[order].astype(np.int64),
        probability=bands[0], probability_large=bands[1], probability_catastrophic=bands[2],
        first_tai_ns=_instants(begin, tally.edges_s[first]),
        peak_tai_ns=_instants(begin, middle_s[np.argmax(spans, axis=1)]),
        closest_km=tally.closest_km[order],
        relative_speed_km_s=tally.speed[order] / found[:, 0], sampling_error=error[:, 0],
        by_span=spans, pieces=cloud.pieces(), smallest_m=float(cloud.length_m.min()),
    )  # fmt: skip


def _band(hits: Floats, error: Floats, cloud: Cloud) -> Floats:
    """Probabilities (k, 3) from expected numbers of hits and their sampling error."""
    low = hits * cloud.low_factor * np.maximum(1.0 - _NINETY * error, 0.0)
    high = hits * cloud.high_factor * (1.0 + _NINETY * error)
    return -np.expm1(-np.stack((low, hits, high), axis=1))


def _instants(begin: Epoch, t_s: Floats) -> Integers:
    return begin.tai_ns + np.rint(t_s * NS_PER_S).astype(np.int64)
