"""Scenarios: what an exercise is to find out, its world, who plays, and what is put in when.

A `Scenario` is one frozen value, read from a YAML file that begins with its own mark.
"""

from __future__ import annotations

from cspo.exercise.scenario.event_parts import (
    Change,
    Event,
    Expected,
    Measure,
    Metric,
    Scripted,
    ScriptedDeed,
)
from cspo.exercise.scenario.happening_parts import (
    Breakup,
    Burn,
    CutFeed,
    FalseSource,
    LateRelease,
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
from cspo.exercise.scenario.world_parts import Asset, Elements, Launch, Sensor, Take, World

__all__ = [
    "Asset",
    "Assumption",
    "Breakup",
    "Burn",
    "Cell",
    "Change",
    "CutFeed",
    "Elements",
    "Event",
    "Expected",
    "FalseSource",
    "LateRelease",
    "Launch",
    "Measure",
    "Metric",
    "Objective",
    "Part",
    "Participant",
    "Report",
    "Scenario",
    "Scripted",
    "ScriptedDeed",
    "Sensor",
    "SensorFailure",
    "StartingPlan",
    "Take",
    "World",
]
