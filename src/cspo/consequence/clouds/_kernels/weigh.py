"""What one meeting of an asset and a piece adds to the expected number of hits."""

from __future__ import annotations

import math
from typing import Any

from cspo.compiling import kernel

__all__ = ["weigh"]


@kernel
def weigh(
    asset: Any, piece: Any, age_s: Any, base: Any, motion: Any, reach_km: Any, cap_km: float,
    floor_km: float, out: Any,
) -> None:  # fmt: skip
    """Rows of *out* (k, 4): time to the plane (s), hits for each km2, speed (km/s), miss (km).

    *asset*, *piece* (k, 6) are states at one instant near the crossing, *age_s* (k,) its age.
    *motion* (rad/s) and *reach_km* (k,) belong to the piece.

    A piece is smeared in its own plane over an ellipse with the density 2 (1 - rho^2) / (pi a b),
    so an asset that goes through the plane there meets density x |v_rel| / |v across| of it.
    Half axes: what the same relative change of the velocity of the break-up does to a place
    (Clohessy and Wiltshire 1960), radially and along the track, with a floor and a cap.
    """
    for i in range(len(out)):
        x, y, z = piece[i, 0], piece[i, 1], piece[i, 2]
        vx, vy, vz = piece[i, 3], piece[i, 4], piece[i, 5]
        hx, hy, hz = y * vz - z * vy, z * vx - x * vz, x * vy - y * vx
        h = math.sqrt(hx * hx + hy * hy + hz * hz)
        hx, hy, hz = hx / h, hy / h, hz / h
        r = math.sqrt(x * x + y * y + z * z)
        ux, uy, uz = x / r, y / r, z / r
        dx, dy, dz = asset[i, 0] - x, asset[i, 1] - y, asset[i, 2] - z
        wx, wy, wz = asset[i, 3] - vx, asset[i, 4] - vy, asset[i, 5] - vz
        across = wx * hx + wy * hy + wz * hz
        dt = -(dx * hx + dy * hy + dz * hz) / across
        dx, dy, dz = dx + dt * wx, dy + dt * wy, dz + dt * wz
        radial = dx * ux + dy * uy + dz * uz
        tx, ty, tz = hy * uz - hz * uy, hz * ux - hx * uz, hx * uy - hy * ux
        # along the arc, not along the tangent
        along = r * math.atan2(dx * tx + dy * ty + dz * tz, r + radial)
        radial = math.sqrt((r + radial) ** 2 + (dx * tx + dy * ty + dz * tz) ** 2) - r
        cosine = ux * base[0] + uy * base[1] + uz * base[2]
        turn = max(1.0 - cosine, 0.0)
        phase = motion[i] * (age_s[i] + dt)
        a = reach_km[i] * math.sqrt(turn * (5.0 - 3.0 * cosine)) + floor_km
        wave = 4.0 * math.sin(phase) - 3.0 * phase
        b = min(reach_km[i] * math.sqrt(wave * wave + 4.0 * turn * turn), cap_km) + floor_km
        rho2 = (radial / a) ** 2 + (along / b) ** 2
        speed = math.sqrt(wx * wx + wy * wy + wz * wz)
        out[i, 0] = dt
        out[i, 2] = speed
        out[i, 3] = math.sqrt(dx * dx + dy * dy + dz * dz)
        if rho2 < 1.0 and not math.isnan(rho2):
            out[i, 1] = 2.0 * (1.0 - rho2) / (math.pi * a * b) * speed / abs(across)
        else:
            out[i, 1] = 0.0
