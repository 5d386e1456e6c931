"""Hours lost: a shortfall over time, less what is held over and what stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from cspo.consequence.band import Band

__all__ = ["Phase", "StandIn", "lost_hours", "lost_share"]

Corner = Literal["low", "expected", "high"]

_CORNERS: Final[tuple[Corner, ...]] = ("low", "expected", "high")
_OPPOSITE: Final[dict[Corner, Corner]] = {"low": "high", "expected": "expected", "high": "low"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A time of one shortfall.

    Parameters
    ----------
    shortfall : float
        Part of the service that is gone, 0 to 1.
    until_hours : Band or None
        End of the phase, hours from the loss; it begins where the one before it ends. None where
        nobody knows.
    """

    shortfall: float
    until_hours: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A substitute as good as it is at one nation's places.

    Parameters
    ----------
    share : Band
        Share of the users who can turn to it, 0 to 1.
    after_hours : Band
        How soon, hours from the loss.
    during, after : float
        Its own availability in the first phase, and from the second on, 0 to 1.
    """

    share: Band
    after_hours: Band
    during: float
    after: float


def lost_share(phase: Phase, stand_ins: Sequence[StandIn], *, first: bool = False) -> Band:
    """Part of the service that stays lost once every substitute has taken over, 0 to 1.

    The best substitute counts, not their sum: who can use one may be who can use the other.

    Examples
    --------
    >>> half = Band(low=0.25, expected=0.5, high=0.75)
    >>> other = StandIn(share=half, after_hours=half, during=1.0, after=1.0)
    >>> lost_share(Phase(shortfall=0.8, until_hours=None), [other]).high
    0.6000000000000001
    """
    low, expected, high = (
        phase.shortfall * (1.0 - _recovered(stand_ins, corner, float("inf"), first=first))
        for corner in _CORNERS
    )
    return Band(low=low, expected=expected, high=high)


def lost_hours(
    phases: Sequence[Phase], stand_ins: Sequence[StandIn], holdover_hours: Band
) -> Band | None:
    """Hours of the service that are lost in all, or None where a phase has no end.

    The integral of shortfall x (1 - what the best substitute recovers by then), from the end of
    the holdover to the end of the last phase. *low* takes the shortest phases, the longest
    holdover, and the widest and soonest substitutes; *high* the opposite.

    Examples
    --------
    >>> week = Phase(shortfall=0.5, until_hours=Band.certain(168.0))
    >>> lost_hours([week], [], Band.certain(8.0)).expected
    80.0
    """
    totals = []
    for corner in _CORNERS:
        begin = getattr(holdover_hours, _OPPOSITE[corner])
        at, total = 0.0, 0.0
        for number, phase in enumerate(phases):
            if phase.until_hours is None:
                return None
            end = max(getattr(phase.until_hours, corner), at)
            total += phase.shortfall * _unrecovered_hours(
                stand_ins, corner, max(at, begin), end, first=number == 0 and len(phases) > 1
            )
            at = end
        totals.append(total)
    low, expected, high = np.maximum.accumulate(totals).tolist()  # in order but for rounding
    return Band(low=low, expected=expected, high=high)


def _unrecovered_hours(
    stand_ins: Sequence[StandIn], corner: Corner, begin: float, end: float, *, first: bool
) -> float:
    """Integral of 1 - recovered over [begin, end]: constant between the starts of substitutes."""
    if end <= begin:
        return 0.0
    starts = sorted(
        hours
        for hours in (getattr(each.after_hours, corner) for each in stand_ins)
        if begin < hours < end
    )
    total = 0.0
    for low, high in zip([begin, *starts], [*starts, end], strict=True):
        total += (high - low) * (1.0 - _recovered(stand_ins, corner, low, first=first))
    return total


def _recovered(
    stand_ins: Sequence[StandIn], corner: Corner, at_hours: float, *, first: bool
) -> float:
    """What the best substitute recovers of the loss at a time, 0 to 1."""
    best = 0.0
    for each in stand_ins:
        if getattr(each.after_hours, corner) <= at_hours:
            share = getattr(each.share, _OPPOSITE[corner])
            best = max(best, share * (each.during if first else each.after))
    return best
