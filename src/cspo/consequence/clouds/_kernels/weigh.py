"""What one meeting of an asset and a piece adds to the expected number of hits."""

from __future__ import annotations

import math
from typing import Any

from cspo.compiling import kernel
from cspo.consequence.clouds._kernels.digest import kernels_digest
from cspo.consequence.clouds._kernels.nodes import CROSSED
from cspo.consequence.clouds._kernels.planar import AGAINST, step_s

__all__ = ["weigh"]


def _build(digest: str) -> Any:
    """The loop, to be compiled anew where any file of this folder has changed.

    numba keys its cache on disk by the file of the function alone, not by what that calls.
    """

    @kernel
    def weigh(
        asset: Any, piece: Any, way: Any, age_s: Any, base: Any, motion: Any, reach_km: Any,
        cap_km: float, floor_km: float, span_s: float, out: Any,
    ) -> None:  # fmt: skip
        """Rows of *out* (k, 4): time to the meeting (s), hits for each km2, km/s, miss (km).

        *asset*, *piece* (k, 6) are states at one instant near the meeting, *age_s* (k,) its age.
        *motion* (rad/s) and *reach_km* (k,) belong to the piece, *way* (k,) says how they meet.
        *span_s* is the length of the segment.

        A piece is smeared along its orbit, over an ellipse in its plane, of the density
        2 (1 - rho^2) / (pi a b): an asset which crosses the plane there meets density x |v_rel| /
        |v across| of it.
        Where the planes are nearly one, it is smeared across as well, over an ellipsoid: density
        15 (1 - rho^2) / (8 pi a b c): an asset against it takes the integral along a straight line,
        4/3 (1 - rho_min^2)^1.5 / |scaled velocity|, one beside it density x |v_rel| x step of time.

        Half axes: what the same relative change of the velocity of the break-up does to a place
        (Clohessy and Wiltshire 1960), with a floor, and with a cap along the track.
        """
        _ = digest
        for i in range(len(out)):
            x, y, z = piece[i, 0], piece[i, 1], piece[i, 2]
            vx, vy, vz = piece[i, 3], piece[i, 4], piece[i, 5]
            hx, hy, hz = y * vz - z * vy, z * vx - x * vz, x * vy - y * vx
            h = math.sqrt(hx * hx + hy * hy + hz * hz)
            hx, hy, hz = hx / h, hy / h, hz / h
            r = math.sqrt(x * x + y * y + z * z)
            ux, uy, uz = x / r, y / r, z / r
            tx, ty, tz = hy * uz - hz * uy, hz * ux - hx * uz, hx * uy - hy * ux
            dx, dy, dz = asset[i, 0] - x, asset[i, 1] - y, asset[i, 2] - z
            wx, wy, wz = asset[i, 3] - vx, asset[i, 4] - vy, asset[i, 5] - vz
            across = wx * hx + wy * hy + wz * hz
            speed = math.sqrt(wx * wx + wy * wy + wz * wz)
            climb = (vx * ux + vy * uy + vz * uz) / (vx * tx + vy * ty + vz * tz)
            cosine = ux * base[0] + uy * base[1] + uz * base[2]
            turn = max(1.0 - cosine, 0.0)
            phase = motion[i] * age_s[i]
            a = reach_km[i] * math.sqrt(turn * (5.0 - 3.0 * cosine)) + floor_km
            wave = 4.0 * math.sin(phase) - 3.0 * phase
            b = min(reach_km[i] * math.sqrt(wave * wave + 4.0 * turn * turn), cap_km) + floor_km
            c = reach_km[i] * math.sqrt(turn * max(1.0 + cosine, 0.0)) + floor_km
            if way[i] == CROSSED:
                dt = -(dx * hx + dy * hy + dz * hz) / across
            elif way[i] == AGAINST:
                w_along, d_along = wx * tx + wy * ty + wz * tz, dx * tx + dy * ty + dz * tz
                q = ((wx * ux + wy * uy + wz * uz - climb * w_along) / a, w_along / b, across / c)
                d = (
                    (dx * ux + dy * uy + dz * uz - climb * d_along) / a,
                    d_along / b,
                    (dx * hx + dy * hy + dz * hz) / c,
                )
                dt = -(q[0] * d[0] + q[1] * d[1] + q[2] * d[2]) / (
                    q[0] ** 2 + q[1] ** 2 + q[2] ** 2
                )
            else:
                dt = 0.0
            dx, dy, dz = dx + dt * wx, dy + dt * wy, dz + dt * wz
            radial = dx * ux + dy * uy + dz * uz
            along = dx * tx + dy * ty + dz * tz
            aside = dx * hx + dy * hy + dz * hz
            # along the arc, not along the tangent
            farther = math.sqrt((r + radial) ** 2 + along * along)
            along, radial = r * math.atan2(along, r + radial), farther - r
            # from the orbit of the piece there: it climbs or falls on the way
            radial -= climb * along
            rho2 = (radial / a) ** 2 + (along / b) ** 2
            out[i, 0], out[i, 1], out[i, 2] = dt, 0.0, speed
            out[i, 3] = math.sqrt(dx * dx + dy * dy + dz * dz)
            if way[i] != CROSSED:
                rho2 += (aside / c) ** 2
            if not rho2 < 1.0:
                continue
            if way[i] == CROSSED:
                out[i, 1] = 2.0 * (1.0 - rho2) / (math.pi * a * b) * speed / abs(across)
                continue
            dense = 15.0 / (8.0 * math.pi * a * b * c) * speed
            if way[i] == AGAINST:
                scaled = math.sqrt(q[0] ** 2 + q[1] ** 2 + q[2] ** 2)
                out[i, 1] = dense * 4.0 / 3.0 * (1.0 - rho2) ** 1.5 / scaled
            else:
                out[i, 1] = dense * (1.0 - rho2) * step_s(span_s)

    return weigh


weigh = _build(kernels_digest())
