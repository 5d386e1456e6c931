"""The long-term environment: how many objects there will be, where, and what drives it.

Sources and sinks by shell of altitude (`Scenario`, `build`): working satellites are launched, end
and are disposed of or not; derelicts, rocket bodies and debris sink through the air; whatever meets
breaks up into pieces by the NASA standard break-up model. `run` gives one course of a century,
`bands` many under uncertain inputs, `swings` which input it was. `find_balance` says where sources
and sinks are equal, and whether that holds. `criticality` says what a break-up of one object would
do, and `crowd` how full the shells are by a real catalogue.

Means over shells and years, not a forecast: docs/theory/environment.md says what is left out.
"""

from __future__ import annotations

from cspo.consequence.environment.balance import Balance, find_balance, launch_limit, reproduction
from cspo.consequence.environment.century import Outlook, outlook
from cspo.consequence.environment.collisions import PAIRS
from cspo.consequence.environment.course import Course, run
from cspo.consequence.environment.descent import Activity, exponential_density_kg_m3
from cspo.consequence.environment.draws import Bands, Swing, bands, swings
from cspo.consequence.environment.model import Model, build
from cspo.consequence.environment.scenario import BY_AREA_TO_MASS, NAMES, Scenario
from cspo.consequence.environment.severity import Criticality, Objects, criticality
from cspo.consequence.environment.shells import Crowd, crowd
from cspo.consequence.environment.species import DEBRIS, ROCKET_BODY, SATELLITE, Species
from cspo.consequence.environment.sun import activity_from, mean_density_kg_m3
from cspo.consequence.environment.uncertain import INPUTS, Uncertain

__all__ = [
    "BY_AREA_TO_MASS",
    "DEBRIS",
    "INPUTS",
    "NAMES",
    "PAIRS",
    "ROCKET_BODY",
    "SATELLITE",
    "Activity",
    "Balance",
    "Bands",
    "Course",
    "Criticality",
    "Crowd",
    "Model",
    "Objects",
    "Outlook",
    "Scenario",
    "Species",
    "Swing",
    "Uncertain",
    "activity_from",
    "bands",
    "build",
    "criticality",
    "crowd",
    "exponential_density_kg_m3",
    "find_balance",
    "launch_limit",
    "mean_density_kg_m3",
    "outlook",
    "reproduction",
    "run",
    "swings",
]
