"""What is said about an event: the reported Pc, by which method, with what reservations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability.encounter import PcStatus
from cspo.conjunction.probability.usage import Violation

__all__ = ["ACT_PC", "WATCH_PC", "Action", "Assessment", "Flag", "PcMethod"]

Floats = NDArray[np.float64]

ACT_PC: Final = 1e-4
"""From here a mitigation is considered. NASA/SP-20205011318, section 6 (CARA «red»)."""

WATCH_PC: Final = 1e-7
"""Below this an event is of no interest. NASA/SP-20205011318, section 6 (CARA «green»)."""


class PcMethod(IntEnum):
    """Method of the reported Pc."""

    NONE = 0
    FOSTER_1992 = 1
    HALL_2021_NC2D = 2
    HALL_2021_NC3D = 3
    MONTE_CARLO = 4

    @property
    def label(self) -> str:
        """Name as the command line and JSON give it; empty for none."""
        return ("", "foster1992", "hall2021_nc2d", "hall2021_nc3d", "montecarlo")[self]


class Flag(IntFlag):
    """Reservations about an event's Pc."""

    NONE = 0
    DILUTED = 1
    COVARIANCE_REPAIRED = 2
    COVARIANCE_FROM_ELEMENT_SETS = 4
    POSITION_ONLY = 8
    DEFAULT_HBR = 16
    LONG_ENCOUNTER = 32
    NOT_AT_TCA = 64
    NO_COVARIANCE = 128
    UNITS_DOUBTFUL = 256
    WITHIN_HARD_BODY = 512


class Action(IntEnum):
    """What the numbers call for. BETTER_DATA is never «burn»."""

    NONE = 0
    WATCH = 1
    BETTER_DATA = 2
    MITIGATE = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assessment:
    """Assessed events in columns, (n,) each.

    Parameters
    ----------
    pc : float64
        The reported Pc; NaN where no method's assumptions hold.
    method : int8
        `PcMethod`; never one whose assumptions are violated.
    status : int8
        `PcStatus`: OK, or why there is no Pc.
    violations : uint32
        `Violation` bits.
    flags : uint32
        `Flag` bits.
    action : int8
        `Action`.
    tca_shift_s, miss_distance_km, relative_speed_km_s, mahalanobis, hbr_km
        The encounter plane; the miss is at the shifted closest approach.
    foster1992, alfano2005, elrod2019, hall2021_nc2d, hall2021_nc3d
        Each method's own number, violated or not; NaN where it was not computed.
    montecarlo, montecarlo_low, montecarlo_high
        Hits over trials with the exact 95 % interval.
    max_pc, max_pc_sigma_scale
        Greatest Pc over the covariance's size, and the multiple of σ that gives
        it; without covariance, over all covariances of bounded aspect ratio (and
        NaN for the multiple).
    """

    pc: Floats
    method: NDArray[np.int8]
    status: NDArray[np.int8]
    violations: NDArray[np.uint32]
    flags: NDArray[np.uint32]
    action: NDArray[np.int8]
    tca_shift_s: Floats
    miss_distance_km: Floats
    relative_speed_km_s: Floats
    mahalanobis: Floats
    hbr_km: Floats
    foster1992: Floats
    alfano2005: Floats
    elrod2019: Floats
    hall2021_nc2d: Floats
    hall2021_nc3d: Floats
    montecarlo: Floats
    montecarlo_low: Floats
    montecarlo_high: Floats
    max_pc: Floats
    max_pc_sigma_scale: Floats

    def __len__(self) -> int:
        return len(self.pc)

    def violation_names(self, row: int) -> list[str]:
        """Violations of an event, in words for JSON: ``FOSTER_INACCURATE``."""
        return _names(Violation(int(self.violations[row])))

    def flag_names(self, row: int) -> list[str]:
        """Flags of an event, in words for JSON: ``DILUTED``."""
        return _names(Flag(int(self.flags[row])))

    def method_label(self, row: int) -> str:
        """Reported method of an event, empty for none."""
        return PcMethod(int(self.method[row])).label

    def reason(self, row: int) -> str:
        """Why an event has no Pc, empty where it has one."""
        status = PcStatus(int(self.status[row]))
        return "" if status is PcStatus.OK else status.name


def _names(flags: IntFlag) -> list[str]:
    return [str(member.name) for member in type(flags) if member and member in flags]
