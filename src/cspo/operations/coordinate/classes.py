"""Manoeuvrability classes of the two objects, from what records say; and the way that follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cspo.avoidance.right_of_way import Craft, ManeuverClass, RightOfWay, right_of_way
from cspo.markings.parties import sponsor_of
from cspo.records.bodies.objects import (
    Maneuverability,
    ObjectFacts,
    ObjectStatus,
    ObjectType,
)
from cspo.records.bodies.objects import ManeuverClass as Declared

__all__ = ["RULES_NAME", "maneuver_class", "rule_word", "way_of"]

RULES_NAME: Final = "ssc-2.39-8.c"
"""How a proposal names the rules, before the number of the rule."""

_CANNOT: Final = (ObjectStatus.INACTIVE, ObjectStatus.DECAYED)
_PIECES: Final = (ObjectType.DEBRIS, ObjectType.ROCKET_BODY)


def maneuver_class(facts: Iterable[tuple[str, ObjectFacts]], operator: str) -> ManeuverClass:
    """The class of an object, as far as records tell.

    Its operator's word counts first, or that of the nation behind the operator:
    nobody declares another's satellite crewed, or able. Then what is debris, spent,
    silent, or said by anybody not to maneuver, is nonmaneuverable. That something
    can maneuver makes it maneuverable if nobody disagrees. All else stays unknown.

    Parameters
    ----------
    facts : iterable of (str, ObjectFacts)
        By origin, the newest of each; where one origin stands twice, its later one counts.
    operator : str
        The party that operates the object; empty where unknown.

    Examples
    --------
    >>> maneuver_class([("USA", ObjectFacts(object="norad:1", type=ObjectType.DEBRIS))], "")
    <ManeuverClass.NONMANEUVERABLE: 'nonmaneuverable'>
    """
    told = list(facts)
    for origin, each in reversed(told):
        if operator and origin in {operator, sponsor_of(operator)}:
            declared = _declared(each)
            if declared is not ManeuverClass.UNKNOWN:
                return declared
    if any(_is_dead(each) for _, each in told):
        return ManeuverClass.NONMANEUVERABLE
    said = {each.maneuverability for _, each in told} - {Maneuverability.UNKNOWN}
    return ManeuverClass.MANEUVERABLE if said == {Maneuverability.YES} else ManeuverClass.UNKNOWN


def _declared(facts: ObjectFacts) -> ManeuverClass:
    """What the operator itself says, in either field."""
    if facts.maneuver_class is not Declared.UNKNOWN:
        return ManeuverClass(facts.maneuver_class.value)
    if _is_dead(facts):
        return ManeuverClass.NONMANEUVERABLE
    able = facts.maneuverability is Maneuverability.YES
    return ManeuverClass.MANEUVERABLE if able else ManeuverClass.UNKNOWN


def _is_dead(facts: ObjectFacts) -> bool:
    return (
        facts.type in _PIECES
        or facts.status in _CANNOT
        or facts.maneuverability is Maneuverability.NO
    )


def way_of(
    first: tuple[str, ManeuverClass], second: tuple[str, ManeuverClass], *, arranged: str = ""
) -> RightOfWay:
    """What the rules say of two objects with their classes."""
    return right_of_way(Craft(*first), Craft(*second), arranged=arranged)


def rule_word(way: RightOfWay) -> str:
    """How a proposal cites the rule that it follows.

    Examples
    --------
    >>> debris = ("norad:1", ManeuverClass.NONMANEUVERABLE)
    >>> rule_word(way_of(debris, ("norad:2", ManeuverClass.CREWED)))
    'ssc-2.39-8.c/5'
    """
    return f"{RULES_NAME}/{way.rule.number}"
