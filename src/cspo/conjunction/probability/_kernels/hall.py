"""Usage checks, Nc2D and Nc3D for many events, one after another."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.elements import both_elements, period_s
from cspo.conjunction.probability._kernels.encounter import PEAK, WIDTH
from cspo.conjunction.probability._kernels.nc2d import (
    NC2D_COLUMNS,
    PC,
    PC_OTHER,
    T_MEAN,
    T_SIGMA,
    minimum_of_q,
    nc2d,
)
from cspo.conjunction.probability._kernels.nc3d import (
    NC,
    NC3D_COLUMNS,
    SEGMENT_START,
    SEGMENT_STOP,
    T_FIRST,
    T_LAST,
    nc3d,
)
from cspo.conjunction.probability._kernels.peak_overlap import FLOOR
from cspo.conjunction.probability._kernels.small_matrices import inverse_clipped_3x3

__all__ = [
    "CONVERGED",
    "EXTENDED",
    "EXTENDED_2",
    "INACCURATE",
    "INACCURATE_2",
    "OFFSET",
    "OFFSET_2",
    "SIGMAS",
    "SIGMA_2",
    "TIME_2",
    "UPPER",
    "USAGE_COLUMNS",
    "VALUE_2",
    "nc3d_many",
    "period_many",
    "usage_many",
]

EXTENDED, OFFSET, INACCURATE, UPPER = range(4)
USAGE_COLUMNS = 12
EXTENDED_2, OFFSET_2, INACCURATE_2, VALUE_2, TIME_2, SIGMA_2 = range(4, 10)
CONVERGED, PERIOD = 10, 11

SIGMAS = 8.304785425194114  # √2 erfcinv(1e-16): CARA's half duration of an encounter


@kernel
def period_many(r: Any, v: Any, mu: float, out: Any) -> None:
    """Two-body period of each state, s; NaN off an ellipse."""
    for i in range(r.shape[0]):
        rn = math.sqrt(r[i, 0] ** 2 + r[i, 1] ** 2 + r[i, 2] ** 2)
        inverse_a = (
            2.0 / rn - (v[i, 0] ** 2 + v[i, 1] ** 2 + v[i, 2] ** 2) / mu if rn > 0.0 else 0.0
        )
        out[i] = 2.0 * math.pi / math.sqrt(mu * inverse_a**3) if inverse_a > 0.0 else np.nan


@kernel
def usage_many(
    x1: Any,
    c1: Any,
    x2: Any,
    c2: Any,
    hbr: Any,
    plane: Any,
    wanted: Any,
    mu: float,
    nodes: Any,
    weights: Any,
    out: Any,
) -> None:
    """Usage indicators of the plane method, Nc2D and its own indicators.

    CARA's UsageViolationPc2D and PcMultiStep (Hall, Baars and Casali 2023): an
    encounter is too long or too far from its closest approach when ±8.3 σ of its
    rate take too much of the shorter period, and the plane method is inaccurate
    when the rate on curved paths differs from that on straight ones.
    """
    e1 = np.empty(6)
    e2 = np.empty(6)
    q1 = np.empty((6, 6))
    q2 = np.empty((6, 6))
    work = (np.empty((3, 6)), np.empty((3, 6, 6)), np.empty((3, 3, 3)))
    two = np.empty(NC2D_COLUMNS)
    w = np.empty(3)
    v = np.empty((3, 3))
    a = np.empty((3, 3))
    inverse = np.empty((3, 3))
    for i in range(x1.shape[0]):
        for k in range(USAGE_COLUMNS):
            out[i, k] = np.nan
        if not wanted[i]:
            continue
        out[i, CONVERGED] = 0.0
        radius = hbr[i]
        if both_elements(x1[i], c1[i], x2[i], c2[i], mu, e1, q1, e2, q2) < 0:
            continue
        period = min(period_s(e1), period_s(e2))
        out[i, PERIOD] = period
        peak = plane[i, PEAK]
        width = plane[i, WIDTH]
        half = SIGMAS * width
        out[i, EXTENDED] = min(1.0, 2.0 * half / period)
        out[i, OFFSET] = min(1.0, max(abs(peak - half), abs(peak + half)) / period)
        good, t, step, q, slope, curve, logdet = minimum_of_q(
            peak, width, 0.75 * period, (e1, q1, e2, q2, radius, mu), work
        )
        if not good:
            continue
        for j in range(3):
            for k in range(3):
                a[j, k] = c1[i, j, k] + c2[i, j, k]
        det, _, _ = inverse_clipped_3x3(a, (FLOOR * radius) ** 2, inverse, w, v)
        straight = math.log(det)
        speed = 0.0
        curved_speed = 0.0
        asiru = 0.0
        for j in range(3):
            speed += (x2[i, 3 + j] - x1[i, 3 + j]) ** 2
            curved_speed += work[0][1, 3 + j] ** 2
            rj = x2[i, j] - x1[i, j] + peak * (x2[i, 3 + j] - x1[i, 3 + j])
            for k in range(3):
                rk = x2[i, k] - x1[i, k] + peak * (x2[i, 3 + k] - x1[i, 3 + k])
                straight += rj * inverse[j, k] * rk
        det, _, most = inverse_clipped_3x3(work[1][1, :3, :3], (FLOOR * radius) ** 2, inverse, w, v)
        for j in range(3):
            row = 0.0
            for k in range(3):
                row += inverse[j, k] * work[0][1, k]
            asiru += row * row
        lowest = q - 0.5 * slope * slope / curve
        sigma = math.sqrt(2.0 / curve)
        when = t - slope / curve
        factor = (
            math.log(sigma / width)
            + 0.5 * math.log(curved_speed / speed)
            + 0.5 * (straight - lowest)
        )
        half = SIGMAS * sigma
        out[i, EXTENDED] = min(1.0, 2.0 * half / period)
        out[i, OFFSET] = min(1.0, max(abs(when - half), abs(when + half)) / period)
        out[i, INACCURATE] = 1.0 - math.exp(-abs(factor))
        nearest = max(
            0.0, radius * radius / most - 2.0 * radius * math.sqrt(asiru) + lowest - logdet
        )
        out[i, UPPER] = min(
            1.0,
            0.5
            * radius
            * radius
            * math.sqrt(curved_speed)
            * sigma
            * math.exp(-0.5 * (nearest + logdet)),
        )
        valley = (t, q, slope, curve, logdet)
        if not nc2d(valley, step, work, radius, (nodes, weights), two):
            continue
        out[i, CONVERGED] = 1.0
        half = SIGMAS * two[T_SIGMA]
        out[i, EXTENDED_2] = 2.0 * half / period
        out[i, OFFSET_2] = max(abs(two[T_MEAN] - half), abs(two[T_MEAN] + half)) / period
        out[i, VALUE_2] = min(1.0, two[PC])
        out[i, TIME_2] = two[T_MEAN]
        out[i, SIGMA_2] = two[T_SIGMA]
        if math.isnan(two[PC_OTHER]):
            out[i, INACCURATE_2] = 2.0
        elif two[PC] == two[PC_OTHER]:
            out[i, INACCURATE_2] = 0.0
        else:
            out[i, INACCURATE_2] = 2.0 * abs(two[PC] - two[PC_OTHER]) / (two[PC] + two[PC_OTHER])


@kernel
def nc3d_many(
    x1: Any,
    c1: Any,
    x2: Any,
    c2: Any,
    hbr: Any,
    plane: Any,
    wanted: Any,
    window: float,
    mu: float,
    nodes: Any,
    weights: Any,
    out: Any,
) -> None:
    """Nc3D, its duration over the segment and its offset within it, and when it is greatest."""
    e1 = np.empty(6)
    e2 = np.empty(6)
    q1 = np.empty((6, 6))
    q2 = np.empty((6, 6))
    three = np.empty(NC3D_COLUMNS)
    for i in range(x1.shape[0]):
        for k in range(out.shape[1]):
            out[i, k] = np.nan
        if not wanted[i]:
            continue
        if both_elements(x1[i], c1[i], x2[i], c2[i], mu, e1, q1, e2, q2) < 0:
            continue
        pair = (e1, q1, e2, q2, hbr[i], mu)
        if not nc3d(plane[i, PEAK], plane[i, WIDTH], pair, (nodes, weights), window, three):
            continue
        start = three[SEGMENT_START]
        stop = three[SEGMENT_STOP]
        out[i, 0] = min(1.0, three[NC])
        out[i, 1] = (three[T_LAST] - three[T_FIRST]) / (stop - start)
        out[i, 2] = max(three[T_FIRST] / start, three[T_LAST] / stop)
        out[i, 3] = three[T_FIRST]
        out[i, 4] = three[T_LAST]
