"""Answers about judgement: what was assessed, and how other plans stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cspo.operations.plan.books import Books, unknown
from cspo.operations.plan.outward import OWNER_UNHEARD
from cspo.operations.plan.sayings import Word
from cspo.policy import NUMBER, TEXT, TIME_S, TRUTH, Reading
from cspo.policy import Unit as Sort
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.bodies.standing import PlanStanding
from cspo.records.bodies.words import Unit
from cspo.time import Epoch

__all__ = ["ANSWERS"]

_Arguments = Mapping[str, Any]
_PLAIN: Final = {Unit.NONE, Unit.OBJECTS, Unit.PERSONS}
_HOLDS: Final = {PlanStanding.HOLDS: True, PlanStanding.NEARLY: True, PlanStanding.FAILS: False}


def _likelihood(books: Books, arguments: _Arguments) -> Reading:
    word = _word(books, arguments)
    if word is None:
        return _nobody(NUMBER, arguments)
    body: AssessmentBody = word.body
    fields: dict[str, Any] = {"evidence": (word.record_id,), "since": word.t}
    told = body.likelihood
    if told is None or told.unit is not Unit.NONE:
        return unknown(NUMBER, "it states no probability", **fields)
    over = _over(body, books.t)
    if over or told.value is None:
        bounds = {} if over else {"low": told.low, "high": told.high}
        return unknown(NUMBER, over or told.derivation[:200], **bounds, **fields)
    return Reading(
        value=told.value, low=told.low, high=told.high, unit=NUMBER, text=told.derivation[:200],
        **fields,
    )  # fmt: skip


def _confidence(books: Books, arguments: _Arguments) -> Reading:
    word = _word(books, arguments)
    if word is None:
        return _nobody(TEXT, arguments)
    fields: dict[str, Any] = {"evidence": (word.record_id,), "since": word.t}
    if over := _over(word.body, books.t):
        return unknown(TEXT, over, **fields)
    return Reading(value=word.body.confidence.value, unit=TEXT, **fields)


def _age(books: Books, arguments: _Arguments) -> Reading:
    word = _word(books, arguments)
    if word is None:
        return _nobody(TIME_S, arguments)
    age_s = max(0.0, books.t - word.t)
    return Reading(value=age_s, unit=TIME_S, evidence=(word.record_id,), since=word.t)


def _finding(books: Books, arguments: _Arguments) -> Reading:
    given = {**arguments, "name": arguments["assessment"]}
    word = _word(books, given)
    if word is None:
        return _nobody(NUMBER, given)
    fields: dict[str, Any] = {"evidence": (word.record_id,), "since": word.t}
    body: AssessmentBody = word.body
    wanted = str(arguments["name"])
    found = next((each for each in body.findings if each.name == wanted), None)
    if found is None or found.unit not in _PLAIN:
        what = "has no finding" if found is None else f"states in {found.unit.value} the finding"
        return unknown(NUMBER, f"the assessment {what} {wanted}"[:200], **fields)
    over = _over(body, books.t)
    if over or found.value is None:
        return unknown(NUMBER, over or found.text or "stated as not known", **fields)
    return Reading(
        value=found.value, low=found.low, high=found.high, unit=NUMBER, text=found.text, **fields
    )


def _plan_holds(books: Books, arguments: _Arguments) -> Reading:
    origin, name = str(arguments.get("nation", books.nation)), str(arguments["name"])
    found = books.plan(origin, name)
    if found is None:
        return unknown(TRUTH, f"no plan {origin}/{name} is known"[:200])
    fields: dict[str, Any] = {"evidence": found.evidence, "since": found.since}
    if why := books.no_word(origin):
        return unknown(TRUTH, why, outward=OWNER_UNHEARD, **fields)
    holds = None if found.standing is None else _HOLDS.get(found.standing)
    if holds is None:
        return unknown(TRUTH, found.text, **fields)
    return Reading(value=holds, unit=TRUTH, text=found.text, **fields)


def _word(books: Books, arguments: _Arguments) -> Word | None:
    origin = str(arguments.get("nation", books.nation))
    hazard = str(arguments.get("hazard", ""))
    return books.said.assessment(str(arguments["name"]), hazard, origin, books.t)


def _nobody(sort: Sort, arguments: _Arguments) -> Reading:
    return unknown(sort, f"there is no assessment of {arguments['name']}"[:200])


def _over(body: AssessmentBody, t: Epoch) -> str:
    """Why an assessment says nothing of the present; empty where it does."""
    if body.until_utc is not None and Epoch.from_utc(body.until_utc) <= t:
        return f"the assessment was good until {body.until_utc}"
    return ""


ANSWERS: Final = {
    "assessment.likelihood": _likelihood, "assessment.confidence": _confidence,
    "assessment.age": _age, "finding": _finding, "plan.holds": _plan_holds,
}  # fmt: skip
