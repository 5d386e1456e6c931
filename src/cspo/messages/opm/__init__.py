"""The orbit parameter message (CCSDS 502.0-B-2): one state, and the burns that follow it.

Written as KVN 2.0, to hand a planned maneuver to those who fly or screen it. Reading is not
here yet. Units stay those of the message: km, km/s, s, kg.
"""

from __future__ import annotations

from cspo.messages.opm.message import Header, Maneuver, Metadata, Opm, StateVector
from cspo.messages.opm.write import write

__all__ = ["Header", "Maneuver", "Metadata", "Opm", "StateVector", "write"]
