"""Broad phase: from a whole catalogue to the pairs that may meet, step by step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import config
from numpy.typing import NDArray

from cspo.conjunction._kernels.approach import find_minima
from cspo.conjunction._kernels.grid import bound_motion, place, sort_copies
from cspo.conjunction._kernels.interpolation import HERMITE7, fill_knots, sample_steps
from cspo.conjunction._kernels.scan import GROUP, scan_step
from cspo.conjunction._kernels.vectors import LANES
from cspo.conjunction.trajectories import Trajectories
from cspo.constants import WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.units import NS_PER_S

__all__ = ["BLOCK_UNIT_S", "Approaches", "Grid", "scan_block"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BLOCK_UNIT_S: Final = 900.0
"""Blocks of time begin and end at multiples of this, the widest spacing of knots."""

KEEP_KM: Final = 0.3
"""Interpolated minima up to this far beyond the threshold go on to SGP4, km."""

EXPLICIT_VECTORS: Final = not config.DISABLE_JIT  # type: ignore[attr-defined]  # made as numba starts
"""Whether the scan uses `cspo.conjunction._kernels.vectors` or plain numba."""

_STATE_ERROR_KM: Final = 0.25  # of interpolation, both objects
_TIDE_SLACK: Final = 1.1  # J2 and the change of distance from the Earth
_F = np.float32
_FLOOR_KM: Final = 6_300.0
_BIN_KM: Final = 25.0
_LEO_TOP_KM: Final = 8_400.0
_TOP_KM: Final = 60_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Approaches:
    """What the broad phase finds in one block of time.

    Parameters
    ----------
    pair : (k, 2) int64
        Objects, the lower first.
    tai_ns, range_km, speed_km_s : (k,)
        Local minima of range, interpolated.
    stay_pair : (l, 2) int64
    stay_day, stay_length_s, stay_tai_ns : (l,)
        Parts of the window in which a pair never leaves the threshold: UTC day
        (ordinal), length, and instant of the least range.
    failed_row, failed_status, failed_tai_ns
        Objects without a state at some knot: first instant and reason.
    """

    pair: Integers
    tai_ns: Integers
    range_km: Floats
    speed_km_s: Floats
    stay_pair: Integers
    stay_day: Integers
    stay_length_s: Floats
    stay_tai_ns: Integers
    failed_row: Integers
    failed_status: NDArray[np.int8]
    failed_tai_ns: Integers


class Grid:
    """Shells, rings and cells for one length of step and one threshold.

    A shell's cells are as wide as two objects in it may travel in half a step,
    circular speed and 6 % being given; faster ones go in more than once.
    """

    def __init__(self, step_s: float, threshold_km: float, size: int) -> None:
        self.half_step_s = 0.5 * step_s
        # Few objects, or few a shell, do not need small cells.
        narrowest = min(0.12 * math.sqrt(20_000 / max(size, 1)), 1.0)
        edges = _shell_edges()
        bins = np.arange(_FLOOR_KM, _TOP_KM + _BIN_KM, _BIN_KM)
        self.shell_of = (np.searchsorted(edges, bins + 0.5 * _BIN_KM) - 1).astype(np.int32)
        arcs: list[float] = []
        rings: list[int] = []
        ring0: list[int] = []
        cells: list[int] = []
        window: list[int] = []
        scale: list[float] = []
        reach: list[float] = []
        for edge in edges:
            bottom = max(edge, _FLOOR_KM)
            pad = (threshold_km + 2.0) / (bottom - 200.0)
            arc = 1.06 * self.half_step_s * math.sqrt(WGS72_MU_KM3_S2 / bottom**3)
            least = max(narrowest, 0.15) if edge >= _LEO_TOP_KM else narrowest
            wide = min(max(2.0 * arc + pad, least) * 1.003, math.pi)
            arcs.append(0.5 * (wide / 1.003 - pad))
            count = max(int(math.pi / wide), 1)
            rings.append(count)
            ring0.append(len(cells))
            numbers = [_cells_of_ring(ring, count, wide) for ring in range(count)]
            for ring, number in enumerate(numbers):
                cells.append(number)
                window.append(min(math.ceil(_reach(ring, ring, count, wide) * number), number))
                last = ring + 1 == count
                after = 1 if last else numbers[ring + 1]
                scale.append(after / number)
                reach.append(-1.0 if last else _reach(ring, ring + 1, count, wide) * after + 1e-3)
        self.shell_arc = np.array(arcs, np.float32)
        self.shell_rings = np.array(rings, np.int32)
        self.shell_ring0 = np.array(ring0, np.int32)
        self.ring_cells = np.array(cells, np.int32)
        self.ring_first = np.concatenate([[0], np.cumsum(cells)[:-1]]).astype(np.int32)
        self.ring_window = np.array(window, np.int32)
        self.next_scale = np.array(scale)
        self.next_reach = np.array(reach)
        self.cells = int(sum(cells))


def _shell_edges() -> Floats:
    low = np.arange(6_400.0, _LEO_TOP_KM, 50.0)
    growth = [_LEO_TOP_KM]
    while growth[-1] < _TOP_KM:
        growth.append(math.ceil(growth[-1] * 1.1 / _BIN_KM) * _BIN_KM)
    return np.concatenate([[_FLOOR_KM], low, growth])


def _cells_of_ring(ring: int, rings: int, wide: float) -> int:
    middle = (ring + 0.5) / rings * math.pi - 0.5 * math.pi
    return max(int(2.0 * math.pi * math.cos(middle) / wide * 2.0), 1)


def _reach(ring: int, other: int, rings: int, wide: float) -> float:
    """Turns of longitude within which points of two rings may be less than *wide* apart."""
    product = 1.0
    for k in (ring, other):
        edges = (k / rings * math.pi, (k + 1) / rings * math.pi)
        product *= max(min(math.sin(edge) for edge in edges), 0.0)
    if product < 1e-12 or math.sin(0.5 * wide) >= math.sqrt(product):
        return 1.0
    return 2.0 * math.asin(math.sin(0.5 * wide) / math.sqrt(product)) / (2.0 * math.pi) * 1.001


def scan_block(
    paths: Trajectories,
    grid: Grid,
    begin_s: float,
    end_s: float,
    *,
    stop_s: float,
    midnight_s: float,
    threshold_km: float,
    wanted: NDArray[np.bool_] | None,
    identity: Integers,
    day: int,
) -> Approaches:
    """All approaches in [begin_s, end_s), both multiples of `BLOCK_UNIT_S`."""
    knots = _Knots(paths, begin_s, end_s)
    step_s = 2.0 * grid.half_step_s
    middles = step_s * (np.arange(round(BLOCK_UNIT_S / step_s), dtype=np.float64) + 0.5)
    pieces = [np.zeros((0, 4), np.int64)]
    scanner = _Scanner(grid, paths.size, threshold_km, vectors=EXPLICIT_VECTORS)
    for unit in range(round((end_s - begin_s) / BLOCK_UNIT_S)):
        begins = begin_s + unit * BLOCK_UNIT_S + middles - grid.half_step_s
        states = knots.sample(unit, middles[begins < stop_s])
        for step, state in enumerate(states):
            pair = np.sort(knots.order[scanner.scan(state)], axis=1)
            pieces.append(np.insert(pair, [2, 2], [unit, step], axis=1))
    found = np.unique(np.concatenate(pieces), axis=0)
    keep = identity[found[:, 0]] != identity[found[:, 1]]
    if wanted is not None:
        keep &= wanted[found[:, 0]] | wanted[found[:, 1]]
    return _narrowed(
        knots, np.ascontiguousarray(found[keep]), step_s, stop_s - begin_s,
        midnight_s - begin_s, threshold_km, day,
    )  # fmt: skip


class _Knots:
    """Knots of all objects over one block, with one more on either side."""

    def __init__(self, paths: Trajectories, begin_s: float, end_s: float) -> None:
        self.begin_ns = paths.start.tai_ns + round(begin_s) * NS_PER_S
        self.order = np.concatenate([group.rows for group in paths.groups])
        counts = [round((end_s - begin_s) / g.spacing_s) + 1 for g in paths.groups]
        sizes = [12 * count * len(g.rows) for count, g in zip(counts, paths.groups, strict=True)]
        self.flat = np.empty(sum(sizes))
        self.spacings = [g.spacing_s for g in paths.groups]
        self.widths = [len(g.rows) for g in paths.groups]
        self.offsets = [int(o) for o in np.concatenate([[0], np.cumsum(sizes)[:-1]])]
        self.base = np.empty(paths.size, np.int64)
        self.stride = np.empty(paths.size, np.int64)
        self.spacing_s = np.empty(paths.size)
        failures = []
        for k, group in enumerate(paths.groups):
            t_s = begin_s + group.spacing_s * np.arange(-1, counts[k] + 1, dtype=np.float64)
            states, status = paths.propagate(k, t_s)
            fill_knots(
                states, np.arange(len(group.rows)), group.spacing_s, self.flat, self.offsets[k],
                WGS72_MU_KM3_S2, WGS72_J2 * WGS72_RADIUS_KM**2,
            )  # fmt: skip
            self.base[group.rows] = self.offsets[k] + np.arange(len(group.rows))
            self.stride[group.rows] = len(group.rows)
            self.spacing_s[group.rows] = group.spacing_s
            inner = status[1:-1]
            bad = np.flatnonzero((inner != 0).any(axis=0))
            first = (inner[:, bad] != 0).argmax(axis=0)
            failures.append((group.rows[bad], inner[first, bad], t_s[first + 1].astype(np.int64)))
        self.failed_row = np.concatenate([f[0] for f in failures])
        self.failed_status = np.concatenate([f[1] for f in failures])
        self.failed_tai_ns = (
            paths.start.tai_ns + np.concatenate([f[2] for f in failures]) * NS_PER_S
        )

    def tai_ns(self, unit: Integers, t_s: Floats) -> Integers:
        """Instants of times past the begin of units."""
        whole = np.asarray(unit * (round(BLOCK_UNIT_S) * NS_PER_S) + self.begin_ns)
        return whole + np.round(t_s * NS_PER_S).astype(np.int64)

    def sample(self, unit: int, t_s: Floats) -> NDArray[np.float32]:
        """States (s, 6, n) in order of the groups at *t_s* past the begin of a unit."""
        out = np.empty((len(t_s), 6, len(self.order)), np.float32)
        column = 0
        for offset, width, h in zip(self.offsets, self.widths, self.spacings, strict=True):
            knot = np.floor(t_s / h).astype(np.int64)
            x = t_s / h - knot
            knot += round(unit * BLOCK_UNIT_S / h)
            scale = np.array([1.0, h, h * h, h**3] * 2)
            powers = x[:, None] ** np.arange(8)
            slopes = np.arange(8) * x[:, None] ** np.maximum(np.arange(8) - 1, 0)
            sample_steps(
                self.flat, offset, width, knot,
                powers @ HERMITE7 * scale, slopes @ HERMITE7 * scale / h, out, column,
            )  # fmt: skip
            column += width
        return out


class _Scanner:
    """Working space of one thread for scanning steps."""

    def __init__(self, grid: Grid, size: int, threshold_km: float, *, vectors: bool) -> None:
        self.grid = grid
        self.vectors = vectors
        t = grid.half_step_s
        self.gate = (
            _F(t),
            _F(threshold_km + _STATE_ERROR_KM),
            _F(_TIDE_SLACK * t**3 / 30.0),
            _F(_TIDE_SLACK * (threshold_km * t**2 + t**3 * 10.0 / 3.0)),
        )
        self.pad_km = _F(0.5 * threshold_km)
        self.per_object = np.empty((6, size), np.float32)
        self.start = np.empty(grid.cells + 1, np.int32)
        self.count = np.empty(grid.cells, np.int32)
        self._room(2 * size + 1024)
        self.found = np.empty((1 << 14, 2), np.int32)

    def _room(self, copies: int) -> None:
        self.key = np.empty((2, copies), np.int32)
        self.owner = np.empty(copies, np.int32)
        self.table = np.zeros((7, copies + LANES), np.float32)
        self.masks = np.empty(GROUP * (copies // LANES + 2), np.uint8)

    def scan(self, state: NDArray[np.float32]) -> NDArray[np.int32]:
        """Candidate pairs (k, 2) of one step, as columns of *state* (6, n); some twice."""
        g = self.grid
        half = self.gate[0]
        low, high, arc, latitude, longitude, tide = self.per_object
        bound_motion(state, half, self.pad_km, low, high, arc, latitude, longitude, tide)
        while True:
            copies = place(
                state, half, low, high, arc, latitude, longitude,
                g.shell_of, _F(_BIN_KM), _F(_FLOOR_KM), g.shell_arc, g.shell_rings, g.shell_ring0,
                g.ring_cells, g.ring_first, self.key[0], self.key[1], self.count,
            )  # fmt: skip
            if copies >= 0:
                break
            self._room(2 * self.owner.shape[0])
        sort_copies(
            self.key[0], self.key[1], copies, self.count, self.start, state, tide,
            self.owner, self.table,
        )  # fmt: skip
        while True:
            found = scan_step(
                self.vectors, self.table, self.start, self.owner, self.gate,
                g.ring_cells, g.ring_first, g.ring_window, g.next_scale, g.next_reach,
                self.masks, self.found,
            )  # fmt: skip
            if found < len(self.found):
                return self.found[:found]
            self.found = np.empty((2 * len(self.found), 2), np.int32)


def _narrowed(
    knots: _Knots,
    found: Integers,
    step_s: float,
    stop_s: float,
    midnight_s: float,
    threshold_km: float,
    day: int,
) -> Approaches:
    """Local minima on the interpolated trajectories."""
    room = 4 * len(found) + 1024
    pair, time = np.empty((room, 3), np.int64), np.empty((room, 3))
    stay, stay_time = np.empty((room, 4), np.int64), np.empty((room, 3))
    columns = [(pair[:0], time[:0], stay[:0], stay_time[:0])]
    begin = 0
    while begin < len(found):
        minima, parts, begin = find_minima(
            knots.flat, knots.base, knots.stride, knots.spacing_s, found, begin, BLOCK_UNIT_S,
            step_s, stop_s, midnight_s, threshold_km, threshold_km + KEEP_KM,
            pair, time, stay, stay_time,
        )  # fmt: skip
        parts_of = (pair[:minima], time[:minima], stay[:parts], stay_time[:parts])
        columns.append(tuple(column.copy() for column in parts_of))  # type: ignore[arg-type]
    pair, time, stay, stay_time = (np.concatenate(c) for c in zip(*columns, strict=True))
    return Approaches(
        pair=pair[:, :2],
        tai_ns=knots.tai_ns(pair[:, 2], time[:, 0]),
        range_km=time[:, 1],
        speed_km_s=time[:, 2],
        stay_pair=stay[:, :2],
        stay_day=stay[:, 3] + day,
        stay_length_s=stay_time[:, 0],
        stay_tai_ns=knots.tai_ns(stay[:, 2], stay_time[:, 1]),
        failed_row=knots.failed_row,
        failed_status=knots.failed_status,
        failed_tai_ns=knots.failed_tai_ns,
    )
