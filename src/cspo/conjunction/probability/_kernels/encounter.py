"""From two states and a combined covariance to the numbers of the encounter plane."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.disk import (
    disk_alfano,
    disk_elrod,
    disk_probability,
)
from cspo.conjunction.probability._kernels.small_matrices import (
    eigen_symmetric_2x2,
    eigen_symmetric_3x3,
)

__all__ = [
    "MISS",
    "PEAK",
    "PLANE_COLUMNS",
    "SHIFT",
    "SIGMA_X",
    "SIGMA_Z",
    "SPEED",
    "WIDTH",
    "X",
    "Z",
    "alfano_many",
    "disk_many",
    "elrod_many",
    "max_over_scale_many",
    "plane_many",
    "rtn_covariance_many",
]

X, Z, SIGMA_X, SIGMA_Z, MISS, SPEED, SHIFT, PEAK, WIDTH = range(9)
PLANE_COLUMNS = 9

_OK, _BAD_STATE, _BAD_HBR, _STANDSTILL, _BAD_COVARIANCE = range(5)
_CLIP = 1e-4  # of the hard-body radius (Hall, Hejduk and Johnson 2017, AAS 17-567)
_LEAST_KM, _MOST_KM = 1e-12, 1e6  # a radius beyond these is none, and would over- or underflow


@kernel
def plane_many(
    r1: Any,
    v1: Any,
    r2: Any,
    v2: Any,
    cov: Any,
    hbr: Any,
    shift: bool,
    out: Any,
    status: Any,
    repaired: Any,
    negative: Any,
) -> None:
    """Encounter plane of each event, columns as `PLANE_COLUMNS` names them.

    Relative motion is linear; with *shift* the miss is taken at its own closest
    approach. PEAK and WIDTH are the time and 1-σ width of the linear collision
    rate, the least of the Mahalanobis distance in three dimensions.
    """
    w = np.empty(3)
    vec = np.empty((3, 3))
    for i in range(r1.shape[0]):
        repaired[i] = False
        negative[i] = False
        for k in range(PLANE_COLUMNS):
            out[i, k] = np.nan
        rx, ry, rz = r2[i, 0] - r1[i, 0], r2[i, 1] - r1[i, 1], r2[i, 2] - r1[i, 2]
        vx, vy, vz = v2[i, 0] - v1[i, 0], v2[i, 1] - v1[i, 1], v2[i, 2] - v1[i, 2]
        speed2 = vx * vx + vy * vy + vz * vz
        if not (math.isfinite(rx + ry + rz) and math.isfinite(speed2)):
            status[i] = _BAD_STATE
            continue
        radius = hbr[i]
        out[i, MISS] = math.sqrt(rx * rx + ry * ry + rz * rz)
        out[i, SPEED] = math.sqrt(speed2)
        if not _LEAST_KM <= radius <= _MOST_KM:
            status[i] = _BAD_HBR
            continue
        if out[i, SPEED] <= 1e-14:
            status[i] = _STANDSTILL
            continue
        dt = -(rx * vx + ry * vy + rz * vz) / speed2
        out[i, SHIFT] = dt
        if shift:
            rx, ry, rz = rx + dt * vx, ry + dt * vy, rz + dt * vz
        miss = math.sqrt(rx * rx + ry * ry + rz * rz)
        out[i, MISS] = miss
        speed = out[i, SPEED]
        yx, yy, yz = vx / speed, vy / speed, vz / speed
        # In-plane axis along the miss; any perpendicular serves where the miss vanishes.
        along = rx * yx + ry * yy + rz * yz
        ax, ay, az = rx - along * yx, ry - along * yy, rz - along * yz
        norm = math.sqrt(ax * ax + ay * ay + az * az)
        if norm <= 1e-15 * (1.0 + abs(r1[i, 0])):
            if abs(yx) < 0.7:
                ax, ay, az = 1.0 - yx * yx, -yx * yy, -yx * yz
            else:
                ax, ay, az = -yx * yy, 1.0 - yy * yy, -yy * yz
            norm = math.sqrt(ax * ax + ay * ay + az * az)
        ax, ay, az = ax / norm, ay / norm, az / norm
        bx, by, bz = ay * yz - az * yy, az * yx - ax * yz, ax * yy - ay * yx
        c = cov[i]
        aa = _form(c, ax, ay, az, ax, ay, az)
        ab = _form(c, ax, ay, az, bx, by, bz)
        bb = _form(c, bx, by, bz, bx, by, bz)
        large, small, cos, sin = eigen_symmetric_2x2(aa, ab, bb)
        if not (large > 0.0 and math.isfinite(large)):
            status[i] = _BAD_COVARIANCE
            continue
        eigen_symmetric_3x3(c, w, vec)
        least = min(w[0], w[1], w[2])
        negative[i] = least <= 0.0
        floor = (_CLIP * radius) ** 2
        if small < floor:
            repaired[i] = True
            small = floor
            large = max(large, floor)
        if not small > 0.0:
            status[i] = _BAD_COVARIANCE
            continue
        out[i, X] = miss * abs(cos)
        out[i, Z] = miss * abs(sin)
        out[i, SIGMA_X] = math.sqrt(large)
        out[i, SIGMA_Z] = math.sqrt(small)
        # Linear rate: Mahalanobis distance is least at -(r A⁻¹ v)/(v A⁻¹ v), 1-σ (v A⁻¹ v)^-½.
        va = 0.0
        ra = 0.0
        for k in range(3):
            value = max(w[k], floor)
            if value <= 0.0:
                value = small
            pv = vec[0, k] * vx + vec[1, k] * vy + vec[2, k] * vz
            pr = vec[0, k] * rx + vec[1, k] * ry + vec[2, k] * rz
            va += pv * pv / value
            ra += pr * pv / value
        out[i, PEAK] = -ra / va + (dt if shift else 0.0)
        out[i, WIDTH] = 1.0 / math.sqrt(va)
        status[i] = _OK


@kernel
def _form(c: Any, ax: float, ay: float, az: float, bx: float, by: float, bz: float) -> float:
    """The bilinear form a C b."""
    return float(
        ax * (c[0, 0] * bx + c[0, 1] * by + c[0, 2] * bz)
        + ay * (c[1, 0] * bx + c[1, 1] * by + c[1, 2] * bz)
        + az * (c[2, 0] * bx + c[2, 1] * by + c[2, 2] * bz)
    )


@kernel
def disk_many(plane: Any, hbr: Any, status: Any, pc: Any) -> None:
    """Foster's integral for every event whose plane is sound."""
    for i in range(plane.shape[0]):
        if status[i] == _OK:
            pc[i] = disk_probability(
                plane[i, X], plane[i, Z], plane[i, SIGMA_X], plane[i, SIGMA_Z], hbr[i]
            )
        else:
            pc[i] = np.nan


