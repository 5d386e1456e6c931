"""The answer about launches: which share of the launch instants is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cspo.operations.assess.launch_access import COMING_DAY, OPENS_AFTER
from cspo.operations.consequence.keeping_others import CLOSED_SHARE
from cspo.operations.plan.books import Books, unknown
from cspo.operations.plan.sayings import Word
from cspo.policy import NUMBER, Reading
from cspo.records.bodies.assessment import Hazard
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.bodies.words import Unit
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["ANSWERS"]

_ONE_DAY: Final = 1.0
_Share = tuple[float | None, float | None, float | None]


def _launch_closed(books: Books, arguments: Mapping[str, Any]) -> Reading:
    """By the newest assessment of launch access, or study, whose window is in those days."""
    site = str(arguments["site"])
    until = books.t + float(arguments.get("days", _ONE_DAY)) * DAY_S
    why, over = f"nobody has assessed when a launch from {site} has to wait", None
    found: list[tuple[Word, _Share]] = []
    for hazard in (Hazard.LAUNCH_ACCESS.value, ""):
        word = books.said.assessment(site, hazard, books.nation, books.t)
        share = None if word is None else _closed(word.body)
        if word is None or share is None:
            continue
        if amiss := _amiss(word.body, books.t, until):
            why, over = (amiss, word) if over is None else (why, over)
        else:
            found.append((word, share))
    if not found:
        fields = {} if over is None else {"evidence": (over.record_id,), "since": over.t}
        return unknown(NUMBER, why, **fields)
    word, (low, value, high) = max(found, key=lambda each: each[0].t.tai_ns)
    fields = {"evidence": (word.record_id,), "since": word.t}
    if value is None:
        return unknown(NUMBER, word.body.likelihood.derivation[:200], low=low, high=high, **fields)
    text = f"{word.body.method or word.body.question}"[:200]
    return Reading(value=value, low=low, high=high, unit=NUMBER, text=text, **fields)  # type: ignore[arg-type]


ANSWERS: Final = {"launch_closed": _launch_closed}


def _amiss(body: AssessmentBody, t: Epoch, until: Epoch) -> str:
    """Why an assessment is not for the days that are asked for; empty where it is.

    A planned window is what is asked for where it opens in those days. Of anything else the
    span must reach through them, but for a day of several: one is made anew each day.
    """
    if body.until_utc is None:
        return ""
    ends = Epoch.from_utc(body.until_utc)
    over = f"the assessment was good until {body.until_utc}"
    if ends <= t:
        return over
    if body.method == COMING_DAY:
        return "" if until - t <= DAY_S else "the coming day alone was assessed"
    after_s = next((each.value for each in body.findings if each.name == OPENS_AFTER), None)
    if after_s is None or body.from_utc is None:
        return over if ends < min(until, max(t + DAY_S, until + -DAY_S)) else ""
    opens = Epoch.from_utc(body.from_utc) + after_s
    return f"the window that was assessed opens at {opens.utc_iso(0)}" if opens > until else ""


def _closed(body: AssessmentBody) -> _Share | None:
    """Low, expected and high of the share that is closed; None where nothing is stated of it."""
    likely = body.likelihood
    if likely is not None and likely.unit is Unit.NONE:
        return likely.low, likely.value, likely.high
    found = {each.name: each for each in body.findings if each.value is not None}
    if (told := found.get(CLOSED_SHARE)) is not None:
        return told.low, told.value, told.high
    closed = found.get("closed-after", found.get("closed-before"))
    if closed is None or closed.value is None or body.from_utc is None or body.until_utc is None:
        return None
    window_s = Epoch.from_utc(body.until_utc) - Epoch.from_utc(body.from_utc)
    return (None, min(closed.value / window_s, 1.0), None) if window_s > 0.0 else None
