"""The least burn that reaches a target, at each time and in each direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.avoidance.burn import Burn, Target
from cspo.avoidance.directions import BEST
from cspo.avoidance.encounter import Encounter
from cspo.avoidance.flight import Flight, fly
from cspo.avoidance.trade import Trade, above_zero, known_directions, outcomes_of
from cspo.time import Epoch

__all__ = ["choose", "smallest_burns"]

Floats = NDArray[np.float64]

_SPAN: Final = 1e3
"""The sizes that are tried go from the limit down to this part of it."""

_SIZES: Final = {True: 48, False: 10}
_HALVINGS: Final = {True: 24, False: 8}
"""For straight encounters, and for those whose every burn costs time."""

_MORE: Final = 0.02
_LAST_HALVINGS: Final = 6
_TRIED: Final = 12


def smallest_burns(
    encounter: Encounter,
    lead_s: ArrayLike,
    target: Target,
    max_dv_km_s: float,
    directions: Sequence[str] = (BEST,),
    *,
    progress: Callable[[float], None] | None = None,
) -> Trade:
    """The least burn that reaches the target, for each time and direction.

    Parameters
    ----------
    encounter : Encounter
    lead_s : (k,) float64
        Times from burn to closest approach, above 0.
    target : Target
        Without a Pc in it, the best direction is that of the greatest miss.
    max_dv_km_s : float
    directions : sequence of str
        See `cspo.avoidance.Trade`.
    progress : callable, optional
        Told the fraction done, for slow encounters.

    Returns
    -------
    Trade
        One row for each time and direction. Size, burn, miss and Pc are NaN where the target is
        out of reach, or asks for a Pc where the encounter has none to report; the size is 0
        everywhere where it is met without a burn.

    Raises
    ------
    UsageError
        Where a time or the limit is not above 0, or a direction is none.

    Notes
    -----
    Pc along a direction may rise before it falls, where the burn first brings the objects
    together: what is looked for is the first size of a row that reaches the target, 15 % apart
    (a factor of 2 where Foster's Pc does not hold), then halving between it and the one before.
    So "least" is as sure as those steps are fine, its value to 1e-8 of a step (else 0.4 %).
    """
    leads = above_zero("lead_s", lead_s)
    limit_km_s = float(above_zero("max_dv_km_s", max_dv_km_s)[0])
    names = known_directions(directions)
    row, way = (
        part.ravel()
        for part in np.meshgrid(np.arange(len(leads)), np.arange(len(names)), indexing="ij")
    )
    name = names[way]
    nominal = encounter.assess()
    if target.reached(nominal.pc, nominal.miss_distance_km)[0]:
        return _same(leads[row], name, 0.0, nominal.pc[0], nominal.miss_distance_km[0])
    if target.pc is not None and np.isnan(nominal.pc[0]):
        return _same(leads[row], name, np.nan, np.nan, np.nan)
    straight = encounter.is_straight()
    step = _Step(progress, _SIZES[straight] + _HALVINGS[straight])
    outcomes = outcomes_of(encounter, leads, by_miss=target.pc is None, progress=step)

    def reached(some: NDArray[np.int64], size_km_s: Floats) -> NDArray[np.bool_]:
        pc, miss = outcomes(row[some], outcomes.burns(row[some], name[some], size_km_s))
        step.next()
        return target.reached(pc, miss)

    sizes = limit_km_s * np.geomspace(1.0 / _SPAN, 1.0, _SIZES[straight])
    least = _least(reached, len(row), sizes, _HALVINGS[straight])
    some = np.flatnonzero(~np.isnan(least))
    dv, pc, miss = (np.full(shape, np.nan) for shape in ((len(row), 3), len(row), len(row)))
    dv[some] = outcomes.burns(row[some], name[some], least[some])
    pc[some], miss[some] = outcomes(row[some], dv[some])
    return Trade(
        lead_s=leads[row], direction=name, size_km_s=least, dv_rtn_km_s=dv,
        miss_distance_km=miss, pc=pc,
    )  # fmt: skip


def _least(
    reached: Callable[[NDArray[np.int64], Floats], NDArray[np.bool_]], count: int, sizes: Floats,
    halvings: int,
) -> Floats:  # fmt: skip
    """The first of rising sizes that each of *count* burns reaches the target with, refined."""
    low, high = np.zeros(count), np.full(count, np.nan)
    for size in sizes:
        some = np.flatnonzero(np.isnan(high))
        good = reached(some, np.full(len(some), size))
        high[some[good]] = size
        low[some[~good]] = size
    some = np.flatnonzero(~np.isnan(high))
    for _ in range(halvings):
        middle = 0.5 * (low[some] + high[some])
        good = reached(some, middle)
        high[some[good]] = middle[good]
        low[some[~good]] = middle[~good]
    return high


def choose(encounter: Encounter, burns: Trade, target: Target, max_dv_km_s: float) -> Flight | None:
    """The least of some burns, flown, and made larger until the flown encounter meets the target.

    Returns
    -------
    Flight or None
        None where nothing within the limit reaches it; a dozen of the burns are tried, from the
        least to the largest. The flown Pc is what counts: the closed form is a first order and
        knows no J2, and Foster's Pc may fail in the tail, so more may be needed than it says.
    """
    known = np.flatnonzero(burns.size_km_s > 0.0)
    known = known[np.argsort(burns.size_km_s[known], kind="stable")]
    tried = np.unique(np.linspace(0, len(known) - 1, _TRIED).astype(int)) if len(known) else known
    for row in known[tried].tolist():
        size = float(burns.size_km_s[row])
        epoch = encounter.tca - float(burns.lead_s[row])

        def flown(more: float, epoch: Epoch = epoch, row: int = row) -> Flight | None:
            flight = fly(encounter, Burn(epoch=epoch, dv_rtn_km_s=burns.dv_rtn_km_s[row] * more))
            met = target.reached(flight.assessment.pc, np.array([flight.miss_distance_km]))[0]
            return flight if met and not flight.at_edge else None

        low, high, step, best = 1.0, 1.0, _MORE, flown(1.0)
        while best is None and 1.0 + step <= max_dv_km_s / size:
            low, high = high, 1.0 + step
            best, step = flown(high), 2.0 * step
        if best is None:
            continue
        for _ in range(_LAST_HALVINGS if high > 1.0 else 0):
            middle = 0.5 * (low + high)
            found = flown(middle)
            low, high, best = (low, middle, found) if found else (middle, high, best)
        return best
    return None


def _same(
    lead_s: Floats, direction: NDArray[np.str_], size_km_s: float, pc: float, miss_km: float
) -> Trade:
    """One answer for every time and direction."""
    n = len(lead_s)
    return Trade(
        lead_s=lead_s, direction=direction, size_km_s=np.full(n, size_km_s),
        dv_rtn_km_s=np.full((n, 3), size_km_s), miss_distance_km=np.full(n, miss_km),
        pc=np.full(n, pc),
    )  # fmt: skip


class _Step:
    """Progress through rounds, each of which counts from 0 to 1 itself."""

    def __init__(self, told: Callable[[float], None] | None, rounds: int) -> None:
        self._told, self._rounds, self._done = told, rounds, 0

    def __call__(self, fraction: float) -> None:
        if self._told is not None and self._done < self._rounds:
            self._told((self._done + fraction) / self._rounds)

    def next(self) -> None:
        """One round more is done."""
        self._done += 1
