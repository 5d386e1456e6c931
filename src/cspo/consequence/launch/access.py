"""The same window day by day after a break-up, until access to space is back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.element_covariance import class_of, sigma_rtn_km
from cspo.consequence.band import Band
from cspo.consequence.clouds import Cloud, ElementSets, element_sets
from cspo.consequence.launch.ascent import Ascent
from cspo.consequence.launch.chance import passage_pc, reach_km
from cspo.consequence.launch.closures import VEHICLE_RADIUS_M, CatalogFlights, Closures
from cspo.consequence.launch.cloud_chance import COLLECTIVE_PC, SMEAR_KM, cloud_chance
from cspo.consequence.launch.keep_out import KeepOut
from cspo.consequence.launch.passages import Reach, find_passages
from cspo.errors import UsageError
from cspo.frames import EarthOrientation
from cspo.orbits.regime import perigee_apogee_km
from cspo.time import Epoch
from cspo.units import DAY_S, KM_PER_M

__all__ = ["DAYS", "Access", "Day", "access_after", "catalogued"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAYS: Final = (0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 30.0, 45.0, 60.0)
"""Days after the window at which it is looked at again."""

RETURNED_SHARE: Final = 0.01
"""Access is back where no more than this part of the window is closed in addition."""

_FIRST_DAY: Final = 12.0
_RATE_DAYS: Final = Band(low=25.0, expected=40.0, high=150.0)
_TRACKED_M: Final = 0.1
_TRACKED_AGE_S: Final = 0.5 * DAY_S
_MOST_TRACKED: Final = 4_000
_SAMPLES: Final = 10_000
_SPREAD_S: Final = 30.0


def catalogued(days: float) -> Band:
    """Part of the pieces of 10 cm and more that is catalogued so many days after a break-up.

    1 - exp(-(d - 12) / 40), with 150 days as the slow and 25 as the quick bound.

    Notes
    -----
    Fitted by eye to public catalogues. Cosmos 1408 (2021-11-15) of some 1,500: 0, 606, 993,
    1,103 and 1,433 after 11, 37, 51, 64 and 95 days. NOAA 16 (2015-11-25) of 455: 135, 200, 275
    and 356 after 39, 75, 127 and 258. Yunhai 1-02 (2021-03-18) of 35: 2, 24 and 28 after 19, 45
    and 85.

    Examples
    --------
    >>> [round(catalogued(d).expected, 2) for d in (10.0, 37.0, 95.0)]
    [0.0, 0.46, 0.87]
    """
    since = max(days - _FIRST_DAY, 0.0)
    quick, usual, slow = (
        1.0 - float(np.exp(-since / rate))
        for rate in (_RATE_DAYS.low, _RATE_DAYS.expected, _RATE_DAYS.high)
    )
    return Band(low=slow, expected=usual, high=quick)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Day:
    """A window some days after the first one.

    Parameters
    ----------
    start : Epoch
        First launch instant.
    after_days : float
        Since the break-up.
    closed_s : Band
        With the pieces, by anything.
    added_s : Band
        What the pieces close in addition to the rest.
    by_cloud_s : Band
        Of which the chance to meet pieces that nobody follows.
    by_tracked_s : float
        Of which catalogued pieces, one by one.
    catalogued : Band
        Part of the pieces of 10 cm and more that is catalogued.
    closed : (3, launches) bool
        Instants closed by the pieces: low, expected and high.
    """

    start: Epoch
    after_days: float
    closed_s: Band
    added_s: Band
    by_cloud_s: Band
    by_tracked_s: float
    catalogued: Band
    closed: Flags


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Access:
    """A window before a break-up and after it.

    Parameters
    ----------
    step_s : float
        Between launch instants.
    before_s : float
        Seconds closed without the pieces.
    days : tuple of Day
    returned_days : Band
        Days after the break-up from which on the pieces close no more than 1 % of the window in
        addition; infinite where that is beyond the last day looked at.
    """

    step_s: float
    before_s: float
    days: tuple[Day, ...]
    returned_days: Band


def access_after(
    ascent: Ascent,
    before: Closures,
    cloud: Cloud,
    eop: EarthOrientation,
    *,
    generator: np.random.Generator,
    keep_out: KeepOut | None = None,
    vehicle_radius_m: float = VEHICLE_RADIUS_M,
    limit: float = COLLECTIVE_PC,
    days: Sequence[float] = DAYS,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Access:
    """Look at a window again and again after a break-up.

    Parameters
    ----------
    ascent : Ascent
    before : Closures
        Of the window, by the catalogue, without the pieces.
    cloud : Cloud
        The pieces; those smaller than it has are not counted.
    eop : EarthOrientation
    generator : numpy.random.Generator
        Draws the pieces that stand for the cloud, and which of them are catalogued.
    keep_out : KeepOut, optional
        What closes a launch; catalogued pieces close as other debris does.
    vehicle_radius_m : float
    limit : float
        Chance of meeting any uncatalogued piece above which a launch waits.
    days : sequence of float
        After the window, increasing, 0 to 365.
    progress, stop : callable, optional
        As `find_passages` takes them.

    Raises
    ------
    UsageError
        Where the days or the limit have no meaning.

    Notes
    -----
    What the catalogue closes is taken from the first day: a month-old element set says little of
    seconds, and its number changes little. The bands hold the count of pieces (a quarter to four
    times); catalogued pieces are those of the expected one. Pieces move by SGP4 with the drag of
    their area to mass, whose atmosphere knows no solar cycle: good for weeks.
    """
    _checked(days, limit)
    rules = keep_out or KeepOut()
    few = cloud.sampled(_SAMPLES, generator=generator)
    sets = element_sets(few)
    tracked = _Tracked(cloud, ascent, rules, vehicle_radius_m, generator)
    seen: list[Day] = []
    for number, day in enumerate(days):
        if stop is not None and stop():
            break
        start = before.start + day * DAY_S
        seen.append(
            _one_day(ascent, before, few, sets, tracked, start, eop, vehicle_radius_m, limit, stop)
        )
        if progress is not None:
            progress((number + 1) / len(days))
    window_s = before.launches * before.step_s
    return Access(
        step_s=before.step_s,
        before_s=before.closed_s(),
        days=tuple(seen),
        returned_days=_returned(seen, window_s),
    )


def _checked(days: Sequence[float], limit: float) -> None:
    steps = np.diff(np.asarray(days, np.float64))
    if not (len(days) and all(0.0 <= day <= 365.0 for day in days) and (steps > 0.0).all()):
        raise UsageError("look at launches", "days", expected="increasing, from 0 to 365")
    if not 0.0 < limit < 1.0:
        raise UsageError("look at launches", "limit", expected="a chance between 0 and 1",
                         got=f"{limit:g}")  # fmt: skip


def _one_day(
    ascent: Ascent, before: Closures, few: Cloud, sets: ElementSets, tracked: _Tracked,
    start: Epoch, eop: EarthOrientation, vehicle_radius_m: float, limit: float,
    stop: Callable[[], bool] | None,
) -> Day:  # fmt: skip
    after_days = (start - few.epoch) / DAY_S
    known = catalogued(after_days)
    long = few.length_m >= _TRACKED_M
    chance = cloud_chance(
        ascent, few, sets, start, before.launches, eop, step_s=before.step_s,
        unknown=np.where(long, 1.0 - known.expected, 1.0), vehicle_radius_m=vehicle_radius_m,
        smear_km=SMEAR_KM, average_s=0.0 if after_days < 1.0 else _SPREAD_S, stop=stop,
    )  # fmt: skip
    by_cloud = chance.closed(limit)
    by_tracked = tracked.closed(start, before, eop, known.expected, stop)
    closed = by_cloud | by_tracked
    base = before.any_closed
    return Day(
        start=start, after_days=after_days, closed=closed, catalogued=known,
        closed_s=_band((closed | base).sum(axis=1) * before.step_s),
        added_s=_band((closed & ~base).sum(axis=1) * before.step_s),
        by_cloud_s=_band(by_cloud.sum(axis=1) * before.step_s),
        by_tracked_s=float(by_tracked.sum() * before.step_s),
    )  # fmt: skip


class _Tracked:
    """Pieces that will be catalogued one after the other, in an order drawn once."""

    def __init__(
        self, cloud: Cloud, ascent: Ascent, rules: KeepOut, vehicle_radius_m: float,
        generator: np.random.Generator,
    ) -> None:  # fmt: skip
        rows = np.flatnonzero(cloud.length_m >= _TRACKED_M)
        self._ascent, self._radius_km = ascent, rules.other_km
        self._limit = rules.other_pc or np.inf
        if len(rows) > _MOST_TRACKED:
            rows = np.sort(generator.choice(rows, _MOST_TRACKED, replace=False))
        self._count = len(rows)
        if not len(rows):
            return
        pieces = cloud.take(rows, np.ones(len(rows)))
        sets = element_sets(pieces)
        rank = generator.permutation(len(rows))[sets.rows]
        order = np.argsort(rank, kind="stable")
        self._rank, self._catalog = rank[order], sets.catalog.take(order)
        self._end_s, self._epoch = sets.end_s[order], cloud.epoch
        self._hbr_km = (vehicle_radius_m + 0.5 * pieces.length_m[sets.rows[order]]) * KM_PER_M
        perigee_km, _ = perigee_apogee_km(
            self._catalog.mean_motion_rad_s, self._catalog.eccentricity,
            self._catalog.inclination_rad,
        )  # fmt: skip
        kind = class_of(perigee_km, self._catalog.eccentricity, np.zeros(len(order), np.bool_))
        self._sigma_km = sigma_rtn_km(kind, np.full(len(order), _TRACKED_AGE_S))

    def closed(
        self, start: Epoch, window: Closures, eop: EarthOrientation, share: float,
        stop: Callable[[], bool] | None,
    ) -> Flags:  # fmt: skip
        """Instants of a window that the catalogued share closes, (launches,)."""
        out = np.zeros(window.launches, np.bool_)
        n = int((self._rank < share * self._count).sum()) if self._count else 0
        if not n:
            return out
        limit = np.full(n, self._limit)
        sigma, hbr = self._sigma_km[:n], self._hbr_km[:n]
        far_km, stretch = reach_km(self._ascent, sigma, hbr, limit)
        found = find_passages(
            self._ascent, CatalogFlights(self._catalog, start, np.arange(n)), start,
            window.launches, np.maximum(far_km, self._radius_km), eop, step_s=window.step_s,
            stop=stop,
            reach=Reach(
                sphere_km=np.full(n, self._radius_km), hbr_km=hbr, sigma_rtn_km=sigma,
                stretch=stretch,
            ),
        )  # fmt: skip
        pc = passage_pc(
            self._ascent, found, sigma[found.row], hbr[found.row], np.ones(len(found), np.bool_)
        )
        shut = (np.nan_to_num(pc) > self._limit) | (found.distance_km < self._radius_km)
        since_s = (start - self._epoch) + found.launch * window.step_s + found.time_of_flight_s
        out[found.launch[shut & (since_s >= 0.0) & (since_s <= self._end_s[found.row])]] = True
        return out


def _band(numbers: Floats) -> Band:
    low, expected, high = (float(number) for number in numbers)
    return Band(low=low, expected=expected, high=high)


def _returned(days: Sequence[Day], window_s: float) -> Band:
    """Days after which each of low, expected and high stays under the share, infinite where none.

    Between two days the number is taken to change linearly.
    """
    limit_s = RETURNED_SHARE * window_s
    out = []
    for which in ("low", "expected", "high"):
        added = [getattr(day.added_s, which) for day in days]
        last = max((k for k, seconds in enumerate(added) if seconds > limit_s), default=-1)
        if last == -1:
            out.append(max(days[0].after_days, 0.0) if days else np.inf)
        elif last == len(days) - 1:
            out.append(np.inf)
        else:
            part = (added[last] - limit_s) / (added[last] - added[last + 1])
            step = days[last + 1].after_days - days[last].after_days
            out.append(days[last].after_days + part * step)
    return Band(low=float(out[0]), expected=float(out[1]), high=float(out[2]))
