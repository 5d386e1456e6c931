"""Launch instants at which something would come too near: which, why, from when to when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.appraisal import element_classes
from cspo.conjunction.element_covariance import sigma_rtn_km
from cspo.conjunction.hard_body import HardBodyTable, radii_m
from cspo.consequence.launch.ascent import Ascent
from cspo.consequence.launch.chance import inertial_km_s, passage_pc, reach_km
from cspo.consequence.launch.keep_out import KeepOut, Kind, kinds
from cspo.consequence.launch.passages import Passages, Reach, find_passages
from cspo.constants import EARTH_RADIUS_KM
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.frames import EarthOrientation, rtn_from_inertial
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.time import Epoch
from cspo.units import KM_PER_M, NS_PER_S

__all__ = ["VEHICLE_RADIUS_M", "CatalogFlights", "Closures", "closures", "near_enough"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

VEHICLE_RADIUS_M: Final = 7.0
"""Half the length of an upper stage with its payload."""

_ABOUT_KM: Final = 50.0
"""How far mean altitudes may lie from those of a revolution."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Closures:
    """The launch instants of a window, and what closes some of them.

    Parameters
    ----------
    start : Epoch
        First launch instant.
    step_s : float
        Between instants.
    closed : (3, launches) bool
        By `Kind`: whether an object of it closes the instant.
    row, kind : (k,) int64, int8
        Object (of docked ones their station) and what it is.
    first, last : (k,) int64
        Launch instants, in steps after the start, both closed.
    by_distance : (k,) bool
        Whether a distance closes at least one of them; else a probability.
    closest_km, pc : (k,) float64
        Least distance and greatest probability of collision over the span; NaN where none was
        asked for.
    time_of_flight_s, altitude_km : (k,) float64
        Of the least distance.
    screened : int
        Objects whose orbits were near enough to be looked at.
    near : (launches,) bool
        Whether any object is inside its sphere or ellipsoid.
    greatest_pc : (launches,) float64
        The greatest probability of collision of any passage that was found; 0 where none was.
        What is found surely is what exceeds the limit.
    """

    start: Epoch
    step_s: float
    closed: NDArray[np.bool_]
    row: Integers
    kind: NDArray[np.int8]
    first: Integers
    last: Integers
    by_distance: NDArray[np.bool_]
    closest_km: Floats
    pc: Floats
    time_of_flight_s: Floats
    altitude_km: Floats
    near: Flags
    greatest_pc: Floats
    screened: int = 0

    def __len__(self) -> int:
        return len(self.row)

    @property
    def launches(self) -> int:
        """Launch instants of the window."""
        return int(self.closed.shape[1])

    @property
    def any_closed(self) -> Flags:
        """Which instants are closed, (launches,)."""
        return np.asarray(self.closed.any(axis=0))

    def closed_s(self, kind: Kind | None = None) -> float:
        """Seconds that are closed, by one kind of object or by any."""
        closed = self.any_closed if kind is None else self.closed[kind]
        return float(closed.sum() * self.step_s)

    def instant(self, launch: int) -> Epoch:
        """Launch instant of a step."""
        return self.start + float(launch * self.step_s)

    def spans(self, *, closed: bool = True) -> list[tuple[int, int]]:
        """Spans of instants, first and last, that are closed, or open."""
        return spans_of(self.any_closed == closed)


def spans_of(flags: Flags) -> list[tuple[int, int]]:
    """First and last index of each run of true values.

    Examples
    --------
    >>> spans_of(np.array([True, True, False, True]))
    [(0, 1), (3, 3)]
    """
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(a), int(b) - 1) for a, b in zip(firsts, ends, strict=True)]


class CatalogFlights:
    """Some rows of a catalogue by SGP4, as a search of a window asks for them.

    Parameters
    ----------
    catalog : Catalog
    start : Epoch
        What seconds count from.
    rows : (n,) int64
    """

    def __init__(self, catalog: Catalog, start: Epoch, rows: Integers) -> None:
        self._start = start
        self._bulk = Sgp4Bulk(catalog.take(rows))

    def states(self, t_s: Floats) -> Floats:
        """States (m, 6, n) in TEME, km and km/s; NaN where there are none."""
        return self._bulk.propagate(self._start, t_s)[0]