@kernel
def alfano_many(plane: Any, hbr: Any, status: Any, pc: Any) -> None:
    """Alfano's Simpson rule for every event whose plane is sound."""
    for i in range(plane.shape[0]):
        pc[i] = np.nan
        if status[i] == _OK:
            pc[i] = disk_alfano(
                plane[i, X], plane[i, Z], plane[i, SIGMA_X], plane[i, SIGMA_Z], hbr[i]
            )


@kernel
def elrod_many(plane: Any, hbr: Any, status: Any, order: int, pc: Any) -> None:
    """Elrod's Chebyshev rule for every event whose plane is sound."""
    for i in range(plane.shape[0]):
        pc[i] = np.nan
        if status[i] == _OK:
            pc[i] = disk_elrod(
                plane[i, X], plane[i, Z], plane[i, SIGMA_X], plane[i, SIGMA_Z], hbr[i], order
            )


@kernel
def _scaled(log_k: float, x: float, z: float, sx: float, sz: float, radius: float) -> float:
    k = math.exp(log_k)
    return disk_probability(x, z, sx * k, sz * k, radius)


@kernel
def max_over_scale_many(plane: Any, hbr: Any, status: Any, pc: Any, scale: Any) -> None:
    """Greatest Pc over all multiples of the covariance, and the σ multiple that gives it.

    For R ≪ miss the maximum is at k² = M²/2, M the Mahalanobis distance (Alfano
    2005b, equation 12); otherwise golden section about it. Inside the hard body
    Pc rises to one as the covariance vanishes, and the scale is zero.
    """
    ratio = 0.6180339887498949
    for i in range(plane.shape[0]):
        if status[i] != _OK:
            pc[i] = np.nan
            scale[i] = np.nan
            continue
        x, z, sx, sz = plane[i, X], plane[i, Z], plane[i, SIGMA_X], plane[i, SIGMA_Z]
        radius = hbr[i]
        miss = math.hypot(x, z)
        if miss <= radius:
            pc[i] = 1.0
            scale[i] = 0.0
            continue
        k = math.sqrt(0.5) * math.hypot(x / sx, z / sz)
        if radius < 0.01 * miss and radius < 0.1 * k * sz:
            pc[i] = disk_probability(x, z, sx * k, sz * k, radius)
            scale[i] = k
            continue
        # The larger the body beside the miss, the farther the maximum from its small-body place.
        below = 1.0 if radius < 0.5 * miss and radius < 0.5 * k * sz else 10.0
        lo = math.log(k) - below
        hi = math.log(k) + 1.0
        p = hi - ratio * (hi - lo)
        q = lo + ratio * (hi - lo)
        fp = _scaled(p, x, z, sx, sz, radius)
        fq = _scaled(q, x, z, sx, sz, radius)
        for _ in range(60):
            if fp > fq:
                hi, q, fq = q, p, fp
                p = hi - ratio * (hi - lo)
                fp = _scaled(p, x, z, sx, sz, radius)
            else:
                lo, p, fp = p, q, fq
                q = lo + ratio * (hi - lo)
                fq = _scaled(q, x, z, sx, sz, radius)
            if hi - lo < 3e-3:
                break
        # A parabola through three points: Pc is flat there, its error is of fourth order.
        middle = 0.5 * (lo + hi)
        h = 0.5 * (hi - lo)
        f0 = _scaled(middle, x, z, sx, sz, radius)
        f1 = _scaled(middle - h, x, z, sx, sz, radius)
        f2 = _scaled(middle + h, x, z, sx, sz, radius)
        bend = f1 - 2.0 * f0 + f2
        best = middle
        if bend < 0.0:
            best += min(max(0.5 * h * (f1 - f2) / bend, -h), h)
        pc[i] = max(f0, f1, f2, fp, fq, _scaled(best, x, z, sx, sz, radius))
        scale[i] = math.exp(best)


