"""When objects cross the field of view of a site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.frames import EarthOrientation, TurningEarth
from cspo.sensing.crossings import Spans, highest, positive_spans, sampled
from cspo.sensing.look import Look, look_angles
from cspo.sensing.paths import Paths
from cspo.sensing.site import Site
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["Passes", "Sight", "find_passes"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_LONGEST_S: Final = 400.0 * DAY_S
_COARSE_S: Final = 60.0
_FINE_S: Final = 10.0
_SLOW_S: Final = 60.0
_LONG_S: Final = 3.0 * 3_600.0
"""Who is above the horizon for as long moves slowly enough for a sample a minute."""

_AT_ONCE: Final = 1_500_000
_PLUMB_RAD: Final = 4e-3
"""The ellipsoid's normal is up to 0.0034 rad off the direction from the center."""

_NEARLY: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passes:
    """Passes in order of object and time, one row each, read-only columns.

    Parameters
    ----------
    row : (n,) int64
        Which object.
    rise_tai_ns, top_tai_ns, set_tai_ns : (n,) int64
        Entry into the field, greatest elevation in it, exit.
    azimuth_rad, elevation_rad, range_km : (n, 3) float64
        At those three.
    begins_before, ends_after : (n,) bool
        Whether it was in the field at the begin of the span already, or still is at its end.
    """

    row: Integers
    rise_tai_ns: Integers
    top_tai_ns: Integers
    set_tai_ns: Integers
    azimuth_rad: Floats
    elevation_rad: Floats
    range_km: Floats
    begins_before: Flags
    ends_after: Flags

    def __post_init__(self) -> None:
        for column in fields(self):
            getattr(self, column.name).setflags(write=False)

    def __len__(self) -> int:
        return len(self.row)

    @property
    def duration_s(self) -> Floats:
        """Time in the field, (n,)."""
        return np.asarray((self.set_tai_ns - self.rise_tai_ns) / NS_PER_S)


class Sight:
    """Directions from one site to objects, over one span.

    Parameters
    ----------
    paths : Paths
    site : Site
    duration_s : float
        From the start of the paths on.
    eop : EarthOrientation
    """

    def __init__(self, paths: Paths, site: Site, duration_s: float, eop: EarthOrientation) -> None:
        if not 0.0 < duration_s <= _LONGEST_S:
            raise UsageError(
                "find passes", "duration_s", expected="above 0, at most 400 days",
                got=str(duration_s),
            )  # fmt: skip
        self.paths, self.site, self.duration_s = paths, site, duration_s
        self.turning = TurningEarth(paths.start, duration_s, eop)

    @property
    def start(self) -> Epoch:
        """Instant that times count from."""
        return self.paths.start

    def look(self, rows: Integers, t_s: Floats) -> Look:
        """Direction and range of objects *rows* (k,), each at its own *t_s* (k,)."""
        turn = self.turning.itrf_from_teme(t_s)
        return look_angles(self.site, np.einsum("kij,kj->ki", turn, self.paths.at(rows, t_s)))

    def margin(self, rows: Integers, t_s: Floats) -> Floats:
        """How far inside the field of view: see `FieldOfView.margin`."""
        look = self.look(rows, t_s)
        return self.site.field_of_view.margin(look.azimuth_rad, look.elevation_rad, look.range_km)

    def tai_ns(self, t_s: Floats) -> Integers:
        """Instants of times past the start."""
        return np.asarray(self.start.tai_ns + np.round(t_s * NS_PER_S).astype(np.int64))