def closures(
    ascent: Ascent,
    catalog: Catalog,
    start: Epoch,
    eop: EarthOrientation,
    *,
    duration_s: float,
    step_s: float = 1.0,
    keep_out: KeepOut | None = None,
    vehicle_radius_m: float = VEHICLE_RADIUS_M,
    hard_bodies: HardBodyTable | None = None,
    exempt: Sequence[int] = (),
    rows: Integers | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Closures:
    """Find the launch instants of a window that objects of a catalogue close.

    Parameters
    ----------
    ascent : Ascent
    catalog : Catalog
    start : Epoch
        First launch instant.
    eop : EarthOrientation
    duration_s : float
        From the first launch instant to the last.
    step_s : float
        Between instants.
    keep_out : KeepOut, optional
    vehicle_radius_m : float
        Hard body of what is launched, 0.1 to 100 m.
    hard_bodies : HardBodyTable, optional
    exempt : sequence of int
        Rows that are left out, as the target of a rendezvous, and what is docked to them.
    rows : (k,) int64, optional
        Rows that are looked at, of `near_enough`; all of these unless given. Windows of parts of
        a catalogue put together are that of the whole.
    progress, stop : callable, optional
        As `find_passages` takes them.

    Returns
    -------
    Closures

    Raises
    ------
    UsageError
        Where the window has no meaning.

    Notes
    -----
    An instant is closed where the nominal flight comes within an object's sphere or ellipsoid, or
    where the short-encounter probability (Foster 1992) exceeds the limit. Covariances of the
    catalogue are those of its orbit classes by age; objects whose states SGP4 can't give are left
    out. Pairs that stay together for minutes are judged at their closest points.
    """
    if not (0.0 < duration_s <= 30 * 86_400.0 and 0.1 <= vehicle_radius_m <= 100.0):
        raise UsageError(
            "search launch window", expected="up to 30 days, and a radius of 0.1 to 100 m",
            got=f"{duration_s:g} s, {vehicle_radius_m:g} m",
        )  # fmt: skip
    rules = keep_out or KeepOut()
    launches = int(duration_s // step_s) + 1
    rows = near_enough(catalog, ascent) if rows is None else rows
    kind, station = kinds(catalog, start, duration_s + ascent.duration_s)
    radius_m, _ = radii_m(catalog, hard_bodies)
    hbr_km = (radius_m + vehicle_radius_m) * KM_PER_M
    age_s = (start.tai_ns + int(0.5 * duration_s * NS_PER_S) - catalog.epoch_tai_ns) / NS_PER_S
    sigma_km = sigma_rtn_km(element_classes(catalog), age_s)
    limit = rules.limit_pc(kind)
    sphere_km = rules.radius_km(kind)
    far_km, stretch = reach_km(ascent, sigma_km, hbr_km, limit)
    gate_km = np.maximum(sphere_km, far_km)
    gate_km[np.isin(station, list(exempt))] = 0.0
    rows = rows[gate_km[rows] > 0.0]
    found = find_passages(
        ascent, CatalogFlights(catalog, start, rows), start, launches, gate_km[rows], eop,
        step_s=step_s, progress=progress, stop=stop,
        reach=Reach(
            sphere_km=sphere_km[rows], hbr_km=hbr_km[rows], sigma_rtn_km=sigma_km[rows],
            stretch=stretch[rows],
        ),
    )  # fmt: skip
    row = rows[found.row]
    pc = passage_pc(ascent, found, sigma_km[row], hbr_km[row], np.isfinite(limit[row]))
    near = _within(ascent, found, rules, kind[row])
    return _gathered(
        ascent, found, start, step_s, launches, station[row], kind[row], near,
        near | (np.nan_to_num(pc) > limit[row]), pc, len(rows),
    )  # fmt: skip


def near_enough(catalog: Catalog, ascent: Ascent) -> Integers:
    """Rows whose orbits reach the flight's altitudes, with 1,000 km to spare above."""
    perigee, apogee = perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    highest = float(ascent.altitude_km.max())
    return np.flatnonzero((perigee - _ABOUT_KM < highest + 300.0) & (apogee > 100.0))


def _within(ascent: Ascent, found: Passages, rules: KeepOut, kind: NDArray[np.int8]) -> Flags:
    """Which passages are inside the sphere or ellipsoid of the object."""
    near = found.distance_km < rules.radius_km(kind)
    crewed = np.flatnonzero(near & (kind == Kind.CREWED))
    if rules.crewed_rtn_km is not None and len(crewed):
        r_km, v_km_s = ascent.at(found.time_of_flight_s[crewed])[:2]
        r_km = r_km + found.r_itrf_km[crewed]
        v_km_s = inertial_km_s(r_km, v_km_s + found.v_itrf_km_s[crewed])
        rtn = np.einsum("kij,kj->ki", rtn_from_inertial(r_km, v_km_s), found.r_itrf_km[crewed])
        axes = np.maximum(np.array(rules.crewed_rtn_km), 1e-9)
        near[crewed] = ((rtn / axes) ** 2).sum(axis=1) < 1.0
    return np.asarray(near)


def _gathered(
    ascent: Ascent, found: Passages, start: Epoch, step_s: float, launches: int, owner: Integers,
    kind: NDArray[np.int8], near: Flags, shut: Flags, pc: Floats, screened: int,
) -> Closures:  # fmt: skip
    """Passages that close something, run together by object and launch."""
    closed = np.zeros((len(Kind), launches), np.bool_)
    closed[kind[shut], found.launch[shut]] = True
    at_distance = np.zeros(launches, np.bool_)
    at_distance[found.launch[near]] = True
    greatest_pc = np.zeros(launches)
    np.maximum.at(greatest_pc, found.launch, np.nan_to_num(pc))
    order = np.flatnonzero(shut)
    order = order[np.lexsort((found.launch[order], owner[order]))]
    launch, who = found.launch[order], owner[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (np.diff(launch) > 1) | (np.diff(who) != 0)
    firsts = np.flatnonzero(begins)
    ends = np.append(firsts[1:], len(order))[: len(firsts)] - 1
    distance, probability = found.distance_km[order], np.nan_to_num(pc[order], nan=-1.0)
    closest = np.minimum.reduceat(distance, firsts) if len(firsts) else np.empty(0)
    greatest = np.maximum.reduceat(probability, firsts) if len(firsts) else np.empty(0)
    by_distance = np.logical_or.reduceat(near[order], firsts) if len(firsts) else np.empty(0, bool)
    at = np.array(
        [a + int(np.argmin(distance[a : b + 1])) for a, b in zip(firsts, ends, strict=True)],
        np.int64,
    )
    tof_s = found.time_of_flight_s[order[at]]
    r_km = ascent.at(tof_s)[0]
    return Closures(
        start=start, step_s=step_s, closed=closed, row=who[firsts], kind=kind[order[firsts]],
        first=launch[firsts], last=launch[ends], by_distance=by_distance, closest_km=closest,
        pc=np.where(greatest < 0.0, np.nan, greatest), time_of_flight_s=tof_s,
        altitude_km=np.linalg.norm(r_km, axis=1) - EARTH_RADIUS_KM, screened=screened,
        near=at_distance, greatest_pc=greatest_pc,
    )  # fmt: skip
