"""Candidate pairs of one step: from the grid, or of a few primaries with all."""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
from numba import config
from numpy.typing import NDArray

from cspo.conjunction._kernels.grid import bound_motion, place, sort_copies
from cspo.conjunction._kernels.scan import GROUP, scan_run, scan_step
from cspo.conjunction._kernels.vectors import LANES
from cspo.conjunction.grid import BIN_KM, FLOOR_KM, Grid

__all__ = ["EXPLICIT_VECTORS", "FewScanner", "GridScanner", "Scanner", "step_gate"]

Singles = NDArray[np.float32]

EXPLICIT_VECTORS: Final = not config.DISABLE_JIT  # type: ignore[attr-defined]  # made as numba starts
"""Whether the scan uses `cspo.conjunction._kernels.vectors` or plain numba."""

_STATE_ERROR_KM: Final = 0.5  # of interpolation, both objects: see docs/theory/screening.md
_TIDE_SLACK: Final = 1.1  # J2 and the change of distance from the Earth
_F = np.float32


class Scanner(Protocol):
    """Finds the pairs that may come within the threshold during a step."""

    def scan(self, state: Singles) -> NDArray[np.int32]:
        """Pairs (k, 2) of columns of *state* (6, n); some twice."""
        ...


def step_gate(half_step_s: float, threshold_km: float) -> tuple[_F, _F, _F, _F]:
    """What `cspo.conjunction._kernels.scan.meets` calls the gate."""
    t = half_step_s
    return (
        _F(t),
        _F(threshold_km + _STATE_ERROR_KM),
        _F(_TIDE_SLACK * t**3 / 30.0),
        _F(_TIDE_SLACK * (threshold_km * t**2 + t**3 * 10.0 / 3.0)),
    )


class GridScanner:
    """Working space of one thread for scanning steps."""

    def __init__(
        self, grid: Grid, size: int, threshold_km: float, *, vectors: bool = EXPLICIT_VECTORS
    ) -> None:
        self.grid = grid
        self.plain = None if vectors else True
        self.gate = step_gate(grid.half_step_s, threshold_km)
        self.pad_km = _F(0.5 * (threshold_km + _STATE_ERROR_KM))
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
                g.shell_of, _F(BIN_KM), _F(FLOOR_KM), g.shell_arc, g.shell_rings, g.shell_ring0,
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
                self.plain, self.table, self.start, self.owner, self.gate,
                g.ring_cells, g.ring_first, g.ring_window, g.next_scale, g.next_reach,
                self.masks, self.found,
            )  # fmt: skip
            if found < len(self.found):
                return self.found[:found]
            self.found = np.empty((2 * len(self.found), 2), np.int32)


class FewScanner:
    """Every object with each of a few primaries, given by their columns."""

    def __init__(
        self,
        columns: NDArray[np.int64],
        size: int,
        half_step_s: float,
        threshold_km: float,
        *,
        vectors: bool = EXPLICIT_VECTORS,
    ) -> None:
        self.plain = None if vectors else True
        self.columns = columns
        self.gate = step_gate(half_step_s, threshold_km)
        count = len(columns)
        self.owner = np.concatenate([columns, np.arange(size)]).astype(np.int32)
        self.table = np.zeros((7, count + size + LANES), np.float32)
        self.spare = np.empty((5, size), np.float32)
        self.masks = np.empty(GROUP * ((count + size) // LANES + 2), np.uint8)
        self.found = np.empty((1 << 14, 2), np.int32)

    def scan(self, state: Singles) -> NDArray[np.int32]:
        """Pairs (k, 2) of one step, as columns of *state* (6, n); of two primaries twice."""
        count, size = len(self.columns), state.shape[1]
        low, high, arc, latitude, longitude = self.spare
        table = self.table
        table[:6, count : count + size] = state
        tide = table[6, count : count + size]
        bound_motion(state, self.gate[0], _F(0.0), low, high, arc, latitude, longitude, tide)
        table[:, :count] = table[:, count + self.columns]
        while True:
            found = scan_run(
                self.plain, count, count + size, 0, count, table, self.owner, self.gate,
                self.masks, self.found, 0,
            )  # fmt: skip
            if found < len(self.found):
                return self.found[:found]
            self.found = np.empty((2 * len(self.found), 2), np.int32)
