"""Which of several orbits of an object the picture goes by. The rules are numbered.

Sources stay side by side whatever is adopted; what the rules choose is the one
orbit that is screened and drawn.

1. The source that the nation has adopted for the object by a recorded decision.
2. What the owner says of its own, where we ourselves say who that is: our ``parties.toml``,
   our catalogue, or the statement that we have decided for. An orbit whose origin is one that is
   named as the owner, or the nation that sponsors it. An organization counts only where it
   is named itself.
3. Our own: the newest epoch that the nation itself has put its name to. No date of a
   partner takes the place of it.
4. What somebody says who is the owner by a partner's word, its own among them.
5. The newest epoch.
6. A source that the nation has rejected for the object, where there is no other: an
   object with a doubtful orbit is screened rather than forgotten.

A source that has fallen silent is passed over by rules 1 to 4: one whose epoch lies
further behind the newest than its elements stay fresh (five days with a perigee in low
orbit, else ten). Here no epoch counts as newer than when it came to us, by our own clock: nobody
makes us stale by a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

__all__ = ["RULES", "Candidate", "Rule", "adopt", "fresh"]


class Rule(IntEnum):
    """Numbers of the rules."""

    DECIDED = 1
    OWNERS_OWN = 2
    OWN = 3
    CLAIMED = 4
    NEWEST = 5
    LAST_RESORT = 6


RULES: Final = {
    Rule.DECIDED: "the nation's decision",
    Rule.OWNERS_OWN: "what the owner says of its own",
    Rule.OWN: "our own",
    Rule.CLAIMED: "what somebody says who is the owner by a partner's word",
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
    came_ns : int
        When it came to us, by our own clock, TAI.
    fresh_ns : int
        How far behind the newest an orbit like this one is still fresh.
    order : tuple
        When it was said, to tell two of one epoch apart.
    ours : bool
        Whether the nation itself says it.
    owners : bool
        Whether the owner says it.
    believed : bool
        Whether we ourselves say that it is the owner.
    decided : int
        1 where it was adopted by a decision, -1 where it was rejected, else 0.
    """

    row: int
    counted_ns: int
    came_ns: int
    fresh_ns: int
    order: tuple[int, str]
    ours: bool = False
    owners: bool = False
    believed: bool = False
    decided: int = 0


def adopt(candidates: Sequence[Candidate]) -> tuple[Candidate, Rule]:
    """The candidate that is adopted, and by which rule.

    Parameters
    ----------
    candidates : sequence of Candidate
        At least one.

    Examples
    --------
    >>> ours = Candidate(0, 0, 0, 200, (0, "a"), ours=True)
    >>> theirs = Candidate(1, 100, 150, 200, (0, "b"))
    >>> adopt([ours, theirs])[1].name
    'OWN'
    >>> adopt([ours, theirs._replace(counted_ns=201, came_ns=201)])[1].name
    'NEWEST'
    """
    speaking = fresh(candidates)
    free = [each for each in speaking if each.decided == 0]
    for rule, chosen in (
        (Rule.DECIDED, [each for each in speaking if each.decided > 0]),
        (Rule.OWNERS_OWN, [each for each in free if each.owners and each.believed]),
        (Rule.OWN, [each for each in free if each.ours]),
        (Rule.CLAIMED, [each for each in free if each.owners]),
        (Rule.NEWEST, [each for each in candidates if each.decided >= 0]),
    ):
        if chosen:
            return max(chosen, key=_age), rule
    return max(candidates, key=_age), Rule.LAST_RESORT


def fresh(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that have not fallen silent."""
    newest = max(min(each.counted_ns, each.came_ns) for each in candidates)
    return [each for each in candidates if newest - each.counted_ns <= each.fresh_ns]


def _age(candidate: Candidate) -> tuple[int, tuple[int, str]]:
    return candidate.counted_ns, candidate.order
