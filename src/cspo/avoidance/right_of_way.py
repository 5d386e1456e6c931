"""Right of way: which of two spacecraft keeps clear, by numbered rules.

The classes and the rules are those of the Space Safety Coalition's *Best Practices for
the Sustainability of Space Operations*, version 2.39 (November 2024), 8.b and 8.c, first
published in version 2.33 (April 2023). In short: an arrangement that the operators have
goes first; a crewed spacecraft keeps clear of an uncrewed one; else the one that is more
able does; equals talk to each other. The rules give no answer where they have none, and
none where a class is unknown: a guess here is a collision course by agreement.

The result is advice for a proposal, nothing else. It binds nobody until both have said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cspo.errors import UsageError

__all__ = [
    "RULES",
    "SOURCE",
    "Answer",
    "Craft",
    "ManeuverClass",
    "RightOfWay",
    "Rule",
    "right_of_way",
]

SOURCE: Final = (
    "Space Safety Coalition, Best Practices for the Sustainability of Space Operations, v2.39"
)
"""Where classes (8.b) and rules (8.c) come from."""


class ManeuverClass(StrEnum):
    """How able a spacecraft is to keep clear (8.b)."""

    NONMANEUVERABLE = "nonmaneuverable"
    """Debris, spent stages, and what no longer obeys."""
    MINIMALLY_MANEUVERABLE = "minimally-maneuverable"
    """Differential drag or very low thrust: days of lead time."""
    MANEUVERABLE = "maneuverable"
    """People plan and command its burns."""
    AUTOMATED = "automated-collision-avoidance"
    """It avoids collisions by itself."""
    CREWED = "crewed"
    UNKNOWN = "unknown"
    """Nobody has said. No rule gives it a duty."""


class Answer(StrEnum):
    """What the rules say of a pair."""

    FIRST = "first"
    """The first of the two keeps clear."""
    SECOND = "second"
    AGREE = "agree"
    """The rules assign nobody: the operators decide together."""
    NOBODY_CAN = "nobody-can"
    UNKNOWN = "unknown"
    """A class is not known, so the rules can't be asked."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the rules.

    Parameters
    ----------
    number : str
        Its number here, which a proposal cites.
    clause : str
        Of `SOURCE`; ``"cspo"`` where the sentence is our own.
    text : str
    """

    number: str
    clause: str
    text: str


RULES: Final = (
    Rule("1", "8.c", "An arrangement that the two operators have made beforehand goes first."),
    Rule("2", "cspo", "Where the class of either is unknown, no rule assigns anybody."),
    Rule("3", "8.c", "Of two nonmaneuverable objects, neither can keep clear."),
    Rule("4", "8.c", "Of two crewed spacecraft, their operators decide in bilateral discussion."),
    Rule("5", "8.c", "A crewed spacecraft keeps clear of any other, which gives it a wide berth."),
    Rule("6", "8.c", "Two with automated collision avoidance go by an arrangement made beforehand; "
                     "without one, their operators decide in bilateral discussion."),
    Rule("7", "8.c", "Two of another same class: their operators decide in bilateral discussion."),
    Rule("8", "8.c", "Otherwise the abler one keeps clear: automated before maneuverable before "
                     "minimally maneuverable before nonmaneuverable."),
)  # fmt: skip
"""The rules in their order: the first that fits decides."""

_BY_NUMBER: Final = {rule.number: rule for rule in RULES}

_ABILITY: Final = {
    ManeuverClass.NONMANEUVERABLE: 0,
    ManeuverClass.MINIMALLY_MANEUVERABLE: 1,
    ManeuverClass.MANEUVERABLE: 2,
    ManeuverClass.AUTOMATED: 3,
}


@dataclass(frozen=True, slots=True)
class Craft:
    """One of the two.

    Parameters
    ----------
    object : str
        Its identity.
    maneuver_class : ManeuverClass
    """

    object: str
    maneuver_class: ManeuverClass = ManeuverClass.UNKNOWN


@dataclass(frozen=True, slots=True)
class RightOfWay:
    """What the rules say, and which of them said it.

    Parameters
    ----------
    answer : Answer
    keeps_clear : str
        Identity of the one that keeps clear; empty where nobody was assigned.
    rule : Rule
    reason : str
        The case in a few words.
    """

    answer: Answer
    keeps_clear: str
    rule: Rule
    reason: str


def right_of_way(first: Craft, second: Craft, *, arranged: str = "") -> RightOfWay:
    """Which of two spacecraft keeps clear.

    Parameters
    ----------
    first, second : Craft
        In either order: the answer is about the same one.
    arranged : str
        Identity of the one that keeps clear by an arrangement between the operators;
        empty where they have none.

    Raises
    ------
    UsageError
        Where both are one object, or the arrangement names a third.

    Source
    ------
    `SOURCE`, 8.b and 8.c.

    Examples
    --------
    >>> debris = Craft("norad:22675", ManeuverClass.NONMANEUVERABLE)
    >>> active = Craft("norad:24946", ManeuverClass.MANEUVERABLE)
    >>> found = right_of_way(debris, active)
    >>> found.keeps_clear, found.rule.number
    ('norad:24946', '8')
    >>> right_of_way(debris, Craft("norad:1")).answer
    <Answer.UNKNOWN: 'unknown'>
    """
    if first.object == second.object:
        raise UsageError("ask for right of way", first.object, expected="two objects", got="one")
    if arranged:
        if arranged not in {first.object, second.object}:
            raise UsageError(
                "ask for right of way", arranged,
                expected="an arrangement about one of the two", got="a third object",
            )  # fmt: skip
        return _assigned("1", first, second, arranged, "by arrangement between the operators")
    one, other = first.maneuver_class, second.maneuver_class
    if ManeuverClass.UNKNOWN in {one, other}:
        unknown = [each.object for each in (first, second)
                   if each.maneuver_class is ManeuverClass.UNKNOWN]  # fmt: skip
        return _nobody(Answer.UNKNOWN, "2", f"class unknown of {', '.join(sorted(unknown))}")
    if one == other:
        return _of_equals(one)
    if ManeuverClass.CREWED in {one, other}:
        crewed = first if one is ManeuverClass.CREWED else second
        return _assigned("5", first, second, crewed.object, "crewed, the other is not")
    abler, less = (first, second) if _ABILITY[one] > _ABILITY[other] else (second, first)
    reason = f"{abler.maneuver_class}, the other is {less.maneuver_class}"
    return _assigned("8", first, second, abler.object, reason)


def _of_equals(both: ManeuverClass) -> RightOfWay:
    if both is ManeuverClass.NONMANEUVERABLE:
        return _nobody(Answer.NOBODY_CAN, "3", "neither can be commanded")
    number = {ManeuverClass.CREWED: "4", ManeuverClass.AUTOMATED: "6"}.get(both, "7")
    return _nobody(Answer.AGREE, number, f"both {both}")


def _assigned(number: str, first: Craft, second: Craft, clear: str, reason: str) -> RightOfWay:
    answer = Answer.FIRST if clear == first.object else Answer.SECOND
    other = second.object if clear == first.object else first.object
    return RightOfWay(answer, clear, _BY_NUMBER[number], f"{clear} gives way to {other}: {reason}")


def _nobody(answer: Answer, number: str, reason: str) -> RightOfWay:
    return RightOfWay(answer, "", _BY_NUMBER[number], reason)
