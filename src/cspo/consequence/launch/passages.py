"""Who passes near a flight, at every instant at which it could be launched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.launch._kernels.passages import fill_cells, find_cells, least_distances
from cspo.consequence.launch.ascent import STEP_S, Ascent
from cspo.constants import EARTH_ROTATION_RAD_S
from cspo.errors import ResourceLimit, UsageError
from cspo.frames import EarthOrientation, TurningEarth
from cspo.time import Epoch

__all__ = ["Flights", "Passages", "Reach", "find_passages"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NODE_S: Final = 60.0
_PER_NODE: Final = round(_NODE_S / STEP_S)
_BLOCK: Final = 30
_WIDE_KM: Final = 80.0
_MOST: Final = 12_000_000
_MOST_LAUNCHES: Final = 400_000
_WIDEST_KM: Final = 1_000.0


class Flights(Protocol):
    """Objects whose states can be asked for."""

    def states(self, t_s: Floats) -> Floats:
        """States (m, 6, n) in TEME, km and km/s, at seconds past the window's start; else NaN."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passages:
    """Least distances between a flight and objects, for each launch instant; k rows.

    Parameters
    ----------
    row : (k,) int64
        Object, as the flights count them.
    launch : (k,) int64
        Launch instant, in steps after the window's start.
    minimum : (k,) bool
        False where the flight begins or ends before the distance is least.
    time_of_flight_s : (k,) float64
    distance_km : (k,) float64
    r_itrf_km, v_itrf_km_s : (k, 3) float64
        Position and velocity of the object relative to the vehicle, in the turning axes.
    """

    row: Integers
    launch: Integers
    minimum: NDArray[np.bool_]
    time_of_flight_s: Floats
    distance_km: Floats
    r_itrf_km: Floats
    v_itrf_km_s: Floats

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """What of a gate is of interest: a sphere, and what can have a probability above a limit.

    Parameters
    ----------
    sphere_km, hbr_km : (n,) float64
    sigma_rtn_km : (n, 3) float64
        Standard deviations of each object's position.
    stretch : (n,) float64
        Standard deviations beyond which nothing exceeds the limit; 0 where there is none.
    """

    sphere_km: Floats
    hbr_km: Floats
    sigma_rtn_km: Floats
    stretch: Floats

    def table(self, rows: Integers) -> Floats:
        """(5, n) of some rows, as the kernel takes it."""
        sigma = self.sigma_rtn_km[rows]
        return np.ascontiguousarray(
            [
                self.sphere_km[rows], self.hbr_km[rows], sigma[:, 0], sigma.max(axis=1),
                self.stretch[rows],
            ]
        )  # fmt: skip


