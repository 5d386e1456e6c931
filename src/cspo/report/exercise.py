"""The after-action report of an exercise, from the plain values of its review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from cspo.report.exercise_figures import STAGE_NAMES, stages_figure
from cspo.report.pages import template_of
from cspo.time.spans import after_words, span_words

__all__ = ["render_exercise"]

Values = Mapping[str, Any]

_WORDS: Final = {
    "met": "met", "partly": "partly met", "not-met": "not met", "not-tried": "not tried",
    "unknown": "unknown", "void": "not counted",
}  # fmt: skip
_SIGNS: Final = {
    "met": "✓", "partly": "◐", "not-met": "✗", "not-tried": "○", "unknown": "?", "void": "–",
}  # fmt: skip
_STEPS: Final = 400
_SHORT: Final = 10
_COUNTED: Final = ("events", "unseen", "steps", "decisions")
"""Of what a review says how many more there were than it lists."""
_WHOLE: Final = 1_000.0
"""From that size on no digits after the point are told."""


def render_exercise(values: Values, *, made_utc: str = "") -> bytes:
    """Return the page as UTF-8 HTML, whole in itself: no script, no link, no network.

    Parameters
    ----------
    values : mapping
        A `cspo.exercise.review.Review` as built-in values.
    made_utc : str
        When it was made; empty: not said.
    """
    start = values["starts_utc"]
    events = [each for each in values["events"] if each["nations"] and not _is_unseen(each)]
    page = template_of("exercise.html").render(
        heading=f"{values['title']}: after action",
        mark=values["mark"], audience=values["audience"], facts=_facts(values, made_utc),
        notes=_notes(values), objectives=[_objective(values, each) for each in
                                          values["objectives"]],
        stages=list(STAGE_NAMES.values()),
        events=[_event(each, start) for each in events],
        unseen=[[_clock(each["utc"], start), each["title"], _number(each["number"], each["unit"])]
                for each in values["events"] if _is_unseen(each)],
        others=[[_clock(each["utc"], start), each["title"], each["text"],
                 _number(each["number"], each["unit"])]
                for each in values["events"] if not each["nations"]],
        injects=[_inject(each, start) for each in values["injects"]],
        decisions=[_decision(each, start) for each in values["decisions"]],
        steps=[_step(each, start) for each in values["steps"][:_STEPS]],
        steps_more=max(len(values["steps"]) - _STEPS, 0),
        unlisted={name: values[f"{name}_more"] for name in _COUNTED},
        improvements=values["improvements"],
        remarks=[[_clock(each["utc"], start), each["kind"], each["text"],
                  each["objective"] or ("" if each["inject"] is None else
                                        f"event {each['inject']}")] for each in values["notes"]],
        pace=[[_clock(each["utc"], start), each["what"], _number(each["for_s"], "s")]
              for each in values["pace"]],
        basis=values["basis"], limits=values["limits"],
    )  # fmt: skip
    return page.encode()


def _is_unseen(event: Values) -> bool:
    """Whether it is an approach that no record tells of: a line is enough."""
    return event["what"] == "approach" and bool(event["nations"]) and event["first"] is None


def _facts(values: Values, made_utc: str) -> dict[str, str]:
    facts = {
        "Exercise": f"{values['exercise']}, version {values['number']}",
        "In its world": f"{_minute(values['starts_utc'])} to {_minute(values['ended_utc'])}",
        "Who played": ", ".join(values["participants"]),
        "Played by": values["software"],
        "For": ", ".join(values["audience"]) or "the white cell",
        "Scenario": f"SHA-256 {values['scenario_sha256'][:16]}…",
    }
    if values["recording_sha256"]:
        facts["Recording"] = f"SHA-256 {values['recording_sha256'][:16]}…"
    if made_utc:
        facts["Report made"] = _minute(made_utc)
    return facts


def _notes(values: Values) -> list[str]:
    found = []
    if not values["ended"]:
        found.append("The exercise has not ended: what stands here is as far as it has come.")
    if values["audience"]:
        found.append(
            "Made of what all of its readers may have. What they may not is left out without a "
            "trace, so what is not shown is unknown, and never called undone."
        )
    return found


def _objective(values: Values, objective: Values) -> dict[str, Any]:
    counted = f"{objective['met']} of {objective['of']} met" if objective["of"] else "none counted"
    if values["audience"]:
        counted = f"{objective['met']} met of what shows here"
    return {
        "name": objective["name"], "text": objective["text"], "chip": _chip(objective["verdict"]),
        "counted": counted, "injects": ", ".join(map(str, objective["injects"])) or "none",
        "ruling": _ruling(objective, values["starts_utc"]),
    }  # fmt: skip


def _event(event: Values, start: str) -> dict[str, Any]:
    lines = [
        {
            "nation": line["nation"],
            "cells": [_cell(line[stage], start) for stage in STAGE_NAMES],
            "slowest": f"{_to(line['slowest'])} {span_words(line['slowest_s'])}"
            if line["slowest"] else "",
        }
        for line in event["nations"]
    ]  # fmt: skip
    never = [line["nation"] for line in event["nations"] if line["could_know"] is None]
    first = event["first"]
    points = []
    if first is not None:
        points.append(f"First evidence: {event['first_nation']}, {_after(first['after_s'])}.")
    acted = [line for line in event["nations"] if line["acted"] is not None]
    if acted:
        soonest = min(acted, key=lambda line: line["acted"]["after_s"])
        points.append(f"First to act: {soonest['nation']}, {_after(soonest['acted']['after_s'])}.")
    if never:
        points.append(f"No evidence reached {', '.join(never)}.")
    return {
        "title": event["title"], "when": _clock(event["utc"], start),
        "text": event["text"].removesuffix("."),
        "number": _number(event["number"], event["unit"]), "points": points, "lines": lines,
        "injects": ", ".join(map(str, event["injects"])),
        "figure": Markup(stages_figure(event)),  # noqa: S704 - our own SVG
    }  # fmt: skip


def _to(stage: str) -> str:
    return f"to {STAGE_NAMES[stage]}:"


def _cell(moment: Values | None, start: str) -> dict[str, str] | None:
    if moment is None:
        return None
    by = {"person": "person", "scripted": "script"}.get(moment["by"], "")
    source = "own source" if moment["kind"] == "source" else moment["kind"].replace("-", " ")
    return {
        "span": span_words(moment["after_s"], sign=True), "when": _clock(moment["utc"], start),
        "how": " ".join(filter(None, (source, moment["origin"], by))), "mark": moment["mark"],
    }  # fmt: skip


def _inject(inject: Values, start: str) -> dict[str, Any]:
    rows = [
        [
            "expected", f"{each['by']}: {each['text']}",
            f"{each['kind'].replace('-', ' ')} within {span_words(each['within_s'])}",
            "" if each["done"] is None else after_words(each["done"]["after_s"]),
            _chip(each["verdict"]), _ruling(each, start),
        ]
        for each in inject["expected"]
    ]  # fmt: skip
    rows += [
        [
            "measure", each["text"], _counts(each), each["detail"], _chip(each["verdict"]),
            _ruling(each, start),
        ]
        for each in inject["measures"]
    ]  # fmt: skip
    planned = inject["planned"]
    return {
        "number": str(inject["number"] or "+"), "title": inject["title"],
        "to": ", ".join(inject["to"]) or "directors alone",
        "planned": _clock(planned, start) if planned[:4].isdigit() else planned,
        "given": _clock(inject["utc"], start) if inject["utc"] else "",
        "why": inject["why"], "rows": rows,
    }  # fmt: skip


def _counts(measure: Values) -> str:
    """What is measured, and within which limit."""
    metric, limit, unit = measure["metric"].replace("_", " "), measure["limit"], measure["unit"]
    if limit is None or metric == "condition":
        return str(metric)
    at_most = measure["sense"] == "at_most"
    if metric == "records":
        return (
            f"{'at most' if at_most else 'at least'} {limit:g} {'record' if limit == 1 else unit}"
        )
    return f"{metric} {'within' if at_most else 'not before'} {limit:g} {unit}"


def _ruling(each: Values, start: str) -> str:
    ruling = each["ruling"]
    if ruling is None:
        return ""
    found = _WORDS[each["found"]]
    return f"Ruled at {_clock(ruling['utc'], start)} (by machine: {found}): {ruling['text']}"


def _chip(verdict: str) -> dict[str, str]:
    return {"kind": verdict, "text": f"{_SIGNS[verdict]} {_WORDS[verdict]}"}


def _decision(decision: Values, start: str) -> dict[str, Any]:
    return {
        "when": _clock(decision["utc"], start), "nation": decision["nation"],
        "role": decision["role"], "what": decision["what"], "mark": decision["mark"],
        "by": {"scripted": "script", "person": "person"}.get(decision["by"], "machine"),
        "event": decision["event"], "known": _known(decision["known"], start),
        "elsewhere": _known(decision["elsewhere"], start),
    }  # fmt: skip


def _known(rows: Sequence[Values], start: str) -> list[list[str]]:
    return [[_clock(each["utc"], start), each["origin"], each["text"]] for each in rows]


def _step(step: Values, start: str) -> list[str]:
    return [
        _clock(step["utc"], start), step["nation"], step["role"] or "–",
        {"scripted": "script", "person": "person"}.get(step["by"], "machine"), step["what"],
        step["event"], "" if step["after_s"] is None else span_words(step["after_s"], sign=True),
        "" if step["waited_s"] is None else span_words(step["waited_s"]),
    ]  # fmt: skip


def _after(seconds: float) -> str:
    return (
        f"{span_words(-seconds)} before it" if seconds < 0.0 else f"{span_words(seconds)} after it"
    )


def _number(number: float | None, unit: str) -> str:
    """A number with its unit; a count whole, a span as people say it."""
    if number is None:
        return ""
    if unit == "s":
        return span_words(number)
    return f"{number:,.0f} {unit}" if abs(number) >= _WHOLE else f"{number:.3g} {unit}"


def _clock(utc: str, start: str) -> str:
    """The time of day; with its day where that is another than the first."""
    time = utc[11:19]
    return time if utc[:_SHORT] == start[:_SHORT] else f"{utc[5:_SHORT]} {time}"


def _minute(utc: str) -> str:
    return utc[:16].replace("T", " ") + "Z"
