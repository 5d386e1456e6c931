"""Pairs that may come within the threshold during one time step.

All neighbors in the grid go through one gate: how near do two straight lines
come during the step, with a margin for their curvature? Bounds are widened for
float32.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.compiling import kernel
from cspo.conjunction._kernels.vectors import LANES, meet_lanes

Array = NDArray[Any]

F = np.float32
TWO, TINY, ROUNDING = F(2.0), F(1.0e-20), F(1.0e-6)
GROUP = 64


@kernel(error_model="numpy", inline="always")
def meets(table: Array, j: int, own: Any, gate: Any) -> Any:
    """Whether slot *j* of *table* (7, n: r, v, tide) comes near *own*, another of its columns.

    The relative acceleration of two objects a distance D apart is at most
    2 tide D, with D <= threshold + w |t - t*|; integrated twice from the middle
    of the step, lines miss the truth by tide (threshold T² + 2/3 w T³). *gate*
    is (t, base, bend, lift): half the step, the threshold with the errors of the
    states, and the curvature as tide (lift + bend w²), in which w is replaced by
    its upper bound (w²/10 + 10)/2.
    """
    t, base, bend, lift = gate
    x, y, z = table[0, j] - own[0], table[1, j] - own[1], table[2, j] - own[2]
    u, v, w = table[3, j] - own[3], table[4, j] - own[4], table[5, j] - own[5]
    approach = x * u + y * v + z * w
    speed2 = u * u + v * v + w * w
    range2 = x * x + y * y + z * z
    when = min(max(approach / (speed2 + TINY), -t), t)
    least2 = range2 + when * (when * speed2 - TWO * approach)
    limit = base + max(table[6, j], own[6]) * (lift + bend * speed2)
    return least2 < limit * limit + ROUNDING * range2


@kernel(error_model="numpy")
def meet_singly(
    table: Array, first: int, last: int, a: int, b: int, gate: Any, masks: Array
) -> int:
    """As `meet_lanes`, one by one: the same masks."""
    any_bit = 0
    for block in range((last - first + LANES - 1) // LANES):
        begin = first + block * LANES
        for i in range(a, b):
            own = (
                table[0, i], table[1, i], table[2, i], table[3, i],
                table[4, i], table[5, i], table[6, i],
            )  # fmt: skip
            bits = 0
            for other in range(max(begin, i + 1), min(begin + LANES, last)):
                if meets(table, other, own, gate):
                    bits |= 1 << (other - begin)
            masks[block * (b - a) + i - a] = bits
            any_bit |= bits
    return any_bit


@kernel(error_model="numpy")
def keep_pairs(
    first: int, last: int, a: int, b: int, masks: Array, owner: Array, found: Array, count: int
) -> int:
    """Append to *found* the pairs of objects that *masks* names, as far as there is room."""
    for block in range((last - first + LANES - 1) // LANES):
        for i in range(a, b):
            bits = masks[block * (b - a) + i - a]
            for lane in range(LANES):
                if not (bits >> lane) & 1:
                    continue
                one, two = owner[i], owner[first + block * LANES + lane]
                if one != two and count < found.shape[0]:
                    found[count, 0], found[count, 1] = one, two
                    count += 1
    return count


@kernel(error_model="numpy", inline="always")
def scan_run(
    plain: Any, first: int, last: int, a: int, b: int, table: Array, owner: Array, gate: Any,
    masks: Array, found: Array, count: int,
) -> int:  # fmt: skip
    """Append to *found* the pairs of the slots [a, b) with later ones in [first, last).

    With vectors where *plain* is None, else one by one: numba then compiles
    only the one that is used.
    """
    for begin in range(a, b, GROUP):
        end = min(begin + GROUP, b)
        if plain is None:
            some = meet_lanes(table, first, last, begin, end, gate, masks)
        else:
            some = meet_singly(table, first, last, begin, end, gate, masks)
        if some:
            count = keep_pairs(first, last, begin, end, masks, owner, found, count)
    return count


@kernel(error_model="numpy")
def scan_wrapped(
    plain: Any, runs: Any, a: int, b: int, table: Array, owner: Array, gate: Any,
    masks: Array, found: Array, count: int,
) -> int:  # fmt: skip
    """`scan_run` of the runs [e, f) and [g, h) that wrap around: rare, so not inlined.

    [g, h) lies before the slots [a, b), so the two change places.
    """
    e, f, g, h = runs
    if e < f:
        count = scan_run(plain, e, f, a, b, table, owner, gate, masks, found, count)
    if g < h:
        count = scan_run(plain, a, b, g, h, table, owner, gate, masks, found, count)
    return count


@kernel(error_model="numpy", inline="always")
def next_ring_runs(
    cell: int, scale: float, reach: float, beyond: int, next_cells: int, start: Array
) -> tuple[int, int, int, int]:
    """Slots of the cells of the next ring that a cell reaches: up to two runs."""
    low = int(cell * scale - reach + 1.0e6) - 1_000_000
    high = int((cell + 1) * scale + reach)
    if high - low + 1 >= next_cells:
        return start[beyond], start[beyond + next_cells], 0, 0
    c = start[beyond + max(low, 0)]
    d = start[beyond + min(high, next_cells - 1) + 1]
    if low < 0:
        return c, d, start[beyond + low + next_cells], start[beyond + next_cells]
    if high >= next_cells:
        return c, d, start[beyond], start[beyond + high - next_cells + 1]
    return c, d, 0, 0


@kernel(error_model="numpy")
def scan_step(
    plain: Any, table: Array, start: Array, owner: Array, gate: Any, ring_cells: Array,
    ring_first: Array, ring_window: Array, next_scale: Array, next_reach: Array, masks: Array,
    found: Array,
) -> int:  # fmt: skip
    """Candidate pairs of one step in *found* (k, 2), those of two shells twice.

    A cell's objects meet those after them in the ring up to *ring_window* cells
    on, and those of the next ring from cell * *next_scale* - *next_reach* to
    (cell + 1) * *next_scale* + *next_reach*; both wrap around. A negative reach
    means that there is no next ring. *masks* has `GROUP` bytes for each
    `LANES` slots, and as many more.

    Returns the number of pairs; where it is the length of *found*, some may be lost.
    """
    count = 0
    for ring in range(ring_cells.shape[0]):
        cells, first = ring_cells[ring], ring_first[ring]
        if start[first] == start[first + cells]:
            continue
        window = ring_window[ring]
        scale, reach = next_scale[ring], next_reach[ring]
        next_cells = ring_cells[ring + 1] if reach >= 0.0 else 0
        for cell in range(cells):
            a, b = start[first + cell], start[first + cell + 1]
            if a == b:
                continue
            stop = start[first + min(cell + window, cells - 1) + 1]
            c = d = e = f = 0
            if reach >= 0.0:
                c, d, e, f = next_ring_runs(cell, scale, reach, first + cells, next_cells, start)
            g, h = start[first], start[first + min(max(cell + window - cells + 1, 0), cell)]
            count = scan_run(plain, a, stop, a, b, table, owner, gate, masks, found, count)
            if c < d:
                count = scan_run(plain, c, d, a, b, table, owner, gate, masks, found, count)
            if e < f or g < h:
                count = scan_wrapped(
                    plain, (e, f, g, h), a, b, table, owner, gate, masks, found, count
                )
    return count
