"""Radiation belts after a high-altitude event: how long satellites last in an enhanced dose.

The user brings the dose rate by magnetic shell or altitude and by shielding, how fast it decays,
and what dose each satellite can still take. Out come bands of remaining life. What made the
belts is no input, and nothing here asks for it. `RECORD` is what the public knows of 1962.

Theory, limits and checks: docs/theory/belts.md.
"""

from __future__ import annotations

from cspo.consequence.belts.dose import Budget, DoseRate, Enhancement
from cspo.consequence.belts.life import Lives, life_by_orbit, lives_of, remaining_life_days
from cspo.consequence.belts.record import DECAY_RECORD, RECORD, DecayRecord, Failure
from cspo.consequence.belts.shells import l_shell

__all__ = [
    "DECAY_RECORD",
    "RECORD",
    "Budget",
    "DecayRecord",
    "DoseRate",
    "Enhancement",
    "Failure",
    "Lives",
    "l_shell",
    "life_by_orbit",
    "lives_of",
    "remaining_life_days",
]
