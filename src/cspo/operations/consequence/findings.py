"""Bodies of the records that a study is kept as: what is said of the event, in whose words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspo.operations.consequence.results import Band, BreakupResult, CrossedLine, WhatView
from cspo.operations.notices.outlook import ANY_HIT, HALF_GONE, SUPPOSED, pieces_over
from cspo.records.bodies.activity import Alternative, Behavior, BehaviorEventBody
from cspo.records.bodies.planning import AssessmentBody, Assumption, Finding, Subject, Unit
from cspo.records.bodies.words import Confidence
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["METHOD", "event_body", "outlook_assessment", "risk_assessment"]

METHOD: Final = "NASA standard break-up model (2001, ODQN 15-4)"
_HOUR_S: Final = 3_600.0
_LINE: Final = 200
_TOLD: Final = (0.1, 0.05, 0.01)
"""Sizes of pieces that a record counts, m."""


def event_body(result: BreakupResult) -> BehaviorEventBody:
    """What happened, or is supposed to have. Of a supposed event the first word says so."""
    objects = [each.object for each in (result.what, result.other) if each and each.object]
    is_collision = result.kind == "collision"
    said = f"{'Collision' if is_collision else 'Explosion'} of {called(result.what)}"
    if is_collision:
        with_what = called(result.other) if result.other else "an object that is not catalogued"
        said += f" with {with_what}"
    said += f", at {result.altitude_km:.0f} km over {place(result)}."
    head = "SUPPOSED: nobody has reported it. " if result.supposed else ""
    nothing = Alternative(what=Behavior.OTHER, text="It did not happen: the event is supposed.")
    return BehaviorEventBody(
        what=Behavior.COLLISION if is_collision else Behavior.BREAKUP, objects=tuple(objects),
        start_utc=result.at_utc, stop_utc=result.at_utc,
        confidence=Confidence.UNKNOWN if result.supposed else Confidence.LOW,
        text=head + said, alternatives=(nothing,) if result.supposed else (),
    )  # fmt: skip


def outlook_assessment(result: BreakupResult) -> AssessmentBody:
    """Pieces and how long they stay: what rests on the broken objects' orbits alone."""
    counts = {line.over_m: line.count for line in result.pieces}
    found = [Finding(name=SUPPOSED, value=1.0)] if result.supposed else []
    found += [_banded(pieces_over(m), counts[m], Unit.OBJECTS) for m in _TOLD if m in counts]
    named = [each for each in (result.what, result.other) if each and each.object and each.name]
    found += [Finding(name=each.object, text=each.name[:_LINE]) for each in named]
    if result.decay.half_days.expected < result.decay.until_days:
        half_s = _scaled(result.decay.half_days, DAY_S)
        found.append(_banded(HALF_GONE, half_s, Unit.S))
    most = counts.get(0.1)
    answer = "" if most is None else (
        f"{most.expected:,.0f} pieces of 10 cm or more are expected, between {most.low:,.0f} and "
        f"{most.high:,.0f}."
    )  # fmt: skip
    return _assessment(
        result, "What follows from the break-up?", answer or "See the findings.", found
    )


def risk_assessment(result: BreakupResult, lines: Sequence[CrossedLine]) -> AssessmentBody:
    """Who is crossed, of some objects whose marks are alike."""
    found = [Finding(name=SUPPOSED, value=1.0)] if result.supposed else []
    found += [
        _banded(ANY_HIT, _any(lines), Unit.NONE),
        *(_banded(line.object, line.probability, Unit.NONE, _told(line)) for line in lines),
    ]  # fmt: skip
    size = f"{100.0 * result.over_m:g} cm"
    question = f"Who is crossed by pieces of {size} or more within {result.hours:g} h?"
    answer = (
        f"{len(lines)} objects are named, the likeliest first. Their orbits are those of the "
        "records that this rests on; a piece's own orbit nobody has measured yet."
    )
    return _assessment(result, question, answer, found)


def called(what: WhatView) -> str:
    """An object by its name and its number, as far as there are any."""
    if what.name and what.object:
        return f"{what.name} ({what.object})"
    return what.name or what.object or "unknown object"


def place(result: BreakupResult) -> str:
    """Where on the Earth, in whole degrees.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> place(SimpleNamespace(latitude_deg=-12.4, longitude_deg=200.0))
    '12° S 160° W'
    """
    longitude = (result.longitude_deg + 180.0) % 360.0 - 180.0
    north, east = result.latitude_deg >= 0.0, longitude >= 0.0
    return (
        f"{abs(result.latitude_deg):.0f}° {'N' if north else 'S'} "
        f"{abs(longitude):.0f}° {'E' if east else 'W'}"
    )


def _assessment(
    result: BreakupResult, question: str, answer: str, findings: Sequence[Finding]
) -> AssessmentBody:
    at = Epoch.from_utc(result.at_utc)
    lines = [*result.basis, *result.limits]
    head = "SUPPOSED EVENT. " if result.supposed else ""
    return AssessmentBody(
        subject=Subject.EVENT, name=result.what.object[:64], question=question[:_LINE],
        answer=head + answer, confidence=Confidence.LOW, findings=tuple(findings), method=METHOD,
        assumptions=tuple(Assumption(text=line[:_LINE]) for line in lines),
        from_utc=result.at_utc, until_utc=(at + result.hours * _HOUR_S).utc_iso(0),
    )  # fmt: skip


def _told(line: CrossedLine) -> str:
    """Name, owner and when, as a page has them."""
    owner = line.party or line.owner or "owner unknown"
    name = line.name or line.object
    return f"{name}, {owner}, {line.first_utc[:16]}Z"[:_LINE]


def _banded(name: str, band: Band, unit: Unit, text: str = "") -> Finding:
    return Finding(
        name=name, value=band.expected, low=band.low, high=band.high, unit=unit, text=text
    )


def _scaled(band: Band, factor: float) -> Band:
    return Band(
        low=band.low * factor, expected=band.expected * factor, high=band.high * factor
    )  # fmt: skip


def _any(lines: Sequence[CrossedLine]) -> Band:
    none = [1.0, 1.0, 1.0]
    for line in lines:
        values = (line.probability.low, line.probability.expected, line.probability.high)
        none = [left * (1.0 - min(p, 1.0)) for left, p in zip(none, values, strict=True)]
    low, expected, high = (1.0 - left for left in none)
    return Band(low=low, expected=expected, high=high)
