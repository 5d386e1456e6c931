"""A burn: an impulse along the satellite's own axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.errors import UsageError
from cspo.time import Epoch

__all__ = ["Burn", "Target"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Burn:
    """An instant change of velocity.

    Parameters
    ----------
    epoch : Epoch
    dv_rtn_km_s : (3,) float64
        Along R, T and N of the satellite at that instant, before the burn.

    Raises
    ------
    UsageError
        Where it has not three finite numbers.

    Examples
    --------
    >>> noon = Epoch.from_utc("2024-11-01T12:00:00Z")
    >>> Burn(epoch=noon, dv_rtn_km_s=[0.0, 3e-5, 4e-5]).size_km_s
    5e-05
    """

    epoch: Epoch
    dv_rtn_km_s: Floats

    def __post_init__(self) -> None:
        dv = np.array(self.dv_rtn_km_s, np.float64)
        if dv.shape != (3,) or not np.isfinite(dv).all():
            raise UsageError("build burn", expected="three finite numbers, km/s", got=str(dv))
        dv.setflags(write=False)
        object.__setattr__(self, "dv_rtn_km_s", dv)

    @property
    def size_km_s(self) -> float:
        """Length of the impulse, km/s."""
        return float(np.linalg.norm(self.dv_rtn_km_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a burn has to reach: a Pc no higher, a miss no smaller, or both.

    Parameters
    ----------
    pc : float or None
    miss_distance_km : float or None

    Raises
    ------
    UsageError
        Where there is neither, or a number has no meaning.
    """

    pc: float | None = None
    miss_distance_km: float | None = None

    def __post_init__(self) -> None:
        if self.pc is None and self.miss_distance_km is None:
            raise UsageError("set target", expected="a Pc, a miss distance or both", got="neither")
        if self.pc is not None and not 0.0 < self.pc < 1.0:
            raise UsageError("set target", "Pc", expected="between 0 and 1", got=str(self.pc))
        if self.miss_distance_km is not None and not 0.0 < self.miss_distance_km < np.inf:
            raise UsageError(
                "set target", "miss distance", expected="km above 0",
                got=str(self.miss_distance_km),
            )  # fmt: skip

    def reached(self, pc: Floats, miss_distance_km: Floats) -> NDArray[np.bool_]:
        """Which of the encounters meet it; a Pc that is NaN never does."""
        good = np.ones(np.shape(pc), np.bool_)
        if self.pc is not None:
            good &= np.asarray(pc) <= self.pc
        if self.miss_distance_km is not None:
            good &= np.asarray(miss_distance_km) >= self.miss_distance_km
        return good
