"""Whether what nations assess of one subject and hazard goes together (rule V4 of the view)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from cspo.operations.assess.assessed import Assessed, SubjectKey
from cspo.operations.assess.chance import Chance
from cspo.operations.assess.draft import number
from cspo.records.bodies.assessment import Hazard
from cspo.records.bodies.coordination import Stance
from cspo.records.bodies.words import Unit

__all__ = ["Agreement", "Matter", "agreement_of", "chance_in", "disputes"]

_WIDE: Final = 2.0
Matter = tuple[SubjectKey, Hazard | None]


class Agreement(StrEnum):
    """Whether opinions go together."""

    AGREED = "agreed"
    DISPUTED = "disputed"
    ALONE = "alone"
    UNKNOWN = "unknown"


def chance_in(assessed: Assessed) -> Chance:
    """What an assessment states, with the widest band where it states none."""
    said = assessed.body.likelihood
    if said is None or said.unit is not Unit.NONE:
        return Chance()
    low = said.low if said.low is not None else (said.value or 0.0)
    high = said.high if said.high is not None else (1.0 if said.value is None else said.value)
    low, high = min(low, 1.0), min(max(high, low), 1.0)
    return Chance(value=None if said.value is None else min(said.value, 1.0), low=low, high=high)


def agreement_of(same: Sequence[Assessed]) -> tuple[Agreement, str]:
    """Of current assessments of one subject and hazard: by rule V4, and in what they differ."""
    dissents = [
        f"{opinion.origin} dissents from {each.origin}"
        for each in same for opinion in each.opinions if opinion.stance is Stance.DISSENT
    ]  # fmt: skip
    stated = [each for each in same if _value(each) is not None]
    apart = [
        f"{one.origin} {number(_value(one))}, {other.origin} {number(_value(other))}"
        for at, one in enumerate(stated) for other in stated[at + 1 :]
        if one.origin != other.origin and not _meet(chance_in(one), chance_in(other))
    ]  # fmt: skip
    if dissents or apart:
        return Agreement.DISPUTED, "; ".join((*dissents, *apart))[:300]
    origins = {each.origin for each in stated}
    concurring = {
        opinion.origin for each in same for opinion in each.opinions
        if opinion.stance is Stance.CONCUR and opinion.origin != each.origin
    }  # fmt: skip
    if not origins:
        return Agreement.UNKNOWN, ""
    both = len(origins | concurring) > 1
    return (Agreement.AGREED if both else Agreement.ALONE), ""


def disputes(counted: Iterable[Assessed]) -> tuple[Agreement, str]:
    """Of assessments of several subjects: disputed where one is, agreed where one is shared."""
    groups: dict[Matter, list[Assessed]] = {}
    for each in counted:
        groups.setdefault((each.subject, each.body.hazard), []).append(each)
    found = [(same[0], *agreement_of(same)) for same in groups.values()]
    apart = [
        f"{first.body.title or first.body.name}, {_of(first.body.hazard)}: {differ}"
        for first, agreement, differ in found if agreement is Agreement.DISPUTED
    ]  # fmt: skip
    if apart:
        return Agreement.DISPUTED, "; ".join(apart)[:500]
    for wanted in (Agreement.AGREED, Agreement.ALONE):
        if any(agreement is wanted for _, agreement, _ in found):
            return wanted, ""
    return Agreement.UNKNOWN, ""


def _meet(one: Chance, other: Chance) -> bool:
    """Whether two bands touch, each at least a factor of two to either side of its value."""
    return max(_low(one), _low(other)) <= min(_high(one), _high(other))


def _low(chance: Chance) -> float:
    return chance.low if chance.value is None else min(chance.low, chance.value / _WIDE)


def _high(chance: Chance) -> float:
    return chance.high if chance.value is None else max(chance.high, chance.value * _WIDE)


def _value(assessed: Assessed) -> float | None:
    return chance_in(assessed).value


def _of(hazard: Hazard | None) -> str:
    return "all hazards" if hazard is None else hazard.value
