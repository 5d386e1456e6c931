"""When an owner is told of an assumption: not at each change, and never too late.

1. What was never told of is held to hold.
2. A flag is raised where an assumption stands otherwise than was last told, at most once
   an hour.
3. What becomes graver before that hour is over makes the flag that stands graver: a later
   version of its record, and no new flag. What becomes better waits.

So an assumption that goes to and fro raises one flag an hour, and whoever reads it knows
the worst of that hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cspo.operations.plan.plans import GRAVITY, Found
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["HOUR_S", "Raised", "raised"]

HOUR_S: Final = 3_600.0
"""The least time between two flags of an assumption, s."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What is to be told: the number of the flag, and the version of its record."""

    flag: int
    version: int


def raised(found: tuple[Found, ...], standing: PlanStanding, t: Epoch) -> Raised | None:
    """What is to be told of an assumption now; None where nothing is.

    Parameters
    ----------
    found : tuple of Found
        What was told of it, in order.
    standing : PlanStanding
        How it stands now.
    """
    if not found:
        return None if standing is PlanStanding.HOLDS else Raised(1, 1)
    last = found[-1]
    if last.body.standing is standing:
        return None
    if t - _first_of(found).t >= HOUR_S:
        return Raised(last.body.flag + 1, 1)
    if GRAVITY[standing] > GRAVITY[last.body.standing]:
        return Raised(last.body.flag, last.version + 1)
    return None


def _first_of(found: tuple[Found, ...]) -> Found:
    """The first version of the last flag: the hour counts from there."""
    flag = found[-1].body.flag
    return next(each for each in found if each.body.flag == flag)
