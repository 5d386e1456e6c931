"""Narrow phase: SGP4 itself, or the ephemeris itself, decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.trajectories import Trajectories
from cspo.constants import WGS72_MU_KM3_S2
from cspo.units import NS_PER_S

__all__ = ["Encounters", "encounters_at", "joined", "refine"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_FARTHEST_S: Final = 30.0
_CONVERGED_S: Final = 1e-7
_FAST_KM_S: Final = 0.5
_FAST_STEP_S: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encounters:
    """Pairs at an instant each: states (k, 6) in TEME, km and km/s; *valid* where both exist."""

    pair: Integers
    tai_ns: Integers
    state1: Floats
    state2: Floats
    valid: NDArray[np.bool_]

    @property
    def range_km(self) -> Floats:
        """Distance of the two, km."""
        return np.asarray(np.linalg.norm(self.state2[:, :3] - self.state1[:, :3], axis=1))

    def take(self, index: NDArray[np.bool_] | Integers) -> Encounters:
        """Those at *index*."""
        return Encounters(
            pair=self.pair[index],
            tai_ns=self.tai_ns[index],
            state1=self.state1[index],
            state2=self.state2[index],
            valid=self.valid[index],
        )


def encounters_at(paths: Trajectories, pair: Integers, tai_ns: Integers) -> Encounters:
    """States of the pairs (k, 2) at *tai_ns* (k,)."""
    k = len(pair)
    states, status = paths.at(pair.T.ravel(), np.tile(tai_ns, 2))
    return Encounters(
        pair=pair,
        tai_ns=tai_ns,
        state1=states[:k],
        state2=states[k:],
        valid=(status[:k] == 0) & (status[k:] == 0),
    )


def joined(a: Encounters, b: Encounters) -> Encounters:
    """Both, one after the other."""
    return Encounters(
        pair=np.concatenate([a.pair, b.pair]),
        tai_ns=np.concatenate([a.tai_ns, b.tai_ns]),
        state1=np.concatenate([a.state1, b.state1]),
        state2=np.concatenate([a.state2, b.state2]),
        valid=np.concatenate([a.valid, b.valid]),
    )


def refine(
    paths: Trajectories, pair: Integers, tai_ns: Integers, speed_km_s: Floats, within_km: float
) -> Encounters:
    """Minima of range near *tai_ns* (k,), to 0.1 us where speed allows.

    The range is that of positions: SGP4's velocity is not quite the derivative
    of its position, so the range rate comes from positions before and after.
    Pairs farther than *within_km* after the first step are left.
    """
    start_ns, when = tai_ns, tai_ns.copy()
    limit_ns = round(_FARTHEST_S * NS_PER_S)
    # A step shorter than this leaves less than 0.1 us: the error is 1.5 a / w times its square.
    enough_s = np.where(speed_km_s > _FAST_KM_S, _FAST_STEP_S, _CONVERGED_S)
    open_ = np.arange(len(pair))
    for round_ in range(8):
        if not len(open_):
            break
        move_s, range_km = _newton_move(paths, pair[open_], when[open_], speed_km_s[open_])
        move_ns = np.round(np.nan_to_num(move_s) * NS_PER_S).astype(np.int64)
        when[open_] = np.clip(
            when[open_] + move_ns, start_ns[open_] - limit_ns, start_ns[open_] + limit_ns
        )
        going = np.abs(move_s) > enough_s[open_]
        if round_ == 0:
            going &= range_km < within_km
        open_ = open_[going]
    return encounters_at(paths, pair, when)


def _newton_move(
    paths: Trajectories, pair: Integers, tai_ns: Integers, speed_km_s: Floats
) -> tuple[Floats, Floats]:
    """Step to the minimum, s, and range there, km, from positions on both sides of *tai_ns*."""
    k = len(pair)
    span_s = np.clip(0.5 / np.maximum(speed_km_s, 1e-9), 0.05, 2.0)
    span_ns = np.round(span_s * NS_PER_S).astype(np.int64)
    around = encounters_at(
        paths, np.concatenate([pair, pair]), np.concatenate([tai_ns - span_ns, tai_ns + span_ns])
    )
    r1, r2 = around.state1[:, :3], around.state2[:, :3]
    d = r2 - r1
    pull = _attraction(r2) - _attraction(r1)
    middle, w = 0.5 * (d[k:] + d[:k]), (d[k:] - d[:k]) / (2.0 * span_s)[:, None]
    slope = np.einsum("ij,ij->i", w, w) + np.einsum("ij,ij->i", middle, pull[k:] + pull[:k]) / 2.0
    rate = np.einsum("ij,ij->i", middle, w)
    move_s = np.clip(-rate / np.maximum(slope, 1e-300), -_FARTHEST_S, _FARTHEST_S)
    return move_s, np.asarray(np.linalg.norm(middle + w * move_s[:, None], axis=1))


def _attraction(r_km: Floats) -> Floats:
    radius_km = np.linalg.norm(r_km, axis=1, keepdims=True)
    return np.asarray(-WGS72_MU_KM3_S2 * r_km / radius_km**3)
