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
from cspo.avoidance.trade import Trade, outcomes_of
from cspo.errors import UsageError
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
    leads = np.atleast_1d(np.asarray(lead_s, np.float64))
    if not (max_dv_km_s > 0.0 and np.isfinite(max_dv_km_s)):
        raise UsageError("find burn", "max_dv_km_s", expected="above 0", got=str(max_dv_km_s))
    if not (len(leads) and np.isfinite(leads).all() and (leads > 0.0).all()):
        raise UsageError("find burn", "lead_s", expected="times above 0", got=str(lead_s))
    straight = encounter.is_straight()
    row, way = (
        part.ravel()
        for part in np.meshgrid(np.arange(len(leads)), np.arange(len(directions)), indexing="ij")
    )
    name = np.array(directions, np.str_)[way]
    nominal = encounter.assess()
    if target.reached(nominal.pc, nominal.miss_distance_km)[0]:
        none = np.zeros(len(row))
        return Trade(
            lead_s=leads[row], direction=name, size_km_s=none, dv_rtn_km_s=np.zeros((len(row), 3)),
            miss_distance_km=none + nominal.miss_distance_km, pc=none + nominal.pc,
        )  # fmt: skip
    if target.pc is not None and np.isnan(nominal.pc[0]):
        return _none(leads[row], name)
    rounds = _SIZES[straight] + _HALVINGS[straight]
    step = _Step(progress, rounds)
    outcomes = outcomes_of(encounter, leads, by_miss=target.pc is None, progress=step)

    def reached(some: NDArray[np.int64], size_km_s: Floats) -> NDArray[np.bool_]:
        pc, miss = outcomes(row[some], outcomes.burns(row[some], name[some], size_km_s))
        step.next()
        return target.reached(pc, miss)

    low, high = np.zeros(len(row)), np.full(len(row), np.nan)
    for size in max_dv_km_s * np.geomspace(1.0 / _SPAN, 1.0, _SIZES[straight]):
        some = np.flatnonzero(np.isnan(high))
        good = reached(some, np.full(len(some), size))
        high[some[good]] = size
        low[some[~good]] = size
    some = np.flatnonzero(~np.isnan(high))
    for _ in range(_HALVINGS[straight]):
        middle = 0.5 * (low[some] + high[some])
        good = reached(some, middle)
        high[some[good]] = middle[good]
        low[some[~good]] = middle[~good]
    dv, pc, miss = (np.full(shape, np.nan) for shape in ((len(row), 3), len(row), len(row)))
    dv[some] = outcomes.burns(row[some], name[some], high[some])
    pc[some], miss[some] = outcomes(row[some], dv[some])
    return Trade(
        lead_s=leads[row], direction=name, size_km_s=high, dv_rtn_km_s=dv,
        miss_distance_km=miss, pc=pc,
    )  # fmt: skip


def choose(encounter: Encounter, burns: Trade, target: Target, max_dv_km_s: float) -> Flight | None:
    """The least of some burns, flown, and made larger until the flown encounter meets the target.

    Returns
    -------
    Flight or None
        None where nothing within the limit reaches it; a dozen of the burns are tried, from the
        least to the largest. The flown Pc is what counts: the closed form is a first order and
        knows no J2, and Foster's Pc may fail in the tail, so more may be needed than it says.
    """
    order = np.argsort(burns.size_km_s)  # NaN comes last
    for row in order[np.unique(np.linspace(0, len(order) - 1, _TRIED).astype(int))]:
        size = float(burns.size_km_s[row])
        if not size > 0.0:
            break
        epoch = encounter.tca - float(burns.lead_s[row])

        def flown(more: float, epoch: Epoch = epoch, row: int = int(row)) -> Flight | None:
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


def _none(lead_s: Floats, direction: NDArray[np.str_]) -> Trade:
    """No burn at all, for every time and direction."""
    n = len(lead_s)
    return Trade(
        lead_s=lead_s, direction=direction, size_km_s=np.full(n, np.nan),
        dv_rtn_km_s=np.full((n, 3), np.nan), miss_distance_km=np.full(n, np.nan),
        pc=np.full(n, np.nan),
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
