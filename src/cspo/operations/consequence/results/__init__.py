"""What studies of consequence answer: bands, tables and columns, a unit in every name.

The command, the routes and the report say the same: these are it.
"""

from __future__ import annotations

from cspo.operations.consequence.results.band import Band
from cspo.operations.consequence.results.breakup import (
    BreakupResult,
    CallLine,
    CrossedLine,
    DecayView,
    DensityView,
    GabbardView,
    PiecesLine,
    ServiceLine,
    WarnLine,
    WhatView,
)
from cspo.operations.consequence.results.environment import (
    CriticalLine,
    EnvironmentResult,
    HistoryView,
    ShellSnapshot,
    SpeciesView,
)
from cspo.operations.consequence.results.launch import (
    ClosureSpan,
    LaunchDay,
    LaunchResult,
    LaunchSiteView,
    WindowView,
)
from cspo.operations.consequence.results.services import LossLine, PositioningView, ServicesResult

__all__ = [
    "Band",
    "BreakupResult",
    "CallLine",
    "ClosureSpan",
    "CriticalLine",
    "CrossedLine",
    "DecayView",
    "DensityView",
    "EnvironmentResult",
    "GabbardView",
    "HistoryView",
    "LaunchDay",
    "LaunchResult",
    "LaunchSiteView",
    "LossLine",
    "PiecesLine",
    "PositioningView",
    "ServiceLine",
    "ServicesResult",
    "ShellSnapshot",
    "SpeciesView",
    "WarnLine",
    "WhatView",
    "WindowView",
]
