"""How long what is up there stays: drag, decay, and the windows in which orbits end.

`decay` follows thousands of orbits over decades by drag averaged over a revolution; `lifetimes`
does it three times, for the shortest, the expected and the longest life, and `survivors` counts
who is left. How hard the air slows an object is its ballistic coefficient Cd A / m:
`ballistic_between` finds it from two element sets of one object, `ballistic_from_bstar` from one
set's B*, and a fragment of the break-up model brings its own area over mass.
"""

from __future__ import annotations

from cspo.consequence.decay.air import AirOverTime, air_over_time
from cspo.consequence.decay.ballistic import (
    ballistic_between,
    ballistic_from_bstar,
    bstar_decline_km_s,
    shared_factor,
)
from cspo.consequence.decay.descending import (
    ENTRY_KM,
    NEVER_TAI_NS,
    Decay,
    decay,
    decay_in,
    drag_rates,
)
from cspo.consequence.decay.lifetimes import (
    BALLISTIC_FACTOR,
    Lifetimes,
    Survivors,
    lifetimes,
    survivors,
)

__all__ = [
    "BALLISTIC_FACTOR",
    "ENTRY_KM",
    "NEVER_TAI_NS",
    "AirOverTime",
    "Decay",
    "Lifetimes",
    "Survivors",
    "air_over_time",
    "ballistic_between",
    "ballistic_from_bstar",
    "bstar_decline_km_s",
    "decay",
    "decay_in",
    "drag_rates",
    "lifetimes",
    "shared_factor",
    "survivors",
]
