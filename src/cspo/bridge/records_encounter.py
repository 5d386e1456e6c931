"""Bodies of conjunctions to states and matrices: what is drawn, and what a burn is reckoned from.

A body may hold its states in any frame of the Earth and its covariances in another. Here
both objects come into one inertial frame, or it is said why not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cspo.avoidance import Encounter
from cspo.errors import UsageError
from cspo.frames import (
    EarthOrientation,
    Frame,
    bundled_earth_orientation,
    rotate_covariance,
    rotation,
    rtn_from_inertial,
    state_jacobian,
    transform_pv,
)
from cspo.orbits import Covariance, State
from cspo.records.bodies import ConjunctionBody, Encountered
from cspo.records.bodies import Covariance as CovarianceBody
from cspo.records.bodies.covariance import CovarianceFrame
from cspo.time import Epoch

__all__ = ["Meeting", "encounter_of", "meeting_of"]

Floats = NDArray[np.float64]

_SIZES = {6: 3, 21: 6}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meeting:
    """Two objects at one instant, in one inertial frame.

    Parameters
    ----------
    state1, state2 : State
    covariance1, covariance2 : (3, 3) or (6, 6) float64, or None
        In that frame; km², km²/s, km²/s². None where the record states none.
    """

    state1: State
    state2: State
    covariance1: Floats | None
    covariance2: Floats | None

    @property
    def relative_rtn(self) -> tuple[Floats, Floats]:
        """Object 2 less object 1 in R, T, N of object 1, (3,) each: km, km/s."""
        r_km, v_km_s = self.state2.relative_to(self.state1)
        axes = rtn_from_inertial(self.state1.r_km, self.state1.v_km_s)
        return axes @ r_km, axes @ v_km_s

    @property
    def sigma_rtn_km(self) -> tuple[Floats | None, Floats | None]:
        """Standard deviations of each position in R, T, N of its own orbit, (3,)."""
        one, two = (
            _sigma_rtn_km(state, matrix)
            for state, matrix in (
                (self.state1, self.covariance1), (self.state2, self.covariance2),
            )
        )  # fmt: skip
        return one, two

    def other_way(self) -> Meeting:
        """The same with object 2 first."""
        return replace(
            self, state1=self.state2, state2=self.state1, covariance1=self.covariance2,
            covariance2=self.covariance1,
        )  # fmt: skip


def meeting_of(
    body: ConjunctionBody, eop: Callable[[], EarthOrientation] | None = None
) -> Meeting | None:
    """The states of a conjunction's record, at the time of closest approach that it states.

    Parameters
    ----------
    body : ConjunctionBody
    eop : callable, optional
        Gives the Earth's orientation, asked for states in ITRF alone; else the bundled one.

    Returns
    -------
    Meeting or None
        None where the record lacks a state: a coarse form, or a message that states none.
    """
    sides = (body.object1, body.object2)
    if body.frame is None or any(side.r_km is None or side.v_km_s is None for side in sides):
        return None
    tca, frame = Epoch.from_utc(body.tca_utc), Frame(body.frame.value)
    turning = None
    if Frame.ITRF in {frame, *(_frame_of(side.covariance) for side in sides)}:
        turning = (eop or _bundled)()
    inertial = Frame.GCRF if frame is Frame.ITRF else frame
    states, matrices = [], []
    for side in sides:
        r_km, v_km_s = np.array(side.r_km), np.array(side.v_km_s)
        if frame is Frame.ITRF:
            r_km, v_km_s = transform_pv(r_km, v_km_s, frame, inertial, tca.tai_ns, turning)
        state = State(frame=inertial, epoch=tca, r_km=r_km, v_km_s=v_km_s)
        states.append(state)
        matrices.append(_matrix(side, state, turning))
    return Meeting(
        state1=states[0], state2=states[1], covariance1=matrices[0], covariance2=matrices[1]
    )


def encounter_of(meeting: Meeting, hbr_km: float) -> Encounter:
    """The encounter of which burns of object 1 are reckoned.

    Where a covariance is of position alone its velocities are taken as sure: then the plane
    method is all that may give a probability.

    Raises
    ------
    UsageError
        Where a covariance is missing, or the radius not positive.
    OutOfRange
        Where object 1 is on no ellipse about the Earth.
    """
    own = []
    for state, matrix in (
        (meeting.state1, meeting.covariance1), (meeting.state2, meeting.covariance2),
    ):  # fmt: skip
        if matrix is None:
            raise UsageError("reckon burn", "covariance", expected="one of each object", got="none")
        whole = np.zeros((6, 6))
        whole[: len(matrix), : len(matrix)] = matrix
        axes = rtn_from_inertial(state.r_km, state.v_km_s)
        own.append(Covariance(frame=Frame.RTN, matrix=rotate_covariance(whole, axes)))
    return Encounter(
        state1=meeting.state1, state2=meeting.state2, covariance1=own[0], covariance2=own[1],
        hbr_km=hbr_km,
    )  # fmt: skip


@cache
def _bundled() -> EarthOrientation:
    return bundled_earth_orientation()


def _frame_of(covariance: CovarianceBody | None) -> Frame | None:
    return None if covariance is None else Frame(covariance.frame.value)


def _matrix(side: Encountered, state: State, eop: EarthOrientation | None) -> Floats | None:
    """The covariance of a side in the frame of its state, as it is stated; None without one.

    Whether it is one of anything is for `cspo.conjunction.probability` to say.
    """
    covariance = side.covariance
    if covariance is None:
        return None
    size = _SIZES[len(covariance.lower_km2)]
    matrix = np.zeros((size, size))
    matrix[np.tril_indices(size)] = covariance.lower_km2
    matrix = matrix + np.tril(matrix, -1).T
    if covariance.frame is CovarianceFrame.RTN:
        axes = rtn_from_inertial(state.r_km, state.v_km_s)
        return rotate_covariance(matrix, axes.T)
    frame, tai_ns = Frame(covariance.frame.value), state.epoch.tai_ns
    if size == 3:
        return rotate_covariance(matrix, rotation(frame, state.frame, tai_ns, eop))
    jacobian = state_jacobian(frame, state.frame, tai_ns, eop)
    return np.asarray(jacobian @ matrix @ jacobian.T)


def _sigma_rtn_km(state: State, matrix: Floats | None) -> Floats | None:
    if matrix is None:
        return None
    axes = rtn_from_inertial(state.r_km, state.v_km_s)
    variances = np.diagonal(axes @ matrix[:3, :3] @ axes.T)
    return np.asarray(np.sqrt(np.maximum(variances, 0.0)))
