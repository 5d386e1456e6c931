"""Objects into cells: shells of radius, rings of latitude, steps of longitude.

For one time step each object gets an interval of radius that it stays in and
an arc that it stays on. It goes into one cell of every shell that its interval
touches, so that two objects that meet during the step share a shell, and lie in
neighboring cells of it. Everything is float32: bounds are widened for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.compiling import kernel

Array = NDArray[Any]

F = np.float32
ZERO, HALF, ONE, TWO = F(0.0), F(0.5), F(1.0), F(2.0)
QUARTER_TURN, HALF_TURN = F(np.pi / 2.0), F(np.pi)
MU = F(398_600.8)
LIMIT_KM = F(1.0e6)
FLOOR_KM = F(3.0e3)
FAR = F(1.0e30)
# Third-order motion of radius and the rounding of float32, km and relative.
SLACK_KM, SLACK = F(0.2), F(1.0e-6)
# atan(a) / a in a**2 on [0, 1], to 1.2e-5 rad. Minimax; cells are widened for it.
A0, A1, A2 = F(0.99997726), F(-0.33262347), F(0.19354346)
A3, A4, A5 = F(-0.11643287), F(0.05265332), F(-0.01172120)
REACH = F(1.002)


@kernel(error_model="numpy", inline="always")
def arctangent(y: Any, x: Any) -> Any:
    """Angle of (x, y) in float32, rad, to 1.2e-5; zero at the origin."""
    ax, ay = abs(x), abs(y)
    low, high = min(ax, ay), max(ax, ay)
    a = low / max(high, F(1.0e-20))
    s = a * a
    angle = a * (A0 + s * (A1 + s * (A2 + s * (A3 + s * (A4 + s * A5)))))
    angle = QUARTER_TURN - angle if ay > ax else angle
    angle = HALF_TURN - angle if x < ZERO else angle
    return -angle if y < ZERO else angle


@kernel(error_model="numpy")
def bound_motion(
    state: Array, half_step_s: Any, pad_km: Any, low: Array, high: Array, arc: Array,
    latitude: Array, longitude: Array, tide: Array,
) -> None:  # fmt: skip
    """What each object of *state* (6, n) may do within *half_step_s* of this instant.

    Interval of radius [*low*, *high*], widened by *pad_km*; *arc*, rad, at most
    h / low**2 times the half step (h: angular momentum); direction; and *tide* =
    mu / low**3, the scale of the gradient of gravity. Objects that are not
    finite, inside the Earth's core or beyond 1e6 km get an empty interval.
    """
    t = half_step_s
    for i in range(state.shape[1]):
        x, y, z = state[0, i], state[1, i], state[2, i]
        u, v, w = state[3, i], state[4, i], state[5, i]
        across2 = x * x + y * y
        radius2 = across2 + z * z
        radius = np.sqrt(max(radius2, ONE))
        speed2 = u * u + v * v + w * w
        rate = (x * u + y * v + z * w) / radius
        transverse2 = max(speed2 - rate * rate, ZERO)
        bend = HALF * t * t * (transverse2 - MU / radius) / radius
        travel = abs(rate) * t * (ONE + t * t * MU / (radius * radius * radius))
        slack = SLACK_KM + SLACK * radius
        lowest = radius - travel + min(bend, ZERO) - slack
        highest = radius + travel + max(bend, ZERO) + slack
        usable = (radius > FLOOR_KM) & (radius < LIMIT_KM) & (lowest > FLOOR_KM)
        inverse2 = ONE / (lowest * lowest)
        arc[i] = REACH * t * radius * np.sqrt(transverse2) * inverse2
        tide[i] = MU * inverse2 / lowest
        latitude[i] = arctangent(z, np.sqrt(across2))
        longitude[i] = arctangent(y, x)
        low[i] = lowest - pad_km if usable else FAR
        high[i] = highest + pad_km if usable else -FAR


@kernel(error_model="numpy")
def place(
    state: Array, half_step_s: Any, low: Array, high: Array, arc: Array, latitude: Array,
    longitude: Array, shell_of: Array, bin_km: Any, floor_km: Any, shell_arc: Array,
    shell_rings: Array, shell_ring0: Array, ring_cells: Array, ring_first: Array,
    key: Array, owner: Array, count: Array,
) -> int:  # fmt: skip
    """Cells of every object: *key*, *owner* of each copy, *count* of each cell.

    Returns the number of copies, or -1 where they outgrow the arrays. An object
    whose arc is longer than its shell allows goes in as several, each for a
    part of the step.
    """
    count[:] = 0
    copies = 0
    capacity = key.shape[0]
    last_bin = shell_of.shape[0] - 1
    inverse_bin = ONE / bin_km
    for i in range(low.shape[0]):
        if low[i] > high[i]:
            continue
        first = shell_of[min(max(int((low[i] - floor_km) * inverse_bin), 0), last_bin)]
        last = shell_of[min(max(int((high[i] - floor_km) * inverse_bin), 0), last_bin)]
        for shell in range(first, last + 1):
            parts = 1
            if arc[i] > shell_arc[shell]:
                parts = int(F(1.05) * arc[i] / shell_arc[shell]) + 1
            if copies + parts > capacity:
                return -1
            rings = shell_rings[shell]
            for part in range(parts):
                phi, lam = latitude[i], longitude[i]
                if parts > 1:
                    dt = half_step_s * (F(2 * part + 1) / F(parts) - ONE)
                    x, y = state[0, i] + dt * state[3, i], state[1, i] + dt * state[4, i]
                    z = state[2, i] + dt * state[5, i]
                    phi = arctangent(z, np.sqrt(x * x + y * y))
                    lam = arctangent(y, x)
                turn = (phi + QUARTER_TURN) / HALF_TURN
                ring = shell_ring0[shell] + min(max(int(turn * F(rings)), 0), rings - 1)
                cells = ring_cells[ring]
                turn = (lam + HALF_TURN) / (TWO * HALF_TURN)
                cell = ring_first[ring] + min(max(int(turn * F(cells)), 0), cells - 1)
                key[copies] = cell
                owner[copies] = i
                count[cell] += 1
                copies += 1
    return copies


@kernel(error_model="numpy")
def sort_copies(
    key: Array, owner: Array, copies: int, count: Array, start: Array, state: Array, tide: Array,
    sorted_owner: Array, table: Array,
) -> None:  # fmt: skip
    """Counting sort of the copies by cell.

    *start* (cells + 1,) gets the first slot of each cell, *table* (7, slots) the
    state and tide of each slot.
    """
    total = 0
    for cell in range(count.shape[0]):
        start[cell] = total
        total += count[cell]
        count[cell] = start[cell]
    start[count.shape[0]] = total
    for copy in range(copies):
        cell = key[copy]
        slot = count[cell]
        count[cell] = slot + 1
        i = owner[copy]
        sorted_owner[slot] = i
        table[0, slot], table[1, slot], table[2, slot] = state[0, i], state[1, i], state[2, i]
        table[3, slot], table[4, slot], table[5, slot] = state[3, i], state[4, i], state[5, i]
        table[6, slot] = tide[i]
