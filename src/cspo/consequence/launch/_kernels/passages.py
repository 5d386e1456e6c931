"""Objects that pass near a flight which is fixed to the turning Earth, for every launch instant.

For an object at s(t) and a flight p(tau), both in axes that turn with the Earth, the launch at T
meets the object where |s(T + tau) - p(tau)| is least over tau (Woodburn, AAS 98-134, has the same
plane of t against tau). Both times are cut into cells of h: times t_i = i h of the object, points
tau_m = m h of the flight. A launch T near (i - m) h runs through the cell (i, m) along a
diagonal. First the cells are found in which the object can be near (a grid of the Earth's
surroundings gives the points of the flight that are close to a place), then the least distance
within each cell for each T.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel

__all__ = ["fill_cells", "find_cells", "least_distances"]


@kernel
def fill_cells(
    points: Any, reach: float, size: float, low: float, side: int, first: Any, items: Any
) -> int:
    """List, for each cube of a grid, the points (k, 3) within *reach* of it; the number listed.

    *first* (side³ + 1,) gets where each cube's list begins in *items*. Called with an empty
    *items* it counts alone.
    """
    total = 0
    for turn in range(2):
        if turn == 1:
            if items.shape[0] == 0:
                return total
            running = 0
            for cell in range(side * side * side):
                count = first[cell]
                first[cell] = running
                running += count
            first[side * side * side] = running
        else:
            first[:] = 0
        for k in range(points.shape[0]):
            lo = np.empty(3, np.int64)
            hi = np.empty(3, np.int64)
            for axis in range(3):
                a = math.floor((points[k, axis] - reach - low) / size)
                b = math.floor((points[k, axis] + reach - low) / size)
                lo[axis] = max(a, 0)
                hi[axis] = min(b, side - 1)
            for i in range(lo[0], hi[0] + 1):
                for j in range(lo[1], hi[1] + 1):
                    for n in range(lo[2], hi[2] + 1):
                        square = 0.0
                        for axis in range(3):
                            index = i if axis == 0 else (j if axis == 1 else n)
                            edge = low + size * index
                            x = points[k, axis]
                            away = max(edge - x, x - edge - size, 0.0)
                            square += away * away
                        if square > reach * reach:
                            continue
                        cell = (i * side + j) * side + n
                        if turn == 0:
                            first[cell] += 1
                            total += 1
                        else:
                            items[first[cell]] = k
                            first[cell] += 1
    for cell in range(side * side * side, 0, -1):
        first[cell] = first[cell - 1]
    first[0] = 0
    return total


@kernel
def _cubic(nodes: Any, k: int, j: int, u: float, step: float, out: Any) -> None:
    """Position and velocity (6,) on the cubic of nodes k and k + 1 of object j (k, 6, j)."""
    u2 = u * u
    u3 = u2 * u
    h00 = 2.0 * u3 - 3.0 * u2 + 1.0
    h10 = u3 - 2.0 * u2 + u
    h01 = 3.0 * u2 - 2.0 * u3
    h11 = u3 - u2
    d00 = 6.0 * (u2 - u) / step
    d10 = 3.0 * u2 - 4.0 * u + 1.0
    d11 = 3.0 * u2 - 2.0 * u
    for axis in range(3):
        a = nodes[k, axis, j]
        b = nodes[k + 1, axis, j]
        va = nodes[k, axis + 3, j]
        vb = nodes[k + 1, axis + 3, j]
        out[axis] = h00 * a + h01 * b + step * (h10 * va + h11 * vb)
        out[axis + 3] = d00 * (a - b) + d10 * va + d11 * vb


@kernel
def _on_flight(flight: Any, t: float, step: float, out: Any) -> None:
    """Position and velocity (6,) of the flight (k, 6) at *t* after lift-off."""
    x = t / step
    k = math.floor(x)
    k = min(max(k, 0), flight.shape[0] - 2)
    u = x - k
    u2 = u * u
    u3 = u2 * u
    for axis in range(3):
        a = flight[k, axis]
        b = flight[k + 1, axis]
        va = flight[k, axis + 3]
        vb = flight[k + 1, axis + 3]
        out[axis] = (
            (2.0 * u3 - 3.0 * u2 + 1.0) * a
            + (3.0 * u2 - 2.0 * u3) * b
            + step * ((u3 - 2.0 * u2 + u) * va + (u3 - u2) * vb)
        )
        out[axis + 3] = (
            6.0 * (u2 - u) / step * (a - b)
            + (3.0 * u2 - 4.0 * u + 1.0) * va
            + (3.0 * u2 - 2.0 * u) * vb
        )


@kernel
def find_cells(
    nodes: Any,
    node_step: float,
    per_node: int,
    begin: int,
    flight: Any,
    gate: Any,
    window: float,
    size: float,
    low: float,
    side: int,
    first: Any,
    items: Any,
    out: Any,
) -> int:
    """Cells (object, i, m) in which an object may come within its gate; the number found.

    *nodes* (k, 6, n) are the objects' states every *node_step*, the first at
    *begin* * node_step / per_node after the start of the window; cells are a *per_node*-th of it
    long. Cells past the room in *out* (c, 3) are counted, not kept.
    """
    found = 0
    h = node_step / per_node
    state = np.empty(6)
    inner = 1e30
    outer = 0.0
    for m in range(flight.shape[0]):
        r2 = flight[m, 0] ** 2 + flight[m, 1] ** 2 + flight[m, 2] ** 2
        inner = min(inner, r2)
        outer = max(outer, r2)
    inner = math.sqrt(inner)
    outer = math.sqrt(outer)
    for j in range(nodes.shape[2]):
        if not gate[j] > 0.0:
            continue
        slack = gate[j] + 25.0 * h
        nearest = (inner - slack) ** 2
        farthest = (outer + slack) ** 2
        for k in range(nodes.shape[0] - 1):
            if not (nodes[k, 0, j] == nodes[k, 0, j] and nodes[k + 1, 0, j] == nodes[k + 1, 0, j]):
                continue
            for part in range(per_node):
                _cubic(nodes, k, j, part / per_node, node_step, state)
                r2 = state[0] ** 2 + state[1] ** 2 + state[2] ** 2
                if r2 < nearest or r2 > farthest:
                    continue
                ix = math.floor((state[0] - low) / size)
                iy = math.floor((state[1] - low) / size)
                iz = math.floor((state[2] - low) / size)
                if min(ix, iy, iz) < 0 or max(ix, iy, iz) >= side:
                    continue
                cell = (ix * side + iy) * side + iz
                i = begin + k * per_node + part
                speed = math.sqrt(state[3] ** 2 + state[4] ** 2 + state[5] ** 2)
                for entry in range(first[cell], first[cell + 1]):
                    m = items[entry]
                    start = (i - m) * h
                    if start < -0.5 * h or start > window + 0.5 * h:
                        continue
                    dx = state[0] - flight[m, 0]
                    dy = state[1] - flight[m, 1]
                    dz = state[2] - flight[m, 2]
                    own = math.sqrt(flight[m, 3] ** 2 + flight[m, 4] ** 2 + flight[m, 5] ** 2)
                    far = gate[j] + h * speed + 0.5 * h * own + 1.0
                    if dx * dx + dy * dy + dz * dz > far * far:
                        continue
                    if found < out.shape[0]:
                        out[found, 0] = j
                        out[found, 1] = i
                        out[found, 2] = m
                    found += 1
    return found


@kernel
def _apart(
    nodes: Any, j: int, node_step: float, shift: float, flight: Any, h: float, launch: float,
    tau: float, s: Any, p: Any,
) -> float:  # fmt: skip
    """Fill *s* with relative position and velocity (6,) at *tau*; half the rate of distance²."""
    x = (launch + tau) / node_step - shift
    n = min(max(math.floor(x), 0), nodes.shape[0] - 2)
    _cubic(nodes, n, j, x - n, node_step, s)
    _on_flight(flight, tau, h, p)
    rate = 0.0
    for axis in range(3):
        s[axis] -= p[axis]
        s[axis + 3] -= p[axis + 3]
        rate += s[axis] * s[axis + 3]
    return rate


@kernel
def least_distances(
    cells: Any,
    nodes: Any,
    node_step: float,
    per_node: int,
    begin: int,
    flight: Any,
    gate: Any,
    own: Any,
    reach: Any,
    step: float,
    count: int,
    where: Any,
    numbers: Any,
) -> int:
    """The least distance in every cell, for each launch instant that runs through it.

    Left out is what is farther than the object's gate, or is outside its sphere and too far up
    or down for its probability: the density in the plane across the relative velocity is at most
    exp(-x² / 2 S²) of its peak, with x the height difference and S its deviation. *own* (k, 3)
    are the flight's deviations along RTN, *reach* (5, n) sphere, hard body, the object's radial
    and greatest deviation, and how many S are too many.

    Writes object and launch index to *where* (c, 3), with 1 where the least distance is a true
    minimum and 0 where the flight begins or ends there; time of flight, distance, relative
    position and velocity (turning axes) to *numbers* (c, 8). Rows past the room are counted.
    """
    found = 0
    h = node_step / per_node
    last = flight.shape[0] - 1
    shift = begin / per_node
    s = np.empty(6)
    p = np.empty(6)
    for c in range(cells.shape[0]):
        j = cells[c, 0]
        i = cells[c, 1]
        m = cells[c, 2]
        low = max(m - 0.5, 0.0) * h
        high = min(m + 0.5, float(last)) * h
        k0 = math.ceil(((i - m) * h - 0.5 * h) / step)
        k1 = math.ceil(((i - m) * h + 0.5 * h) / step)
        for k in range(max(k0, 0), min(k1, count)):
            launch = k * step
            # Too far whatever it does within the cell: accelerations are below 0.1 km/s².
            _apart(nodes, j, node_step, shift, flight, h, launch, 0.5 * (low + high), s, p)
            away = math.sqrt(s[0] ** 2 + s[1] ** 2 + s[2] ** 2)
            speed = math.sqrt(s[3] ** 2 + s[4] ** 2 + s[5] ** 2)
            near = away - 0.5 * h * speed - 0.0125 * h * h
            if near > gate[j]:
                continue
            if near > reach[0, j]:
                _on_flight(flight, 0.5 * (low + high), h, p)
                radius = math.sqrt(p[0] ** 2 + p[1] ** 2 + p[2] ** 2)
                up = abs(s[0] * p[0] + s[1] * p[1] + s[2] * p[2]) / radius
                climb = abs(s[3] * p[0] + s[4] * p[1] + s[5] * p[2]) / radius
                lean = climb / max(speed, 1e-9) + 0.02
                tilt = lean + away / radius
                most = max(own[m, 0], own[min(m + 1, last), 0]) ** 2
                for axis in range(1, 3):
                    most += (lean * max(own[m, axis], own[min(m + 1, last), axis])) ** 2
                most += reach[2, j] ** 2 + (tilt * reach[3, j]) ** 2
                least = up - 0.5 * h * (climb + 0.02 * speed) - 0.0125 * h * h - reach[1, j]
                if least > 0.0 and least * least > most * reach[4, j] ** 2:
                    continue
            a = low
            b = high
            ga = _apart(nodes, j, node_step, shift, flight, h, launch, a, s, p)
            gb = _apart(nodes, j, node_step, shift, flight, h, launch, b, s, p)
            true = 1
            if ga < 0.0 <= gb:
                # The Illinois rule: false position that halves the end which stays.
                side = 0
                tau = a
                for _ in range(60):
                    tau = (a * gb - b * ga) / (gb - ga)
                    g = _apart(nodes, j, node_step, shift, flight, h, launch, tau, s, p)
                    if g >= 0.0:
                        b = tau
                        gb = g
                        if side == 1:
                            ga *= 0.5
                        side = 1
                    else:
                        a = tau
                        ga = g
                        if side == -1:
                            gb *= 0.5
                        side = -1
                    if b - a < 1e-8 or abs(g) < 1e-10:
                        break
            elif m == 0 and ga >= 0.0:
                true = 0
                tau = low
                _apart(nodes, j, node_step, shift, flight, h, launch, tau, s, p)
            elif m == last and gb < 0.0:
                true = 0
                tau = high
            else:
                continue
            distance = math.sqrt(s[0] ** 2 + s[1] ** 2 + s[2] ** 2)
            if not distance < gate[j]:
                continue
            if found < where.shape[0]:
                where[found, 0] = j
                where[found, 1] = k
                where[found, 2] = true
                numbers[found, 0] = tau
                numbers[found, 1] = distance
                for axis in range(6):
                    numbers[found, 2 + axis] = s[axis]
            found += 1
    return found
