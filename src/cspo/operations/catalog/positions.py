"""Whether two element sets of one object can both be right, as far as their ages tell.

Both are propagated to the later of their epochs, where the younger is at its best, and
over the half revolution that follows: planes that differ meet at a node, and epochs
are often there. The instant at which they differ most is the one that is shown. What
element sets of an orbit's class differ by, at the ages that the two have there, is
known from histories (`cspo.conjunction.element_covariance`). A difference that is many
times that on any axis is a contradiction: an unknown maneuver, another object, a
wrong epoch or a bad fit. Which it is the numbers don't say.

Where the older set is stale by then, an object that keeps its station may be anywhere
on its orbit without anybody being wrong; its plane is all that is compared.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.appraisal import element_classes
from cspo.conjunction.element_covariance import sigma_rtn_km
from cspo.dynamics.sgp4 import Sgp4Bulk
from cspo.frames import Frame, rtn_from_inertial
from cspo.orbits import Catalog, Ephemeris
from cspo.orbits.regime import stale_after_s
from cspo.units import NS_PER_S, TAU

__all__ = ["AXES", "LIMIT_SIGMA", "PositionTest", "compare_positions",
           "compare_with_states", "state_at"]  # fmt: skip

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_TURNS: Final = (0.0, 0.125, 0.25, 0.375)
"""Parts of a revolution past the later epoch."""

AXES: Final = ("radial", "along track", "cross track")

LIMIT_SIGMA: Final = np.array([20.0, 16.0, 14.0])
"""Multiples of the expected difference, by axis: R, T, N. Differences of element sets
have long tails; validation/contradictions.py measures how often two sets of one real
object, days apart, exceed these."""

LEAST_KM: Final = np.array([2.0, 5.0, 2.0])
"""Differences that are never called a contradiction, km by axis."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PositionTest:
    """Pairs of element sets compared, columns of k.

    Parameters
    ----------
    at_tai_ns : (k,) int64
        Where they were compared.
    difference_km : (k, 3) float64
        The older less the younger in R, T, N of the younger; NaN where SGP4 gives no
        state of one.
    expected_km : (k, 3) float64
        Standard deviation of that difference for sets of their class and ages.
    state1, state2 : (k, 6) float64
        States in TEME, km and km/s.
    stale : (k,) bool
        Whether the older one was stale at the epoch of the younger.
    lost : (k,) bool
        Whether SGP4 gives a state of one of them and none of the other, as of what has
        decayed.
    contradicts : (k,) bool
    """

    at_tai_ns: Integers
    difference_km: Floats
    expected_km: Floats
    state1: Floats
    state2: Floats
    stale: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    contradicts: NDArray[np.bool_]

    def excess(self) -> Floats:
        """How far each axis goes in units of its limit, (k, 3): above 1 contradicts."""
        limit = np.maximum(LIMIT_SIGMA * self.expected_km, LEAST_KM)
        excess = np.nan_to_num(np.abs(self.difference_km) / limit)
        excess[self.stale, :2] = 0.0
        return np.asarray(excess)

    def worst_axis(self, k: int) -> int:
        """The axis on which a pair differs most, measured by its limit."""
        return int(np.argmax(self.excess()[k]))


def compare_positions(catalog: Catalog, one: Integers, two: Integers) -> PositionTest:
    """Compare rows *one* (k,) of a catalogue with rows *two* (k,), from the later epoch of each."""
    epochs = catalog.epoch_tai_ns
    first_is_younger = epochs[one] >= epochs[two]
    younger, older = np.where(first_is_younger, (one, two), (two, one))
    bulk, classes = Sgp4Bulk(catalog), element_classes(catalog)
    period_s = TAU / catalog.mean_motion_rad_s[younger]
    worst: PositionTest | None = None
    for turn in _TURNS:
        at = epochs[younger] + np.round(turn * period_s * NS_PER_S).astype(np.int64)
        (state1, ok1), (state2, ok2) = (bulk.propagate_pairs(rows, at) for rows in (one, two))
        ages_s = [(at - epochs[rows]) / NS_PER_S for rows in (younger, older)]
        expected = np.hypot(
            sigma_rtn_km(classes[younger], ages_s[0]), sigma_rtn_km(classes[older], ages_s[1])
        )
        test = _judged(
            at, state1, state2, first_is_younger, expected, (ok1 == 0, ok2 == 0),
            ages_s[1] > _fresh_s(catalog)[older],
        )  # fmt: skip
        worst = test if worst is None else _worse(worst, test)
    assert worst is not None  # noqa: S101 - there are turns
    return worst


