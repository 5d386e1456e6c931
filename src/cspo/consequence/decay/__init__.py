"""How long what is up there stays: drag, decay, and the windows in which orbits end.

`decay` follows thousands of orbits over decades by drag averaged over a revolution.
"""

from __future__ import annotations

from cspo.consequence.decay.air import AirOverTime, air_over_time
from cspo.consequence.decay.ballistic import (
    ballistic_between,
    ballistic_from_bstar,
    bstar_decline_km_s,
)
from cspo.consequence.decay.descending import (
    ENTRY_KM,
    NEVER_TAI_NS,
    Decay,
    decay,
    decay_in,
    drag_rates,
)

__all__ = [
    "ENTRY_KM",
    "NEVER_TAI_NS",
    "AirOverTime",
    "Decay",
    "air_over_time",
    "ballistic_between",
    "ballistic_from_bstar",
    "bstar_decline_km_s",
    "decay",
    "decay_in",
    "drag_rates",
]
