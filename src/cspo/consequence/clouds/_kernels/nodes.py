"""Which orbit crosses which piece's plane near that piece: the loop over all pairs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.consequence.clouds._kernels import columns as at
from cspo.consequence.clouds._kernels.digest import kernels_digest
from cspo.consequence.clouds._kernels.planar import along_one_plane

__all__ = ["CROSSED", "meetings"]

CROSSED = 0
"""How a pair meets: one crosses the plane of the other. Others: `planar`."""

_FLAT = np.float32(0.12**2)
"""Square of the sine of the angle of two planes below which an object doesn't cross the plane of a
piece but goes along it: `cspo.consequence.clouds._kernels.planar`."""
_SERIES = 0.12
_COPLANAR_RAD = 0.0003


@kernel
def _angle(s: float, c: float) -> float:
    """The angle of (c, s) to 3e-4 rad, a third of the time of atan2; the margins allow for it."""
    high, low = max(abs(s), abs(c)), min(abs(s), abs(c))
    t = low / high
    t2 = t * t
    angle = t * (1.0 - t2 * (0.327622764 - t2 * (0.159314220 - t2 * 0.0464964749)))
    if abs(s) > abs(c):
        angle = 0.5 * math.pi - angle
    if c < 0.0:
        angle = math.pi - angle
    return -angle if s < 0.0 else angle


@kernel
def _mean_longitude(u: float, c: float, s: float, e: float, argp: float) -> float:
    """Mean argument of latitude less the true one, *u*; c, s are e cos f, e sin f.

    To the fourth order in e (Vallado 2013, equation 2-73 turned round); exactly where e is large.
    """
    if e < _SERIES:
        e2 = c * c + s * s
        sin_2, cos_2 = 2.0 * s * c, c * c - s * s
        sin_3 = sin_2 * c + cos_2 * s
        return -2.0 * s + (0.75 + 0.125 * e2) * sin_2 - sin_3 / 3.0 + 0.15625 * 2.0 * sin_2 * cos_2
    f = u - argp
    root = math.sqrt(1.0 - e * e)
    beta = e / (1.0 + root)
    big_e = f - 2.0 * math.atan2(beta * math.sin(f), 1.0 + beta * math.cos(f))
    return big_e - e * math.sin(big_e) - f


@kernel(fastmath={"contract", "nsz", "reassoc"}, error_model="numpy")
def _near(asset: Any, lanes: Any, base: Any, flags: Any, floor_km: Any) -> None:
    """Bits of flags[p]: radii close on the common line, ahead and behind; no such line.

    *lanes* (19, p) float32 holds the pieces by column, with the kernel's reach in row LOW.
    """
    wx, wy, wz = np.float32(asset[at.WX]), np.float32(asset[at.WY]), np.float32(asset[at.WZ])
    nx, ny = np.float32(asset[at.NX]), np.float32(asset[at.NY])
    sini = np.sqrt(wx * wx + wy * wy)
    ex, ey, para = np.float32(asset[at.EX]), np.float32(asset[at.EY]), np.float32(asset[at.P])
    constant, wave = np.float32(asset[at.CONSTANT]), np.float32(asset[at.WAVE])
    margin = np.float32(asset[at.MARGIN_KM] + floor_km)
    bx, by, bz = np.float32(base[0]), np.float32(base[1]), np.float32(base[2])
    one, zero = np.float32(1.0), np.float32(0.0)
    five, four = np.float32(5.0), np.float32(4.0)
    for p in range(lanes.shape[1]):
        px, py, pz = lanes[at.WX, p], lanes[at.WY, p], lanes[at.WZ, p]
        pnx, pny = lanes[at.NX, p], lanes[at.NY, p]
        dx, dy, dz = wy * pz - wz * py, wz * px - wx * pz, wx * py - wy * px
        sine2 = dx * dx + dy * dy + dz * dz
        scale = one / np.sqrt(max(sine2, _FLAT))
        ux, uy, uz = dx * scale, dy * scale, dz * scale
        ca = ux * nx + uy * ny
        sa = (uy * nx - ux * ny) * wz + uz * sini
        cp = ux * pnx + uy * pny
        sp = (uy * pnx - ux * pny) * pz + uz * lanes[at.E, p]
        flat = constant + wave * (ca * ca - sa * sa) - (
            lanes[at.CONSTANT, p] + lanes[at.WAVE, p] * (cp * cp - sp * sp)
        )  # fmt: skip
        bend_a = ex * ca + ey * sa
        bend_p = lanes[at.EX, p] * cp + lanes[at.EY, p] * sp
        cosine = ux * bx + uy * by + uz * bz
        slack = lanes[at.MARGIN_KM, p] + margin
        reach2 = lanes[at.LOW, p]
        para_p = lanes[at.P, p]
        ahead = abs(para / (one + bend_a) - para_p / (one + bend_p) + flat) - slack
        behind = abs(para / (one - bend_a) - para_p / (one - bend_p) + flat) - slack
        ahead, behind = max(ahead, zero), max(behind, zero)
        # sin^2 + 4 (1 - cos)^2 = 5 - 8 cos + 3 cos^2 = (1 - cos) (5 - 3 cos)
        turn, back = one - cosine, one + cosine
        three = four - one
        is_ahead = ahead * ahead <= reach2 * turn * (five - three * cosine)
        is_behind = behind * behind <= reach2 * back * (five + three * cosine)
        is_open = sine2 > _FLAT
        flags[p] = (
            np.uint8(is_open & is_ahead)
            + np.uint8(2) * np.uint8(is_open & is_behind)
            + np.uint8(4) * np.uint8(sine2 <= _FLAT)
        )


@kernel
def _passes(
    asset: Any, a: int, piece: Any, p: int, flag: int, along_km: float, begin_s: float,
    end_s: float, age_s: float, out_asset: Any, out_piece: Any, out_t: Any,
    out_way: Any, found: int,
) -> int:  # fmt: skip
    """Times at which both are on the common line together, of one pair."""
    tau = 2.0 * math.pi
    wx, wy, wz = asset[at.WX], asset[at.WY], asset[at.WZ]
    px, py, pz = piece[at.WX], piece[at.WY], piece[at.WZ]
    dx, dy, dz = wy * pz - wz * py, wz * px - wx * pz, wx * py - wy * px
    scale = 1.0 / math.sqrt(dx * dx + dy * dy + dz * dz)
    ux, uy, uz = dx * scale, dy * scale, dz * scale
    # drift of the common line in either plane, as both precess: d/dt w = rate (z x w)
    rate_a, rate_p = asset[at.NODE_RATE], piece[at.NODE_RATE]
    tx, ty, sx, sy = -rate_a * wy, rate_a * wx, -rate_p * py, rate_p * px
    qx, qy = ty * pz - wz * sy, wz * sx - tx * pz
    qz = tx * py - ty * px + wx * sy - wy * sx
    ax, ay, az = wy * uz - wz * uy, wz * ux - wx * uz, wx * uy - wy * ux
    bx, by, bz = py * uz - pz * uy, pz * ux - px * uz, px * uy - py * ux
    rate_a = asset[at.RATE] - ((qx * ax + qy * ay + qz * az) * scale - rate_a * wz)
    rate_p = piece[at.RATE] - ((qx * bx + qy * by + qz * bz) * scale - rate_p * pz)
    if rate_a < 0.5 * asset[at.RATE] or rate_p < 0.5 * piece[at.RATE]:
        return found
    ca = ux * asset[at.NX] + uy * asset[at.NY]
    sa = (uy * asset[at.NX] - ux * asset[at.NY]) * wz + uz * math.sqrt(wx * wx + wy * wy)
    cp = ux * piece[at.NX] + uy * piece[at.NY]
    sp = (uy * piece[at.NX] - ux * piece[at.NY]) * pz + uz * math.sqrt(px * px + py * py)
    ua, up = _angle(sa, ca), _angle(sp, cp)
    cos_a, sin_a = asset[at.EX] * ca + asset[at.EY] * sa, asset[at.EX] * sa - asset[at.EY] * ca
    cos_p, sin_p = piece[at.EX] * cp + piece[at.EY] * sp, piece[at.EX] * sp - piece[at.EY] * cp
    period_a, per_turn = tau / rate_a, rate_p / tau
    # nearly along one plane, the common line itself is known less well
    loose = asset[at.MARGIN_RAD] + piece[at.MARGIN_RAD] + _COPLANAR_RAD * scale
    for k in range(2):
        if not flag & (k + 1):
            continue
        side, turned = 1.0 - 2.0 * k, math.pi * k
        la = _mean_longitude(ua + turned, side * cos_a, side * sin_a, asset[at.E], asset[at.ARGP])
        lp = _mean_longitude(up + turned, side * cos_p, side * sin_p, piece[at.E], piece[at.ARGP])
        t = (la + ua + turned - asset[at.LONGITUDE]) / rate_a
        t += math.ceil((begin_s - t) / period_a) * period_a
        swing = 1.0 + side * cos_p
        wide = (along_km * swing / piece[at.P] + loose) / (tau * min(swing * swing, 1.0))
        start = (lp + up + turned - piece[at.LONGITUDE]) / tau
        while t < end_s:
            turns = t * per_turn - start
            if abs(turns - math.floor(turns + 0.5)) < wide and t + age_s > 0.0:
                if found < len(out_t):
                    out_asset[found] = a
                    out_piece[found] = p
                    out_t[found] = t
                    out_way[found] = CROSSED
                found += 1
            t += period_a
    return found


def _build(digest: str) -> Any:
    """The loop, to be compiled anew where any file of this folder has changed.

    numba keys its cache on disk by the file of the function alone, not by what that calls.
    """

    @kernel
    def meetings(
        assets: Any, pieces: Any, base: Any, reach_km: Any, along_km: Any, floor_km: float,
        begin_s: float, end_s: float, age_s: float, out_asset: Any, out_piece: Any, out_t: Any,
        out_way: Any,
    ) -> int:  # fmt: skip
        """Pairs (asset, piece) and times at which the asset crosses the plane of the piece near it.

        *assets* (a, 19) and *pieces* (p, 19) are `Planes` tables at one instant; times count from
        there, and the segment is [begin_s, end_s). *base* (3,) is the unit vector to the
        place of the break-up, *age_s* its age then. *reach_km* and *along_km* (p,) scale that of
        each piece, its radial half width is ``reach * sqrt(sin^2 + 4 (1 - cos)^2) + floor`` of the
        angle from the place of the break-up, its half width along the track at most *along*.
        *out_way* says how they meet.

        Returns the number found; it may be more than fits, the rest is then not written.
        """
        _ = digest
        found = 0
        lanes = np.empty((pieces.shape[1], pieces.shape[0]), np.float32)
        lowest, highest = 1e30, 0.0
        for p in range(pieces.shape[0]):
            for c in range(pieces.shape[1]):
                lanes[c, p] = pieces[p, c]
            lanes[at.LOW, p] = reach_km[p] * reach_km[p]
            lanes[at.E, p] = math.sqrt(
                pieces[p, at.WX] ** 2 + pieces[p, at.WY] ** 2
            )  # sine of inclination
            most = 4.0 * reach_km[p] + floor_km + pieces[p, at.MARGIN_KM]
            lowest = min(lowest, pieces[p, at.LOW] - most)
            highest = max(highest, pieces[p, at.HIGH] + most)
        flags = np.zeros(pieces.shape[0], np.uint8)
        for a in range(assets.shape[0]):
            asset = assets[a]
            if math.isnan(asset[at.WX]):
                continue
            if (
                asset[at.LOW] - asset[at.MARGIN_KM] > highest
                or asset[at.HIGH] + asset[at.MARGIN_KM] < lowest
            ):
                continue
            _near(asset, lanes, base, flags, floor_km)
            for p in range(pieces.shape[0]):
                if flags[p] == 4:
                    found = along_one_plane(
                        asset, a, pieces[p], p, base, reach_km[p], along_km[p], floor_km, begin_s,
                        end_s, age_s, out_asset, out_piece, out_t, out_way, found,
                    )  # fmt: skip
                elif flags[p] != 0:
                    found = _passes(
                        asset, a, pieces[p], p, flags[p], along_km[p] + floor_km, begin_s, end_s,
                        age_s, out_asset, out_piece, out_t, out_way, found,
                    )  # fmt: skip
        return found

    return meetings


meetings = _build(kernels_digest())
