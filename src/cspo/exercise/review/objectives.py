"""What an exercise says of its objectives, and what directors ruled beside what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final

from cspo.exercise.review.left import Left
from cspo.exercise.review.values import InjectReview, ObjectiveReview, RulingReview, Verdict
from cspo.exercise.white_cell import Order

__all__ = ["review_objectives", "ruling_on"]

_DIGITS: Final = 3
_COUNTED: Final = frozenset({Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET})


def review_objectives(
    left: Left, injects: Iterable[InjectReview]
) -> tuple[ObjectiveReview, ...]:  # fmt: skip
    """What the exercise says of each objective: all, some or none of what serves it was met."""
    known = tuple(injects)
    found = []
    for objective in left.scenario.objectives:
        serving = [each for each in known if objective.name in each.objectives]
        verdicts = [one.verdict for each in serving for one in each.expected]
        verdicts += [one.verdict for each in serving for one in each.measures]
        counted = [verdict for verdict in verdicts if verdict in _COUNTED]
        met = sum(verdict is Verdict.MET for verdict in counted)
        by_machine = _of_all(left, verdicts, counted, met)
        ruling = ruling_on(left, partial(_is_of, objective.name))
        found.append(
            ObjectiveReview(
                name=objective.name, text=objective.text,
                injects=tuple(each.number for each in serving), met=met, of=len(counted),
                found=by_machine, ruling=ruling,
                verdict=by_machine if ruling is None else ruling.ruling,
            )
        )  # fmt: skip
    return tuple(found)


def _is_of(objective: str, given: Mapping[str, object]) -> bool:
    return "number" not in given and given.get("objective") == objective


def _of_all(
    left: Left, verdicts: list[Verdict], counted: list[Verdict], met: int
) -> Verdict:  # fmt: skip
    if not counted:
        tried = any(verdict is not Verdict.NOT_TRIED for verdict in verdicts)
        if verdicts and all(verdict is Verdict.VOID for verdict in verdicts):
            return Verdict.VOID
        return Verdict.UNKNOWN if tried else Verdict.NOT_TRIED
    if met == len(counted):
        if not {Verdict.UNKNOWN, Verdict.NOT_TRIED} & set(verdicts):
            return Verdict.MET
        is_open = left.audience or not left.ended or Verdict.UNKNOWN in verdicts
        return Verdict.UNKNOWN if is_open else Verdict.PARTLY
    return Verdict.PARTLY if met or Verdict.PARTLY in counted else Verdict.NOT_MET


def ruling_on(left: Left, about: Callable[[Mapping[str, object]], bool]) -> RulingReview | None:
    """The last that a director ruled about something."""
    for each in reversed(left.ordered):
        command = each.command
        if command.what is Order.ADJUDICATE and about(command.arguments):
            return RulingReview(
                ruling=Verdict(command.arguments["ruling"]), text=str(command.arguments["text"]),
                utc=each.t.utc_iso(_DIGITS),
            )  # fmt: skip
    return None
