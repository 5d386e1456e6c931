"""Scenarios: what an exercise is to find out, its world, who plays, and what is put in when.

A `Scenario` is one frozen value, `load`-ed from a YAML file that begins with its own mark, with
every fault told by line and column; planners may keep it as a table instead (`from_csv`,
`to_csv`). `SHIPPED` names those that come with cspo; `read_scenario` takes one of them or a file.
The fields: docs/reference/scenario.md; why it is so: decision 0065.
"""

from __future__ import annotations

from cspo.exercise.scenario.csv_form import csv_faults, from_csv, to_csv
from cspo.exercise.scenario.event_parts import (
    Change,
    Event,
    Expected,
    Measure,
    Metric,
    Scripted,
    ScriptedDeed,
)
from cspo.exercise.scenario.faults import MalformedScenario
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
from cspo.exercise.scenario.load import dump, load, scenario_faults
from cspo.exercise.scenario.names import Names
from cspo.exercise.scenario.part import Part
from cspo.exercise.scenario.people_parts import (
    Assumption,
    Cell,
    Objective,
    Participant,
    StartingPlan,
)
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.schema import make_schema, published_schema
from cspo.exercise.scenario.shipped import SHIPPED, read_scenario, scenario_bytes
from cspo.exercise.scenario.world_parts import Asset, Elements, Launch, Sensor, Take, World

__all__ = [
    "SHIPPED",
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
    "LateSource",
    "Launch",
    "MalformedScenario",
    "Measure",
    "Metric",
    "Names",
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
    "csv_faults",
    "dump",
    "from_csv",
    "load",
    "make_schema",
    "published_schema",
    "read_scenario",
    "scenario_bytes",
    "scenario_faults",
    "to_csv",
]