def find_passes(
    paths: Paths,
    site: Site,
    duration_s: float,
    eop: EarthOrientation,
    *,
    progress: Callable[[float], None] | None = None,
) -> Passes:
    """Every pass of every object through the field of view of a site.

    Parameters
    ----------
    paths : Paths
        `CatalogPaths` or `EphemerisPaths`; their start is that of the span.
    site : Site
    duration_s : float
        Above 0, at most 400 days.
    eop : EarthOrientation
    progress : callable, optional
        Told the fraction done.

    Returns
    -------
    Passes
        Of objects that have a position; where one has none (decayed, no points) it is not seen.

    Raises
    ------
    UsageError
        Where the span has no meaning.

    Notes
    -----
    First, on a grid of a minute, who is above the horizon by the angle at the Earth's center;
    that cosine is so smooth that a parabola through three samples tells its peak. Then in each
    such time a sample every ten seconds (twenty where elevation is the only limit), extremes
    between samples, and halving, on the orbit itself. Gaps and passes of one hump are found
    however short; two between samples are not. Geometric: no refraction (34' at the horizontal,
    5' at 10 degrees) and no light time.
    """
    sight = Sight(paths, site, duration_s, eop)
    instants = max(int(np.ceil(duration_s / _COARSE_S)), 2) + 1
    per_round = max(_AT_ONCE // instants, 1)
    rounds = range(0, len(paths), per_round)
    found = []
    for number, first in enumerate(rounds):
        rows = np.arange(first, min(first + per_round, len(paths)))
        found.append(_passes_of(sight, *_above_horizon(sight, rows, instants)))
        if progress is not None:
            progress((number + 1) / len(rounds))
    found = found or [_passes_of(sight, *(np.empty(0, kind) for kind in (int, float, float)))]
    return Passes(
        **{
            f.name: np.concatenate([getattr(part, f.name) for part in found])
            for f in fields(Passes)
        }
    )


def _above_horizon(sight: Sight, rows: Integers, instants: int) -> tuple[Integers, Floats, Floats]:
    """Times in which objects may be above the least elevation: object, begin, end, (w,) each."""
    t_s = np.linspace(0.0, sight.duration_s, instants)
    turn = sight.turning.itrf_from_teme(t_s)
    site_km = np.einsum("mij,i->mj", turn, sight.site.r_itrf_km)
    away_km = float(np.linalg.norm(sight.site.r_itrf_km))
    r_km = sight.paths.grid(rows, t_s)
    distance_km = np.linalg.norm(r_km, axis=1)
    least = sight.site.field_of_view.least_elevation_rad - _PLUMB_RAD
    with np.errstate(invalid="ignore"):
        cosine = np.einsum("mck,mc->mk", r_km, site_km) / (distance_km * away_km)
        reach = np.arccos(np.minimum(away_km * np.cos(least) / distance_km, 1.0)) - least
        above = cosine - np.cos(np.clip(reach, 0.0, np.pi))
    above = np.where(np.isnan(above), -2.0, above)
    on = np.zeros((instants + 2, len(rows)), np.bool_)
    on[1:-1] = above > 0.0
    left, here, right = above[:-2], above[1:-1], above[2:]
    bend = np.minimum(left - 2.0 * here + right, -1e-30)
    peak = here - (right - left) ** 2 / (8.0 * bend)
    on[2:-2] |= (here >= left) & (here >= right) & (peak > -_NEARLY)
    wide = on.copy()
    wide[:-1] |= on[1:]
    wide[1:] |= on[:-1]
    wide[0] = wide[-1] = False
    edge = np.diff(wide.astype(np.int8), axis=0).T
    column, begin = np.nonzero(edge == 1)
    _, end = np.nonzero(edge == -1)
    return rows[column], t_s[begin], t_s[np.maximum(end - 1, 0)]


def _passes_of(sight: Sight, rows: Integers, begin_s: Floats, end_s: Floats) -> Passes:
    """The passes inside the times that were found."""
    fine_s = 2.0 * _FINE_S if sight.site.field_of_view.is_whole_sky else _FINE_S
    step_s = np.where(end_s - begin_s > _LONG_S, _SLOW_S, fine_s)
    which, t_s = sampled(begin_s, end_s, step_s)

    def margin(some: Integers, at_s: Floats) -> Floats:
        return sight.margin(rows[some], at_s)

    spans = positive_spans(margin, which, t_s)
    row = rows[spans.which]
    top_s = _tops(sight, row, spans)
    looks = [sight.look(row, moment) for moment in (spans.begin_s, top_s, spans.end_s)]
    return Passes(
        row=row,
        rise_tai_ns=sight.tai_ns(spans.begin_s),
        top_tai_ns=sight.tai_ns(top_s),
        set_tai_ns=sight.tai_ns(spans.end_s),
        azimuth_rad=np.stack([look.azimuth_rad for look in looks], axis=-1),
        elevation_rad=np.stack([look.elevation_rad for look in looks], axis=-1),
        range_km=np.stack([look.range_km for look in looks], axis=-1),
        begins_before=spans.open_begin & (spans.begin_s <= 0.0),
        ends_after=spans.open_end & (spans.end_s >= sight.duration_s),
    )


def _tops(sight: Sight, row: Integers, spans: Spans) -> Floats:
    """When objects stand highest within their passes."""
    if not len(row):
        return np.empty(0)
    length_s = spans.end_s - spans.begin_s
    step_s = np.where(length_s > _LONG_S, _SLOW_S, _FINE_S)
    which, t_s = sampled(spans.begin_s, spans.end_s, step_s)
    elevation = sight.look(row[which], t_s).elevation_rad
    order = np.lexsort((-elevation, which))
    best = order[np.unique(which[order], return_index=True)[1]]
    before, after = np.maximum(best - 1, 0), np.minimum(best + 1, len(which) - 1)
    low_s = np.where(which[before] == which[best], t_s[before], t_s[best])
    high_s = np.where(which[after] == which[best], t_s[after], t_s[best])
    found_s = highest(
        lambda some, at_s: sight.look(row[some], at_s).elevation_rad,
        np.arange(len(row)), low_s, high_s,
    )  # fmt: skip
    better = sight.look(row, found_s).elevation_rad > elevation[best]
    return np.where(better, found_s, t_s[best])
