"""From candidate pairs to local minima of their range, on interpolated trajectories."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.compiling import kernel
from cspo.conjunction._kernels.interpolation import state_at

Array = NDArray[Any]
Knots = tuple[Array, float, float]
Place = tuple[int, int, float]

SAMPLE_S = 30.0
OVERLAP_S = 0.5
SLOW_KM_S = 0.1
MU = 398_600.8


@kernel(error_model="numpy")
def relative(
    knots: Knots, one: Place, two: Place, t_s: float, state: Array, other: Array
) -> tuple[Any, Any]:
    """Relative state of *two* to *one* in *state* (6,); returns range² and range times its rate.

    *knots* is (flat, begin_s, end_s): see `state_at`; *one* and *two* are (base,
    stride, spacing_s).
    """
    flat, begin_s, end_s = knots
    state_at(flat, two[0], two[1], two[2], t_s, begin_s, end_s, state)
    state_at(flat, one[0], one[1], one[2], t_s, begin_s, end_s, other)
    for c in range(6):
        state[c] -= other[c]
    range2 = state[0] * state[0] + state[1] * state[1] + state[2] * state[2]
    return range2, state[0] * state[3] + state[1] * state[4] + state[2] * state[5]


@kernel(error_model="numpy")
def norm2(vector: Array) -> Any:
    """Square of a relative velocity."""
    return vector[3] * vector[3] + vector[4] * vector[4] + vector[5] * vector[5]


@kernel(error_model="numpy")
def bracketed_minimum(
    knots: Knots, one: Place, two: Place, t0: float, f0: float, t1: float, f1: float,
    state: Array, other: Array,
) -> float:  # fmt: skip
    """Root of the range rate between *t0* (falling) and *t1* (rising).

    Regula falsi, Illinois variant: Dowell and Jarratt, BIT 11 (1971) 168.
    """
    t = t1
    for _ in range(40):
        t = (t0 * f1 - t1 * f0) / (f1 - f0) if f1 != f0 else 0.5 * (t0 + t1)
        _, f = relative(knots, one, two, t, state, other)
        if f >= 0.0:
            t1, f1 = t, f
            f0 *= 0.5
        else:
            t0, f0 = t, f
            f1 *= 0.5
        if t1 - t0 < 1.0e-4 or f == 0.0:
            break
    return t


@kernel(error_model="numpy")
def newton_minimum(
    knots: Knots, one: Place, two: Place, t: float, t0: float, t1: float,
    state: Array, other: Array,
) -> tuple[float, float]:  # fmt: skip
    """Time of the only minimum of a fast pair, by Newton from *t*, and range² there.

    The range is convex there, and the second derivative w² to a percent.
    """
    range2, f = relative(knots, one, two, t, state, other)
    for _ in range(6):
        move = -f / norm2(state)
        t = min(max(t + move, t0), t1)
        range2, f = relative(knots, one, two, t, state, other)
        if abs(f) < 1.0e-6 * norm2(state):
            break
    return t, range2


@kernel(error_model="numpy")
def note_minimum(
    pair: Array, time: Array, row: int, candidate: Array, t: float, range2: float, speed2: float
) -> None:
    """One row of the minima."""
    pair[row, 0], pair[row, 1], pair[row, 2] = candidate[0], candidate[1], candidate[2]
    time[row, 0], time[row, 1], time[row, 2] = t, np.sqrt(range2), np.sqrt(speed2)


@kernel(error_model="numpy")
def note_stay(
    pair: Array, time: Array, row: int, candidate: Array, part: int, length: float, t: float,
    range2: float,
) -> None:  # fmt: skip
    """One row of the parts in which a pair stays."""
    pair[row, 0], pair[row, 1], pair[row, 2] = candidate[0], candidate[1], candidate[2]
    pair[row, 3] = part
    time[row, 0], time[row, 1], time[row, 2] = length, t, np.sqrt(range2)


@kernel(error_model="numpy")
def find_minima(
    flat: Array, base: Array, stride: Array, spacing_s: Array, found: Array, begin: int,
    unit_s: float, dt_s: float, stop_s: float, midnight_s: float, threshold_km: float,
    keep_km: float, out_pair: Array, out_time: Array, stay_pair: Array, stay_time: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Local minima of range of the candidates *found* (k, 4), from *begin* on.

    A candidate is a pair, a unit of *unit_s* and a step of *dt_s* in it. Times
    are seconds past the unit's begin; *stop_s* and *midnight_s* count from the
    first unit.

    *out_pair* (l, 3: pair, unit) and *out_time* (l, 3: time, range, relative
    speed) take minima below *keep_km*, windows overlapping by half a second on
    each side. *stay_pair* (l, 4: pair, unit, 0 before or 1 after midnight) and
    *stay_time* (l, 3: length, time and value of the least range) take the parts
    of a window, cut at *midnight_s* and *stop_s*, in which a slow pair never
    leaves the threshold.

    Returns the minima, the parts, and the candidate to go on with.
    """
    minima = stays = 0
    # Samples at both ends of the window, at equal steps within, and half a second outside.
    parts = int(np.ceil(dt_s / SAMPLE_S))
    most = parts + 3
    time, rate = np.empty(most), np.empty(most)
    state, other = np.empty(6), np.empty(6)
    for p in range(begin, found.shape[0]):
        if minima + most > out_pair.shape[0] or stays + 3 > stay_pair.shape[0]:
            return minima, stays, p
        a, b, unit = found[p, 0], found[p, 1], found[p, 2]
        t0 = found[p, 3] * dt_s
        t1 = t0 + dt_s
        origin = unit * unit_s
        knots = (flat, t0, t1)
        one = (base[a] + 12 * stride[a] * int(origin / spacing_s[a] + 0.5), stride[a], spacing_s[a])
        two = (base[b] + 12 * stride[b] * int(origin / spacing_s[b] + 0.5), stride[b], spacing_s[b])
        mid = 0.5 * (t0 + t1)
        relative(knots, one, two, mid, state, other)
        radius2 = other[0] * other[0] + other[1] * other[1] + other[2] * other[2]
        orbital = np.sqrt(MU / radius2 / np.sqrt(radius2))
        slow = max(SLOW_KM_S, 4.0 * orbital * (threshold_km + 1.0))
        if norm2(state) > slow * slow:
            t, range2 = newton_minimum(
                knots, one, two, mid, t0 - OVERLAP_S, t1 + OVERLAP_S, state, other
            )
            if t0 - OVERLAP_S < t < t1 + OVERLAP_S and range2 < keep_km * keep_km:
                note_minimum(out_pair, out_time, minima, found[p], t, range2, norm2(state))
                minima += 1
            continue
        least, when, farthest = np.inf, t0, 0.0
        for k in range(most):
            time[k] = t0 + dt_s * (k - 1) / parts
            if k == 0:
                time[k] = t0 - OVERLAP_S
            elif k == most - 1:
                time[k] = t1 + OVERLAP_S
            range2, rate[k] = relative(knots, one, two, time[k], state, other)
            if 0 < k < most - 1:
                farthest = max(farthest, range2)
                if range2 < least:
                    least, when = range2, time[k]
            if k == 0 or not (rate[k - 1] < 0.0 <= rate[k]):
                continue
            t = bracketed_minimum(
                knots, one, two, time[k - 1], rate[k - 1], time[k], rate[k], state, other
            )
            range2, _ = relative(knots, one, two, t, state, other)
            if range2 < keep_km * keep_km:
                note_minimum(out_pair, out_time, minima, found[p], t, range2, norm2(state))
                minima += 1
        cut = t0 < midnight_s - origin < t1 or t1 > stop_s - origin
        if cut:
            stays = stay_inside(
                knots, one, two, min(t1, stop_s - origin), midnight_s - origin,
                threshold_km, found[p], stay_pair, stay_time, stays, state, other,
            )  # fmt: skip
        elif farthest < threshold_km * threshold_km:
            part = 1 if t0 >= midnight_s - origin else 0
            note_stay(stay_pair, stay_time, stays, found[p], part, dt_s, when, least)
            stays += 1
    return minima, stays, found.shape[0]


@kernel(error_model="numpy")
def stay_inside(
    knots: Knots, one: Place, two: Place, t1: float, midnight_s: float, threshold_km: float,
    candidate: Array, stay_pair: Array, stay_time: Array, stays: int, state: Array, other: Array,
) -> int:  # fmt: skip
    """The parts of a window, cut at midnight, in which the pair stays within the threshold."""
    t0 = knots[1]
    for part in range(2):
        lo = t0 if part == 0 else max(t0, midnight_s)
        hi = min(t1, midnight_s) if part == 0 else t1
        if hi <= lo:
            continue
        samples = int(np.ceil((hi - lo) / SAMPLE_S)) + 1
        least, when, most = np.inf, lo, 0.0
        for k in range(samples):
            t = lo + (hi - lo) * k / (samples - 1)
            range2, _ = relative(knots, one, two, t, state, other)
            if range2 < least:
                least, when = range2, t
            most = max(most, range2)
        if most < threshold_km * threshold_km:
            note_stay(stay_pair, stay_time, stays, candidate, part, hi - lo, when, least)
            stays += 1
    return stays
