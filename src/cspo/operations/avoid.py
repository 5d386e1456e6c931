"""What can be done about a close approach: burns of one of the two, in the time that is left.

A study is bounded: how many burns are tried follows from what one costs, so that whoever
watches an answer has it within seconds. What it says is no plan: the burn that it chooses
is flown on both orbits, and still has to be screened against all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.avoidance import Encounter, Flight, Target, Trade, choose, smallest_burns, trade
from cspo.avoidance.directions import AXES, BEST
from cspo.conjunction.probability import Assessment
from cspo.errors import OutOfRange
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["Paths", "Study", "study_burns"]

Floats = NDArray[np.float64]

_LONGEST_S: Final = 2.0 * DAY_S
_PREPARE_S: Final = 600.0
"""No burn is proposed for sooner than this from now: somebody has to send it."""

_LEAST_PART: Final = 1e-2
"""The smallest size of the trade, as a part of the limit."""


class Paths(StrEnum):
    """How the two move past each other, which says what a trade costs."""

    STRAIGHT = "straight"
    """Fast, and the plane method's assumptions hold: the closed form and Foster's Pc."""
    CURVED = "curved"
    """Fast, but Pc is had by the methods for curved paths."""
    SLOW = "slow"
    """Below 1 km/s: every burn is flown."""


_TIMES: Final = {Paths.STRAIGHT: 48, Paths.CURVED: 12, Paths.SLOW: 4}
_SIZES: Final = {Paths.STRAIGHT: 16, Paths.CURVED: 8, Paths.SLOW: 3}
_TRIED: Final = {
    Paths.STRAIGHT: (BEST, *AXES), Paths.CURVED: (BEST, "+T", "-T"), Paths.SLOW: ("+T", "-T"),
}  # fmt: skip
_SOUGHT: Final = {
    Paths.STRAIGHT: (BEST, "+T", "-T"), Paths.CURVED: (BEST,), Paths.SLOW: ("+T", "-T"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """Burns of object 1 of an encounter, and what each leads to.

    Parameters
    ----------
    encounter : Encounter
    paths : Paths
    nominal : Assessment
        Without a burn, one row.
    target : Target
    max_dv_km_s : float
        No larger burn, km/s.
    lead_s : (k,) float64
        Times of burns before closest approach, s, the longest first.
    size_km_s : (l,) float64
        Rising.
    directions : tuple of str
        Of the trade.
    trade : Trade
        Times slowest, then directions, sizes fastest.
    smallest : Trade
        The least burn that reaches the target, for each time and some directions; NaN where
        none does, 0 where none is needed.
    flight : Flight or None
        The least of those, flown; None where none is needed, or none within the limit does.
    """

    encounter: Encounter
    paths: Paths
    nominal: Assessment
    target: Target
    max_dv_km_s: float
    lead_s: Floats
    size_km_s: Floats
    directions: tuple[str, ...]
    trade: Trade
    smallest: Trade
    flight: Flight | None

    @property
    def needless(self) -> bool:
        """Whether the target is met without a burn."""
        return bool(self.target.reached(self.nominal.pc, self.nominal.miss_distance_km)[0])

    @property
    def reason(self) -> str:
        """Why no burn was chosen, as `cspo avoid` says it; empty where one was."""
        if self.needless:
            return "NO_BURN_NEEDED"
        if self.flight is not None:
            return ""
        no_pc = self.target.pc is not None and bool(np.isnan(self.nominal.pc[0]))
        return "NO_PC" if no_pc else "OUT_OF_REACH"


def study_burns(encounter: Encounter, *, t: Epoch, target: Target, max_dv_km_s: float) -> Study:
    """Try burns from now on, until a quarter of an orbit before closest approach.

    Parameters
    ----------
    encounter : Encounter
        Object 1 burns.
    t : Epoch
        Now.
    target : Target
    max_dv_km_s : float
        Above 0.

    Raises
    ------
    OutOfRange
        Where there is no time left for a burn.
    UsageError
        Where a number has no meaning.
    """
    paths = _paths(encounter)
    leads = _leads(encounter, t, _TIMES[paths])
    sizes = max_dv_km_s * np.geomspace(_LEAST_PART, 1.0, _SIZES[paths])
    directions = _TRIED[paths]
    table = trade(encounter, leads, sizes, directions)
    smallest = smallest_burns(encounter, leads, target, max_dv_km_s, _SOUGHT[paths])
    return Study(
        encounter=encounter, paths=paths, nominal=encounter.assess(), target=target,
        max_dv_km_s=max_dv_km_s, lead_s=leads, size_km_s=sizes, directions=directions,
        trade=table, smallest=smallest, flight=choose(encounter, smallest, target, max_dv_km_s),
    )  # fmt: skip


def _paths(encounter: Encounter) -> Paths:
    if not encounter.is_fast:
        return Paths.SLOW
    return Paths.STRAIGHT if encounter.is_straight() else Paths.CURVED


def _leads(encounter: Encounter, t: Epoch, most: int) -> Floats:
    """Times before closest approach, s, at whole seconds of UTC's tick, the longest first.

    Raises
    ------
    OutOfRange
        Where none is left.
    """
    high_s = min(encounter.tca - t - _PREPARE_S, _LONGEST_S)
    if not high_s > 1.0:
        raise OutOfRange(
            "reckon burn", expected="time for a burn before closest approach",
            got="closest approach within ten minutes, or past",
            hint="call the other side",
        )  # fmt: skip
    low_s = min(0.25 * encounter.period_s, high_s)
    leads_s = np.linspace(high_s, low_s, most)
    whole_ns = np.round((encounter.tca.tai_ns - leads_s * NS_PER_S) / NS_PER_S).astype(np.int64)
    leads_s = (encounter.tca.tai_ns - whole_ns * NS_PER_S) / NS_PER_S
    return np.unique(leads_s[leads_s > 0.0])[::-1].copy()
