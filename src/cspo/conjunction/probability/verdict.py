"""Reservations about a number, and what it calls for."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability.assessment import ACT_PC, WATCH_PC, Action, Flag
from cspo.conjunction.probability.encounter import EncounterPlane, PcStatus
from cspo.conjunction.probability.inputs import Inputs
from cspo.conjunction.probability.usage import Violation

__all__ = ["SHIFT_LIMIT_S", "actions_of", "flags_of"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHIFT_LIMIT_S: Final = 0.1
"""A closest approach farther than this from the states' epoch is flagged."""


def flags_of(
    inputs: Inputs,
    plane: EncounterPlane,
    violations: NDArray[np.uint32],
    diluted: Flags,
    element_sets: Flags,
    default_hbr: Flags,
) -> NDArray[np.uint32]:
    """`Flag` bits of each event."""
    no_covariance = inputs.refused == PcStatus.NO_COVARIANCE
    sigma = np.sqrt(np.abs(np.diagonal(inputs.position, axis1=1, axis2=2))).max(axis=1)
    with np.errstate(invalid="ignore", over="ignore"):
        radius = np.linalg.norm(inputs.x1[:, :3], axis=1)
        speed = np.linalg.norm(inputs.x1[:, 3:], axis=1)
        pairs = (
            (diluted, Flag.DILUTED),
            (inputs.repaired | plane.repaired, Flag.COVARIANCE_REPAIRED),
            (element_sets & ~no_covariance, Flag.COVARIANCE_FROM_ELEMENT_SETS),
            (~inputs.has_velocity & (inputs.refused == 0), Flag.POSITION_ONLY),
            (default_hbr, Flag.DEFAULT_HBR),
            ((violations & int(Violation.FOSTER_EXTENDED)) != 0, Flag.LONG_ENCOUNTER),
            (np.abs(plane.tca_shift_s) > SHIFT_LIMIT_S, Flag.NOT_AT_TCA),
            (no_covariance, Flag.NO_COVARIANCE),
            (
                # km and m mixed: no orbit is this small, large or fast, no body this big.
                (radius < 6_000.0) | (radius > 1e6) | (speed > 15.0)
                | (inputs.hbr_km > 0.5) | (sigma > 1e4),
                Flag.UNITS_DOUBTFUL,
            ),
            (plane.miss_distance_km <= inputs.hbr_km, Flag.WITHIN_HARD_BODY),
        )  # fmt: skip
        out = np.zeros(len(diluted), dtype=np.uint32)
        for mask, flag in pairs:
            out[mask] |= np.uint32(flag)
    return out


def actions_of(pc: Floats, max_pc: Floats, diluted: Flags, element_sets: Flags) -> NDArray[np.int8]:
    """What to do. Poor data can call for better data only; good data can call for a burn."""
    known = ~np.isnan(pc)
    ceiling = np.where(np.isnan(max_pc), 0.0, max_pc)
    value = np.where(known, pc, 0.0)
    out = np.full(len(pc), Action.NONE, dtype=np.int8)
    out[value >= WATCH_PC] = Action.WATCH
    out[(diluted | ~known) & (ceiling >= ACT_PC)] = Action.BETTER_DATA
    out[value >= ACT_PC] = Action.MITIGATE
    poor = element_sets & (np.maximum(value, np.where(diluted | ~known, ceiling, 0.0)) >= WATCH_PC)
    out[element_sets] = Action.NONE
    out[poor] = Action.BETTER_DATA
    return out
