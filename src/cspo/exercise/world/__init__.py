"""The world of an exercise: what truly is, and what each nation gets to see of it.

`World` follows from a scenario, its seed and what was done so far, and from nothing else: no clock
of the machine, no global random numbers. Truth is kept by the same propagators that the nodes use.
Each nation is given, through its own sensors and sources, with their noise, their lag and their
failures, element sets, conjunction messages, tracks and reports: `Input`. What truly happened is
a list of `TruthEvent`, against which an exercise is reviewed.
"""

from __future__ import annotations

from cspo.exercise.world.telling import (
    DIRECTOR,
    Input,
    InputKind,
    TruthEvent,
    TruthKind,
    WorldAction,
    WorldDeed,
    subject_of,
)
from cspo.exercise.world.world import World

__all__ = [
    "DIRECTOR",
    "Input",
    "InputKind",
    "TruthEvent",
    "TruthKind",
    "World",
    "WorldAction",
    "WorldDeed",
    "subject_of",
]