def compare_with_states(
    catalog: Catalog, rows: Integers, states: Floats, sigma_km: Floats, at_tai_ns: Integers
) -> PositionTest:
    """Compare a state each with a row each (k,) of a catalogue, at the instants of the states.

    Parameters
    ----------
    states : (k, 6) float64
        In TEME, km and km/s.
    sigma_km : (k, 3) float64
        Of their positions in R, T, N; where it is NaN, that of a fresh element set.
    """
    state, ok = Sgp4Bulk(catalog).propagate_pairs(rows, at_tai_ns)
    classes = element_classes(catalog)[rows]
    fresh = sigma_rtn_km(classes, np.zeros(len(rows)))
    age_s = (at_tai_ns - catalog.epoch_tai_ns[rows]) / NS_PER_S
    expected = np.hypot(np.where(np.isnan(sigma_km), fresh, sigma_km), sigma_rtn_km(classes, age_s))
    given = np.ones(len(rows), np.bool_)
    return _judged(
        at_tai_ns, states, state, given, expected, (given, ok == 0),
        age_s > _fresh_s(catalog)[rows],
    )  # fmt: skip


def state_at(trajectory: Ephemeris, at_tai_ns: int) -> tuple[Floats, Floats]:
    """State (6,) of a trajectory in TEME at an instant that it spans, and its sigmas (3,).

    Sigmas are NaN where it brings no covariance in its own axes.
    """
    t_s = trajectory.seconds(np.array([at_tai_ns], np.int64))
    state = np.concatenate(trajectory.interpolate(t_s), axis=1)[0]
    covariance = trajectory.covariance
    if covariance is None or covariance.frame is not Frame.RTN:
        return state, np.full(3, np.nan)
    return state, np.sqrt(np.diagonal(covariance.nearest(t_s)[0])[:3])


def _fresh_s(catalog: Catalog) -> Floats:
    return stale_after_s(catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad)


def _judged(
    at: Integers,
    state1: Floats,
    state2: Floats,
    first_is_base: Flags,
    expected: Floats,
    good: tuple[Flags, Flags],
    stale: Flags,
) -> PositionTest:
    base = np.where(first_is_base[:, None], state1, state2)
    other = np.where(first_is_base[:, None], state2, state1)
    axes = rtn_from_inertial(base[:, :3], base[:, 3:])
    difference = np.einsum("kij,kj->ki", axes, other[:, :3] - base[:, :3])
    difference[~(good[0] & good[1])] = np.nan
    test = PositionTest(
        at_tai_ns=at, difference_km=difference, expected_km=expected, state1=state1,
        state2=state2, stale=stale, lost=good[0] != good[1], contradicts=stale,
    )  # fmt: skip
    return replace(test, contradicts=test.lost | (test.excess() > 1.0).any(axis=1))


def _worse(one: PositionTest, other: PositionTest) -> PositionTest:
    """Of each pair the comparison in which it differs more."""
    more = (other.excess().max(axis=1) > one.excess().max(axis=1)) & ~one.lost
    return PositionTest(**{
        each.name: np.where(
            more.reshape(-1, *[1] * (getattr(one, each.name).ndim - 1)),
            getattr(other, each.name), getattr(one, each.name),
        )
        for each in fields(PositionTest)
    })  # fmt: skip
