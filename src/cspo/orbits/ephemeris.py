"""A trajectory given as points, interpolated by Hermite polynomials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.errors import OutOfRange, UsageError
from cspo.frames import Frame
from cspo.frames.frame import require_frame
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["CovarianceHistory", "Ephemeris"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CovarianceHistory:
    """Covariances of a trajectory at some of its instants.

    Parameters
    ----------
    frame : Frame
        RTN of the trajectory itself, or an inertial frame.
    t_s : (m,) float64
        Seconds past the epoch of the ephemeris, increasing.
    matrix : (m, 6, 6) float64
        km², km²/s, km²/s².

    Raises
    ------
    UsageError
        Where shapes do not agree, there is none, or instants do not increase.
    """

    frame: Frame
    t_s: Floats
    matrix: Floats

    def __post_init__(self) -> None:
        require_frame(self.frame, "build covariance history")
        for name in ("t_s", "matrix"):
            object.__setattr__(self, name, _read_only(getattr(self, name)))
        m = self.t_s.size
        if not m or self.t_s.shape != (m,) or self.matrix.shape != (m, 6, 6):
            raise UsageError(
                "build covariance history", expected="t_s of shape (m,), matrix of (m, 6, 6)",
                got=f"{self.t_s.shape}, {self.matrix.shape}",
            )  # fmt: skip
        if not (np.diff(self.t_s) > 0.0).all():
            raise UsageError("build covariance history", expected="increasing instants")

    def nearest(self, t_s: Floats) -> Floats:
        """The matrices (k, 6, 6) whose instants are nearest to *t_s* (k,).

        Covariances are not interpolated element by element: the result of that
        need not be a covariance.
        """
        right = np.clip(np.searchsorted(self.t_s, t_s), 1, max(len(self.t_s) - 1, 1))
        left = right - 1
        right = np.minimum(right, len(self.t_s) - 1)
        closer = np.abs(self.t_s[right] - t_s) < np.abs(self.t_s[left] - t_s)
        return self.matrix[np.where(closer, right, left)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ephemeris:
    """One continuous piece of trajectory of one object.

    Parameters
    ----------
    object_id : str
        International designator or ``scheme:value``.
    object_name : str
    frame : Frame
        Frame of every point.
    epoch : Epoch
        Instant that ``t_s`` counts from.
    t_s : (n,) float64
        Seconds, strictly increasing, n at least 2.
    r_km : (n, 3) float64
    v_km_s : (n, 3) float64
    covariance : CovarianceHistory or None
    nodes : int
        Points in one interpolation window; *k* points with velocities give a
        Hermite polynomial of degree 2k - 1.
    simulated : bool

    Raises
    ------
    UsageError
        Where shapes do not agree, instants do not increase, a number is not
        finite, or *nodes* is less than 1.
    """

    object_id: str
    object_name: str = ""
    frame: Frame
    epoch: Epoch
    t_s: Floats
    r_km: Floats
    v_km_s: Floats
    covariance: CovarianceHistory | None = None
    nodes: int = 6
    simulated: bool = False

    def __post_init__(self) -> None:
        require_frame(self.frame, "build ephemeris")
        for name in ("t_s", "r_km", "v_km_s"):
            object.__setattr__(self, name, _read_only(getattr(self, name)))
        n = self.t_s.size
        if (
            n < 2
            or self.t_s.shape != (n,)
            or self.r_km.shape != (n, 3)
            or self.v_km_s.shape != (n, 3)
        ):
            raise UsageError(
                "build ephemeris",
                self.object_id,
                expected="at least two points, t of shape (n,), r and v of (n, 3)",
                got=f"t {self.t_s.shape}, r {self.r_km.shape}, v {self.v_km_s.shape}",
            )
        if not (np.diff(self.t_s) > 0.0).all():
            raise UsageError("build ephemeris", self.object_id, expected="increasing instants")
        if not (np.isfinite(self.r_km).all() and np.isfinite(self.v_km_s).all()):
            raise UsageError("build ephemeris", self.object_id, expected="finite r and v")
        if self.nodes < 1:
            raise UsageError("build ephemeris", "nodes", expected="1 or more", got=str(self.nodes))

    @property
    def start(self) -> Epoch:
        """First instant."""
        return self.epoch + float(self.t_s[0])

    @property
    def stop(self) -> Epoch:
        """Last instant."""
        return self.epoch + float(self.t_s[-1])

    def seconds(self, tai_ns: NDArray[np.int64]) -> Floats:
        """Seconds past the epoch of instants given as TAI nanoseconds."""
        return (np.asarray(tai_ns, dtype=np.int64) - self.epoch.tai_ns) / NS_PER_S

    def interpolate(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Position (k, 3) in km and velocity (k, 3) in km/s at *t_s* (k,).

        Raises
        ------
        OutOfRange
            Where an instant lies outside the points.
        UsageError
            Where one is not finite.

        Notes
        -----
        Source: Hermite interpolation on Lagrange's basis, e.g. Davis,
        Interpolation and Approximation (1975), section 2.5.
        """
        t_s = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
        if not np.isfinite(t_s).all():
            raise UsageError("interpolate ephemeris", self.object_id, expected="finite times")
        if t_s.size and not (self.t_s[0] <= t_s.min() and t_s.max() <= self.t_s[-1]):
            raise OutOfRange(
                "interpolate ephemeris",
                self.object_id,
                expected=f"{self.start} to {self.stop}",
                got=f"{self.epoch + float(t_s.min())} to {self.epoch + float(t_s.max())}",
            )
        size = min(self.nodes, len(self.t_s))
        first = np.searchsorted(self.t_s, t_s, side="right") - 1 - (size - 1) // 2
        window = np.clip(first, 0, len(self.t_s) - size)[:, None] + np.arange(size)
        value, slope, d_value, d_slope = _hermite_basis(t_s, self.t_s[window])
        r, v = self.r_km[window], self.v_km_s[window]
        return (
            np.einsum("ki,kij->kj", value, r) + np.einsum("ki,kij->kj", slope, v),
            np.einsum("ki,kij->kj", d_value, r) + np.einsum("ki,kij->kj", d_slope, v),
        )


def _read_only(values: Floats) -> Floats:
    array = np.array(values, np.float64)
    array.setflags(write=False)
    return array


def _hermite_basis(t: Floats, nodes: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights (k, n) of positions and velocities at *nodes* (k, n), and their derivatives."""
    size = nodes.shape[1]
    step = nodes[:, :, None] - nodes[:, None, :] + np.eye(size)
    gap = t[:, None] - nodes
    ratio = gap[:, None, :] / step
    ratio[:, range(size), range(size)] = 1.0
    lagrange = ratio.prod(axis=2)
    d_lagrange = np.zeros_like(lagrange)
    for j in range(size):
        kept = ratio.copy()
        kept[:, :, j] = 1.0
        d_lagrange += np.where(np.arange(size) == j, 0.0, kept.prod(axis=2) / step[:, :, j])
    inverse = 1.0 / step
    inverse[:, range(size), range(size)] = 0.0
    steepness = inverse.sum(axis=2)
    square, d_square = lagrange**2, 2.0 * lagrange * d_lagrange
    bend = 1.0 - 2.0 * gap * steepness
    return (
        bend * square,
        gap * square,
        -2.0 * steepness * square + bend * d_square,
        square + gap * d_square,
    )