@kernel
def rtn_covariance_many(r: Any, v: Any, sigma: Any, out: Any) -> None:
    """Inertial position covariance of RTN standard deviations, added to *out*."""
    axes = np.empty((3, 3))
    for i in range(r.shape[0]):
        hx = r[i, 1] * v[i, 2] - r[i, 2] * v[i, 1]
        hy = r[i, 2] * v[i, 0] - r[i, 0] * v[i, 2]
        hz = r[i, 0] * v[i, 1] - r[i, 1] * v[i, 0]
        rn = math.sqrt(r[i, 0] ** 2 + r[i, 1] ** 2 + r[i, 2] ** 2)
        hn = math.sqrt(hx * hx + hy * hy + hz * hz)
        if not (rn > 0.0 and hn > 0.0):
            out[i] = np.nan
            continue
        for k in range(3):
            axes[0, k] = r[i, k] / rn
        axes[2, 0], axes[2, 1], axes[2, 2] = hx / hn, hy / hn, hz / hn
        axes[1, 0] = axes[2, 1] * axes[0, 2] - axes[2, 2] * axes[0, 1]
        axes[1, 1] = axes[2, 2] * axes[0, 0] - axes[2, 0] * axes[0, 2]
        axes[1, 2] = axes[2, 0] * axes[0, 1] - axes[2, 1] * axes[0, 0]
        for a in range(3):
            variance = sigma[i, a] * sigma[i, a]
            for j in range(3):
                for k in range(3):
                    out[i, j, k] += variance * axes[a, j] * axes[a, k]
