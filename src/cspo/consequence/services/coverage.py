"""Coverage and revisit: how many satellites see a place, and how long it waits for the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.services._kernels.views import count_in_view, count_swept
from cspo.consequence.services.places import Places
from cspo.consequence.services.sky import Sky
from cspo.errors import ResourceLimit, UsageError
from cspo.frames import EarthOrientation
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import DEG_RAD

__all__ = ["Coverage", "coverage", "coverages"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_MOST_VALUES: Final = 50_000_000
_MOST_CASES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """Satellites in view by time and place.

    Parameters
    ----------
    start : Epoch
    t_s : (m,) float64
        Seconds past the start, even.
    places : Places
    in_view : (m, p) uint16
    """

    start: Epoch
    t_s: Floats
    places: Places
    in_view: NDArray[np.uint16]

    @property
    def step_s(self) -> float:
        """Time between two looks: what every gap is known to."""
        return float(self.t_s[1] - self.t_s[0]) if len(self.t_s) > 1 else 0.0

    def share(self, at_least: int = 1) -> Floats:
        """Share of the time with *at_least* so many in view, (p,), 0 to 1."""
        return np.asarray((self.in_view >= at_least).mean(axis=0), np.float64)

    def age_s(self) -> Floats:
        """Time since a place was last seen, (m, p), s; infinite before the first time."""
        index = np.arange(len(self.t_s))[:, None]
        last = np.maximum.accumulate(np.where(self.in_view > 0, index, -1), axis=0)
        return np.where(last >= 0, (index - last) * self.step_s, np.inf)

    def fresh_share(self, within_s: float) -> Floats:
        """Share of the time at which a place was last seen no longer than *within_s* ago, (p,).

        The first *within_s* of the window are left out: what was seen before it is not known.
        """
        counted = self.t_s >= within_s
        if not counted.any():
            raise UsageError(
                "judge revisit", "within_s", expected="less than the window", got=f"{within_s:g}"
            )
        return np.asarray((self.age_s()[counted] <= within_s).mean(axis=0), np.float64)

    def longest_gap_s(self) -> Floats:
        """The longest time without a satellite, (p,), s; cut off at the ends of the window."""
        seen = self.in_view > 0
        steps = np.zeros(seen.shape[1], np.int64)
        waiting = np.zeros(seen.shape[1], np.int64)
        for row in seen:
            waiting = np.where(row, 0, waiting + 1)
            steps = np.maximum(steps, waiting)
        return np.asarray(steps * self.step_s, np.float64)

    def mean_gap_s(self) -> Floats:
        """Mean length of the times without a satellite that begin and end inside, (p,), s.

        NaN where there is none.
        """
        seen = self.in_view > 0
        out = np.full(seen.shape[1], np.nan)
        for place in range(seen.shape[1]):
            at = np.flatnonzero(seen[:, place])
            gaps = np.diff(at)
            gaps = gaps[gaps > 1] - 1
            if len(gaps):
                out[place] = gaps.mean() * self.step_s
        return out


def coverage(
    catalog: Catalog,
    rows: ArrayLike,
    places: Places,
    *,
    start: Epoch,
    eop: EarthOrientation,
    hours: float = 24.0,
    step_s: float = 60.0,
    elevation_rad: float = 0.0,
    off_nadir_rad: float = np.pi,
    sun_elevation_rad: float = -0.5 * np.pi,
    swept: bool = False,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Coverage:
    """How many of some satellites each place has in view.

    Parameters
    ----------
    catalog : Catalog
    rows : (n,) int
    places : Places
    hours, step_s : float
        The window, and the time between two looks; a pass shorter than the step may be missed.
    elevation_rad : float
        Least elevation of the satellite over the place, 0 to 90 degrees.
    off_nadir_rad : float
        Widest angle between a satellite's nadir and the place, up to 180 degrees: half of the
        field of regard of what looks down.
    sun_elevation_rad : float
        No look counts while the Sun is lower over the place: what needs daylight.
    swept : bool
        Count who passes abeam between a time and the next, however narrow the swath, and not
        who is in view at the time itself. The last time of the window then has none.
    progress, stop : callable, optional
        As of `dilution`.

    Raises
    ------
    UsageError
        For an angle or window outside these bounds.
    ResourceLimit
        For more than 50 million values.

    Notes
    -----
    Geometry alone: cloud, tasking, power and links are left out. What is in view is the most
    that the satellites could do.

    Examples
    --------
    >>> from cspo.consequence.services import globe
    >>> from cspo.frames import EarthOrientation
    >>> from cspo.orbits import reference_population
    >>> sky = reference_population(count=30_000)
    >>> iridium = np.flatnonzero(np.char.startswith(sky.name, "SIM IRIDIUM"))
    >>> seen = coverage(
    ...     sky, iridium, globe(30.0), start=Epoch.from_utc("2024-11-01"), step_s=600.0,
    ...     elevation_rad=np.radians(8.0), eop=EarthOrientation.zero(),
    ... )
    >>> seen.places.mean(seen.share()) > 0.99
    True
    """
    return coverages(
        catalog, rows, np.ones((1, np.size(rows)), np.bool_), places, start=start, eop=eop,
        hours=hours, step_s=step_s, elevation_rad=elevation_rad, off_nadir_rad=off_nadir_rad,
        sun_elevation_rad=sun_elevation_rad, swept=swept, progress=progress, stop=stop,
    )[0]  # fmt: skip


def coverages(
    catalog: Catalog,
    rows: ArrayLike,
    cases: Mask,
    places: Places,
    *,
    start: Epoch,
    eop: EarthOrientation,
    hours: float = 24.0,
    step_s: float = 60.0,
    elevation_rad: float = 0.0,
    off_nadir_rad: float = np.pi,
    sun_elevation_rad: float = -0.5 * np.pi,
    swept: bool = False,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[Coverage]:
    """As `coverage`, of several cases at once: *cases* (k, n) says who serves in each, k to 32."""
    in_range = 0.0 <= elevation_rad < 0.5 * np.pi and 0.0 < off_nadir_rad <= np.pi
    if not in_range or not abs(sun_elevation_rad) <= 0.5 * np.pi:
        raise UsageError(
            "map coverage", "angles",
            expected="elevation 0 to 90, off nadir 0 to 180, the Sun -90 to 90 degrees",
            got=", ".join(
                f"{angle / DEG_RAD:g}"
                for angle in (elevation_rad, off_nadir_rad, sun_elevation_rad)
            ),
        )  # fmt: skip
    sky = Sky(catalog, rows, start, hours, step_s, eop)
    cases = np.asarray(cases, np.bool_)
    if cases.ndim != 2 or cases.shape[1] != len(sky.rows) or not 1 <= len(cases) <= _MOST_CASES:
        raise UsageError(
            "map coverage", "cases", expected=f"(1 to {_MOST_CASES}, {len(sky.rows)})",
            got=str(cases.shape),
        )  # fmt: skip
    if len(cases) * len(sky) * len(places) > _MOST_VALUES:
        raise ResourceLimit(
            "map coverage", expected=f"at most {_MOST_VALUES:,} values",
            got=f"{len(sky):,} times of {len(places):,} places", hint="make the step longer",
        )  # fmt: skip
    usable = (cases.astype(np.int64) << np.arange(len(cases))[:, None]).sum(axis=0)
    in_view = np.zeros((len(cases), len(sky), len(places)), np.uint16)
    if len(sky.rows):
        before = np.empty((0, len(sky.rows), 3))
        for times, r_km in sky.parts(progress, stop):
            if swept:
                joined = np.concatenate((before, r_km))
                count_swept(
                    joined, usable, places.r_itrf_km, elevation_rad, off_nadir_rad,
                    in_view[:, times.start - len(before) : times.stop],
                )  # fmt: skip
                before = r_km[-1:]
                continue
            count_in_view(
                r_km, usable, places.r_itrf_km, places.up, np.sin(elevation_rad),
                np.cos(off_nadir_rad), in_view[:, times],
            )  # fmt: skip
        if sun_elevation_rad > -0.5 * np.pi:
            in_view *= sky.sun_itrf() @ places.up.T >= np.sin(sun_elevation_rad)
    in_view.setflags(write=False)
    return [
        Coverage(start=start, t_s=sky.t_s, places=places, in_view=seen) for seen in in_view
    ]  # fmt: skip