def find_passages(
    ascent: Ascent,
    flights: Flights,
    start: Epoch,
    launches: int,
    gate_km: ArrayLike,
    eop: EarthOrientation,
    *,
    step_s: float = 1.0,
    reach: Reach | None = None,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Passages:
    """Find every passage of objects within their gates.

    Parameters
    ----------
    ascent : Ascent
    flights : Flights
    start : Epoch
        First launch instant.
    launches : int
        Launch instants, *step_s* apart, up to 400,000.
    gate_km : (n,) array_like
        How near an object must come, up to 1,000 km; 0 leaves it out.
    eop : EarthOrientation
    step_s : float
        0.1 to 600 s.
    reach : Reach, optional
        Leave out what is in the gate and of no interest.
    progress : callable, optional
        Called with the part done, 0 to 1.
    stop : callable, optional
        Asked between parts; where it says True, what was found so far is given back.

    Returns
    -------
    Passages
        In no particular order.

    Raises
    ------
    UsageError
        Where the window or a gate has no meaning.
    ResourceLimit
        Where more than 12 million are found: 1 GB.

    Notes
    -----
    Objects are interpolated by cubics through states a minute apart: 1 m in low orbit. A passage
    is a local minimum of the distance over the time of flight; objects that stay near, moving
    with the vehicle, have few.

    Source: the plane of launch and flight times, Woodburn, AAS 98-134.
    """
    gate = np.array(gate_km, np.float64)
    if not (1 <= launches <= _MOST_LAUNCHES and 0.1 <= step_s <= 600.0):
        raise UsageError(
            "search launch window", expected=f"1 to {_MOST_LAUNCHES:,} launches 0.1 to 600 s apart",
            got=f"{launches:,}, {step_s:g} s", hint="shorten the window or widen the step",
        )  # fmt: skip
    if gate.ndim != 1 or not ((gate >= 0.0) & (gate <= _WIDEST_KM)).all():
        raise UsageError("search launch window", "gate_km", expected="0 to 1,000 km each")
    window_s = (launches - 1) * step_s
    nodes = int(np.ceil((window_s + ascent.duration_s + STEP_S) / _NODE_S)) + 1
    earth = TurningEarth(start, nodes * _NODE_S, eop)
    groups = [_Group(ascent, rows, gate, reach) for rows in _by_width(gate)]
    parts: list[tuple[NDArray[Any], Floats]] = []
    for first in range(0, nodes - 1, _BLOCK):
        if stop is not None and stop():
            break
        last = min(first + _BLOCK, nodes - 1)
        t_s: Floats = np.arange(first, last + 1, dtype=np.float64) * _NODE_S
        block = _turning(flights.states(t_s), earth.itrf_from_teme(t_s))
        begin = first * _PER_NODE
        parts += [group.search(block, begin, window_s, step_s, launches) for group in groups]
        if sum(len(where) for where, _ in parts) > _MOST:
            raise ResourceLimit(
                "search launch window", expected=f"at most {_MOST:,} passages", got="more",
                hint="shorten the window, or narrow what closes a launch",
            )  # fmt: skip
        if progress is not None:
            progress(min((first + _BLOCK) / (nodes - 1), 1.0))
    return _table(parts)


def _by_width(gate_km: Floats) -> list[Integers]:
    """Rows with gates that are alike enough to share a grid."""
    narrow = np.flatnonzero((gate_km > 0.0) & (gate_km <= _WIDE_KM))
    wide = np.flatnonzero(gate_km > _WIDE_KM)
    return [rows for rows in (narrow, wide) if len(rows)]


class _Group:
    """Objects that are searched with one grid of the flight's surroundings."""

    def __init__(
        self, ascent: Ascent, rows: Integers, gate_km: Floats, wanted: Reach | None
    ) -> None:
        self.flight = flight = np.hstack([ascent.r_itrf_km, ascent.v_itrf_km_s])
        self.own = ascent.sigma_rtn_km
        self.rows = rows
        self.gate = gate_km[rows]
        self.wanted = np.zeros((5, len(rows)))
        self.wanted[0] = self.gate
        if wanted is not None:
            self.wanted = wanted.table(rows)
        reach = float(self.gate.max()) + STEP_S * 11.0 + 0.5 * STEP_S * 12.0 + 1.0
        outer = float(np.abs(flight[:, :3]).max()) + reach
        self.size = max(150.0, 2.0 * outer / 160.0)
        self.side = int(np.ceil(2.0 * outer / self.size))
        self.low = -0.5 * self.side * self.size
        self.first = np.zeros(self.side**3 + 1, np.int64)
        points = np.ascontiguousarray(flight[:, :3])
        cells = (points, reach, self.size, self.low, self.side, self.first)
        self.items = np.zeros(fill_cells(*cells, np.empty(0, np.int64)), np.int64)
        fill_cells(*cells, self.items)
        self.room = 200_000

    def search(
        self, block: Floats, begin: int, window_s: float, step_s: float, launches: int
    ) -> tuple[NDArray[Any], Floats]:
        """Passages of one block of time: (c, 3) rows, launches and marks; (c, 8) numbers."""
        nodes = np.ascontiguousarray(block[:, :, self.rows])
        while True:
            cells = np.empty((self.room, 3), np.int64)
            count = find_cells(
                nodes, _NODE_S, _PER_NODE, begin, self.flight, self.gate, window_s, self.size,
                self.low, self.side, self.first, self.items, cells,
            )  # fmt: skip
            if count <= self.room:
                break
            if count > _MOST:
                raise ResourceLimit(
                    "search launch window", expected=f"at most {_MOST:,} cells", got=f"{count:,}",
                    hint="narrow what closes a launch",
                )  # fmt: skip
            self.room = int(1.2 * count)
        room = max(4 * count, 1_000)
        while True:
            where, numbers = np.empty((room, 3), np.int64), np.empty((room, 8))
            found = least_distances(
                cells[:count], nodes, _NODE_S, _PER_NODE, begin, self.flight, self.gate, self.own,
                self.wanted, step_s, launches, where, numbers,
            )  # fmt: skip
            if found <= room:
                break
            room = found
        where = where[:found].copy()
        where[:, 0] = self.rows[where[:, 0]]
        return where, numbers[:found].copy()


def _turning(states: Floats, matrix: Floats) -> Floats:
    """States (m, 6, n) of TEME in the axes of ITRF, velocities over the ground."""
    out = np.empty_like(states)
    out[:, :3] = matrix @ states[:, :3]
    out[:, 3:] = matrix @ states[:, 3:]
    out[:, 3] += EARTH_ROTATION_RAD_S * out[:, 1]
    out[:, 4] -= EARTH_ROTATION_RAD_S * out[:, 0]
    return out


def _table(parts: list[tuple[NDArray[Any], Floats]]) -> Passages:
    where = np.vstack([np.empty((0, 3), np.int64), *(part for part, _ in parts)])
    numbers = np.vstack([np.empty((0, 8)), *(part for _, part in parts)])
    return Passages(
        row=where[:, 0], launch=where[:, 1], minimum=where[:, 2] == 1,
        time_of_flight_s=numbers[:, 0], distance_km=numbers[:, 1],
        r_itrf_km=numbers[:, 2:5], v_itrf_km_s=numbers[:, 5:8],
    )  # fmt: skip
