"""A state vector and its covariance, with frame and epoch attached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.errors import FrameMismatch, InvalidCovariance, UsageError
from cspo.frames import Frame
from cspo.frames.frame import require_frame
from cspo.time import Epoch

__all__ = ["Covariance", "State"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class State:
    """Position and velocity at an instant, in a named frame.

    Parameters
    ----------
    frame : Frame
    epoch : Epoch
    r_km : (3,) float64
        Position, km.
    v_km_s : (3,) float64
        Velocity, km/s.

    Examples
    --------
    >>> now = Epoch.from_utc("2024-11-01T00:00:00Z")
    >>> a = State(frame=Frame.TEME, epoch=now, r_km=[7000, 0, 0], v_km_s=[0, 7.5, 0])
    >>> b = State(frame=Frame.TEME, epoch=now, r_km=[7000, 3, 4], v_km_s=[0, 7.5, 0])
    >>> float(np.linalg.norm(b.relative_to(a)[0]))
    5.0
    """

    frame: Frame
    epoch: Epoch
    r_km: NDArray[np.float64]
    v_km_s: NDArray[np.float64]

    def __post_init__(self) -> None:
        require_frame(self.frame, "build state")
        for name in ("r_km", "v_km_s"):
            object.__setattr__(self, name, _read_only(getattr(self, name), (3,), name))

    def relative_to(self, origin: State) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Position (km) and velocity (km/s) of this state less those of *origin*.

        Raises
        ------
        FrameMismatch
            Where frame or epoch of the two differ.
        """
        if self.frame != origin.frame or self.epoch != origin.epoch:
            raise FrameMismatch(
                "subtract states",
                expected=f"{origin.frame.name} at {origin.epoch}",
                got=f"{self.frame.name} at {self.epoch}",
            )
        return self.r_km - origin.r_km, self.v_km_s - origin.v_km_s


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covariance:
    """Covariance of a state, in a named frame.

    Parameters
    ----------
    frame : Frame
        RTN (of the state that it belongs to) or an inertial frame.
    matrix : (6, 6) float64
        Order x, y, z, vx, vy, vz (or R, T, N and their rates); km², km²/s, km²/s².

    Raises
    ------
    InvalidCovariance
        Where the matrix is not finite or not symmetric to 1e-9 of its largest element.
    """

    frame: Frame
    matrix: NDArray[np.float64]

    def __post_init__(self) -> None:
        require_frame(self.frame, "build covariance")
        matrix = _read_only(self.matrix, (6, 6), "covariance")
        if not np.isfinite(matrix).all():
            raise InvalidCovariance("read covariance", expected="finite numbers", got="NaN or inf")
        if not np.allclose(matrix, matrix.T, rtol=0.0, atol=1e-9 * np.abs(matrix).max()):
            raise InvalidCovariance("read covariance", expected="a symmetric matrix")
        object.__setattr__(self, "matrix", matrix)

    @property
    def position_km2(self) -> NDArray[np.float64]:
        """The (3, 3) position block, km²."""
        return self.matrix[:3, :3]


def _read_only(values: object, shape: tuple[int, ...], name: str) -> NDArray[np.float64]:
    array = np.array(values, dtype=np.float64)
    if array.shape != shape:
        raise UsageError("build state", name, expected=f"shape {shape}", got=str(array.shape))
    array.setflags(write=False)
    return array
