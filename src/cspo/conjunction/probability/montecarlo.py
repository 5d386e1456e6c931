"""Monte Carlo with two-body orbits: the judge when every formula is out of its depth.

Both objects' errors are normal in equinoctial elements, where they stay normal
as the orbit carries them; each trial draws both orbits and asks whether they
come within the hard-body radius. The answer is a count, and an interval that
says how much the count is worth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.probability._kernels.elements import both_elements, period_s
from cspo.conjunction.probability._kernels.two_body_trials import hits_isolated, hits_scanned
from cspo.conjunction.probability.binomial import clopper_pearson
from cspo.conjunction.probability.encounter import (
    PcStatus,
    combined_plane,
    covariances,
    hard_bodies,
    vectors,
)
from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import UsageError

__all__ = ["MonteCarloResult", "pc_montecarlo", "share_of"]

Floats = NDArray[np.float64]

BLOCK: Final = 16_384
"""Trials drawn at a time. Part of the seed: changing it changes the draws."""

STEPS_PER_PERIOD: Final = 48
"""Points a revolution at which a long window is looked at."""

_LEAST_PERIOD_S: Final = 60.0
"""Shorter is no orbit, and would be looked at in steps without end."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MonteCarloResult:
    """Counts and what they say.

    Parameters
    ----------
    pc, low, high : (n,)
        hits / trials and its exact 95 % interval (Clopper and Pearson 1934).
    hits, trials : (n,) int64
    status : (n,) int8
        `PcStatus`.
    """

    pc: Floats
    low: Floats
    high: Floats
    hits: NDArray[np.int64]
    trials: NDArray[np.int64]
    status: NDArray[np.int8]


def pc_montecarlo(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    cov1: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    cov2: ArrayLike,
    hbr_km: ArrayLike,
    *,
    trials: int = 1_000_000,
    seed: int = 0,
    window_s: float | None = None,
    entries_only: bool = False,
    progress: Callable[[float], None] | None = None,
) -> MonteCarloResult:
    """Pc by two-body Monte Carlo.

    Parameters
    ----------
    r1_km, r2_km, v1_km_s, v2_km_s : (n, 3)
        States at one time near the closest approach, one inertial frame.
    cov1, cov2 : (n, 6, 6)
        Covariances, km and km/s.
    hbr_km : (n,) or scalar
        Combined hard-body radius.
    trials : int
        Draws for each event. For a relative error of 10 % take 400 / Pc.
    seed : int
        The same seed gives an event the same hits, whatever else is computed beside it.
    window_s : float, optional
        Look for every approach within ± this time. Without it each trial has
        one closest approach, the one near the nominal encounter, which is right
        for an isolated encounter and several times faster.
    entries_only : bool
        Do not count a trial for being within the hard-body radius when the
        window opens: what Nc3D over that window, and CARA, count.
    progress : callable, optional
        Told the fraction done after every `BLOCK` of trials.

    Returns
    -------
    MonteCarloResult

    Raises
    ------
    UsageError
        Where *trials* is not positive or covariances are not 6x6.

    Source: Hall, Casali, Johnson, Skrehart and Baars 2018, AAS 18-244 (CARA's SDMC
    samples likewise in equinoctial elements).
    """
    if trials <= 0:
        raise UsageError("run Monte Carlo", "trials", expected="1 or more", got=str(trials))
    r1 = vectors("r1_km", r1_km)
    v1 = vectors("v1_km_s", v1_km_s)
    r2 = vectors("r2_km", r2_km)
    v2 = vectors("v2_km_s", v2_km_s)
    n = len(r1)
    c1 = covariances("cov1", cov1, n)
    c2 = covariances("cov2", cov2, n)
    if c1.shape[1] != 6 or c2.shape[1] != 6:
        raise UsageError("run Monte Carlo", "covariance", expected="6x6", got="3x3")
    hbr = hard_bodies(hbr_km, n)
    plane = combined_plane(r1, v1, c1, r2, v2, c2, hbr)
    status = plane.status.copy()
    if window_s is not None:
        # Slow pairs have no plane, but a window is all that they need.
        status[status == PcStatus.ZERO_RELATIVE_VELOCITY] = PcStatus.OK
    whole = np.isfinite(c1).all(axis=(1, 2)) & np.isfinite(c2).all(axis=(1, 2))
    status[(status == PcStatus.OK) & ~whole] = PcStatus.BAD_COVARIANCE
    hits = np.zeros(n, dtype=np.int64)
    chosen = np.flatnonzero(status == PcStatus.OK)
    for done, i in enumerate(chosen):
        orbits = _orbits(r1[i], v1[i], c1[i], r2[i], v2[i], c2[i])
        if orbits is None:
            status[i] = PcStatus.BAD_STATE
            continue
        start = float(plane.peak_s[i]) if np.isfinite(plane.peak_s[i]) else 0.0
        hits[i] = _count(
            orbits, float(hbr[i]), trials, seed, start, window_s,
            entries_only=entries_only, progress=share_of(progress, done, len(chosen)),
        )  # fmt: skip
    counts = np.where(status == PcStatus.OK, trials, 0).astype(np.int64)
    bounds = np.full((n, 2), np.nan)
    for i in np.flatnonzero(counts):
        bounds[i] = clopper_pearson(int(hits[i]), int(counts[i]))
    pc = np.full(n, np.nan)
    np.divide(hits, counts, out=pc, where=counts > 0)
    return MonteCarloResult(
        pc=pc, low=bounds[:, 0], high=bounds[:, 1], hits=hits, trials=counts, status=status
    )


