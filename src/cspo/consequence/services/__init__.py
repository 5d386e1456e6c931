"""Services: what people on the ground lose when satellites are lost, or move away.

Positioning is judged by geometry: `dilution` gives PDOP by place and time. Communications,
observation, weather and early warning are judged by `coverage` and by how long a place waits to
be seen again. A `ServiceModel` says which satellites make a service, who uses it, what can stand
in for it and how soon; `assess_loss` turns lost satellites into hours lost, by service, nation
and sector, with bands. Money is the user's own figures or none.

Theory, limits and checks: docs/theory/services.md.
"""

from __future__ import annotations

from cspo.consequence.services.coverage import Coverage, coverage
from cspo.consequence.services.loss import assess_loss
from cspo.consequence.services.losses import Loss, NationLoss, SectorLoss, ServiceLoss
from cspo.consequence.services.model import (
    Cost,
    Measure,
    Service,
    ServiceKind,
    ServiceModel,
    Substitute,
    Use,
)
from cspo.consequence.services.places import Places, globe
from cspo.consequence.services.positioning import Dilution, dilution
from cspo.consequence.services.roster import Roster, roster_of
from cspo.consequence.services.serving import ServiceMap, service_map

__all__ = [
    "Cost",
    "Coverage",
    "Dilution",
    "Loss",
    "Measure",
    "NationLoss",
    "Places",
    "Roster",
    "SectorLoss",
    "Service",
    "ServiceKind",
    "ServiceLoss",
    "ServiceMap",
    "ServiceModel",
    "Substitute",
    "Use",
    "assess_loss",
    "coverage",
    "dilution",
    "globe",
    "roster_of",
    "service_map",
]
