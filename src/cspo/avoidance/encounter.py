"""Who meets whom: two states at closest approach, how sure they are, and how big."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability import Assessment, Violation, assess
from cspo.conjunction.probability.usage import FOSTER
from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import FrameMismatch, OutOfRange, UsageError
from cspo.frames import Frame, rotate_covariance, rtn_from_inertial
from cspo.orbits import Covariance, State
from cspo.time import Epoch

__all__ = ["FAST_KM_S", "Encounter"]

Floats = NDArray[np.float64]

FAST_KM_S = 1.0
"""From this relative speed on, paths near the closest approach are taken as straight lines: a
burn that moves it by 10 km shifts its time by 10 s, in which gravity bends them by metres."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encounter:
    """A close approach of object 1, which may burn, with object 2, which will not.

    Parameters
    ----------
    state1, state2 : State
        At one instant near the closest approach, in one inertial frame.
    covariance1, covariance2 : Covariance
        Each in RTN of its own object; km², km²/s, km²/s².
    hbr_km : float
        Combined hard-body radius.

    Raises
    ------
    FrameMismatch
        Where frames or instants differ, or the frame is not inertial.
    UsageError
        Where a covariance is not in RTN, or the radius not positive.
    OutOfRange
        Where object 1 is on no ellipse about the Earth.
    """

    state1: State
    state2: State
    covariance1: Covariance
    covariance2: Covariance
    hbr_km: float

    def __post_init__(self) -> None:
        self.state2.relative_to(self.state1)
        if self.state1.frame is Frame.ITRF or self.state1.frame.is_orbit_relative:
            raise FrameMismatch(
                "build encounter", expected="an inertial frame", got=self.state1.frame.name
            )
        for covariance in (self.covariance1, self.covariance2):
            if covariance.frame is not Frame.RTN:
                raise UsageError(
                    "build encounter", "covariance", expected="RTN", got=covariance.frame.name
                )
        if not (self.hbr_km > 0.0 and np.isfinite(self.hbr_km)):
            raise UsageError("build encounter", "hbr_km", expected="above 0", got=str(self.hbr_km))
        if not self.semi_major_axis_km > 0.0:
            raise OutOfRange("build encounter", "object 1", expected="an ellipse about the Earth",
                             got="a hyperbola or no orbit")  # fmt: skip

    @property
    def tca(self) -> Epoch:
        """Instant of the states."""
        return self.state1.epoch

    @property
    def semi_major_axis_km(self) -> float:
        """Of object 1, osculating; negative for a hyperbola."""
        speed2 = float(self.state1.v_km_s @ self.state1.v_km_s)
        inverse = 2.0 / float(np.linalg.norm(self.state1.r_km)) - speed2 / EARTH_MU_KM3_S2
        return 1.0 / inverse if inverse else np.inf

    @property
    def period_s(self) -> float:
        """Of object 1."""
        return float(2.0 * np.pi * np.sqrt(self.semi_major_axis_km**3 / EARTH_MU_KM3_S2))

    @property
    def relative_speed_km_s(self) -> float:
        """Of the two objects."""
        return float(np.linalg.norm(self.state2.v_km_s - self.state1.v_km_s))

    def other_way(self) -> Encounter:
        """The same encounter, with object 2 as the one that may burn."""
        return replace(
            self, state1=self.state2, state2=self.state1,
            covariance1=self.covariance2, covariance2=self.covariance1,
        )  # fmt: skip

    def covariances(
        self, r1_km: Floats, v1_km_s: Floats, r2_km: Floats, v2_km_s: Floats
    ) -> tuple[Floats, Floats]:
        """Both covariances (n, 6, 6), turned from the RTN of n states to their frame."""
        turned = [
            rotate_covariance(
                covariance.matrix, rtn_from_inertial(r_km, v_km_s).swapaxes(-1, -2)
            )
            for covariance, r_km, v_km_s in (
                (self.covariance1, r1_km, v1_km_s), (self.covariance2, r2_km, v2_km_s),
            )
        ]  # fmt: skip
        return turned[0], turned[1]

    def assess(self) -> Assessment:
        """The encounter as it is, without a burn: one row."""
        one, two = self.state1, self.state2
        states = (one.r_km[None], one.v_km_s[None], two.r_km[None], two.v_km_s[None])
        covariances = self.covariances(*states)
        return assess(*states, self.hbr_km, cov1=covariances[0], cov2=covariances[1])

    @property
    def is_fast(self) -> bool:
        """Whether paths near the closest approach may be taken as straight lines."""
        return self.relative_speed_km_s >= FAST_KM_S

    def is_straight(self) -> bool:
        """Whether it is fast, and no check of the plane method of Pc fails without a burn."""
        broken = Violation(int(self.assess().violations[0])) & FOSTER
        return self.is_fast and not broken
