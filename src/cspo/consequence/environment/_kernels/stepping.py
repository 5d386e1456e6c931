"""Integration of the source-sink equations: a Rosenbrock method with its own linear algebra.

RODAS3 (Sandu et al., Benchmarking stiff ODE solvers for atmospheric chemistry problems II,
Atmos. Environ. 31 (1997) 3459): four stages, order 3 with an embedded order 2, L-stable. In
low shells what is left falls out within days while in high ones it stays for centuries: an
explicit method would follow the days for the whole century.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from cspo.compiling import kernel
from cspo.consequence.environment._kernels.rates import decay_at, jacobian, rates

__all__ = ["FINISHED", "RAN_AWAY", "STUCK", "course"]

FINISHED: Final = 0
RAN_AWAY: Final = 1
STUCK: Final = 2

_GAMMA: Final = 0.5
_SHORTEST: Final = 1e-9  # years
_SAFETY: Final = 0.9


@kernel
def _factor(a: Any, pivot: Any, held: Any) -> None:
    """LU factors of *a* in its place, rows exchanged (Golub and Van Loan, algorithm 3.4.1).

    Shells meet only by descent and by pieces, so that most of *a* is zero and most rows stay
    short: *held* is room for the places where a row is not zero.
    """
    n = len(a)
    for k in range(n):
        best = k
        for i in range(k + 1, n):
            if abs(a[i, k]) > abs(a[best, k]):
                best = i
        pivot[k] = best
        if best != k:
            for j in range(n):
                a[k, j], a[best, j] = a[best, j], a[k, j]
        count = 0
        for j in range(k + 1, n):
            if a[k, j] != 0.0:
                held[count] = j
                count += 1
        for i in range(k + 1, n):
            if a[i, k] != 0.0:
                a[i, k] /= a[k, k]
                part = a[i, k]
                for c in range(count):
                    a[i, held[c]] -= part * a[k, held[c]]


@kernel
def _thin(a: Any, share: Any, shells: int) -> None:
    """Take the last species' rows from those of others that pieces go to as well.

    All receive the same pieces, each its share: the difference of two such rows has none of
    them, so that only the rows of the last species stay full.
    """
    species, last = len(share), len(share) - 1
    for i in range(last):
        if share[i] > 0.0:
            ratio = share[i] / share[last]
            for k in range(shells):
                for c in range(species * shells):
                    a[i * shells + k, c] -= ratio * a[last * shells + k, c]


@kernel
def _ordered(species: int, shells: int) -> Any:
    """Places in the order of elimination: shells from the top, the last species' rows at the end.

    What sinks comes from above, so that this leaves few places to fill.
    """
    order = np.empty(species * shells, np.int64)
    at = 0
    for k in range(shells - 1, -1, -1):
        for i in range(species - 1):
            order[at] = i * shells + k
            at += 1
    for k in range(shells - 1, -1, -1):
        order[at] = (species - 1) * shells + k
        at += 1
    return order


@kernel(fastmath={"reassoc", "contract"})  # sums in any order: side by side
def _solve(a: Any, pivot: Any, order: Any, share: Any, shells: int, room: Any, b: Any) -> None:
    """Solve with the factors of `_factor` after `_thin`, in the place of *b*."""
    n, last = len(a), len(share) - 1
    for i in range(last):
        if share[i] > 0.0:
            for k in range(shells):
                b[i * shells + k] -= share[i] / share[last] * b[last * shells + k]
    for k in range(n):
        room[k] = b[order[k]]
    for k in range(n):
        other = pivot[k]
        if other != k:
            room[k], room[other] = room[other], room[k]
    for i in range(n):
        sum_ = room[i]
        for j in range(i):
            sum_ -= a[i, j] * room[j]
        room[i] = sum_
    for i in range(n - 1, -1, -1):
        sum_ = room[i]
        for j in range(i + 1, n):
            sum_ -= a[i, j] * room[j]
        room[i] = sum_ / a[i, i]
    for k in range(n):
        b[order[k]] = room[k]


@kernel
def course(
    start: Any, years: Any, factor: float, times: Any, levels: Any, table: Any,
    source: Any, linear: Any, share: Any, first: Any, second: Any, meet: Any, change: Any,
    pieces: Any, law: Any, burst: Any, burst_law: Any, spread: Any,
    relative: float, absolute: float, most: float, out: Any,
) -> tuple[int, int, float]:  # fmt: skip
    """Populations at *years* (increasing, the first is that of *start*) into *out* (t, n).

    Returns a status, the number of steps and the time reached.
    """
    species, shells = table.shape[1], table.shape[2]
    n = len(start)
    x = start.copy()
    out[0] = x
    decay, later = np.empty((species, shells)), np.empty((species, shells))
    j, pivot = np.empty((n, n)), np.empty(n, np.int64)
    held, order = np.empty(n, np.int64), _ordered(species, shells)
    lu, room = np.empty((n, n)), np.empty(n)
    f, ft, y = np.empty(n), np.empty(n), np.empty(n)
    k1, k2, k3, k4 = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    t, h, steps = years[0], 1e-3, 0
    for o in range(1, len(years)):
        while t < years[o]:
            left = years[o] - t
            h = min(h, left)
            last = h == left
            steps += 1
            decay_at(t, factor, times, levels, table, decay)
            rates(x, source, linear, decay, share, first, second, meet, change, pieces, law,
                  burst, burst_law, spread, f)  # fmt: skip
            small = 1e-4 * h  # descent is linear in the rates: df/dt is what they change
            decay_at(t + small, factor, times, levels, table, later)
            for i in range(species):
                for k in range(shells):
                    slope = -(later[i, k] - decay[i, k]) * x[i * shells + k]
                    if k + 1 < shells:
                        slope += (later[i, k + 1] - decay[i, k + 1]) * x[i * shells + k + 1]
                    ft[i * shells + k] = slope / small
            jacobian(x, linear, decay, share, first, second, meet, change, pieces, law, burst,
                     burst_law, spread, j)  # fmt: skip
            for a in range(n):
                for b in range(n):
                    j[a, b] = -j[a, b]
                j[a, a] += 1.0 / (h * _GAMMA)
            _thin(j, share, shells)
            for a in range(n):
                for b in range(n):
                    lu[a, b] = j[order[a], order[b]]
            _factor(lu, pivot, held)
            for a in range(n):
                k1[a] = f[a] + 0.5 * h * ft[a]
            _solve(lu, pivot, order, share, shells, room, k1)
            for a in range(n):
                k2[a] = f[a] + 4.0 / h * k1[a] + 1.5 * h * ft[a]
            _solve(lu, pivot, order, share, shells, room, k2)
            decay_at(t + h, factor, times, levels, table, later)
            for a in range(n):
                y[a] = x[a] + 2.0 * k1[a]
            rates(y, source, linear, later, share, first, second, meet, change, pieces, law,
                  burst, burst_law, spread, k3)  # fmt: skip
            for a in range(n):
                k3[a] += (k1[a] - k2[a]) / h
            _solve(lu, pivot, order, share, shells, room, k3)
            for a in range(n):
                y[a] = x[a] + 2.0 * k1[a] + k3[a]
            rates(y, source, linear, later, share, first, second, meet, change, pieces, law,
                  burst, burst_law, spread, k4)  # fmt: skip
            for a in range(n):
                k4[a] += (k1[a] - k2[a] - 8.0 / 3.0 * k3[a]) / h
            _solve(lu, pivot, order, share, shells, room, k4)
            error, total = 0.0, 0.0
            for a in range(n):
                y[a] += k4[a]
                scale = absolute + relative * max(abs(x[a]), abs(y[a]))
                error += (k4[a] / scale) ** 2
                total += y[a]
            error = np.sqrt(error / n)
            if not np.isfinite(error):
                error = 1e3
            if error <= 1.0:
                t = years[o] if last else t + h
                x[:] = y
                if total > most:
                    return RAN_AWAY, steps, t
            elif h < _SHORTEST:
                return STUCK, steps, t
            h *= min(5.0, max(0.2, _SAFETY / max(error, 1e-12) ** (1.0 / 3.0)))
        out[o] = x
    return FINISHED, steps, t
