"""Conjunctions: who comes close to whom, when, and how close.

`screen` takes a catalogue and a window of time and returns every close
approach. Two halves do the work. The broad phase (`broad`) interpolates all
trajectories, sorts the objects into cells at every step of time and keeps the
few pairs that may meet in it. The narrow phase (`narrow`) finds the minimum of
their range on SGP4 itself, which alone decides. What counts as one event, and
what is reported of it, is in `events`; the volume to report is in `volume`.

Objects are rows of the catalogue, or ephemerides numbered on from its end.
Probability of collision has its own room, `cspo.conjunction.probability`.
"""

from __future__ import annotations

from cspo.conjunction.events import Conjunctions, EventFlag, Exclusions
from cspo.conjunction.screening import screen
from cspo.conjunction.volume import Preset, Volume, VolumeShape, presets

__all__ = [
    "Conjunctions",
    "EventFlag",
    "Exclusions",
    "Preset",
    "Volume",
    "VolumeShape",
    "presets",
    "screen",
]