def share_of(
    progress: Callable[[float], None] | None, done: int, parts: int
) -> Callable[[float], None]:
    """Progress of one part in *parts*, of which *done* are done."""
    if progress is None:
        return lambda _: None
    return lambda fraction: progress((done + fraction) / parts)


def _orbits(
    r1: Floats, v1: Floats, c1: Floats, r2: Floats, v2: Floats, c2: Floats
) -> tuple[Floats, Floats, Floats, Floats] | None:
    """Mean elements and factors of their covariances, or None off any ellipse of Earth."""
    e1, e2 = np.empty(6), np.empty(6)
    q1, q2 = np.empty((6, 6)), np.empty((6, 6))
    x1, x2 = np.concatenate([r1, v1]), np.concatenate([r2, v2])
    if both_elements(x1, c1, x2, c2, EARTH_MU_KM3_S2, e1, q1, e2, q2) < 0:
        return None
    if min(period_s(e1), period_s(e2)) < _LEAST_PERIOD_S:
        return None
    return e1, _factor(q1), e2, _factor(q2)


def _factor(q: Floats) -> Floats:
    """F with F Fᵀ = Q, negative eigenvalues clipped to zero."""
    sigma = np.sqrt(np.maximum(np.diagonal(q), 0.0))
    scale = np.where(sigma > 0.0, sigma, 1.0)
    w, v = np.linalg.eigh(q / np.outer(scale, scale))
    return np.ascontiguousarray(scale[:, None] * v * np.sqrt(np.maximum(w, 0.0)))


def _count(
    orbits: tuple[Floats, Floats, Floats, Floats],
    radius: float,
    trials: int,
    seed: int,
    start: float,
    window_s: float | None,
    *,
    entries_only: bool,
    progress: Callable[[float], None],
) -> int:
    e1, f1, e2, f2 = orbits
    period = min(period_s(e1), period_s(e2))
    hits = 0
    for block, first in enumerate(range(0, trials, BLOCK)):
        draws = np.random.default_rng([seed, block]).standard_normal((BLOCK, 12))
        draws = draws[: min(BLOCK, trials - first)]
        if window_s is None:
            hits += hits_isolated(
                e1, f1, e2, f2, draws, radius, EARTH_MU_KM3_S2, start, 0.25 * period
            )
        else:
            steps = max(8, int(np.ceil(2.0 * window_s / period * STEPS_PER_PERIOD)))
            hits += hits_scanned(
                e1, f1, e2, f2, draws, radius, EARTH_MU_KM3_S2,
                -window_s, window_s, steps, entries_only,
            )  # fmt: skip
        progress(min(1.0, (first + BLOCK) / trials))
    return hits
