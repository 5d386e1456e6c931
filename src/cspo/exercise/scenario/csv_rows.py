"""Which rows a table of a scenario has, and which field each column means in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cspo.exercise.scenario.event_parts import Event, Expected, Measure, Scripted
from cspo.exercise.scenario.happening_parts import (
    Breakup,
    Burn,
    CutFeed,
    FalseSource,
    LateRelease,
    LateSource,
    Report,
    SensorFailure,
)
from cspo.exercise.scenario.part import Part
from cspo.exercise.scenario.people_parts import (
    Assumption,
    Cell,
    Objective,
    Participant,
    StartingPlan,
)
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.world_parts import Asset, Launch, Sensor, World

__all__ = ["COLUMNS", "ROWS", "Row"]

COLUMNS: Final[dict[str, str]] = {
    "row": "what the row is: `scenario`, `objective`, `event`, and so on",
    "number": "of the scenario, an event, a line of the script; an asset's catalogue number",
    "name": "a name of its own",
    "by": "who: who does it, whose it is, who says it, where a feed begins",
    "to": "who learns of it; of the scenario and of plans, to whom it is releasable",
    "at": "when, after the begin: seconds, or `1:30:00`; of the scenario, the instant of its begin",
    "when": "a condition; of an assumption, its expression",
    "of": "whose picture is asked, or who is measured",
    "within": "how soon something is expected: seconds, or `1:30:00`",
    "kind": "of records; what a script does; a role; the mark of the scenario",
    "about": "which asset, sensor or plan",
    "title": "a line",
    "text": "in words; of a plan, its objective",
    "objectives": "which an event serves",
    "metric": "of a measure",
    "limit": "of a measure",
    "unit": "of the limit",
    "sense": "whether the limit is `at_most` or `at_least`",
    "more": "all other fields, as YAML in braces",
}
"""The columns, in order."""


class Row(NamedTuple):
    """A sort of rows.

    Parameters
    ----------
    part : type
        What it holds.
    within : str
        The row that it stands below, empty for the scenario itself.
    field : str
        Of that, the list that it is in; of ``world`` the field that it is.
    columns : mapping
        Column to field, where a column means one.
    """

    part: type[Part]
    within: str
    field: str
    columns: Mapping[str, str]


def _columns(same: str = "", **others: str) -> dict[str, str]:
    return {**{each: each for each in same.split()}, **others}


ROWS: Final[dict[str, Row]] = {
    "scenario": Row(Scenario, "", "", _columns(
        "number name title text", kind="classification", to="releasable_to", at="starts_utc")),
    "objective": Row(Objective, "scenario", "objectives", _columns("name text")),
    "participant": Row(Participant, "scenario", "participants", _columns(by="nation")),
    "cell": Row(Cell, "participant", "cells", _columns("name text", kind="role")),
    "world": Row(World, "scenario", "world", _columns("text")),
    "asset": Row(Asset, "world", "assets", _columns(
        "name text", number="norad_id", by="owner", kind="object_type")),
    "sensor": Row(Sensor, "world", "sensors", _columns("name kind", by="nation")),
    "launch": Row(Launch, "world", "launches", _columns("name", by="nation", at="opens_s")),
    "burn": Row(Burn, "world", "burns", _columns("name text", about="asset", at="at_s")),
    "breakup": Row(Breakup, "world", "breakups", _columns(
        "name kind text", about="asset", at="at_s")),
    "sensor-failure": Row(SensorFailure, "world", "sensor_failures", _columns(
        "name text", about="sensor", at="start_s")),
    "false-source": Row(FalseSource, "world", "false_sources", _columns(
        "name text", by="source", to="nation", about="asset", at="start_s")),
    "cut-feed": Row(CutFeed, "world", "cut_feeds", _columns(
        "name to text", by="origin", at="start_s")),
    "late-release": Row(LateRelease, "world", "late_releases", _columns(
        "name to text", by="nation", at="start_s")),
    "late-source": Row(LateSource, "world", "late_sources", _columns(
        "name text", by="nation", about="assets", at="start_s")),
    "report": Row(Report, "world", "reports", _columns(
        "name to kind text", by="source", about="asset", at="at_s")),
    "plan": Row(StartingPlan, "scenario", "plans", _columns(
        "name number", by="nation", to="releasable_to", text="objective")),
    "assumption": Row(Assumption, "plan", "assumptions", _columns("text", when="expression")),
    "event": Row(Event, "scenario", "events", _columns(
        "number to when of about title text objectives", at="at_s")),
    "expected": Row(Expected, "event", "expected", _columns(
        "by kind about text", within="within_s")),
    "measure": Row(Measure, "event", "measures", _columns(
        "name of kind about text metric limit unit sense", at="at_s")),
    "script": Row(Scripted, "scenario", "script", _columns(
        "number by when text", at="at_s", kind="do")),
}  # fmt: skip
"""The rows, in the order in which they are written; each stands below the one it belongs to."""
