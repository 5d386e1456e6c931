"""Pairs that may come within the threshold during one time step.

Two gates. The first, over all neighbors in the grid, asks whether the radius
intervals of two objects overlap. The second takes the pairs that are left and
asks how near two straight lines come, with a margin for their curvature.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

F = np.float32
ZERO, ONE = F(0.0), F(1.0)
TWO_THIRDS = F(2.0 / 3.0)
TINY = F(1.0e-20)
TWO_PI = np.float64(2.0 * np.pi)
# Errors of interpolation (two objects) and of float32, km and relative to the radius.
MARGIN_KM, MARGIN = F(0.2), F(4.0e-7)
TIDE_SLACK = F(1.1)


@numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")
def overlapping(
    first: int, last: int, low_i: Any, high_i: Any, low: Array, high: Array, slot_i: int,
    left: Array, right: Array, count: int,
) -> int:  # fmt: skip
    """Append (slot_i, slot) for the slots in [first, last) whose interval overlaps."""
    for slot in range(first, last):
        left[count] = slot_i
        right[count] = slot
        count += (low[slot] <= high_i) & (high[slot] >= low_i)
    return count


@numba.njit(cache=True, nogil=True, error_model="numpy")
def next_ring_runs(
    cell: int, cells: int, reach: float, first: int, next_cells: int, start: Array, run: Array
) -> None:
    """Slots of the cells of the next ring within *reach* turns: up to two runs in *run* (4,)."""
    lowest = int(np.floor(((cell / cells) - reach) * next_cells - 1.0e-4))
    highest = int(np.floor((((cell + 1) / cells) + reach) * next_cells + 1.0e-4))
    run[2] = run[3] = 0
    if highest - lowest + 1 >= next_cells:
        run[0], run[1] = start[first], start[first + next_cells]
        return
    run[0] = start[first + max(lowest, 0)]
    run[1] = start[first + min(highest, next_cells - 1) + 1]
    if lowest < 0:
        run[2], run[3] = start[first + lowest + next_cells], start[first + next_cells]
    elif highest >= next_cells:
        run[2], run[3] = start[first], start[first + highest - next_cells + 1]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def gate_radius(
    ring: int, ring_cells: Array, ring_first: Array, ring_reach: Array, next_reach: Array,
    start: Array, low: Array, high: Array, left: Array, right: Array, begin: int,
) -> tuple[int, int]:  # fmt: skip
    """Pairs of sorted slots of *ring*, and of it with the next, that overlap in radius.

    Starts with slot *begin*. Returns the number of pairs and the slot to go on
    with, that after the ring's last when it is done.
    """
    count = 0
    cells, first = ring_cells[ring], ring_first[ring]
    room = left.shape[0]
    run = np.zeros(4, np.int64)
    window = min(int(np.ceil(ring_reach[ring] * cells)), cells)
    for cell in range(cells):
        a, b = max(start[first + cell], begin), start[first + cell + 1]
        if a >= b:
            continue
        own_stop = start[first + min(cell + window, cells - 1) + 1]
        wrap_start = start[first]
        wrap_stop = start[first + min(max(cell + window - cells + 1, 0), cell)]
        run[0] = run[1] = run[2] = run[3] = 0
        if next_reach[ring] >= 0.0:
            next_ring_runs(
                cell,
                cells,
                next_reach[ring],
                ring_first[ring + 1],
                ring_cells[ring + 1],
                start,
                run,
            )
        most = own_stop - a + wrap_stop - wrap_start + run[1] - run[0] + run[3] - run[2] + 1
        for slot in range(a, b):
            if count + most > room:
                return count, slot
            lo, hi = low[slot], high[slot]
            count = overlapping(slot + 1, own_stop, lo, hi, low, high, slot, left, right, count)
            count = overlapping(wrap_start, wrap_stop, lo, hi, low, high, slot, left, right, count)
            count = overlapping(run[0], run[1], lo, hi, low, high, slot, left, right, count)
            count = overlapping(run[2], run[3], lo, hi, low, high, slot, left, right, count)
    return count, start[first + cells]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def gate_lines(
    left: Array, right: Array, pairs: int, owner: Array, state: Array, tide: Array,
    half_step_s: Any, threshold_km: Any, near: Array,
) -> None:  # fmt: skip
    """Keep in *near* the pairs whose straight lines come within threshold and margin.

    The relative acceleration of two objects a distance D apart is at most
    2 tide D, with D <= threshold + w |t - t*|; integrated twice from the middle
    of the step, lines miss the truth by tide (threshold T² + 2/3 w T³).
    """
    t = half_step_s
    for p in range(pairs):
        i, j = owner[left[p]], owner[right[p]]
        x, y, z = state[0, j] - state[0, i], state[1, j] - state[1, i], state[2, j] - state[2, i]
        u, v, w = state[3, j] - state[3, i], state[4, j] - state[4, i], state[5, j] - state[5, i]
        speed2 = u * u + v * v + w * w
        when = -(x * u + y * v + z * w) / (speed2 + TINY)
        when = min(max(when, -t), t)
        x, y, z = x + when * u, y + when * v, z + when * w
        curve = TIDE_SLACK * max(tide[i], tide[j])
        curve *= t * t * (threshold_km + TWO_THIRDS * np.sqrt(speed2) * t)
        size = abs(state[0, i]) + abs(state[1, i]) + abs(state[2, i])
        limit = threshold_km + MARGIN_KM + MARGIN * size + curve
        near[p] = (x * x + y * y + z * z < limit * limit) & (i != j)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def scan_step(
    state: Array, tide: Array, start: Array, low: Array, high: Array, owner: Array,
    half_step_s: Any, threshold_km: Any, ring_cells: Array, ring_first: Array,
    ring_reach: Array, next_reach: Array, left: Array, right: Array, near: Array, found: Array,
) -> int:  # fmt: skip
    """Candidate pairs of one step in *found* (k, 2), those of two shells twice.

    Returns their number, or -1 where they outgrow *found*.
    """
    count = 0
    for ring in range(ring_cells.shape[0]):
        first = ring_first[ring]
        cells = ring_cells[ring]
        begin = start[first]
        while begin < start[first + cells]:
            pairs, begin = gate_radius(
                ring, ring_cells, ring_first, ring_reach, next_reach,
                start, low, high, left, right, begin,
            )  # fmt: skip
            gate_lines(left, right, pairs, owner, state, tide, half_step_s, threshold_km, near)
            for p in range(pairs):
                if near[p]:
                    if count == found.shape[0]:
                        return -1
                    found[count, 0], found[count, 1] = owner[left[p]], owner[right[p]]
                    count += 1
    return count
