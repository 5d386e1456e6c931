"""Which objects come near one of a few, by a coarse march through the window.

A few objects are screened against all others within a fraction of a second only if
nearly all others are ruled out before their trajectories are made. Here every
object is taken from SGP4 once in 15 minutes and coasts from there on a Kepler
orbit, which strays less than `COAST_ERROR_KM` from SGP4; a gate as wide as that
decides who is looked at further. It rules out and decides nothing else.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction._kernels.coast import coast_from, coasting_near, coefficients
from cspo.conjunction.scanners import step_gate
from cspo.conjunction.trajectories import Trajectories
from cspo.constants import WGS72_MU_KM3_S2

__all__ = ["COAST_ERROR_KM", "near_some"]

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]
Singles = NDArray[np.float32]

COAST_ERROR_KM: Final = 6.0
"""Coasting 375 s without the Earth's flattening strays 1.0 km at most, which both sides of
a gap between knots share; what else there is shows where they meet."""

_GAP_KM: Final = 6.0
"""Objects whose coasts from two knots lie farther apart than this in the middle stay in:
SGP4's velocity is not quite the derivative of its position, and of a few old and very
eccentric sets it is not nearly."""

_KNOT_S: Final = 900.0
_STEP_S: Final = 150.0
_TIDE_SLACK: Final = np.float32(1.35)
"""How much nearer to the Earth an object may be within 375 s, as the cube of the ratio."""
_OWN_SLACK: Final = 1.15
"""The same within half a step, for the one that is screened."""

_BLOCK: Final = 8


def near_some(
    paths: Trajectories,
    first: Flags,
    kept: Flags,
    duration_s: float,
    reach_km: float,
    threads: int = 1,
) -> Flags:
    """Objects (size,) of *kept* that may come within *reach_km* of one in *first*, and those.

    An object whose state SGP4 can't tell at some knot stays in.
    """
    rows = np.flatnonzero(kept[: paths.catalog_size])
    knots = math.ceil(duration_s / _KNOT_S)
    own = _primary_states(paths, first, knots)
    if own is None or not len(rows):
        return kept
    result = kept.copy()
    parts = [part for part in np.array_split(rows, threads) if len(part)]
    with ThreadPoolExecutor(threads) as pool:
        found = pool.map(lambda part: _near_of(paths, part, own, reach_km), parts)
        for part, near in zip(parts, found, strict=True):
            result[part] = near
    return result | first


def _near_of(paths: Trajectories, rows: Integers, own: Singles, reach_km: float) -> Flags:
    """Which of *rows* may come near, (len(rows),)."""
    near = np.zeros(len(rows), np.bool_)
    before = None
    for begin in range(0, len(own), _BLOCK):
        count = min(_BLOCK, len(own) - begin)
        t_s = _KNOT_S * (begin + 0.5 + np.arange(count, dtype=np.float64))
        states, status = paths.catalog_states(t_s, rows=rows)
        near |= (status != 0).any(axis=0)
        before = _march(states, own[begin : begin + count], near, reach_km, before)
    return near


def _march(
    states: NDArray[np.float64],
    own: Singles,
    near: Flags,
    reach_km: float,
    before: Singles | None,
) -> Singles | None:
    """Mark who comes near, knot by knot: *states* (m, 6, n), *own* (m, steps, primaries, 7).

    *before* is where the knot before them leads to, half-way to the first; returned
    is where the last one leads.
    """
    gate = step_gate(0.5 * _STEP_S, reach_km + COAST_ERROR_KM)
    n = states.shape[2]
    single, place = np.empty((6, n), np.float32), np.empty((3, n), np.float32)
    series, tide = np.empty((7, n), np.float32), np.empty(n, np.float32)
    half = np.float32(0.5 * _KNOT_S)
    for state, steps in zip(states, own, strict=True):
        single[:] = state
        coefficients(single, series, tide, _TIDE_SLACK)
        if before is not None:
            coast_from(single, series, -half, place)
            near |= ~(((place - before) ** 2).sum(axis=0) < _GAP_KM**2)
        before = np.empty((3, n), np.float32)
        coast_from(single, series, half, before)
        for t_s, primaries in zip(_offsets_s(), steps, strict=True):
            for each in primaries:
                coasting_near(single, series, tide, np.float32(t_s), tuple(each), gate, near)
    return before


def _offsets_s() -> NDArray[np.float64]:
    """Middles of the steps, past the knot in the middle of them all."""
    steps = round(_KNOT_S / _STEP_S)
    return np.asarray(_STEP_S * (np.arange(steps) - 0.5 * (steps - 1)))


def _primary_states(paths: Trajectories, first: Flags, knots: int) -> Singles | None:
    """States and tides (knots, steps, primaries, 7); None where one is not known throughout."""
    t_s = (_KNOT_S * (np.arange(knots) + 0.5))[:, None] + _offsets_s()
    tai_ns = paths.start.tai_ns + np.round(t_s.ravel() * 1e9).astype(np.int64)
    found = np.empty((*t_s.shape, int(first.sum()), 7), np.float32)
    for k, row in enumerate(np.flatnonzero(first).tolist()):
        states, status = paths.at(np.full(len(tai_ns), row), tai_ns)
        if (status != 0).any():
            return None
        radius = np.linalg.norm(states[:, :3], axis=1)
        found[:, :, k, :6] = states.reshape(*t_s.shape, 6)
        found[:, :, k, 6] = (WGS72_MU_KM3_S2 / radius**3 * _OWN_SLACK).reshape(t_s.shape)
    return found
