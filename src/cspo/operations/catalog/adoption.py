"""Which of several orbits of an object the picture goes by. The rules are numbered.

Sources stay side by side whatever is adopted; what the rules choose is the one
orbit that is screened and drawn.

1. The source that the nation has adopted for the object by a recorded decision.
2. What the owner says of its own: an orbit whose origin is one that is named as the owner,
   or the nation that sponsors it. An organization counts only where it is named itself.
3. The newest epoch.
4. A source that the nation has rejected for the object, where there is no other: an
   object with a doubtful orbit is screened rather than forgotten.

A source that has fallen silent is passed over by rules 1 and 2: one whose epoch lies
further behind the newest than elements of that orbit stay fresh (five days with a
perigee in low orbit, else ten).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

__all__ = ["RULES", "Candidate", "Rule", "adopt"]


class Rule(IntEnum):
    """Numbers of the rules."""

    DECIDED = 1
    OWNERS_OWN = 2
    NEWEST = 3
    LAST_RESORT = 4


RULES: Final = {
    Rule.DECIDED: "the nation's decision",
    Rule.OWNERS_OWN: "what the owner says of its own",
    Rule.NEWEST: "the newest epoch",
    Rule.LAST_RESORT: "rejected, and there is no other",
}
"""The rules in words."""


class Candidate(NamedTuple):
    """One source's orbit, as the rules look at it.

    Parameters
    ----------
    row : int
        Whatever the caller knows it by.
    counted_ns : int
        Its epoch as it counts, TAI.
    order : tuple
        When it was said, to tell two of one epoch apart.
    owners : bool
        Whether the owner says it.
    decided : int
        1 where it was adopted by a decision, -1 where it was rejected, else 0.
    """

    row: int
    counted_ns: int
    order: tuple[int, str]
    owners: bool = False
    decided: int = 0


def adopt(candidates: Sequence[Candidate], fresh_ns: int) -> tuple[Candidate, Rule]:
    """The candidate that is adopted, and by which rule.

    Parameters
    ----------
    candidates : sequence of Candidate
        At least one.
    fresh_ns : int
        How far behind the newest an orbit of the object is still fresh.

    Examples
    --------
    >>> old = Candidate(0, 0, (0, "a"), owners=True)
    >>> new = Candidate(1, 100, (0, "b"))
    >>> adopt([old, new], fresh_ns=200)[1].name, adopt([old, new], fresh_ns=50)[1].name
    ('OWNERS_OWN', 'NEWEST')
    """
    newest = max(each.counted_ns for each in candidates)
    fresh = [each for each in candidates if newest - each.counted_ns <= fresh_ns]
    for rule, chosen in (
        (Rule.DECIDED, [each for each in fresh if each.decided > 0]),
        (Rule.OWNERS_OWN, [each for each in fresh if each.owners and each.decided == 0]),
        (Rule.NEWEST, [each for each in candidates if each.decided >= 0]),
    ):
        if chosen:
            return max(chosen, key=_age), rule
    return max(candidates, key=_age), Rule.LAST_RESORT


def _age(candidate: Candidate) -> tuple[int, tuple[int, str]]:
    return candidate.counted_ns, candidate.order
