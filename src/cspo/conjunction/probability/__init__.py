"""The probability of collision: how likely two objects are to touch, and whether to believe it.

Two states, two covariances and a combined size go in. `assess` gives back one
row for each event: the Pc that may be reported and by which method, every
method's own number, the assumptions that fail, and what the numbers call for.

The methods stand in files named after their author and year. `foster1992`,
`alfano2005` and `elrod2019` integrate a Gaussian over a circle in the encounter
plane: right for short encounters on straight paths. `hall2021` counts expected
collisions on curved paths with uncertain velocities (Nc2D, Nc3D). `montecarlo`
samples orbits when nothing else holds. `usage` says which of them an encounter
allows, `dilution` whether a small number is small for lack of data, `max_pc` how
large it could be, and `covariance_repair` what is a covariance at all.

Units are km, s and km²; both objects share one inertial frame; a single event is
n = 1. Kernels live in `_kernels`.
"""

from __future__ import annotations

from cspo.conjunction.probability.alfano2005 import pc_alfano2005
from cspo.conjunction.probability.assess import assess
from cspo.conjunction.probability.assessment import (
    ACT_PC,
    WATCH_PC,
    Action,
    Assessment,
    Flag,
    PcMethod,
)
from cspo.conjunction.probability.covariance_repair import (
    CovarianceStatus,
    check_covariance,
    repair_covariance,
    require_covariance,
)
from cspo.conjunction.probability.dilution import Dilution, dilution
from cspo.conjunction.probability.elrod2019 import pc_elrod2019
from cspo.conjunction.probability.encounter import (
    EncounterPlane,
    PcResult,
    PcStatus,
    combined_plane,
    encounter_plane,
)
from cspo.conjunction.probability.foster1992 import foster1992_on_plane, pc_foster1992
from cspo.conjunction.probability.hall2021 import (
    Nc2dResult,
    Nc3dResult,
    nc2d_hall2021,
    nc3d_hall2021,
)
from cspo.conjunction.probability.inputs import covariance_from_rtn_sigma
from cspo.conjunction.probability.max_pc import (
    MaxPc,
    max_pc_over_scale,
    max_pc_without_covariance,
)
from cspo.conjunction.probability.montecarlo import MonteCarloResult, pc_montecarlo
from cspo.conjunction.probability.usage import Violation

__all__ = [
    "ACT_PC",
    "WATCH_PC",
    "Action",
    "Assessment",
    "CovarianceStatus",
    "Dilution",
    "EncounterPlane",
    "Flag",
    "MaxPc",
    "MonteCarloResult",
    "Nc2dResult",
    "Nc3dResult",
    "PcMethod",
    "PcResult",
    "PcStatus",
    "Violation",
    "assess",
    "check_covariance",
    "combined_plane",
    "covariance_from_rtn_sigma",
    "dilution",
    "encounter_plane",
    "foster1992_on_plane",
    "max_pc_over_scale",
    "max_pc_without_covariance",
    "nc2d_hall2021",
    "nc3d_hall2021",
    "pc_alfano2005",
    "pc_elrod2019",
    "pc_foster1992",
    "pc_montecarlo",
    "repair_covariance",
    "require_covariance",
]
